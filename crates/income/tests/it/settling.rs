//! What a person decides is what is paid: after an objection that was upheld, and of a month that the rules leave open.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use uuid::Uuid;

use crate::world::{GRANTED, HERE, World};

const BY: (Role, &str) = (Role::IncomeConsultant, HERE);

impl World {
    /// The decision before fell: the right is assessed anew.
    pub async fn upheld(&self, words: &str) {
        let objection_id = Uuid::new_v4().to_string();
        self.send(&pb::AssessEntitlement { objection_id, ..self.assess(words) }).await;
    }

    async fn decided_from(&self, from_day: &str, cents: i64) -> Result<(), String> {
        let decided = self.decide_from(from_day, BY, Some(cents), None).await;
        decided.map_err(|status| {
            let refused = Refused::from_status(&status);
            refused.violations.first().map_or(refused.rule, |violation| violation.rule.clone())
        })
    }

    /// What a run of the month pays; released when it pays something.
    pub async fn paid(&self, month: &str) -> i64 {
        let run = self.start_run("anna", month, false).await.unwrap();
        let cents = self.run_at(&run, "ready").await.cents;
        self.approve("bert", &run).await.unwrap();
        self.release("carla", &run).await.unwrap();
        self.run_at(&run, "released").await;
        cents
    }

    pub async fn with_accounts(&self) {
        self.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
        self.set_paying_account().await;
    }
}

/// Denied for capital of which it turned out, upon objection, that it was another's: 1,000.00 a month from the report on 2 February
/// is 27 of 28 days of February and all of March, 5 % of which is kept. Of the same statements the rules go on saying that there is
/// no right.
#[rstest]
#[tokio::test]
async fn what_is_decided_after_an_objection_is_paid(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "objection paid").await else { return };
    world.send(&world.assess("capital=2500000")).await;
    world.upheld("capital=2500000").await;
    assert_eq!(world.decided_from("2025-10-31", 100_000).await, Err("earlier-44-5".into()));
    world.decided_from("", 100_000).await.unwrap();
    world.with_accounts().await;
    assert_eq!(world.paid("2026-03").await, 91_608 + 95_000);

    // Pay that is stated afterwards: nobody said what it means beside the decision.
    world.state_income("2026-04", 40_000).await.unwrap();
    world.advance("2026-04-14");
    world.worked_out("2026-04", false).await;
    let raised = world.signals().await;
    assert!(raised.iter().any(|one| one.starts_with("+month-not-calculated april 2026")), "{raised:?}");
    world.decided_from("", 60_000).await.unwrap();
    assert_eq!(world.paid("2026-04").await, 57_000);

    // Decided by the rules again, on facts that were put right: 1,401.50 from that day on.
    world.advance("2026-05-04");
    world.state("2026-05-01", r#"{"applicant": {"incomes": []}}"#).await;
    world.send(&world.assess("capital=0")).await;
    assert_eq!(world.entitlement().await.amount_cents, Some(140_150));
    assert_eq!(world.decided_from("", 60_000).await, Err("no-person-needed".into()));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// March was paid by the rules at 1,401.50; upon objection it should have been 1,500.00 from 1 March on.
#[rstest]
#[tokio::test]
async fn a_decision_after_an_objection_may_hold_from_an_earlier_day(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "objection from then").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.upheld("capital=0").await;
    for outside in ["2026-02-01", "2026-04-15"] {
        assert_eq!(world.decided_from(outside, 150_000).await, Err("holds-from".into()), "{outside}");
    }
    world.decided_from("2026-03-01", 150_000).await.unwrap();
    let found = world.entitlement().await;
    assert_eq!((found.from_day.as_str(), found.outcome().as_str_name()), ("2026-02-02", GRANTED));
    // (1,500.00 - 1,401.50) less 5 % over March, rounded by month.
    assert_eq!(world.paid("2026-04").await, 142_500 + (142_500 - 133_142));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// What is stated while a person decides anew tells of the days since the decision that fell, and of none before.
#[rstest]
#[tokio::test]
async fn facts_that_come_before_a_new_decision_leave_earlier_months(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "facts before anew").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.upheld("capital=0").await;
    world.upheld("capital=0 monthly_earnings=60000").await;
    world.decided_from("", 90_000).await.unwrap();
    world.worked_out("2026-04", false).await;
    assert_eq!(world.statements("2026-03").await.version, 1, "March was right");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// A right that is decided on anew runs: it ends, and what it comes to is settled.
#[rstest]
#[tokio::test]
async fn a_right_that_is_decided_on_anew_can_end(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "anew ends").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.upheld("capital=0").await;
    world.send(&world.end("2026-04-01")).await;
    assert_eq!(world.entitlement().await.until_day, "2026-03-31");
    assert!(world.story().await.entries.iter().any(|line| line.title == "Uitkering beëindigd"));
}

