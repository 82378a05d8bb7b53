//! What was paid too much is recovered as the law has it: by its cause, its months, and of whom.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use service::Refused;
use testkit::Kind;
use tonic::Status;

use crate::world::World;

/// Of a refusal the field and the rule.
fn why(refused: &Status) -> (String, String) {
    let refused = Refused::from_status(refused);
    let violation = refused.violations.first();
    violation.map_or((String::new(), refused.rule), |one| (one.field.clone(), one.rule.clone()))
}

impl World {
    async fn recovers(
        &self,
        asked: pb::DecideRecoveryRequest,
    ) -> Result<pb::DecideRecoveryResponse, (String, String)> {
        let request = self.by("anna", Role::IncomeConsultant, asked);
        let decided = self.client().decide_recovery(request).await;
        decided.map(tonic::Response::into_inner).map_err(|refused| why(&refused))
    }

    pub async fn lays_down(&self, asked: pb::DecideDebtRequest) -> Result<String, (String, String)> {
        let request = self.by("anna", Role::IncomeConsultant, asked);
        let decided = self.client().decide_debt(request).await;
        decided.map(|decided| decided.into_inner().debt_id).map_err(|refused| why(&refused))
    }
}

fn refused(field: &str, rule: &str) -> (String, String) {
    (field.to_owned(), rule.to_owned())
}

#[rstest]
#[tokio::test]
async fn a_mistake_is_recovered_only_where_it_was_to_be_known(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::on("2026-03-20", kind, "mistakes").await else { return };
    world.paid_run("2026-03").await;
    world.advance("2026-04-14");
    world.state("2026-03-01", r#"{ "household": { "cost_sharers": 1 } }"#).await;
    world.pay("2026-04").await;

    let found = world.stated_debts().await;
    let debt = found.debts[0].clone();
    assert!(debt.undecided && debt.other_debtors.is_empty(), "{}", debt.text);
    assert_eq!((debt.cause.as_str(), debt.of_months.len()), ("too-much", 1));
    assert_eq!((debt.of_months[0].month.as_str(), debt.of_months[0].cents), ("2026-03", debt.cents));
    assert!(found.page.contains("over maart 2026."), "{}", found.page);

    let asked = |cause: &str, recognisable: Option<bool>, cents: Option<i64>| pb::DecideRecoveryRequest {
        case_id: world.case.to_string(),
        debt_id: debt.debt_id.clone(),
        cents,
        article: "58 lid 2".into(),
        reasons: "De huisgenoot stond al op het formulier.".into(),
        cause: cause.into(),
        recognisable,
        unreported_partner: false,
    };
    let by = async |cause, recognisable, cents| world.recovers(asked(cause, recognisable, cents)).await.err();
    assert_eq!(by("anger", None, None).await, Some(refused("cause", "recovery-cause")));
    assert_eq!(by("advance", None, None).await, Some(refused("cause", "cause-kind")));
    assert_eq!(by("information", None, None).await, Some(refused("article", "duty-to-recover")));
    assert_eq!(by("mistake", None, None).await, Some(refused("recognisable", "facts-missing")));
    assert_eq!(by("mistake", Some(false), None).await, Some(refused("cents", "recovery-58-2-e")));
    let kinds: Vec<_> = world.decisions().await.money.into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, ["set-off"], "a refusal decides nothing");

    let nothing = world.recovers(asked("mistake", Some(false), Some(0))).await.unwrap();
    assert_eq!(nothing.cents, 0);
    let decided = world.decisions().await.money;
    assert_eq!((decided.len(), decided[1].kind.as_str(), decided[1].cents), (2, "not-claimed", debt.cents));
    let rules: Vec<_> = decided[1].explanations.iter().map(|line| line.rule.as_str()).collect();
    assert_eq!(rules, ["recovery-58-2-e", "recovery-decided"]);
    assert_eq!(world.stated_debts().await.debts[0].remaining_cents, 0);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_partner_owes_what_was_paid_for_both(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "of two").await else { return };
    world.paid_run("2026-03").await;
    world.state("2026-03-01", r#"{ "household": { "kind": "couple" } }"#).await;
    let asked = |month: &str, article: &str| pb::DecideDebtRequest {
        case_id: world.case.to_string(),
        kind: "recovery".into(),
        cents: 10_000,
        month: month.into(),
        article: article.into(),
        reasons: "Zo is besloten.".into(),
        ..Default::default()
    };
    let of_both = world.lays_down(asked("2026-03", "58 lid 1")).await.unwrap();
    let alone = world.lays_down(asked("2026-02", "58 lid 2")).await.unwrap();
    let hidden = pb::DecideDebtRequest { unreported_partner: true, ..asked("2026-02", "58 lid 1") };
    let hidden = world.lays_down(hidden).await.unwrap();
    let mistake = pb::DecideDebtRequest { recognisable: Some(true), ..asked("2024-02", "58 lid 2 onder e") };
    assert_eq!(world.lays_down(mistake).await, Err(refused("month", "recovery-58-6")));
    let loan =
        pb::DecideDebtRequest { kind: "loan".into(), cause: "mistake".into(), ..asked("2026-02", "48") };
    assert_eq!(world.lays_down(loan).await, Err(refused("cause", "cause-kind")));

    let stated = world.stated_debts().await;
    let others = |id: &str| {
        let debt = stated.debts.iter().find(|debt| debt.debt_id == id).unwrap();
        debt.other_debtors.iter().map(|other| (other.who.clone(), other.cents)).collect::<Vec<_>>()
    };
    assert_eq!(others(&of_both), [("partner".to_owned(), 10_000)]);
    assert_eq!(others(&alone), []);
    assert_eq!(others(&hidden), [("unreported-partner".to_owned(), 10_000)]);
    assert!(stated.page.contains("Uw partner is ook aansprakelijk, voor € 100,00."), "{}", stated.page);
    let decided = world.decisions().await.money;
    let line = decided[0].explanations.iter().find(|line| line.rule == "debtors-59").unwrap();
    assert!(line.text.contains("ieder voor het geheel"), "{}", line.text);
    assert_eq!(world.faults().await, Vec::<String>::new());
}
