//! The smallest HTTP/1.1 client that can load a server without being the slower of the two: one keep-alive connection, one request in
//! flight, both buffers kept, answers with a `Content-Length` only. It must never retry: a lost answer is a result.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Far above any answer of the API; a server that sends more is broken.
const LARGEST_ANSWER: usize = 1 << 20;

/// The part of a request that stays the same from one to the next.
#[derive(Debug, Clone)]
pub struct Route {
    head: Vec<u8>,
}

impl Route {
    pub fn post(path: &str) -> Self {
        Self::new("POST", path, "application/json", None)
    }

    pub fn form(path: &str) -> Self {
        Self::new("POST", path, "application/x-www-form-urlencoded", None)
    }

    pub fn get(path: &str, bearer: Option<&str>) -> Self {
        Self::new("GET", path, "application/json", bearer)
    }

    fn new(method: &str, path: &str, content_type: &str, bearer: Option<&str>) -> Self {
        let authorization = bearer.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: keystead-bench\r\n{authorization}\
             Content-Type: {content_type}\r\nContent-Length: "
        );
        Self { head: head.into_bytes() }
    }
}

/// An answer that still lies in the connection's buffer.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
    pub head: &'a [u8],
}

impl Answer<'_> {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }

    /// Where a redirection leads.
    pub fn location(&self) -> Option<&str> {
        std::str::from_utf8(field(self.head, b"location:")?).ok()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("the connection broke")]
    Io(#[from] io::Error),
    #[error("the server closed the connection")]
    Closed,
    /// No status, no length, or a length beyond reason.
    #[error("not a plain HTTP/1.1 answer with a Content-Length")]
    Malformed,
}

#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::with_capacity(2048), answer: vec![0; 8192] })
    }

    /// One request, one write, one answer.
    pub async fn send(&mut self, route: &Route, body: &[u8]) -> Result<Answer<'_>, HttpError> {
        self.request.clear();
        self.request.extend_from_slice(&route.head);
        push_decimal(&mut self.request, body.len());
        self.request.extend_from_slice(b"\r\n\r\n");
        self.request.extend_from_slice(body);
        self.stream.write_all(&self.request).await?;

        let mut filled = 0;
        let head = loop {
            filled += self.receive(filled).await?;
            if let Some(head) = Head::read(&self.answer[..filled])? {
                break head;
            }
        };
        let end = head.length + head.body_length;
        if end > LARGEST_ANSWER {
            return Err(HttpError::Malformed);
        }
        while filled < end {
            filled += self.receive(filled).await?;
        }
        Ok(Answer { status: head.status, body: &self.answer[head.length..end], head: &self.answer[..head.length] })
    }

    async fn receive(&mut self, filled: usize) -> Result<usize, HttpError> {
        if filled == self.answer.len() {
            if filled >= LARGEST_ANSWER {
                return Err(HttpError::Malformed);
            }
            self.answer.resize(filled * 2, 0);
        }
        match self.stream.read(&mut self.answer[filled..]).await? {
            0 => Err(HttpError::Closed),
            read => Ok(read),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    length: usize,
    body_length: usize,
}

impl Head {
    /// `None` while the head is incomplete.
    fn read(bytes: &[u8]) -> Result<Option<Self>, HttpError> {
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
        let head = &bytes[..end];
        let status = head.get(9..12).and_then(decimal).ok_or(HttpError::Malformed)?;
        let status = u16::try_from(status).map_err(|_| HttpError::Malformed)?;
        let body_length = match content_length(head) {
            Some(length) => length,
            None if status == 204 || status == 304 => 0,
            None => return Err(HttpError::Malformed),
        };
        Ok(Some(Self { status, length: end + 4, body_length }))
    }
}

fn content_length(head: &[u8]) -> Option<usize> {
    field(head, b"content-length:").and_then(decimal)
}

/// The value of a header field; its name is written with the colon.
fn field<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    head.split(|byte| *byte == b'\n').find_map(|line| {
        let (found, value) = line.split_at_checked(name.len())?;
        found.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
    })
}

fn decimal(digits: &[u8]) -> Option<usize> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + usize::from(digit - b'0')))
}

fn push_decimal(out: &mut Vec<u8>, mut number: usize) {
    let start = out.len();
    loop {
        // The remainder of a division by ten always fits.
        out.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out[start..].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_head() {
        let bytes = b"HTTP/1.1 401 Unauthorized\r\nContent-Type: a\r\ncontent-length: 12\r\n\r\nhello";
        let head = Head::read(bytes).unwrap().unwrap();
        assert_eq!(head, Head { status: 401, length: bytes.len() - 5, body_length: 12 });
        assert!(Head::read(&bytes[..40]).unwrap().is_none());
    }

    #[test]
    fn refuses_what_it_cannot_measure() {
        assert!(Head::read(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(Head::read(b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n").is_err());
        assert!(Head::read(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n").is_err());
        assert!(Head::read(b"SSH-2.0-x\r\n\r\n").is_err());
        assert_eq!(Head::read(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap().body_length, 0);
    }

    #[test]
    fn writes_decimals() {
        for number in [0, 7, 10, 1234, 65536] {
            let mut out = b"x".to_vec();
            push_decimal(&mut out, number);
            assert_eq!(out, format!("x{number}").into_bytes());
        }
    }
}
