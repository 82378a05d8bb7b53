//! Whose an amount is: of those who had a right in its month, whatever the household is when it is paid.

use rules::facts::Residence;

use super::*;
use crate::model::money::AdvanceAsked;

/// A couple with a right from February on, both with an account.
pub fn two() -> Story {
    let mut story = Story::from("2026-02-01");
    story.state("2026-02-01", "2026-02-01", couple());
    story.payees.push(partner_account());
    story
}

fn partner_is(residence: Residence) -> Facts {
    let mut facts = Facts::default();
    facts.partner.residence = Some(residence.into());
    facts
}

/// The partner left.
pub fn alone() -> Facts {
    let left = serde_json::json!({ "withdrawn": ["partner"], "household": { "kind": "single" } });
    serde_json::from_value(left).unwrap()
}

fn paid(result: &CaseResult) -> Vec<(&'static str, i64)> {
    let name = |payee| if payee == Payee::Partner(1) { "partner" } else { "applicant" };
    result.payments.iter().map(|payment| (name(payment.key.payee), payment.cents.get())).collect()
}

// art. 21(a), (b) and 24 from 2026-01-01, less 5 %: of a single person and of each of a couple.
pub const SINGLE: i64 = 133_142;
pub const HALF: i64 = 95_101;
pub const HALF_HOLIDAY: i64 = 10_011;

#[test]
fn a_spouse_without_a_right_is_paid_nothing_of_what_the_other_has() {
    let mut story = two();
    story.state("2026-03-01", "2026-03-01", partner_is(Residence::None));
    assert_eq!(paid(&story.run("2026-02", "2026-02-20")), [("applicant", HALF), ("partner", HALF)]);
    let march = story.run("2026-03", "2026-03-20");
    assert_eq!(
        paid(&march),
        [("applicant", 95_102)],
        "half the norm of a couple, whole to who has the right"
    );

    // Nobody waits for an account of who is paid nothing, and a request of both is about what is of both.
    story.payees.retain(|known| known.payee == Payee::Applicant);
    story.account.state.all_to = Some(Payee::Partner(1));
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!((paid(&april), april.waits.len()), (vec![("applicant", 95_102)], 0));
}

#[test]
fn an_advance_goes_to_the_spouse_who_has_a_right() {
    for (residence, expected) in [(Residence::None, 1), (Residence::Dutch, 2)] {
        let mut story = two();
        story.account.state.right_from = None;
        story.state("2026-02-02", "2026-02-02", partner_is(residence));
        let facts = story.timeline.on(day("2026-02-10"), day("2026-02-10"));
        let asked = AdvanceAsked {
            account: &story.account,
            applied_on: day("2026-02-02"),
            facts: &facts,
            timeline: &story.timeline,
            payees: &story.payees,
            amount: None,
            national: &NATIONAL,
            today: day("2026-02-10"),
        };
        let granted = asked.grant(Uuid::from_u128(4_242)).unwrap();
        assert_eq!(granted.payments.len(), expected, "{residence:?}");
        assert_eq!(granted.payments[0].key.payee, Payee::Applicant);
    }
}

#[test]
fn after_a_separation_each_has_half_of_the_allowance_of_the_months_together() {
    let mut story = two();
    story.state("2026-05-01", "2026-05-01", alone());
    for month in ["2026-02", "2026-03", "2026-04", "2026-05"] {
        story.run(month, &format!("{month}-20"));
    }
    let june = story.run("2026-06", "2026-06-19");
    // Three months together, and May alone.
    let half = 3 * HALF_HOLIDAY / 2;
    assert_eq!(
        paid(&june),
        [("applicant", SINGLE), ("applicant", half + 1 + 7_008), ("partner", half)],
        "{:?}",
        story.account.state.months
    );
}

#[test]
fn a_new_partner_has_no_part_of_months_before() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    // March was never paid.
    story.state("2026-04-01", "2026-04-01", couple());
    story.payees.push(partner_account());
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(paid(&april), [("applicant", SINGLE + HALF), ("partner", HALF)]);
}

#[test]
fn what_a_month_together_turns_out_to_give_more_is_of_both() {
    let mut story = two();
    story.earns("2026-02-01", "2026-02-01", 40_000);
    story.run("2026-02", "2026-02-20");
    story.state("2026-03-01", "2026-03-01", alone());
    story.earns("2026-02-01", "2026-03-10", 20_000);
    story.earns("2026-03-01", "2026-03-10", 0);
    let march = story.run("2026-03", "2026-03-20");
    // 200.00 less 5 %, and March alone.
    assert_eq!(paid(&march), [("applicant", SINGLE + 9_500), ("partner", 9_500)]);
}

