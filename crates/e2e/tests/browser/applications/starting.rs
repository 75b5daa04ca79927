//! Starts the applications of the walks, each told nothing but where it is, its issuer and its client. Where a machine lacks one, that is said
//! loudly, and in CI it is a failure.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::Server;
use crate::support::gallery::is_ci;
use crate::support::server::free_port;

const APPLICATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/applications");
const APACHE: &str = "/usr/sbin/apache2";
const APACHE_MODULES: &str = "/usr/lib/apache2/modules";
/// The interpreter that the distribution's packages are for.
const PYTHON: &str = "/usr/bin/python3";

/// An application that is known here and answers.
pub(super) struct Registered<T> {
    /// Its first page.
    pub(super) opens_with: String,
    /// Ends with it.
    _runs: T,
}

/// A process of its own.
pub(super) struct Running {
    process: Child,
    /// What it was started with.
    _folder: Option<TempDir>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What `keystead client add` printed.
struct Client {
    issuer: String,
    id: String,
    secret: String,
}

/// An application that has texts approved.
pub(super) struct Approver(Client);

impl Approver {
    pub(super) fn of(server: &Server) -> Option<Self> {
        let looks = Command::new(PYTHON).args(["-c", "import authlib, cryptography, requests"]).output();
        found("authlib", looks.is_ok_and(|looked| looked.status.success()))?;
        let words = ["client", "add", "demo/community", "Garden Bank", "--scope", "openid approvals"];
        let words = [&words[..], &["--redirect-uri", "https://bank.example/back"]].concat();
        Some(Self(Client::added(server, &words)))
    }

    /// Where the member answers, and the approval's id.
    pub(super) fn asks(&self, member: &str, text: &str) -> (String, String) {
        let printed = self.runs("ask", [member, text]);
        let (address, id) = printed.split_once(' ').unwrap();
        (address.to_owned(), id.to_owned())
    }

    /// The text that was approved, if the receipt is one.
    pub(super) fn checks(&self, id: &str, origin: &str) -> String {
        self.runs("check", [id, origin])
    }

    fn runs(&self, what: &str, more: [&str; 2]) -> String {
        let Client { issuer, id, secret } = &self.0;
        let mut python = Command::new(PYTHON);
        python.arg(format!("{APPLICATIONS}/approval.py")).args([what, issuer, id, secret]).args(more);
        let ran = python.env("PYTHONIOENCODING", "utf-8").output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap().trim().to_owned()
    }
}

impl Client {
    fn of(server: &Server, port: u16, callback: &str, more: &[&str]) -> Self {
        let (back, out) = (format!("http://127.0.0.1:{port}{callback}"), format!("http://127.0.0.1:{port}/"));
        let mut words = vec!["client", "add", "forum/main", "Garden Wiki", "--redirect-uri", &back];
        words.extend(["--post-logout-redirect-uri", &out]);
        words.extend(more);
        Self::added(server, &words)
    }

    fn added(server: &Server, words: &[&str]) -> Self {
        let printed = server.is_asked(words);
        let word = |name: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        Self { issuer: word("issuer"), id: word("client_id"), secret: word("client_secret") }
    }
}

impl Running {
    pub(super) fn openid_client(server: &Server) -> Option<Registered<Self>> {
        let packages = packages("openid-client")?;
        let port = free_port();
        let client = Client::of(server, port, "/callback", &[]);
        let mut node = command("node");
        node.arg(format!("{APPLICATIONS}/openid-client.mjs")).arg(packages).arg(port.to_string());
        node.args([client.issuer, client.id, client.secret]);
        Some(Self::answers(node, port, None))
    }

    pub(super) fn authlib(server: &Server) -> Option<Registered<Self>> {
        let looks = Command::new(PYTHON).args(["-c", "import authlib, flask, requests"]).output();
        found("authlib", looks.is_ok_and(|looked| looked.status.success()))?;
        let port = free_port();
        let client = Client::of(server, port, "/callback", &[]);
        let mut python = command(PYTHON);
        python.arg(format!("{APPLICATIONS}/authlib_client.py")).arg(port.to_string());
        python.args([client.issuer, client.id, client.secret]);
        Some(Self::answers(python, port, None))
    }

