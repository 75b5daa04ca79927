//! What the operator asks of certificates that are ordered here: how they stand, and to have one ordered now, once what kept it away was mended.

use super::{Answer, failed};
use crate::front::Server;
use domain::acme::{self, Standing};
use domain::passkeys::time;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CertificateWish {
    List,
    Order { name: String },
}

/// Times are RFC 3339.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KnownCertificate {
    pub(crate) name: String,
    /// None where there is no certificate yet.
    pub(crate) good_until: Option<String>,
    /// When one is ordered next.
    pub(crate) next: String,
    pub(crate) failing_since: Option<String>,
    /// Why the last order failed.
    pub(crate) trouble: Option<String>,
}

impl From<Standing> for KnownCertificate {
    fn from(standing: Standing) -> Self {
        let Standing { name, not_after, due_at, failing } = standing;
        let (failing_since, trouble) = failing.map(|failing| (time(failing.since), failing.trouble)).unzip();
        Self { name, good_until: not_after.map(time), next: time(due_at), failing_since, trouble }
    }
}

pub(super) async fn carry_out(server: &Server, wish: &CertificateWish) -> Answer {
    let Some((directory, names)) = &server.doctor.certificates else {
        return Answer::Refused { why: "no certificates are ordered here: the configuration has no [acme]".to_owned() };
    };
    let done = async {
        if let CertificateWish::Order { name } = wish {
            acme::order_now(&server.app, directory, name).await?;
        }
        acme::standing(&server.app, directory, names).await
    };
    match wish {
        CertificateWish::Order { name } if !names.contains(name) => {
            Answer::Refused { why: format!("{name:?} is none of the names that [acme] has: {}", names.join(", ")) }
        }
        _ => match done.await {
            Ok(all) => Answer::Certificates { list: all.into_iter().map(KnownCertificate::from).collect() },
            Err(error) => failed(server, &error),
        },
    }
}