/// Too ill to report sooner: the right that the rules grant from 2 February starts on 15 January, as a consultant decides; from
/// the report on the rules go on. Three months back is the furthest.
#[rstest]
#[tokio::test]
async fn a_right_starts_before_the_report_where_circumstances_require_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "before report").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.with_accounts().await;
    assert_eq!(world.decided_from("2025-11-01", 120_000).await, Err("earlier-44-5".into()));
    assert_eq!(world.decided_from("2026-02-03", 120_000).await, Err("no-person-needed".into()));
    world.decided_from("2026-01-15", 120_000).await.unwrap();
    let found = world.entitlement().await;
    assert_eq!((found.from_day.as_str(), found.amount_cents), ("2026-01-15", Some(140_150)));
    // 1,200.00 a month over 17 of 31 days of January and 1 of 28 of February; 27 of 28 days of February and all of March by rule.
    let all = world.worked_out("2026-03", false).await.cents;
    let before = all - 128_388 - 133_142;
    assert!((62_500 + 4_070 - 5..=62_517 + 4_072 + 5).contains(&before), "{before}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// A right that was lost by a decision that fell was never lost: it goes on from the day it was lost.
#[rstest]
#[tokio::test]
async fn a_right_that_was_lost_wrongly_goes_on(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "lost wrongly").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-01");
    world.send(&world.assess("capital=2500000")).await;
    world.advance("2026-05-20");
    assert_eq!(world.worked_out("2026-05", false).await.cents, 0);
    world.upheld("capital=2500000").await;
    world.decided_from("", 100_000).await.unwrap();
    assert_eq!(world.entitlement().await.from_day, "2026-04-01");
    assert_eq!(world.paid("2026-05").await, 2 * 95_000, "April and May");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// A month that the rules cannot work out is no dead end: a consultant says what it comes to, from a day in it.
#[rstest]
#[tokio::test]
async fn a_month_that_stands_open_is_decided_by_a_person(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "open month decided").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.with_accounts().await;
    assert_eq!(world.decided_from("", 130_000).await, Err("no-person-needed".into()));
    world.earns_unjudged().await;
    // February of 27 of 28 days is paid all the same.
    assert_eq!(world.paid("2026-03").await, 128_388);
    let denied = world.decide(BY.0, BY.1, None, None).await.unwrap_err();
    assert_eq!(Refused::from_status(&denied).rule, "right-runs");
    for outside in ["2026-02-28", "2026-04-01"] {
        assert_eq!(world.decided_from(outside, 130_000).await, Err("month-open".into()), "{outside}");
    }
    world.decided_from("", 130_000).await.unwrap();
    world.advance("2026-04-14");
    assert_eq!(world.worked_out("2026-03", false).await.cents, 123_500);
    let settled = world.signals().await;
    assert!(settled.iter().any(|one| one.starts_with("-month-not-calculated maart 2026")), "{settled:?}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// A right that a person denied on 14 April pays its 13 days of April; what is stated of the days after it brings nothing back and
/// asks nobody, since there is nothing to decide on any more.
#[rstest]
#[tokio::test]
async fn what_is_stated_after_a_denial_is_not_paid(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "denied stays denied").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.send(&world.assess("")).await;
    world.decide(BY.0, BY.1, None, None).await.unwrap();
    world.state("2026-04-14", r#"{"capital": {"countable": 0}, "applicant": {"incomes": []}}"#).await;
    world.advance("2026-05-20");
    let run = world.worked_out("2026-05", false).await;
    assert_eq!((run.cents, run.open_cases), (57_695, 0));
    assert_eq!(world.faults().await, Vec::<String>::new());
    // An application anew is another right, from its own day.
    world.send(&world.assess("capital=0")).await;
    assert_eq!(world.entitlement().await.from_day, "2026-05-20");
    // 1,401.50 over 12 of 31 days is 542.52, of which 27.13 is kept.
    assert_eq!(world.worked_out("2026-05", false).await.cents, 57_695 + 51_539);
}

/// Their IOAW was refused, and they reported for assistance at once: the report for the IOAW counts, further back than
/// circumstances can let a right start.
#[rstest]
#[tokio::test]
async fn a_right_starts_at_the_report_for_a_scheme_that_was_refused(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "refused scheme").await else { return };
    world.send(&world.assess("capital=0")).await;
    assert_eq!(world.decided_from("2025-10-20", 100_000).await, Err("earlier-44-5".into()));
    let refused =
        r#"{ "application": { "refused_scheme_reported_on": "2025-10-20", "reported_at_once": true } }"#;
    world.state("2026-02-02", refused).await;
    world.decided_from("2025-10-20", 100_000).await.unwrap();
    world.with_accounts().await;
    // Of October 12 of 31 days, three months, and a day of February; then 1,401.50 a month by the rules. 5 % is kept of each.
    let earlier = 38_710 - 1_936 + 3 * 95_000 + 3_571 - 179;
    let later = 135_145 - 6_757 + 133_142;
    assert_eq!(world.paid("2026-03").await, earlier + later);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// What was stated at first from the report on holds no more once an earlier report counts and the household is told anew.
#[rstest]
#[tokio::test]
async fn what_is_known_since_an_earlier_report_holds_after_the_report_too(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "refused scheme, told anew").await else { return };
    world.send(&world.assess("other_income=40000")).await;
    let refused =
        r#"{ "application": { "refused_scheme_reported_on": "2025-10-20", "reported_at_once": true } }"#;
    world.state("2026-02-02", refused).await;
    world.send(&world.assess("capital=0")).await;
    assert_eq!(world.entitlement().await.from_day, "2025-10-20");
    world.with_accounts().await;
    // Of October 12 of 31 days, and two months of 1,369.06; then 1,401.50 a month. 5 % is kept of each.
    let year_before = 52_996 - 2_650 + 2 * (136_906 - 6_845);
    assert_eq!(world.paid("2026-03").await, year_before + 3 * 133_142);
    assert_eq!(world.faults().await, Vec::<String>::new());
}
