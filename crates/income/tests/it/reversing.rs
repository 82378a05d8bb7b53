//! A decision about money that was reversed after an objection (WF-10): corrected by new lines, told, and done once.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;
use uuid::Uuid;

use crate::world::World;

const BREACH: &str = r#"{ "conduct": { "breaches": [{ "duty": "contact", "committed_on": "2026-02-10",
    "applied_on": "2026-03-02", "first_month": "2026-03", "blameless": false, "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 } }] } }"#;

impl World {
    pub async fn owes(&self, kind: &str, article: &str, cents: i64) -> String {
        let message = pb::DecideDebtRequest {
            case_id: self.case.to_string(),
            kind: kind.into(),
            cents,
            month: "2026-02".into(),
            article: article.into(),
            reasons: "Zo is besloten.".into(),
            ..Default::default()
        };
        let request = self.by("anna", Role::IncomeConsultant, message);
        self.client().decide_debt(request).await.unwrap().into_inner().debt_id
    }

    /// Workflow asks to correct what a decision did; the rule of the answer, empty when it was corrected.
    pub async fn reverse(&self, objection: u128, against: &str, decision: u32) -> String {
        let objection_id = Uuid::from_u128(objection).to_string();
        let message = pb::ReverseDecision {
            case: Some(self.case_ref()),
            objection_id: objection_id.clone(),
            against: against.into(),
            decision,
            notified_on: "2026-03-02".into(),
        };
        self.send(&message).await;
        let done = self.told::<pb::DecisionReversed>().await;
        if done.iter().any(|one| one.objection_id == objection_id) {
            return String::new();
        }
        let not = self.told::<pb::DecisionNotReversed>().await;
        not.into_iter().rfind(|one| one.objection_id == objection_id).unwrap().rule
    }

    pub async fn figures(&self, id: &str) -> (i64, Option<i64>) {
        let debts = self.money().await.debts;
        let debt = debts.into_iter().find(|debt| debt.debt_id == id).unwrap();
        (debt.remaining_cents, debt.instalment_cents)
    }
}

