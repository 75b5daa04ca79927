//! `cargo xtask package`: what a release is: a Debian package, an archive for everything else, a list of what went into the binary, and the
//! sums of all three. The same commit gives the same bytes on the same machine: times are the commit's, and names are sorted.

mod debian;
mod sbom;
mod trial;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::{cargo, prepare, repository};
use crate::step;

pub(crate) use crate::machine::Need;
pub(crate) use trial::unfit;

/// What a package needs of the machine that makes it.
pub(crate) const NEEDS: [Need; 1] = [Need::Packaging];

/// One release in the making.
#[derive(Debug)]
struct Release {
    /// Without symbols.
    binary: PathBuf,
    version: String,
    /// In Debian's words: amd64, arm64.
    architecture: String,
    /// Seconds since 1970 of the commit: the time of every file in it.
    time: String,
    /// Where it is put together.
    folder: PathBuf,
}

/// `cargo xtask package [--binary FILE] [--try]`.
pub(crate) fn run(words: &[String]) -> Result<bool, String> {
    let (mut binary, mut is_trial) = (None, false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--binary" => binary = words.next().map(PathBuf::from),
            "--try" => is_trial = true,
            other => return Err(format!("package takes --binary FILE and --try, not {other:?}")),
        }
    }
    prepare(&NEEDS)?;
    let release = Release::of(&binary.map_or_else(built, Ok)?)?;
    // Nobody downloads what is only tried.
    let package = debian::build(&release, if is_trial { "-z0" } else { "-z6" })?;
    if is_trial {
        return trial::run(&package);
    }
    let made = [package, release.archive()?, sbom::write(&release)?];
    let sums = release.folder.join("SHA256SUMS");
    let names = made.iter().filter_map(|path| path.file_name());
    let output = Command::new("sha256sum").current_dir(&release.folder).args(names).output();
    fs::write(&sums, output.map_err(|why| format!("sha256sum: {why}"))?.stdout).map_err(told(&sums))?;
    for path in made.iter().chain([&sums]) {
        println!("{}", path.display());
    }
    Ok(true)
}

/// The binary as it is shipped.
fn built() -> Result<PathBuf, String> {
    let build = step::run("binary", &mut cargo(&["build", "--release", "--package", "server", "--bin", "keystead"]));
    if build.is_failed() {
        Err("the binary was not built".to_owned())
    } else {
        Ok(repository().join("target/release/keystead"))
    }
}

impl Release {
    fn of(built: &Path) -> Result<Self, String> {
        let folder = repository().join("target/package");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).map_err(told(&folder))?;
        let binary = folder.join("keystead");
        let strip = ["--strip-unneeded", "--remove-section=.comment", "--remove-section=.note", "-o"];
        step::quietly(Command::new("strip").args(strip).arg(&binary).arg(built))?;
        let version = said(Command::new(&binary).arg("--version"))?;
        Ok(Self {
            version: version.rsplit(' ').next().unwrap_or_default().to_owned(),
            architecture: said(Command::new("dpkg").arg("--print-architecture"))?,
            time: said(Command::new("git").current_dir(repository()).args(["log", "-1", "--format=%ct"]))?,
            binary,
            folder,
        })
    }

    /// What the binary prints of itself: its manual page, say.
    fn prints(&self, words: &[&str]) -> Result<String, String> {
        said(Command::new(&self.binary).args(words)).map(|text| text + "\n")
    }

    /// The binary with what goes beside it, for systems without Debian's packages.
    fn archive(&self) -> Result<PathBuf, String> {
        let name = format!("keystead-{}-linux-{}", self.version, self.architecture);
        let tree = Tree::new(self.folder.join(&name));
        tree.copy(&self.binary, "keystead", 0o755)?;
        for file in ["README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md", "config.example.toml"] {
            tree.copy(&repository().join(file), file, 0o644)?;
        }
        tree.copy(&repository().join("packaging/debian/keystead.service"), "keystead.service", 0o644)?;
        tree.write("keystead.1", &self.prints(&["man"])?, 0o644)?;
        for shell in SHELLS {
            tree.write(&format!("completions/keystead.{shell}"), &self.prints(&["completions", shell])?, 0o644)?;
        }
        let archive = self.folder.join(format!("{name}.tar.gz"));
        let mut tar = Command::new("tar");
        tar.current_dir(&self.folder).args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"]);
        tar.arg(format!("--mtime=@{}", self.time)).args(["--use-compress-program=gzip -9n", "-cf"]).arg(&archive);
        step::quietly(tar.arg(&name))?;
        Ok(archive)
    }
}

const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// A folder that is filled by names below it.
#[derive(Debug)]
struct Tree {
    root: PathBuf,
}

impl Tree {
    fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn place(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.root.join(name);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(told(folder))?;
        // Whatever the umask of whoever makes it.
        for above in folder.ancestors().take_while(|above| above.starts_with(&self.root)) {
            fs::set_permissions(above, fs::Permissions::from_mode(0o755)).map_err(told(above))?;
        }
        Ok(path)
    }

    fn copy(&self, from: &Path, name: &str, mode: u32) -> Result<(), String> {
        let path = self.place(name)?;
        fs::copy(from, &path).map_err(told(from))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).map_err(told(&path))
    }

    fn write(&self, name: &str, text: &str, mode: u32) -> Result<(), String> {
        let path = self.place(name)?;
        fs::write(&path, text).map_err(told(&path))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).map_err(told(&path))
    }

    /// Squeezed, without a time or a name in it.
    fn write_squeezed(&self, name: &str, text: &str) -> Result<(), String> {
        self.write(name, text, 0o644)?;
        step::quietly(Command::new("gzip").args(["-9nf"]).arg(self.root.join(name)))
    }
}

/// What a command prints, which must succeed.
fn said(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|why| format!("{name}: {why}"))?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

fn told(path: &Path) -> impl Fn(std::io::Error) -> String + '_ {
    |why| format!("{}: {why}", path.display())
}
