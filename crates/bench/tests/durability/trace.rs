//! A killed process loses nothing even without fsync, so the order itself is shown: the system calls of a server under load, as `strace`
//! saw them. Between reading a finish and answering it there must be a write to the log and, after it, a completed fdatasync.

use crate::{block_on, keystead, skipped};
use bench::http::Connection;
use bench::members;
use bench::server::Launch;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const CONNECTIONS: usize = 8;
const SIGN_INS_EACH: usize = 20;
const CALLS: &str = "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync";

#[test]
fn every_answered_sign_in_follows_its_groups_fdatasync() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skipped("order of fdatasync and answer", "strace is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut launch = Launch::new(&keystead(), &folder.path().join("data")).unwrap();
    // -D keeps the server our child, and the tracer out of the way of our signals.
    launch.under = ["strace", "-D", "-f", "-y", "-ttt", "-s", "1500", "-e", CALLS, "-e", "signal=none", "-o"]
        .map(str::to_owned)
        .into_iter()
        .chain([trace.to_string_lossy().into_owned()])
        .collect();
    let server = match launch.start() {
        Ok(server) => server,
        Err(error) if error.to_string().contains("ptrace") => {
            return skipped("order of fdatasync and answer", &error.to_string());
        }
        Err(error) => panic!("{error}"),
    };
    block_on(sign_in_together(&launch));
    server.stop().unwrap();
    let calls = read_trace(&finished(&trace));
    let (answers, syncs) = check(&calls).unwrap();
    eprintln!("{answers} answers, each after its fdatasync; {syncs} fdatasyncs of the log in all");
    assert_eq!(answers, CONNECTIONS * (SIGN_INS_EACH + 1), "every sign-up and sign-in was seen");
}

async fn sign_in_together(launch: &Launch) {
    let mut tasks = JoinSet::new();
    for number in 0..CONNECTIONS {
        let (address, origin) = (launch.address, launch.origin());
        tasks.spawn_local(async move {
            let mut connection = Connection::open(address).await.unwrap();
            let name = format!("member-{number}");
            let (passkey, attempt) = members::begin_sign_up(&mut connection, &origin, &name).await.unwrap();
            members::finish(&mut connection, &attempt).await.unwrap();
            for _ in 0..SIGN_INS_EACH {
                let attempt = members::begin_sign_in(&mut connection, &origin, &passkey).await.unwrap();
                members::finish(&mut connection, &attempt).await.unwrap();
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.unwrap();
    }
}

/// The whole trace, once the tracer has written the process's end.
fn finished(trace: &Path) -> String {
    let began = Instant::now();
    loop {
        let text = String::from_utf8_lossy(&std::fs::read(trace).unwrap()).into_owned();
        let last = text.lines().last().unwrap_or_default();
        if last.contains("+++ exited") || last.contains("+++ killed") {
            return text;
        }
        assert!(began.elapsed() < Duration::from_secs(5), "the tracer did not finish: {last}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A system call. The tracer sees one event after the other, so the numbers of the lines where it began and ended are an order.
#[derive(Debug)]
struct Call {
    name: String,
    /// Descriptor and, in angle brackets, what it stands for.
    target: String,
    text: String,
    began: usize,
    ended: usize,
    result: i64,
}

impl Call {
    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    fn is_on_log(&self) -> bool {
        self.target.contains("-wal>")
    }
}

fn read_trace(text: &str) -> Vec<Call> {
    let mut open: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut calls = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((_time, event)) = rest.trim_start().split_once(' ') else { continue };
        if let Some(beginning) = event.strip_suffix("<unfinished ...>") {
            open.insert(thread, (number, beginning));
        } else if let Some(resumed) = event.strip_prefix("<... ") {
            let rest = resumed.split_once("resumed>").map_or("", |(_, rest)| rest);
            if let Some((began, beginning)) = open.remove(thread) {
                calls.extend(read_call(&format!("{beginning}{rest}"), began, number));
            }
        } else {
            calls.extend(read_call(event, number, number));
        }
    }
    calls
}

fn read_call(event: &str, began: usize, ended: usize) -> Option<Call> {
    let (name, rest) = event.split_once('(')?;
    let (text, result) = rest.rsplit_once(" = ")?;
    let target = text.split([',', ')']).next()?.trim().to_owned();
    let result = result.split_whitespace().next()?.parse().ok()?;
    Some(Call { name: name.to_owned(), target, text: text.to_owned(), began, ended, result })
}

/// Counts the answers to finishes and the fdatasyncs; names the first answer that came too early.
fn check(calls: &[Call]) -> Result<(usize, usize), String> {
    let is_sync = |call: &&Call| call.is(&["fsync", "fdatasync"]) && call.is_on_log() && call.result == 0;
    let syncs: Vec<&Call> = calls.iter().filter(is_sync).collect();
    let writes: Vec<&Call> =
        calls.iter().filter(|call| call.is(&["pwrite64", "pwritev"]) && call.is_on_log()).collect();
    let mut answered = 0;
    for (number, answer) in calls.iter().enumerate().filter(|(_, call)| is_answer(call)) {
        let request = calls.iter().rfind(|call| is_finish_on(call, &answer.target) && call.ended < answer.began);
        let request = request.ok_or_else(|| format!("no request for the answer in line {}", answer.began))?;
        let is_durable = syncs.iter().any(|sync| {
            let is_written = |write: &&Call| request.ended < write.began && write.ended < sync.began;
            sync.ended < answer.began && writes.iter().any(is_written)
        });
        if !is_durable {
            let Call { ended: read, .. } = request;
            return Err(format!(
                "call {number}: read in line {read}, answered in line {} before its fdatasync",
                answer.began
            ));
        }
        answered += 1;
    }
    Ok((answered, syncs.len()))
}

fn is_answer(call: &Call) -> bool {
    call.is(&["write", "writev", "sendto", "sendmsg"])
        && call.target.contains("socket:")
        && call.text.contains("signed_in")
}

fn is_finish_on(call: &Call, target: &str) -> bool {
    call.is(&["read", "readv", "recvfrom", "recvmsg"]) && call.target == target && call.text.contains("/passkey/finish")
}

#[test]
fn the_check_sees_an_answer_that_came_too_early() {
    let good = "\
1 0.1 recvfrom(9<socket:[7]>, \"POST /a/b/sign-in/passkey/finish\", 900, 0, NULL, NULL) = 900
2 0.2 pwrite64(5</d/keystead.db-wal>, \"\"..., 4096, 0) = 4096
2 0.3 fdatasync(5</d/keystead.db-wal> <unfinished ...>
1 0.4 recvfrom(8<socket:[6]>, \"x\", 1, 0, NULL, NULL) = 1
2 0.5 <... fdatasync resumed>)            = 0
1 0.6 sendto(9<socket:[7]>, \"{\\\"status\\\":\\\"signed_in\\\"}\", 900, 0, NULL, 0) = 900
";
    assert_eq!(check(&read_trace(good)), Ok((1, 1)));
    let early = good.lines().map(|line| line.replace("2 0.5 <...", "3 0.5 <...")).collect::<Vec<_>>().join("\n");
    assert!(check(&read_trace(&early)).is_err());
}
