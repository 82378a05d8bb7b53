//! Nobody decides before the steps are shown that the policy asks (WF-4).

use domain::Role;
use proto::income::v1 as pb;
use proto::workflow::v1::StepsShown;
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use tonic::Status;

use crate::grants::{WORK, subsidy};
use crate::recourse::PARENT;
use crate::world::{HERE, World};

const STEPS: &str = r#"
[[work_processes]]
decision = "entitlement"
steps = [{ key = "intake", label = "Houd de intake.", proof = "intake-completed" }]
source = "keuze bij inrichting"

[[work_processes]]
decision = "measure"
steps = [
  { key = "blame", label = "Weeg de verwijtbaarheid.", proof = "recorded" },
  { key = "tone", label = "Blijf rustig." },
]
source = "keuze bij inrichting"

[[work_processes]]
decision = "fine"
steps = [{ key = "heard", label = "Hoor de cliënt.", proof = "recorded" }]
source = "keuze bij inrichting"

[[work_processes]]
decision = "recourse"
steps = [{ key = "means", label = "Bereken wat de ander kan betalen.", proof = "recorded" }]
source = "keuze bij inrichting"

[[work_processes]]
decision = "write-off"
steps = [{ key = "looked-along", label = "Laat een collega meekijken.", proof = "recorded" }]
source = "keuze bij inrichting"

[[work_processes]]
decision = "grant"
steps = [{ key = "needed", label = "Ga na of het nodig is.", proof = "recorded" }]
source = "keuze bij inrichting"

[[work_processes]]
decision = "exemption"
steps = [{ key = "doctor", label = "Vraag een arts.", proof = "recorded" }]
source = "keuze bij inrichting"
"#;
const BEFORE_RECOVERY: &str = r#"
[[work_processes]]
decision = "recovery"
steps = [{ key = "view", label = "Vraag wat de cliënt ervan vindt.", proof = "recorded" }]
source = "keuze bij inrichting"
"#;
const BREACH: &str = r#"{ "conduct": { "breaches": [{ "duty": "contact", "committed_on": "2026-02-10",
    "first_month": "2026-03", "blameless": false, "urgent_reasons": true, "tuned": { "percent": 30, "months": 1 } }] } }"#;
const LAPSED: &str = r#"{ "recovery": { "claim": { "due_on": "2020-01-01" } } }"#;
const EXEMPT: &str = r#"{ "conduct": { "applicant": { "exempt_from_labour": { "value": true } } } }"#;

impl World {
    async fn shows(&self, proofs: &[&str], recorded: &[&str]) {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let case = Some(self.case_ref());
        let (proofs, recorded) = (owned(proofs), owned(recorded));
        self.send(&StepsShown { case, proofs, recorded }).await;
    }

    async fn states(&self, facts: &str) -> Result<(), Status> {
        let message = pb::StateFactsRequest {
            case_id: self.case.to_string(),
            from_day: "2026-02-02".into(),
            facts_json: facts.into(),
        };
        self.client().state_facts(self.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    }

    async fn fines(&self) -> Result<(), Status> {
        let message = pb::DecideDebtRequest {
            case_id: self.case.to_string(),
            kind: "fine".into(),
            cents: 9_000,
            month: "2026-02".into(),
            article: "18a lid 1".into(),
            reasons: "Inkomsten zijn verzwegen.".into(),
            ..Default::default()
        };
        self.client().decide_debt(self.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    }

    async fn recovers_found(&self, debt: &str) -> Result<(), Status> {
        let message = pb::DecideRecoveryRequest {
            case_id: self.case.to_string(),
            debt_id: debt.into(),
            article: "58 lid 2".into(),
            reasons: "Zo is besloten.".into(),
            ..Default::default()
        };
        self.client().decide_recovery(self.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    }

    async fn has_recourse(&self) -> Result<(), Status> {
        self.decide_recourse(Role::IncomeConsultant).await.map(drop)
    }

    async fn grants_subsidy(&self) -> Result<(), Status> {
        self.grant(Role::IncomeConsultant, subsidy()).await.map(drop)
    }
}

fn missing(answer: Result<(), Status>) -> String {
    let refused = Refused::from_status(&answer.unwrap_err());
    assert_eq!(refused.rule, "steps-missing", "{refused:?}");
    refused.reason
}

#[rstest]
#[tokio::test]
async fn each_decision_waits_for_its_own_steps(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::with_policy("2026-03-02", kind, "steps", STEPS).await else { return };
    world.send(&world.assess("")).await;
    world.fine_is_known().await;
    let decides = || world.decide(Role::IncomeConsultant, HERE, Some(100_000), None);

    let why = missing(decides().await);
    assert_eq!(why, "Vóór het besluit over recht op bijstand zijn nog stappen nodig: Houd de intake.");
    assert!(missing(world.states(BREACH).await).contains("Weeg de verwijtbaarheid."));
    missing(world.states(EXEMPT).await);
    missing(world.fines().await);
    assert_eq!(world.entitlement().await.version, 1, "a refusal changes nothing");

    world.shows(&["intake-completed"], &["blame"]).await;
    decides().await.unwrap();
    world.states(BREACH).await.unwrap();
    missing(world.states(EXEMPT).await);
    missing(world.fines().await);

    // All that was shown is told each time: what is not in it any more is not shown.
    world.shows(&[], &["heard", "doctor"]).await;
    world.fines().await.unwrap();
    world.states(EXEMPT).await.unwrap();
    missing(world.states(BREACH).await);
    world.states(WORK).await.unwrap();
    assert!(missing(world.grants_subsidy().await).contains("Ga na of het nodig is."));
    world.shows(&[], &["needed"]).await;
    world.grants_subsidy().await.unwrap();
    world.states(PARENT).await.unwrap();
    assert!(missing(world.has_recourse().await).contains("Bereken wat de ander kan betalen."));
    let fine = world.money().await.debts[0].debt_id.clone();
    let gives_up = || world.writes_off("bert", &fine, "lapsed", None);
    world.states(LAPSED).await.unwrap();
    assert!(missing(gives_up().await.map(drop)).contains("Laat een collega meekijken."));
    world.shows(&[], &["means", "looked-along"]).await;
    world.has_recourse().await.unwrap();
    assert_eq!(gives_up().await.unwrap().cents, 9_000);
}

/// Also of what a run found.
#[rstest]
#[tokio::test]
async fn a_recovery_waits_for_its_steps(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::with_policy("2026-03-20", kind, "recovery steps", BEFORE_RECOVERY).await else {
        return;
    };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.state("2026-03-01", r#"{ "household": { "cost_sharers": 1 } }"#).await;
    world.pay("2026-04").await;
    let debt = world.money().await.debts[0].debt_id.clone();
    assert!(missing(world.recovers_found(&debt).await).contains("Vraag wat de cliënt ervan vindt."));
    world.shows(&[], &["view"]).await;
    world.recovers_found(&debt).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn what_was_shown_is_of_one_municipality_and_asked_by_its_policy(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-02", kind, "no steps").await else { return };
    world.send(&world.assess("")).await;
    world.fine_is_known().await;
    world.states(BREACH).await.unwrap();
    world.fines().await.unwrap();
}
