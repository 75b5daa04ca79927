//! A passkey by the text that an address names it with: our own id, or the id that its authenticator gave it, in either alphabet of base64.

use super::record::read_base64;
use store::id::PasskeyId;
use store::passkey::Passkey;

pub(super) fn find<'a>(has: &'a [Passkey], text: &str) -> Option<&'a Passkey> {
    if let Ok(id) = text.parse::<PasskeyId>() {
        return has.iter().find(|row| row.id == id);
    }
    let id = read_base64(text)?;
    has.iter().find(|row| row.credential_id == id)
}
