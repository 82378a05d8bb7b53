//! A debt of who has no assistance any more: what is agreed on, what comes in, and what the scorecard of collection proposes.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::statement_service_client::StatementServiceClient;
use rstest::rstest;
use service::Refused;
use testkit::{Kind, municipality};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::world::{HERE, THERE, World};

const CARD: &str = r#"
[collection]
source = "scorekaart 2026"
points = [
    { factor = "months-in-arrears", from = 1, points = 3, label = "loopt achter" },
    { factor = "owed-euros", from = 100, points = 1, label = "meer dan 100 euro" },
    { factor = "can-pay", from = 1, points = -2, label = "kan nu betalen" },
]
bands = [
    { key = "remind", label = "herinneren", from_points = -2 },
    { key = "call", label = "bellen", from_points = 2 },
]
"#;

/// Net pay of 1,800.00, of which 1,500.00 is protected. Beside the norm, 200.00 that was exempt and 100.00 of allowances lost,
/// work pays up to 98.50.
const WORKS: &str = r#"{ "recovery": { "withholds_information": false, "norm": 140150, "income": 180000,
    "protected_level": 150000, "collection": { "can_pay": false },
    "work": { "starts": true, "net_earnings": 180000, "allowances_lost": 10000, "exemption": 20000 } } }"#;

fn rule(refused: &Status) -> String {
    let refused = Refused::from_status(refused);
    refused.violations.first().map_or(refused.rule, |violation| violation.rule.clone())
}

impl World {
    fn in_full(
        &self,
        debt: &str,
        (cents, on, reference): (i64, &str, &str),
    ) -> pb::ReceiveDebtPaymentRequest {
        pb::ReceiveDebtPaymentRequest {
            case_id: self.case.to_string(),
            debt_id: debt.into(),
            cents,
            received_on: on.into(),
            reference: reference.into(),
            payer: String::new(),
        }
    }

    /// The same, told by whom it was paid.
    async fn receives_of(&self, payer: &str, debt: &str, payment: (i64, &str, &str)) -> Result<i64, String> {
        let message = pb::ReceiveDebtPaymentRequest { payer: payer.into(), ..self.in_full(debt, payment) };
        let request = self.by("financien", Role::ClientSystem, message);
        let booked = self.client().receive_debt_payment(request).await;
        booked.map(|booked| booked.into_inner().remaining_cents).map_err(|refused| rule(&refused))
    }

    /// What is left after something came in, or the rule of the refusal.
    async fn receives(&self, debt: &str, payment: (i64, &str, &str)) -> Result<i64, String> {
        let request = self.by("financien", Role::ClientSystem, self.in_full(debt, payment));
        let booked = self.client().receive_debt_payment(request).await;
        booked.map(|booked| booked.into_inner().remaining_cents).map_err(|refused| rule(&refused))
    }

    async fn agrees(&self, debt: &str, cents: i64, despite: &str) -> Result<(), String> {
        let message = pb::SetInstalmentRequest {
            case_id: self.case.to_string(),
            debt_id: debt.into(),
            cents,
            reasons: "Zo is het afgesproken.".into(),
            outside: true,
            first_month: String::new(),
            despite: despite.into(),
        };
        let set = self.client().set_instalment(self.by("anna", Role::IncomeConsultant, message)).await;
        set.map(drop).map_err(|refused| rule(&refused))
    }

    /// Agreements of which it was told that they are behind, and that they are not any more.
    async fn behind(&self) -> (Vec<String>, Vec<String>) {
        const KIND: &str = "agreement-behind";
        let (raised, settled): (Vec<pb::SignalRaised>, Vec<pb::SignalSettled>) =
            (self.told().await, self.told().await);
        let raised = raised.into_iter().filter(|one| one.kind == KIND).map(|one| one.subject);
        let settled = settled.into_iter().filter(|one| one.kind == KIND).map(|one| one.subject);
        (raised.collect(), settled.collect())
    }

    async fn owes_as(&self, person: Uuid, role: Role) -> Result<pb::ListPersonDebtsResponse, Status> {
        let message = pb::ListPersonDebtsRequest { person_id: person.to_string() };
        let request = service::on_behalf(message, &self.token(role), &municipality(HERE), None)?;
        let mut client = StatementServiceClient::new(self.line());
        client.list_person_debts(request).await.map(tonic::Response::into_inner)
    }

    /// Assistance over March that was paid, a debt, and an end on 1 April.
    async fn gone(kind: Kind, test: &str) -> Option<(Self, String)> {
        let world = Self::with_income("2026-03-20", kind, test, CARD).await?;
        world.paid_run("2026-03").await;
        let debt = world.owes("recovery", "58 lid 2", 30_000).await;
        world.send(&world.end("2026-04-01")).await;
        world.advance("2026-05-20");
        Some((world, debt))
    }
}

