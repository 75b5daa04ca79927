//! Which sample tenants there are, with their doors and members: a table, and what follows from it. Everything here is public.

use crate::presets::{self, Preset, PresetRole};
use crate::settings::{Branding, Mode, PoolSettings, Support, WorkspaceSettings};
use store::identifier::IdentifierKind;

/// Of every sample member who has one. It is shown on the front page.
pub const PASSWORD: &str = "seven sheep on a hill";

/// The same under today's parameters, worked out beforehand: a start has no time for it.
pub(super) const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YSBwdWJsaWMgc2FtcGxlLg$I4+M84ImuQJUDo5YeE8EW6DO39k65JsLo/DmPbBvfbk";

/// A tenant with its doors, and its members behind each of them.
pub(super) struct Tenant {
    pub slug: &'static str,
    pub name: &'static str,
    pub preset: &'static str,
    /// By which its pages are told from the others'; empty for the colour that is everybody's.
    pub accent: &'static str,
    pub doors: &'static [Door],
}

/// A workspace and its pool.
pub(super) struct Door {
    pub slug: &'static str,
    pub name: &'static str,
    pub rules: Rules,
    pub members: &'static [Member],
}

/// What holds behind a door.
#[derive(Clone, Copy)]
pub(super) enum Rules {
    /// Open to all, with nothing but passkeys.
    Open(Mode),
    /// Those of the tenant's preset, with its roles.
    Preset,
}

pub(super) struct Member {
    pub display_name: &'static str,
    pub username: Option<&'static str>,
    pub emails: &'static [&'static str],
    pub phone: Option<&'static str>,
    pub has_password: bool,
    /// A role of the preset.
    pub role: Option<&'static str>,
}

impl Member {
    const fn named(username: &'static str, display_name: &'static str) -> Self {
        Self { display_name, username: Some(username), emails: &[], phone: None, has_password: false, role: None }
    }

    const fn by_mail(emails: &'static [&'static str], display_name: &'static str, role: &'static str) -> Self {
        Self { display_name, username: None, emails, phone: None, has_password: false, role: Some(role) }
    }

    const fn with_password(self, emails: &'static [&'static str], role: &'static str) -> Self {
        Self { emails, has_password: true, role: Some(role), ..self }
    }

    const fn with_phone(self, phone: &'static str) -> Self {
        Self { phone: Some(phone), ..self }
    }

    /// The names that the member is found by. Those of a preset's door are verified; a name that is made up needs no proof.
    pub(super) fn identifiers(&self) -> impl Iterator<Item = (IdentifierKind, &'static str)> {
        let emails = self.emails.iter().map(|email| (IdentifierKind::Email, *email));
        let phone = self.phone.map(|phone| (IdentifierKind::Phone, phone));
        self.username.map(|name| (IdentifierKind::Username, name)).into_iter().chain(emails).chain(phone)
    }
}

/// Members who were here before you; they have no passkeys yet. Names that nobody tries by chance.
const STRANGERS: [Member; 3] = [
    Member::named("sample.noor", "Noor (sample)"),
    Member::named("sample.tomas", "Tomas (sample)"),
    Member::named("sample.yuki", "Yuki (sample)"),
];

const ADMINISTRATOR: &str = "Administrator";
const MEMBER: &str = "Member";

