//! The page of a journey's next step: which proofs there are, one of them ready to be shown. It must never say whether a name exists.

use crate::page::{Chrome, Framed, script_text};
use crate::web::refusal::Refusal;
use crate::web::steps;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Method;
use domain::journey::{Held, Purpose};
use domain::language::{Place, times};
use domain::recovery::waiting;
use domain::sign_in::Next;
use domain::totp::NewSecret;
use serde_json::json;
use std::borrow::Cow;

#[derive(Clone, Debug, Template)]
#[template(path = "web/journey.html")]
pub struct JourneyPage {
    pub chrome: Chrome,
    /// `/{tenant}/{workspace}`, without a slash at the end.
    pub base: String,
    /// Its id, as addresses have it.
    pub journey: String,
    pub next: Next,
    /// The rule that holds the visitor, where it is one of their own role or group.
    pub why: Option<String>,
    pub purpose: Purpose,
    /// Where a recovery begins (S2-27), unless this is one.
    pub recovery: Option<String>,
    /// The name as it was typed.
    pub typed: String,
    /// The method that is ready to be shown; the others are a link away.
    pub method: Option<Method>,
    /// Whether a code or a link is on its way, or the secret of a new app was shown.
    pub sent: bool,
    pub secret: Option<Secret>,
    /// Digits of a code.
    pub code_digits: u32,
    /// Whether a passkey is no way in by itself here, but comes after another (S4-13).
    pub is_second_factor: bool,
    /// Whether members move from another RP ID, of which some still show their passkeys.
    pub offers_before: bool,
    /// For how many days this browser may be spared the second factor.
    pub remember_days: Option<i64>,
    /// The fewest and the most characters of a password that is made here.
    pub password_lengths: Option<(usize, usize)>,
    pub providers: Vec<Provider>,
    pub problem: Option<Refusal>,
    /// The organisation's own words for whoever cannot go on.
    pub help: String,
    /// See [`script_text`].
    pub messages_json: String,
}

/// The secret of a new authenticator app, shown once.
#[derive(Clone)]
pub struct Secret {
    /// In groups of four, as people type.
    pub letters: String,
    pub url: String,
    /// What an image has as its source.
    pub picture: Option<String>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<NewSecret> for Secret {
    fn from(secret: NewSecret) -> Self {
        let letters: Vec<char> = secret.secret.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        let picture = secret.qr_svg.map(|svg| format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)));
        Self { letters: groups.join(" "), url: secret.url, picture }
    }
}

/// Another place that may say who somebody is.
#[derive(Clone, Debug)]
pub struct Provider {
    pub slug: String,
    pub label: String,
}

impl JourneyPage {
    fn held(&self) -> Option<Held> {
        match self.next {
            Next::Enrol(held, _) => Some(held),
            _ => None,
        }
    }

    /// Whoever is held, refused, or has lost their way in.
    fn is_stuck(&self) -> bool {
        self.held().is_some() || self.problem.is_some() || self.recovers()
    }

    fn makes_password(&self) -> bool {
        self.held() == Some(Held::NewPassword) || (self.held().is_some() && self.method == Some(Method::Password))
    }

    /// From when a recovery may go on.
    fn waits(&self) -> Option<String> {
        let Next::Wait(until) = self.next else { return None };
        let at = |ms| times::moment(self.chrome.language, ms);
        let (time, end) = (at(until), at(until + waiting::GOOD_FOR_MS));
        Some(self.chrome.labels.wait_lead.with(&[("time", Place::Text(&time)), ("end", Place::Text(&end))]))
    }

    fn password_rule(&self) -> Option<String> {
        let (least, most) = self.password_lengths?;
        let lengths = [("least", Place::from(least)), ("most", Place::from(most))];
        Some(self.chrome.labels.password_rule.with(&lengths))
    }

    /// Whether an authenticator app is what is made here.
    fn makes_app(&self) -> bool {
        self.held().is_some() && self.method == Some(Method::Totp)
    }

    /// Whether a passkey is registered as a second factor, with the choice of where it is kept (S4-6).
    fn is_widget(&self) -> bool {
        let for_policy = [Held::Required, Held::MorePasskeys].map(Some);
        self.held() == Some(Held::SecondFactor) || (self.is_second_factor && for_policy.contains(&self.held()))
    }

    fn name_label(&self) -> &str {
        if self.is_widget() { &self.chrome.labels.name_device } else { &self.chrome.labels.name }
    }

    fn add_label(&self) -> &str {
        if self.is_widget() { &self.chrome.labels.register } else { &self.chrome.labels.add_passkey }
    }

    fn recovers(&self) -> bool {
        self.purpose == Purpose::Recovery
    }

    fn is_second(&self) -> bool {
        matches!(self.next, Next::Second(_))
    }

    fn title(&self) -> &str {
        let labels = &self.chrome.labels;
        match self.held() {
            Some(_) if self.makes_password() => &labels.new_password_title,
            Some(_) if self.makes_app() => &labels.new_app_title,
            Some(_) => &labels.held_title,
            None if self.waits().is_some() => &labels.wait_title,
            None if self.recovers() => &labels.recovery_title,
            None if self.is_second() => &labels.second_title,
            None => &labels.sign_in,
        }
    }

    /// Whether it is a rule that holds the visitor, and not a recovery that is to come to its end.
    fn is_held_by_rule(&self) -> bool {
        self.held().is_some_and(|held| !matches!(held, Held::Recovery | Held::NewPassword))
    }

