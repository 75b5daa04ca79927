use proptest::prelude::*;

use super::Payload;
use crate::metadata::{Entry, MetadataError, Standing, Status};

fn parse(json: &str) -> Result<Payload, MetadataError> {
    Payload::parse(json.as_bytes())
}

#[test]
fn what_is_unknown_is_passed_over() {
    let payload = parse(
        r#"{"legalHeader":"x","no":7,"new":{"a":[1]},"nextUpdate":"2021-12-01","entries":[
            {"aaguid":"3789da91-f943-46bc-95c3-50ea2012f03a","newer":true,"metadataStatement":{"description":"One","x":[{}]},
             "statusReports":[{"status":"BRAND_NEW","more":1}],"biometricStatusReports":[7],"timeOfLastStatusChange":"x"},
            {"aaid":"1234#abcd"}]}"#,
    )
    .unwrap();
    assert_eq!((payload.number, payload.entries.len(), payload.unreadable), (7, 1, 0));
    assert_eq!(payload.next_update.to_string(), "2021-12-01");
    assert_eq!(payload.entries[0].name(), "One");
}

#[test]
fn entries_that_cannot_be_read_are_counted() {
    let payload = parse(
        r#"{"no":1,"nextUpdate":"2021-12-01","entries":[null,7,"x",[],{},{"aaguid":7},{"aaguid":"x"},
            {"attestationCertificateKeyIdentifiers":["zz"]},{"attestationCertificateKeyIdentifiers":"zz"},{"aaid":7},
            {"aaguid":"00000000-0000-0000-0000-000000000000"},
            {"attestationCertificateKeyIdentifiers":["00112233445566778899aabbccddeeff0011223"]},
            {"attestationCertificateKeyIdentifiers":["00112233445566778899aabbccddeeff00112233"]},
            {"aaguid":"3789da91-f943-46bc-95c3-50ea2012f03a","metadataStatement":7,"statusReports":{}}]}"#,
    )
    .unwrap();
    assert_eq!((payload.entries.len(), payload.unreadable), (2, 12));
    let standings: Vec<_> = payload.entries.iter().map(Entry::standing).collect();
    assert_eq!(standings, [Standing::Good, Standing::Compromised(Status::Illegible)]);
}

#[test]
fn what_is_no_payload_is_refused() {
    for json in [
        "",
        "{}",
        "[]",
        r#"[1,"2021-12-01",[]]"#,
        r#"{"no":-1,"nextUpdate":"2021-12-01","entries":[]}"#,
        r#"{"no":"1","nextUpdate":"2021-12-01","entries":[]}"#,
        r#"{"no":1,"nextUpdate":"soon","entries":[]}"#,
        r#"{"no":1,"nextUpdate":"2021-12-01","entries":{}}"#,
        r#"{"no":1,"nextUpdate":"2021-12-01"}"#,
        r#"{"no":1,"no":2,"nextUpdate":"2021-12-01","entries":[]}"#,
        r#"{"no":1,"nextUpdate":"2021-12-01","entries":[{]}"#,
        r#"{"no":1,"nextUpdate":"2021-12-01","entries":[]} x"#,
    ] {
        assert_eq!(parse(json).map(|_| ()), Err(MetadataError::Payload), "{json}");
    }
    let deep = format!(r#"{{"no":1,"nextUpdate":"2021-12-01","entries":[{}]}}"#, "[".repeat(100_000));
    assert_eq!(parse(&deep).map(|_| ()), Err(MetadataError::Payload), "nesting has an end");
    for entry in [format!("{}{}", "[".repeat(130), "]".repeat(130)), r#"{"x":1e999}"#.to_owned()] {
        let json = format!(r#"{{"no":1,"nextUpdate":"2021-12-01","entries":[{entry}]}}"#);
        assert_eq!(parse(&json).map(|_| ()), Err(MetadataError::Payload), "{entry}");
    }
}

proptest! {
    #[test]
    fn garbage_is_no_panic(bytes: Vec<u8>, text in r#"[\[\]{}",:0-9a-z]{0,80}"#) {
        let _ = Payload::parse(&bytes);
        let _ = parse(&format!(r#"{{"no":1,"nextUpdate":"2021-12-01","entries":[{text}]}}"#));
    }
}
