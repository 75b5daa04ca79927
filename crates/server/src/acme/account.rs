//! By whom a directory knows us.

use super::Acme;
use super::directory::Directory;
use super::order::OrderError;
use domain::App;
use domain::acme;
use instant_acme::{Account, AccountCredentials, ExternalAccountKey, NewAccount};
use zeroize::Zeroizing;

/// Ours, or a new one.
pub(super) async fn account(acme: &Acme, app: &App) -> Result<Account, OrderError> {
    let _one_at_a_time = acme.account.lock().await;
    let plan = &acme.plan;
    let builder = || Account::builder_with_http(Box::new(Directory(acme.outgoing.clone())));
    let kept = acme::account(app, &plan.directory).await?;
    if let Some(credentials) = kept.and_then(|kept| serde_json::from_slice::<AccountCredentials>(&kept).ok()) {
        return Ok(builder().from_credentials(credentials).await?);
    }
    let contact = plan.contact.as_ref().map(|address| format!("mailto:{address}"));
    let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
    let wanted = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let binding = plan.binding.as_ref().map(|binding| ExternalAccountKey::new(binding.key_id.clone(), &binding.key));
    let (account, credentials) = builder().create(&wanted, plan.directory.clone(), binding.as_ref()).await?;
    acme::keep_account(app, &plan.directory, &Zeroizing::new(serde_json::to_vec(&credentials)?)).await?;
    tracing::info!(directory = plan.directory, "an account for certificates was made");
    Ok(account)
}
