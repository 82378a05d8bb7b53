//! What keeps someone from a decision or from money reaches a person by name: a month that cannot be worked out, an
//! account that is missing, an application that asks a judgement.

use domain::Role;
use proto::common::v1::FactsFrom;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;
use tonic::Code;

use crate::world::{GRANTED, HERE, PERSON_DECIDES, World};

const IBAN: &str = "NL91ABNA0417164300";

impl World {
    /// `+` what was raised so far, `-` what was settled.
    pub async fn signals(&self) -> Vec<String> {
        let raised = self.told::<pb::SignalRaised>().await;
        let settled = self.told::<pb::SignalSettled>().await;
        let raised = raised.into_iter().map(|one| format!("+{} {}", one.kind, one.subject));
        raised.chain(settled.into_iter().map(|one| format!("-{} {}", one.kind, one.subject))).collect()
    }

    pub async fn worked_out(&self, month: &str, dry_run: bool) -> pb::Run {
        let run = self.start_run("anna", month, dry_run).await.unwrap();
        let ready = self.run_at(&run, "ready").await;
        if !dry_run {
            self.discard("bert", &run).await.unwrap();
            self.run_at(&run, "discarded").await;
        }
        ready
    }

    /// Pay of March, of which nobody judged whether a part is exempt: the month cannot be worked out.
    pub async fn earns_unjudged(&self) {
        let message = pb::StateIncomeRequest {
            case_id: self.case.to_string(),
            month: "2026-03".into(),
            who: "applicant".into(),
            kind: "earnings".into(),
            amount_cents: 10_000,
            ..Default::default()
        };
        self.client().state_income(self.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    }

    async fn advance_asked(&self, cents: i64) -> Result<i64, tonic::Status> {
        let message = pb::GrantAdvanceRequest {
            case_id: self.case.to_string(),
            cents: Some(cents),
            reasons: "Er is niets meer om van te leven.".into(),
        };
        let reply = self.client().grant_advance(self.by("anna", Role::IncomeConsultant, message)).await?;
        Ok(reply.into_inner().cents)
    }

    fn noted(&self, over: bool) -> pb::NoteApplication {
        let (case, facts) = (Some(self.case_ref()), self.assess("").facts);
        let (reported_on, applied_on) = ("2026-02-02".into(), "2026-02-02".into());
        pb::NoteApplication {
            case,
            reported_on,
            applied_on,
            over,
            facts: if over { Vec::new() } else { facts },
            ..Default::default()
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_month_that_cannot_be_worked_out_is_a_task_until_it_is(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "month open").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", IBAN).await.unwrap();
    world.set_paying_account().await;
    world.earns_unjudged().await;
    world.worked_out("2026-03", true).await;
    assert!(world.signals().await.is_empty(), "a dry run tells nothing");

    assert_eq!(world.worked_out("2026-03", false).await.open_cases, 1);
    let signals = world.signals().await;
    let [raised] = signals.as_slice() else { panic!("{signals:?}") };
    assert!(raised.starts_with("+month-not-calculated maart 2026: er ontbreekt"), "{raised}");
    world.worked_out("2026-03", false).await;
    assert_eq!(world.signals().await.len(), 1, "once");

    let judged = r#"{"applicant": {"hour_limited": false, "exemptions": {
        "months_of_n": 6, "with_wage_cost_subsidy": false}}}"#;
    world.state("2026-03-01", judged).await;
    assert_eq!(world.worked_out("2026-03", false).await.open_cases, 0);
    let over = raised.replacen('+', "-", 1);
    assert_eq!(world.signals().await, [raised.clone(), over]);
}

