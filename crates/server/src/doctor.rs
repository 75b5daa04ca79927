//! The doctor's round: what `domain::doctor` looks at from inside, and here what can be seen from outside alone: what comes back when the public
//! address is asked as a stranger would ask it, the mail server, the clocks of others, the disk, and a passkey that is really made and used. It
//! calls the operator's own addresses and those of the pools' RP IDs, and nobody else.

mod ceremony;
mod clocks;
mod cookies;
mod disk;
mod mail;
mod outside;
pub(crate) mod probe;
mod well_known;

use crate::config::audit::Target;
use crate::config::backup::Plan;
use crate::front::Server;
use crate::outgoing::{Outgoing, OutgoingError};
use crate::post::Post;
use axum::http::{Request, Response};
use domain::applications::declared::Declared;
use domain::doctor::{self, Check, Finding, Report, State};
use domain::error::one_line;
use domain::{Error, PublicUrl};
use probe::Probes;
use std::path::PathBuf;

/// Of the release, as reports carry it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// All that goes by the name of the host would be found wrong, and is not.
const OTHER_HOST: (&str, &str) = ("Requests arrive with another Host.", "See what is found of the proxy.");
const NOT_REACHED: (&str, &str) = ("The public address does not answer.", "See what is found of it.");

/// What the doctor must be told beyond what the installation knows of itself.
#[derive(Debug)]
pub struct Doctor {
    outgoing: Outgoing,
    /// Whom to ask for the time.
    pub clocks: Vec<String>,
    /// What the configuration file declares.
    pub clients: Vec<Declared>,
    pub post: Option<Post>,
    /// Who receives the audit.
    pub stream: Option<Target>,
    /// Where backups are written by the clock, and how often.
    pub backup: Option<Plan>,
    /// Which directory certificates are ordered from, and for which names.
    pub certificates: Option<(String, Vec<String>)>,
    /// Where the embedded database lies.
    pub data: Option<PathBuf>,
    /// Whether no server runs here: then somebody else may answer, or nobody.
    pub is_alone: bool,
    pub version: &'static str,
    probes: Probes,
}

impl Doctor {
    /// `private` are the hosts that the operator lists; its own host is one of them, however it is reached.
    pub fn new(public_url: &PublicUrl, private: &[String]) -> Self {
        let own = std::iter::once(public_url.host().to_owned());
        Self::calling(Outgoing::new(own.chain(private.iter().cloned())))
    }

    /// The same by a client of one's own.
    pub fn calling(outgoing: Outgoing) -> Self {
        let (clocks, clients, probes) = (Vec::new(), Vec::new(), Probes::default());
        Self {
            outgoing,
            clocks,
            clients,
            post: None,
            stream: None,
            backup: None,
            certificates: None,
            data: None,
            is_alone: false,
            version: VERSION,
            probes,
        }
    }

    async fn get(&self, address: &str) -> Result<Response<Vec<u8>>, OutgoingError> {
        fetch(self.outgoing.clone(), address.to_owned()).await
    }

    pub(crate) fn probes(&self) -> &Probes {
        &self.probes
    }
}

async fn fetch(outgoing: Outgoing, address: String) -> Result<Response<Vec<u8>>, OutgoingError> {
    let request = Request::get(address).body(Vec::new()).map_err(|_| OutgoingError::Address)?;
    outgoing.send(request).await
}

/// Looks at everything, and answers what it found. `mail_to` is sent a message.
pub async fn examine(server: &Server, mail_to: Option<&str>) -> Report {
    let (app, doctor) = (&*server.app, &server.doctor);
    let (outside, clocks, mail, ceremonies, domains, database, clock) = tokio::join!(
        Box::pin(outside::look(server)),
        clocks::look(server),
        mail::look(server, mail_to),
        Box::pin(ceremony::look(server)),
        doctor::of_domains(app),
        doctor::of_database(app),
        doctor::of_clock(app),
    );
    let metadata = doctor::of_metadata(app, !doctor.is_alone);
    let disk = doctor.data.as_deref().map(disk::look);
    let stream = match &doctor.stream {
        Some(target) => Some(doctor::of_stream(app, &target.to_string()).await),
        None => None,
    };
    let plan = doctor.backup.as_ref().map(|plan| (plan.directory.display().to_string(), plan.every_ms()));
    let backup = doctor::of_backup(app, plan.as_ref().map(|(folder, every)| (folder.as_str(), *every))).await;
    let clients = doctor::of_clients(app, &server.doctor.clients);
    let certificates = match &doctor.certificates {
        Some((directory, names)) => doctor::of_certificates(app, directory, names).await,
        None => Vec::new(),
    };
    let findings = [outside, ceremonies, domains, database].into_iter().flatten();
    let findings = findings
        .chain([clocks, mail, clock, metadata])
        .chain(disk)
        .chain(stream)
        .chain(backup)
        .chain(clients)
        .chain(certificates)
        .collect();
    Report::new(app, doctor.version, findings)
}

/// Looks where it is time to, and keeps what was found (S2-32). `None` where it is not, or where another node is at it.
pub async fn examine_if_due(server: &Server) -> Result<Option<Report>, Error> {
    let app = &server.app;
    if !doctor::is_due(app, server.doctor.version).await? || !doctor::take_turn(app).await? {
        return Ok(None);
    }
    let report = Box::pin(examine(server, None)).await;
    doctor::keep(app, &report, None).await?;
    Ok(Some(report))
}

/// What was found stands in the log as well. A report that cannot be kept is answered all the same.
pub(crate) async fn examine_and_keep(server: &Server, mail_to: Option<&str>) -> Report {
    let report = Box::pin(examine(server, mail_to)).await;
    note(&report);
    if let Err(error) = doctor::keep(&server.app, &report, None).await {
        tracing::error!(error = one_line(&error), "the doctor's report cannot be kept");
    }
    report
}

pub(crate) fn note(report: &Report) {
    for finding in report.findings.iter().filter(|finding| finding.state == State::Wrong) {
        let Finding { check, looked_at, found, remedy, .. } = finding;
        tracing::warn!(check = check.as_str(), looked_at, found, remedy, "the doctor found something wrong");
    }
}

/// What could not be looked at, because something before it was not there.
fn not_checked(check: Check, looked_at: &str, text: (&str, &str)) -> Finding {
    Finding::of((check, State::NotChecked), looked_at, text)
}
