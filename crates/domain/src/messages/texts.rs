//! The catalogue of what messages say: one entry for each kind, from which the mail's text, its HTML and the text message are made. Another
//! language is another file like this one. Names in braces are the words that a message brings; a line with a missing word is left out.

use super::Kind;

pub(super) struct Texts {
    pub(super) subject: &'static str,
    pub(super) lead: &'static [&'static str],
    pub(super) shows: Shows,
    /// Label and name of a word.
    pub(super) details: &'static [(&'static str, &'static str)],
    pub(super) small: &'static [&'static str],
    /// All of it where it goes to a phone.
    pub(super) phone: &'static [&'static str],
}

/// What stands out between lead and small print.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shows {
    Code,
    /// A button with this label.
    Link(&'static str),
    /// The same, where a link was given.
    PerhapsLink(&'static str),
}

impl Shows {
    /// The word without which the message has no sense.
    pub(super) fn needs(self) -> Option<&'static str> {
        match self {
            Self::Code => Some("code"),
            Self::Link(_) => Some("link"),
            Self::PerhapsLink(_) => None,
        }
    }
}

/// Who wrote, below everything.
pub(super) const FOOT: &str = "{tenant}. This message was written by a machine; nobody reads answers to it.";

const CIRCUMSTANCES: &[(&str, &str)] = &[("When", "when"), ("From", "address"), ("With", "browser")];
const SECRET: &str = "Never give it to anybody, not even to somebody from {tenant}.";
const NOT_YOU: &str = "If this was not you, sign in, remove what is not yours and end all sessions. If you cannot sign in, write to {tenant}.";
const LOOK: Shows = Shows::PerhapsLink("Look at your account");

pub(super) fn of(kind: Kind) -> &'static Texts {
    match kind {
        Kind::SignInCode => &SIGN_IN_CODE,
        Kind::SignInLink => &SIGN_IN_LINK,
        Kind::SignUpCode => &SIGN_UP_CODE,
        Kind::StepUpCode => &STEP_UP_CODE,
        Kind::RecoveryCode => &RECOVERY_CODE,
        Kind::RecoveryLink => &RECOVERY_LINK,
        Kind::VerifyAddress => &VERIFY_ADDRESS,
        Kind::Invitation => &INVITATION,
        Kind::AddressChanged => &ADDRESS_CHANGED,
        Kind::FactorChanged => &FACTOR_CHANGED,
        Kind::Recovered => &RECOVERED,
        Kind::RecoveryWaits => &RECOVERY_WAITS,
        Kind::NewSignIn => &NEW_SIGN_IN,
        Kind::AlreadyAMember => &ALREADY_A_MEMBER,
        Kind::Test => &TEST,
    }
}

static SIGN_IN_CODE: Texts = Texts {
    subject: "Your sign-in code for {tenant}",
    lead: &["Enter this code where you are signing in:"],
    shows: Shows::Code,
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        SECRET,
        "If you are not signing in now, somebody has typed your address, perhaps by mistake. Without the code they stay outside.",
    ],
    phone: &["{code} is your sign-in code for {tenant}.", "Never give it to anybody."],
};

static SIGN_IN_LINK: Texts = Texts {
    subject: "Sign in to {tenant}",
    lead: &["Use this link in the browser in which you asked for it:"],
    shows: Shows::Link("Sign in"),
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        "If you are not signing in now, somebody has typed your address, perhaps by mistake. Do not use the link then.",
    ],
    phone: &["Sign in to {tenant}: {link}"],
};

static SIGN_UP_CODE: Texts = Texts {
    subject: "Your code to join {tenant}",
    lead: &["Enter this code to go on with your new account:"],
    shows: Shows::Code,
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        SECRET,
        "If you did not ask for an account, you need do nothing: without the code none is made.",
    ],
    phone: &["{code} is your code to join {tenant}.", "Never give it to anybody."],
};

static STEP_UP_CODE: Texts = Texts {
    subject: "Confirm it is you at {tenant}",
    lead: &["Enter this code to go on with what you are doing:"],
    shows: Shows::Code,
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        SECRET,
        "If you are not changing anything now, somebody else is using your account. Sign in and end all sessions.",
    ],
    phone: &["{code} confirms that it is you at {tenant}.", "Never give it to anybody."],
};

