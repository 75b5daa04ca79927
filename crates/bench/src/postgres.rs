//! A throw-away PostgreSQL with its default durability, for the second half of the comparison. It must never touch a cluster that was
//! there before: own folder, own port, gone at the end.

use crate::cores::Cores;
use crate::server::free_address;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// PostgreSQL refuses to run as root, so there it runs as the user that its package brings.
const ITS_USER: &str = "postgres";

#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    as_root: bool,
    cores: Cores,
}

impl Postgres {
    /// `None` where no PostgreSQL is installed.
    pub fn start(folder: &Path, cores: &Cores) -> io::Result<Option<Self>> {
        let Some(programs) = programs() else { return Ok(None) };
        let cluster = folder.join("postgres");
        fs::create_dir_all(&cluster)?;
        // Its own user must come through to its folder.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        let as_root = is_root();
        let postgres = Self { programs, folder: cluster, address: free_address()?, as_root, cores: cores.clone() };
        if as_root {
            let owned = Command::new("chown").arg(ITS_USER).arg(&postgres.folder).status()?;
            if !owned.success() {
                return Err(io::Error::other("there is no user for PostgreSQL to run as"));
            }
        }
        let folder = postgres.cluster();
        postgres.run("initdb", &["-D", &folder, "-U", "keystead", "--auth=trust", "--encoding=UTF8", "--no-sync"])?;
        let options =
            format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", postgres.address.port());
        let log = format!("{}/log", postgres.folder.display());
        postgres.run("pg_ctl", &["-D", &folder, "-l", &log, "-o", &options, "-w", "start"])?;
        postgres.run_createdb()?;
        Ok(Some(postgres))
    }

    pub fn url(&self) -> String {
        format!("postgres://keystead@{}/keystead", self.address)
    }

    fn cluster(&self) -> String {
        format!("{}/cluster", self.folder.display())
    }

    fn run_createdb(&self) -> io::Result<()> {
        let port = self.address.port().to_string();
        self.run("createdb", &["-h", "127.0.0.1", "-p", &port, "-U", "keystead", "keystead"])
    }

    fn run(&self, program: &str, arguments: &[&str]) -> io::Result<()> {
        let path = self.programs.join(program);
        let path = path.to_string_lossy();
        let mut command = if self.as_root {
            let mut command = self.cores.on_all_cores("runuser");
            command.args(["-u", ITS_USER, "--", &path]);
            command
        } else {
            self.cores.on_all_cores(&path)
        };
        // pg_ctl hands its outputs on to the server, so a pipe would never end.
        let log = self.folder.with_extension(program);
        let file = fs::File::create(&log)?;
        command.stdin(std::process::Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let status = command.current_dir(&self.folder).args(arguments).status()?;
        if status.success() {
            return Ok(());
        }
        Err(io::Error::other(format!("{program} failed: {}", fs::read_to_string(log).unwrap_or_default())))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let folder = self.cluster();
        // Nothing is lost with it: the folder goes next.
        let _ = self.run("pg_ctl", &["-D", &folder, "-m", "immediate", "-w", "stop"]);
    }
}

/// The folder of `initdb` and its like, of the newest that is installed.
pub fn programs() -> Option<PathBuf> {
    let asked = Command::new("pg_config").arg("--bindir").output().ok().filter(|output| output.status.success());
    let told = asked.map(|Output { stdout, .. }| PathBuf::from(String::from_utf8_lossy(&stdout).trim()));
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|folders| folders.filter_map(Result::ok).map(|folder| folder.path().join("bin")).collect())
        .unwrap_or_default();
    packaged.sort();
    told.into_iter().chain(packaged.into_iter().rev()).find(|folder| folder.join("initdb").is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
