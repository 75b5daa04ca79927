//! One run from the first process to the report: limits, start, both databases, the large file. Everything lies in one throw-away folder
//! on the disk that also holds the build, because that is where the data would be. It must never measure two things at once.

use crate::applications::{self, Asking};
use crate::cores::Cores;
use crate::fill;
use crate::limits;
use crate::load::{self, Measured, Members, Work};
use crate::members::{self, SignedUp};
use crate::options::{Options, Part};
use crate::postgres::Postgres;
use crate::report::{self, Applications, Engine, Findings, Large, Limits, Start};
use crate::server::{Launch, Server};
use crate::verification::Rates;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::rc::Rc;
use std::thread::sleep;
use std::time::{Duration, Instant};

const USERS_BY_API: usize = 1000;
const STARTS: usize = 5;
const SETTLE: Duration = Duration::from_secs(1);

/// The processes and folders of a run.
struct Bench<'a> {
    options: &'a Options,
    cores: Cores,
    keystead: PathBuf,
    this: PathBuf,
    folder: tempfile::TempDir,
}

pub fn everything(options: &Options) -> io::Result<()> {
    let cores = Cores::find();
    cores.pin_load();
    let bench = std::env::current_exe()?;
    let keystead = if options.wants_server() { beside(&bench)? } else { PathBuf::new() };
    let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(bench.parent().unwrap_or(Path::new(".")))?;
    let run = Bench { options, cores, keystead, this: bench, folder };
    let mut findings =
        Findings { pinning: run.cores.describe(), command: options.command.clone(), ..Findings::default() };
    say("limits of the machine");
    findings.limits.push(run.limits()?);
    if run.options.wants(Part::Sqlite) {
        say("start on an empty database");
        findings.start = Some(run.start_empty()?);
    }
    // The large file is compared with the small one.
    if run.options.wants(Part::Sqlite) || run.options.wants(Part::Large) {
        say("SQLite");
        findings.sqlite = Some(run.engine("sqlite", &[])?);
    }
    if run.options.wants(Part::Postgres) {
        say("PostgreSQL");
        run.postgres(&mut findings)?;
    }
    if run.options.wants(Part::Large) {
        say("SQLite with many users");
        findings.large = Some(run.large()?);
    }
    if run.options.wants_server() {
        say("limits of the machine, once more");
        findings.limits.push(run.limits()?);
    }
    let text = report::render(&findings);
    println!("{text}");
    if !options.quick && options.only.is_none() {
        fs::create_dir_all("bench")?;
        fs::write("bench/RESULTS.md", text)?;
    }
    Ok(())
}

fn say(what: &str) {
    eprintln!("bench: {what}");
}

fn beside(bench: &Path) -> io::Result<PathBuf> {
    let keystead = bench.with_file_name("keystead");
    if keystead.is_file() {
        return Ok(keystead);
    }
    Err(io::Error::other(
        "there is no keystead binary beside this one: `cargo build --release -p server`, or `cargo xtask bench`",
    ))
}

