//! The TypeScript client that anybody can generate: made of `docs/developer/openapi.json` by openapi-typescript, held to its types by the compiler,
//! and run against the built binary.

use crate::process::{Running, folder, keystead, run};
use crate::support::node::packages;
use domain::demo::PASSWORD;
use std::path::Path;
use std::process::Command;
use store::{Location, Store, Tx, tenant, workspace};

fn succeed(command: &mut Command) -> String {
    let output = run(command);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Types, compiler, program: each as an application would have it, in a folder of its own.
fn compiled(at: &Path, packages: &Path) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(packages, at.join("node_modules")).unwrap();
    std::fs::write(at.join("package.json"), r#"{ "type": "module" }"#).unwrap();
    std::fs::copy(home.join("tests/node/client.ts"), at.join("client.ts")).unwrap();
    let node = |script: &str| {
        let mut command = Command::new("node");
        command.current_dir(at).arg(packages.join(script));
        command
    };
    let description = home.join("../../docs/developer/openapi.json");
    succeed(node("openapi-typescript/bin/cli.js").arg(description).args(["-o", "keystead.d.ts"]));
    let strict = ["--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--lib", "es2022,dom"];
    succeed(node("typescript/bin/tsc").args(strict).args(["--module", "nodenext", "--skipLibCheck", "client.ts"]));
}

/// Which pool it is stands in addresses of the console alone.
async fn pool_of(data: &Path, slug: &'static str) -> String {
    let store = Store::open(&Location::Embedded { file: data.join("keystead.db") }).unwrap();
    let find = move |tx: &mut Tx<'_>| {
        let tenant = tenant::all(tx)?.into_iter().find(|row| row.slug == slug).unwrap().id;
        Ok::<_, store::Error>(workspace::all(tx)?.into_iter().find(|row| row.tenant_id == tenant).unwrap().pool_id)
    };
    let found = store.read("pool", find).await.unwrap();
    store.close().await;
    found.to_string()
}

// S0-1 over JSON, S3-32 to S3-43 as far as types go: the journey and the system part by a client that nobody wrote.
#[tokio::test]
async fn a_generated_client_signs_in_and_manages_users() {
    let Some(packages) = packages("openapi-typescript") else { return };
    let (folder, data) = folder();
    let server = Running::start(&data, &["--demo"]);
    let data = data.to_str().unwrap();
    let add = ["client", "add", "forum/system", "Directory sync", "--program", "--scope", "identity", "--data", data];
    let added = succeed(&mut keystead(&add));
    let word = |name: &str| {
        let line = added.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{added}")).trim().to_owned()
    };
    let program = [word("client_id"), word("client_secret")];
    let pool = pool_of(Path::new(data), "forum").await;
    compiled(folder.path(), &packages);
    let origin = format!("http://localhost:{}", server.address.rsplit(':').next().unwrap());
    let mut client = Command::new("node");
    client
        .current_dir(folder.path())
        .args(["client.js", &origin, "forum", "main", "ada", PASSWORD, &pool])
        .args(program);
    assert_eq!(succeed(&mut client).trim(), "done");
}
