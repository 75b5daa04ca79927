//! What the machine can do at best, measured in the same run as the product: how often the HTTP stack that the server itself uses answers
//! an empty POST, and how fast the disk makes a write durable; `verification` adds how often one core verifies a P-256 signature. It must never be kinder or
//! harsher to these than to the server: same core, same connections, same folder.

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

use crate::load::count;

/// The size of an SQLite page.
const BLOCK: usize = 4096;

/// The best rate of sign-ins per second: each verifies one signature and answers two requests.
pub fn sign_in_limit(verify_rate: f64, empty_post_rate: f64) -> f64 {
    1.0 / (1.0 / verify_rate + 2.0 / empty_post_rate)
}

/// How fast the disk makes a small append durable.
#[derive(Debug, Clone, Copy)]
pub struct Disk {
    pub median_ms: f64,
    pub per_second: f64,
}

pub fn disk(folder: &Path, measured: Duration) -> io::Result<Disk> {
    let path = folder.join("fsync-probe");
    let mut file = File::create(&path)?;
    let block = [7; BLOCK];
    let began = Instant::now();
    let mut seconds = Vec::new();
    while began.elapsed() < measured || seconds.is_empty() {
        let turn = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        seconds.push(turn.elapsed().as_secs_f64());
    }
    let per_second = count(seconds.len()) / began.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(Disk { median_ms: median(&mut seconds) * 1000.0, per_second })
}

pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

/// The floor under every request: route, read a JSON body, answer JSON, on the stack that the server uses and nothing else. Runs until
/// it is killed; says its address in one line.
pub fn serve_empty_posts() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("{}", listener.local_addr()?);
        let router = Router::new().route("/", post(answer_empty));
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(async move {
                // No timeouts: a floor has none. A connection that breaks is its client's loss alone.
                let _ =
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    })
}

async fn answer_empty(body: Bytes) -> impl IntoResponse {
    match serde_json::from_slice::<Empty>(&body) {
        Ok(Empty {}) => (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], "{}"),
        Err(_) => (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/json")], "{}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_that_of_the_design() {
        assert!((sign_in_limit(18_200.0, 150_000.0) - 14_646.0).abs() < 1.0);
    }

    #[test]
    fn measures_this_disk() {
        let folder = tempfile::tempdir().unwrap();
        assert!(disk(folder.path(), Duration::from_millis(20)).unwrap().median_ms > 0.0);
    }
}