/// `demo` is open to whoever wants to try it, and so is each mode of `platform`; the doors called `main` are what their presets make of them.
pub(super) const TENANTS: [Tenant; 6] = [
    Tenant {
        slug: "demo",
        name: "Demo Community",
        preset: "community",
        accent: "",
        doors: &[Door { slug: "community", name: "Community", rules: Rules::Open(Mode::Smart), members: &STRANGERS }],
    },
    Tenant {
        slug: "platform",
        name: "Demo Platform",
        preset: "platform",
        accent: "#2f5bd0",
        doors: &[
            Door { slug: "smart", name: "Smart mode", rules: Rules::Open(Mode::Smart), members: &STRANGERS },
            Door { slug: "classic", name: "Classic mode", rules: Rules::Open(Mode::Classic), members: &STRANGERS },
            Door {
                slug: "main",
                name: "Customers",
                rules: Rules::Preset,
                members: &[
                    Member::named("ada", "Ada (sample)")
                        .with_password(&["ada@platform.example"], MEMBER)
                        .with_phone("+12025550147"),
                    Member::named("ben", "Ben (sample)")
                        .with_password(&["ben@platform.example"], ADMINISTRATOR)
                        .with_phone("+12025550148"),
                ],
            },
        ],
    },
    Tenant {
        slug: "forum",
        name: "Garden Forum",
        preset: "community",
        accent: "#3f7d20",
        doors: &[Door {
            slug: "main",
            name: "Members",
            rules: Rules::Preset,
            members: &[
                Member::named("ada", "Ada (sample)").with_password(&["ada@forum.example"], MEMBER),
                Member::named("ben", "Ben (sample)").with_password(&["ben@forum.example"], ADMINISTRATOR),
            ],
        }],
    },
    Tenant {
        slug: "workforce",
        name: "Northern Works",
        preset: "workforce",
        accent: "#8a4b12",
        doors: &[Door {
            slug: "main",
            name: "Staff",
            rules: Rules::Preset,
            members: &[
                Member::by_mail(&["ada@workforce.example", "ada@home.example"], "Ada (sample)", MEMBER),
                // This role asks for a passkey after a magic link, and ends a session after 15 minutes without activity.
                Member::by_mail(&["ben@workforce.example", "ben@home.example"], "Ben (sample)", ADMINISTRATOR),
            ],
        }],
    },
    Tenant {
        slug: "phone",
        name: "Harbour Telephony",
        preset: "business-phone",
        accent: "#7a3fa0",
        doors: &[Door {
            slug: "main",
            name: "Accounts",
            rules: Rules::Preset,
            members: &[
                Member::named("ada", "Ada (sample)")
                    .with_password(&["ada@phone.example"], MEMBER)
                    .with_phone("+12025550143"),
                Member::named("ben", "Ben (sample)")
                    .with_password(&["ben@phone.example"], ADMINISTRATOR)
                    .with_phone("+12025550144"),
            ],
        }],
    },
    Tenant {
        slug: "portal",
        name: "Lakeside Bank",
        preset: "client-portal",
        accent: "#b3261e",
        doors: &[Door {
            slug: "main",
            name: "Clients",
            rules: Rules::Preset,
            members: &[
                Member::named("ada", "Ada (sample)")
                    .with_password(&["ada@portal.example"], MEMBER)
                    .with_phone("+12025550145"),
                Member::named("ben", "Ben (sample)")
                    .with_password(&["ben@portal.example"], ADMINISTRATOR)
                    .with_phone("+12025550146"),
            ],
        }],
    },
];

impl Tenant {
    /// How each of its doors looks. Members of a preset's tenant have somebody to turn to (S2-36).
    pub(super) fn look(&self) -> WorkspaceSettings {
        let support = if self.accent.is_empty() {
            Support::default()
        } else {
            Support {
                email: format!("support@{}.example", self.slug),
                help_center: format!("https://{}.example/help", self.slug),
                community_forum: format!("https://{}.example/forum", self.slug),
            }
        };
        let branding = Branding { accent: self.accent.to_owned(), support, ..Branding::default() };
        WorkspaceSettings { branding, ..WorkspaceSettings::default() }
    }

    /// The roles that its preset brings along.
    pub(super) fn settings(&self, rules: Rules) -> (Mode, PoolSettings, Vec<PresetRole>) {
        let preset = match rules {
            Rules::Open(mode) => return (mode, open(mode), Vec::new()),
            Rules::Preset => presets::find(self.preset),
        };
        let preset = preset.map(|Preset { mode, pool, roles, .. }| (mode, pool, roles));
        preset.unwrap_or_else(|| (Mode::Smart, PoolSettings::default(), Vec::new()))
    }
}

/// Open doors; behind the Classic one older security keys may be tried too.
fn open(mode: Mode) -> PoolSettings {
    PoolSettings { public_registration: true, second_factor_passkeys: mode == Mode::Classic, ..PoolSettings::default() }
}

/// A sample member, as the front page names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What is typed to sign in.
    pub name: &'static str,
    pub has_password: bool,
    /// Whether the member manages others, so that more is asked of them.
    pub is_administrator: bool,
}

/// Those behind a door with whose names a newcomer can sign in.
pub fn samples(tenant: &str, workspace: &str) -> Vec<Sample> {
    let tenant = TENANTS.iter().find(|found| found.slug == tenant);
    let doors = tenant.into_iter().flat_map(|tenant| tenant.doors).filter(|door| door.slug == workspace);
    let known = doors.flat_map(|door| door.members).filter_map(|member| {
        let is_administrator = member.role? == ADMINISTRATOR;
        let name = member.username.or_else(|| member.emails.first().copied())?;
        Some(Sample { name, has_password: member.has_password, is_administrator })
    });
    known.collect()
}
