//! A month of which nobody states what was received is paid on what was stated last, told to a person, and settled.

use domain::Role;
use proto::income::v1 as pb;
use rstest::rstest;
use testkit::Kind;

use crate::world::World;

const POLICY: &str =
    "[income_estimate]\nmost_months = 1\nstated_within_days = 10\nsource = \"Beleidsregel § 1\"\n";
const APRIL: &str = "income-not-stated april 2026 (melding 1)";

impl World {
    /// Maintenance over a month: all of it counts.
    async fn got_in(&self, month: &str, cents: i64) {
        let message = pb::StateIncomeRequest {
            case_id: self.case.to_string(),
            month: month.into(),
            who: "applicant".into(),
            kind: "maintenance".into(),
            amount_cents: cents,
            ..Default::default()
        };
        self.client().state_income(self.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    }

    /// 600.00 was received in March, and the whole of March is paid: (1,401.50 - 600.00) less 5 %.
    async fn paid_in_march(&self) {
        self.send(&self.assess("capital=0")).await;
        self.with_accounts().await;
        self.got_in("2026-03", 60_000).await;
        assert_eq!(self.paid("2026-03").await, 128_388 + 76_142);
        self.advance("2026-04-20");
    }
}

#[rstest]
#[tokio::test]
async fn who_states_nothing_is_paid_on_an_estimate_that_is_settled(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::with_income("2026-03-20", kind, "estimated", POLICY).await else { return };
    world.paid_in_march().await;
    assert_eq!(world.paid("2026-04").await, 76_142);
    let page = world.statements("2026-04").await.page;
    assert!(page.contains("Dit is een schatting") && page.contains("Beleidsregel § 1"), "{page}");
    assert_eq!(world.signals().await, Vec::<String>::new(), "April is not over");
    world.advance("2026-05-10");
    assert_eq!(world.signals().await, Vec::<String>::new(), "it may be stated today");
    world.advance("2026-05-11");
    assert_eq!(world.signals().await, [format!("+{APRIL}")]);

    world.got_in("2026-04", 30_000).await;
    assert_eq!(world.signals().await, [format!("+{APRIL}"), format!("-{APRIL}")], "as soon as it is stated");
    world.advance("2026-05-20");
    world.got_in("2026-05", 30_000).await;
    assert_eq!(world.paid("2026-05").await, 104_642 + (104_642 - 76_142));
    let page = world.statements("2026-05").await.page;
    assert!(!page.contains("Dit is een schatting"), "{page}");
    assert_eq!(world.signals().await.len(), 2);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// That the estimate was right is said too: no euro moves, and the month is an estimate no more.
#[rstest]
#[tokio::test]
async fn an_estimate_that_was_right_is_one_no_more(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::with_income("2026-03-20", kind, "estimate right", POLICY).await else { return };
    world.paid_in_march().await;
    assert_eq!(world.paid("2026-04").await, 76_142);
    world.got_in("2026-04", 60_000).await;
    world.advance("2026-05-20");
    world.got_in("2026-05", 0).await;
    assert_eq!(world.paid("2026-05").await, 133_142);
    assert_eq!(world.signals().await, Vec::<String>::new(), "it was stated in time");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// After the months of the policy, or at once where it says nothing, a person decides, and nothing is paid until then.
#[rstest]
#[tokio::test]
async fn what_is_not_estimated_is_for_a_person(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::on("2026-03-20", kind, "not estimated").await else { return };
    world.paid_in_march().await;
    let run = world.worked_out("2026-04", false).await;
    assert_eq!((run.cents, run.open_cases), (0, 1));
    let signals = world.signals().await;
    let [raised] = signals.as_slice() else { panic!("{signals:?}") };
    assert!(raised.starts_with("+month-not-calculated april 2026: er ontbreekt"), "{raised}");

    let Some(world) = World::with_income("2026-03-20", kind, "no more estimates", POLICY).await else {
        return;
    };
    world.paid_in_march().await;
    assert_eq!(world.paid("2026-04").await, 76_142);
    world.advance("2026-05-20");
    let run = world.worked_out("2026-05", false).await;
    assert_eq!((run.cents, run.open_cases), (0, 1), "April stands");
    // That nothing was received is a statement too; April is still asked.
    world.got_in("2026-05", 0).await;
    assert_eq!(world.paid("2026-05").await, 133_142);
    let raised = world.signals().await.into_iter().filter(|one| one.contains(APRIL));
    assert_eq!(raised.collect::<Vec<_>>(), [format!("+{APRIL}")]);
    assert_eq!(world.faults().await, Vec::<String>::new());
}
