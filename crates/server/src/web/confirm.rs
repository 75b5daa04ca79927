//! The dialog that asks a member for a fresh proof: the words of each way to give one. The script shows those that the server names for this
//! member, and a new sign-in besides; it must never show one that policy does not take.

use super::labels::Labels;
use domain::Method;
use domain::journey::offered_in_step_up;
use domain::policy::Policy;

/// What a step-up can take at all, in the order in which it is offered.
pub(super) const METHODS: [Method; 6] =
    [Method::Passkey, Method::Totp, Method::Password, Method::RecoveryCode, Method::EmailCode, Method::SmsCode];

/// With what a member with this policy may prove again who they are.
pub(crate) fn proofs(policy: &Policy) -> Vec<Method> {
    METHODS.into_iter().filter(|method| offered_in_step_up(policy, *method)).collect()
}

/// One way, as its button and what stands above it once it is chosen.
#[derive(Debug, Default)]
pub(crate) struct Way<'a> {
    /// As the API names it.
    pub word: &'static str,
    pub name: &'a str,
    pub lead: &'a str,
    /// What the dialog's first button says, where that is not the name.
    pub act: Option<&'a str>,
    /// The label of the field, where something is typed.
    pub label: Option<&'a str>,
    /// What browsers may fill in there, where it is no code.
    pub autofill: Option<&'static str>,
    /// Whether it must be sent first.
    pub is_sent: bool,
}

/// These methods, and the new sign-in that is left to whoever has none of them.
pub(crate) fn ways<'a>(labels: &'a Labels, methods: &[Method]) -> Vec<Way<'a>> {
    let anew = Way { word: "sign_in", name: &labels.sign_in_again, lead: &labels.sign_in_again_lead, ..Way::default() };
    methods.iter().map(|method| of(labels, *method)).chain([anew]).collect()
}

fn of(labels: &Labels, method: Method) -> Way<'_> {
    let way = Way { word: method.as_str(), label: Some(&labels.code), ..Way::default() };
    match method {
        Method::Password => Way {
            name: &labels.method_password,
            lead: &labels.password_lead,
            label: Some(&labels.password),
            autofill: Some("current-password"),
            ..way
        },
        Method::Totp => Way { name: &labels.method_totp, lead: &labels.totp_lead, ..way },
        Method::RecoveryCode => Way {
            name: &labels.method_recovery_code,
            lead: &labels.recovery_code_lead,
            label: Some(&labels.method_recovery_code),
            autofill: Some("off"),
            ..way
        },
        Method::EmailCode => {
            Way { name: &labels.method_email_code, lead: &labels.email_code_lead, is_sent: true, ..way }
        }
        Method::SmsCode => Way { name: &labels.method_sms_code, lead: &labels.sms_code_lead, is_sent: true, ..way },
        _ => Way {
            name: &labels.method_passkey,
            lead: &labels.confirm_lead,
            act: Some(&labels.continue_with_passkey),
            label: None,
            ..way
        },
    }
}
