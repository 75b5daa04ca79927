//! Hashes that the real libraries made: Python's hashlib, bcrypt and argon2-cffi.

use super::*;
use crate::random::SystemRandom;

const RIGHT: &str = "correct horse battery staple";

/// One of each kind, of [`RIGHT`].
const HASHES: [&str; 11] = [
    "$2b$05$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5MerG",
    "$2a$06$NtoHs7jhNIwyg7Vf0WbwWezq6QNn/4f7jFF7Uy0DZwqRbzeJXldjG",
    "$2y$06$NtoHs7jhNIwyg7Vf0WbwWezq6QNn/4f7jFF7Uy0DZwqRbzeJXldjG",
    "$pbkdf2-sha1$i=1000,l=20$c2l4dGVlbiBieXRlcyEhIQ$gCXbNAR5kKILKrkpXbn4eI3zGL4",
    "$pbkdf2-sha256$i=27500,l=64$c2l4dGVlbiBieXRlcyEhIQ$/p5DkEd65cuFboVQrkoeOD32pwvsj4/orER448hiIgcCQnJShtZTla9EsRNXx4VrJt2sUFi6A8Uztq/ot5PqJQ",
    "$pbkdf2-sha512$i=2000,l=32$c2l4dGVlbiBieXRlcyEhIQ$fdxiuSVb6jU+SXp3BzG72ec7j0EgZ/1/7rMHrmHlA/Y",
    "$pbkdf2-sha512$2000$c2l4dGVlbiBieXRlcyEhIQ$fdxiuSVb6jU.SXp3BzG72ec7j0EgZ/1/7rMHrmHlA/Y",
    "$scrypt$ln=10,r=8,p=1$c2l4dGVlbiBieXRlcyEhIQ$4LVKB0kpXb/Ns77HB1VMHZNXPPU+oxjAgyU74Hx49zI",
    "$argon2id$v=19$m=256,t=2,p=2$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
    "$argon2i$v=19$m=256,t=2,p=2$c2l4dGVlbiBieXRlcyEhIQ$asNxRQ11c5Y8IYDX0wYhTM54FwlbJK35WCGquib25C0",
    "$argon2d$v=19$m=256,t=2,p=2$c2l4dGVlbiBieXRlcyEhIQ$TZbkPQR+fkRnBfb1udRaRo7+RamxHbSGj2x8ryNDrTU",
];
/// Of 72 times the letter x.
const LONG: &str = "$2b$04$2IS.W4oU7UJPDxiUSZtnAOqjJM8zSL6MzMKEWBshqNqN.0r/OVQUq";
/// Of a text with loose accents, as it was typed.
const LOOSE: &str = "$2b$04$t8IPcCywvBU69E5arZ4CJ.BhuW358cQDQ6q6OCM.RbiLW0s28UW3e";

fn words(typed: &str) -> Words {
    Words::new(Spelled::read(typed).unwrap(), typed)
}

fn read(text: &str) -> Elsewhere {
    Elsewhere::read(text).unwrap_or_else(|unfit| panic!("{text}: {unfit:?}")).unwrap()
}

fn unfit(text: &str) -> Unfit {
    Elsewhere::read(text).err().unwrap_or_else(|| panic!("{text} is taken"))
}

fn judged(stored: Option<&str>, kinds: &[String], typed: &str) -> Judged {
    let dummy = hashing::hash(&Spelled::read("nobody's").unwrap(), [1; hashing::SALT]).unwrap();
    judge((stored, kinds), &dummy, &words(typed), [2; hashing::SALT]).unwrap()
}

// Issue 9, 5: an imported password of each kind.
#[test]
fn each_kind_knows_its_password_and_no_other() {
    for text in HASHES {
        assert!(read(text).is_of(&words(RIGHT)), "{text}");
        for wrong in ["", "correct horse battery stapl", "correct horse battery staple "] {
            assert!(!read(text).is_of(&words(wrong)), "{text} {wrong}");
        }
    }
}