/// Own work of the applicant in a month, in euro cents.
async fn own_work(world: &World, month: &str, amount_cents: i64) {
    let message = pb::StateIncomeRequest {
        case_id: world.case.to_string(),
        month: month.into(),
        who: "applicant".into(),
        kind: "self-employment".into(),
        amount_cents,
        ..Default::default()
    };
    world.client().state_income(world.by("anna", Role::IncomeConsultant, message)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn own_work_over_the_bounds_of_the_policy_is_a_task(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let policy = r#"small_business = { most_hours = 20, most_yearly_profit_euros = 500, source = "Beleidsregel § 1" }"#;
    let Some(world) = World::with_income("2026-03-20", kind, "small business", policy).await else { return };
    world.send(&world.assess("capital=0")).await;
    world.pay_to("applicant", IBAN).await.unwrap();
    world.set_paying_account().await;
    let judged = r#"{"applicant": {"hour_limited": false, "exemptions": {
        "months_of_n": 6, "with_wage_cost_subsidy": false}}, "own_business": {"hours_a_week": 20}}"#;
    world.state("2026-02-02", judged).await;
    own_work(&world, "2026-03", 30_000).await;
    assert_eq!(world.worked_out("2026-03", false).await.open_cases, 0, "it is set off by itself");

    world.advance("2026-04-20");
    own_work(&world, "2026-04", 20_001).await;
    let run = world.worked_out("2026-04", false).await;
    assert_eq!(run.open_cases, 1);
    let told =
        world.differences(&run.run_id).await.into_iter().flat_map(|one| one.reasons).collect::<Vec<_>>();
    let told = told.join(" ");
    assert!(told.contains("het beleid laat hoogstens € 500,00 toe"), "{told}");
    let signals = world.signals().await;
    let [raised] = signals.as_slice() else { panic!("{signals:?}") };
    let because = "april 2026: een inkomensconsulent moet hierover oordelen (Beleidsregel § 1)";
    assert!(raised.starts_with(&format!("+month-not-calculated {because}")), "{raised}");
    own_work(&world, "2026-04", 20_000).await;
    assert_eq!(world.worked_out("2026-04", false).await.open_cases, 0);
    let over = raised.replacen('+', "-", 1);
    assert_eq!(world.signals().await, [raised.clone(), over]);
}

#[rstest]
#[tokio::test]
async fn money_without_an_account_is_a_task_until_there_is_one(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "no account").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.set_paying_account().await;
    assert_eq!(world.worked_out("2026-03", false).await.without_account, 1);
    let raised = "account-missing er is geen rekening bekend van de aanvrager (melding 1)";
    assert_eq!(world.signals().await, [format!("+{raised}")]);
    world.pay_to("applicant", IBAN).await.unwrap();
    world.worked_out("2026-03", false).await;
    assert_eq!(world.signals().await, [format!("+{raised}"), format!("-{raised}")]);
}

#[rstest]
#[tokio::test]
async fn an_advance_is_given_as_soon_as_an_application_is_there_and_no_longer_than_it_is(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-02-20", kind, "noted").await else { return };
    assert_eq!(world.advance_asked(90_000).await.unwrap_err().code(), Code::NotFound);
    world.send(&world.noted(false)).await;
    world.pay_to("applicant", IBAN).await.unwrap();
    world.set_paying_account().await;
    assert!(world.told::<pb::EntitlementDecided>().await.is_empty(), "nothing is decided by it");
    assert_eq!(world.advance_asked(90_000).await.unwrap(), 90_000);
    assert_eq!(world.worked_out("2026-02", false).await.cents, 90_000);

    world.send(&world.noted(true)).await;
    world.advance("2026-03-20");
    let refused = world.advance_asked(90_000).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition, "nothing is asked any more");
    world.send(&world.noted(false)).await;
    assert_eq!(world.advance_asked(90_000).await.unwrap(), 90_000);

    world.send(&world.assess("capital=0")).await;
    world.send(&world.noted(true)).await;
    assert_eq!(
        world.entitlement().await.outcome().as_str_name(),
        GRANTED,
        "what is noted later changes nothing"
    );
    assert_eq!(world.advance_asked(90_000).await.unwrap_err().code(), Code::FailedPrecondition);
}