    pub(super) fn mod_auth_openidc(server: &Server) -> Option<Registered<Self>> {
        found("mod_auth_openidc", Path::new(APACHE_MODULES).join("mod_auth_openidc.so").is_file())?;
        let port = free_port();
        let client = Client::of(server, port, "/in/callback", &[]);
        let folder = tempfile::Builder::new().prefix("keystead-apache-").tempdir().unwrap();
        // Whoever Apache becomes reads what it serves.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let fill = |text: String| {
            let filled =
                text.replace("{folder}", &folder.path().to_string_lossy()).replace("{port}", &port.to_string());
            let filled = filled.replace("{modules}", APACHE_MODULES).replace("{issuer}", &client.issuer);
            filled.replace("{id}", &client.id).replace("{secret}", &client.secret)
        };
        let files = [
            ("apache.conf", "apache.conf"),
            ("apache/out.shtml", "site/index.shtml"),
            ("apache/in.shtml", "site/in/index.shtml"),
            ("apache/in.shtml", "site/in/step-up/index.shtml"),
        ];
        for (from, to) in files {
            let to = folder.path().join(to);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, fill(fs::read_to_string(format!("{APPLICATIONS}/{from}")).unwrap())).unwrap();
        }
        let mut apache = command(APACHE);
        apache.args(["-D", "FOREGROUND", "-f"]).arg(folder.path().join("apache.conf"));
        Some(Self::answers(apache, port, Some(folder)))
    }

    fn answers(mut command: Command, port: u16, folder: Option<TempDir>) -> Registered<Self> {
        let mut process = command.spawn().unwrap();
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "{command:?} ended with {ended:?}");
            assert!(start.elapsed() < Duration::from_secs(20), "{command:?} does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        let opens_with = format!("http://127.0.0.1:{port}/");
        Registered { opens_with, _runs: Self { process, _folder: folder } }
    }
}

/// Files, for an application that needs no server.
pub(super) struct StaticSite;

impl StaticSite {
    pub(super) fn oidc_client_ts(server: &Server) -> Option<Registered<Self>> {
        let library = packages("oidc-client-ts")?.join("oidc-client-ts/dist/browser/oidc-client-ts.min.js");
        let page = fs::read_to_string(format!("{APPLICATIONS}/oidc-client-ts.html")).unwrap();
        let library = fs::read_to_string(library).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, free_port())).unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = Client::of(server, port, "/callback", &["--public"]);
        thread::spawn(move || serve(&listener, &HashMap::from([("/oidc-client-ts.min.js", library)]), &page));
        let opens_with = format!("http://127.0.0.1:{port}/?authority={}&client_id={}", client.issuer, client.id);
        Some(Registered { opens_with, _runs: Self })
    }
}

/// Every path that is no file is the one page.
fn serve(listener: &TcpListener, files: &HashMap<&str, String>, page: &str) {
    for stream in listener.incoming().map_while(Result::ok) {
        let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
        let first = lines.next().unwrap_or_default();
        // The rest of the head, so that closing does not cut the answer off.
        lines.take_while(|line| !line.is_empty()).for_each(drop);
        let path = first.split(' ').nth(1).and_then(|target| target.split('?').next()).unwrap_or_default();
        let (kind, body) = files.get(path).map_or(("text/html", page), |file| ("text/javascript", file.as_str()));
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n", body.len());
        let _ = (&stream).write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes());
    }
}

/// Ends with the test's thread, and says on the test's own output what goes wrong.
fn command(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", program]).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Where npm packages are, if this one is among them.
fn packages(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules");
    let is_there = folder.join(name).is_dir();
    found(name, is_there)?;
    Some(folder)
}

fn found(name: &str, is_there: bool) -> Option<()> {
    if !is_there {
        assert!(!is_ci(), "{name} is missing, and here no test may be skipped");
        eprintln!("SKIPPED: {name} is not installed here (`cargo xtask test` does it)");
    }
    is_there.then_some(())
}
