//! A fine is that of the rule; above the amount of law it asks a report, a hearing and a second person.

use domain::Role;
use proto::income::v1 as pb;
use proto::terms::v1::case_term_service_client::CaseTermServiceClient;
use proto::terms::v1::{GetCaseTermsRequest, LegalTerm};
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use tonic::{Code, Status};

use crate::world::World;

impl World {
    async fn fined(&self, user: &str, cents: i64) -> Result<(), Status> {
        let message = pb::DecideDebtRequest {
            case_id: self.case.to_string(),
            kind: "fine".into(),
            cents,
            month: "2026-02".into(),
            article: "18a lid 1".into(),
            reasons: "Inkomsten zijn verzwegen.".into(),
            ..Default::default()
        };
        self.client().decide_debt(self.by(user, Role::IncomeConsultant, message)).await.map(drop)
    }

    async fn knows(&self, too_much: i64) {
        let facts_json = format!(
            r#"{{ "conduct": {{ "fine": {{ "too_much": {too_much}, "blame": "normal", "committed_on": "2025-12-01",
                "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true }} }},
                "recovery": {{ "norm": 141946 }} }}"#
        );
        self.state("2026-03-02", &facts_json).await;
    }

    async fn reports(&self, user: &str, role: Role, heard_on: &str) -> Result<(), Status> {
        let message = pb::ReportBreachRequest {
            case_id: self.case.to_string(),
            committed_on: "2025-12-01".into(),
            heard_on: heard_on.into(),
            reasons: "Er kwam loon binnen dat niet is gemeld.".into(),
        };
        self.client().report_breach(self.by(user, role, message)).await.map(drop)
    }
}

fn rule(answer: Result<(), Status>) -> String {
    let refused = Refused::from_status(&answer.unwrap_err());
    refused.violations.first().map_or(refused.rule, |violation| violation.rule.clone())
}

#[rstest]
#[tokio::test]
async fn a_fine_is_that_of_the_rule_and_a_higher_one_asks_two_people(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "fines").await else { return };
    world.send(&world.assess("capital=0")).await;
    assert_eq!(rule(world.fined("anna", 9_000).await), "fine-18a", "facts are missing");
    world.knows(18_000).await;
    assert_eq!(rule(world.fined("anna", 99_999_900).await), "fine-18a");
    world.fined("anna", 9_000).await.unwrap();

    // Half of 1,000.00 is above 340.00.
    world.knows(100_000).await;
    assert_eq!(rule(world.fined("anna", 50_000).await), "fine-report-5-53");
    assert_eq!(rule(world.reports("anna", Role::IncomeConsultant, "2026-03-21").await), "day-ahead");
    let refused = world.reports("anna", Role::ReintegrationConsultant, "2026-03-02").await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    world.reports("anna", Role::IncomeConsultant, "2026-03-02").await.unwrap();
    assert_eq!(rule(world.fined("anna", 50_000).await), "second-person-10-3");
    world.fined("bert", 50_000).await.unwrap();
    assert_eq!(rule(world.fined("bert", 50_000).await), "fine-report-5-53", "a report is for one fine");
    let mut owed: Vec<_> = world.money().await.debts.iter().map(|debt| debt.cents).collect();
    owed.sort_unstable();
    assert_eq!(owed, [9_000, 50_000]);
}

impl World {
    async fn terms(&self, on_day: &str) -> Vec<String> {
        let message = GetCaseTermsRequest { case_id: self.case.to_string(), on_day: on_day.into() };
        let request = self.by("quinn", Role::QualityOfficer, message);
        let found =
            CaseTermServiceClient::new(self.line()).get_case_terms(request).await.unwrap().into_inner();
        let text = |term: &LegalTerm| format!("{} {} {}", term.kind, term.state, term.due_on);
        found.terms.iter().map(text).collect()
    }

    async fn fine_signals<M: prost::Message + prost::Name + Default>(
        &self,
        kind: impl Fn(&M) -> &str,
    ) -> usize {
        let told: Vec<M> = self.told().await;
        told.iter().filter(|told| kind(told) == "fine-term-near").count()
    }
}

/// Reported on 2 March: thirteen weeks are over on 1 June. Without a policy that says how many days ahead, the warning comes on
/// that day.
#[rstest]
#[tokio::test]
async fn who_decides_on_a_fine_is_warned_and_its_terms_are_told_as_they_were_known(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "fine_terms").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.knows(100_000).await;
    world.reports("anna", Role::IncomeConsultant, "2026-03-02").await.unwrap();
    assert_eq!(world.terms("").await, ["fine-decision running 2026-06-01"]);
    assert_eq!(world.fine_signals(|told: &pb::SignalRaised| &told.kind).await, 0);

    world.advance("2026-06-01");
    let warned = || async { world.fine_signals(|told: &pb::SignalRaised| &told.kind).await == 1 };
    testkit::eventually("who decides is warned", warned).await;
    let raised: Vec<pb::SignalRaised> = world.told().await;
    let raised = raised.iter().find(|raised| raised.kind == "fine-term-near").unwrap();
    assert_eq!(raised.due_on, "2026-06-01");
    world.fined("bert", 50_000).await.unwrap();
    assert_eq!(world.fine_signals(|told: &pb::SignalSettled| &told.kind).await, 1);

    // Six weeks to pay (Awb art. 4:87).
    assert_eq!(world.terms("").await, ["fine-decision ended 2026-06-01", "payment running 2026-07-13"]);
    assert_eq!(world.terms("2026-05-19").await, ["fine-decision running 2026-06-01"]);
}

