use super::*;
use clap::Parser;

const EXAMPLE: &str = include_str!("../../../../config.example.toml");

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

fn arguments(words: &[&str]) -> Arguments {
    Line::parse_from(std::iter::once("keystead").chain(words.iter().copied())).arguments
}

fn refusal(text: &str) -> String {
    domain::error::one_line(&ConfigFile::parse(text, Path::new("keystead.toml")).unwrap_err())
}

/// In the example, `#key = value` is a setting to switch on and `# text` is prose.
fn switched_on(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_parses_as_it_is_shipped() {
    ConfigFile::parse(EXAMPLE, Path::new("config.example.toml")).unwrap();
}

#[test]
fn the_example_shows_every_key() {
    let file = ConfigFile::parse(&switched_on(EXAMPLE), Path::new("config.example.toml")).unwrap();
    // Taken apart without `..`: a new key does not compile until it is named here, and fails until the example shows it.
    let ConfigFile {
        data,
        listen,
        public_url,
        trusted_proxies,
        database,
        master_key_file,
        master_key_command,
        tls,
        acme,
        log,
        metadata,
        limits,
        mail,
        text_messages,
        outgoing,
        audit,
        backup,
        doctor,
        metrics,
        traces,
        clients,
    } = file;
    assert_eq!(clients.len(), 1);
    shows_every_key_of_acme(acme);
    shows_every_key_of_traces(traces);
    let metrics::MetricsSection { listen: of_metrics, token_file: token_of_metrics } = metrics;
    assert!(of_metrics.is_some() && token_of_metrics.is_some());
    let backup::BackupSection { directory, recipient, every_hours, keep, keep_days } = backup;
    assert!(
        [directory.is_some(), recipient.is_some(), every_hours.is_some(), keep.is_some(), keep_days.is_some()]
            == [true; 5]
    );
    let doctor::DoctorSection { clocks } = doctor;
    assert!(!clocks.is_empty());
    let TlsSection { cert, key } = tls;
    let LogSection { format, level } = log;
    assert!(data.is_some() && listen.is_some() && public_url.is_some() && trusted_proxies.is_some());
    assert!(database.is_some() && master_key_file.is_some() && master_key_command.is_some());
    let LimitsSection { percent } = limits;
    assert_eq!(percent, Some(Percent::default()));
    let MetadataFiles { blob, roots, statements, authorities, revocations } = metadata;
    assert!(blob.is_some() && [roots, statements, authorities, revocations].iter().all(|files| !files.is_empty()));
    assert!(cert.is_some() && key.is_some() && format.is_some() && level.is_some());
    let MailSection { host, port, security, user, password_file, from, reply_to, roots } = mail;
    assert!(host.is_some() && port.is_some() && security.is_some() && user.is_some() && password_file.is_some());
    assert!(from.is_some() && reply_to.is_some() && roots.is_some());
    let TextMessagesSection { url, token_file, body } = text_messages;
    assert!(url.is_some() && token_file.is_some() && body.is_some());
    let AuditSection { keep_days, stream, stream_personal, stream_roots } = audit;
    assert!(stream.is_some() && stream_personal == Some(false) && stream_roots.is_some());
    assert_eq!(keep_days, Some(audit::Days(365)));
    let OutgoingSection { private_hosts } = outgoing;
    assert!(!private_hosts.is_empty());
}

fn shows_every_key_of_traces(section: traces::TracesSection) {
    let traces::TracesSection { endpoint, header_file, percent, service, follow_proxies } = section;
    assert!(
        endpoint.is_some()
            && header_file.is_some()
            && percent.is_some()
            && service.is_some()
            && follow_proxies.is_some()
    );
}

fn shows_every_key_of_acme(section: acme::AcmeSection) {
    let acme::AcmeSection {
        accept_terms,
        directory,
        contact,
        names,
        root,
        eab_key_id,
        eab_key_file,
        http_listen: plain,
        challenge,
    } = section;
    assert_eq!(directory.as_deref(), Some(acme::LETS_ENCRYPT));
    assert!(accept_terms.is_some() && contact.is_some() && names.is_some() && root.is_some() && challenge.is_some());
    assert!(eab_key_id.is_some() && eab_key_file.is_some() && plain.is_some());
}

#[test]
fn an_unknown_key_is_named_with_file_and_line() {
    assert_eq!(refusal("data = \"x\"\nlisten_on = \"y\"\n"), "keystead.toml:2: unknown key \"listen_on\"");
    assert_eq!(refusal("[tls]\ncert = \"a\"\ncertificate = \"b\"\n"), "keystead.toml:3: unknown key \"certificate\"");
    assert_eq!(refusal("\n[loging]\nlevel = \"info\"\n"), "keystead.toml:2: unknown key \"loging\"");
}

#[test]
fn a_wrong_value_is_one_line() {
    let line = refusal("data = \"x\"\nlisten = \"eighty\"\n");
    assert!(line.starts_with("keystead.toml:2: ") && line.contains("127.0.0.1:8080"), "{line}");
    assert!(!line.contains(['^', '|']), "{line}");
    let line = refusal("public_url = \"http://id.example.com\"\n");
    assert!(line.contains("passkeys need https://"), "{line}");
}

#[test]
fn limits_are_scaled_and_never_off() {
    let percent = |number: &str| ConfigFile::parse(&format!("[limits]\npercent = {number}\n"), Path::new("f"));
    assert_eq!(percent("10").unwrap().limits.percent, Some(Percent(10)));
    for wrong in ["0", "9", "100001", "-1", "\"off\"", "1.5"] {
        assert!(matches!(percent(wrong), Err(ConfigError::Wrong { line: 2, .. })), "{wrong}");
    }
    assert!(refusal("[limits]\npercent = 0\n").contains("10 to 100000 percent"));
}

#[test]
fn flags_win_over_the_file_and_the_file_over_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keystead.toml");
    std::fs::write(&path, "data = \"from-file\"\nlisten = \"127.0.0.1:9000\"\n").unwrap();
    let config = Config::read(&arguments(&["--config", path.to_str().unwrap(), "--listen", "127.0.0.1:9001"])).unwrap();
    assert_eq!(config.data, Path::new("from-file"));
    assert_eq!(config.listen.port(), 9001);
    assert_eq!(config.log_level, LogLevel::Info);
}

