//! The distribution's nginx as the operator's sample configures it, with the addresses of this machine in place of the sample's.

use crate::sample;
use bench::server::free_address;
use std::fs::{self, File};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const STARTS_WITHIN: Duration = Duration::from_secs(10);
const PROGRAM: &str = "/usr/sbin/nginx";

/// Gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Nginx {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Nginx {
    /// `None` where none is installed.
    pub(crate) fn start(folder: &Path, nodes: [SocketAddr; 2]) -> io::Result<Option<Self>> {
        if !Path::new(PROGRAM).is_file() {
            return Ok(None);
        }
        let address = free_address()?;
        let site = folder.join("site.conf");
        fs::write(&site, site_of(address, nodes))?;
        let main = folder.join("nginx.conf");
        fs::write(&main, main_of(folder, &site))?;
        let log = File::create(folder.join("nginx.log"))?;
        let mut command = Command::new(PROGRAM);
        command.arg("-c").arg(&main).arg("-p").arg(folder);
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let nginx = Self { child, address };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            if began.elapsed() > STARTS_WITHIN {
                let said = fs::read_to_string(folder.join("nginx.log")).unwrap_or_default();
                return Err(io::Error::other(format!("nginx did not come up: {said}")));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(Some(nginx))
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers go with it only where it may tell them.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// Without TLS, since the certificate is not what is looked at here.
fn site_of(address: SocketAddr, [one, other]: [SocketAddr; 2]) -> String {
    sample(
        "nginx.conf",
        &[
            ("10.0.0.11:8080", &one.to_string()),
            ("10.0.0.12:8080", &other.to_string()),
            ("listen 443 ssl;", &format!("listen {address};")),
            ("    ssl_certificate /etc/ssl/id.example.com.pem;\n", ""),
            ("    ssl_certificate_key /etc/ssl/id.example.com.key;\n", ""),
        ],
    )
}

/// What a distribution has around a site. Its own closing of a connection after so many requests would be another test.
fn main_of(folder: &Path, site: &Path) -> String {
    let (folder, site) = (folder.display(), site.display());
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log stderr warn;\n\
         events {{ worker_connections 512; }}\n\
         http {{\naccess_log off;\nkeepalive_requests 1000000;\n{paths}include {site};\n}}\n"
    )
}
