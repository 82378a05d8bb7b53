//! Measures that stand: what is stated beside them, what is open beside them, and the duty to learn Dutch (Participation Act
//! art. 18, 18b).

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;

use crate::world::World;

/// A broken duty of which a person decided that 30 percent goes off for so many months.
fn breach(duty: &str, first_month: &str, months: u32) -> String {
    format!(
        r#"{{ "duty": "{duty}", "committed_on": "2026-02-10", "first_month": "{first_month}", "blameless": false,
            "urgent_reasons": true, "tuned": {{ "percent": 30, "months": {months} }} }}"#
    )
}

/// Someone who was told on 1 February that assistance is lowered from March on.
const NOT_LEARNING: &str = r#"{ "conduct": { "language": { "suspected_on": "2025-11-03", "proved": false, "passed": false,
    "notified_on": "2026-02-01", "blameless": false, "first_month": "2026-03" } } }"#;

impl World {
    async fn breaks(&self, from: &str, breaches: &[String]) -> Result<(), Refused> {
        let facts = format!(r#"{{ "conduct": {{ "breaches": [{}] }} }}"#, breaches.join(","));
        self.knows_of(from, &facts).await
    }

    async fn knows_of(&self, from: &str, facts: &str) -> Result<(), Refused> {
        let message = pb::StateFactsRequest {
            case_id: self.case.to_string(),
            from_day: from.into(),
            facts_json: facts.into(),
        };
        let asked = self.client().state_facts(self.by("anna", Role::IncomeConsultant, message)).await;
        asked.map(drop).map_err(|status| Refused::from_status(&status))
    }

    async fn with_a_right(kind: Kind, test: &str) -> Option<Self> {
        let world = Self::on("2026-03-02", kind, test).await?;
        world.send(&world.assess("capital=0")).await;
        world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
        world.set_paying_account().await;
        Some(world)
    }

    /// Works the months out up to one, and says in which of them something goes off for conduct, with how much.
    async fn lowered(&self, day: &str, month: &str) -> Vec<(String, i64)> {
        self.advance(day);
        let run = self.start_run("anna", month, false).await.unwrap();
        self.run_at(&run, "ready").await;
        // The months stay as they were worked out.
        self.discard("bert", &run).await.unwrap();
        self.run_at(&run, "discarded").await;
        let months = self.money().await.months;
        let stands = |one: &&pb::MonthVersion| {
            !months.iter().any(|other| other.month == one.month && other.version > one.version)
        };
        let off = |one: &pb::MonthVersion| {
            let lowering = one.lines.iter().find(|line| line.kind == "lowering" && line.cents < 0)?;
            Some((one.month.clone(), lowering.cents))
        };
        months.iter().filter(stands).filter_map(off).collect()
    }
}

/// April is lowered by a decision of March; a duty that is broken in April is stated alone.
#[rstest]
#[tokio::test]
async fn a_measure_that_is_not_stated_again_stands(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values("2026-04-10", "2026-02-01")] from: &str,
) {
    let Some(world) = World::with_a_right(kind, "standing").await else { return };
    world.breaks("2026-03-02", &[breach("contact", "2026-03", 3)]).await.unwrap();
    world.advance("2026-04-10");
    world.breaks(from, &[breach("cooperation", "2026-06", 1)]).await.unwrap();
    let money = world.decisions().await.money;
    assert_eq!(money.iter().map(|one| (one.number, one.replaces)).collect::<Vec<_>>(), [(1, 0), (2, 0)]);
    let lowered = world.lowered("2026-06-20", "2026-06").await;
    let months: Vec<_> = lowered.iter().map(|(month, _)| month.as_str()).collect();
    assert_eq!(months, ["2026-03", "2026-04", "2026-05", "2026-06"]);

    world.knows_of("2026-06-20", r#"{ "withdrawn": ["conduct.breaches"] }"#).await.unwrap();
    assert_eq!(
        world.lowered("2026-06-21", "2026-06").await,
        lowered,
        "a decision ends a measure, and nothing else"
    );
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_suspicion_about_language_gives_no_measure_back(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::with_a_right(kind, "suspicion").await else { return };
    world.breaks("2026-03-02", &[breach("contact", "2026-03", 1)]).await.unwrap();
    let before = world.lowered("2026-03-20", "2026-03").await;
    assert_eq!(before.len(), 1);
    world
        .knows_of("2026-03-02", r#"{ "conduct": { "language": { "suspected_on": "2026-03-02" } } }"#)
        .await
        .unwrap();
    assert_eq!(world.lowered("2026-04-20", "2026-04").await, before);
    assert_eq!(world.decisions().await.money.len(), 1);
}

#[rstest]
#[tokio::test]
async fn of_two_parts_in_one_month_someone_says_how_they_go_together(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::with_a_right(kind, "together").await else { return };
    world.breaks("2026-03-02", &[breach("contact", "2026-03", 1)]).await.unwrap();
    let second = breach("cooperation", "2026-03", 1);
    let refused = world.breaks("2026-03-02", std::slice::from_ref(&second)).await.unwrap_err();
    assert_eq!(refused.violations[0].field, "facts_json.conduct.breaches[0].beside_another");
    assert_eq!(world.decisions().await.money.len(), 1, "nothing was decided");
    let one = world.lowered("2026-03-20", "2026-03").await;
    let beside = second.replace(r#""blameless""#, r#""beside_another": true, "blameless""#);
    world.breaks("2026-03-02", &[beside]).await.unwrap();
    let both = world.lowered("2026-03-21", "2026-03").await;
    assert!((2 * one[0].1 - both[0].1).abs() <= 1, "30 and 30 percent of one norm: {one:?} {both:?}");
}

/// The first month that is stated is the decision: it names the six months of the first step, and no other is lowered.
#[rstest]
#[tokio::test]
async fn the_language_duty_lowers_by_a_decision_that_can_be_objected_to(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::with_a_right(kind, "language").await else { return };
    let open = NOT_LEARNING.replace(r#""blameless": false"#, r#""blameless": null"#);
    let refused = world.knows_of("2026-03-02", &open).await.unwrap_err();
    assert_eq!(refused.violations[0].field, "facts_json.conduct.language.blameless");
    world.knows_of("2026-03-02", NOT_LEARNING).await.unwrap();
    let money = world.decisions().await.money;
    assert_eq!((money.len(), money[0].kind.as_str(), money[0].against.as_str()), (1, "measure", "measure"));
    assert!(
        money[0].title.starts_with("Bijstand verlaagd (maatregel 1): Nederlands leren"),
        "{}",
        money[0].title
    );
    assert!(money[0].explanations.iter().any(|why| why.text.contains("augustus 2026: 20 % van de norm")));
    assert_eq!(money[0].objection_until, "2026-04-13");
    let told: Vec<pb::MoneyDecided> = world.told().await;
    assert_eq!((told[0].matter.as_str(), told[0].number), ("measure", 1));
    let lowered = world.lowered("2026-09-20", "2026-09").await;
    let months: Vec<_> = lowered.iter().map(|(month, _)| month.as_str()).collect();
    assert_eq!(months, ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]);

    assert_eq!(world.reverse(1, "measure", 1).await, "");
    assert_eq!(world.lowered("2026-09-21", "2026-09").await, []);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

const KIND: &str = "measure-review";

impl World {
    /// What was raised and what was settled: subject and last day, and subjects.
    async fn reviews(&self) -> (Vec<(String, String)>, Vec<String>) {
        let raised: Vec<pb::SignalRaised> = self.told().await;
        let settled: Vec<pb::SignalSettled> = self.told().await;
        let raised = raised.into_iter().filter(|one| one.kind == KIND).map(|one| (one.subject, one.due_on));
        (
            raised.collect(),
            settled.into_iter().filter(|one| one.kind == KIND).map(|one| one.subject).collect(),
        )
    }

    async fn asks_for_reviews(&self, count: usize) {
        let all = || async { self.reviews().await.0.len() == count };
        testkit::eventually("who decides is told", all).await;
    }
}

/// Decided on 2 March for half a year: three months are over on 2 June. Without a policy that says how many days ahead, who
/// decides is told on that day.
#[rstest]
#[tokio::test]
async fn a_lowering_that_goes_on_is_reconsidered(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::with_a_right(kind, "review").await else { return };
    world.breaks("2026-03-02", &[breach("contact", "2026-03", 8)]).await.unwrap();
    world.advance("2026-06-01");
    assert_eq!(world.reviews().await, (vec![], vec![]), "its last day is to come");
    world.advance("2026-06-02");
    world.asks_for_reviews(1).await;
    assert_eq!(world.reviews().await.0, [("measure-1-2026-06-02".into(), "2026-06-02".into())]);
    let titles = world.titles().await;
    assert!(titles.iter().any(|title| title.starts_with("Een verlaging moet opnieuw")), "{titles:?}");

    let less = breach("contact", "2026-03", 7);
    world.breaks("2026-03-02", &[less]).await.unwrap();
    assert_eq!(world.reviews().await.1, ["measure-1-2026-06-02"], "a new decision");
    world.advance("2026-09-02");
    world.asks_for_reviews(2).await;
    assert_eq!(world.reviews().await.0[1], ("measure-1-2026-09-02".into(), "2026-09-02".into()));
}

/// A lowering that is over before the term is, is not looked at again; of the language duty the next step is decided on.
#[rstest]
#[tokio::test]
async fn the_next_step_of_the_language_duty_is_asked_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::with_a_right(kind, "next step").await else { return };
    world.breaks("2026-03-02", &[breach("contact", "2026-03", 1)]).await.unwrap();
    world.knows_of("2026-04-01", &NOT_LEARNING.replace("2026-03\"", "2026-04\"")).await.unwrap();
    world.advance("2026-09-29");
    assert_eq!(world.reviews().await, (vec![], vec![]));
    world.advance("2026-09-30");
    world.asks_for_reviews(1).await;
    assert_eq!(world.reviews().await.0, [("measure-2-2026-09-30".into(), "2026-09-30".into())]);
    let next = r#"{ "duty": "language", "committed_on": "2026-02-01", "first_month": "2026-10", "blameless": false,
        "urgent_reasons": false }"#;
    world.breaks("2026-09-30", &[next.into()]).await.unwrap();
    assert_eq!(world.reviews().await.1, ["measure-2-2026-09-30"]);
    let money = world.decisions().await.money;
    assert!(money[2].explanations.iter().any(|why| why.text.contains("oktober 2026: 40 % van de norm")));
    let lowered = world.lowered("2026-10-20", "2026-10").await;
    assert_eq!(lowered.len(), 8, "March, and April up to October: {lowered:?}");
}

/// The same duty broken again within a year is lowered for over two months. What the second one rests on falls after an objection.
#[rstest]
#[tokio::test]
async fn what_was_a_repetition_of_a_measure_that_fell_is_decided_on_anew(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let ordinance = "[[other_measures]]\nduty = \"cooperation\"\npercent = 20\nmonths = 1\nrepeat_months = 2";
    let ordinance = format!("{ordinance}\nsource = \"verordening\"\n");
    let opened = World::with_income("2026-03-02", kind, "repetition", &ordinance).await;
    let Some(world) = opened else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
    world.set_paying_account().await;
    let broke = |committed: &str, first: &str| {
        format!(
            r#"{{ "duty": "cooperation", "committed_on": "{committed}", "first_month": "{first}", "blameless": false,
                "urgent_reasons": false }}"#
        )
    };
    world.breaks("2026-03-02", &[broke("2026-02-10", "2026-03")]).await.unwrap();
    world.advance("2026-05-04");
    let again = broke("2026-04-20", "2026-06");
    world.breaks("2026-05-04", std::slice::from_ref(&again)).await.unwrap();
    let decided = || async {
        let money = world.decisions().await.money;
        money.iter().map(|one| (one.number, one.replaces)).collect::<Vec<_>>()
    };
    assert_eq!(decided().await, [(1, 0), (2, 0)]);

    world.advance("2026-05-20");
    assert_eq!(world.reverse(1, "measure", 1).await, "");
    let about = "maatregel 2 hangt samen met een eerdere maatregel, en die is met besluit over geld 3 gewijzigd of vervallen: \
         beslis opnieuw over maatregel 2";
    let (raised, settled) = world.reviews().await;
    assert_eq!((raised, settled), (vec![(about.to_owned(), String::new())], vec![]));
    let titles = world.titles().await;
    assert!(titles.iter().any(|title| title.starts_with("Een verlaging moet opnieuw")), "{titles:?}");
    world.breaks("2026-05-04", &[again]).await.unwrap();
    assert_eq!(decided().await, [(1, 0), (2, 0), (3, 1), (4, 2)], "stated again it is decided anew");
    assert_eq!(world.reviews().await.1, [about]);
    let lowered = world.lowered("2026-07-20", "2026-07").await;
    assert_eq!(lowered.iter().map(|(month, _)| month.as_str()).collect::<Vec<_>>(), ["2026-06"]);
    assert_eq!(world.faults().await, Vec::<String>::new());
}
