//! What is kept is derived again; what was changed by hand is found.

use super::{Kept, cents, month};
use crate::model::statement::{Sources, verify};
use crate::model::testing::law;

#[test]
fn what_runs_left_behind_follows_from_what_lies_beneath() {
    let mut kept = Kept::with_late_income();
    assert_eq!(kept.faults(), [""; 0]);
    kept.ends("2026-04-10");
    kept.run("2026-04", "2026-04-20", Some("2026-04-22"));
    assert_eq!(kept.faults(), [""; 0]);
    let sources = Sources { changes: &kept.changes, decisions: &kept.decisions, law: law() };
    let checked = verify(&kept.books, sources, (month("2026-02"), month("2026-03"))).unwrap();
    assert_eq!(checked.calculations, 3, "February twice and March");
}

/// Facts that are stated after the run of the same day were not known to it.
#[test]
fn what_came_later_on_the_same_day_is_not_held_against_a_calculation() {
    let mut kept = Kept::from("2026-01-01");
    kept.run("2026-01", "2026-01-20", None);
    kept.earns("2026-01-01", "2026-01-20", 20_000);
    kept.earns("2026-01-01", "2026-01-20", 30_000);
    assert_eq!(kept.faults(), [""; 0]);
}

#[test]
fn every_kind_of_change_by_hand_is_found() {
    let kept = Kept::with_late_income;
    let found = |change: &dyn Fn(&mut Kept)| {
        let mut kept = kept();
        change(&mut kept);
        kept.faults()
    };
    let first = |change: &dyn Fn(&mut Kept)| found(change).into_iter().next().unwrap_or_default();

    let calculation = first(&|kept| kept.books.versions[0].calculation.payable = cents(133_143));
    assert_eq!(
        calculation,
        "De regels van de berekening samen (januari 2026): € 1.331,42 in plaats van € 1.331,43"
    );
    let line = first(&|kept| {
        kept.books.versions[0].calculation.lines[0].cents = cents(140_151);
        kept.books.versions[0].calculation.payable = cents(133_143);
    });
    assert_eq!(line, "Wat de maand geeft (berekening 1) (januari 2026): € 1.331,43 in plaats van € 1.331,42");
    let facts = first(&|kept| kept.changes[1].known_on = kept.changes[0].known_on);
    assert!(facts.starts_with("De bijstand (berekening 1) (februari 2026)"), "{facts}");
    let posting = first(&|kept| kept.books.entries[0].posting.cents = cents(133_141));
    assert_eq!(
        posting,
        "Wat in het grootboek te betalen kwam (januari 2026): € 1.331,41 in plaats van € 1.331,42"
    );
    let debt = first(&|kept| kept.books.debts[0].remaining = cents(12_992));
    assert_eq!(debt, "Wat er van een schuld over is (maart 2026): € 129,92 in plaats van € 129,93");
    let payment = first(&|kept| kept.books.orders[0].payment.cents = cents(1));
    assert!(payment.starts_with("De betalingen op Bank: "), "{payment}");
}