static RECOVERY_CODE: Texts = Texts {
    subject: "Your recovery code for {tenant}",
    lead: &["Enter this code to get back into your account:"],
    shows: Shows::Code,
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        SECRET,
        "If you did not ask for it, somebody is trying to get into your account. Without the code they stay outside.",
    ],
    phone: &["{code} is your recovery code for {tenant}.", "Never give it to anybody."],
};

static RECOVERY_LINK: Texts = Texts {
    subject: "Get back into your account at {tenant}",
    lead: &["Use this link in the browser in which you asked for it:"],
    shows: Shows::Link("Recover your account"),
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        "If you did not ask for it, somebody is trying to get into your account. Do not use the link, and show it to nobody.",
    ],
    phone: &["Get back into your account at {tenant}: {link}"],
};

static VERIFY_ADDRESS: Texts = Texts {
    subject: "Confirm your address for {tenant}",
    lead: &["Enter this code to confirm that this address is yours:"],
    shows: Shows::Code,
    details: &[],
    small: &[
        "It works once, for {minutes} minutes.",
        SECRET,
        "If you did not ask for it, you need do nothing: without the code the address is not used.",
    ],
    phone: &["{code} confirms this number for {tenant}.", "Never give it to anybody."],
};

static INVITATION: Texts = Texts {
    subject: "You are invited to {tenant}",
    lead: &["{inviter} invites you to {tenant}.", "Accept the invitation to make your account:"],
    shows: Shows::Link("Accept the invitation"),
    details: &[],
    small: &[
        "It works once, until {until}.",
        "If you do not know {tenant}, do not use the link: no account is made without it.",
    ],
    phone: &["You are invited to {tenant}: {link}"],
};

static ADDRESS_CHANGED: Texts = Texts {
    subject: "Your address at {tenant} was changed",
    lead: &["{what}", "Messages about your account may no longer come here."],
    shows: LOOK,
    details: CIRCUMSTANCES,
    small: &[NOT_YOU],
    phone: &["Your address at {tenant} was changed.", "{what}", "If this was not you, look at your account now."],
};

static FACTOR_CHANGED: Texts = Texts {
    subject: "How you sign in to {tenant} was changed",
    lead: &["{what}"],
    shows: LOOK,
    details: CIRCUMSTANCES,
    small: &[NOT_YOU],
    phone: &["How you sign in to {tenant} was changed.", "{what}", "If this was not you, look at your account now."],
};

static RECOVERED: Texts = Texts {
    subject: "Your account at {tenant} was recovered",
    lead: &["Somebody has got back into your account without its usual way to sign in.", "{what}"],
    shows: LOOK,
    details: CIRCUMSTANCES,
    small: &[NOT_YOU],
    phone: &["Your account at {tenant} was recovered.", "If this was not you, look at your account now."],
};

static RECOVERY_WAITS: Texts = Texts {
    subject: "Somebody asks to get back into your account at {tenant}",
    lead: &[
        "If this is you, you need do nothing but wait.",
        "You can go on from {until} to {end}.",
        "If this is not you, stop it:",
    ],
    shows: Shows::Link("Stop the recovery"),
    details: CIRCUMSTANCES,
    small: &["Stopping it changes nothing else in your account. A sign-in with your passkey stops it, too."],
    phone: &["Somebody asks to get back into your account at {tenant}. If it is not you, stop it: {link}"],
};

static NEW_SIGN_IN: Texts = Texts {
    subject: "A sign-in to {tenant} on a new device",
    lead: &["Somebody has signed in to your account in a browser that we have not seen before."],
    shows: LOOK,
    details: CIRCUMSTANCES,
    small: &["If this was you, you need do nothing.", NOT_YOU],
    phone: &["Your account at {tenant} was used on a new device.", "If this was not you, look at your account now."],
};

static ALREADY_A_MEMBER: Texts = Texts {
    subject: "You already have an account at {tenant}",
    lead: &["Somebody has tried to make a new account with this address, but it has one. Sign in to use it:"],
    shows: Shows::Link("Sign in"),
    details: &[],
    small: &["If this was not you, you need do nothing: your account is as it was."],
    phone: &["You already have an account at {tenant}: {link}"],
};

static TEST: Texts = Texts {
    subject: "A test message",
    lead: &["Messages from this installation arrive here. Whoever sent this one was shown the same code:"],
    shows: Shows::Code,
    details: &[("When", "when")],
    small: &[],
    phone: &["Messages from this installation arrive here: {code}"],
};