#[rstest]
#[case::young("birth_date=2001-06-15 can_follow_education=no parents_cannot_support=no", PERSON_DECIDES)]
#[case::old("", GRANTED)]
#[tokio::test]
async fn who_is_young_and_searched_too_little_waits_for_a_person(
    #[case] words: &str,
    #[case] outcome: &str,
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "search").await else { return };
    let asked = world.assess(&format!("capital=0 {words}"));
    world.send(&pb::AssessEntitlement { search_result: "too-little".into(), ..asked }).await;
    let found = world.entitlement().await;
    assert_eq!(found.outcome().as_str_name(), outcome);
    let named = found.explanations.iter().any(|line| line.rule == "attitude-43-4");
    assert_eq!(named, outcome == PERSON_DECIDES);
}

#[rstest]
#[tokio::test]
async fn facts_that_speak_against_each_other_decide_nothing(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "contested").await else { return };
    let asked = world.assess("capital=0");
    world.send(&pb::AssessEntitlement { contested: vec!["capital".into()], ..asked }).await;
    let found = world.entitlement().await;
    assert_eq!(found.outcome().as_str_name(), PERSON_DECIDES);
    assert_eq!(found.missing_facts, ["capital"]);
    assert!(found.explanations.iter().any(|line| line.rule == "contested-53a"));
}

/// A pension stopped in the middle of February, as was stated in March: it counts until then, and not from then on.
#[rstest]
#[tokio::test]
async fn what_changed_after_the_report_holds_from_that_day(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "since report").await else { return };
    let since = |from_day: &str, words: &str| FactsFrom {
        from_day: from_day.into(),
        facts: world.assess(words).facts,
    };
    let had = since("2026-02-02", "capital=0 other_income=80000");
    let stopped = since("2026-02-16", "capital=0");
    let since_report = vec![had, stopped];
    world.send(&pb::AssessEntitlement { since_report, ..world.assess("capital=0") }).await;
    assert_eq!(world.entitlement().await.from_day, "2026-02-02");
    world.pay_to("applicant", IBAN).await.unwrap();
    world.set_paying_account().await;
    let found = world.worked_out("2026-03", false).await.cents;
    // Of February 13 of 28 days without the pension, and 14 with it; without it all along 27 days would be 1,283.88.
    let (march, after) = (133_142, 133_142 * 13 / 28);
    assert!((march + after + 1..march + 128_388).contains(&found), "{found}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_late_application_starts_where_a_person_says(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-06-02", kind, "late").await else { return };
    let asked = world.assess("capital=0");
    world.send(&pb::AssessEntitlement { applied_on: "2026-06-01".into(), ..asked }).await;
    let found = world.entitlement().await;
    assert_eq!(found.outcome().as_str_name(), PERSON_DECIDES);
    assert_eq!(found.explanations.last().unwrap().rule, "late-44-3");

    let decide = |from_day: &str| pb::DecideEntitlementRequest {
        case_id: world.case.to_string(),
        granted: true,
        amount_cents: Some(141_946),
        reasons: "Hij wachtte zonder reden.".into(),
        from_day: from_day.into(),
    };
    let mut client = pb::income_service_client::IncomeServiceClient::new(world.line());
    for wrong in ["2025-11-01", "2026-06-02"] {
        let refused =
            client.decide_entitlement(world.by("anna", Role::IncomeConsultant, decide(wrong))).await;
        assert_eq!(refused.err().unwrap().code(), Code::InvalidArgument, "{wrong}");
    }
    client
        .decide_entitlement(world.by("anna", Role::IncomeConsultant, decide("2026-06-01")))
        .await
        .map(drop)
        .unwrap();
    let found = world.entitlement_as(Role::IncomeConsultant, HERE).await.unwrap();
    assert_eq!((found.outcome().as_str_name(), found.from_day.as_str()), (GRANTED, "2026-06-01"));
}

