//! The ticket on an application's host: the name of a grant, and a keyed hash over it and the origin. The application sees it with each request, so
//! it is good for nothing but to pass there; and it is looked up each time, so it ends when the grant does.

use crate::app::App;
use crate::applications::issuer::Issuer;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::GrantId;

pub(super) fn write(app: &App, (issuer, origin): (&Issuer, &str), grant: GrantId) -> String {
    URL_SAFE_NO_PAD.encode([grant.as_bytes().as_slice(), &hash(app, (issuer, origin), grant)].concat())
}

pub(super) fn read(app: &App, place: (&Issuer, &str), ticket: &str) -> Option<GrantId> {
    let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(ticket).ok()?.try_into().ok()?;
    let (id, shown) = bytes.split_first_chunk::<16>()?;
    let grant = GrantId::from_bytes(*id);
    constant_time::verify_slices_are_equal(&hash(app, place, grant), shown).ok().map(|()| grant)
}

fn hash(app: &App, (issuer, origin): (&Issuer, &str), grant: GrantId) -> [u8; 32] {
    let workspace = issuer.workspace();
    app.snapshot().ring.keyed("proxy ticket", &[workspace.as_bytes(), origin.as_bytes(), grant.as_bytes()])
}
