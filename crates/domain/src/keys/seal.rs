//! What is sealed, and by keys of which kind: a visitor carries some of it for minutes, the database keeps the rest for years. Whatever is kept is
//! named in `Kept`, which `resealing.rs` goes through one by one: a seal that it does not know does not compile.

/// What something is sealed for. It opens for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seal {
    /// Carried by a visitor, no longer than [`super::LONGEST_JOURNEY_MS`].
    Carried(&'static str),
    Kept(Kept),
}

/// What the database keeps sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// By whom a directory of certificates knows us.
    AcmeAccount,
    /// The secret of an authenticator app.
    App,
    /// The private key of a certificate that we ordered.
    CertificateKey,
    /// A message on its way.
    Message,
    /// What a provider of sign-ins knows us by.
    ProviderSecret,
    /// What a program gave of somebody whom it has registered.
    Registration,
    SigningKey,
    WebhookSecret,
}

impl Kept {
    pub(crate) const ALL: [Self; 8] = [
        Self::AcmeAccount,
        Self::App,
        Self::CertificateKey,
        Self::Message,
        Self::ProviderSecret,
        Self::Registration,
        Self::SigningKey,
        Self::WebhookSecret,
    ];
}

impl Seal {
    /// Part of the key: what stands here once stays.
    pub(super) const fn purpose(self) -> &'static str {
        match self {
            Self::Carried(purpose) => purpose,
            Self::Kept(Kept::AcmeAccount) => "acme account",
            Self::Kept(Kept::App) => "totp",
            Self::Kept(Kept::CertificateKey) => "certificate key",
            Self::Kept(Kept::Message) => "outbox",
            Self::Kept(Kept::ProviderSecret) => "provider secret",
            Self::Kept(Kept::Registration) => "registration",
            Self::Kept(Kept::SigningKey) => "signing key",
            Self::Kept(Kept::WebhookSecret) => "webhook secret",
        }
    }
}
