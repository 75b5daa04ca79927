//! Two PostgreSQL nodes under the distribution's Patroni, with etcd to agree in, as the operator's sample configures them.

use crate::sample;
use bench::server::free_address;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const COMES_UP_WITHIN: Duration = Duration::from_secs(90);
const PROGRAMS: [&str; 3] = ["/usr/bin/patroni", "/usr/bin/etcd", "/usr/bin/setpriv"];

/// Gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Patroni {
    folder: PathBuf,
    etcd: Child,
    nodes: [Node; 2],
}

#[derive(Debug)]
struct Node {
    process: Child,
    data: PathBuf,
    database: SocketAddr,
    rest: SocketAddr,
}

impl Patroni {
    /// What is missing here, where something is.
    pub(crate) fn missing() -> Option<&'static str> {
        PROGRAMS.into_iter().find(|program| !Path::new(program).is_file())
    }

    /// Waits until one node is the primary and the other has all that it has.
    pub(crate) fn start(folder: &Path, programs: &Path) -> io::Result<Self> {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?;
        let [clients, peers] = [free_address()?, free_address()?];
        let etcd = etcd(folder, clients, peers)?;
        let one = Node::start(folder, "one", (clients, programs))?;
        let mut cluster =
            Self { folder: folder.to_owned(), etcd, nodes: [one, Node::start(folder, "two", (clients, programs))?] };
        cluster.waits_for(|roles| roles == ["leader", "sync_standby"])?;
        cluster.make_database(programs)?;
        Ok(cluster)
    }

    /// As Keystead is told of it: both nodes, of which it takes the one that may be written to.
    pub(crate) fn url(&self) -> String {
        let [one, other] = &self.nodes;
        format!(
            "postgres://postgres:choose-one@{},{}/keystead?target_session_attrs=read-write&connect_timeout=2",
            one.database, other.database
        )
    }

    /// Kills the primary with its Patroni, as the loss of its machine would.
    pub(crate) fn without_its_primary(mut self) -> io::Result<Self> {
        let primary = self.nodes.iter_mut().find(|node| node.is_primary());
        primary.ok_or_else(|| io::Error::other("there is no primary"))?.kill()?;
        Ok(self)
    }

    fn waits_for(&mut self, is_there: impl Fn(&[String]) -> bool) -> io::Result<()> {
        let began = Instant::now();
        loop {
            let mut roles: Vec<String> = self.nodes.iter().find_map(Node::roles).unwrap_or_default();
            roles.sort();
            if is_there(&roles) {
                return Ok(());
            }
            if began.elapsed() > COMES_UP_WITHIN {
                let logs = ["one", "two", "etcd"].map(|name| last_of(&self.folder.join(format!("{name}.log"))));
                return Err(io::Error::other(format!("Patroni has {roles:?}:\n{}", logs.join("\n"))));
            }
            sleep(Duration::from_millis(200));
        }
    }

    fn make_database(&self, programs: &Path) -> io::Result<()> {
        let leader = self.nodes.iter().find(|node| node.is_primary()).ok_or_else(|| io::Error::other("no primary"))?;
        let address = format!("postgres://postgres:choose-one@{}/postgres", leader.database);
        let made = Command::new(programs.join("psql")).args([&address, "-c", "CREATE DATABASE keystead"]).output()?;
        if made.status.success() {
            return Ok(());
        }
        Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()))
    }
}

impl Drop for Patroni {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            let _ = node.kill();
        }
        let _ = self.etcd.kill();
        let _ = self.etcd.wait();
    }
}

impl Node {
    fn start(folder: &Path, name: &'static str, (etcd, programs): (SocketAddr, &Path)) -> io::Result<Self> {
        let (database, rest) = (free_address()?, free_address()?);
        let data = folder.join(format!("{name}-data"));
        let text = sample(
            "patroni.yml",
            &[
                ("name: one", &format!("name: {name}")),
                ("10.0.0.21:8008", &rest.to_string()),
                ("10.0.0.31:2379", &etcd.to_string()),
                ("10.0.0.21:5432", &database.to_string()),
                ("10.0.0.0/8", "127.0.0.0/8"),
                ("/var/lib/postgresql/keystead.pgpass", &format!("{}/{name}.pgpass", folder.display())),
                ("/var/lib/postgresql/keystead", &data.display().to_string()),
                ("/usr/lib/postgresql/15/bin", &programs.display().to_string()),
                ("/var/run/postgresql", &folder.display().to_string()),
            ],
        );
        let file = folder.join(format!("{name}.yml"));
        fs::write(&file, text)?;
        let log = File::create(folder.join(format!("{name}.log")))?;
        let mut command = as_its_user("/usr/bin/patroni");
        command.arg(&file).current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(Self { process: command.spawn()?, data, database, rest })
    }

    /// The role of each member of the cluster, as this one sees it.
    fn roles(&self) -> Option<Vec<String>> {
        let (_, body) = ask(self.rest, "/cluster").ok()?;
        let cluster: Value = serde_json::from_str(&body).ok()?;
        let members = cluster["members"].as_array()?;
        let is_running = |member: &&Value| member["state"] == "running" || member["state"] == "streaming";
        Some(members.iter().filter(is_running).filter_map(|member| Some(member["role"].as_str()?.to_owned())).collect())
    }

    fn is_primary(&self) -> bool {
        ask(self.rest, "/primary").is_ok_and(|(status, _)| status == 200)
    }

    /// Patroni first, which would start its server again; then the server with all its processes.
    fn kill(&mut self) -> io::Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        let file = fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let Some(server) = file.lines().next() else { return Ok(()) };
        let children = Command::new("pgrep").args(["-P", server]).output()?.stdout;
        let children = String::from_utf8_lossy(&children).into_owned();
        Command::new("kill").arg("-KILL").arg(server).args(children.split_whitespace()).output()?;
        Ok(())
    }
}

fn etcd(folder: &Path, clients: SocketAddr, peers: SocketAddr) -> io::Result<Child> {
    let log = File::create(folder.join("etcd.log"))?;
    let (clients, peers) = (format!("http://{clients}"), format!("http://{peers}"));
    let mut command = as_its_user("/usr/bin/etcd");
    command.arg("--data-dir").arg(folder.join("etcd"));
    command.args(["--listen-client-urls", &clients, "--advertise-client-urls", &clients]);
    command.args(["--listen-peer-urls", &peers, "--initial-advertise-peer-urls", &peers]);
    command.args(["--initial-cluster", &format!("default={peers}")]);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()
}

/// PostgreSQL refuses to run as root.
fn as_its_user(program: &str) -> Command {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("/usr/bin/setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", program]);
    command
}

fn ask(address: SocketAddr, path: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or_default();
    Ok((status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()))
}

fn last_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    format!("{}:\n{}", log.display(), lines[lines.len().saturating_sub(15)..].join("\n"))
}
