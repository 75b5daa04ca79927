//! TLS as the built binary speaks it, and a certificate that is renewed while it runs.

use crate::process::{Running, folder};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs::default_provider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, Stream};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");

/// Takes any certificate; the test looks at it afterwards.
#[derive(Debug)]
struct Anybody(CryptoProvider);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// One request; the answer, the server's certificate, and what was agreed to be spoken.
fn ask(address: &str, protocol: &[u8]) -> (String, CertificateDer<'static>, Vec<u8>) {
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(default_provider())))
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let mut connection = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect(address).unwrap();
    let mut stream = Stream::new(&mut connection, &mut socket);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    let certificate = connection.peer_certificates().unwrap()[0].clone().into_owned();
    let spoken = connection.alpn_protocol().unwrap_or_default().to_vec();
    (String::from_utf8_lossy(&answer).into_owned(), certificate, spoken)
}

fn put(folder: &Path, name: &str) -> CertificateDer<'static> {
    std::fs::copy(format!("{FIXTURES}/{name}.key"), folder.join("key.pem")).unwrap();
    std::fs::copy(format!("{FIXTURES}/{name}.pem"), folder.join("cert.pem")).unwrap();
    CertificateDer::from_pem_file(folder.join("cert.pem")).unwrap()
}

#[test]
fn a_renewed_certificate_is_taken_up_without_a_restart() {
    let (folder, data) = folder();
    let first = put(folder.path(), "first");
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let files = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = Running::start(&data, &[&files[..], &["--public-url", "https://localhost"]].concat());
    let address = server.address.clone();

    let (answer, shown, spoken) = ask(&address, b"http/1.1");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security: "), "{answer}");
    assert_eq!((shown, spoken.as_slice()), (first, &b"http/1.1"[..]));
    // HTTP/2 was agreed upon, so a request in HTTP/1.1 is none.
    let (answer, _, spoken) = ask(&address, b"h2");
    assert!(spoken == b"h2" && !answer.contains("HTTP/1.1 200"), "{answer}");

    let second = put(folder.path(), "second");
    let began = Instant::now();
    while ask(&address, b"http/1.1").1 != second {
        assert!(began.elapsed() < Duration::from_secs(20), "the old certificate is still shown");
        std::thread::sleep(Duration::from_millis(200));
    }
}
