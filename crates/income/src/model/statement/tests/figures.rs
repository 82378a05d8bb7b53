//! Figures worked out by hand from the published norm of a single person in 2026: 1,401.50 with holiday allowance, of
//! which 5 % (70.08) is kept and 1,331.42 is paid.

use domain::Cents;

use super::{Kept, cents, day, month};
use crate::model::money::{BankAnswer, PaymentStatus, Reason};
use crate::model::statement::{DueKind, MonthSpecification, annual, debts, month as specification};

fn specified(kept: &Kept, of: &str) -> MonthSpecification {
    let found = specification(&kept.books, month(of)).unwrap().unwrap();
    assert_eq!(found.faults, [], "{of}");
    found
}

fn due(found: &MonthSpecification) -> Vec<(DueKind, String, i64)> {
    found.due.iter().map(|due| (due.kind, due.month.to_string(), due.cents.get())).collect()
}

#[test]
fn a_month_as_it_was_known_is_norm_less_holiday_allowance() {
    let kept = Kept::with_late_income();
    let found = specified(&kept, "2026-01");

    let stands = found.stands.as_ref().unwrap();
    assert_eq!((stands.version, stands.calculation.payable), (1, cents(133_142)));
    let lines: Vec<_> = stands.calculation.lines.iter().map(|line| line.cents.get()).collect();
    assert_eq!(lines, [140_150, -7_008]);
    assert_eq!(due(&found), [(DueKind::Month, "2026-01".into(), 133_142)]);
    assert_eq!((found.before, found.ordered, found.after), (Cents::ZERO, cents(133_142), Cents::ZERO));
    assert_eq!((found.holiday_kept, found.changed.is_none()), (cents(7_008), true));
    let order = &found.orders[0];
    assert_eq!((order.payment.status, order.paid_on), (PaymentStatus::Settled, Some(day("2026-01-22"))));
}

/// February becomes 1,401.50 − 200 = 1,201.50, of which 60.08 is kept: 1,141.42, so 190.00 was paid too much. Of March at
/// most 5 % of 1,201.50, rounded down, may be taken: 60.07. The other 129.93 becomes a debt, and 1,081.35 is paid.
#[test]
fn a_late_income_is_told_in_the_month_that_settles_it() {
    let kept = Kept::with_late_income();
    let march = specified(&kept, "2026-03");
    assert_eq!(
        due(&march),
        [
            (DueKind::Month, "2026-03".into(), 114_142),
            (DueKind::Correction, "2026-02".into(), -19_000),
            (DueKind::TooMuch, "2026-03".into(), 12_993),
        ]
    );
    assert_eq!((march.to_pay(), march.ordered, march.after), (cents(108_135), cents(108_135), Cents::ZERO));
    assert_eq!(march.holiday_kept, cents(7_008 + 6_008 + 6_008));

    let february = specified(&kept, "2026-02");
    assert_eq!(due(&february), [(DueKind::Month, "2026-02".into(), 133_142)]);
    let changed = february.changed.as_ref().unwrap();
    assert_eq!((changed.from.version, changed.from.payable), (1, cents(133_142)));
    assert_eq!(
        (changed.to.version, changed.to.payable, changed.to.known),
        (2, cents(114_142), day("2026-03-20"))
    );
    assert_eq!(february.settled_in, [month("2026-03")]);
    assert!(specification(&kept.books, month("2026-04")).unwrap().is_none());
}

#[test]
fn what_one_month_leaves_the_next_begins_with() {
    let mut kept = Kept::with_late_income();
    kept.books.debts[0].instalment = Some(cents(5_000));
    for (of, on) in [("2026-04", "2026-04-20"), ("2026-05", "2026-05-20"), ("2026-06", "2026-06-19")] {
        kept.run(of, on, Some(on));
    }
    let mut before = Cents::ZERO;
    for of in ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"] {
        let found = specified(&kept, of);
        let sum: i64 = found.due.iter().map(|due| due.cents.get()).sum();
        assert_eq!(found.before, before, "{of}");
        assert_eq!(found.before.get() + sum - found.ordered.get(), found.after.get(), "{of}");
        before = found.after;
    }
    let june = specified(&kept, "2026-06");
    let kinds: Vec<_> = june.due.iter().map(|due| due.kind).collect();
    assert_eq!(kinds, [DueKind::Month, DueKind::Holiday, DueKind::Offset]);
    // January to May: 70.08, and four times 60.08.
    assert_eq!(june.due[1].cents, cents(7_008 + 4 * 6_008));
    assert_eq!(june.due[2].cents, cents(-2_993));
    assert_eq!(june.holiday_kept, cents(6_008));
    assert_eq!(kept.faults(), [""; 0]);
}

