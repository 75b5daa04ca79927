use serde_json::{Value, json};

use super::{
    Attachment, AuthenticatorSelection, Conveyance, CreationOptions, Descriptor, Extensions, Hint, RelyingParty,
    RequestOptions, ResidentKey, User, UserVerification,
};
use crate::Algorithm;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn creation_options_are_webauthn_json() {
    let exclude = [Descriptor { id: &[0xfb, 0xff], transports: vec!["internal", "warp"] }];
    let options = CreationOptions {
        rp: RelyingParty { id: "example.org", name: "Example" },
        user: User { id: &[1, 2, 3], name: "ada@example.org", display_name: "Ada \"L\"" },
        challenge: &[0; 39],
        algorithms: Algorithm::DEFAULT,
        timeout: 300_000,
        exclude: &exclude,
        authenticator_selection: AuthenticatorSelection {
            attachment: Some(Attachment::CrossPlatform),
            resident_key: ResidentKey::Required,
            user_verification: UserVerification::Required,
        },
        hints: &[Hint::SecurityKey, Hint::ClientDevice],
        attestation: Conveyance::None,
        extensions: Extensions::CREATION,
    };
    let expected = json!({"publicKey": {
        "rp": {"id": "example.org", "name": "Example"},
        "user": {"id": "AQID", "name": "ada@example.org", "displayName": "Ada \"L\""},
        "challenge": "A".repeat(52),
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257},
            {"type": "public-key", "alg": -35}, {"type": "public-key", "alg": -36},
        ],
        "timeout": 300_000,
        "excludeCredentials": [{"type": "public-key", "id": "-_8", "transports": ["internal", "warp"]}],
        "authenticatorSelection": {
            "authenticatorAttachment": "cross-platform", "residentKey": "required", "requireResidentKey": true,
            "userVerification": "required",
        },
        "hints": ["security-key", "client-device"],
        "attestation": "none",
        "extensions": {"credProps": true},
    }});
    assert_eq!(parsed(&options.to_json().expect("text")), expected);
}

#[test]
fn request_options_leave_out_what_is_empty() {
    let mut options = RequestOptions {
        challenge: &[0xff; 3],
        timeout: 60_000,
        rp_id: "example.org",
        allow: &[],
        user_verification: UserVerification::Preferred,
        hints: &[],
        extensions: Extensions::default(),
    };
    assert_eq!(
        options.to_json().expect("text"),
        r#"{"publicKey":{"challenge":"____","timeout":60000,"rpId":"example.org","userVerification":"preferred"}}"#
    );
    let allow = [Descriptor { id: &[0; 1023], transports: Vec::new() }];
    options.allow = &allow;
    let written = parsed(&options.to_json().expect("text"));
    assert_eq!(written["publicKey"]["allowCredentials"], json!([{"type": "public-key", "id": "A".repeat(1364)}]));
}
