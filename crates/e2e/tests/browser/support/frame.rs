//! Another site that shows our pages in a frame, and what a person sees and taps in there.

use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::actor::{EYES, PATIENCE, Person, quoted};

/// A site of somebody else on this machine: one page with a frame in it.
#[derive(Debug)]
pub(crate) struct Shop {
    listener: Option<TcpListener>,
    port: u16,
    task: Option<JoinHandle<()>>,
}

impl Shop {
    /// A place for it, so that it can be listed before it opens.
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { listener: Some(listener), port, task: None }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Shows this address in its frame from now on.
    pub(crate) fn shows(&mut self, address: &str) {
        let page = format!(
            "<!doctype html><title>Shop</title><body style='margin:40px'><h1>A shop</h1>\
             <iframe src='{address}' allow='publickey-credentials-get; publickey-credentials-create' \
             style='width:900px;height:620px;border:0'></iframe>"
        );
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        let listener = self.listener.take().expect("a shop opens once");
        self.task = Some(tokio::spawn(async move {
            while let Ok((mut visitor, _)) = listener.accept().await {
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut asked = [0; 4096];
                    let _ = visitor.read(&mut asked).await;
                    let _ = visitor.write_all(answer.as_bytes()).await;
                    let _ = visitor.shutdown().await;
                });
            }
        }));
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Person<'_> {
    /// The value of an expression in the page's one frame; nothing while there is none that could be looked into.
    pub(crate) async fn looks_into_the_frame(&self, expression: &str) -> Value {
        let main = self.page().mainframe().await.unwrap();
        let frames = self.page().frames().await.unwrap();
        let Some(frame) = frames.into_iter().find(|frame| Some(frame) != main.as_ref()) else { return Value::Null };
        let Ok(Some(context)) = self.page().frame_execution_context(frame).await else { return Value::Null };
        let script = format!("{{ const eyes = {EYES}; ({expression}) }}");
        let ask = EvaluateParams::builder().expression(script).context_id(context);
        match self.page().execute(ask.await_promise(true).return_by_value(true).build().unwrap()).await {
            Ok(answer) => answer.result.result.value.unwrap_or_default(),
            Err(_) => Value::Null,
        }
    }

    pub(crate) async fn waits_in_the_frame(&self, what: &str, expression: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.looks_into_the_frame(expression).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            let shown = self.looks_into_the_frame("location.href + '\\n' + document.body?.innerText").await;
            let around = || async { format!("{shown}\n--- around it\n{}", self.surroundings().await) };
            assert!(
                start.elapsed() < PATIENCE,
                "waited in vain for {what} in the frame, which shows\n{}",
                around().await
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Clicks the button with these words in the frame.
    pub(crate) async fn taps_in_the_frame(&self, words: &str) {
        let button = format!("eyes.button({})", quoted(words));
        let place = self.waits_in_the_frame(&format!("a button {words:?}"), &button).await;
        let corner =
            self.looks("(({ x, y }) => ({ x, y }))(document.querySelector('iframe').getBoundingClientRect())").await;
        let at = |axis: &str| place[axis].as_f64().unwrap() + corner[axis].as_f64().unwrap();
        self.clicks((at("x"), at("y"))).await;
    }

    pub(crate) async fn arrives_in_the_frame_at(&self, path: &str) {
        let there = format!("location.pathname === {} && document.readyState === 'complete'", quoted(path));
        self.waits_in_the_frame(&format!("to arrive at {path}"), &there).await;
    }
}