#[rstest]
#[tokio::test]
async fn who_has_no_assistance_any_more_pays_a_debt_as_was_agreed(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some((world, debt)) = World::gone(kind, "paying off").await else { return };
    assert_eq!(world.agrees(&debt, 9_000, "").await, Err("facts-missing".into()));
    world.state("2026-05-01", WORKS).await;
    assert_eq!(world.agrees(&debt, 9_851, "").await, Err("work-pays".into()));
    assert_eq!(world.agrees(&debt, 10_000, "Hij wil zelf in drie maanden klaar zijn.").await, Ok(()));
    let agreed = world.stated_debts().await;
    let stated = &agreed.debts[0];
    assert_eq!((stated.agreed_cents, stated.agreed_from.as_str()), (Some(10_000), "2026-06"));
    assert_eq!((stated.instalment_cents, stated.last_month.as_str()), (None, "2026-08"));
    assert!(agreed.page.contains("U betaalt zelf € 100,00 per maand, vanaf juni 2026."), "{}", agreed.page);
    let tested = |title: &String| title.starts_with("Termijn getoetst");
    assert_eq!(world.titles().await.iter().filter(|title| tested(title)).count(), 3, "with the reason");

    world.advance("2026-08-03");
    let asks = || async { world.behind().await.0.len() == 1 };
    testkit::eventually("who collects is told of June", asks).await;
    assert_eq!(world.receives(&debt, (10_000, "2026-06-30", "bank 1")).await, Ok(20_000));
    assert_eq!(world.receives(&debt, (10_000, "2026-06-30", "bank 1")).await, Ok(20_000), "booked once");
    assert_eq!(world.receives(&debt, (20_001, "2026-08-01", "bank 2")).await, Err("debt-outstanding".into()));
    let behind = world.stated_debts().await;
    let stated = &behind.debts[0];
    // June is paid after all, and July is not.
    let asks = || async { world.behind().await.0.len() == 2 };
    testkit::eventually("who collects is told of July", asks).await;
    assert_eq!(world.behind().await.1.len(), 1);
    assert_eq!((stated.months_behind, stated.received.len(), stated.paid_off_cents), (1, 1, 10_000));
    let advice = stated.collection.as_ref().unwrap();
    assert_eq!((advice.band.as_str(), advice.points), ("call", 4));
    let factors: Vec<_> = advice.reasons.iter().map(|reason| reason.factor.as_str()).collect();
    assert_eq!(factors, ["months-in-arrears", "owed-euros"], "by what the books know");
    assert!(!behind.page.contains("bellen"), "a proposal is not for the debtor: {}", behind.page);

    assert_eq!(world.receives(&debt, (20_000, "2026-08-02", "bank 2")).await, Ok(0));
    let (raised, settled) = world.behind().await;
    assert_eq!(raised, settled, "it is paid");
    assert_eq!(world.receives(&debt, (-20_000, "2026-08-03", "storno 2")).await, Ok(20_000), "it bounced");
    assert_eq!(world.faults().await, Vec::<String>::new());
    assert_eq!(world.receives(&debt, (20_000, "2026-08-03", "bank 3")).await, Ok(0));
    let paid = world.stated_debts().await;
    let stated = &paid.debts[0];
    assert_eq!((stated.remaining_cents, stated.agreed_cents, stated.received.len()), (0, None, 4));
    assert!(stated.collection.is_none() && paid.faults.is_empty(), "{}", paid.page);
    for part in
        ["Deze schuld is afbetaald.", "| Door u betaald op 2 augustus 2026 | € -200,00 |", "Teruggeboekt"]
    {
        assert!(paid.page.contains(part), "{part} in {}", paid.page);
    }
    assert_eq!(world.faults().await, Vec::<String>::new());
    let year = world.annual().await;
    assert_eq!((year.paid_on_debts_cents, year.debts.unwrap().end_cents), (30_000, 0), "{}", year.page);
    let titles = world.titles().await;
    assert!(titles.iter().any(|title| title.contains("€ 100,00 ontvangen op 30 juni 2026. Kenmerk bank 1")));
}

#[rstest]
#[tokio::test]
async fn who_may_book_a_payment_and_who_sees_what_a_person_owes(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some((world, debt)) = World::gone(kind, "paying by").await else { return };
    let payment = (10_000, "2026-05-01", "bank 1");
    let officer = world.by("quinn", Role::QualityOfficer, world.in_full(&debt, payment));
    let refused = world.client().receive_debt_payment(officer).await.err().unwrap();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let token = world.token(Role::ClientSystem);
    let elsewhere = service::on_behalf(world.in_full(&debt, payment), &token, &municipality(THERE), None);
    let refused = world.client().receive_debt_payment(elsewhere.unwrap()).await.err().unwrap();
    assert_eq!(refused.code(), Code::NotFound);
    assert_eq!(world.receives(&debt, (0, "2026-05-01", "bank 1")).await, Err("amount".into()));
    assert_eq!(world.receives(&debt, (100, "2026-05-01", "999993653")).await, Err("reference-bsn".into()));
    assert_eq!(world.receives(&debt, (100, "2026-05-21", "bank 1")).await, Err("day-ahead".into()));

    let person = world.person.uuid();
    let found = world.owes_as(person, Role::IncomeConsultant).await.unwrap();
    assert_eq!((found.remaining_cents, found.cases.len()), (30_000, 1));
    let advice = found.cases[0].debts[0].collection.as_ref().unwrap();
    assert_eq!((advice.band.as_str(), advice.missing.len()), ("", 1), "nobody stated how it is paid");
    assert!(found.page.contains("nog € 300,00 te betalen"), "{}", found.page);
    let portal = world.owes_as(person, Role::ClientSystem).await.unwrap();
    assert!(portal.cases[0].debts[0].collection.is_none(), "a proposal is for who collects");
    let manager = world.owes_as(person, Role::Manager).await.err().unwrap();
    assert_eq!(manager.code(), Code::PermissionDenied);
    let nobody = world.owes_as(Uuid::new_v4(), Role::IncomeConsultant).await.err().unwrap();
    assert_eq!(nobody.code(), Code::NotFound);
    world.receives(&debt, (30_000, "2026-05-02", "bank 2")).await.unwrap();
    let found = world.owes_as(person, Role::IncomeConsultant).await.unwrap();
    assert_eq!((found.remaining_cents, found.cases.len()), (0, 0));
}

