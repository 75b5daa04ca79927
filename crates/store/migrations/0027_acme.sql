-- Certificates that the installation orders by itself (ACME), so that all nodes show the same ones and only one orders at a time.

-- By whom a directory of certificates knows us.
CREATE TABLE acme_accounts (
    id {bytes} NOT NULL PRIMARY KEY,
    directory {text} NOT NULL,
    sealed {bytes} NOT NULL,
    created_at BIGINT NOT NULL
){clustered};
CREATE UNIQUE INDEX acme_accounts_of_directory ON acme_accounts (directory);

-- One for each name: a name that leads elsewhere keeps no other one waiting.
CREATE TABLE acme_certificates (
    id {bytes} NOT NULL PRIMARY KEY,
    directory {text} NOT NULL,
    name {text} NOT NULL,
    -- In PEM, our own first; NULL before the first was issued.
    chain {text},
    sealed {bytes},
    issued_at BIGINT,
    not_before BIGINT,
    not_after BIGINT,
    -- When one is ordered next. Whoever orders puts it off first, so that neither a second node nor one that is started again orders meanwhile.
    due_at BIGINT NOT NULL,
    -- How often it was ordered since one was issued, since when that fails, and why.
    failures BIGINT NOT NULL,
    -- While somebody orders: by when that is over, or whoever did it is dead.
    turn_until BIGINT,
    failing_since BIGINT,
    trouble {text}
){clustered};
CREATE UNIQUE INDEX acme_certificates_of_name ON acme_certificates (directory, name);

-- What the directory asks us to show while it looks whether a name is ours. It may ask any node.
CREATE TABLE acme_challenges (
    token {text} NOT NULL PRIMARY KEY,
    -- Which order shows it, and takes it away again.
    certificate_id {bytes} NOT NULL,
    turn BIGINT NOT NULL,
    name {text} NOT NULL,
    answer {text} NOT NULL,
    expires_at BIGINT NOT NULL
){clustered};
