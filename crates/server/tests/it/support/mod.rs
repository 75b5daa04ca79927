//! What tests are written with: an installation in the process, and actors that call it.

pub(crate) mod actors;
pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod application;
pub(crate) mod console;
pub(crate) mod contract;
pub(crate) mod log;
pub(crate) mod lost;
pub(crate) mod node;
pub(crate) mod passkey;
pub(crate) mod post;
pub(crate) mod publisher;
pub(crate) mod schema;
pub(crate) mod settings;

pub(crate) use actors::Actor;
pub(crate) use answer::Answer;
pub(crate) use app::TestApp;

/// Whether a text says a name as a word of its own: three letters by themselves stand in a nonce, a token or an id now and then.
pub(crate) fn says(text: &str, name: &str) -> bool {
    let of_a_word = |character: char| character.is_ascii_alphanumeric() || "-_+/=".contains(character);
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(of_a_word) && !text[at + name.len()..].starts_with(of_a_word))
}

/// One snapshot for both engines, which run in one process where the runner gives tests none of their own.
macro_rules! assert_answer {
    ($shown:expr, $($snapshot:tt)+) => {{
        let shown = $shown;
        insta::allow_duplicates! { insta::assert_snapshot!(shown, $($snapshot)+) }
    }};
}

/// Writes a test twice: `name::sqlite` and `name::postgres`. Without a PostgreSQL server the second says that it is skipped, and fails where
/// that must not pass unnoticed.
macro_rules! on_both_engines {
    ($(async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($app: TestApp) $body

            #[tokio::test]
            async fn sqlite() {
                test(TestApp::start(store::testing::Engine::Embedded).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if store::testing::engines().contains(&store::testing::Engine::Postgres) {
                    test(TestApp::start(store::testing::Engine::Postgres).await).await;
                }
            }
        }
    )+};
}
pub(crate) use assert_answer;
pub(crate) use on_both_engines;
