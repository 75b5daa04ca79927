# The words of the presets' documents: a message is a preset, its attributes are labels of pages (`crates/server/src/web/labels.rs`).

## “Settings > Passkeys” (S2-14), with the document's examples of names (S2-20)

community =
    .account = Settings
    .account_settings = Settings
    .security = Passkeys
    .add_passkey = Add Passkey
    .method_password = Use Password
    .action_password = Use Password
    .name_hint = For example “Admin iPhone” or “Office Laptop”. You can change it later.

## “Account Settings”, then “Security” (S0-6); a passkey is removed (S0-20)

workforce =
    .account_settings = Account Settings
    .delete = Remove
    .delete_title = Remove this passkey?
    .delete_point_other = Do you have another working passkey, if passkeys are required?
    .delete_point_device = Was the device lost, retired, or replaced?
    .delete_point_only = Make sure you are not removing the only required authentication method.
    .delete_elsewhere = Removing it also signs you out everywhere else.
    .delete_confirm = Remove passkey
    .deleted_notice = Passkey removed.
    .event_passkey_removed = Passkey removed
    .last_passkey = This is your last passkey. Add another one before you remove it.
    .fewest_passkeys = Your organization requires as many passkeys as you have. Add another one before you remove it.
    .saved_notice = A passkey was saved for your account, so you can sign in without your password next time. If you do not want it, remove it below.
    .limit_reached = You have reached the maximum number of passkeys. Remove one to add another.
    .new_device_old_ones_title = Remove the old ones
    .new_device_old_ones = Remove what you no longer use, as soon as you are sure.

## S1-27, also where it is not told as an error, and its “remove”

business-phone =
    .limit_reached = You have reached the maximum number of passkeys. Use your password or remove an existing passkey to add a new one.
    .delete = Remove
    .delete_title = Remove this passkey?
    .delete_elsewhere = Removing it also signs you out everywhere else.
    .delete_confirm = Remove passkey
    .deleted_notice = Passkey removed.
    .event_passkey_removed = Passkey removed
    .last_passkey = This is your last passkey. Add another one before you remove it.
    .fewest_passkeys = Your organization requires as many passkeys as you have. Add another one before you remove it.
    .saved_notice = A passkey was saved for your account, so you can sign in without your password next time. If you do not want it, remove it below.
    .new_device_old_ones_title = Remove the old ones
    .new_device_old_ones = Remove what you no longer use, as soon as you are sure.

## The document's examples of names (S3-23)

platform =
    .name_hint = For example “Work MacBook” or “iPhone 16”. You can change it later.

## “Settings → Security → Security Login System (SLS)” (S4-5)

client-portal =
    .account = Settings
    .account_settings = Settings
    .register_title = Security Login System (SLS)
