//! Certificates that the built binary orders by itself from the distribution's `pebble`: by both ways, kept over restarts and by other nodes, renewed when
//! they are old, and not ordered again and again where something is wrong.

mod hostile;
mod pebble;

use crate::process::{folder, keystead, refusal, run};
use pebble::{EAB, Pebble, ask, free, pebble};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use store::testing::{Engine, engines, execute, location_on};
use store::{Location, Store};

const NAME: &str = "id.keystead.test";
const OTHER: &str = "login.keystead.test";

/// A server with a port that it has for good.
struct Node {
    data: PathBuf,
    port: u16,
    /// Lines of the configuration file.
    config: String,
    more: Vec<String>,
    child: Option<Child>,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Node {
    fn new(data: PathBuf, port: u16, pebble: &Pebble, lines: &str) -> Self {
        let (directory, root) = (pebble.directory(), pebble.root().display().to_string());
        let config = format!("[acme]\naccept_terms = true\ndirectory = {directory:?}\nroot = {root:?}\n{lines}\n");
        Self { data, port, config, more: Vec::new(), child: None }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.data.with_extension("log")).unwrap_or_default()
    }

    fn start(&mut self) {
        let file = self.data.with_extension("toml");
        std::fs::write(&file, &self.config).unwrap();
        let mut command =
            keystead(&["serve", "--config", file.to_str().unwrap(), "--data", self.data.to_str().unwrap()]);
        command.args(["--listen", &self.address(), "--public-url", &format!("https://{NAME}")]).args(&self.more);
        let log = std::fs::File::create(self.data.with_extension("log")).unwrap();
        self.child = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        self.logged("listening");
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Waits until the log has this.
    fn logged(&self, text: &str) {
        wait(|| self.log().contains(text).then_some(()).ok_or_else(|| format!("no {text:?}: {}", self.log())));
    }

    /// Waits until a client that believes pebble's root alone is served under this name.
    fn serves(&self, name: &str, roots: &RootCertStore) -> CertificateDer<'static> {
        wait(|| {
            let (answer, certificate) = self.ask(name, roots).map_err(|error| format!("{error}: {}", self.log()))?;
            if answer.starts_with("HTTP/1.1 200") { Ok(certificate) } else { Err(answer) }
        })
    }

    /// As the operator has one ordered: what is told of all of them.
    fn order(&self, words: &[&str]) -> serde_json::Value {
        let mut command = keystead(&["--json", "certificate", "order", "--data", self.data.to_str().unwrap()]);
        let told = run(command.arg("--config").arg(self.data.with_extension("toml")).args(words));
        assert!(told.status.success(), "{told:?}");
        serde_json::from_slice(&told.stdout).unwrap()
    }

    fn ask(&self, name: &str, roots: &RootCertStore) -> Result<(String, CertificateDer<'static>), String> {
        ask(&self.address(), name, "/healthz", roots.clone())
    }
}

