//! Every word that stands on a member's page and is not an error: one place, so that presets, tenants and translations can put their own in
//! its stead. Errors are the catalogue's. It must never hold markup.

use std::borrow::Cow;

use serde::Serialize;

/// One struct field per label, with the text that every preset starts from. Only those under `script` are handed to the script.
macro_rules! labels {
    (script { $($said:ident = $said_text:literal;)* } pages { $($name:ident = $text:literal;)* }) => {
        #[derive(Clone, Debug, Serialize)]
        pub struct Labels {
            $(pub $said: Cow<'static, str>,)*
            $(#[serde(skip)] pub $name: Cow<'static, str>,)*
        }

        impl Default for Labels {
            fn default() -> Self {
                Self { $($said: Cow::Borrowed($said_text),)* $($name: Cow::Borrowed($text),)* }
            }
        }
    };
}

labels! {
    script {
        reference = "Reference";
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
        action_restart = "Start again";
        action_sign_in = "Sign in";
        action_manage_passkeys = "Show passkeys";

        // What has happened
        signed_out = "You are signed out.";
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
        backup_title = "Add a backup passkey";
    }

    pages {
        // On several pages
        username = "Username";
        username_rule = "Letters, digits, dots, hyphens and underscores.";
        username_hint = "Not needed: your passkey knows who you are.";
        display_name = "Display name";
        optional = "optional";
        cancel = "Cancel";
        continue_with_passkey = "Continue with passkey"; // S0-17
        create_passkey = "Create passkey";
        no_script = "Passkeys need JavaScript. Turn it on for this page, then reload it.";
        skip_to_content = "Skip to content";

        // Sign-in
        sign_in = "Sign in";
        sign_in_lead = "Unlock with your fingerprint, face, screen lock or security key.";
        no_account = "New here?";

        // Sign-up
        sign_up = "Sign up";
        sign_up_lead = "Choose a name and create a passkey. There is no password to remember.";
        display_name_hint = "How others see you. Your username, if you leave it empty.";
        have_passkey = "Already have a passkey?";

        // Account > Security
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
        limit_reached = "You have reached the maximum number of passkeys. Delete one to add another.";
        keep_last = "This is your last passkey. Add another one before you delete it.";
        // S2-6, S0-34
        care = "Add passkeys only on devices that are yours. Never share a passkey, a screen lock or a security key.";
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
        confirm_lead = "Before your passkeys change, unlock with one you already have.";

        // Set-up
        setup_title = "Welcome to Keystead";
        setup_lead = "You are the first administrator. Create the passkey that you will sign in with.";
        setup_again_title = "Add or let back in an administrator";
        setup_again_lead = "Enter the name of an administrator to give them a new passkey, or a new name to add one.";
        organisation = "Organisation";
        organisation_hint = "Shown at the top of every page.";
        setup_spent_title = "This set-up link no longer works";
        setup_spent = "It has been used, or it is older than one hour. Print a new one where the server runs:";

        // Other pages
        waiting_title = "Almost there";
        waiting = "This server is waiting for its set-up. Open the link printed in its terminal.";
        waiting_again = "Lost the link? Print a new one where the server runs:";
        front_page = "Go to the front page";
        front_doors_title = "Keystead demo";
        front_doors_lead = "A demonstration with made-up members. Each door below opens a sample sign-in page with other settings: choose one, sign up and make a passkey.";
    }
}
