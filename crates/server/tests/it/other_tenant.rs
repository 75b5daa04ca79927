//! Each line of the console about a tenant, asked by an owner of another one: nothing is there (S0-26, S3-45).

use crate::every_route::body_of;
use crate::support::{Actor, Answer, TestApp, on_both_engines, says};
use axum::body::Body;
use axum::http::header;
use domain::id::{GroupId, RoleId};
use domain::policy::PolicyRules;
use serde_json::Value;
use server::router::{self, RouteLine};

const BASE: &str = "/platform/smart";
const NOBODY: &str = "018bcfe5-6801-7000-8000-000000000000";

/// What is there in the other tenant, so that only the right is missing.
struct There {
    pool: String,
    user: String,
    role: String,
    group: String,
    passkey: String,
}

async fn plant(app: &TestApp) -> There {
    let pool = app.pool(BASE);
    let user = app.program(BASE).sign_up("pia").await.ok()["user_id"].clone();
    app.give_role(BASE, &user, ("Boss", PolicyRules::default())).await;
    app.put_in_group(BASE, &user, ("Pilot", PolicyRules::default())).await;
    let id = user.as_str().unwrap().parse().unwrap();
    let passkeys = app.store.read("passkeys", move |tx| store::passkey::of_user(tx, pool, id)).await.unwrap();
    let mut boss = [0; 16];
    boss[..4].copy_from_slice(b"Boss");
    There {
        pool: pool.to_string(),
        user: user.as_str().unwrap().to_owned(),
        role: RoleId::from_bytes(boss).to_string(),
        group: GroupId::from_bytes([7; 16]).to_string(),
        passkey: passkeys[0].id.to_string(),
    }
}

/// The line's address, in the name of a tenant.
fn address(line: &RouteLine, tenant: &str, there: &There) -> String {
    let id = if line.path.contains("/passkeys/") { there.passkey.as_str() } else { NOBODY };
    let parts = [
        ("{tenant}", tenant),
        ("{workspace}", "smart"),
        ("{pool}", &there.pool),
        ("{user}", &there.user),
        ("{role}", &there.role),
        ("{group}", &there.group),
        ("{method}", "password"),
        ("{event}", NOBODY),
        ("{id}", id),
    ];
    parts.iter().fold(line.path.to_owned(), |path, (name, value)| path.replace(name, value))
}

async fn asks(who: &mut Actor<'_>, line: &RouteLine, path: &str) -> Answer {
    let door = std::mem::take(&mut who.base);
    let request = who.request(line.method.clone(), path).header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::IF_MATCH, "\"x\"").body(Body::from(body_of(line))).unwrap();
    let answer = who.send(request).await;
    who.base = door;
    answer
}

on_both_engines! {
    async fn nothing_of_another_tenant_is_there(app: TestApp) {
        let mut owner = app.owner().await;
        let there = plant(&app).await;
        let forum = app.app.snapshot().door("forum", "main").unwrap().tenant.id;
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("owner", &format!("tenant/{forum}"))).await;
        let lines: Vec<_> = router::table().iter().filter(|line| line.path.starts_with("/admin/{tenant}/")).collect();
        assert!(lines.len() > 60, "{}", lines.len());
        let mut wrong = Vec::new();
        for line in lines {
            // Under its own name, under the name of what is looked after, and where there is no such tenant.
            for tenant in ["platform", "forum", "nowhere"] {
                // Their own applications and webhooks they may have; these lines name nothing below the tenant.
                let is_own = matches!(
                    line.path.trim_end_matches("/new"),
                    "/admin/{tenant}/clients" | "/admin/{tenant}/webhooks"
                );
                if tenant == "forum" && is_own {
                    continue;
                }
                let path = address(line, tenant, &there);
                let answer = asks(&mut delegate, line, &path).await;
                let is_silent = !says(&answer.text, "pia") && !answer.text.contains("Smart mode");
                if answer.status != 404 || !is_silent {
                    wrong.push(format!("{} {path}: {} {}", line.method, answer.status, answer.refusal().1));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // Nothing has come of any of them.
        let read = owner.console("GET", &format!("/admin/platform/pools/{}/policy", there.pool), &Value::Null).await.ok();
        assert!(read["roles"].as_array().unwrap().iter().any(|role| role["name"] == "Boss"), "{read}");
        assert!(read["groups"].as_array().unwrap().iter().any(|group| group["name"] == "Pilot"), "{read}");
    }
}
