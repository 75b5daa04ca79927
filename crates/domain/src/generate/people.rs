//! The members that are made up: names in several scripts, addresses, passkeys by the mix of providers that sites report, and how far each has
//! come. All of a member follows from the seed and a number, so that events are made of the same people without keeping a million of them.

use super::Place;
use super::chance::Chance;
use crate::figures::Stage;
use store::adoption::Adoption;
use store::id::{PasskeyId, UserId};
use store::identifier::{Identifier, IdentifierKind};
use store::passkey::Passkey;
use store::user::{User, UserStatus};
use store::workspace::Mode;

/// Each with a spelling for addresses.
type Name = (&'static str, &'static str);

const LATIN: ([Name; 16], [Name; 16]) = (
    [
        ("Ada", "ada"),
        ("Grace", "grace"),
        ("José", "jose"),
        ("Zoë", "zoe"),
        ("Björn", "bjorn"),
        ("Anaïs", "anais"),
        ("Łukasz", "lukasz"),
        ("Emily", "emily"),
        ("Tom", "tom"),
        ("Nguyễn", "nguyen"),
        ("Marta", "marta"),
        ("Luca", "luca"),
        ("Ines", "ines"),
        ("Piet", "piet"),
        ("Ayşe", "ayse"),
        ("Noah", "noah"),
    ],
    [
        ("Lovelace", "lovelace"),
        ("Hopper", "hopper"),
        ("García", "garcia"),
        ("Müller", "muller"),
        ("O’Neill", "oneill"),
        ("Dvořák", "dvorak"),
        ("Kowalski", "kowalski"),
        ("Smith", "smith"),
        ("Van der Berg", "vanderberg"),
        ("Trần", "tran"),
        ("Rossi", "rossi"),
        ("Yılmaz", "yilmaz"),
        ("Silva", "silva"),
        ("Andersson", "andersson"),
        ("Dubois", "dubois"),
        ("Brown", "brown"),
    ],
);
const CYRILLIC: ([Name; 6], [Name; 6]) = (
    [
        ("Анна", "anna"),
        ("Иван", "ivan"),
        ("Олена", "olena"),
        ("Павел", "pavel"),
        ("Мария", "maria"),
        ("Тарас", "taras"),
    ],
    [
        ("Петров", "petrov"),
        ("Шевченко", "shevchenko"),
        ("Иванова", "ivanova"),
        ("Коваль", "koval"),
        ("Соколов", "sokolov"),
        ("Мельник", "melnyk"),
    ],
);
const ARABIC: ([Name; 6], [Name; 6]) = (
    [("محمد", "mohammed"), ("فاطمة", "fatima"), ("يوسف", "yusuf"), ("ليلى", "layla"), ("عمر", "omar"), ("نور", "nour")],
    [
        ("الحسن", "alhassan"),
        ("حداد", "haddad"),
        ("العلي", "alali"),
        ("خوري", "khoury"),
        ("سالم", "salem"),
        ("منصور", "mansour"),
    ],
);
const EASTERN: ([Name; 8], [Name; 8]) = (
    [
        ("太郎", "taro"),
        ("花子", "hanako"),
        ("伟", "wei"),
        ("秀英", "xiuying"),
        ("민준", "minjun"),
        ("서연", "seoyeon"),
        ("अनन्या", "ananya"),
        ("राहुल", "rahul"),
    ],
    [
        ("山田", "yamada"),
        ("佐藤", "sato"),
        ("王", "wang"),
        ("李", "li"),
        ("김", "kim"),
        ("박", "park"),
        ("शर्मा", "sharma"),
        ("सिंह", "singh"),
    ],
);

/// Providers by their model numbers, with their share and the system that they come with.
const PROVIDERS: [(u64, (u128, &str, Device)); 8] = [
    (36, (0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd, "iCloud Keychain", Device("Safari", "iPhone"))),
    (26, (0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4, "Google Password Manager", Device("Chrome", "Android"))),
    (13, (0x0898_7058_cadc_4b81_b6e1_30de_50dc_be96, "Windows Hello", Device("Edge", "Windows"))),
    (9, (0xbada_5566_a7aa_401f_bd96_4561_9a55_120d, "1Password", Device("Chrome", "macOS"))),
    (6, (0xd548_826e_79b4_db40_a3d8_1111_6f7e_8349, "Bitwarden", Device("Firefox", "Windows"))),
    (5, (0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd, "iCloud Keychain", Device("Safari", "macOS"))),
    (3, (0xcb69_481e_8ff7_4039_93ec_0a27_29a1_54a8, "YubiKey 5 Series", Device("Chrome", "Windows"))),
    (2, (0x5350_0000_0000_0000_0000_0000_0000_0000, "Other", Device("Samsung Internet", "Android"))),
];

/// Browser and system, by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Device(pub &'static str, pub &'static str);

impl Device {
    pub(super) const ALL: [Self; 7] = [
        Self("Safari", "iPhone"),
        Self("Chrome", "Android"),
        Self("Edge", "Windows"),
        Self("Chrome", "macOS"),
        Self("Firefox", "Windows"),
        Self("Safari", "macOS"),
        Self("Samsung Internet", "Android"),
    ];

