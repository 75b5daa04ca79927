//! Pages that are there for everybody: whoever is signed in finds the way to their account on them, and nobody else's.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, TestApp, on_both_engines, says};
use domain::settings::MenuPlace;

const MENU: &str = "id=\"menu\"";
const LOST: &str = "/account/no-such-page";

async fn member(app: &TestApp) -> Actor<'_> {
    let mut member = app.browser(SMART);
    member.sign_up("ada").await.ok();
    member
}

on_both_engines! {
    // S0-6, S2-14, S4-5: the way is the same on every page.
    async fn help_and_refusals_have_the_menu_of_their_reader(app: TestApp) {
        let (mut ada, mut stranger) = (member(&app).await, app.browser(SMART));
        for (path, status) in [("/help", 200), ("/help/guide", 200), ("/help/no-such-page", 404), (LOST, 404)] {
            let page = ada.open(path).await;
            assert_eq!(page.status, status, "{path}");
            assert!(page.text.contains(MENU) && page.text.contains("<span dir=\"auto\">ada</span>"), "{path}: {}", page.text);
            // It leads to a page, and is on none of those that it leads to.
            assert!(page.text.contains("href=\"/demo/community/account/security\">") && !page.text.contains("aria-current=\"page\""), "{path}");
            // Whoever is in is not sent to the way in.
            assert!(!page.text.contains("<p class=\"elsewhere\">"), "{path}");
            // Nobody keeps a page that has a name on it.
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
            let page = stranger.open(path).await;
            assert!(!page.text.contains(MENU) && !says(&page.text, "ada"), "{path}: {}", page.text);
        }
        app.set(SMART, |settings| settings.pages.menu = MenuPlace::Sidebar).await;
        assert!(ada.open("/help").await.text.contains("/assets/sidebar.css"));
    }

    async fn nobody_is_known_at_another_door(app: TestApp) {
        let mut ada = member(&app).await;
        let name = |base: &str| format!("ks{}", base.replace('/', "."));
        let token = ada.cookies[&name(SMART)].clone();
        ada.cookies.insert(name(CLASSIC), token);
        ada.at(CLASSIC);
        for path in ["/help", LOST] {
            let page = ada.open(path).await;
            assert!(!page.text.contains(MENU), "{path}: {}", page.text);
        }
        // Nor where there is no door.
        assert!(!ada.at("").open("/no/such/place").await.text.contains(MENU));
    }

    async fn whoever_has_signed_out_reads_as_a_stranger(app: TestApp) {
        let mut ada = member(&app).await;
        let before = ada.cookies.clone();
        ada.delete("/session").await.ok();
        ada.cookies = before;
        for path in ["/help", LOST] {
            assert!(!ada.open(path).await.text.contains(MENU), "{path}");
        }
    }

    // The page of a failure needs nothing that has failed.
    async fn without_a_database_the_pages_are_still_drawn(app: TestApp) {
        let mut ada = member(&app).await;
        app.store.close().await;
        let help = ada.open("/help").await;
        assert!(help.status == 200 && help.text.contains("</html>") && !help.text.contains(MENU), "{}", help.text);
        let failed = ada.open("/account/security").await;
        assert!(failed.status.is_server_error() && failed.text.contains("</html>"), "{}", failed.text);
        let lost = ada.open(LOST).await;
        assert!(lost.status == 404 && lost.text.contains("</html>"), "{}", lost.text);
    }
}
