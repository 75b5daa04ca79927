//! The format `android-key` (8.4): the passkey's own key signs, and its certificate describes how Android keeps it.
//!
//! The description must never promise more than a lie wants: only what the trusted environment enforces stands in its list.

use ciborium::Value as Cbor;

use super::{Attested, number, x5c};
use crate::certificate::Extension;
use crate::key::Public;
use crate::lie::{KeyDescription, Lie};
use crate::maker::Leaf;
use crate::{Error, der};

/// The members of an authorization list.
type List = Vec<Vec<u8>>;

const DESCRIPTION: &str = "1.3.6.1.4.1.11129.2.1.17";

// Tags of an authorization list.
const PURPOSE: u64 = 1;
const ALGORITHM: u64 = 2;
const KEY_SIZE: u64 = 3;
const DIGEST: u64 = 5;
const NO_AUTHENTICATION: u64 = 503;
const ALL_APPLICATIONS: u64 = 600;
const CREATED: u64 = 701;
const ORIGIN: u64 = 702;

const SIGN: u64 = 2;
const VERIFY: u64 = 3;

pub(super) fn statement(about: &Attested<'_>) -> Result<Vec<(&'static str, Cbor)>, Error> {
    let key = about.certified_key()?;
    let leaf = Leaf {
        subject: vec![("CN", "Android Keystore Key".to_owned())],
        key: &key,
        extensions: vec![Extension::new(DESCRIPTION, false, description(about)?)],
        by_root: false,
    };
    let chain = about.maker.certify(leaf, &about.ceremony.lies)?;
    Ok(vec![("alg", number(key.algorithm())), ("sig", about.sign(&key, &about.signed())?), ("x5c", x5c(chain))])
}

fn description(about: &Attested<'_>) -> Result<Vec<u8>, Error> {
    let lie = about.ceremony.lies.last(|lie| match lie {
        Lie::KeyDescription(told) => Some(*told),
        _ => None,
    });
    let (software, trusted) = lists(about, lie)?;
    // Version 3 of both, in a trusted environment, or in software (0).
    let level = u8::from(lie != Some(KeyDescription::SoftwareOnly));
    Ok(der::sequence(&[
        der::integer(3),
        der::enumerated(level),
        der::integer(4),
        der::enumerated(level),
        der::octets(&about.nonce(about.client_data_hash)),
        der::octets(&[]),
        der::sequence(&software),
        der::sequence(&trusted),
    ]))
}

/// What software enforces, and what the trusted environment does.
fn lists(about: &Attested<'_>, lie: Option<KeyDescription>) -> Result<(List, List), Error> {
    let member = |tag, value: Vec<u8>| der::explicit(tag, &value);
    let (algorithm, size) = match about.passkey.key.public()? {
        Public::Ec { curve, .. } => (3, if curve.length == 66 { 521 } else { curve.length * 8 }),
        Public::Rsa(modulus) => (1, modulus.len() * 8),
        Public::Other => return Err(Error::NoStatement),
    };
    let purposes: &[u64] = if lie == Some(KeyDescription::WithoutSigning) { &[VERIFY] } else { &[SIGN, VERIFY] };
    let purposes: Vec<Vec<u8>> = purposes.iter().map(|purpose| der::integer(*purpose)).collect();
    // Generated is 0, imported 2.
    let origin = if lie == Some(KeyDescription::Imported) { 2 } else { 0 };
    let everyone = member(ALL_APPLICATIONS, der::null());
    let mut software = vec![member(CREATED, der::integer(1_700_000_000_000))];
    let mut trusted = vec![
        member(PURPOSE, der::set(&purposes)),
        member(ALGORITHM, der::integer(algorithm)),
        member(KEY_SIZE, der::integer(u64::try_from(size).map_err(|_| Error::NoStatement)?)),
        member(DIGEST, der::set(&[der::integer(4)])),
        member(NO_AUTHENTICATION, der::null()),
        member(ORIGIN, der::integer(origin)),
    ];
    match lie {
        Some(KeyDescription::AllApplications) => trusted.insert(5, everyone),
        Some(KeyDescription::AllApplicationsInSoftware) => software.insert(0, everyone),
        Some(KeyDescription::SoftwareOnly) => {
            // In the order of their tags.
            let created = software.pop();
            software.append(&mut trusted);
            software.splice(5..5, created);
        }
        Some(KeyDescription::Empty) => return Ok((Vec::new(), Vec::new())),
        _ => {}
    }
    Ok((software, trusted))
}