// Issue 9, 5: Keycloak's own, of three kinds, are taken; of pieces that are longer than a digest the first one tells.
#[test]
fn the_first_piece_of_pbkdf2_is_enough() {
    for (text, recipe) in [
        ("pbkdf2-sha1 1300000 64", "pbkdf2-sha1 1300000 20"),
        ("pbkdf2-sha256 600000 64", "pbkdf2-sha256 600000 32"),
        ("pbkdf2-sha512 210000 64", "pbkdf2-sha512 210000 64"),
    ] {
        assert_eq!(text.parse::<Recipe>().unwrap().to_string(), recipe);
    }
    let (text, cut) = (HASHES[4], read(HASHES[4]));
    assert_eq!((cut.recipe().to_string().as_str(), cut.output.len()), ("pbkdf2-sha256 27500 32", 32));
    let other = text.replace("$/p5D", "$/p5E");
    assert!(cut.is_of(&words(RIGHT)) && !read(&other).is_of(&words(RIGHT)));
}

// bcrypt looks at no more than 72 bytes, and whoever had a longer password signs in with it as before.
#[test]
fn bcrypt_compares_as_it_always_did() {
    for (typed, is_right) in [(72, true), (73, true), (100, true), (71, false)] {
        assert_eq!(read(LONG).is_of(&words(&"x".repeat(typed))), is_right, "{typed}");
    }
}

#[test]
fn a_password_is_tried_as_it_was_typed_and_as_it_is_spelled() {
    assert!(read(LOOSE).is_of(&words("Zoe\u{308} kauft Bro\u{308}tchen")));
    assert!(!read(LOOSE).is_of(&words("Zoë kauft Brötchen")), "that system has never heard of this spelling");
}

#[test]
fn the_text_of_a_recipe_is_read_back() {
    for text in HASHES {
        let recipe = read(text).recipe();
        assert_eq!(recipe.to_string().parse(), Ok(recipe));
    }
    for text in ["", "bcrypt", "bcrypt 12 12", "bcrypt x", "md5 1 16", "argon2x 19 256 2 2 32", "argon2id 7 256 2 2 32"]
    {
        assert_eq!(text.parse::<Recipe>(), Err(Unfit::Unknown), "{text}");
    }
}

// A line of a file must not make the server work for minutes, or take its memory.
#[test]
fn what_asks_for_too_much_is_not_taken() {
    let salt_and_hash = "c2l4dGVlbiBieXRlcyEhIQ$4LVKB0kpXb/Ns77HB1VMHZNXPPU+oxjAgyU74Hx49zI";
    for head in [
        "$scrypt$ln=18,r=8,p=1",
        "$scrypt$ln=14,r=8,p=100",
        "$scrypt$ln=63,r=8,p=1",
        "$scrypt$ln=10,r=4294967295,p=4294967295",
        "$scrypt$ln=1,r=1,p=1073741823",
        "$scrypt$ln=1,r=2,p=2147483648",
        "$scrypt$ln=1,r=1048577,p=1",
        "$pbkdf2-sha256$i=2000001",
        "$pbkdf2-sha256$i=0",
        "$argon2id$v=19$m=131073,t=1,p=1",
        "$argon2id$v=19$m=131072,t=9,p=1",
        "$argon2id$v=19$m=1024,t=4294967295,p=1",
        "$argon2id$v=19$m=1024,t=1,p=17",
    ] {
        assert_eq!(unfit(&format!("{head}${salt_and_hash}")), Unfit::TooCostly, "{head}");
    }
    for cost in ["03", "15", "31"] {
        assert_eq!(unfit(&HASHES[0].replace("$05$", &format!("${cost}$"))), Unfit::TooCostly, "{cost}");
    }
    for recipe in [
        "bcrypt 31",
        "pbkdf2-sha1 4294967295 20",
        "pbkdf2-sha1 2000001 20",
        "pbkdf2-sha256 2000001 64",
        "scrypt 40 8 1 32",
        "scrypt 1 1 1073741823 32",
        "argon2id 19 4294967295 1 1 32",
    ] {
        assert_eq!(recipe.parse::<Recipe>(), Err(Unfit::TooCostly), "{recipe}");
    }
    for recipe in
        ["pbkdf2-sha1 2000000 20", "pbkdf2-sha256 2000000 64", "scrypt 17 8 1 32", "argon2id 19 131072 8 16 32"]
    {
        assert!(recipe.parse::<Recipe>().is_ok(), "{recipe}");
    }
}

