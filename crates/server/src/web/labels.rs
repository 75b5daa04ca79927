//! Every word that stands on a member's page and is not an error: one place, so that presets, tenants and translations can put their own in
//! its stead. Errors are the catalogue's. English stands here, the other languages in `languages/`. It must never hold markup.

mod words;

pub use words::Filled;

mod account;

use std::borrow::Cow;
use std::sync::Arc;

use account::with_account_labels;
use domain::catalogue::{ACCOUNT_HELD, FEWEST_PASSKEYS};
use domain::language::{Language, PerLanguage};
use domain::passkeys::PasskeyKind;
use domain::settings::{IdentifierKind, PageSettings};
use serde::Serialize;
use serde_json::{Value, json};

/// One struct field per label, with the English that every preset starts from. Only those under `script` are handed to the script; those
/// under `filled` have places.
macro_rules! labels {
    (script { $($said:ident = $said_text:literal;)* } pages { $($name:ident = $text:literal;)* }
        filled { $($filled:ident = $filled_text:literal;)* }) => {
        #[derive(Clone, Debug, Serialize)]
        pub struct Labels {
            $(pub $said: Cow<'static, str>,)*
            $(#[serde(skip)] pub $name: Cow<'static, str>,)*
            $(#[serde(skip)] pub $filled: Filled,)*
        }

        impl Labels {
            fn written(language: Language) -> Self {
                Self {
                    $($said: words::plain(language, stringify!($said), $said_text),)*
                    $($name: words::plain(language, stringify!($name), $text),)*
                    $($filled: Filled::new(language, stringify!($filled)),)*
                }
            }

            /// Says a label in other words; whether there is one of that name, without places for the server to fill.
            fn put(&mut self, name: &str, text: &str) -> bool {
                match name {
                    $(stringify!($said) => self.$said = text.to_owned().into(),)*
                    $(stringify!($name) => self.$name = text.to_owned().into(),)*
                    _ => return false,
                }
                true
            }
        }

        /// By name, in English.
        #[cfg(test)]
        const PLAIN: &[(&str, &str)] = &[$((stringify!($said), $said_text),)* $((stringify!($name), $text),)*];
        const FILLED: &[(&str, &str)] = &[$((stringify!($filled), $filled_text),)*];
    };
}

with_account_labels! {
    labels;
    script {
        reference = "Reference";
        report = "Tell support";
        browser_says = "Your browser says";
        copy = "Copy";
        copied = "Copied";
        working = "Waiting for your passkey…";
        identifier_missing = "Enter your username first.";
        organisation_missing = "Enter the name of your organisation.";
        name_missing = "Enter a name.";
        unsupported_title = "This browser cannot use passkeys";
        // S0-11
        unsupported = "Use a current version of Chrome, Safari, Edge, or Firefox on a device with passkey support.";
        insecure = "Browsers offer passkeys only on secure addresses. Open this page with https.";
        not_reached_title = "We could not reach the server";
        not_reached = "Check your connection and try again. Until then nothing has changed.";
        // What an error offers (S1-34)
        action_retry = "Try again";
        action_other_passkey = "Use another passkey";
        action_password = "Use password"; // S2-22
        action_other_method = "Sign in another way";
        action_later = "Set it up later"; // S1-23
        action_restart = "Start again";
        action_sign_in = "Sign in";
        action_manage_passkeys = "Show passkeys";

        // What has happened
        welcome = "Keystead is set up. Members sign in at {address}.";
        signing_in = "Signing you in…";
        signing_up = "Creating your account…";
        setting_up = "Setting up…";
        enabled = "Enabled";
        not_set_up = "Not set up";
        synced = "Synced";
        device_bound = "Device-bound";
        add_title = "Add another passkey";
        add_first_title = "Add your first passkey";
        added_notice = "Passkey added.";
        renamed_notice = "Name saved.";
        deleted_notice = "Passkey deleted.";
        tested_notice = "This passkey works.";
        only_brand = "All your passkeys are kept by {brand} and reach only devices of that brand. For other devices, add a passkey there, or a security key."; // S1-8
        browser_this = "This browser";
        older_key = "Older key, or no PIN?";
        backup_title = "Add a backup passkey";
        // Why one cannot be deleted (S0-22), by the code of the refusal
        last_passkey = "This is your last passkey. Add another one before you delete it.";
        fewest_passkeys = "Your organization requires as many passkeys as you have. Add another one before you delete it.";
        account_held = "Until a day has passed, no passkey and no address can be removed or changed.";
    }

    pages {
        // On several pages
        username = "Username";
        email_or_username = "Email or username";
        email_or_username_missing = "Enter your email or username first.";
        email = "Email";
        email_missing = "Enter your email first.";
        phone = "Phone number";
        phone_missing = "Enter your phone number first.";
        email_or_phone = "Email or phone number";
        email_or_phone_missing = "Enter your email or phone number first.";
        phone_or_username = "Phone number or username";
        phone_or_username_missing = "Enter your phone number or username first.";
        any_name = "Email, phone number or username";
        any_name_missing = "Enter your email, phone number or username first.";
        username_rule = "Letters, digits, dots, hyphens and underscores.";
        username_hint = "Not needed: your passkey knows who you are.";
        display_name = "Display name";
        optional = "optional";
        // On other sites, where a label is one text.
        optional_field = "{label} (optional)";
        cancel = "Cancel";
        continue_with_passkey = "Continue with passkey"; // S0-17
        use_before = "Use a passkey from before";
        create_passkey = "Create passkey";
        help = "Help";
        // Whom members may turn to (S2-36)
        support_email = "Email";
        support_help_center = "Help Center";
        support_forum = "Community Forum";
        privacy = "Privacy";
        terms = "Terms";
        no_script = "Passkeys need JavaScript. Turn it on for this page, then reload it.";
        skip_to_content = "Skip to content";

        // Telling support (S2-35)
        report_title = "Tell support what happened";
        report_lead = "Only what stands here is sent. Nobody who helps you will ask for a password, a PIN, your fingerprint or your face.";
        report_device = "Device and browser";
        report_error = "Error";
        report_doing = "What were you doing?";
        report_sign_in = "Signing in";
        report_setup = "Adding a passkey";
        report_password = "Does your password still work?";
        report_untried = "I have not tried";
        report_yes = "Yes";
        report_no = "No";
        report_none = "I have no password";
        report_words = "What happened?";
        report_hint = "Do not write a password, a PIN or a code here.";
        report_send = "Send";
        report_sent = "Sent. Support finds your report by the reference.";

        // Sign-in
        sign_in = "Sign in";
        sign_in_lead = "Unlock with your fingerprint, face, screen lock or security key.";
        no_account = "New here?";
        // S0-19
        links_gave_way = "Magic links are disabled because SSO is enabled. Use your organization’s SSO recovery process or contact an administrator.";
        signed_out = "You are signed out.";
        ended_idle = "You were signed out because you were inactive."; // S0-33

        // Joining with an address
        join_address = "Email address";
        join_phone = "Phone number";
        join_address_or_phone = "Email address or phone number";
        join_phone_hint = "Begin a phone number with + and the country’s code.";
        join_send = "Send me a code";
        join_sent = "A message is on its way. Type its code here; it is good for a few minutes.";
        join_other = "Use another address";
        join_make = "The address is yours. Now make your account.";
        join_make_account = "Create account";
        new_password = "New password";
        join_or_name = "Or choose a username";
        invitation_title = "You are invited";
        invitation_lead = "Make your account with this address.";
        invitation_take = "Accept the invitation";
        invitation_gone_title = "This invitation is no longer good";
        invitation_gone_lead = "It was accepted already, taken back, or is too old. Ask whoever invited you for a new one.";
        enrolment_link_title = "Make your passkey";
        enrolment_link_lead = "An administrator sent this link to:";

        // An account at a provider
        offer_title = "Link your account at";
        offer_lead = "It belongs to an address that has an account here. If you say yes and then sign in, it opens that account from now on.";
        offer_newcomer = "If you say yes, it opens the account that you make here.";
        offer_yes = "Yes, link it";
        offer_no = "No";
        // Recovery
        recovery_title = "Trouble signing in?";
        recovery_lead = "Enter your name. Then show who you are in another way, and set up a new way to sign in.";
        new_password_title = "Choose a new password";
        end_other_sessions = "Sign me out everywhere else";
        stop_title = "Stop the recovery?";
        stop_lead = "Somebody asks to get back into your account. If it is not you, stop it. Nothing else in your account changes.";
        stop_recovery = "Stop the recovery";
        stopped_title = "The recovery is stopped";
        stopped_lead = "Whoever asked would have to begin anew, and you would be told again. If they can read your email, change the password of your mailbox.";
        stop_gone_title = "There is nothing to stop";
        stop_gone_lead = "The recovery was stopped already, has come to its end, or is too old.";
        wait_title = "Come back later";
        quarantined = "Put aside: not in use until you confirm it";
        other_address = "Made for another address:";
        confirm_passkey = "Still mine";
        replace_lead = "If your old device is lost, or somebody else may have it, put its passkeys aside. Nobody can use them until you confirm them.";
        replace_passkeys = "Put the others aside";
        notice_seen = "I know";

        // The steps of a journey
        other_ways = "Other ways to sign in";
        other_way = "Sign in another way";
        continue_with = "Continue with";
        go_on = "Continue";
        not_you = "Not you?";
        first_lead = "Show who you are.";
        second_title = "One more step";
        password_lead = "Enter your password.";
        magic_link_lead = "We send a link to your email address. One tap on it, and you are signed in.";
        email_code_lead = "We send a code to your email address.";
        sms_code_lead = "We send a code to your phone by text message.";
        totp_lead = "Open your authenticator app and enter the code that it shows.";
        recovery_code_lead = "Enter one of the codes that you have saved. Each works once.";
        single_sign_on_lead = "Sign in at your organization; you come back here afterwards.";
        access_pass_lead = "Enter the pass that an administrator gave you.";
        code_of_link = "Code from another device";
        code_of_link_hint = "Only if you opened the link there: it shows a code.";
        remember_hint = "It is not asked for a second factor then. Only on a device that is yours.";
        password = "Password";
        code = "Code";
        send_again = "Send it again";
        send_again_hint = "Another one can be sent after a minute, and only a few within an hour.";
        sent_by_mail = "If there is an account with that name, a message is on its way. It is good for a few minutes.";
        sent_second_mail = "A message is on its way to you. If none comes, ask for another one after a minute.";
        sent_second_phone = "A text message is on its way to you. If none comes, ask for another one after a minute.";
        sent_link = "If there is an account with that name, a message is on its way. Open its link in this browser.";
        sent_to_phone = "If there is an account with that name, a text message is on its way. It is good for a few minutes.";
        method_passkey = "Passkey";
        method_password = "Use password"; // S2-22
        method_magic_link = "Email me a sign-in link";
        method_email_code = "Email me a code";
        method_sms_code = "Text me a code";
        method_totp = "Authenticator app";
        method_recovery_code = "Recovery code";
        method_single_sign_on = "Single sign-on";
        method_access_pass = "Temporary access pass";
        link_title = "Sign in with this link";
        link_lead = "One more tap, and you are signed in here.";
        link_recovery_title = "Get back into your account";
        link_recovery_lead = "One more tap, and you go on with the recovery here.";
        recovery_link_lead = "We send a link to your email address. It leads back into your account.";
        link_elsewhere_title = "Was the link asked for on another device?";
        link_elsewhere_lead = "It signs in only where it was asked for. This device can show you a code to type there.";
        link_show_code = "Show the code";
        link_not_asked = "You did not ask for it? Then close this page, and tell nobody the code.";
        link_code_title = "Type this code where you are signing in";
        link_code_lead = "It is good for a few minutes, and only in the browser that asked for the link.";
        link_gone_title = "This link no longer works";
        link_gone_lead = "It was used already, or it is too old. Ask for a new one.";
        new_app_title = "Set up an authenticator app";
        new_app_show = "Show the QR code";
        new_app_show_again = "Show a new QR code";
        new_app_scan = "Scan this with your authenticator app, then enter the code that it shows. It is shown only once.";
        new_app_picture = "QR code for your authenticator app";
        new_app_letters = "Or enter this key in the app:";
        new_app_open = "Open it in an app on this device";
        held_title = "Add a passkey to go on";
        held_required = "Your organization requires a passkey. Add one, and you are signed in.";
        held_more = "Your organization requires one more passkey. Add it, and you are signed in.";
        held_after_link = "Your organization requires a passkey after an email sign-in. Add one, and you are signed in.";
        held_device_bound = "Your organization requires a passkey that stays on its device, such as a security key. Add one, and you are signed in.";
        held_renewal = "Your organization wants passkeys that were made some time ago to be made anew. Add a new one, and you are signed in.";
        held_second_factor = "Your organization requires a second factor. Add a passkey, and you are signed in.";
        held_new_app = "Your organization requires a second factor. Set up an authenticator app, and you are signed in.";
        held_recovery = "Add a new passkey to finish the recovery of your account.";
        held_new_password = "Choose a new password to finish the recovery of your account.";
        help_title = "Help from your organization"; // S0-24
        held_help = "No device that can keep a passkey? Ask an administrator of your organization for help.";

        // Sign-up
        sign_up = "Sign up";
        sign_up_lead = "Choose a name and create a passkey. There is no password to remember.";
        display_name_hint = "How others see you. Your username, if you leave it empty.";
        sign_up_lead_address = "Begin with your address. A code goes there, so that nobody takes it in your name.";
        sign_up_lead_make = "One step, and the account is yours.";
        have_account = "Already have an account?";

        // The suggestion after a sign-in
        suggest_title = "Sign in faster next time"; // S2-18
        suggest_lead = "Add a passkey, and you sign in with your fingerprint, face or screen lock. Your other ways to sign in stay as they are.";
        suggest_here_title = "Add a passkey on this device, too?"; // S1-18
        suggest_here_lead = "You signed in without the passkey that you have. With one on this device, it takes a single tap.";
        suggest_again_title = "Your passkeys need to be renewed"; // S3-12
        suggest_again_lead = "This place asks for passkeys of another kind now. Add a new one here; the old ones stay.";
        suggest_soon_title = "A passkey will soon be required"; // S0-2
        suggest_soon_lead = "Your organization asks everybody for a passkey. Add yours now, and nothing will keep you from signing in.";
        later = "I'll do it later"; // S1-15
        saved_notice = "A passkey was saved for your account, so you can sign in without your password next time. If you do not want it, delete it below.";

        // Account > Security
        user_menu = "User menu";
        console = "Administration";
        account_settings = "Account settings"; // S0-6, S4-5
        account = "Account";
        security = "Security";
        sign_out = "Sign out";
        registered_passkeys = "Registered passkeys"; // S0-10
        passkey_mfa = "Passkey MFA"; // S0-7
        required_by_policy = "Required by policy";
        no_passkeys = "No passkey yet. Add one to sign in with your device’s screen lock.";
        added = "Added";
        updated = "Updated";
        last_used = "Last used";
        never_used = "Not used yet";
        rename = "Rename";
        save = "Save";
        delete = "Delete";
        name = "Name";
        name_hint = "For example “Office laptop”. You can change it later.";
        add_passkey = "Add passkey"; // S0-8
        // S0-15, S0-16
        backup = "A second passkey, on another device or a security key, reduces the risk of being locked out if this one is lost.";
        // S4-12, S4-13 and S4-15, S4-16: where a passkey is a second factor
        added_software = "Successful Registration. Your software passkey is now registered and ready to use as a 2FA method.";
        added_hardware = "Registration Successful. Your hardware security key is now registered and ready to use as a 2FA method.";
        passkeys_off = "Your organisation does not use passkeys here.";
        limit_reached = "You have reached the maximum number of passkeys. Delete one to add another.";
        // S2-6, S3-8, S0-34
        care = "Add passkeys only on devices that are yours, not on shared or public ones. Never share a passkey, a screen lock or a security key.";
        guide = "Guide to these settings"; // S0-35
        // S0-21
        delete_title = "Delete this passkey?";
        delete_lead = "You will no longer be able to sign in with it. Before you go on:";
        delete_point_other = "Do you have another passkey that works?";
        delete_point_device = "Is the device lost, retired or replaced?";
        delete_point_only = "Make sure this is not the only sign-in method you are required to have.";
        delete_elsewhere = "Deleting it also signs you out everywhere else.";
        delete_confirm = "Delete passkey";
        keep = "Keep it";
        confirm_title = "Confirm it’s you";
        confirm_sent = "A code is on its way. It is good for a few minutes.";
        sign_in_again = "Sign in again";
        sign_in_again_lead = "You come back to this page afterwards.";
        confirm_lead = "Before you go on, unlock with a passkey that you have.";

        // S0-31, S0-32
        idle_title = "Still working?";
        idle_lead = "You have not done anything here for a while. When the time is up, you are signed out.";
        idle_left = "You will be signed out in {time}.";
        idle_stay = "Stay signed in";

        // Set-up
        setup_title = "Welcome to Keystead";
        setup_lead = "You are the first administrator. Create the passkey that you will sign in with.";
        setup_again_title = "Add or let back in an administrator";
        setup_console = "Afterwards you administer Keystead at /admin, which is “Administration” in your menu, too.";
        setup_again_lead = "Enter the name of an administrator to give them a new passkey, or a new name to add one.";
        organisation = "Organization";
        organisation_hint = "Shown at the top of every page.";
        setup_spent_title = "This set-up link no longer works";
        setup_spent = "It has been used, or it is older than one hour. Print a new one where the server runs:";

        // Other pages
        waiting_title = "Almost there";
        waiting = "This server is waiting for its set-up. Open the link printed in its terminal.";
        waiting_again = "Lost the link? Print a new one where the server runs:";
        front_page = "Go to the front page";
        front_doors_title = "Keystead demo";
        front_doors_lead = "A demonstration with made-up members. Each door below opens a sample sign-in page with other settings.";
        front_doors_open = "Sign up and make a passkey";
        front_doors_members = "Sign in as a sample member";
        front_doors_password = "Where a password is asked for, it is";
        sample_members = "Sample members:";
        sample_administrator = "(administrator)";
        front_doors_messages = "Codes and links";
        front_doors_mailbox = "mailbox";
        front_doors_messages_lead = "This demonstration sends no mail and no text messages. What it would have sent stands in the";
        mailbox_title = "Mailbox";
        mailbox_lead = "This demonstration sends nothing. What it would have sent stands here, newest first.";
        mailbox_empty = "Nothing yet.";
        mailbox_text_message = "Text message";
        mailbox_to = "To";
        language = "Language";
    }

    filled {
        held_because = "{why} Add a passkey, and you are signed in.";
        held_because_app = "{why} Set up an authenticator app, and you are signed in.";
        recovery_waits = "Somebody asks to get back into your account by messages. It can go on from {time} if nobody stops it.";
        wait_lead = "Your recovery waits, so that nobody takes your account over unnoticed. A message has gone to every address of your account. If nobody stops it, begin the recovery again from {time} to {end}. A sign-in with a passkey ends it.";
        remember = "Remember this browser for {days} days";
        // S0-5
        locked = "Security options depend on your organization policy and account permissions. If you cannot change a setting, contact your {organization} administrator.";
    }
}

/// What only the scripts of the pages on the way in say.
const ENTRANCE: [&str; 5] = ["identifier_missing", "organisation_missing", "signing_in", "signing_up", "setting_up"];

/// The ways around a passkey: on the way in, and for whoever has come in by one of them and may go on with it.
const AROUND: [&str; 2] = ["action_password", "action_other_method"];

/// What only the script of the list of passkeys says.
const LIST: [&str; 4] = ["tested_notice", "only_brand", "browser_this", "account_held"];

impl Default for Labels {
    fn default() -> Self {
        Self::written(Language::English)
    }
}

impl Labels {
    pub(crate) fn of(language: Language) -> Arc<Self> {
        static ALL: PerLanguage<Arc<Labels>> = PerLanguage::new();
        Arc::clone(ALL.get(language, || Arc::new(Self::written(language))))
    }

    /// The same in the own words of a pool, as far as there are labels of these names.
    pub(crate) fn in_words_of(language: Language, pages: &PageSettings) -> Arc<Self> {
        let mut labels = Self::of(language);
        for (name, text) in pages.labels_in(language) {
            Arc::make_mut(&mut labels).put(name, text);
        }
        labels
    }

    /// The names in a pool's own words that are no label's, for the log at start.
    pub(crate) fn unknown(pages: &PageSettings) -> Vec<&str> {
        let mut labels = Self::default();
        let own = Language::ALL.into_iter().flat_map(|language| pages.labels_in(language));
        own.filter(|(name, text)| !labels.put(name, text)).map(|(name, _)| name).collect()
    }

    /// The words that this page's script may say. The list of passkeys is long enough without those of the other pages.
    pub(crate) fn said_on(&self, page: &str) -> Value {
        let mut said = json!(self);
        let Some(words) = said.as_object_mut() else { return said };
        let is_around = |name: &str| AROUND.contains(&name);
        match page {
            "security" => words.retain(|name, _| !ENTRANCE.contains(&name.as_str()) && name != "older_key"),
            "account" => {
                words.retain(|name, _| !ENTRANCE.contains(&name.as_str()) && !is_around(name) && name != "older_key");
            }
            "register" => words.retain(|name, _| !ENTRANCE.contains(&name.as_str()) && !is_around(name)),
            _ => words.retain(|name, _| !LIST.contains(&name.as_str())),
        }
        said
    }

    /// Why a passkey stays, by the code that its removal is refused with (S0-22).
    pub(super) fn why_kept(&self, code: &str) -> &str {
        match code {
            code if code == ACCOUNT_HELD.code => &self.account_held,
            code if code == FEWEST_PASSKEYS.code => &self.fewest_passkeys,
            _ => &self.last_passkey,
        }
    }

    /// The name of a kind of passkey, as the documents call it (S1-4 to S1-6).
    pub fn of_kind(&self, kind: &PasskeyKind) -> &str {
        match kind {
            PasskeyKind::Device => &self.kind_device_name,
            PasskeyKind::Phone => &self.kind_phone_name,
            PasskeyKind::Key => &self.kind_key_name,
            PasskeyKind::Passkey => &self.kind_passkey_name,
        }
    }

    /// What a field for names asks for, by the kinds that members are known by, and what is said where it is empty.
    pub fn of_names(&self, kinds: &[IdentifierKind]) -> (&str, &str) {
        let has = |kind| kinds.contains(&kind);
        match (has(IdentifierKind::Email), has(IdentifierKind::Phone), has(IdentifierKind::Username)) {
            (true, true, true) => (&self.any_name, &self.any_name_missing),
            (true, true, false) => (&self.email_or_phone, &self.email_or_phone_missing),
            (true, false, true) => (&self.email_or_username, &self.email_or_username_missing),
            (true, false, false) => (&self.email, &self.email_missing),
            (false, true, true) => (&self.phone_or_username, &self.phone_or_username_missing),
            (false, true, false) => (&self.phone, &self.phone_missing),
            (false, false, _) => (&self.username, &self.identifier_missing),
        }
    }
}