impl Bench<'_> {
    fn launch(&self, name: &str) -> io::Result<Launch> {
        let mut launch = Launch::new(&self.keystead, &self.folder.path().join(name))?;
        launch.cores = Some(self.cores.clone());
        Ok(launch)
    }

    fn limits(&self) -> io::Result<Limits> {
        let bench = self.this.to_string_lossy();
        let verified = self.cores.on_server_core(&bench).arg("verification").output()?;
        let verification = Rates::of_line(&String::from_utf8_lossy(&verified.stdout))
            .ok_or_else(|| io::Error::other(String::from_utf8_lossy(&verified.stderr).into_owned()))?;
        let disk = limits::disk(self.folder.path(), Duration::from_secs(2))?;
        let (mut server, address) = self.empty_post_server()?;
        let empty_post = load::run(address, server.id(), self.options.level(64), &Work::EmptyPost);
        server.kill()?;
        server.wait()?;
        Ok(Limits { verification, empty_post: empty_post?, disk })
    }

    fn empty_post_server(&self) -> io::Result<(Child, SocketAddr)> {
        let bench = self.this.to_string_lossy();
        let mut command = self.cores.on_server_core(&bench);
        let mut server = command.arg("empty-post-server").stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        Ok((server, line.trim().parse().map_err(io::Error::other)?))
    }

    /// The median of a few fresh starts; memory once nothing has happened for a moment.
    fn start_empty(&self) -> io::Result<Start> {
        let mut starts = Vec::new();
        for number in 0..STARTS {
            let server = self.launch(&format!("empty-{number}"))?.start()?;
            sleep(SETTLE);
            starts.push(Start { first_answer: server.first_answer, idle_mib: server.resident_mib() });
            server.stop()?;
        }
        starts.sort_by_key(|start| start.first_answer);
        Ok(starts[STARTS / 2])
    }

    fn engine(&self, name: &str, arguments: &[String]) -> io::Result<Engine> {
        let mut launch = self.launch(name)?;
        launch.arguments = arguments.to_vec();
        let server = launch.start()?;
        let signing_up = Instant::now();
        let signed_up =
            members::sign_up_many(server.address, &launch.origin(), USERS_BY_API).map_err(io::Error::other)?;
        let sign_up_seconds = signing_up.elapsed().as_secs_f64();
        let members = Rc::new(SignedUp::new(signed_up, &launch.origin()));
        let work = Work::SignIn(Rc::<SignedUp>::clone(&members));
        let sign_ins = self.levels(&server, &work, &[1, 16, 64, 256])?;
        let begin = load::run(server.address, server.id(), self.options.level(64), &Work::Begin)?;
        let applications = self.applications(&server, &launch, &members)?;
        server.stop()?;
        Ok(Engine { sign_up_seconds, sign_ins, begin, applications })
    }

    fn applications(&self, server: &Server, launch: &Launch, members: &SignedUp) -> io::Result<Applications> {
        let level = self.options.level(64);
        let prepared = applications::prepare(server, launch, members.passkeys(), level.connections)?;
        let measure = |what: &str, asking: Asking| {
            let measured = load::run(server.address, server.id(), level, &Work::Ask(Rc::new(asking)))?;
            say(&format!("  {what}: {:.0}/s", measured.per_second));
            Ok::<_, io::Error>(measured)
        };
        Ok(Applications {
            // The access token of an introspection is looked at before anything could have ended it.
            introspection: measure("introspections", prepared.introspection)?,
            client_credentials: measure("client credentials", prepared.client_credentials)?,
            refresh: measure("refreshes", prepared.refresh)?,
        })
    }

    fn levels(&self, server: &Server, work: &Work, connections: &[usize]) -> io::Result<Vec<Measured>> {
        let mut levels = Vec::new();
        for connections in connections {
            let level = load::run(server.address, server.id(), self.options.level(*connections), work)?;
            say(&format!("  {connections} connections: {:.0} sign-ins/s", level.per_second));
            levels.push(level);
        }
        Ok(levels)
    }

    fn postgres(&self, findings: &mut Findings) -> io::Result<()> {
        let postgres = match Postgres::start(self.folder.path(), &self.cores) {
            Ok(Some(postgres)) => postgres,
            Ok(None) => {
                findings.postgres_skipped = Some("no PostgreSQL is installed here".to_owned());
                return Ok(());
            }
            Err(error) => {
                findings.postgres_skipped = Some(error.to_string());
                return Ok(());
            }
        };
        let key = self.master_key_file()?;
        let arguments = ["--database".to_owned(), postgres.url(), "--master-key-file".to_owned(), key];
        findings.postgres = Some(self.engine("on-postgres", &arguments)?);
        Ok(())
    }

    /// With PostgreSQL the operator brings the key.
    fn master_key_file(&self) -> io::Result<String> {
        let path = self.folder.path().join("master.key");
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all("5f".repeat(32).as_bytes())?;
        Ok(path.to_string_lossy().into_owned())
    }

    fn large(&self) -> io::Result<Large> {
        let launch = self.launch("large")?;
        launch.start()?.stop()?;
        let began = Instant::now();
        let filled = fill::fill(&launch.folder, &launch.origin(), self.options.users).map_err(io::Error::other)?;
        let fill_seconds = began.elapsed().as_secs_f64();
        say(&format!("  {} passkeys in {fill_seconds:.0} s", filled.count()));
        let server = launch.start()?;
        sleep(SETTLE);
        let start = Start { first_answer: server.first_answer, idle_mib: server.resident_mib() };
        let file_mib = fill::mebibytes(&launch.folder);
        let sign_ins = self.levels(&server, &Work::SignIn(Rc::new(filled)), &[64, 256])?;
        server.stop()?;
        Ok(Large { users: self.options.users, fill_seconds, file_mib, start, sign_ins })
    }
}
