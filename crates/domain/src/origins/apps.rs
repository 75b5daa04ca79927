//! Apps that use a pool's passkeys without a browser: from one setting both the origins that their ceremonies have and what phones read in
//! the association files. It must never let through a name that would mean something else in those files.

use crate::settings::{AndroidApp, AppleApp};
use aws_lc_rs::digest::SHA256_OUTPUT_LEN;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

const LONGEST_NAME: usize = 255;
/// Of one app: its maker's, the store's, and those that they had before. Each is an origin that every sign-in compares.
pub const MOST_CERTIFICATES: usize = 5;

/// Why an app of the settings is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnApp {
    #[error("a package is written like com.example.app")]
    Package,
    #[error("a certificate is the 32 bytes of its SHA-256 in hex, with colons or without")]
    Certificate,
    #[error("only the first {MOST_CERTIFICATES} of its certificates are used")]
    ManyCertificates,
    #[error("none of its certificates can be used")]
    NoCertificate,
    #[error("a team is the ten capital letters and digits that Apple gave it")]
    Team,
    #[error("a bundle is written like com.example.app")]
    Bundle,
}

/// The SHA-256 of a certificate that signs an Android app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; SHA256_OUTPUT_LEN]);

impl Fingerprint {
    pub fn parse(text: &str) -> Result<Self, NotAnApp> {
        let bytes: Option<Vec<u8>> = match text.len() {
            64 => text.as_bytes().chunks(2).map(hex).collect(),
            95 => text.as_bytes().split(|byte| *byte == b':').map(hex).collect(),
            _ => None,
        };
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NotAnApp::Certificate)
    }

    /// What Android writes into the client data of a ceremony that an app with this certificate began.
    pub fn origin(&self) -> String {
        format!("android:apk-key-hash:{}", URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// As Digital Asset Links have it: capitals, with colons.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            write!(f, "{}{byte:02X}", if place == 0 { "" } else { ":" })?;
        }
        Ok(())
    }
}

fn hex(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

/// An Android app whose setting could be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Android {
    pub package: String,
    pub fingerprints: Vec<Fingerprint>,
}

impl Android {
    /// With what of its certificates is wrong.
    pub(super) fn read(app: &AndroidApp) -> (Result<Self, NotAnApp>, Vec<NotAnApp>) {
        let mut wrong = Vec::new();
        let mut fingerprints = Vec::new();
        if app.certificates.len() > MOST_CERTIFICATES {
            wrong.push(NotAnApp::ManyCertificates);
        }
        for certificate in app.certificates.iter().take(MOST_CERTIFICATES) {
            match Fingerprint::parse(certificate) {
                Ok(fingerprint) if fingerprints.contains(&fingerprint) => {}
                Ok(fingerprint) => fingerprints.push(fingerprint),
                Err(why) => wrong.push(why),
            }
        }
        let read = if !is_reverse_domain(&app.package, b'_') {
            Err(NotAnApp::Package)
        } else if fingerprints.is_empty() {
            Err(NotAnApp::NoCertificate)
        } else {
            Ok(Self { package: app.package.clone(), fingerprints })
        };
        (read, wrong)
    }
}

/// `ABCDE12345.com.example.app`
pub(super) fn apple(app: &AppleApp) -> Result<String, NotAnApp> {
    let is_team =
        app.team.len() == 10 && app.team.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !is_team {
        return Err(NotAnApp::Team);
    }
    if !is_reverse_domain(&app.bundle, b'-') {
        return Err(NotAnApp::Bundle);
    }
    Ok(format!("{}.{}", app.team, app.bundle))
}

/// At least two parts of letters, digits and one more sign.
fn is_reverse_domain(name: &str, sign: u8) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == sign);
    name.len() <= LONGEST_NAME && name.contains('.') && name.split('.').all(part)
}
