use std::io::Write;

use secrecy::ExposeSecret;

use super::*;

const ISSUER: &str = r#"
[[issuers]]
issuer = "https://login.example"
jwks_url = "https://login.example/jwks"
audience = "meedoen"
municipalities = ["a-tenant:0001"]
"#;

fn sources(text: &str, folder: &tempfile::TempDir) -> Sources {
    let path = folder.path().join("settings.toml");
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    Sources { config: Some(path), ..Sources::default() }
}

fn whole(folder: &tempfile::TempDir) -> String {
    let policies = folder.path().display();
    format!(
        "listen = \"127.0.0.1:50051\"\npolicies = \"{policies}\"\ndatabase_url = \"sqlite::memory:\"\n\
         transport_url = \"amqp://localhost\"\npartitions = 4\n{ISSUER}"
    )
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn read(sources: &Sources, pairs: &[(&str, &str)], secrets: &[&str]) -> Result<Settings, Problems> {
    sources.read_with(variables(pairs), |reader| Settings::read(reader, secrets))
}

#[test]
fn flags_win_over_environment_and_environment_over_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut sources = sources(&whole(&folder), &folder);
    assert_eq!(read(&sources, &[], &[]).unwrap().engine.partitions, 4);

    let pairs =
        [("MEEDOEN__PARTITIONS", "5"), ("MEEDOEN__TELEMETRY__LOG", "text"), ("OTHER__PARTITIONS", "9")];
    let settings = read(&sources, &pairs, &[]).unwrap();
    assert_eq!(settings.engine.partitions, 5);
    assert_eq!(settings.process.telemetry.format, LogFormat::Text);

    sources.set = vec!["partitions=6".into()];
    assert_eq!(read(&sources, &pairs, &[]).unwrap().engine.partitions, 6);
}

#[test]
fn all_problems_are_named_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = "listen = \"everywhere\"\nlissten = 1\nlanes = 0\ndatabase_url = \"mysql://x\"\n\
                [telemetry]\nlog = \"xml\"\n[[issuers]]\nissuer = \"a\"\nmunicipalities = [\"Wrong\"]\n\
                [tls]\ncertificate = \"/nowhere.pem\"\n";
    let sources = sources(text, &folder);

    let Problems(problems) = read(&sources, &[("MEEDOEN__QUEUE", "many")], &["bsn_key"]).unwrap_err();

    let places: Vec<_> = problems.iter().map(|problem| problem.place.split(' ').next().unwrap()).collect();
    let expected = [
        "database_url",
        "issuers.0.audience",
        "issuers.0.jwks_url",
        "issuers.0.municipalities",
        "lanes",
        "lissten",
        "listen",
        "policies",
        "queue",
        "secrets.bsn_key",
        "telemetry.log",
        "tls.certificate",
        "tls.key",
        "transport_url",
    ];
    assert_eq!(places, expected);
    assert!(problems.iter().any(|problem| problem.place.contains("MEEDOEN__QUEUE")), "{problems:?}");
}

#[test]
fn a_setting_that_nobody_knows_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let sources = sources(&whole(&folder), &folder);

    let problems = read(&sources, &[("MEEDOEN__DATABASE_ULR", "x")], &[]).unwrap_err();

    assert_eq!(
        problems.to_string(),
        "one problem in the settings:\n  database_ulr (environment, MEEDOEN__DATABASE_ULR): is not a setting"
    );
}

#[test]
fn a_secret_comes_from_a_file_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, "deep-secret\n").unwrap();
    let sources = sources(&whole(&folder), &folder);

    let file = path.display().to_string();
    let settings = read(&sources, &[("MEEDOEN__SECRETS__BSN_KEY_FILE", &file)], &["bsn_key"]).unwrap();

    assert_eq!(settings.secret("bsn_key").unwrap().expose_secret(), "deep-secret");
    assert!(!format!("{settings:?}").contains("deep-secret"));
}

#[test]
fn a_file_that_is_no_toml_is_named_with_its_line_and_without_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let sources = sources("listen = \"127.0.0.1:1\"\ndatabase_url = hunter2\n", &folder);

    let text = read(&sources, &[], &[]).unwrap_err().to_string();

    assert!(text.contains("settings.toml: line 2"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn an_issuer_can_stand_in_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let sources = sources(&whole(&folder), &folder);
    let pairs = [
        ("MEEDOEN__ISSUERS__0__AUDIENCE", "other"),
        ("MEEDOEN__ISSUERS__1__ISSUER", "https://two.example"),
        ("MEEDOEN__ISSUERS__1__JWKS_FILE", "/keys.json"),
        ("MEEDOEN__ISSUERS__1__AUDIENCE", "meedoen"),
        ("MEEDOEN__ISSUERS__1__MUNICIPALITIES", "a-tenant:0001, b-tenant:0002"),
    ];

    let issuers = read(&sources, &pairs, &[]).unwrap().process.issuers;

    assert_eq!(issuers[0].audience, "other");
    assert_eq!(issuers[1].keys, KeySource::File("/keys.json".into()));
    assert_eq!(issuers[1].municipalities.len(), 2);
    assert!(!issuers[1].operators);
}
