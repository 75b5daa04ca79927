//! The words of the pages below Account > Security, in a file of their own for their length. They are labels like all others: this puts them
//! behind those of the pages that it is given.

macro_rules! with_account_labels {
    ($labels:ident; script { $($script:tt)* } pages { $($pages:tt)* } filled { $($filled:tt)* }) => {
        $labels! {
            script { $($script)* }
            pages {
                $($pages)*

                // Account pages
                parts_title = "More security settings";
                account_no_script = "Changes on this page need JavaScript. Turn it on, then reload the page.";
                recovery_codes = "Recovery codes";
                address = "Address";
                addresses = "Addresses";
                linked_account = "Linked account";
                linked_accounts = "Linked accounts";
                sessions = "Sessions and browsers";
                activity = "Activity";
                ends_others = "This signs you out everywhere else.";
                remove = "Remove";

                // Password
                password_is_set = "Set";
                password_is_none = "Not set";
                password_changed_at = "Last changed";
                password_missing = "Enter a new password.";
                password_set_now = "Set password";
                password_change_now = "Change password";
                password_remove = "Remove password";
                password_remove_question = "Remove your password?";
                password_remove_lead = "You will sign in with your other methods. This signs you out everywhere else.";
                password_stays = "The password stays, because without it you could not sign in.";
                password_set_news = "Your password is set.";
                password_removed_news = "Your password is removed.";

                // Authenticator app
                app_lead = "An app on your phone shows a new code every half a minute. You type it when you sign in.";
                app_set_up_now = "Set up an app";
                app_replace_now = "Set up another app";
                app_replaces = "The app that you have works until you enter a code of the new one.";
                app_not_offered = "Authenticator apps are no longer used here. You can remove yours.";
                app_remove = "Remove app";
                app_remove_question = "Remove your authenticator app?";
                app_remove_lead = "Its codes stop working at once. This signs you out everywhere else.";
                app_confirm = "Use this app";
                app_added_news = "Your authenticator app is set up.";
                app_removed_news = "Your authenticator app is removed.";
                code_missing = "Enter the code.";

                // Recovery codes
                codes_left = "Codes left";
                codes_made = "Made";
                codes_lead = "Keep these codes on paper or in a safe place. Each works once, when nothing else does.";
                codes_draw = "Make recovery codes";
                codes_draw_again = "Make new codes";
                codes_question = "Make new codes?";
                codes_warning = "The codes that you have stop working at once. This signs you out everywhere else.";
                codes_not_offered = "Recovery codes are no longer used here.";
                codes_title = "Your new recovery codes";
                codes_once = "They are shown only this once. Save them now.";
                codes_print = "Print";
                codes_download = "Download as text";

                // Addresses
                addresses_lead = "Messages and codes go to these addresses. When one is added or removed, all your other addresses are told.";
                addresses_none = "You have no address yet.";
                address_verified = "Verified";
                address_unverified = "Not verified";
                address_verify = "Verify";
                address_add_title = "Add an address";
                address_label = "Email address or phone number";
                address_missing = "Enter an address.";
                address_phone_hint = "Begin a phone number with + and the country’s code.";
                address_verify_title = "Enter the code";
                address_sent = "A code is on its way to {address}. It is good for a few minutes.";
                address_confirm = "Verify address";
                address_keep_title = "What is yours?";
                address_keep_lead = "This address stood on your account before anybody proved it. Tick what you made yourself: everything else is removed.";
                address_stays = "This address stays, because a way to sign in or the recovery needs it.";
                address_remove_question = "Remove this address?";
                address_remove_lead = "If it is verified, we first send a code there. This signs you out everywhere else.";
                address_remove_code = "Code that was sent to this address";
                address_added_news = "The address is verified.";
                address_removed_news = "The address is removed.";

                // Linked accounts
                links_lead = "These accounts at other places sign you in here.";
                links_none = "No account is linked.";
                link_remove = "Unlink";
                link_stays = "This account stays linked, because without it you could not sign in.";
                link_remove_question = "Unlink this account?";
                link_remove_lead = "It will no longer sign you in here.";
                link_removed_news = "The account is unlinked.";
                linked_at = "Linked";

                // Sessions and browsers
                sessions_title = "Where you are signed in";
                session_this = "This session";
                session_began = "Signed in";
                session_active = "Last active";
                session_end = "End";
                sessions_end_others = "End all others";
                sessions_end_question = "End all other sessions?";
                sessions_end_lead = "You stay signed in here only.";
                session_ended_news = "The session is ended.";
                sessions_ended_news = "All other sessions are ended.";
                browsers_title = "Known browsers";
                browsers_lead = "You have signed in with these browsers before. A browser that you forget is asked for everything again.";
                browsers_none = "No browser is known.";
                browser_seen = "Last seen";
                browser_trusted = "No second factor asked until";
                browser_forget = "Forget";
                browser_forgotten_news = "The browser is forgotten.";

                // Feedback of the pilot group (S2-12)
                feedback_title = "Passkey feedback";
                feedback_lead = "You try passkeys before everybody else does. Say how it was:";
                feedback_understand = "Whether adding a passkey is easy to understand.";
                feedback_works = "Whether sign-in works on their device.";
                feedback_wording = "Whether the wording in prompts is clear.";
                feedback_fallback = "Whether password fallback is easy to find.";
                feedback_confusion = "Whether any device or browser causes confusion.";
                feedback_yes = "Yes";
                feedback_partly = "Partly";
                feedback_no = "No";
                feedback_remark = "Anything else? (optional)";
                feedback_send = "Send feedback";
                feedback_given_news = "Thank you. Your feedback is sent.";

                // Applications
                application_title = "Sign in to this application?";
                application_may = "It may:";
                application_unknown = "Unknown application from";
                application_unchecked = "Nobody here has checked it. If you continue, you are sent to";
                application_signed_in = "You are signed in as";
                application_wants_proof = "This application asks you to confirm that it is you:";
                application_scope_openid = "Know that it is you";
                application_scope_profile = "See your name and username";
                application_scope_email = "See your email address";
                application_scope_phone = "See your phone number";
                application_scope_offline = "Stay signed in while you are away";
                application_scope_view = "See the security settings of your account";
                application_scope_manage = "Change the security settings of your account";
                application_allow = "Continue";
                application_switch = "Use another account";
                application_other_title = "This application expects another account";
                application_back_title = "Taking you back";
                application_back = "If nothing happens, continue here.";
                application_gone_title = "This request is not complete";
                application_gone = "The address that brought you here is not complete or too old. Go back to the application and start again.";
                applications = "Connected applications";
                applications_lead = "You sign in to these applications with this account.";
                applications_none = "No application is connected.";
                application_since = "Connected";
                application_disconnect = "Disconnect";
                application_disconnect_question = "Disconnect this application?";
                application_disconnect_lead = "It no longer sees anything of your account, and asks you again before your next sign-in.";
                application_disconnected_news = "The application is disconnected.";
                logout_title = "Sign out?";
                logout_lead = "You are signed out here, and the applications that you have signed in to with this account are told.";
                device_title = "Sign in on a device";
                device_lead = "Type the code that your device shows.";
                device_code = "Code";
                device_unknown = "No device shows this code, or no longer. Check it, or ask your device for a new one.";
                device_too_often = "Too many wrong codes. Wait ten minutes, then try again.";
                device_question = "Let this application in on your device?";
                device_warning = "Go on only if you started this yourself, on a device in front of you. If somebody sent you this code or this link, cancel: they would get into your account.";
                device_from = "The request came from:";
                device_proof = "Confirm with your passkey";
                device_needs_passkey = "Only a fresh proof with a passkey allows this.";
                device_passkeys = "Your passkeys";
                device_allow = "Let it in";
                device_allowed_title = "Your device is let in";
                device_allowed = "Go back to your device: it goes on by itself. You can close this page.";
                device_refused_title = "Nobody was let in";
                device_refused = "The device gets nothing. You can close this page.";
                device_gone = "The code is too old, or was answered already. Ask your device for a new one.";
                approvals = "Approvals";
                approvals_none = "Nothing waits for your approval.";
                approval_title = "Approve this?";
                approval_asker = "Asked for by";
                approval_somebody = "another user of this application";
                approval_until = "Until";
                approval_warning = "Approve only what you expect and understand. Your passkey signs exactly this text.";
                approval_approve = "Approve with a passkey";
                approval_deny = "Deny";
                approval_needs_passkey = "Only a passkey approves this, and you have none here.";
                approval_own = "You have asked for this yourself. Somebody else must approve it.";
                approval_given_title = "You have approved it";
                approval_given = "The application can fetch the receipt now. You can close this page.";
                approval_denied_title = "You have denied it";
                approval_denied = "The application learns that you said no. You can close this page.";
                approval_back = "Back to the application";
                approval_gone_title = "There is nothing to approve here";
                approval_gone = "It was answered already, is too old, or is meant for another account.";
                browser_unknown = "Unknown browser or program";

                // Activity
                activity_lead = "What happened on your account in the last 90 days, the newest first. If something was not you, change your password and end your other sessions.";
                activity_none = "Nothing happened in the last 90 days.";
                event_sign_in = "Signed in";
                event_sign_up = "Account created";
                event_step_up = "Identity confirmed";
                event_sign_out = "Signed out";
                event_session_idle = "Signed out because of inactivity";
                event_device_allowed = "Application let in on a device";
                event_device_refused = "Application refused on a device";
                event_approval_requested = "Approval asked for by an application";
                event_approval_given = "Approved what an application asked";
                event_approval_denied = "Denied what an application asked";
                event_approval_expired = "Approval not given in time";
                event_code_exchanged = "Session handed to a site";
                event_session_revoked = "Session ended";
                event_other_sessions_revoked = "All other sessions ended";
                event_user_suspended = "Account suspended";
                event_user_restored = "Account restored";
                event_passkey_added = "Passkey added";
                event_passkey_renamed = "Passkey renamed";
                event_passkey_removed = "Passkey deleted";
                event_passkey_confirmed = "Passkey confirmed";
                event_passkeys_replaced = "Passkeys put aside";
                event_recovered = "Account recovered";
                event_recovery_waits = "Recovery asked for";
                event_recovery_stopped = "Recovery stopped";
                event_access_pass_issued = "Temporary access pass issued";
                event_enrolment_link_sent = "Link to make a passkey sent";
                event_access_pass_ended = "Temporary access pass ended";
                event_totp_added = "Authenticator app set up";
                event_totp_removed = "Authenticator app removed";
                event_recovery_codes_drawn = "Recovery codes made";
                event_recovery_code_used = "Recovery code used";
                event_password_set = "Password set";
                event_password_changed = "Password changed";
                event_password_removed = "Password removed";
                event_account_linked = "Account linked";
                event_account_unlinked = "Account unlinked";
                event_application_entered = "Signed in to an application";
                event_application_left = "Application disconnected";
                event_passkey_noticed = "Change noticed in a passkey";
                event_address_added = "Address added";
                event_address_removed = "Address removed";
                event_factors_cleared = "Sign-in methods removed at the first verification";
                event_invitation_accepted = "Invitation accepted";
                event_guessing_stopped = "Sign-in method blocked after wrong attempts";
                event_guessing_allowed = "Sign-in method allowed again";
                event_device_trusted = "Browser remembered";
                event_device_forgotten = "Browser forgotten";
                event_other = "Change to the account";
                refused_sign_in = "Sign-in refused";
                refused_sign_up = "Sign-up refused";
                refused_step_up = "Confirmation of identity refused";
                refused_passkey = "Change of passkeys refused";
                refused_password = "Change of the password refused";
                refused_other = "Change refused";

                // Passkeys, step by step
                test_passkey = "Test";
                kinds_title = "What these kinds of passkey are"; // S1-7
                kind_device_name = "Passkey - Platform Authenticators"; // S1-4
                kind_phone_name = "Passkey Cross-Platform Authenticator"; // S1-5
                kind_key_name = "Security Keys"; // S1-6
                kind_passkey_name = "Passkey";
                kind_device = "Built into a device and used on it, or on all devices that it is synced to. Kept in the device’s hardware security chip, such as the TPM on Windows."; // S1-4
                kind_phone = "Your phone (Android or iOS), used to sign in on another device nearby. Kept on the phone."; // S1-5
                kind_key = "A device of its own, such as a YubiKey, over USB, NFC or Bluetooth. Kept on it alone. Not synced to the cloud; must be physically present with the device being used."; // S1-6
                delete_why_lost = "Lost or stolen"; // S0-21
                delete_why_retired = "No longer used";
                delete_why_replaced = "Replaced by another";
                app_enabled = "Enabled";
                app_not_set_up = "Not set up";
                app_added = "Added";
                address_added = "Added";
                new_device = "I have a new device"; // S2-30
                new_device_lead = "Three steps, and your new device signs you in. Do the same if a device is lost.";
                new_device_old_title = "Shut the old device out";
                replace_question = "Put your other passkeys aside?";
                replace_effects = "They do nothing until you confirm them. You are signed out everywhere else, and your addresses are told.";
                replace_none = "No other passkey is in use.";
                replaced_news = "Your other passkeys are put aside.";
                new_device_add_title = "Add a passkey on this device";
                new_device_old_ones_title = "Delete the old ones";
                new_device_old_ones = "Delete what you no longer use, as soon as you are sure.";
                register_title = "Add a passkey step by step";
                register_tabs = "Methods";
                register_where = "Where do you want to keep it?";
                register_mobile = "Mobile Devices/Password Manager"; // S4-7
                register_here = "This device, or its password manager";
                register_phone = "iPhone, iPad or Android Device";
                register_phone_hint = "A QR code appears. Open the Camera app on your phone and point it at the code, with Bluetooth on. Tap “Register” or “Create Passkey” there, then verify your identity with Face ID, Touch ID, fingerprint or device PIN. Avoid devices that you do not always have at hand, such as tablets."; // S4-4, S4-9 to S4-11
                register_physical = "Physical Device";
                register_physical_hint = "Select “Security Key” if your browser asks. Insert the key into the USB port, or hold it near the device for NFC, enter its PIN when asked, and touch its button or sensor."; // S4-14
                name_device = "Name your device"; // S4-8
                register = "Register";
                registered_software_title = "Successful Registration"; // S4-12
                registered_software = "Your software passkey is now registered and ready to use as a 2FA method."; // S4-13
                registered_hardware_title = "Registration Successful"; // S4-15
                registered_hardware = "Your hardware security key is now registered and ready to use as a 2FA method."; // S4-16
                registered_first = "You can sign in with it from now on.";
            }
            filled {
                $($filled)*

                // Account pages
                password_rule = "At least {least} characters, at most {most}. Several words that only you would put together are good.";
                link_with = "Link an account at {provider}";
                more_are = "And {count} more.";
                browser_on = "{browser} on {system}";
            }
        }
    };
}

pub(super) use with_account_labels;