    /// The rule of the visitor's own role or group, where the lead does not say it.
    fn why_beside(&self) -> Option<&str> {
        self.why.as_deref().filter(|_| !self.is_held_by_rule())
    }

    /// Why the visitor is held, once and as exactly as it is known; or what the method that is ready takes.
    fn lead(&self) -> Cow<'_, str> {
        let labels = &self.chrome.labels;
        match &self.why {
            Some(why) if self.is_held_by_rule() => {
                let told = if self.makes_app() { labels.held_because_app } else { labels.held_because };
                told.with(&[("why", Place::Text(why))]).into()
            }
            _ => self.usual_lead().into(),
        }
    }

    fn usual_lead(&self) -> &str {
        let labels = &self.chrome.labels;
        match self.held() {
            Some(Held::Required) => &labels.held_required,
            Some(Held::MorePasskeys) => &labels.held_more,
            Some(Held::AfterMagicLink) => &labels.held_after_link,
            Some(Held::DeviceBound) => &labels.held_device_bound,
            Some(Held::Renewal) => &labels.held_renewal,
            Some(Held::SecondFactor) if self.makes_app() => &labels.held_new_app,
            Some(Held::SecondFactor) => &labels.held_second_factor,
            Some(Held::Recovery | Held::NewPassword) if self.makes_password() => &labels.held_new_password,
            Some(Held::Recovery | Held::NewPassword) => &labels.held_recovery,
            None => self.method.map_or(labels.first_lead.as_ref(), |method| self.lead_of(method)),
        }
    }

    fn lead_of(&self, method: Method) -> &str {
        let labels = &self.chrome.labels;
        match method {
            Method::Passkey => &labels.sign_in_lead,
            Method::Password => &labels.password_lead,
            Method::MagicLink if self.recovers() => &labels.recovery_link_lead,
            Method::MagicLink => &labels.magic_link_lead,
            Method::EmailCode => &labels.email_code_lead,
            Method::SmsCode => &labels.sms_code_lead,
            Method::Totp => &labels.totp_lead,
            Method::RecoveryCode => &labels.recovery_code_lead,
            Method::SingleSignOn => &labels.single_sign_on_lead,
            Method::AccessPass => &labels.access_pass_lead,
        }
    }

    /// Whether something is typed here, now.
    fn types(&self) -> bool {
        match self.method {
            None | Some(Method::Passkey | Method::SingleSignOn) => false,
            Some(method) => self.sent || !Self::is_sent(&method),
        }
    }

    /// Whether a code or a link is on its way to the visitor.
    fn is_under_way(&self) -> bool {
        self.sent && self.method.is_some_and(|method| Self::is_sent(&method))
    }

    /// What stands here now, for the address of a form: if it is refused, the same stands here again.
    fn shown(&self) -> String {
        self.method.map_or_else(String::new, |method| steps::shown(method, self.sent))
    }

    /// Whoever has proved something is no stranger any more: what was sent is said as it is.
    fn is_known(&self) -> bool {
        self.is_second() && !self.recovers()
    }

    fn sent_label(&self) -> &str {
        match self.method {
            Some(Method::SmsCode) if self.is_known() => &self.chrome.labels.sent_second_phone,
            Some(Method::EmailCode) if self.is_known() => &self.chrome.labels.sent_second_mail,
            Some(Method::SmsCode) => &self.chrome.labels.sent_to_phone,
            Some(Method::MagicLink) => &self.chrome.labels.sent_link,
            _ => &self.chrome.labels.sent_by_mail,
        }
    }

    fn value_label(&self) -> &str {
        let labels = &self.chrome.labels;
        match self.method {
            Some(Method::Password) => &labels.password,
            Some(Method::RecoveryCode) => &labels.method_recovery_code,
            Some(Method::AccessPass) => &labels.method_access_pass,
            Some(Method::MagicLink) => &labels.code_of_link,
            _ => &labels.code,
        }
    }

    /// Only the second factor can be spared, and only where policy says so.
    fn remember_label(&self) -> Option<String> {
        let days = self.remember_days.filter(|_| self.is_second())?;
        Some(self.chrome.labels.remember.with(&[("days", Place::Count(days))]))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn name_of(&self, method: &Method) -> &str {
        let labels = &self.chrome.labels;
        match method {
            Method::Passkey => &labels.method_passkey,
            // Whoever is held makes one.
            Method::Password if self.held().is_some() => &labels.new_password_title,
            Method::Password => &labels.method_password,
            Method::MagicLink => &labels.method_magic_link,
            Method::EmailCode => &labels.method_email_code,
            Method::SmsCode => &labels.method_sms_code,
            Method::Totp => &labels.method_totp,
            Method::RecoveryCode => &labels.method_recovery_code,
            Method::SingleSignOn => &labels.method_single_sign_on,
            Method::AccessPass => &labels.method_access_pass,
        }
    }

    /// The other ways, each a link to this page with it ready.
    fn others(&self) -> Vec<Method> {
        self.next.methods().iter().copied().filter(|method| Some(*method) != self.method).collect()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn is_sent(method: &Method) -> bool {
        steps::is_sent(*method)
    }

    fn needs_script(&self) -> bool {
        self.method == Some(Method::Passkey)
    }

    fn script(&self) -> String {
        let members = json!({
            "base": self.base,
            "journey": self.journey,
            "step": self.next.as_str(),
            "typed": self.typed,
        });
        script_text("journey", members, &self.messages_json, &self.chrome.labels)
    }
}

impl Framed for JourneyPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
