//! Whether all passkeys of a member are kept by one brand, whose passkeys reach no device of another (S1-8). It goes by what the passkeys say
//! of themselves, so it must never decide anything: it is advice.

use store::passkey::Passkey;
use webauthn::Aaguid;

/// Who keeps passkeys within one ecosystem: iCloud Keychain, plain and managed, and Google Password Manager.
const KEEPERS: [(Aaguid, &str); 3] = [
    (Aaguid(0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd_u128.to_be_bytes()), "Apple"),
    (Aaguid(0xdd4e_c289_e01d_41c9_bb89_70fa_845d_4bf2_u128.to_be_bytes()), "Apple"),
    (Aaguid(0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4_u128.to_be_bytes()), "Google"),
];

/// The brand, where every passkey in use is synced by the same one. One that a third party keeps, or a key, reaches further.
pub(super) fn only_brand<'a>(passkeys: impl Iterator<Item = &'a Passkey>) -> Option<&'static str> {
    let mut brands = passkeys.filter(|row| row.quarantined_at.is_none()).map(brand);
    let first = brands.next()??;
    brands.all(|other| other == Some(first)).then_some(first)
}

fn brand(passkey: &Passkey) -> Option<&'static str> {
    let keeper = KEEPERS.iter().find(|(aaguid, _)| aaguid.0 == passkey.aaguid && passkey.backup_eligible);
    keeper.map(|(_, brand)| *brand)
}