#[test]
fn the_demo_stays_on_loopback_and_beside_the_real_data() {
    let config = Config::read(&arguments(&["--demo"])).unwrap();
    assert_eq!(config.data, Path::new("./data-demo"));
    let error = Config::read(&arguments(&["--demo", "--listen", "0.0.0.0:8080"])).unwrap_err();
    assert!(matches!(error, ConfigError::DemoOnNetwork(_)));
}

#[test]
fn postgres_needs_a_master_key_file() {
    let error = Config::read(&arguments(&["--database", "postgres://db/keystead"])).unwrap_err();
    assert!(matches!(error, ConfigError::MasterKeyFileMissing));
    let error = Config::read(&arguments(&["--database", "mysql://db", "--master-key-file", "k"])).unwrap_err();
    assert!(matches!(error, ConfigError::DatabaseUrl));
}

#[test]
fn half_of_tls_is_refused() {
    assert!(matches!(Config::read(&arguments(&["--tls-cert", "c.pem"])).unwrap_err(), ConfigError::HalfTls));
}

#[test]
fn the_conformance_test_stands_alone() {
    let config = Config::read(&arguments(&["--conformance", "--conformance-metadata", "m"])).unwrap();
    assert_eq!(config.conformance, Some(ConformanceTest { metadata: Some("m".into()) }));
    assert_eq!(Config::read(&arguments(&[])).unwrap().conformance, None);
    let refusal = |words: &[&str]| Config::read(&arguments(words)).unwrap_err();
    assert!(matches!(refusal(&["--conformance", "--demo"]), ConfigError::ConformanceAnd("--demo")));
    let database = ["--conformance", "--database", "postgres://db/keystead", "--master-key-file", "k"];
    assert!(matches!(refusal(&database), ConfigError::ConformanceAnd("a database")));
    assert!(matches!(refusal(&["--conformance-metadata", "m"]), ConfigError::ConformanceMetadata));
}
