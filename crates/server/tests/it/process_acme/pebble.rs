//! The distribution's `pebble`: a directory of certificates that keeps nothing, with a name server of its own that leads every name to this machine.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(super) const EAB: (&str, &str) = ("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W");

/// A port that nobody has at this moment.
pub(super) fn free() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(super) struct Pebble {
    folder: TempDir,
    running: Vec<Child>,
    /// Of the directory, of its other face, and of the name server's.
    ports: [u16; 3],
    /// Where it looks whether a name is ours.
    pub(super) http: u16,
    pub(super) tls: u16,
    is_bound: bool,
}

impl Drop for Pebble {
    fn drop(&mut self) {
        self.stop();
    }
}

#[expect(clippy::disallowed_methods, reason = "only CI knows that it is CI")]
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// `None` where it is not installed, which CI does not let pass.
pub(super) fn pebble() -> Option<Pebble> {
    if !["/usr/bin/pebble", "/usr/bin/pebble-challtestsrv"].iter().all(|file| std::path::Path::new(file).is_file()) {
        assert!(!is_ci(), "pebble is not installed, and here no test may be skipped");
        eprintln!("SKIPPED: pebble is not installed here (`cargo xtask test` does it)");
        return None;
    }
    Some(Pebble::new())
}

impl Pebble {
    /// One that does not run, with the certificate that a directory shows.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        std::fs::write(folder.path().join("root.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        std::fs::write(folder.path().join("cert.pem"), own.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        let ports = [free(), free(), free()];
        Self { folder, running: Vec::new(), ports, http: free(), tls: free(), is_bound: false }
    }

    /// It takes nobody without an account elsewhere.
    pub(super) fn bound(mut self) -> Self {
        self.is_bound = true;
        self
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn root(&self) -> PathBuf {
        self.file("root.pem")
    }

    pub(super) fn directory(&self) -> String {
        format!("https://127.0.0.1:{}/dir", self.ports[0])
    }

    pub(super) fn start(&mut self) {
        let [directory, management, names] = self.ports;
        let config = json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{directory}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": self.folder.path().join("cert.pem"),
            "privateKey": self.folder.path().join("key.pem"),
            "httpPort": self.http,
            "tlsPort": self.tls,
            "ocspResponderURL": "",
            "certificateValidityPeriod": 90 * 24 * 60 * 60,
            "externalAccountBindingRequired": self.is_bound,
            "externalAccountMACKeys": { EAB.0: EAB.1 },
        }});
        let file = self.folder.path().join("config.json");
        std::fs::write(&file, config.to_string()).unwrap();
        let dns = free();
        let mut server = Command::new("/usr/bin/pebble-challtestsrv");
        server.args(["-dns01", &format!("127.0.0.1:{dns}"), "-management", &format!("127.0.0.1:{names}")]);
        server.args(["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""]);
        let mut pebble = Command::new("/usr/bin/pebble");
        pebble.args(["-config", file.to_str().unwrap(), "-strict", "-dnsserver", &format!("127.0.0.1:{dns}")]);
        pebble.envs([("PEBBLE_VA_NOSLEEP", "1"), ("PEBBLE_WFE_NONCEREJECT", "2"), ("PEBBLE_AUTHZREUSE", "0")]);
        for (mut command, port) in [(server, names), (pebble, directory)] {
            let log =
                std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log")).unwrap();
            command.stdout(log.try_clone().unwrap()).stderr(log).stdin(Stdio::null());
            self.running.push(command.spawn().unwrap());
            let began = Instant::now();
            while TcpStream::connect(("127.0.0.1", port)).is_err() {
                assert!(began.elapsed() < Duration::from_secs(20), "{}", self.log());
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// It forgets everything.
    pub(super) fn stop(&mut self) {
        for mut child in self.running.drain(..) {
            child.kill().ok();
            child.wait().ok();
        }
    }

    /// Leads a name to this address, and nowhere else.
    pub(super) fn lead(&self, name: &str, address: &str) {
        let host = format!("{name}.");
        for (path, body) in
            [("clear-a", json!({ "host": host })), ("add-a", json!({ "host": host, "addresses": [address] }))]
        {
            let (body, mut answer) = (body.to_string(), String::new());
            let length = body.len();
            let mut stream = TcpStream::connect(("127.0.0.1", self.ports[2])).unwrap();
            let head =
                format!("POST /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all((head + &body).as_bytes()).unwrap();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
    }

    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// How many certificates it has issued.
    pub(super) fn issued(&self) -> usize {
        self.log().matches("Issued certificate serial ").count()
    }

    /// Under which its certificates are believed.
    pub(super) fn issuer(&self) -> RootCertStore {
        let roots = believing(CertificateDer::from_pem_file(self.root()).unwrap());
        let address = format!("127.0.0.1:{}", self.ports[1]);
        let (answer, _) = ask(&address, "127.0.0.1", "/roots/0", roots).unwrap();
        believing(CertificateDer::from_pem_slice(answer.split_once("\r\n\r\n").unwrap().1.as_bytes()).unwrap())
    }
}

fn believing(root: CertificateDer<'static>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    roots
}

/// One request over TLS, as a client that believes these alone: the answer, and the certificate. The error is the client's.
pub(super) fn ask(
    address: &str,
    name: &str,
    path: &str,
    roots: RootCertStore,
) -> Result<(String, CertificateDer<'static>), String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let server = ServerName::try_from(name.to_owned()).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), server).unwrap();
    let mut socket = TcpStream::connect(address).map_err(|error| error.to_string())?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    let request = format!("GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    let certificate = connection.peer_certificates().unwrap()[0].clone().into_owned();
    Ok((String::from_utf8_lossy(&answer).into_owned(), certificate))
}
