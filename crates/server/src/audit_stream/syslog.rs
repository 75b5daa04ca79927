//! Syslog as RFC 5424 has it, each line a message: as datagrams (RFC 5426, and sockets of this machine), or over a connection with the length of each
//! message before it (RFC 6587), with TLS (RFC 5425) or without. Syslog knows no answer. Over a connection the end is waited for, which
//! tells a receiver that broke off or hangs from one that has taken all; of datagrams nobody knows.

use crate::config::audit::{Place, Target};
use domain::audit::stream::{Batch, Line};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket, UnixDatagram, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// "log audit", informational.
const PRIORITY: u8 = 13 * 8 + 6;
/// For the receiver to close its side. What is written fits into buffers that nobody reads, so one that keeps it open has taken nothing.
const FAREWELL: Duration = Duration::from_secs(10);

pub(super) async fn send(
    target: &Target,
    (host, tls): (&str, Option<&Arc<ClientConfig>>),
    batch: &Batch,
) -> Result<(), String> {
    let messages = batch.lines.iter().map(|line| message(host, line));
    let done = match (target, tls) {
        (Target::Udp(place), _) => datagrams(place, messages).await,
        (Target::Unix(path), _) => local(path, messages).await,
        (Target::Tcp(place), _) => match connect(place).await {
            Ok(socket) => converse(socket, &framed(messages)).await,
            Err(error) => Err(error),
        },
        (Target::Tls(place), Some(tls)) => encrypted(place, tls, &framed(messages)).await,
        (Target::Tls(_) | Target::Webhook(_), _) => Err(io::ErrorKind::Unsupported.into()),
    };
    done.map_err(|error| error.to_string())
}

/// One message. The text is JSON, which has no line ends and no control characters.
fn message(host: &str, line: &Line) -> String {
    let at = line.at.as_deref().unwrap_or("-");
    format!("<{PRIORITY}>1 {at} {host} keystead - {} - {}", line.kind, line.text)
}

fn framed(messages: impl Iterator<Item = String>) -> Vec<u8> {
    messages.fold(Vec::new(), |mut all, message| {
        all.extend_from_slice(format!("{} {message}", message.len()).as_bytes());
        all
    })
}

async fn datagrams(place: &Place, messages: impl Iterator<Item = String>) -> io::Result<()> {
    let mut found = lookup_host((place.host.as_str(), place.port)).await?;
    let address = found.next().ok_or(io::ErrorKind::NotFound)?;
    let any: SocketAddr =
        if address.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(address).await?;
    for message in messages {
        socket.send(message.as_bytes()).await?;
    }
    Ok(())
}

async fn local(path: &Path, messages: impl Iterator<Item = String>) -> io::Result<()> {
    let socket = UnixDatagram::unbound()?;
    socket.connect(path)?;
    for message in messages {
        socket.send(message.as_bytes()).await?;
    }
    Ok(())
}

async fn connect(place: &Place) -> io::Result<TcpStream> {
    TcpStream::connect((place.host.as_str(), place.port)).await
}

async fn encrypted(place: &Place, tls: &Arc<ClientConfig>, bytes: &[u8]) -> io::Result<()> {
    let name = ServerName::try_from(place.host.clone()).map_err(io::Error::other)?;
    let socket = TlsConnector::from(Arc::clone(tls)).connect(name, connect(place).await?).await?;
    converse(socket, bytes).await
}

/// A receiver that breaks off while something is on its way resets the connection; one that has read it all closes it.
async fn converse(mut socket: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> io::Result<()> {
    socket.write_all(bytes).await?;
    socket.flush().await?;
    socket.shutdown().await?;
    let mut rest = [0; 256];
    let end = async {
        loop {
            match socket.read(&mut rest).await {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                // A receiver that closes without the farewell of TLS.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    };
    let late = || io::Error::new(io::ErrorKind::TimedOut, "it did not close the connection");
    timeout(FAREWELL, end).await.unwrap_or_else(|_| Err(late()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::duplex;

    // The other side holds the connection and reads nothing, though all that was written found room; the next one reads and closes.
    #[tokio::test(start_paused = true)]
    async fn whoever_does_not_close_has_taken_nothing() {
        let (ours, theirs) = duplex(4096);
        let error = converse(ours, b"3 abc").await.unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (io::ErrorKind::TimedOut, "it did not close the connection")
        );
        drop(theirs);
        let (ours, mut theirs) = duplex(4096);
        let reads = async {
            let mut got = Vec::new();
            theirs.read_to_end(&mut got).await.unwrap();
            theirs.shutdown().await.unwrap();
            got
        };
        let (done, got) = tokio::join!(converse(ours, b"3 abc"), reads);
        done.unwrap();
        assert_eq!(got, b"3 abc");
    }

    #[test]
    fn a_message_is_as_the_standard_has_it() {
        let line = |at: Option<&str>| Line { kind: "event", at: at.map(str::to_owned), text: r#"{"ü":1}"#.to_owned() };
        let told = message("id.example.com", &line(Some("2026-01-02T03:04:05.678Z")));
        assert_eq!(told, r#"<110>1 2026-01-02T03:04:05.678Z id.example.com keystead - event - {"ü":1}"#);
        assert_eq!(message("h", &line(None)), r#"<110>1 - h keystead - event - {"ü":1}"#);
        // The length counts bytes.
        let framed = framed(["aü".to_owned(), "b".to_owned()].into_iter());
        assert_eq!(framed, "3 aü1 b".as_bytes());
    }
}
