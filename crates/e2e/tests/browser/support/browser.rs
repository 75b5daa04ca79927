//! The one browser of this test binary, on a thread of its own, and the isolated contexts that tests take from it.
//!
//! A test never sees another one's cookies, storage or passkeys; the browser never reaches another host than this one.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use chromiumoxide::Page;
use chromiumoxide::browser::{Browser, BrowserConfig};
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use futures_util::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Names the binary itself: the script of the same name on the path would survive being killed.
const KNOWN_PLACES: [&str; 2] =
    ["/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium-browser/chromium-headless-shell"];

struct Shared {
    browser: &'static Browser,
    /// Contexts that nobody uses any more; each holds a renderer process until it is disposed of.
    done: UnboundedSender<BrowserContextId>,
}

/// A page of its own context; dropping it disposes of both.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) page: Page,
    context: BrowserContextId,
    /// Whether the context goes with it; another tab only visits.
    is_own: bool,
}

impl Window {
    pub(crate) async fn open() -> Self {
        let browser = shared().browser;
        let context = browser.create_browser_context(CreateBrowserContextParams::default()).await.unwrap();
        Self { page: tab_of(&context).await, context, is_own: true }
    }

    /// Another tab of the same browser.
    pub(crate) async fn beside(&self) -> Self {
        Self { page: tab_of(&self.context).await, context: self.context.clone(), is_own: false }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if self.is_own {
            let _ = shared().done.send(self.context.clone());
        }
    }
}

async fn tab_of(context: &BrowserContextId) -> Page {
    let target = CreateTargetParams::builder().url("about:blank").browser_context_id(context.clone());
    shared().browser.new_page(target.build().unwrap()).await.unwrap()
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let (ready, opened) = std::sync::mpsc::channel();
        // The runtime of a test ends with that test and would take the connection along; and the browser dies with the
        // thread that started it. So this thread lives as long as the process.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let (browser, mut handler) = Browser::launch(config()).await.unwrap();
                let browser: &'static Browser = Box::leak(Box::new(browser));
                let (done, unused) = unbounded_channel();
                ready.send(Shared { browser, done }).unwrap();
                tokio::join!(async { while handler.next().await.is_some() {} }, dispose(browser, unused));
            });
        });
        opened.recv().expect("the browser did not start; its reason is above")
    })
}

async fn dispose(browser: &Browser, mut unused: UnboundedReceiver<BrowserContextId>) {
    while let Some(context) = unused.recv().await {
        let _ = browser.dispose_browser_context(context).await;
    }
}

fn config() -> BrowserConfig {
    let launcher = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/support/launch.sh");
    BrowserConfig::builder()
        .chrome_executable(launcher)
        .env("KEYSTEAD_BROWSER_BINARY", binary().to_string_lossy())
        .user_data_dir(profile())
        // Tests run as root in containers, where the browser refuses its sandbox; it only ever opens our own pages.
        .no_sandbox()
        // Names that are not ours fail at once and never leave the machine.
        .arg(("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1"))
        // A click before the first frame of a page is dropped otherwise, and a person who is that quick is a test on a busy machine.
        .arg("allow-pre-commit-input")
        .arg("disable-background-networking")
        .arg("disable-component-update")
        .request_timeout(Duration::from_secs(20))
        .launch_timeout(Duration::from_mins(1))
        .window_size(1280, 800)
        .viewport(None)
        .build()
        .unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test has no configuration but the environment")]
fn binary() -> PathBuf {
    let given = std::env::var_os("KEYSTEAD_TEST_BROWSER").map(PathBuf::from);
    let known = KNOWN_PLACES.map(PathBuf::from).into_iter();
    given
        .into_iter()
        .chain(known)
        .find(|path| path.is_file())
        .expect("no Chromium: `apt-get install --no-install-recommends chromium-headless-shell`, or name it in KEYSTEAD_TEST_BROWSER")
}

/// A fresh profile. The browser outlives every destructor of ours, so what earlier runs have left is swept here.
fn profile() -> PathBuf {
    let prefix = "keystead-browser-";
    for entry in std::fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(prefix);
        if owner.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    std::env::temp_dir().join(format!("{prefix}{}", std::process::id()))
}
