# Whole sentences that leave the pages: messages, news of an account, and rules in plain words.

## What several messages share

foot = { $tenant }. This message was written by a machine; nobody reads answers to it.
colon = :
when = When
from = From
with = With
secret = Never give it to anybody, not even to somebody from { $tenant }.
secret_short = Never give it to anybody.
once = It works once, for { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
same_browser = Use this link in the browser in which you asked for it:
look_now = If this was not you, look at your account now.
not_you = If this was not you, sign in, remove what is not yours and end all sessions. If you cannot sign in, write to { $tenant }.
account_button = Look at your account
sign_in_button = Sign in
an_administrator = An administrator

## Messages: the subject, then lines in order; what is missing in one leaves it out

sign_in_code = Your sign-in code for { $tenant }
    .lead_1 = Enter this code where you are signing in:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = If you are not signing in now, somebody has typed your address, perhaps by mistake. Without the code they stay outside.
    .phone_1 = { $code } is your sign-in code for { $tenant }.
    .phone_2 = { secret_short }
sign_in_link = Sign in to { $tenant }
    .lead_1 = { same_browser }
    .button = { sign_in_button }
    .small_1 = { once }
    .small_2 = If you are not signing in now, somebody has typed your address, perhaps by mistake. Do not use the link then.
    .phone_1 = Sign in to { $tenant }: { $link }
sign_up_code = Your code to join { $tenant }
    .lead_1 = Enter this code to go on with your new account:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = If you did not ask for an account, you need do nothing: without the code none is made.
    .phone_1 = { $code } is your code to join { $tenant }.
    .phone_2 = { secret_short }
step_up_code = Confirm it is you at { $tenant }
    .lead_1 = Enter this code to go on with what you are doing:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = If you are not changing anything now, somebody else is using your account. Sign in and end all sessions.
    .phone_1 = { $code } confirms that it is you at { $tenant }.
    .phone_2 = { secret_short }
enrolment_code = Add a passkey at { $tenant }
    .lead_1 = Enter this code to add a passkey to your account:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = If you are not adding a passkey now, do not pass the code on, and tell { $tenant }.
    .phone_1 = { $code } adds a passkey to your account at { $tenant }.
    .phone_2 = { secret_short }
recovery_code = Your recovery code for { $tenant }
    .lead_1 = Enter this code to get back into your account:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = If you did not ask for it, somebody is trying to get into your account. Without the code they stay outside.
    .phone_1 = { $code } is your recovery code for { $tenant }.
    .phone_2 = { secret_short }
recovery_link = Get back into your account at { $tenant }
    .lead_1 = { same_browser }
    .button = Recover your account
    .small_1 = { once }
    .small_2 = If you did not ask for it, somebody is trying to get into your account. Do not use the link, and show it to nobody.
    .phone_1 = Get back into your account at { $tenant }: { $link }
verify_address = Confirm your address for { $tenant }
    .lead_1 = Enter this code to confirm that this address is yours:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = If you did not ask for it, you need do nothing: without the code the address is not used.
    .phone_1 = { $code } confirms this number for { $tenant }.
    .phone_2 = { secret_short }
invitation = You are invited to { $tenant }
    .lead_1 = { $inviter } invites you to { $tenant }.
    .lead_2 = Accept the invitation to make your account:
    .button = Accept the invitation
    .small_1 = It works once, until { $until }.
    .small_2 = If you do not know { $tenant }, do not use the link: no account is made without it.
    .phone_1 = You are invited to { $tenant }: { $link }
enrolment_link = Make your passkey for { $tenant }
    .lead_1 = An administrator of { $tenant } sends you this link. With it you make a passkey, which signs you in from then on.
    .button = Make your passkey
    .small_1 = It works once, until { $until }.
    .small_2 = Show it to nobody: whoever has it gets into your account. If you do not expect it, do not use it, and ask { $tenant }.
    .phone_1 = Make your passkey for { $tenant }: { $link }
approval_asked = Your approval is asked for at { $tenant }
    .lead_1 = { $name } asks you at { $tenant } to approve something. What it is stands there, and there you answer:
    .button = Read and answer
    .small_1 = You can answer until { $until }.
    .small_2 = If you do not expect it, deny it there.
    .phone_1 = { $name } asks for your approval at { $tenant }: { $link }
address_changed = Your address at { $tenant } was changed
    .lead_1 = { $what }
    .lead_2 = Messages about your account may no longer come here.
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Your address at { $tenant } was changed.
    .phone_2 = { $what }
    .phone_3 = { look_now }
factor_changed = How you sign in to { $tenant } was changed
    .lead_1 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = How you sign in to { $tenant } was changed.
    .phone_2 = { $what }
    .phone_3 = { look_now }
recovered = Your account at { $tenant } was recovered
    .lead_1 = Somebody has got back into your account without its usual way to sign in.
    .lead_2 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Your account at { $tenant } was recovered.
    .phone_2 = { look_now }
recovery_waits = Somebody asks to get back into your account at { $tenant }
    .lead_1 = If this is you, you need do nothing but wait.
    .lead_2 = You can go on from { $until } to { $end }.
    .lead_3 = If this is not you, stop it:
    .button = Stop the recovery
    .small_1 = Stopping it changes nothing else in your account. A sign-in with your passkey stops it, too.
    .phone_1 = Somebody asks to get back into your account at { $tenant }. If it is not you, stop it: { $link }
new_sign_in = A sign-in to { $tenant } on a new device
    .lead_1 = Somebody has signed in to your account in a browser that we have not seen before.
    .button = { account_button }
    .small_1 = If this was you, you need do nothing.
    .small_2 = { not_you }
    .phone_1 = Your account at { $tenant } was used on a new device.
    .phone_2 = { look_now }
already_a_member = You already have an account at { $tenant }
    .lead_1 = Somebody has tried to make a new account with this address, but it has one. Sign in to use it:
    .button = { sign_in_button }
    .small_1 = If this was not you, you need do nothing: your account is as it was.
    .phone_1 = You already have an account at { $tenant }: { $link }
announcement = Passkeys at { $tenant }
    .lead_1 = { $text }
    .lead_2 = From { $starts } on more is asked for at sign-in. Get ready before then.
    .button = Open your passkeys
    .small_1 = Step by step: { $guide }
    .small_2 = You are told this because you are a member of { $tenant }.
    .phone_1 = Passkeys at { $tenant }: { $link }
announcement_sample = You can now add a passkey to sign in faster and more securely. A passkey lets you use your device unlock method, such as Face ID, fingerprint, Windows Hello, passcode, or PIN. Your password still works as a backup.
change_refused = A change at { $tenant } was not made
    .lead_1 = A change of { $name } had a date, and was not made when it came.
    .lead_2 = { $detail }
    .button = Look at what has a date
    .small_1 = You are told this because you may change these settings.
    .phone_1 = A change of { $name } was not made.
webhook_off = A webhook at { $tenant } was switched off
    .lead_1 = The webhook { $name } is told nothing any more: it was switched off by itself.
    .lead_2 = { $detail }
    .button = Look at the webhook
    .small_1 = You are told this because you may change these settings.
    .phone_1 = The webhook { $name } was switched off.
alarm_raised = An alarm at { $tenant }
    .lead_1 = { $what } ({ $name })
    .lead_2 = { $detail }
    .button = Look at the health of the pool
    .small_1 = Your address is among those that hear of the alarms of this pool.
    .phone_1 = { $what } ({ $name })
alarm_cleared = An alarm at { $tenant } is over
    .lead_1 = It is over: { $what } ({ $name })
    .button = Look at the health of the pool
    .small_1 = Your address is among those that hear of the alarms of this pool.
    .phone_1 = It is over: { $what } ({ $name })
test = A test message
    .lead_1 = Messages from this installation arrive here. Whoever sent this one was shown the same code:
    .phone_1 = Messages from this installation arrive here: { $code }

## News of an account

news_passkey_added = A passkey was added to your account.
news_passkey_removed = A passkey was removed from your account.
news_passkey_confirmed = A passkey that was put aside is in use again.
news_passkey_set_aside = A passkey of your account was put aside. It does nothing until it is confirmed.
news_passkeys_replaced = Your passkeys were put aside for a new one. They do nothing until you confirm them.
news_recovered = Your account was recovered and has a new way to sign in.
news_recovered_passkeys_aside = Your account was recovered and has a new way to sign in. Older passkeys do nothing until you confirm them.
news_access_pass_issued = An administrator gave you a temporary access pass.
news_enrolment_link_sent = An administrator sent you a link with which you make a passkey.
news_passkey_added_for_you = An administrator made a passkey for your account.
news_rescued = Somebody at the server has let an administrator back in. If nobody has told you why, look at what was recorded.
news_password_set = Your account has a new password.
news_password_removed = The password of your account was removed.
news_password_stopped = Too many wrong passwords were typed. Your password is off until you set it anew.
news_password_stopped_elsewhere = Too many wrong passwords were typed. Your password is off in browsers that you have not signed in with before.
news_app_added = An authenticator app was added to your account.
news_app_removed = The authenticator app was removed from your account.
news_app_stopped = Too many wrong codes were typed. Your authenticator app is off until you set it up anew.
news_app_stopped_elsewhere = Too many wrong codes were typed. Your authenticator app is off in browsers that you have not signed in with before.
news_recovery_codes_made = New recovery codes were made for your account.
news_address_added = An address was added to your account.
news_address_removed = An address was removed from your account.
news_account_linked = An account at another provider was linked with yours. It signs you in from now on.
news_account_unlinked = An account at another provider opens your account no longer.

## Rules, for "why was I asked?": who made it, then what it does

who_installation = This service
who_pool = Your organization
who_role = Your role { $name }
who_group = Your group { $name }
rule_passkey_required = { $who } requires a passkey.
rule_passkey_optional = { $who } lets you choose whether to use a passkey.
rule_passkey_off = { $who } does not use passkeys.
rule_required_from = { $who } requires a passkey from { $value } on.
rule_grace_sign_ins = { $count ->
    [1] { $who } lets you sign in once more before you need a passkey.
   *[other] { $who } lets you sign in { $count } times before you need a passkey.
}
rule_passkey_after_magic_link = { $who } requires a passkey after sign-in by magic link.
rule_passkey_after_magic_link_off = { $who } asks for nothing more after sign-in by magic link.
rule_least_passkeys = { $count ->
    [one] { $who } requires at least { $count } passkey.
   *[other] { $who } requires at least { $count } passkeys.
}
rule_most_passkeys = { $count ->
    [one] { $who } allows { $count } passkey.
   *[other] { $who } allows up to { $count } passkeys.
}
rule_fallback_single = { $who } lets you sign in with one factor.
rule_fallback_multi = { $who } requires two factors to sign in without a passkey.
rule_fallback_phishing_resistant = { $who } requires a passkey to sign in.
rule_device_bound_only = { $who } requires a passkey that cannot leave its device.
rule_device_bound_only_off = { $who } accepts synced passkeys.
rule_renew_passkeys_before = { $who } wants passkeys that were made before { $value } to be made anew.
rule_idle_minutes = { $count ->
    [one] { $who } signs you out after { $count } minute without activity.
   *[other] { $who } signs you out after { $count } minutes without activity.
}
rule_idle_minutes_off = { $who } does not sign you out when you are inactive.
rule_warning_seconds = { $count ->
    [one] { $who } warns you { $count } second before signing you out.
   *[other] { $who } warns you { $count } seconds before signing you out.
}
rule_session_minutes = { $who } ends every session some time after sign-in.
rule_step_up_minutes = { $count ->
    [one] { $who } asks you to confirm who you are when the last time was more than { $count } minute ago.
   *[other] { $who } asks you to confirm who you are when the last time was more than { $count } minutes ago.
}
rule_step_up_for = { $who } asks you to confirm who you are before sensitive actions.
rule_step_up_for_off = { $who } never asks you to confirm who you are again.
rule_remember_device_days = { $count ->
    [one] { $who } lets you remember a device for { $count } day.
   *[other] { $who } lets you remember a device for { $count } days.
}
rule_remember_device_days_off = { $who } does not remember devices.
rule_recovery_wait_hours = { $count ->
    [one] { $who } makes a recovery by email wait for { $count } hour.
   *[other] { $who } makes a recovery by email wait for { $count } hours.
}
rule_recovery_wait_hours_off = { $who } lets a recovery by email go on at once.
rule_two_persons_for_access_pass = { $who } has access passes and enrolment links given out by two administrators.
rule_two_persons_for_access_pass_off = { $who } lets one administrator give out access passes and enrolment links.
rule_suggest_passkey = { $who } suggests a passkey after sign-in.
rule_suggest_passkey_off = { $who } does not suggest passkeys.
rule_quiet_upgrade = { $who } lets your browser save a passkey after a sign-in by password.
rule_quiet_upgrade_off = { $who } saves no passkey that you did not ask for.
rule_later_sign_ins = { $count ->
    [one] { $who } repeats its suggestion after { $count } sign-in.
   *[other] { $who } repeats its suggestion after { $count } sign-ins.
}
rule_later_days = { $count ->
    [one] { $who } repeats its suggestion after { $count } day.
   *[other] { $who } repeats its suggestion after { $count } days.
}
rule_other = { $who } has a rule about this.

## Headings of the errors that members meet

errors_authentication = Errors on attempts to sign in with a Passkey
errors_registration = Errors on attempts to register a Passkey
errors_both = Errors on authentication or registration of a Passkey
