//! Where administrators belong: the tenant that is there, or the first one, which set-up makes.

use crate::app::App;
use crate::enrolment::Ground;
use crate::error::{Error, Reason};
use crate::identifier::display_name;
use crate::origins::Origins;
use crate::settings::{Mode, PoolSettings};
use crate::sign_up::Aborted;
use crate::snapshot::HOME;
use std::sync::Arc;
use store::id::{PoolId, TenantId, WorkspaceId};
use store::{Tx, installation, pool, tenant, workspace};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const TIMEOUT_MS: u32 = 300_000;

/// Before there is a home, passkeys are made for the server's own domain, in the mode that the home will have.
pub(super) fn ground(app: &App) -> Ground {
    match app.snapshot().home() {
        Some(door) => {
            let mut ground = Ground::from(door.as_ref());
            // Whoever may show the members' pages in a frame may not show this one.
            Arc::make_mut(&mut ground.origins).embedders.clear();
            ground
        }
        None => Ground {
            tenant: TenantId::NIL,
            pool: PoolId::NIL,
            workspace: WorkspaceId::NIL,
            mode: Mode::Smart,
            rp_id: app.public_url().host().to_owned(),
            rp_name: "Keystead".to_owned(),
            origins: Arc::new(Origins { expected: vec![app.public_url().origin()], ..Origins::default() }),
            settings: Arc::new(PoolSettings { timeout_ms: TIMEOUT_MS, ..PoolSettings::default() }),
            stands_alone: true,
        },
    }
}

/// Where administrators belong: the tenant that is there, or the rows of a new one.
pub(super) struct Home {
    pub ground: Ground,
    new: Option<(tenant::Tenant, pool::Pool, workspace::Workspace)>,
}

impl Home {
    pub(super) fn of(app: &App, organisation: Option<&str>) -> Result<Self, Error> {
        let ground = ground(app);
        if app.snapshot().home().is_some() {
            return Ok(Self { ground, new: None });
        }
        let name = display_name(organisation).unwrap_or(None).unwrap_or("Keystead");
        let now = app.now();
        let parts = || app.id_parts();
        let (ms, random) = parts()?;
        let tenant = tenant::Tenant {
            id: TenantId::from_parts(ms, random),
            slug: slug(name),
            name: name.to_owned(),
            preset: "community".to_owned(),
            created_at: now,
        };
        let (ms, random) = parts()?;
        let pool = pool::Pool {
            tenant_id: tenant.id,
            id: PoolId::from_parts(ms, random),
            name: "Members".to_owned(),
            rp_id: String::new(),
            origins: String::new(),
            settings: serde_json::to_string(&PoolSettings::default()).map_err(Error::Answer)?,
        };
        let (ms, random) = parts()?;
        let workspace = workspace::Workspace {
            tenant_id: tenant.id,
            id: WorkspaceId::from_parts(ms, random),
            slug: "main".to_owned(),
            name: "Main".to_owned(),
            pool_id: pool.id,
            mode: ground.mode,
            settings: "{}".to_owned(),
            created_at: now,
        };
        let ground = Ground { tenant: tenant.id, pool: pool.id, workspace: workspace.id, ..ground };
        Ok(Self { ground, new: Some((tenant, pool, workspace)) })
    }
}

/// Makes the first tenant, unless another set-up has just made one.
pub(super) fn plant(tx: &mut Tx<'_>, home: &Home) -> Result<(), Aborted> {
    let Some((tenant, pool, workspace)) = &home.new else { return Ok(()) };
    if installation::get(tx, HOME)?.is_some() {
        return Err(Aborted::Refused(Reason::ChangedMeanwhile));
    }
    tenant::insert(tx, tenant)?;
    pool::insert(tx, pool)?;
    workspace::insert(tx, workspace)?;
    installation::set(tx, HOME, &workspace.id.to_string())?;
    Ok(())
}

const LONGEST_SLUG: usize = 40;

/// Names of ours that no tenant may take (DESIGN section 4).
pub(crate) const RESERVED: [&str; 14] = [
    "admin", "api", "system", "identity", "settings", "assets", "setup", "healthz", "readyz", "metrics", "v2", "demo",
    "oauth2", "userinfo",
];

/// The organisation's name as it stands in addresses.
fn slug(name: &str) -> String {
    // Accents come apart from their letters and fall away.
    let plain = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase();
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if !slug.is_empty() && slug.len() + 1 + word.len() > LONGEST_SLUG {
            break;
        }
        let dash = if slug.is_empty() { "" } else { "-" };
        slug.extend([dash, word]);
    }
    slug.truncate(LONGEST_SLUG);
    if slug.is_empty() || RESERVED.contains(&slug.as_str()) { "main".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_made_of_the_name_and_is_never_one_of_ours() {
        assert_eq!(slug("Acme Corp."), "acme-corp");
        assert_eq!(slug("Ünïversity of Łódź"), "university-of-odz");
        assert_eq!(
            slug("The Very Long Name of some Association & its Colleges"),
            "the-very-long-name-of-some-association"
        );
        assert_eq!(slug("  --  "), "main");
        assert_eq!(slug("日本語"), "main");
        assert_eq!(slug("Admin"), "main");
        assert_eq!(slug(&"x".repeat(100)).len(), 40);
    }
}
