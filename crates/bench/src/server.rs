//! A `keystead` process under test: started on a throw-away folder, watched through `/proc`, stopped or killed. It must never outlive the
//! run that started it.

use crate::cores::Cores;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// `/proc` counts processor time in these, whatever the kernel's own tick is.
const TICKS_PER_SECOND: f64 = 100.0;
const STARTS_WITHIN: Duration = Duration::from_secs(30);
const STOPS_WITHIN: Duration = Duration::from_secs(20);

/// What to start and how.
#[derive(Debug, Clone)]
pub struct Launch {
    pub binary: PathBuf,
    /// The folder of the embedded database.
    pub folder: PathBuf,
    pub log: PathBuf,
    pub address: SocketAddr,
    /// Where the proxy before it listens, if there is one.
    pub front: Option<SocketAddr>,
    pub arguments: Vec<String>,
    /// `None`: whichever core the kernel likes.
    pub cores: Option<Cores>,
    /// A program and its arguments under which the server runs, such as a tracer.
    pub under: Vec<String>,
}

impl Launch {
    pub fn new(binary: &Path, folder: &Path) -> io::Result<Self> {
        Ok(Self {
            binary: binary.to_owned(),
            folder: folder.to_owned(),
            log: folder.with_extension("log"),
            address: free_address()?,
            front: None,
            arguments: Vec::new(),
            cores: None,
            under: Vec::new(),
        })
    }

    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.front.unwrap_or(self.address).port())
    }

    pub fn start(&self) -> io::Result<Server> {
        fs::create_dir_all(&self.folder)?;
        let log = File::options().create(true).append(true).open(&self.log)?;
        let began = Instant::now();
        let child = self.command().stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut server = Server { child, address: self.address, log: self.log.clone(), first_answer: Duration::ZERO };
        server.first_answer = server.wait_for_first_answer(began)?;
        Ok(server)
    }

    fn command(&self) -> Command {
        let binary = self.binary.to_string_lossy();
        let mut command = match (self.under.split_first(), &self.cores) {
            (Some((program, arguments)), _) => {
                let mut command = Command::new(program);
                command.args(arguments).arg(&self.binary);
                command
            }
            (None, Some(cores)) => cores.on_server_core(&binary),
            (None, None) => Command::new(&self.binary),
        };
        command.arg("serve").arg("--demo").arg("--data").arg(&self.folder);
        command.args(["--listen", &self.address.to_string(), "--public-url", &self.origin()]);
        command.args(&self.arguments);
        command
    }
}

#[derive(Debug)]
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub log: PathBuf,
    /// From the start of the process to its first 200.
    pub first_answer: Duration,
}

impl Server {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn wait_for_first_answer(&mut self, began: Instant) -> io::Result<Duration> {
        loop {
            if answers_healthz(self.address) {
                return Ok(began.elapsed());
            }
            let gone = self.child.try_wait()?;
            if gone.is_some() || began.elapsed() > STARTS_WITHIN {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                let tail: Vec<&str> = log.lines().rev().take(5).collect();
                let tail = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
                return Err(io::Error::other(format!("keystead did not come up ({gone:?}):\n{tail}")));
            }
            sleep(Duration::from_millis(1));
        }
    }

    /// Ends as an operator would, and waits until it has.
    pub fn stop(mut self) -> io::Result<()> {
        Command::new("kill").arg(self.id().to_string()).status()?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > STOPS_WITHIN {
                return Err(io::Error::other("keystead did not stop when asked to"));
            }
            sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Ends as a power cut would, as far as the process can tell.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }

    pub fn resident_mib(&self) -> f64 {
        resident_mib(self.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn answers_healthz(address: SocketAddr) -> bool {
    let ask = || -> io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

/// Processor seconds that a process has used with all its threads.
pub fn processor_seconds(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in the second field may hold anything, blanks and brackets included.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / TICKS_PER_SECOND
}

/// Processor seconds that all cores have used, time stolen by other machines on the same host included.
pub fn busy_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let all = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    // user, nice, system, (idle, waiting for the disk), interrupts twice, stolen
    let busy = all.take(8).enumerate().filter(|(place, _)| !matches!(place, 3 | 4));
    busy.filter_map(|(_, field)| field.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_SECOND
}

pub fn resident_mib(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_figures() {
        let began = Instant::now();
        while began.elapsed() < Duration::from_millis(60) {}
        assert!(processor_seconds("self") > 0.0 && busy_seconds() > processor_seconds("self"));
        assert!(resident_mib(std::process::id()) > 0.5);
    }
}
