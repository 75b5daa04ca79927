//! S2-37: the four walks that an administrator does with a test account before members meet passkeys, in the words of the document "How to
//! Test as an Admin". They stand on the page of a member who is marked as one.

/// What is tried, and step by step how.
pub(crate) type Walk = (&'static str, &'static [&'static str]);

pub(crate) const WALKS: [Walk; 4] = [
    (
        "Add a Passkey",
        &[
            "Sign in with a password.",
            "Go to Settings > Passkeys.",
            "Select Add Passkey.",
            "Follow your device prompt.",
            "Give the passkey a clear name, such as Admin iPhone or Office Laptop.",
            "Confirm that the passkey appears in the list.",
        ],
    ),
    (
        "Sign In With a Passkey",
        &[
            "Sign out.",
            "Go to the login page.",
            "Enter the same email or username.",
            "Continue to passkey sign-in.",
            "Confirm using your device prompt.",
            "Make sure you are signed in successfully.",
        ],
    ),
    (
        "Test Password Fallback",
        &[
            "Go to the login page.",
            "Enter the email or username.",
            "Choose Use Password.",
            "Sign in with the password.",
            "This confirms members can still access their accounts if a passkey is unavailable.",
        ],
    ),
    (
        "Rename and Delete a Passkey",
        &[
            "Go to Settings > Passkeys.",
            "Rename the test passkey.",
            "Delete the test passkey.",
            "Sign out and confirm that password sign-in still works.",
        ],
    ),
];
