//! Which certificate is shown to whom.

use super::*;
use rcgen::date_time_ymd;
use zeroize::Zeroizing;

const DAY: i64 = 24 * 60 * 60;
const ID: AcmeCertificateId = AcmeCertificateId::from_bytes([1; 16]);

fn shown() -> Shown {
    Shown::new(vec!["id.example.com".to_owned(), "login.example.com".to_owned()]).unwrap()
}

fn certificate(name: &str, is_current: bool, issued_at: i64) -> (Certificate, CertificateDer<'static>) {
    until(9 * DAY, (name, is_current, issued_at))
}

fn until(end: i64, (name, is_current, issued_at): (&str, bool, i64)) -> (Certificate, CertificateDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    (params.not_before, params.not_after) =
        (date_time_ymd(1970, 1, 1), date_time_ymd(1970, 1, 1 + u8::try_from(end / DAY).unwrap()));
    let made = params.self_signed(&key).unwrap();
    let key = Zeroizing::new(key.serialize_der());
    let one = Certificate { id: ID, name: name.to_owned(), is_current, issued_at, chain: made.pem(), key };
    (one, made.der().clone())
}

fn seen(shown: &Shown, name: Option<&str>) -> CertificateDer<'static> {
    shown.certificate(name, false).unwrap().cert[0].clone()
}

// Issue 9, 8: each name has its own, strangers to a name get that of the public address, and before there is one, the stand-in.
#[test]
fn each_name_is_shown_its_own() {
    let shown = shown();
    let stand_in = shown.stand_in.cert[0].clone();
    assert_eq!(seen(&shown, None), stand_in);
    let (own, der) = certificate("id.example.com", true, 5);
    let (older, _) = certificate("id.example.com", true, 4);
    let (of_another, _) = certificate("id.example.com", false, 9);
    assert!(shown.is_new(&Vec::new(), 0));
    shown.show(vec![own, older, of_another], vec![(ID, 5)], 0);
    assert!(!shown.is_new(&vec![(ID, 5)], 0) && shown.is_new(&vec![(ID, 6)], 0));
    for name in [None, Some("id.example.com"), Some("ID.Example.com"), Some("other.example.com")] {
        assert_eq!(seen(&shown, name), der, "{name:?}");
    }
    assert_eq!(seen(&shown, Some("login.example.com")), stand_in, "that of another name would be a lie");
    assert_eq!(shown.expiry().missing(), 1);
    assert!(shown.expiry().first().is_some(), "one that is missing hides no other");
    let (other, other_der) = certificate("login.example.com", false, 1);
    let (own, _) = certificate("id.example.com", true, 5);
    shown.show(vec![other, own], Vec::new(), 0);
    assert_eq!(seen(&shown, Some("login.example.com")), other_der);
    assert_eq!(shown.expiry().missing(), 0);
}

// Issue 9, 8: after a change of the directory, whichever is still good is shown, that of the directory of today before another.
#[test]
fn one_that_is_good_is_shown_before_one_that_has_expired() {
    let shown = shown();
    let (old, old_der) = until(5 * DAY, ("id.example.com", true, 5));
    let (of_another, of_another_der) = until(8 * DAY, ("id.example.com", false, 3));
    let pick = |at: i64| {
        let copy = |one: &Certificate| Certificate {
            id: ID,
            name: one.name.clone(),
            is_current: one.is_current,
            issued_at: one.issued_at,
            chain: one.chain.clone(),
            key: one.key.clone(),
        };
        shown.show(vec![copy(&old), copy(&of_another)], vec![(ID, 5)], at);
        seen(&shown, Some("id.example.com"))
    };
    assert_eq!(pick(4 * DAY), old_der, "both are good");
    assert!(
        !shown.is_new(&vec![(ID, 5)], 5 * DAY - 1) && shown.is_new(&vec![(ID, 5)], 5 * DAY),
        "it is looked at again"
    );
    assert_eq!(pick(5 * DAY), of_another_der);
    assert_eq!(shown.expiry().first(), Some(8 * DAY));
    assert!(!shown.is_new(&vec![(ID, 5)], 7 * DAY) && shown.is_new(&vec![(ID, 5)], 8 * DAY));
    assert_eq!(pick(9 * DAY), old_der, "none is good");
    assert!(!shown.is_new(&vec![(ID, 5)], 99 * DAY), "there is nothing to wait for");
}

