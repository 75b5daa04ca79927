//! The look of a workspace, as an administrator sets it (S2-36). It must never save what pages would leave out: whoever sets a look is told
//! beside the field why it cannot be shown.

use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::binding::digest_of;
use crate::error::{Error, Objection, Reason};
use crate::origins::Warning;
use crate::saving::{self, Change, Unsaved};
use crate::settings::{Branding, Legal, Support, WorkspaceSettings};
use crate::workspace_settings::seen_row;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::id::PoolId;
use store::{Tx, audit_event, installation, workspace};

/// The look of a workspace as a form shows it.
#[derive(Debug, Clone, Serialize)]
pub struct BrandingView {
    pub tenant: String,
    pub workspace: String,
    /// What the workspace is called in the console.
    #[serde(skip)]
    pub title: String,
    /// What stands above the pages where the workspace has no name of its own.
    #[serde(skip)]
    pub tenant_name: String,
    #[serde(skip)]
    pub pool: PoolId,
    #[serde(flatten)]
    pub branding: Branding,
    pub version: String,
}

/// What is to be saved; what is left out stays, and what is blank is as everywhere.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandingAsk {
    pub name: Option<String>,
    pub logo: Option<String>,
    pub accent: Option<String>,
    pub support: SupportAsk,
    pub legal: LegalAsk,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SupportAsk {
    pub email: Option<String>,
    pub help_center: Option<String>,
    pub community_forum: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LegalAsk {
    pub privacy: Option<String>,
    pub terms: Option<String>,
}

/// By the look alone: mode and methods of the workspace may change meanwhile.
fn version(row: &workspace::Workspace) -> String {
    saving::version(&["branding", &saving::part(&row.settings, "branding")])
}

/// The look of a workspace, for whoever may see it.
pub async fn show(app: &App, acting: &Acting, place: (&str, &str)) -> Result<BrandingView, Error> {
    let door = saving::workspace(app, acting, Power::See, place)?;
    let id = door.workspace.id;
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(workspace::all(tx)?.into_iter().find(|row| row.id == id));
    let Some(row) = app.store().read("workspace branding", read).await? else {
        return Err(Unsaved::Because(Reason::UnknownAddress).told(app));
    };
    Ok(BrandingView {
        tenant: door.tenant.slug.clone(),
        workspace: door.workspace.slug.clone(),
        tenant_name: door.tenant.name.clone(),
        pool: door.pool.id,
        branding: saving::stored(&row)?.branding,
        version: version(&row),
        title: row.name,
    })
}

/// Whether there is such a workspace for whoever asks.
pub fn may_see(app: &App, acting: &Acting, place: (&str, &str)) -> Result<(), Error> {
    saving::workspace(app, acting, Power::See, place).map(drop)
}

/// Saves what was asked for, where nobody has saved another look since `seen`, and answers the version that is in force now.
pub async fn save(
    app: &App,
    acting: &Acting,
    place: (&str, &str),
    (seen, ask): (String, BrandingAsk),
) -> Result<String, Error> {
    let door = saving::workspace(app, acting, Power::Configure, place)?;
    let event = saving::event(app, acting, Kind::WorkspaceChanged, &door).await?;
    let (writer, id) = (Writer::of(acting), door.workspace.id);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let row = seen_row(tx, id, Some(&seen), version)?;
        let old = saving::stored(&row)?;
        let branding = wanted(&old.branding, &ask)?;
        let told = told(&old.branding, &branding)?;
        let new = WorkspaceSettings { branding, ..old.clone() };
        let changed = saving::changes(&old, &new)?;
        if changed.is_empty() {
            return Ok(version(&row));
        }
        let row = workspace::Workspace { settings: saving::patched(&row.settings, &changed), ..row };
        workspace::update(tx, &row)?;
        installation::bump(tx)?;
        audit_event::insert(tx, &audit_event::AuditEvent { detail: Some(told.into()), ..event.clone() })?;
        Ok(version(&row))
    };
    saving::settle(app, app.store().write("save branding", write).await).await
}

