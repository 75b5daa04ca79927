//! What the operator asks of certificates that are ordered here: how they stand, and to have one ordered now, once what kept it away was mended.

use super::{Answer, failed};
use crate::front::Server;
use domain::acme::{self, Good, Standing};
use domain::passkeys::time;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CertificateWish {
    List,
    Order {
        name: String,
        /// Under another account with the directory than until now.
        #[serde(default)]
        is_account_new: bool,
    },
}

/// Times are RFC 3339.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KnownCertificate {
    pub(crate) name: String,
    /// Of the one that is shown; none where there is no certificate yet.
    pub(crate) good_until: Option<String>,
    /// Whether it is of another directory than that of today.
    pub(crate) of_another_directory: bool,
    /// Whether one is kept that cannot be shown: its key does not open.
    pub(crate) cannot_be_opened: bool,
    /// Whether one is being ordered at this moment.
    pub(crate) being_ordered: bool,
    /// When one is ordered next.
    pub(crate) next: String,
    pub(crate) failing_since: Option<String>,
    /// Why the last order failed.
    pub(crate) trouble: Option<String>,
}

impl From<Standing> for KnownCertificate {
    fn from(standing: Standing) -> Self {
        let Standing { name, good, is_shut, due_at, is_ordering, failing } = standing;
        let (failing_since, trouble) = failing.map(|failing| (time(failing.since), failing.trouble)).unzip();
        Self {
            name,
            good_until: good.map(|Good { until, .. }| time(until)),
            of_another_directory: good.is_some_and(|good| !good.is_current),
            cannot_be_opened: is_shut,
            being_ordered: is_ordering,
            next: time(due_at),
            failing_since,
            trouble,
        }
    }
}

pub(super) async fn carry_out(server: &Server, wish: &CertificateWish) -> Answer {
    let Some((directory, names)) = &server.doctor.certificates else {
        return Answer::Refused { why: "no certificates are ordered here: the configuration has no [acme]".to_owned() };
    };
    let done = async {
        if let CertificateWish::Order { name, is_account_new } = wish {
            if *is_account_new {
                acme::forget_account(&server.app, directory).await?;
            }
            acme::order_now(&server.app, directory, name).await?;
        }
        acme::standing(&server.app, directory, names).await
    };
    match wish {
        CertificateWish::Order { name, .. } if !names.contains(name) => {
            Answer::Refused { why: format!("{name:?} is none of the names that [acme] has: {}", names.join(", ")) }
        }
        _ => match done.await {
            Ok(all) => Answer::Certificates { list: all.into_iter().map(KnownCertificate::from).collect() },
            Err(error) => failed(server, &error),
        },
    }
}
