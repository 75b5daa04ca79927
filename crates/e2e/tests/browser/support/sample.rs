//! The sample application beside a Keystead: a site on an origin of its own, as it is built.

use std::net::{Ipv4Addr, TcpStream};
use std::process::Child;
use std::time::{Duration, Instant};

use super::server::{Server, free_port, program};

/// Where Keystead is for it: a name that is an RP ID for those below it.
pub(crate) const HOST: &str = "keystead.localhost";

/// A running sample; dropping it kills it.
#[derive(Debug)]
pub(crate) struct Sample {
    process: Option<Child>,
    port: u16,
}

impl Sample {
    /// A place for it, so that it can be listed before it opens.
    pub(crate) fn new() -> Self {
        Self { process: None, port: free_port() }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://app.{HOST}:{}", self.port)
    }

    /// Opens it for the members behind this door.
    pub(crate) fn opens_for(&mut self, server: &Server, door: &str) {
        let mut sample = program("sample", "sample");
        sample.args([server.url(door), self.port.to_string()]);
        self.process = Some(sample.spawn().unwrap());
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(20), "the sample does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
