//! A verified registration as it is stored: the passkey, and the evidence of its make where it brought any. Both are written in one
//! transaction or not at all.

use super::{Ground, U2F};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::models::Judged;
use crate::sign_up::Aborted;
use store::Tx;
use store::attestation::{self, Attestation};
use store::id::{PasskeyId, UserId};
use store::passkey::{self, Passkey};
use webauthn::attestation::Kind;
use webauthn::registration::Registered;
use webauthn::{Certification, RegistrationResponse};

/// A registration that is verified and acceptable to the pool.
pub(crate) struct Verified {
    pub registered: Registered,
    judged: Judged,
    metadata_number: Option<i64>,
    /// Attestation object and client data, as they came, where certificates speak for the maker: a later edition of the metadata may
    /// have more to say about them.
    evidence: Option<(Vec<u8>, Vec<u8>)>,
}

impl Verified {
    pub(super) fn new(
        registered: Registered,
        judged: Judged,
        (metadata_number, asked_for): (Option<i64>, Option<&RegistrationResponse>),
    ) -> Self {
        let certified = asked_for.filter(|_| registered.attestation.kind == Kind::Certified);
        let evidence =
            certified.map(|response| (response.attestation_object.clone(), response.client_data_json.clone()));
        Self { registered, judged, metadata_number, evidence }
    }
}

/// A verified passkey that is not stored yet.
pub(crate) struct NewPasskey {
    pub row: Passkey,
    attestation: Option<Attestation>,
    is_decoy: bool,
}

impl Ground {
    /// A verified passkey, ready to be stored.
    pub(crate) fn row(&self, app: &App, user: UserId, verified: Verified, name: String) -> Result<NewPasskey, Error> {
        let Verified { registered, judged, metadata_number, evidence } = verified;
        let (ms, random) = app.id_parts()?;
        let (id, now) = (PasskeyId::from_parts(ms, random), app.now());
        let is_decoy = self.is_decoy(&app.snapshot(), &registered.credential_id);
        let format = registered.attestation.format.to_owned();
        let attestation = evidence.map(|(attestation_object, client_data_json)| Attestation {
            pool_id: self.pool,
            passkey_id: id,
            tenant_id: self.tenant,
            format: format.clone(),
            verdict: judged.verdict,
            model: judged.model,
            certification: judged.certification.map(Certification::as_str).map(str::to_owned),
            metadata_number,
            attestation_object,
            client_data_json,
            at: now,
        });
        let row = Passkey {
            pool_id: self.pool,
            id,
            tenant_id: self.tenant,
            user_id: user,
            rp_id: self.rp_id.clone(),
            credential_id: registered.credential_id,
            public_key: registered.public_key,
            algorithm: registered.algorithm.cose(),
            sign_count: registered.sign_count,
            // What U2F signs at registration leaves the flags out.
            user_verified: registered.user_verified && format != U2F,
            backup_eligible: registered.backup_eligible,
            backup_state: registered.backup_state,
            // What U2F signs at registration leaves the model out as well.
            aaguid: if format == U2F { [0; 16] } else { registered.aaguid.0 },
            transports: registered.transports.join(" "),
            attachment: registered.attachment,
            discoverable: registered.discoverable,
            mode: self.mode,
            attestation_format: format,
            name,
            created_at: now,
            updated_at: now,
            last_used_at: None,
            quarantined_at: None,
        };
        Ok(NewPasskey { row, attestation, is_decoy })
    }
}

/// A passkey that somebody else has registered, as a program hands it over: nothing of it is proved.
pub(crate) struct Imported {
    pub credential_id: Vec<u8>,
    pub public_key: Vec<u8>,
    pub algorithm: webauthn::Algorithm,
    pub sign_count: u32,
    pub backup_eligible: bool,
    pub backup_state: bool,
    pub aaguid: [u8; 16],
    pub transports: Vec<String>,
    pub attachment: Option<String>,
}

impl Ground {
    /// The same, ready to be stored. Whether it verifies its user, is found without a name or is bound to a device, its first sign-in will show.
    pub(crate) fn imported(
        &self,
        app: &App,
        user: UserId,
        record: Imported,
        name: String,
    ) -> Result<NewPasskey, Error> {
        let (ms, random) = app.id_parts()?;
        let now = app.now();
        let is_decoy = self.is_decoy(&app.snapshot(), &record.credential_id);
        let row = Passkey {
            pool_id: self.pool,
            id: PasskeyId::from_parts(ms, random),
            tenant_id: self.tenant,
            user_id: user,
            rp_id: self.rp_id.clone(),
            credential_id: record.credential_id,
            public_key: record.public_key,
            algorithm: record.algorithm.cose(),
            sign_count: record.sign_count,
            user_verified: false,
            backup_eligible: record.backup_eligible,
            backup_state: record.backup_state,
            aaguid: record.aaguid,
            transports: record.transports.join(" "),
            attachment: record.attachment,
            discoverable: None,
            mode: self.mode,
            attestation_format: crate::passkeys::IMPORTED.to_owned(),
            name,
            created_at: now,
            updated_at: now,
            last_used_at: None,
            quarantined_at: None,
        };
        Ok(NewPasskey { row, attestation: None, is_decoy })
    }
}

impl NewPasskey {
    /// The unique key of passkeys decides: a passkey belongs to one member (WebAuthn 7.1, step 26). A decoy is refused in the same words,
    /// or registration would tell which names have passkeys, and whoever took a decoy would hold somebody's name to ransom.
    pub(crate) fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Aborted> {
        let is_new = if self.is_decoy {
            // Costs what the other path costs.
            passkey::look_up(tx, self.row.tenant_id, &self.row.rp_id, &self.row.credential_id)?;
            false
        } else {
            passkey::insert(tx, &self.row)?
        };
        if !is_new {
            return Err(Aborted::Refused(Reason::PasskeyAlreadyRegistered));
        }
        if let Some(attestation) = &self.attestation {
            attestation::insert(tx, attestation)?;
        }
        Ok(())
    }
}
