//! Asks many hosts at once, for so long and no longer. It must never ask a host again that did not answer.

use crate::outgoing::OutgoingError;
use axum::http::Response;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

/// Hosts that are asked at a time.
const AT_ONCE: usize = 8;
/// For all of them. Whoever has pressed "Run again" waits less than the minute that a request may take.
const PATIENCE: Duration = Duration::from_secs(35);

pub(super) type Answered = Result<Response<Vec<u8>>, OutgoingError>;

#[derive(Debug)]
pub(super) struct File {
    pub name: &'static str,
    pub address: String,
    pub expected: Value,
}

#[derive(Debug)]
pub(super) struct Host {
    pub is_own: bool,
    pub files: Vec<File>,
}

/// The answers of each host, file by file as far as the first one that did not come; none of a host for which no time was left.
pub(super) async fn ask_all<F>(
    hosts: Vec<Host>,
    fetch: impl Fn(String) -> F + Clone + Send + 'static,
) -> Vec<(Host, Option<Vec<Answered>>)>
where
    F: Future<Output = Answered> + Send + 'static,
{
    let (until, turns) = (Instant::now() + PATIENCE, Arc::new(Semaphore::new(AT_ONCE)));
    let mut asking = JoinSet::new();
    for (place, host) in hosts.iter().enumerate() {
        let addresses: Vec<_> = host.files.iter().map(|file| file.address.clone()).collect();
        let (turns, fetch) = (Arc::clone(&turns), fetch.clone());
        asking.spawn(async move {
            // Nobody closes it.
            let _turn = turns.acquire().await.ok();
            let mut answers = Vec::new();
            for address in addresses {
                answers.push(fetch(address).await);
                if answers.last().is_some_and(Result::is_err) {
                    break;
                }
            }
            (place, answers)
        });
    }
    let mut all: Vec<_> = hosts.into_iter().map(|host| (host, None)).collect();
    while let Ok(Some(done)) = timeout_at(until, asking.join_next()).await {
        if let Ok((place, answers)) = done
            && let Some((_, kept)) = all.get_mut(place)
        {
            *kept = Some(answers);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::time::sleep;

    fn hosts(number: usize) -> Vec<Host> {
        let file = |address: String| File { name: "webauthn", address, expected: Value::Null };
        let host = |place| Host { is_own: false, files: (0..4).map(|_| file(format!("{place}"))).collect() };
        (0..number).map(host).collect()
    }

    // S2-32: hosts that drop packets hold nobody up for longer than a request may take, and are asked once.
    #[tokio::test(start_paused = true)]
    async fn silent_hosts_are_asked_once_and_together() {
        let (begun, calls) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&calls);
        let silent = move |address: String| {
            count.fetch_add(1, Ordering::SeqCst);
            async move {
                sleep(Duration::from_secs(10)).await;
                Err(OutgoingError::Late(address))
            }
        };
        let all = ask_all(hosts(20), silent).await;
        assert!(begun.elapsed() <= PATIENCE, "{:?}", begun.elapsed());
        assert_eq!(calls.load(Ordering::SeqCst), 20);
        assert!(all.iter().all(|(_, answers)| answers.as_ref().is_some_and(|answers| answers.len() == 1)));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_not_asked_in_time_is_told_of() {
        let begun = Instant::now();
        let slow = |address: String| async move {
            let seconds = if address == "3" { 0 } else { 20 };
            sleep(Duration::from_secs(seconds)).await;
            Ok(Response::new(Vec::new()))
        };
        let all = ask_all(hosts(20), slow).await;
        assert_eq!(begun.elapsed(), PATIENCE);
        let answered: Vec<_> = all.iter().enumerate().filter(|(_, (_, answers))| answers.is_some()).collect();
        assert_eq!(answered.len(), 1);
        assert_eq!((answered[0].0, answered[0].1.1.as_ref().map(Vec::len)), (3, Some(4)));
    }
}
