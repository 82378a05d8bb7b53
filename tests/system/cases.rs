//! What an operator does on the command line about cases that do not go on.

use serde_json::json;
use system_tests::{CommandLine, Said, Who, World, tenants};

/// `meedoen cases` beside a running gateway.
struct Cases<'a> {
    meedoen: CommandLine,
    world: &'a World,
}

impl Cases<'_> {
    async fn says(&self, who: &Who, arguments: &[&str]) -> Said {
        self.meedoen.says_to(self.world, who, &[&["cases"], arguments].concat()).await.unwrap()
    }

    async fn does(&self, arguments: &[&str]) -> String {
        self.says(&Who::Operator, arguments).await.done().unwrap()
    }

    /// What it says when something that was named could not be done: the rest was done, and the exit code says so.
    async fn fails(&self, arguments: &[&str], why: &str) -> String {
        let said = self.says(&Who::Operator, arguments).await;
        assert!(!said.succeeded && said.error.contains(why), "{said:?}");
        said.out
    }

    async fn parked_since(&self, case: &str) -> String {
        self.world.case(case).await.unwrap().text("geparkeerdSinds").to_owned()
    }
}

/// Someone whose right a person decides on.
async fn with_a_person(world: &World) -> String {
    let mut facts = world.expects.person(&world.expects.work.facts).unwrap();
    facts.remove("kostendelendeMedebewoners");
    let case = world.bring_in(&facts).await.unwrap();
    world.until(&case, "a person decides", |case| case.task("recht-beslissen").is_some()).await.unwrap();
    case
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_are_found_parked_and_replayed_one_by_one_and_in_bulk() {
    let Some(meedoen) = CommandLine::built("the command line for cases") else { return };
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let operator = Cases { meedoen, world: &world };
    let (one, other) = (with_a_person(&world).await, with_a_person(&world).await);
    let why = ["--reason", "Wij zoeken een fout uit."];
    let unknown = uuid::Uuid::now_v7().to_string();

    let without = operator.says(&Who::Operator, &["park", &one]).await;
    assert!(!without.succeeded && without.error.contains("--reason"), "{without:?}");
    let nobody = operator.says(&Who::Operator, &[&["park"], &why[..]].concat()).await;
    assert!(!nobody.succeeded && nobody.error.contains("no case is named"), "{nobody:?}");
    let refused = operator.says(&Who::Manager, &[&["park", &one], &why[..]].concat()).await;
    assert!(!refused.succeeded && refused.error.contains("403"), "{refused:?}");
    let dry = operator.does(&[&["park", &one, "--dry-run"], &why[..]].concat()).await;
    assert!(dry.ends_with("1 cases would be parked\n"), "{dry}");
    assert_eq!(operator.parked_since(&one).await, "");

    for command in ["redrive", "replay"] {
        let asked = [&[command, unknown.as_str()], &why[..]].concat();
        operator.fails(&asked, "1 cases are not known to workflow").await;
    }
    operator.fails(&[&["replay", &one], &why[..]].concat(), "1 cases were not parked").await;

    let parked = operator.fails(&[&["park", &one, &unknown], &why[..]].concat(), "are not known").await;
    assert!(parked.contains(&format!("{one}: parked\n")), "{parked}");
    assert!(parked.contains(&format!("{unknown}: is not known to workflow\n")), "{parked}");
    assert!(parked.ends_with("1 cases were parked\n"), "{parked}");
    assert_eq!(operator.parked_since(&one).await, world.today().to_string());
    let again = operator.does(&[&["park", &one], &why[..]].concat()).await;
    assert!(again.contains("was parked before") && again.ends_with("0 cases were parked\n"), "{again}");
    let stuck = operator.does(&["stuck", "--days", "0"]).await;
    assert!(stuck.contains(&one) && stuck.contains("zaak-geparkeerd"), "{stuck}");

    // What a service tells meanwhile is kept, and handled when the case goes on.
    let decides =
        json!({"toegekend": true, "bedragPerMaand": 100_000, "motivering": "Er woont een broer in."});
    for case in [&one, &other] {
        let path = format!("/zaken/{case}/recht/besluiten");
        world.post(&Who::Income, &path, &decides).await.unwrap().done().unwrap();
    }
    world.settled().await.unwrap();
    assert_eq!(world.case(&one).await.unwrap().state("recht"), "mens-beslist");
    assert_eq!(world.case(&other).await.unwrap().state("recht"), "toegekend");
    let replayed = operator.fails(&[&["replay", &one, &other], &why[..]].concat(), "were not parked").await;
    assert!(replayed.contains(&format!("{other}: was not parked\n")), "{replayed}");
    assert!(replayed.contains("1 cases were replayed with"), "{replayed}");
    world.until(&one, "the right is granted", |case| case.state("recht") == "toegekend").await.unwrap();
    assert_eq!(operator.parked_since(&one).await, "");

    // In bulk: all that is stuck.
    operator.does(&[&["park", &one, &other], &why[..]].concat()).await;
    let bulk = operator.does(&[&["replay", "--all", "--days", "0"], &why[..]].concat()).await;
    assert!(bulk.contains("2 cases were replayed"), "{bulk}");
    world.stop().await.unwrap();
}