#[test]
fn a_half_that_waits_for_an_account_stays_of_whom_it_is() {
    let mut story = two();
    story.payees.retain(|known| known.payee == Payee::Applicant);
    assert_eq!(paid(&story.run("2026-02", "2026-02-20")), [("applicant", HALF)]);
    assert_eq!(paid(&story.run("2026-03", "2026-03-20")), [("applicant", HALF)]);
    story.payees.push(partner_account());
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(paid(&april), [("applicant", HALF), ("partner", 3 * HALF)]);
    assert_eq!(story.account.state.set_aside, rules::month::Whose::default());
}

/// A month in which the partner had no right for a part of the days is shared by days.
#[test]
fn a_partner_who_loses_the_right_within_a_month_has_half_of_the_days_before() {
    let mut story = two();
    story.state("2026-04-16", "2026-04-16", partner_is(Residence::None));
    let april = story.run("2026-04", "2026-04-20");
    let of = |who| paid(&april).iter().filter(|(of, _)| *of == who).map(|(_, cents)| cents).sum::<i64>();
    // February and March whole, and 15 of the 30 days of April.
    let (both, one) = (HALF * 2, 95_102);
    assert!((of("partner") - 2 * HALF - both / 4).abs() <= 1, "{}", of("partner"));
    assert!((of("applicant") - 2 * HALF - both / 4 - one / 2).abs() <= 1, "{}", of("applicant"));
}

#[test]
fn a_month_of_an_earlier_version_goes_by_the_household_of_the_run() {
    let mut story = two();
    story.run("2026-02", "2026-02-20");
    story.run("2026-03", "2026-03-20");
    for fixed in story.account.state.months.values_mut() {
        fixed.whose = None;
    }
    story.account.state.right_until = Some(day("2026-03-31"));
    let end = story.run("2026-03", "2026-03-25");
    assert_eq!(paid(&end), [("applicant", HALF_HOLIDAY), ("partner", HALF_HOLIDAY)]);
}

impl Story {
    /// A run is given up: what it would have paid is due again.
    pub fn give_up(&mut self, result: &CaseResult) {
        for payment in &result.payments {
            let booked = payment.withdrawn(&self.account).unwrap().unwrap();
            self.account = booked.account;
            self.postings.extend(booked.postings);
            self.payments.insert(booked.payment.key, booked.payment);
        }
    }
}

#[test]
fn what_a_run_that_is_given_up_would_have_paid_stays_of_whom_it_is() {
    let mut story = two();
    story.payees.retain(|known| known.payee == Payee::Applicant);
    let given_up = story.run("2026-02", "2026-02-20");
    story.give_up(&given_up);
    assert_eq!(
        paid(&story.run("2026-02", "2026-02-21")),
        [("applicant", HALF)],
        "the other half still waits"
    );

    // Given up because the partner turned out to have no right.
    let mut story = two();
    let given_up = story.run("2026-02", "2026-02-20");
    story.give_up(&given_up);
    story.state("2026-02-01", "2026-02-21", partner_is(Residence::None));
    assert_eq!(paid(&story.run("2026-02", "2026-02-22")), [("applicant", 95_102)]);

    // Or because both want it on one account.
    let mut story = two();
    story.account.state.all_to = Some(Payee::Partner(1));
    let given_up = story.run("2026-02", "2026-02-20");
    story.give_up(&given_up);
    story.account.state.all_to = None;
    assert_eq!(paid(&story.run("2026-02", "2026-02-22")), [("applicant", HALF), ("partner", HALF)]);
}

#[test]
fn a_half_that_waits_is_not_paid_to_who_turns_out_to_have_no_right() {
    let mut story = two();
    story.payees.retain(|known| known.payee == Payee::Applicant);
    story.run("2026-02", "2026-02-20");
    story.state("2026-02-01", "2026-03-10", partner_is(Residence::None));
    let march = story.run("2026-03", "2026-03-20");
    assert!(march.waits.iter().all(|wait| !wait.begins), "{:?}", march.waits);
    assert_eq!(paid(&march), [("applicant", 95_102 + 1)]);
}