// Issue 9, 8: a row that cannot be used any more, or is gone, takes no good certificate off the port.
#[test]
fn what_was_shown_stays_until_there_is_another() {
    let shown = shown();
    let (good, der) = certificate("id.example.com", true, 5);
    shown.show(vec![good], vec![(ID, 5)], 0);
    shown.show(Vec::new(), vec![(ID, 6)], 0);
    assert_eq!(seen(&shown, Some("id.example.com")), der, "its key does not open");
    let (mut unfit, _) = certificate("id.example.com", true, 7);
    unfit.key = certificate("id.example.com", true, 7).0.key;
    shown.show(vec![unfit], vec![(ID, 7)], 0);
    assert_eq!((seen(&shown, Some("id.example.com")), shown.expiry().missing()), (der, 1));
    let (next, next_der) = certificate("id.example.com", true, 8);
    shown.show(vec![next], vec![(ID, 8)], 0);
    assert_eq!(seen(&shown, Some("id.example.com")), next_der);
}

// Issue 9, 8: whoever would talk HTTP as well is no directory, and is shown what browsers are.
#[test]
fn only_who_speaks_nothing_else_asks_for_a_proof() {
    let asks = |spoken: &[&'static [u8]]| asks_for_proof(spoken.iter().copied());
    assert!(asks(&[TLS_ALPN]));
    let (two, one): (&[u8], &[u8]) = (b"h2", b"http/1.1");
    for other in [&[][..], &[two], &[two, TLS_ALPN], &[TLS_ALPN, one], &[TLS_ALPN, TLS_ALPN]] {
        assert!(!asks(other), "{other:?}");
    }
}

// Issue 9, 8: what is kept and broken takes nothing else down.
#[test]
fn what_does_not_fit_together_is_not_shown() {
    let shown = shown();
    let (mut one, _) = certificate("id.example.com", true, 5);
    one.key = certificate("id.example.com", true, 5).0.key;
    let (two, der) = certificate("login.example.com", true, 5);
    shown.show(vec![one, two], Vec::new(), 0);
    assert_eq!(seen(&shown, Some("login.example.com")), der);
    assert_eq!(seen(&shown, Some("id.example.com")), shown.stand_in.cert[0].clone());
    let (good, _) = certificate("id.example.com", true, 5);
    for wrong in [
        String::new(),
        "nonsense".to_owned(),
        good.chain.repeat(9),
        format!("{}\0", good.chain),
        "x".repeat(LONGEST_CHAIN + 1),
    ] {
        assert!(parsed(&wrong).is_err(), "{}", wrong.len());
    }
}

// Issue 9, 8: the certificate of a challenge is shown to who asks for it by this protocol, for this name, and to nobody else.
#[test]
fn a_proof_is_shown_by_its_protocol_alone() {
    let shown = shown();
    assert!(shown.certificate(Some("id.example.com"), true).is_none());
    shown.challenge(vec![("id.example.com".into(), "token".into(), "token.print".into())]);
    let proof = shown.certificate(Some("ID.example.com"), true).unwrap();
    assert!(shown.certificate(Some("login.example.com"), true).is_none() && shown.certificate(None, true).is_none());
    assert_eq!(seen(&shown, Some("id.example.com")), shown.stand_in.cert[0].clone());
    let (_, read) = X509Certificate::from_der(&proof.cert[0]).unwrap();
    let held = read.extensions().iter().find(|one| one.oid.to_id_string() == "1.3.6.1.5.5.7.1.31").unwrap();
    assert!(held.critical && held.value[2..] == *digest(&SHA256, b"token.print").as_ref());
    // The same again changes nothing.
    shown.challenge(vec![("id.example.com".into(), "token".into(), "token.print".into())]);
    assert!(Arc::ptr_eq(&proof, &shown.certificate(Some("id.example.com"), true).unwrap()));
}