#[test]
fn what_is_no_hash_is_not_taken() {
    let long = format!("$2b$05${}", "x".repeat(2000));
    for text in [
        "",
        "$",
        "plain text",
        "$2x$05$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5MerG",
        "$2b$5$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5MerG",
        "$2b$05$DzKiq3ipukJvhIQ6WU2eSeA9DYuAxVHQuJXP5o9EGY4RAsiW5Mer",
        "$2b$05$ü",
        "$md5$i=1$c2l4dGVlbiBieXRlcyEhIQ$gCXbNAR5kKILKrkpXbn4eI3zGL4",
        "$pbkdf2-sha256$i=1000,l=33$c2l4dGVlbiBieXRlcyEhIQ$/p5DkEd65cuFboVQrkoeOD32pwvsj4/orER448hiIgc",
        "$pbkdf2-sha256$l=32$c2l4dGVlbiBieXRlcyEhIQ$/p5DkEd65cuFboVQrkoeOD32pwvsj4/orER448hiIgc",
        "$pbkdf2-sha256$i=1000$$/p5DkEd65cuFboVQrkoeOD32pwvsj4/orER448hiIgc",
        "$pbkdf2-sha256$i=1000$c2l4dGVlbiBieXRlcyEhIQ$AAAA",
        "$argon2id$v=19$m=256,t=0,p=2$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
        "$argon2id$v=19$m=256,t=2,p=0$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
        "$argon2id$v=19$m=15,t=2,p=2$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
        "$argon2id$v=19$m=256,t=2,p=2$c2l4dGVlbg$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
        "$scrypt$ln=10,r=0,p=1$c2l4dGVlbiBieXRlcyEhIQ$4LVKB0kpXb/Ns77HB1VMHZNXPPU+oxjAgyU74Hx49zI",
        "$scrypt$ln=10,r=8,p=0$c2l4dGVlbiBieXRlcyEhIQ$4LVKB0kpXb/Ns77HB1VMHZNXPPU+oxjAgyU74Hx49zI",
        "$argon2id$v=19$m=256,t=2,p=2,keyid=AAAA$c2l4dGVlbiBieXRlcyEhIQ$VJyEKLWDFzCDIcoK6aTuyqjzhxqQ6kS1sQ1lWV7I3WA",
        &long,
    ] {
        assert_eq!(unfit(text), Unfit::Unknown, "{text}");
    }
}

// Ours are ours, wherever they come back from.
#[test]
fn a_hash_as_ours_are_is_not_from_elsewhere() {
    let own = hashing::hash(&Spelled::read(RIGHT).unwrap(), [3; hashing::SALT]).unwrap();
    assert!(Elsewhere::read(&own).unwrap().is_none());
    assert!(Elsewhere::read(&own.replace("t=2", "t=3")).unwrap().is_some());
}

// S2-4's other half, and Issue 9, 5: whoever is meant, the same is computed: ours once, and each kind once.
#[test]
fn every_guess_is_paid_for_at_every_kind() {
    let kinds: Vec<String> = [HASHES[0], HASHES[7]].map(|text| read(text).recipe().to_string()).to_vec();
    let ours = hashing::hash(&Spelled::read(RIGHT).unwrap(), [3; hashing::SALT]).unwrap();
    for stored in [Some(HASHES[0]), Some(HASHES[7]), Some(ours.as_str())] {
        let right = judged(stored, &kinds, RIGHT);
        assert!(right.is_right, "{stored:?}");
        assert_eq!(right.renewed.is_some(), stored != Some(ours.as_str()));
        assert!(!judged(stored, &kinds, "wrong").is_right);
    }
    assert!(!judged(None, &kinds, RIGHT).is_right);
    // One that stands in no list, as when it has just been brought.
    assert!(judged(Some(HASHES[8]), &kinds, RIGHT).is_right);
    // A kind that nobody can read costs nothing and does no harm.
    assert!(judged(Some(&ours), &["something else".to_owned()], RIGHT).is_right);
    let nothing = judged(Some("?"), &kinds, RIGHT);
    assert!(nothing.is_unreadable && !nothing.is_right);
    let random: [u8; 4] = crate::random::bytes(&SystemRandom::default()).unwrap();
    assert!(!judged(Some(HASHES[0]), &kinds, &format!("{random:?}")).is_right);
}
