//! Files that somebody has written to do harm: nothing is kept that could, and every one of them comes to an end.

use super::*;

fn one(change: impl FnOnce(&mut Member)) -> Result<(), String> {
    let (id, public_key) = key();
    let passkey = Passkey { id: Bytes(id), public_key: Bytes(public_key), ..Passkey::default() };
    let mut member = Member {
        id: "1".into(),
        usernames: vec!["ada".into()],
        passkeys: vec![passkey],
        totp_secret: Some(Secret(SECRET.into())),
        ..Member::default()
    };
    change(&mut member);
    checking::Checked::of(&member).map(drop)
}

type Change = fn(&mut Member);

// Issue 9, 5: keys, counters, secrets and names are held against the same rules as if they were made here.
#[test]
fn what_could_not_be_made_here_is_refused() {
    assert_eq!(one(|_| ()), Ok(()));
    let changes: [(Change, &str); 16] = [
        (|member| member.id = String::new(), "no id"),
        (|member| member.id = "x".repeat(300), "no id"),
        (|member| member.usernames.clear(), "neither user name nor address"),
        (|member| member.usernames = vec!["a b".into()], "no user name"),
        (
            |member| member.emails = vec![Address { address: "a@b\r\nBcc: c@d.e".into(), verified: true }],
            "no mail address",
        ),
        (|member| member.phones = vec![Address { address: "12".into(), verified: true }], "no phone number"),
        (|member| member.display_name = Some("x\u{202e}y".into()), "display name"),
        (|member| member.user_handle = Some(Bytes(vec![0; 65])), "user handle"),
        (|member| member.password_hash = Some(Secret("plain text".into())), "no kind"),
        (|member| member.password_hash = Some(Secret(BCRYPT.replace("$05$", "$31$"))), "more work"),
        (|member| member.totp_secret = Some(Secret("1".into())), "TOTP"),
        (|member| member.passkeys[0].public_key.0[12] ^= 1, "key of one of its passkeys"),
        (|member| member.passkeys[0].id.0.truncate(15), "contradicts"),
        (|member| member.passkeys[0].backup_state = true, "contradicts"),
        (|member| member.passkeys[0].aaguid = Some("x".into()), "AAGUID"),
        (|member| member.created_at = Some("yesterday".into()), "created_at"),
    ];
    for (change, part) in changes {
        let reason = one(change).unwrap_err();
        assert!(reason.contains(part), "{part}: {reason}");
    }
    assert!(one(|member| member.usernames = (0..21).map(|number| format!("u{number}")).collect()).is_err());
    assert!(one(|member| member.roles = vec!["x".into(); 101]).is_err());
}

// What belongs to one member is not another's in the same file.
#[test]
fn two_lines_share_nothing() {
    let (id, public_key) = key();
    let line = |number: u32, handle: &str, id: &[u8]| {
        json!({ "id": number.to_string(), "usernames": [format!("u{number}")], "user_handle": url(handle.as_bytes()),
            "passkeys": [{ "id": url(id), "public_key": url(&public_key) }] })
        .to_string()
    };
    let text =
        [line(1, "one", &id), line(2, "one", &key().0), line(3, "three", &id), line(4, "four", &key().0)].join("\n");
    let (came, refused) = read(Format::Json, &text);
    assert_eq!(came.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [1, 4]);
    assert!(refused[0].1.ends_with("user handle") && refused[1].1.ends_with("passkey"), "{refused:?}");
}

#[test]
fn files_of_something_else_are_refused_or_empty() {
    for format in Format::ALL {
        for text in [
            "",
            "\u{feff}",
            "null",
            "true",
            "[[[[",
            "{\"a\":",
            "\0",
            "<html>",
            "{\"users\":{}}",
            "[1,2,null,\"x\"]",
            "{}",
        ] {
            if let Ok(file) = File::open(format, text) {
                assert!(file.read(None).all(|read| matches!(read, Read::Refused(_))), "{format:?} {text}");
            }
        }
        let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
        assert!(
            File::open(format, &deep).map_or(true, |file| file.read(None).all(|read| matches!(read, Read::Refused(_))))
        );
    }
}

// Why a line is refused goes to the terminal and into logs: what stands in it does not.
#[test]
fn no_secret_stands_in_a_refusal() {
    let secret = "$2b$05$hunter2";
    let texts = [
        (Format::Json, json!([{ "id": "1", "passkeys": secret }])),
        (Format::Json, json!([{ "id": "1", secret: true }])),
        (Format::Json, json!(secret)),
        (Format::Hanko, json!([{ "user_id": "1", "password": secret }])),
        (Format::Hanko, json!([{ "user_id": "1", "otp_secret": secret }])),
        (Format::Auth0, json!([{ "user_id": "1", "custom_password_hash": secret }])),
        (Format::Keycloak, json!({ "users": [{ "id": "1", "credentials": secret }] })),
        (Format::SecureAuth, json!([{ "id": "1", "status": "active", "credentials": secret }])),
    ];
    for (format, text) in texts {
        let reasons: Vec<String> = match File::open(format, &text.to_string()) {
            Ok(_) => read(format, &text.to_string()).1.into_iter().map(|(_, reason)| reason).collect(),
            Err(error) => vec![error.to_string()],
        };
        assert!(!reasons.is_empty(), "{format:?} {text}");
        assert!(reasons.iter().all(|reason| !reason.contains("hunter2")), "{reasons:?}");
    }
    let headless = File::open(Format::Csv, &format!("1,{secret}\n2,x\n")).unwrap_err().to_string();
    assert!(!headless.contains("hunter2"), "{headless}");
    let row = format!("id,username,display_name\n1,ada,{}\n", "x".repeat(600_000));
    assert!(read(Format::Csv, &row).1[0].1.contains("larger"));
}

#[test]
fn no_secret_stands_in_debug_text() {
    let member: Member =
        serde_json::from_value(json!({ "id": "1", "password_hash": "hunter2", "totp_secret": "hunter2" })).unwrap();
    assert!(!format!("{member:?}").contains("hunter2"));
}