#[rstest]
#[tokio::test]
async fn a_fine_that_falls_is_owed_no_more_and_what_was_paid_off_comes_back(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "reversed fine").await else { return };
    world.paid_run("2026-03").await;
    world.fine_is_known().await;
    let fine = world.owes("fine", "18a lid 1", 9_000).await;
    let recovery = world.owes("recovery", "58 lid 1", 5_000).await;
    let message = pb::SetInstalmentRequest {
        case_id: world.case.to_string(),
        debt_id: fine.clone(),
        cents: 7_000,
        reasons: "Zo is het afgesproken.".into(),
        ..Default::default()
    };
    world.client().set_instalment(world.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    // The 70.00 of the fine that was agreed; what a breach gave goes off by itself, and 0.07 of the room is left for it.
    assert_eq!(world.run_at(&run, "ready").await.cents, 133_142 - 7_007);
    assert_eq!(world.figures(&recovery).await, (4_993, None));
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;

    assert_eq!(world.reverse(1, "fine", 0).await, "", "the only fine");
    assert_eq!(world.figures(&fine).await, (0, None));
    assert_eq!(world.money().await.payable_cents, 7_000, "what was paid off is owed to the client");
    assert_eq!(world.figures(&recovery).await.0, 4_993, "another debt stands");
    let postings = world.money().await.postings.len();
    assert_eq!(world.reverse(1, "fine", 0).await, "", "asked again it is answered again");
    assert_eq!(world.money().await.postings.len(), postings, "and nothing is posted twice");
    assert_eq!(world.reverse(2, "fine", 0).await, "nothing-to-reverse");

    world.advance("2026-05-14");
    let run = world.start_run("anna", "2026-05", false).await.unwrap();
    assert_eq!(
        world.run_at(&run, "ready").await.cents,
        133_142 + 7_000 - 4_993,
        "all that is left of the other goes off by itself"
    );
    let titles = world.titles().await;
    assert!(titles.iter().any(|title| title.starts_with("Na bezwaar vervalt een schuld")), "{titles:?}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn the_number_says_which_of_two_debts_and_without_it_a_person_does(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "two debts").await else { return };
    world.paid_run("2026-03").await;
    let first = world.owes("recovery", "58 lid 1", 5_000).await;
    let second = world.owes("loan", "48 lid 2", 4_000).await;
    assert_eq!(world.reverse(1, "recovery", 0).await, "decision-unclear");
    assert_eq!(world.reverse(1, "recovery", 9).await, "nothing-to-reverse");
    assert_eq!(world.reverse(1, "recovery", 2).await, "");
    assert_eq!((world.figures(&first).await.0, world.figures(&second).await.0), (5_000, 0));
    assert_eq!(world.reverse(2, "recovery", 2).await, "nothing-to-reverse", "it was reversed before");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_measure_that_falls_is_paid_out_with_the_next_run(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "reversed measure").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    assert_eq!(world.reverse(9, "measure", 0).await, "nothing-to-reverse");
    let message = pb::StateFactsRequest {
        case_id: world.case.to_string(),
        from_day: "2026-03-01".into(),
        facts_json: BREACH.into(),
    };
    world.client().state_facts(world.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    world.advance("2026-03-20");
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    let lowered = world.run_at(&run, "ready").await.cents;
    let whole = 135_145 - 6_757 + 133_142;
    assert!(lowered < whole, "{lowered}");
    world.approve("bert", &run).await.unwrap();
    world.release("carla", &run).await.unwrap();
    world.run_at(&run, "released").await;

    assert_eq!(world.reverse(1, "measure", 0).await, "");
    assert_eq!(world.reverse(1, "measure", 0).await, "");
    assert_eq!(world.reverse(2, "measure", 0).await, "nothing-to-reverse", "it is withdrawn");
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    assert_eq!(
        world.run_at(&run, "ready").await.cents,
        133_142 + whole - lowered,
        "April, and what was taken"
    );
    let march = world.money().await.months.into_iter().filter(|month| month.month == "2026-03").count();
    assert_eq!(march, 2, "the lowered month stays on record beside its correction");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// Two broken duties for which assistance is lowered by decisions of one day: March and April.
const TWO: &str = r#"{ "conduct": { "breaches": [
    { "duty": "contact", "committed_on": "2026-02-10", "applied_on": "2026-03-02", "first_month": "2026-03",
      "blameless": false, "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 } },
    { "duty": "cooperation", "committed_on": "2026-02-10", "applied_on": "2026-03-02", "first_month": "2026-04",
      "blameless": false, "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 } }] } }"#;

#[rstest]
#[tokio::test]
async fn of_two_measures_of_one_day_the_number_says_which(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "two measures").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let state = async |facts: String| {
        let message = pb::StateFactsRequest {
            case_id: world.case.to_string(),
            from_day: "2026-02-02".into(),
            facts_json: facts,
        };
        world.client().state_facts(world.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    };
    state(TWO.into()).await.unwrap();
    state(TWO.into()).await.unwrap();
    let money = world.decisions().await.money;
    let told: Vec<_> = money.iter().map(|one| (one.number, one.kind.as_str(), one.replaces)).collect();
    assert_eq!(told, [(1, "measure", 0), (2, "measure", 0)], "said twice it is decided once");
    assert!(money.iter().all(|one| one.objection_until == "2026-04-13" && !one.explanations.is_empty()));
    assert!(money[1].title.starts_with("Bijstand verlaagd (maatregel 2): meewerken"), "{}", money[1].title);
    let nobody = TWO.replace(r#""duty": "contact""#, r#""measure": 7, "duty": "contact""#);
    let refused = service::Refused::from_status(&state(nobody).await.unwrap_err());
    assert_eq!(refused.violations[0].rule, "measure-known", "{refused:?}");

    assert_eq!(world.reverse(1, "measure", 0).await, "decision-unclear");
    assert_eq!(world.reverse(1, "measure", 3).await, "nothing-to-reverse");
    assert_eq!(world.reverse(1, "measure", 2).await, "");
    assert_eq!(world.reverse(2, "measure", 2).await, "nothing-to-reverse", "it is withdrawn");
    let money = world.decisions().await.money;
    assert_eq!((money[2].replaces, money[2].kind.as_str()), (2, "measure"));
    assert!(money[2].title.starts_with("Verlaging vervallen (maatregel 2)"), "{}", money[2].title);
    world.advance("2026-04-14");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    world.run_at(&run, "ready").await;
    let months = world.money().await.months;
    let lowered = |month: &str| {
        let stands = months.iter().rfind(|one| one.month == month).unwrap();
        stands.lines.iter().any(|line| line.kind == "lowering")
    };
    assert!(lowered("2026-03") && !lowered("2026-04"), "March only");
    assert_eq!(world.reverse(3, "measure", 0).await, "", "one is left of that day");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// Payment stood still over March; the decision falls in April: March is paid with it, and who objected is told.
#[rstest]
#[tokio::test]
async fn a_suspension_that_falls_is_lifted_and_what_stood_still_is_paid(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "reversed suspension").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    assert_eq!(world.reverse(9, "suspension", 0).await, "nothing-to-reverse");
    world.suspends("2026-03-31", "").await;
    let told: Vec<pb::MoneyDecided> = world.told().await;
    assert_eq!(
        (told[0].matter.as_str(), told[0].number, told[0].decided_by.as_str()),
        ("suspension", 1, "anna")
    );
    world.advance("2026-04-14");
    let stands = world.decisions().await.money;
    assert_eq!((stands[0].against.as_str(), stands[0].objection_until.is_empty()), ("suspension", false));

    assert_eq!(world.reverse(1, "suspension", 7).await, "nothing-to-reverse");
    assert_eq!(world.reverse(2, "suspension", 1).await, "");
    assert_eq!(world.reverse(2, "suspension", 1).await, "", "asked again it is answered again");
    assert_eq!(world.reverse(3, "suspension", 1).await, "nothing-to-reverse", "it was lifted");
    let money = world.decisions().await.money;
    assert_eq!((money.len(), money[1].replaces, money[1].kind.as_str()), (2, 1, "suspension"));
    assert!(money[1].title.starts_with("Uw betaling gaat weer door"), "{}", money[1].title);
    assert!(money[1].objection_until.is_empty() && money[1].against.is_empty(), "the court judges it");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    assert_eq!(
        world.run_at(&run, "ready").await.cents,
        135_145 - 6_757 + 2 * 133_142,
        "February, March and April"
    );
    let told: Vec<pb::MoneyDecided> = world.told().await;
    assert_eq!(told.len(), 1, "what an objection brought about is no decision to object to");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// An objection that no number came with is against the suspension of its day, not against the one that stands since.
#[rstest]
#[tokio::test]
async fn a_suspension_that_was_lifted_before_lifts_no_later_one(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "two suspensions").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.suspends("2026-03-31", "").await;
    world.advance("2026-03-10");
    world.suspends("2026-03-31", r#", "repaired_on": "2026-03-10""#).await;
    world.advance("2026-04-14");
    let again = r#"{ "withdrawn": ["conduct.suspension.repaired_on"], "conduct": { "suspension": { "culpable": true,
        "suspended_from": "2026-04-14", "repair_until": "2026-04-30" } } }"#;
    world.state("2026-04-14", again).await;
    assert_eq!(world.decisions().await.money.len(), 3);
    assert_eq!(world.reverse(1, "suspension", 0).await, "nothing-to-reverse");
    assert_eq!(world.decisions().await.money.len(), 3, "it stands");
    assert_eq!(world.reverse(2, "suspension", 3).await, "", "by its number it is lifted");
}

/// The right was withdrawn since: a person sees what becomes of it.
#[rstest]
#[tokio::test]
async fn a_suspension_that_ended_in_withdrawal_is_for_a_person(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "withdrawn suspension").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.suspends("2026-03-15", "").await;
    world.advance("2026-03-16");
    world.suspends("2026-03-15", r#", "withdrawn": true"#).await;
    assert_eq!(world.reverse(1, "suspension", 1).await, "right-withdrawn");
    let told: Vec<pb::MoneyDecided> = world.told().await;
    let matters: Vec<_> = told.iter().map(|one| (one.matter.as_str(), one.number)).collect();
    assert_eq!(matters, [("suspension", 1), ("ending", 2)]);
}