#[test]
fn a_debt_says_how_it_arose_and_when_it_would_be_over() {
    let mut kept = Kept::with_late_income();
    let found = debts(&kept.books, month("2026-04"), day("2026-04-01")).unwrap();
    assert_eq!(found.faults, []);
    let debt = &found.debts[0];
    assert_eq!((debt.cents, debt.paid_off, debt.remaining), (cents(12_993), Cents::ZERO, cents(12_993)));
    assert_eq!((debt.month, debt.because_of.as_slice()), (month("2026-03"), &[month("2026-02")][..]));
    assert_eq!((debt.instalment, debt.last_month), (None, None));

    // 129.93 in parts of 43.31 is three months, of 43.30 four.
    for (instalment, last) in
        [(4_331, "2026-06"), (4_330, "2026-07"), (12_993, "2026-04"), (20_000, "2026-04")]
    {
        kept.books.debts[0].instalment = Some(cents(instalment));
        let found = debts(&kept.books, month("2026-04"), day("2026-04-01")).unwrap();
        assert_eq!(found.debts[0].last_month, Some(month(last)), "{instalment}");
    }

    kept.books.debts[0].instalment = Some(cents(5_000));
    kept.run("2026-04", "2026-04-20", None);
    let found = debts(&kept.books, month("2026-04"), day("2026-04-01")).unwrap();
    let debt = &found.debts[0];
    assert_eq!((debt.paid_off, debt.remaining, found.remaining), (cents(5_000), cents(7_993), cents(7_993)));
    assert_eq!(debt.instalments, [(month("2026-04"), cents(5_000))]);
    assert_eq!(debt.last_month, Some(month("2026-06")));
}

#[test]
fn a_year_counts_what_the_bank_paid_in_it() {
    let mut kept = Kept::with_late_income();
    kept.books.debts[0].instalment = Some(cents(5_000));
    for (of, on) in [("2026-04", "2026-04-20"), ("2026-05", "2026-05-20"), ("2026-06", "2026-06-19")] {
        kept.run(of, on, Some(on));
    }
    let person = kept.books.account.person;
    let found = annual(person, (2026, day("2028-01-05")), std::slice::from_ref(&kept.books)).unwrap();
    assert_eq!(found.faults, []);
    // 1,331.42 twice, 1,081.35, twice 1,141.42 − 50, and 1,141.42 − 29.93.
    assert_eq!(found.paid.assistance, cents(2 * 133_142 + 108_135 + 2 * 109_142 + 111_149));
    assert_eq!(found.paid.holiday, cents(7_008 + 4 * 6_008));
    assert_eq!(found.paid.total, cents(found.paid.assistance.get() + found.paid.holiday.get()));
    assert_eq!((found.offset, found.became_debt), (cents(12_993), cents(12_993)));
    assert_eq!(
        (found.debts.plus, found.debts.minus, found.debts.end),
        (cents(12_993), cents(12_993), Cents::ZERO)
    );
    // February was kept at 70.08 and lowered to 60.08.
    assert_eq!((found.holiday.plus, found.holiday.end), (cents(2 * 7_008 + 4 * 6_008), cents(6_008)));
    assert_eq!(found.holiday.minus, cents(1_000 + 7_008 + 4 * 6_008));
    assert_eq!(found.months.len(), 6);

    let other = annual(person, (2025, day("2028-01-05")), std::slice::from_ref(&kept.books)).unwrap();
    assert_eq!((other.paid.total, other.holiday.end, other.months.len()), (Cents::ZERO, Cents::ZERO, 0));
    let later = annual(person, (2027, day("2028-01-05")), std::slice::from_ref(&kept.books)).unwrap();
    assert_eq!(
        (later.paid.total, later.holiday.start, later.holiday.end),
        (Cents::ZERO, cents(6_008), cents(6_008))
    );
}

#[test]
fn what_the_bank_did_not_answer_by_new_year_is_under_way() {
    let mut kept = Kept::from("2026-12-01");
    kept.run("2026-12", "2026-12-21", None);
    let person = kept.books.account.person;
    let books = |kept: &Kept| vec![kept.books.clone()];
    let found = annual(person, (2026, day("2028-01-05")), &books(&kept)).unwrap();
    assert_eq!((found.paid.total, found.in_transit), (Cents::ZERO, kept.books.orders[0].payment.cents));

    kept.bank("2027-01-04", &BankAnswer::Settled);
    let (old, new) = (
        annual(person, (2026, day("2028-01-05")), &books(&kept)).unwrap(),
        annual(person, (2027, day("2028-01-05")), &books(&kept)).unwrap(),
    );
    let cents = kept.books.orders[0].payment.cents;
    assert_eq!((old.paid.total, old.in_transit), (Cents::ZERO, cents));
    assert_eq!((new.paid.total, new.paid.assistance, new.in_transit), (cents, cents, Cents::ZERO));
}

#[test]
fn what_came_back_is_not_paid() {
    let mut kept = Kept::from("2026-01-01");
    kept.run("2026-01", "2026-01-20", Some("2026-01-22"));
    kept.bank("2026-02-02", &BankAnswer::Returned("rekening opgeheven".into()));
    let order = &kept.books.orders[0];
    assert_eq!((order.paid_on, order.returned_on), (Some(day("2026-01-22")), Some(day("2026-02-02"))));
    let found =
        annual(kept.books.account.person, (2026, day("2028-01-05")), std::slice::from_ref(&kept.books))
            .unwrap();
    assert_eq!((found.paid.total, found.paid.assistance, found.faults.len()), (Cents::ZERO, Cents::ZERO, 0));
    assert_eq!(kept.faults(), [""; 0]);
}

#[test]
fn a_lost_posting_is_named_to_the_cent() {
    let mut kept = Kept::with_late_income();
    kept.books.entries.retain(|entry| entry.posting.reason != Reason::Correction);
    let found = specification(&kept.books, month("2026-02")).unwrap().unwrap();
    let faults: Vec<_> = found.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "Wat in het grootboek te betalen kwam (februari 2026): € 1.331,42 in plaats van € 1.141,42",
            "De vakantietoeslag in het grootboek (februari 2026): € 70,08 in plaats van € 60,08",
        ]
    );
}
