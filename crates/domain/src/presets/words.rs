//! The words of the five documents, where they are not those that every pool begins with (the row "Labels" of the requirements). In English,
//! as the documents are. It must never hold more than labels: a test finds those of no page.

/// "Settings > Passkeys" (S2-14), with the document's examples of names (S2-20).
pub(super) const COMMUNITY: [(&str, &str); 7] = [
    ("account", "Settings"),
    ("account_settings", "Settings"),
    ("security", "Passkeys"),
    ("add_passkey", "Add Passkey"),
    ("method_password", "Use Password"),
    ("action_password", "Use Password"),
    ("name_hint", "For example “Admin iPhone” or “Office Laptop”. You can change it later."),
];

/// "Account Settings", then "Security" (S0-6); a passkey is removed (S0-20).
pub(super) const WORKFORCE: [(&str, &str); 14] = [
    ("account_settings", "Account Settings"),
    ("delete", "Remove"),
    ("delete_title", "Remove this passkey?"),
    // S0-21
    ("delete_point_other", "Do you have another working passkey, if passkeys are required?"),
    ("delete_point_device", "Was the device lost, retired, or replaced?"),
    ("delete_point_only", "Make sure you are not removing the only required authentication method."),
    ("delete_elsewhere", "Removing it also signs you out everywhere else."),
    ("delete_confirm", "Remove passkey"),
    ("deleted_notice", "Passkey removed."),
    ("event_passkey_removed", "Passkey removed"),
    ("last_passkey", "This is your last passkey. Add another one before you remove it."),
    ("limit_reached", "You have reached the maximum number of passkeys. Remove one to add another."),
    ("new_device_old_ones_title", "Remove the old ones"),
    ("new_device_old_ones", "Remove what you no longer use, as soon as you are sure."),
];

/// S1-27, also where it is not told as an error, and its "remove".
pub(super) const BUSINESS_PHONE: [(&str, &str); 7] = [
    (
        "limit_reached",
        "You have reached the maximum number of passkeys. Use your password or remove an existing passkey to add a new one.",
    ),
    ("delete", "Remove"),
    ("delete_title", "Remove this passkey?"),
    ("delete_elsewhere", "Removing it also signs you out everywhere else."),
    ("delete_confirm", "Remove passkey"),
    ("deleted_notice", "Passkey removed."),
    ("last_passkey", "This is your last passkey. Add another one before you remove it."),
];

/// The document's examples of names (S3-23).
pub(super) const PLATFORM: [(&str, &str); 1] =
    [("name_hint", "For example “Work MacBook” or “iPhone 16”. You can change it later.")];

/// "Settings → Security → Security Login System (SLS)" (S4-5).
pub(super) const CLIENT_PORTAL: [(&str, &str); 3] =
    [("account", "Settings"), ("account_settings", "Settings"), ("register_title", "Security Login System (SLS)")];
