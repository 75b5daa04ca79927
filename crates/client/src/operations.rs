//! What this client calls: each operation with its method and its address, as the description of the API has them. A test holds them against
//! `docs/developer/openapi.json`; nothing may be called that is not in this list.

use reqwest::Method;

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
}

macro_rules! operations {
    ($($name:ident = $method:ident $path:literal;)*) => {
        $(pub(crate) const $name: Operation = Operation { method: Method::$method, path: $path };)*
        /// All of them.
        pub const ALL: &[Operation] = &[$($name),*];
    };
}

operations! {
    TOKEN = POST "/{tenant}/{workspace}/oauth2/token";

    USER = GET "/api/identity/{tenant}/system/pools/{pool}/users/{user}";
    CLASSIC_BEGIN = POST "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/begin";
    CLASSIC_COMPLETE = POST "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/create/complete";
    SMART_BEGIN = POST "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/begin";
    SMART_COMPLETE = POST "/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/complete";
    NAME = PUT "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}/name";
    DELETE = DELETE "/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}";
    ADD_REQUEST = POST "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/request";
    ADD_COMPLETE = POST "/api/identity/{tenant}/system/pools/{pool}/user/webauthn/add/complete";

    ME = GET "/{tenant}/{workspace}/identity/v2/self/me";
    OWN_CLASSIC_BEGIN = POST "/{tenant}/{workspace}/identity/v2/self/webauthn/create/begin";
    OWN_CLASSIC_COMPLETE = POST "/{tenant}/{workspace}/identity/v2/self/webauthn/create/complete";
    OWN_SMART_BEGIN = POST "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/begin";
    OWN_SMART_COMPLETE = POST "/{tenant}/{workspace}/identity/v2/self/usernameless-webauthn/create/complete";
    OWN_NAME = PUT "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}/name";
    OWN_DELETE = DELETE "/{tenant}/{workspace}/identity/v2/self/webauthn/{id}";
    SET_PASSWORD = POST "/{tenant}/{workspace}/identity/v2/self/set-password";
    CHANGE_PASSWORD = POST "/{tenant}/{workspace}/identity/v2/self/change-password";

    SIGN_IN_BEGIN = POST "/{tenant}/{workspace}/sign-in/passkey/begin";
    SIGN_IN_FINISH = POST "/{tenant}/{workspace}/sign-in/passkey/finish";
    START = POST "/{tenant}/{workspace}/sign-in/start";
    RECOVER = POST "/{tenant}/{workspace}/recovery/start";
    PROVE = POST "/{tenant}/{workspace}/journey/{id}/prove";
    SEND = POST "/{tenant}/{workspace}/journey/{id}/send";
    SECOND_BEGIN = POST "/{tenant}/{workspace}/journey/{id}/passkey/begin";
    SECOND_FINISH = POST "/{tenant}/{workspace}/journey/{id}/passkey/finish";
    ENROL_BEGIN = POST "/{tenant}/{workspace}/journey/{id}/enrol/begin";
    ENROL_FINISH = POST "/{tenant}/{workspace}/journey/{id}/enrol/finish";
    TOTP_BEGIN = POST "/{tenant}/{workspace}/journey/{id}/totp/begin";
    TOTP_CONFIRM = POST "/{tenant}/{workspace}/journey/{id}/totp/confirm";
    NEW_PASSWORD = POST "/{tenant}/{workspace}/journey/{id}/password";
    SESSION = GET "/{tenant}/{workspace}/session";
    SIGN_OUT = DELETE "/{tenant}/{workspace}/session";
}