impl World {
    async fn breached(&self, too_much: i64, committed_on: &str) {
        let facts_json = format!(
            r#"{{ "conduct": {{ "fine": {{ "too_much": {too_much}, "blame": "normal", "committed_on": "{committed_on}",
                "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true }} }},
                "recovery": {{ "norm": 141946 }} }}"#
        );
        self.state("2026-03-02", &facts_json).await;
    }

    async fn warned(&self, role: Role) -> Result<(), Status> {
        let message = pb::WarnOfBreachRequest {
            case_id: self.case.to_string(),
            reasons: "Het is de eerste keer, en er is niets te veel betaald.".into(),
        };
        self.client().warn_of_breach(self.by("anna", role, message)).await.map(drop)
    }

    async fn takes_warning_back(&self, role: Role, decision: u32) -> Result<(), Status> {
        let (case_id, reasons) = (self.case.to_string(), "Zij had het wel gemeld.".into());
        let message = pb::WithdrawWarningRequest { case_id, decision, reasons };
        self.client().withdraw_warning(self.by("anna", role, message)).await.map(drop)
    }
}

/// Of a breach since 2026 the category is not known: the share by blame and what can be paid bound the fine.
#[rstest]
#[tokio::test]
async fn a_fine_that_a_person_sets_is_bounded_by_law(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "fine_ceiling").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.breached(40_000, "2026-02-10").await;
    assert_eq!(rule(world.fined("bert", 20_001).await), "fine-18a", "half of what was too much");
    assert_eq!(rule(world.fined("bert", 20_000).await), "fine-report-5-53");
    world.breached(1_000_000, "2026-02-10").await;
    assert_eq!(rule(world.fined("bert", 85_165).await), "fine-18a", "a year of 70.97");
    assert_eq!(rule(world.fined("bert", 85_164).await), "fine-report-5-53");
}

/// A warning is a decision: it stands among them, and the rule reads it when the duty is broken again.
#[rstest]
#[tokio::test]
async fn a_warning_is_decided_and_the_next_breach_gets_none(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "warning").await else { return };
    world.send(&world.assess("capital=0")).await;
    assert_eq!(rule(world.warned(Role::IncomeConsultant).await), "fine-18a", "facts are missing");
    world.breached(20_000, "2025-12-01").await;
    assert_eq!(
        rule(world.warned(Role::IncomeConsultant).await),
        "fine-18a-warning",
        "too much for a warning"
    );
    world.breached(0, "2025-12-01").await;
    let refused = world.warned(Role::ReintegrationConsultant).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    world.warned(Role::IncomeConsultant).await.unwrap();
    assert_eq!(rule(world.warned(Role::IncomeConsultant).await), "warning-known");
    assert_eq!(rule(world.fined("bert", 10_000).await), "warning-known", "not both for one breach");

    let money = world.decisions().await.money;
    assert_eq!(
        (money.len(), money[0].kind.as_str(), money[0].against.as_str()),
        (1, "warning", "other-money")
    );
    assert_eq!(money[0].objection_until, "2026-05-01");
    assert_eq!(money[0].title, "Waarschuwing, en geen boete: inlichtingen niet gegeven op 1 december 2025");
    assert!(money[0].explanations.iter().any(|why| why.text.starts_with("Het is de eerste keer")));
    let told: Vec<pb::MoneyDecided> = world.told().await;
    assert_eq!(told[0].number, 1);

    world.advance("2026-05-20");
    world.breached(0, "2026-05-01").await;
    assert_eq!(
        rule(world.warned(Role::IncomeConsultant).await),
        "fine-18a-warning",
        "there was one in the two years before"
    );
}

/// A warning that was withdrawn, or that fell after an objection, is none before the next breach.
#[rstest]
#[tokio::test]
async fn a_warning_that_fell_counts_for_no_later_breach(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(true, false)] by_objection: bool,
) {
    let Some(world) = World::on("2026-03-20", kind, "warning_fell").await else { return };
    world.send(&world.assess("capital=0")).await;
    world.breached(0, "2025-12-01").await;
    world.warned(Role::IncomeConsultant).await.unwrap();
    if by_objection {
        assert_eq!(world.reverse(1, "other-money", 0).await, "decision-unclear", "nobody says which");
        assert_eq!(world.reverse(2, "other-money", 1).await, "");
        assert_eq!(world.reverse(2, "other-money", 1).await, "", "asked again it is answered again");
        assert_eq!(world.reverse(3, "other-money", 1).await, "nothing-to-reverse");
    } else {
        let refused = world.takes_warning_back(Role::ReintegrationConsultant, 1).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        world.takes_warning_back(Role::IncomeConsultant, 1).await.unwrap();
        assert_eq!(rule(world.takes_warning_back(Role::IncomeConsultant, 1).await), "warning-stands");
    }
    let money = world.decisions().await.money;
    assert_eq!((money.len(), money[1].kind.as_str(), money[1].replaces), (2, "warning-fell", 1));
    assert_eq!(money[1].title, "Waarschuwing vervallen: inlichtingen niet gegeven op 1 december 2025");

    world.advance("2026-05-20");
    world.breached(0, "2026-05-01").await;
    world.warned(Role::IncomeConsultant).await.unwrap();
}
