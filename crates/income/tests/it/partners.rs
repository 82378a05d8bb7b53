//! One partner after another: each is paid on an account of their own.

use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::World;

const FORMER: &str = "NL20INGB0001234567";
const NEW: &str = "NL91ABNA0417164300";
const ANOTHER: &str = r#"{ "household": { "kind": "couple" }, "partner": { "birth_date": "1991-05-05", "residence": "dutch",
    "detained": false, "in_institution": false, "weeks_abroad": 0, "incomes": [],
    "education": { "can_follow": false, "student_finance": false } } }"#;

impl World {
    /// A run of a month that goes to the bank: to whom how many payments, and the file.
    async fn pays(&self, month: &str) -> (Vec<String>, String) {
        let before = self.money().await.payments.len();
        let run = self.start_run("anna", month, false).await.unwrap();
        self.run_at(&run, "ready").await;
        self.approve("bert", &run).await.unwrap();
        self.release("carla", &run).await.unwrap();
        self.run_at(&run, "released").await;
        let all = self.money().await.payments;
        let mut payees: Vec<_> = all.iter().skip(before).map(|payment| payment.payee.clone()).collect();
        payees.sort_unstable();
        (payees, self.download(&run).await.unwrap())
    }

    async fn account_missing(&self) -> Vec<String> {
        let raised: Vec<pb::SignalRaised> = self.told().await;
        raised.into_iter().filter(|one| one.kind == "account-missing").map(|one| one.subject).collect()
    }
}

#[rstest]
#[tokio::test]
async fn a_former_partner_is_paid_on_their_own_account_and_never_on_that_of_the_new_one(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "partners").await else { return };
    world.send(&world.assess("household=couple partner_birth_date=1986-01-15 capital=0")).await;
    world
        .state("2026-02-02", r#"{ "applicant": { "incomes": [{ "kind": "other", "amount": 40000 }] } }"#)
        .await;
    world.state("2026-03-01", r#"{ "applicant": { "incomes": [] } }"#).await;
    world.pay_to("applicant", "NL39RABO0300065264").await.unwrap();
    world.pay_to("partner", FORMER).await.unwrap();
    world.set_paying_account().await;
    let (_, file) = world.pays("2026-03").await;
    assert!(file.contains(FORMER));

    world.advance("2026-04-10");
    world.state("2026-04-01", r#"{ "withdrawn": ["partner"], "household": { "kind": "single" } }"#).await;
    world.state("2026-05-01", ANOTHER).await;
    world.advance("2026-05-20");
    let (payees, file) = world.pays("2026-05").await;
    assert_eq!(payees, ["applicant"], "April alone, and half of May");
    assert!(!file.contains(FORMER), "the account of the former partner is nobody else's");
    assert_eq!(world.account_missing().await, ["er is geen rekening bekend van de partner (melding 1)"]);

    // Of February the former partner is owed a half more, whoever is the partner today.
    world.pay_to("partner", NEW).await.unwrap();
    world.state("2026-02-02", r#"{ "applicant": { "incomes": [] } }"#).await;
    world.advance("2026-05-21");
    let (payees, file) = world.pays("2026-05").await;
    assert_eq!(payees, ["applicant", "partner", "partner-2"]);
    assert!(file.contains(FORMER) && file.contains(NEW), "each on an account of their own");

    // Of several the account is supplied by name.
    world.pay_to("partner-1", "NL02ABNA0123456789").await.unwrap();
    let titles = world.titles().await;
    let title = "Rekening vastgelegd van een eerdere of andere partner (partner-1)";
    assert!(titles.iter().any(|told| told == title), "{titles:?}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}