    /// As it calls itself.
    pub(super) fn agent(self) -> String {
        let system = match self.1 {
            "iPhone" => "iPhone; CPU iPhone OS 18_6 like Mac OS X",
            "Android" => "Linux; Android 15; K",
            "Windows" => "Windows NT 10.0; Win64; x64",
            _ => "Macintosh; Intel Mac OS X 10_15_7",
        };
        let engine = match self.0 {
            "Firefox" => "Gecko/20100101 Firefox/144.0",
            "Safari" => "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Edge" => "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Samsung Internet" => {
                "AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Safari/537.36"
            }
            _ => "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        };
        format!("Mozilla/5.0 ({system}) {engine}")
    }
}

/// All of one member.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub id: UserId,
    pub created_at: i64,
    pub device: Device,
    /// Some come by an app.
    pub in_app: bool,
    pub adoption: Adoption,
    pub provider: &'static str,
    pub passkey: Option<PasskeyId>,
    aaguid: u128,
    passkeys: u64,
    number: u64,
}

/// Members have come over this time before the first event.
const JOINING_MS: i64 = 400 * 24 * 3_600_000;
const KIND: u64 = 1;

impl Person {
    pub(super) fn of(place: &Place, number: u64) -> Self {
        let mut chance = Chance::of(place.seed, KIND, number);
        // In order, so that rows land side by side.
        let part = i128::from(JOINING_MS) * i128::from(number) / i128::from(place.users.max(1));
        let created_at = place.from - JOINING_MS + i64::try_from(part).unwrap_or_default();
        let id = UserId::from_parts(created_at.unsigned_abs(), chance.bytes());
        let (aaguid, provider, device) = chance.weighed(&PROVIDERS);
        let furthest = chance.weighed(&[
            (30, None),
            (14, Some(Stage::Offered)),
            (5, Some(Stage::Started)),
            (4, Some(Stage::Created)),
            (3, Some(Stage::Used)),
            (44, Some(Stage::Again)),
        ]);
        let adoption = adoption(&mut chance, place, (created_at, furthest));
        let passkeys = if adoption.created_at.is_some() { 1 + u64::from(chance.below(4) == 0) } else { 0 };
        let passkey = (passkeys > 0).then(|| PasskeyId::from_parts(created_at.unsigned_abs(), chance.bytes()));
        let in_app = chance.below(100) < 12;
        Self { id, created_at, device, in_app, adoption, provider, passkey, aaguid, passkeys, number }
    }

    fn names(&self, place: &Place) -> (String, String) {
        let mut chance = Chance::of(place.seed, KIND + 1, self.number);
        let (given, family) = match chance.below(100) {
            0..70 => (chance.pick(&LATIN.0), chance.pick(&LATIN.1)),
            70..80 => (chance.pick(&CYRILLIC.0), chance.pick(&CYRILLIC.1)),
            80..90 => (chance.pick(&ARABIC.0), chance.pick(&ARABIC.1)),
            _ => (chance.pick(&EASTERN.0), chance.pick(&EASTERN.1)),
        };
        let address = format!("{}.{}.{}@example.com", given.1, family.1, self.number);
        (format!("{} {}", given.0, family.0), address)
    }

    pub(super) fn rows(&self, place: &Place) -> (User, Identifier, Vec<Passkey>) {
        let (display_name, address) = self.names(place);
        let mut chance = Chance::of(place.seed, KIND + 2, self.number);
        let user = User {
            pool_id: place.pool,
            id: self.id,
            tenant_id: place.tenant,
            handle: chance.bytes::<32>().to_vec(),
            display_name,
            status: UserStatus::Active,
            epoch: 0,
            created_at: self.created_at,
        };
        let identifier = Identifier {
            pool_id: place.pool,
            folded: address.clone(),
            kind: IdentifierKind::Email,
            value: address,
            user_id: self.id,
            verified_at: Some(self.created_at),
            created_at: self.created_at,
        };
        let passkeys = (0..self.passkeys).map(|which| self.passkey(place, (which, &mut chance))).collect();
        (user, identifier, passkeys)
    }

    /// It opens nothing: nobody holds a key for it.
    fn passkey(&self, place: &Place, (which, chance): (u64, &mut Chance)) -> Passkey {
        let at = self.adoption.created_at.unwrap_or(self.created_at);
        let drawn = PasskeyId::from_parts(at.unsigned_abs(), chance.bytes());
        let id = self.passkey.filter(|_| which == 0).unwrap_or(drawn);
        Passkey {
            pool_id: place.pool,
            id,
            tenant_id: place.tenant,
            user_id: self.id,
            rp_id: place.rp_id.clone(),
            credential_id: chance.bytes::<20>().to_vec(),
            public_key: chance.bytes::<77>().to_vec(),
            algorithm: -7,
            sign_count: 0,
            user_verified: true,
            backup_eligible: true,
            backup_state: true,
            aaguid: self.aaguid.to_be_bytes(),
            transports: "hybrid internal".to_owned(),
            attachment: Some("platform".to_owned()),
            discoverable: Some(true),
            mode: Mode::Smart,
            attestation_format: "none".to_owned(),
            name: self.provider.to_owned(),
            created_at: at,
            updated_at: at,
            last_used_at: self.adoption.again_at,
            quarantined_at: None,
        }
    }
}

/// Whoever came far did so within the days that events tell of, mostly early.
fn adoption(chance: &mut Chance, place: &Place, (created_at, furthest): (i64, Option<Stage>)) -> Adoption {
    let mut adoption = Adoption::default();
    let Some(furthest) = furthest else { return adoption };
    let span = (place.until - place.from).unsigned_abs();
    let early = chance.below(span).min(chance.below(span));
    let mut at = created_at.max(place.from + i64::try_from(early).unwrap_or_default());
    for stage in Stage::ALL.into_iter().filter(|stage| *stage <= furthest) {
        crate::figures::reach(&mut adoption, stage, at.min(place.until));
        let days = if stage < Stage::Created { 1 } else { 7 };
        at += i64::try_from(chance.below(days * 86_400_000)).unwrap_or_default();
    }
    adoption
}