/// A debt over a month in which the assistance was for both: each owes all of it, and each pays on it.
#[rstest]
#[tokio::test]
async fn of_what_two_owe_it_is_told_who_paid(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "two pay").await else { return };
    world.paid_run("2026-03").await;
    world.state("2026-03-01", r#"{ "household": { "kind": "couple" } }"#).await;
    let asked = pb::DecideDebtRequest {
        case_id: world.case.to_string(),
        kind: "recovery".into(),
        cents: 30_000,
        month: "2026-03".into(),
        article: "58 lid 2".into(),
        reasons: "Zo is besloten.".into(),
        ..Default::default()
    };
    let debt = world.lays_down(asked).await.unwrap();
    let alone = world.stated_debts().await;
    let owing = |stated: &pb::StatedDebt| {
        let told = |part: &pb::DebtorPart| {
            (part.who.clone(), part.owes_cents, part.paid_cents, part.remaining_cents)
        };
        stated.debtors.iter().map(told).collect::<Vec<_>>()
    };
    let all = |who: &str, paid: i64, left: i64| (who.to_owned(), 30_000, paid, left);
    assert_eq!(owing(&alone.debts[0]), [all("applicant", 0, 30_000), all("partner", 0, 30_000)]);

    let payment = (12_000, "2026-03-19", "bank 1");
    assert_eq!(world.receives_of("J. de Boer", &debt, payment).await, Err("payer".into()));
    assert_eq!(world.receives_of("unreported-partner", &debt, payment).await, Err("payer-debtor".into()));
    assert_eq!(world.receives_of("partner", &debt, payment).await, Ok(18_000));
    assert_eq!(world.receives_of("applicant", &debt, payment).await, Err("reference-known".into()));
    assert_eq!(world.receives(&debt, payment).await, Ok(18_000), "the same, without its payer");
    assert_eq!(world.receives_of("applicant", &debt, (5_000, "2026-03-20", "bank 2")).await, Ok(13_000));
    assert_eq!(world.receives(&debt, (1_000, "2026-03-20", "bank 3")).await, Ok(12_000));

    let found = world.stated_debts().await;
    let stated = &found.debts[0];
    let untold = (String::new(), 0, 1_000, 0);
    let expected = [all("applicant", 5_000, 12_000), all("partner", 12_000, 12_000), untold];
    assert_eq!(owing(stated), expected, "what one pays lowers what both owe");
    let payers: Vec<_> = stated.received.iter().map(|receipt| receipt.payer.as_str()).collect();
    assert_eq!(payers, ["partner", "applicant", ""]);
    for part in [
        "| Door uw partner betaald op 19 maart 2026 | € -120,00 |",
        "| Door u betaald op 20 maart 2026 | € -50,00 |",
        "| Betaald op 20 maart 2026 | € -10,00 |",
        "| Uw partner | € 300,00 | € 120,00 | € 120,00 |",
        "Wat de een betaalt, hoeft een ander niet meer te betalen.",
    ] {
        assert!(found.page.contains(part), "{part} in {}", found.page);
    }
    let titles = world.titles().await;
    assert!(
        titles.iter().any(|title| title.contains("19 maart 2026, betaald door de partner. Kenmerk bank 1"))
    );
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// A decision that falls after it was paid: what came in is owed to the client.
#[rstest]
#[tokio::test]
async fn what_was_paid_on_a_debt_that_is_reversed_comes_back(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some((world, debt)) = World::gone(kind, "paid and reversed").await else { return };
    let payable = world.money().await.payable_cents;
    world.receives(&debt, (30_000, "2026-05-01", "bank 1")).await.unwrap();
    assert_eq!(world.reverse(1, "recovery", 1).await, "");
    assert_eq!(world.money().await.payable_cents, payable + 30_000);
    assert_eq!(world.receives(&debt, (-1, "2026-05-01", "storno")).await, Err("debt-reversed".into()));
    assert_eq!(world.faults().await, Vec::<String>::new());
}
