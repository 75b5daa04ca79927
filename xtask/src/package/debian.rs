//! The Debian package: a tree of files, what its scripts do when it is installed and removed, and the libraries that its binary needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Release, SHELLS, Tree, said, told};
use crate::machine::repository;
use crate::step;

/// `squeezing` is an option of dpkg-deb's.
pub(super) fn build(release: &Release, squeezing: &str) -> Result<PathBuf, String> {
    let name = format!("keystead_{}_{}", release.version, release.architecture);
    let tree = Tree::new(release.folder.join(&name));
    fill(release, &tree)?;
    control(release, &tree)?;
    let package = release.folder.join(format!("{name}.deb"));
    let mut build = Command::new("dpkg-deb");
    build.env("SOURCE_DATE_EPOCH", &release.time).args(["--root-owner-group", "-Zxz", squeezing, "--build"]);
    step::quietly(build.arg(&tree.root).arg(&package))?;
    Ok(package)
}

fn source(name: &str) -> PathBuf {
    repository().join("packaging/debian").join(name)
}

fn fill(release: &Release, tree: &Tree) -> Result<(), String> {
    tree.copy(&release.binary, "usr/bin/keystead", 0o755)?;
    for unit in ["keystead.service", "keystead.socket"] {
        tree.copy(&source(unit), &format!("lib/systemd/system/{unit}"), 0o644)?;
    }
    tree.write("etc/keystead/config.toml", &config()?, 0o640)?;
    tree.write_squeezed("usr/share/man/man1/keystead.1", &release.prints(&["man"])?)?;
    let places = [
        "bash-completion/completions/keystead",
        "zsh/vendor-completions/_keystead",
        "fish/vendor_completions.d/keystead.fish",
    ];
    for (shell, place) in SHELLS.iter().zip(places) {
        tree.write(&format!("usr/share/{place}"), &release.prints(&["completions", shell])?, 0o644)?;
    }
    tree.copy(&source("copyright"), "usr/share/doc/keystead/copyright", 0o644)?;
    let changes = repository().join("CHANGELOG.md");
    let changes = fs::read_to_string(&changes).map_err(told(&changes))?;
    tree.write_squeezed("usr/share/doc/keystead/NEWS.md", &changes)?;
    tree.write_squeezed("usr/share/doc/keystead/changelog", &changelog(release)?)?;
    tree.copy(&source("lintian-overrides"), "usr/share/lintian/overrides/keystead", 0o644)
}

/// The example, whose data lies where the unit lets it write.
fn config() -> Result<String, String> {
    const ITS_DATA: &str = "#data = \"./data\"";
    let path = repository().join("config.example.toml");
    let text = fs::read_to_string(&path).map_err(told(&path))?;
    if !text.contains(ITS_DATA) {
        return Err(format!("{} has no line {ITS_DATA}", path.display()));
    }
    Ok(text.replace(ITS_DATA, "data = \"/var/lib/keystead\""))
}

/// Debian asks for one in its own form. What has changed stands in NEWS.md.
fn changelog(release: &Release) -> Result<String, String> {
    let day = said(Command::new("date").args(["-u", "-R", "-d", &format!("@{}", release.time)]))?;
    let version = &release.version;
    Ok(format!(
        "keystead ({version}) stable; urgency=medium\n\n  * See NEWS.md.\n\n -- The Keystead maintainers <maintainers@keystead.example>  {day}\n"
    ))
}

fn control(release: &Release, tree: &Tree) -> Result<(), String> {
    for script in ["postinst", "prerm", "postrm"] {
        tree.copy(&source(script), &format!("DEBIAN/{script}"), 0o755)?;
    }
    tree.write("DEBIAN/conffiles", "/etc/keystead/config.toml\n", 0o644)?;
    let root = tree.root.to_string_lossy().into_owned();
    let sums = "find . -path ./DEBIAN -prune -o -type f -print0 | sort -z | xargs -0 md5sum | sed 's,\\./,,'";
    tree.write(
        "DEBIAN/md5sums",
        &(said(Command::new("sh").env("LC_ALL", "C").current_dir(&root).args(["-c", sums]))? + "\n"),
        0o644,
    )?;
    let size = said(Command::new("du").args(["-k", "-s", "--apparent-size", "--exclude=DEBIAN", &root]))?;
    let template = fs::read_to_string(source("control")).map_err(told(&source("control")))?;
    let text = template
        .replace("@VERSION@", &release.version)
        .replace("@ARCHITECTURE@", &release.architecture)
        .replace("@SIZE@", size.split_whitespace().next().unwrap_or("0"))
        .replace("@DEPENDS@", &libraries(&release.folder, &tree.root)?);
    tree.write("DEBIAN/control", &text, 0o644)
}

/// The libraries that the binary is linked to, with the versions it needs. It brings everything else itself.
fn libraries(folder: &Path, root: &Path) -> Result<String, String> {
    let asking = Tree::new(folder.join("asking"));
    asking.write("debian/control", "Source: keystead\n\nPackage: keystead\nArchitecture: any\n", 0o644)?;
    let binary = root.join("usr/bin/keystead");
    let told = said(Command::new("dpkg-shlibdeps").current_dir(&asking.root).args(["-O", "-e"]).arg(&binary))?;
    let line = told.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    let depends = line.ok_or("dpkg-shlibdeps named no library")?;
    let own = ["libc6", "libgcc-s1"];
    match depends.split(", ").find(|library| !own.iter().any(|name| library.starts_with(name))) {
        Some(foreign) => Err(format!("the binary needs {foreign}, which not every system has")),
        None => Ok(depends.to_owned()),
    }
}