#[track_caller]
fn wait<T>(mut look: impl FnMut() -> Result<T, String>) -> T {
    let began = Instant::now();
    loop {
        match look() {
            Ok(found) => return found,
            Err(error) => assert!(began.elapsed() < Duration::from_secs(40), "{error}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Makes every certificate one that is due.
fn make_due(data: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&Location::Embedded { file: data.join("keystead.db") }).unwrap();
        let due = store.write("due", |tx| execute(tx, "UPDATE acme_certificates SET due_at = 1"));
        assert!(due.await.unwrap() > 0);
        store.close().await;
    });
}

// Issue 9, 8: before the first certificate the port answers and is not believed; then it is; a restart orders none; when it is old another comes, also from
// a directory that has forgotten us, and nobody has to restart anything.
#[test]
fn a_certificate_comes_on_the_same_port_and_is_renewed() {
    let Some(mut pebble) = pebble() else { return };
    let (_folder, data) = folder();
    let mut node = Node::new(data, pebble.tls, &pebble, "contact = \"operator@keystead.test\"");
    pebble.start();
    node.start();
    let roots = pebble.issuer();
    assert!(node.ask(NAME, &roots).unwrap_err().contains("certificate"), "nobody believes what stands in");
    let first = node.serves(NAME, &roots);
    assert_eq!(pebble.issued(), 1, "{}", pebble.log());
    node.logged("a certificate was issued");
    node.stop();
    node.start();
    assert_eq!(node.ask(NAME, &roots).unwrap().1, first, "at once");
    std::thread::sleep(Duration::from_secs(7));
    assert_eq!(pebble.issued(), 1, "a restart orders nothing");
    // Old, and the directory has lost its accounts.
    node.stop();
    pebble.stop();
    pebble.start();
    let issuer = pebble.issuer();
    make_due(&node.data);
    node.start();
    node.logged("no certificate was issued");
    node.stop();
    make_due(&node.data);
    node.start();
    let second = node.serves(NAME, &issuer);
    assert_ne!(first, second);
    assert!(node.ask(NAME, &roots).is_err(), "the old one is not shown any more");
}

// Issue 9, 8: HTTP-01, with an account elsewhere; the doctor knows of it.
#[test]
fn a_certificate_comes_by_plain_http() {
    let Some(pebble) = pebble() else { return };
    let mut pebble = pebble.bound();
    let (folder, data) = folder();
    let key = folder.path().join("eab");
    std::fs::write(&key, format!("{}\n", EAB.1)).unwrap();
    let (http, id, file) = (pebble.http, EAB.0, key.display().to_string());
    let lines = format!(
        "challenge = \"http-01\"\nhttp_listen = \"127.0.0.1:{http}\"\neab_key_id = {id:?}\neab_key_file = {file:?}"
    );
    let mut node = Node::new(data, free(), &pebble, &lines);
    pebble.start();
    node.start();
    let roots = pebble.issuer();
    node.serves(NAME, &roots);
    let mut plain = TcpStream::connect(("127.0.0.1", http)).unwrap();
    plain.write_all(b"GET /platform/smart?a=b HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    plain.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(&format!("location: https://{NAME}/platform/smart?a=b\r\n")), "{answer}");
    let file = node.data.with_extension("toml");
    let words = ["doctor", "--json", "--data", node.data.to_str().unwrap(), "--config", file.to_str().unwrap()];
    let found: serde_json::Value = serde_json::from_slice(&run(&mut keystead(&words)).stdout).unwrap();
    let own = found["findings"].as_array().unwrap().iter().find(|finding| finding["check"] == "certificates");
    let own = own.unwrap_or_else(|| panic!("{found}"));
    assert!(own["state"] == "good" && own["looked_at"] == NAME, "{own}");
    let key = std::fs::read_to_string(key).unwrap();
    assert!(!node.log().contains(key.trim()) && !node.log().contains("PRIVATE"), "{}", node.log());
}

// Issue 9, 8: one name that leads elsewhere harms no other one, the reason is told, and neither it nor a directory that is away is asked again at once.
#[test]
fn a_name_that_leads_elsewhere_and_a_directory_that_is_away_are_waited_for() {
    let Some(mut pebble) = pebble() else { return };
    let (_folder, data) = folder();
    let mut node = Node::new(data, pebble.tls, &pebble, &format!("names = [{OTHER:?}]"));
    node.start();
    node.logged("no certificate was issued");
    wait(|| (node.log().matches("no certificate was issued").count() == 2).then_some(()).ok_or_else(|| node.log()));
    assert!(node.log().contains("does not take connections"), "{}", node.log());
    pebble.start();
    pebble.lead(OTHER, "127.0.0.2");
    node.stop();
    node.start();
    std::thread::sleep(Duration::from_secs(7));
    assert!(!node.log().contains("certificate was issued"), "a restart asks no sooner: {}", node.log());
    node.stop();
    make_due(&node.data);
    node.start();
    let roots = pebble.issuer();
    node.serves(NAME, &roots);
    node.logged("no certificate was issued");
    let log = node.log();
    let line = log.lines().find(|line| line.contains("no certificate was issued")).unwrap();
    assert!(
        line.contains(OTHER) && line.contains("by tls-alpn-01 the directory did not see that the name is ours"),
        "{line}"
    );
    assert!(node.ask(OTHER, &roots).is_err());
    assert_eq!(pebble.issued(), 1);
    // Mended, and the operator does not wait.
    pebble.lead(OTHER, "127.0.0.1");
    let list = node.order(&[OTHER]);
    assert!(list[0]["name"] == NAME && list[0]["good_until"].is_string() && list[1]["good_until"].is_null(), "{list}");
    assert!(list[1]["trouble"].as_str().unwrap().contains("tls-alpn-01"), "{list}");
    let first = node.serves(OTHER, &roots);
    // Under another account, and with another key.
    let accounts = || node.log().matches("an account for certificates was made").count();
    let before = accounts();
    let list = node.order(&[OTHER, "--new-account"]);
    assert!(list[1]["good_until"].is_string() && list[1]["trouble"].is_null(), "{list}");
    wait(|| if node.serves(OTHER, &roots) == first { Err(node.log()) } else { Ok(()) });
    assert_eq!((accounts(), pebble.issued()), (before + 1, 3), "{}", node.log());
}

// Issue 9, 8: whatever a directory answers, the server serves, the log has a short line of it, and nobody asks again at once.
#[test]
fn a_directory_that_means_no_good_is_survived() {
    let pebble = Pebble::new();
    let (_folder, data) = folder();
    let mut node = Node::new(data, free(), &pebble, &format!("names = [{OTHER:?}, \"third.keystead.test\"]"));
    node.config = node.config.replace(&pebble.directory(), &hostile::directory(&pebble));
    node.start();
    wait(|| (node.log().matches("no certificate was issued").count() == 3).then_some(()).ok_or_else(|| node.log()));
    let log = node.log();
    for reason in ["the directory answered what cannot be read", "broke off or is too large", "[2J FAKE LINE of many"] {
        assert!(log.contains(reason), "{reason}: {log}");
    }
    assert!(!log.contains('\u{1b}') && !log.lines().any(|line| line.starts_with("FAKE")), "{log}");
    let longest = log.lines().filter(|line| line.contains("no certificate")).map(str::len).max();
    assert!(longest.unwrap() < 700, "{log}");
    assert!(node.ask(NAME, &RootCertStore::empty()).unwrap_err().contains("certificate"), "the port still answers");
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(node.log().matches("no certificate was issued").count(), 3);
}

// Issue 9, 8: two nodes of one database. The directory looks at the one that has not ordered, and could not: the other name is the first one's alone. Both show
// what came of it, and order nothing twice.
#[test]
fn nodes_of_one_database_order_once_and_show_the_same() {
    let Some(mut pebble) = pebble() else { return };
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let (location, _guard) = location_on(Engine::Postgres);
    let Location::Postgres { url, .. } = &location else { panic!("{location:?}") };
    let (folder, data) = folder();
    let key = folder.path().join("master.key");
    std::fs::write(&key, "2a".repeat(32)).unwrap();
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    let more = format!("names = [{OTHER:?}]");
    let nodes = [(data, free(), more.as_str()), (folder.path().join("other"), pebble.tls, "")];
    let [mut orders, mut answers] = nodes.map(|(data, port, lines)| {
        let mut node = Node::new(data, port, &pebble, lines);
        node.more = ["--database", url, "--master-key-file", key.to_str().unwrap()].map(str::to_owned).to_vec();
        node
    });
    pebble.start();
    let roots = pebble.issuer();
    // Pebble knows only the port of this one.
    answers.start();
    let own = answers.serves(NAME, &roots);
    orders.start();
    let other = orders.serves(OTHER, &roots);
    assert!(!answers.log().contains(OTHER), "it was not its order: {}", answers.log());
    assert_eq!((orders.serves(NAME, &roots), pebble.issued()), (own, 2), "{}", pebble.log());
    answers.stop();
    answers.config.clone_from(&orders.config);
    answers.start();
    assert_eq!((answers.serves(OTHER, &roots), pebble.issued()), (other, 2), "{}", pebble.log());
}

// Issue 9, 8: what cannot work is one line, and starts nothing.
#[test]
fn two_sources_of_certificates_are_one_line() {
    let (folder, data) = folder();
    let file = folder.path().join("keystead.toml");
    let refused = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let words = [
            "--config",
            file.to_str().unwrap(),
            "--data",
            data.to_str().unwrap(),
            "--public-url",
            "https://id.example.com",
        ];
        refusal(&mut keystead(&words))
    };
    let both = refused("[acme]\naccept_terms = true\n[tls]\ncert = \"a\"\nkey = \"b\"\n");
    assert!(both.contains("[acme] and [tls] both bring a certificate"), "{both}");
    assert!(refused("[acme]\nnames = [\"a.example\"]\n").contains("accept_terms = true"));
    assert!(refused("[acme]\naccept_terms = true\nroot = \"/no/such.pem\"\n").contains("/no/such.pem"));
    assert!(!data.join("keystead.db").exists());
}