/// The look as it is to be, or what of it could not be shown.
fn wanted(old: &Branding, ask: &BrandingAsk) -> Result<Branding, Objection> {
    let or = |asked: &Option<String>, old: &str| asked.as_deref().map_or(old, str::trim).to_owned();
    let new = Branding {
        name: or(&ask.name, &old.name),
        logo: or(&ask.logo, &old.logo),
        accent: or(&ask.accent, &old.accent),
        support: Support {
            email: or(&ask.support.email, &old.support.email),
            help_center: or(&ask.support.help_center, &old.support.help_center),
            community_forum: or(&ask.support.community_forum, &old.support.community_forum),
        },
        legal: Legal {
            privacy: or(&ask.legal.privacy, &old.legal.privacy),
            terms: or(&ask.legal.terms, &old.legal.terms),
        },
    };
    match new.clone().bound().first() {
        Some(Warning::NotShown { setting, .. }) => Err(objection(setting)),
        _ => Ok(new),
    }
}

fn objection(setting: &'static str) -> Objection {
    let field = setting.trim_start_matches("branding.");
    let problem = match field {
        "name" => "A name has at most 64 characters, on one line.",
        "logo" => "A logo is an SVG, PNG, WebP or JPEG picture of at most 32 KiB.",
        "accent" => "Write the colour as # and six digits, such as #1d6a63.",
        "support.email" => "Write an address such as help@example.com.",
        _ => "Write an address that begins with https://.",
    };
    Objection::new(field, problem)
}

/// What was changed, for the audit: of a picture what it is and by what it is told from another, not its letters.
fn told(old: &Branding, new: &Branding) -> Result<String, Error> {
    let mut changed = saving::changes(old, &Branding { logo: old.logo.clone(), ..new.clone() })?;
    changed.extend(Change::of("logo", picture_words(old), picture_words(new)));
    Ok(saving::told(&changed))
}

fn picture_words(branding: &Branding) -> String {
    let Some(picture) = branding.picture() else { return String::new() };
    let digest = digest_of(&[Some(&branding.logo)]);
    let mark = URL_SAFE_NO_PAD.encode(digest.get(..6).unwrap_or(&digest));
    format!("{} of {} bytes ({mark})", picture.kind, picture.bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old() -> Branding {
        Branding { name: "Garden".into(), accent: "#1d6a63".into(), ..Branding::default() }
    }

    fn asked(text: &str) -> Result<Branding, &'static str> {
        wanted(&old(), &serde_json::from_str(text).unwrap()).map_err(|objection| objection.field)
    }

    #[test]
    fn what_is_left_out_stays_and_what_is_blank_goes() {
        assert_eq!(asked("{}"), Ok(old()));
        let new = asked(r#"{"name":" Forum ","accent":""}"#).unwrap();
        assert_eq!((new.name.as_str(), new.accent.as_str()), ("Forum", ""));
        for (text, field) in [
            (r##"{"accent":"#12"}"##, "accent"),
            (r#"{"logo":"https://a.example/x.png"}"#, "logo"),
            (r#"{"support":{"email":"nobody"}}"#, "support.email"),
            (r#"{"support":{"help_center":"http://a.example"}}"#, "support.help_center"),
            (r#"{"legal":{"terms":"javascript:alert(1)"}}"#, "legal.terms"),
        ] {
            assert_eq!(asked(text), Err(field), "{text}");
        }
    }

    #[test]
    fn the_audit_holds_no_picture() {
        let logo = |letters: &str| Branding { logo: format!("data:image/png;base64,{letters}"), ..old() };
        let text = told(&old(), &Branding { name: "Forum".into(), ..logo("AAAA") }).unwrap();
        assert!(text.starts_with("name: Garden → Forum; logo: blank → image/png of 3 bytes ("), "{text}");
        // Two pictures of one size are told apart.
        let text = told(&logo("AAAA"), &logo("AAAB")).unwrap();
        let (one, other) = text.split_once(" → ").unwrap();
        assert_ne!(one.trim_start_matches("logo: "), other);
    }
}