/// States what is missing, from the first day that payment stands still.
async fn suspends(world: &World, more: &str) -> Result<(), tonic::Status> {
    let facts_json = format!(r#"{{ "conduct": {{ "suspension": {{ {more} }} }} }}"#);
    let (case_id, from_day) = (world.case.to_string(), "2026-03-01".into());
    let message = pb::StateFactsRequest { case_id, from_day, facts_json };
    world.client().state_facts(world.by("anna", Role::IncomeConsultant, message)).await.map(drop)
}

/// Data that were not given in time: the right ends from the first day that payment stood still, workflow hears it once, and
/// what was kept of the holiday allowance is paid out.
#[rstest]
#[tokio::test]
async fn a_right_that_is_withdrawn_has_ended(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "withdrawn").await else { return };
    world.send(&world.assess("capital=0")).await;
    let held = r#""culpable": true, "suspended_from": "2026-03-01", "repair_until": "2026-04-01""#;
    suspends(&world, held).await.unwrap();
    assert!(world.told::<pb::BenefitEnded>().await.is_empty(), "it only stands still");
    world.advance("2026-04-02");
    suspends(&world, r#""withdrawn": true"#).await.unwrap();
    suspends(&world, r#""withdrawn": true"#).await.unwrap();

    let days: Vec<_> =
        world.told::<pb::BenefitEnded>().await.into_iter().map(|event| event.from_day).collect();
    assert_eq!(days, ["2026-03-01"]);
    let found = world.entitlement_as(Role::IncomeConsultant, HERE).await.unwrap();
    assert_eq!(found.until_day, "2026-02-28");
    let why = found.explanations.last().unwrap();
    assert_eq!(why.source, "PW art. 54 lid 4");
    assert!(why.text.contains("gegevens kwamen niet op tijd"), "{}", why.text);
    world.paid_run("2026-04").await;
    let paid: Vec<_> = world.money().await.payments.into_iter().map(|one| (one.kind, one.cents)).collect();
    // 27 of 28 days of February; of which 5 % was kept until the end.
    assert_eq!(paid.iter().map(|(_, cents)| cents).sum::<i64>(), 135_145, "{paid:?}");
}

#[rstest]
#[tokio::test]
async fn a_suspension_is_a_decision_to_object_to_and_so_is_its_end(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "suspended").await else { return };
    world.send(&world.assess("capital=0")).await;
    let states = async |more: &str| suspends(&world, more).await;
    assert_eq!(states(r#""culpable": true"#).await.unwrap_err().code(), Code::InvalidArgument);
    let held = r#""culpable": true, "suspended_from": "2026-03-01", "repair_until": "2026-04-01""#;
    states(held).await.unwrap();
    states(held).await.unwrap();
    let early = states(r#""withdrawn": true"#).await.unwrap_err();
    assert_eq!(early.code(), Code::FailedPrecondition, "the term to put it right has not passed");
    states(r#""repaired_on": "2026-03-20""#).await.unwrap();
    let decided: Vec<_> = world.decisions().await.money;
    let titles: Vec<_> =
        decided.iter().map(|one| (one.kind.as_str(), one.title.as_str(), one.replaces)).collect();
    assert_eq!(
        titles,
        [
            ("suspension", "Uw betaling staat stil vanaf 1 maart 2026", 0),
            ("suspension", "Uw betaling gaat weer door, ook over de dagen vanaf 1 maart 2026", 1),
        ]
    );
    assert!(decided.iter().all(|one| one.objection_text.contains("bezwaar")));
}

/// That there is no partner any more is enough: nothing of who left is asked.
#[rstest]
#[tokio::test]
async fn who_is_alone_from_a_day_on_is_paid_alone(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "parted").await else { return };
    world.set_paying_account().await;
    world.send(&world.assess("household=couple partner_birth_date=1991-06-15 capital=0")).await;
    world.state("2026-03-01", r#"{"household": {"kind": "single"}}"#).await;
    assert_eq!(world.worked_out("2026-03", false).await.open_cases, 0);
    let months = world.money().await.months;
    let march = months.iter().find(|month| month.month == "2026-03").unwrap();
    assert_eq!(march.assistance_cents, 140_150, "of one alone");
}
