//! Months of which nobody stated what was received, after one of which somebody did.

use domain::Cents;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::*;
use super::{asked, by_law, change, day, month, reason};
use crate::Claimant;
use crate::facts::Facts;
use crate::testing::{NATIONAL, couple, single};

fn base(facts: &Facts) -> Change {
    Change { from: day("2026-01-01"), known_on: day("2026-01-01"), number: 0, facts: facts.clone() }
}

fn benefit(of: &str, cents: i64) -> Value {
    json!({ "kind": "former-work", "amount": cents, "with_holiday_allowance": true, "from": of, "until": of })
}

/// What one of them received in a month, stated in the next one.
fn stated(who: &str, of: &str, number: u32, incomes: Value) -> Change {
    let of = month(of);
    let from = of.first_day().to_string();
    change(&from, &of.next().first_day().to_string(), number, json!({ who: { "incomes": incomes } }))
}

fn policy(most_months: u32) -> EstimatePolicy {
    EstimatePolicy { most_months, source: "Beleidsregel § 1".into() }
}

fn worked_out(
    timeline: &Timeline,
    (of, known): (&str, &str),
    estimates: Option<&EstimatePolicy>,
) -> MonthCalculation {
    settled_at(timeline, (of, known), estimates, &[])
}

fn settled_at(
    timeline: &Timeline,
    (of, known): (&str, &str),
    estimates: Option<&EstimatePolicy>,
    settled: &[Settled],
) -> MonthCalculation {
    by_law(&MonthQuestion { settled, estimates, ..asked(timeline, of, known) })
}

fn missing(of: &MonthCalculation) -> Option<Vec<String>> {
    match &of.outcome {
        MonthOutcome::Open { missing } => Some(missing.clone()),
        _ => None,
    }
}

const NORM: i64 = 140_150;

/// Of April something was stated; what May, June and July come to when nothing is said of them.
#[rstest]
#[case::two_months(Some(2), [Some(60_000), Some(60_000), None])]
#[case::one_month(Some(1), [Some(60_000), None, None])]
#[case::none(Some(0), [None, None, None])]
#[case::no_policy(None, [None, None, None])]
#[case::as_long_as_it_may_be_set_off(Some(99), [Some(60_000), Some(60_000), Some(60_000)])]
fn a_month_of_which_nothing_is_stated_is_estimated_as_long_as_the_policy_says(
    #[case] most: Option<u32>,
    #[case] expected: [Option<i64>; 3],
) {
    let april = stated("applicant", "2026-04", 1, json!([benefit("2026-04", 60_000)]));
    let timeline = Timeline::from_iter([base(&single(json!({}))), april]);
    let policy = most.map(policy);
    let of = |of: &str| worked_out(&timeline, (of, "2027-12-01"), policy.as_ref());
    assert!(of("2026-03").estimated.is_empty() && of("2026-04").estimated.is_empty());
    for (of, expected) in ["2026-05", "2026-06", "2026-07"].map(of).into_iter().zip(expected) {
        assert_eq!(of.level.map(|level| level.income.get()), expected);
        assert_eq!(of.estimated.len(), usize::from(expected.is_some()));
        if expected.is_none() {
            assert_eq!(missing(&of).unwrap(), ["applicant.incomes"]);
        }
    }
    assert!(missing(&of("2026-11")).is_some(), "the law bounds it at six months");
}

/// What was received on a day of another month is of this one when it is estimated.
#[test]
fn an_estimate_is_of_its_own_month() {
    let got = json!({ "kind": "former-work", "amount": 60_000, "with_holiday_allowance": true, "received_on": "2026-04-24" });
    let timeline =
        Timeline::from_iter([base(&single(json!({}))), stated("applicant", "2026-04", 1, json!([got]))]);
    let may = worked_out(&timeline, ("2026-05", "2026-06-10"), Some(&policy(2)));
    assert_eq!((may.level.unwrap().income.get(), may.estimated.len()), (60_000, 1));
}

/// What was said to come before December is not what came before January, in another year.
#[test]
fn an_estimate_says_nothing_of_what_came_earlier_in_the_year() {
    let got = json!({ "kind": "self-employment", "amount": 10_000, "with_holiday_allowance": true,
        "earlier_this_year": 590_000, "from": "2025-12", "until": "2025-12" });
    let mut facts = single(json!({ "applicant": { "incomes": [got] } }));
    let as_long = policy(2);
    let by = Estimating { national: &NATIONAL, policy: Some(&as_long), known: day("2026-02-01") };
    assert_eq!(estimate::lay_over(&mut facts, by, month("2026-01")).len(), 1);
    let incomes = facts.applicant.incomes.unwrap();
    let january = incomes.iter().find(|income| income.estimated_from.is_some()).unwrap();
    assert_eq!((january.amount, january.earlier_this_year), (Cents::new(10_000), None));
}

/// Of two months with the same amount only the last one goes on, as an amount of the month it is estimated for; what became
/// known later does not.
#[test]
fn only_what_was_known_of_the_last_month_goes_on() {
    let each = |of: &str, more: Value| {
        let mut income = benefit(of, 60_000);
        income.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        income
    };
    let of_may = |incomes: Value| {
        let stated = stated("applicant", "2026-04", 1, incomes);
        let timeline = Timeline::from_iter([base(&single(json!({}))), stated]);
        let by = Estimating { national: &NATIONAL, policy: Some(&policy(2)), known: day("2026-07-10") };
        let (facts, _) = facts_of_month(&timeline, &[], by, day("2026-05-10"));
        let incomes =
            facts.applicant.incomes.into_iter().flatten().filter(|each| each.estimated_from.is_some());
        incomes.map(|each| (each.from, each.until, each.earned_in)).collect::<Vec<_>>()
    };
    let may = (Some(month("2026-05")), Some(month("2026-05")), None);
    let both = json!([each("2026-03", json!({})), each("2026-04", json!({}))]);
    assert_eq!(of_may(both), [may]);
    assert_eq!(of_may(json!([each("2026-04", json!({ "earned_in": "2026-04" }))])), [may]);
    assert!(of_may(json!([each("2026-04", json!({ "known_on": "2026-07-11" }))])).is_empty());
    assert_eq!(of_may(json!([each("2026-04", json!({ "known_on": "2026-07-10" }))])), [may]);
}

/// The months of a scheme beside general assistance that takes income off.
#[test]
fn a_month_of_another_scheme_is_estimated_alike() {
    let april = stated("applicant", "2026-04", 1, json!([benefit("2026-04", 60_000)]));
    let timeline = Timeline::from_iter([base(&single(json!({}))), april]);
    let (policy, known) = (policy(1), day("2026-07-20"));
    let of = |policy: Option<&EstimatePolicy>, on: &str| {
        let by = Estimating { national: &NATIONAL, policy, known };
        facts_of_month(&timeline, &[], by, day(on))
    };
    let (facts, estimated) = of(Some(&policy), "2026-05-10");
    let counts = facts
        .applicant
        .incomes
        .as_ref()
        .unwrap()
        .iter()
        .filter(|income| income.counts_in(month("2026-05"), known));
    assert_eq!(counts.map(|income| income.amount.get()).collect::<Vec<_>>(), [60_000]);
    assert_eq!(estimated.len(), 1);
    for (facts, estimated) in [of(Some(&policy), "2026-06-10"), of(None, "2026-05-10")] {
        assert_eq!((facts.applicant.incomes, estimated.len()), (None, 0));
    }
    assert_eq!(
        of(None, "2026-04-10").0,
        facts_after(&timeline, &[], (day("2026-04-10"), known)),
        "it was stated"
    );
}

#[test]
fn an_estimate_says_that_it_is_one_and_what_comes_of_it() {
    let april = stated("applicant", "2026-04", 1, json!([benefit("2026-04", 60_000)]));
    let timeline = Timeline::from_iter([base(&single(json!({}))), april]);
    let may = worked_out(&timeline, ("2026-05", "2026-05-20"), Some(&policy(2)));
    let line = may.lines.iter().find(|line| line.explanation.rule == "income-estimated").unwrap();
    assert_eq!(line.cents, Cents::ZERO);
    assert!(line.explanation.source.ends_with("Beleidsregel § 1"));
    assert_eq!(
        line.explanation.text,
        "Dit is een schatting. Over mei 2026 is nog niet opgegeven wat er aan inkomsten was. Daarom is gerekend met wat het \
         laatst is opgegeven: € 600,00 (uitkering of inkomen uit vroeger werk van de aanvrager over april 2026). Zijn de \
         inkomsten over mei 2026 opgegeven, dan wordt de maand opnieuw berekend. Het verschil wordt dan verrekend."
    );
    let part = may.lines[0].parts.iter().find(|part| part.income.is_some()).unwrap();
    assert!(part.text.starts_with("Geschat inkomen van de aanvrager"), "{}", part.text);
    let estimated = &may.estimated[0];
    assert_eq!((estimated.who, estimated.stated_of), (Claimant::Applicant, month("2026-04")));
}

/// What of a month after April is not said, by what is known of April and of that month.
#[rstest]
#[case::stated(json!([benefit("2026-04", 60_000), benefit("2026-05", 40_000)]), 0)]
#[case::stated_as_nothing(json!([benefit("2026-04", 60_000), benefit("2026-05", 0)]), 0)]
#[case::nothing_before(json!([benefit("2026-04", 0)]), 0)]
#[case::every_month(json!([benefit("2026-04", 60_000), { "kind": "former-work", "amount": 50_000, "from": "2026-05" }]), 0)]
#[case::ended(json!([{ "kind": "former-work", "amount": 60_000, "from": "2026-02", "until": "2026-04" }]), 0)]
#[case::an_older_month(json!([benefit("2026-03", 60_000), benefit("2026-04", 0)]), 0)]
#[case::a_gift(json!([{ "kind": "gift", "amount": 5_000, "from": "2026-04", "until": "2026-04" }]), 0)]
#[case::two_kinds(json!([benefit("2026-04", 60_000), { "kind": "earnings", "amount": 1, "from": "2026-04", "until": "2026-04" }]), 2)]
#[case::another_kind(json!([benefit("2026-04", 60_000), { "kind": "earnings", "amount": 1, "from": "2026-05", "until": "2026-05" }]), 1)]
#[case::earned_in(json!([{ "kind": "earnings", "amount": 1, "earned_in": "2026-04" }]), 1)]
fn what_was_not_stated_is_told_by_kind(#[case] incomes: Value, #[case] expected: usize) {
    let facts = single(json!({ "applicant": { "incomes": incomes } }));
    assert_eq!(not_stated(&facts, month("2026-05"), day("2026-06-01")).len(), expected);
    assert!(
        not_stated(&facts, month("2026-03"), day("2026-06-01")).is_empty(),
        "nothing is said of a month before"
    );
}

/// Of pay each payer by itself; what is said of all pay is said of every payer.
#[rstest]
#[case::one_of_two(&[("2026-04", Some("a")), ("2026-04", Some("b")), ("2026-05", Some("b"))], &["a"])]
#[case::all_together(&[("2026-04", Some("a")), ("2026-04", Some("b")), ("2026-05", None)], &[])]
#[case::one_for_all(&[("2026-04", None), ("2026-05", Some("b"))], &[])]
#[case::another_since(&[("2026-03", Some("a")), ("2026-04", Some("b"))], &["a", "b"])]
#[case::all_together_since(&[("2026-03", Some("a")), ("2026-04", None)], &[""])]
fn what_was_not_stated_is_told_by_payer(#[case] stated: &[(&str, Option<&str>)], #[case] expected: &[&str]) {
    let incomes: Vec<_> = stated
        .iter()
        .map(
            |(of, payer)| json!({ "kind": "earnings", "amount": 1, "from": of, "until": of, "payer": payer }),
        )
        .collect();
    let facts = single(json!({ "applicant": { "incomes": incomes } }));
    let found = not_stated(&facts, month("2026-05"), day("2026-06-01"));
    let payers: Vec<_> = found.iter().map(|each| each.payer.as_deref().unwrap_or_default()).collect();
    assert_eq!(payers, expected);
}

#[test]
fn each_of_a_couple_is_estimated_by_themself() {
    let timeline = Timeline::from_iter([
        base(&couple(json!({}))),
        stated("applicant", "2026-04", 1, json!([benefit("2026-04", 30_000)])),
        stated("partner", "2026-04", 2, json!([benefit("2026-04", 20_000)])),
        stated("applicant", "2026-05", 3, json!([benefit("2026-04", 30_000), benefit("2026-05", 10_000)])),
    ]);
    let may = worked_out(&timeline, ("2026-05", "2026-06-10"), Some(&policy(2)));
    assert_eq!(may.level.unwrap().income.get(), 10_000 + 20_000);
    let who: Vec<_> = may.estimated.iter().map(|each| each.who).collect();
    assert_eq!(who, [Claimant::Partner]);
    let none = worked_out(&timeline, ("2026-05", "2026-06-10"), None);
    assert_eq!(missing(&none).unwrap(), ["partner.incomes"]);
}

/// Of a partner who left nothing is asked from that day on: neither what was received, nor that there is none.
#[test]
fn who_left_is_asked_nothing_any_more() {
    let got = stated("partner", "2026-04", 1, json!([benefit("2026-04", 20_000)]));
    let left = change("2026-05-16", "2026-05-20", 2, json!({ "household": { "kind": "single" } }));
    let timeline = Timeline::from_iter([base(&couple(json!({}))), got, left]);
    let of = |of: &str| worked_out(&timeline, (of, "2026-07-10"), None);
    assert_eq!(missing(&of("2026-05")).unwrap(), ["partner.incomes"], "of the days before it is");
    let june = of("2026-06");
    assert_eq!((june.outcome, june.assistance.get()), (MonthOutcome::Calculated, NORM));
    let may = worked_out(&timeline, ("2026-05", "2026-07-10"), Some(&policy(1)));
    assert_eq!(may.outcome, MonthOutcome::Calculated);
    assert_eq!(may.estimated.iter().map(|each| each.who).collect::<Vec<_>>(), [Claimant::Partner]);
}

#[test]
fn a_month_without_a_right_for_another_reason_is_no_estimate() {
    let april = stated("applicant", "2026-04", 1, json!([benefit("2026-04", 60_000)]));
    let detained = change("2026-05-01", "2026-05-01", 2, json!({ "applicant": { "detained": true } }));
    let timeline = Timeline::from_iter([base(&single(json!({}))), april.clone(), detained]);
    let may = worked_out(&timeline, ("2026-05", "2026-06-10"), Some(&policy(2)));
    assert_eq!((may.outcome, may.estimated.len()), (MonthOutcome::NoRight, 0));

    let rich = stated("applicant", "2026-04", 1, json!([benefit("2026-04", NORM)]));
    let timeline = Timeline::from_iter([base(&single(json!({}))), rich]);
    let may = worked_out(&timeline, ("2026-05", "2026-06-10"), Some(&policy(2)));
    assert_eq!((may.outcome, may.estimated.len()), (MonthOutcome::NoRight, 1), "the estimate took it");
    assert!(may.lines.iter().any(|line| line.explanation.rule == "income-estimated"));
}

/// What a person settled where the rules leave it open does not go on over a month of which one of two stated something since.
#[rstest]
#[case::one_of_two(&["applicant"], Some(0), None)]
#[case::of_older_versions(&["applicant"], None, Some(90_000))]
#[case::known_when_it_was_decided(&["applicant"], Some(1), Some(90_000))]
#[case::nobody(&[], Some(0), Some(90_000))]
fn a_settled_amount_stands_until_income_is_stated(
    #[case] who: &[&str],
    #[case] known: Option<u32>,
    #[case] expected: Option<i64>,
) {
    let nobody_knows = couple(json!({ "withdrawn": ["applicant.incomes", "partner.incomes"] }));
    let stated =
        (1..).zip(who).map(|(number, who)| stated(who, "2026-04", number, json!([benefit("2026-04", 1)])));
    let timeline = Timeline::from_iter(stated.chain([base(&nobody_knows)]));
    let settled = Settled {
        from: day("2026-02-01"),
        amount: Cents::new(90_000),
        reason: reason("Besloten."),
        known,
        until: None,
    };
    let at = |of: &str| {
        settled_at(&timeline, (of, "2026-06-10"), Some(&policy(2)), std::slice::from_ref(&settled))
    };
    assert_eq!(at("2026-03").assistance.get(), 90_000, "a month before");
    for of in ["2026-04", "2026-05"] {
        let found = at(of);
        assert_eq!(missing(&found).is_none().then(|| found.assistance.get()), expected, "{of}");
        if expected.is_none() {
            assert_eq!(missing(&found).unwrap(), ["partner.incomes"]);
        }
    }
}

fn some_statement() -> impl Strategy<Value = (u32, i64, u64)> {
    (0u32..6, 0i64..NORM, 0u64..300)
}

proptest! {
    /// Statements of January to June come in any order, at any time, or not: what was paid of April in the end is what April
    /// comes to from scratch.
    #[test]
    fn corrections_of_estimates_sum_to_the_calculation_from_scratch(
        statements in prop::collection::vec(some_statement(), 0..8),
        most in 0u32..4,
    ) {
        let mut timeline = Timeline::from_iter([base(&single(json!({})))]);
        let mut days = vec![day("2026-01-01")];
        let mut statements = statements;
        statements.sort_by_key(|(_, _, known)| *known);
        for (number, (of, cents, known)) in (1u32..).zip(statements) {
            let of = month("2026-01").plus(of);
            let known_on = day("2026-01-01") + chrono::Days::new(known);
            let before = timeline.on(of.first_day(), known_on).applicant.incomes.unwrap_or_default();
            let mut incomes: Vec<_> = before.into_iter().filter(|income| income.one_month() != Some(of)).collect();
            incomes.push(serde_json::from_value(benefit(&of.to_string(), cents)).unwrap());
            let mut facts = Facts::default();
            facts.applicant.incomes = Some(incomes);
            timeline = timeline.with(Change { from: of.first_day(), known_on, number, facts });
            days.push(known_on);
        }
        let policy = policy(most);
        let at = |known: chrono::NaiveDate| worked_out(&timeline, ("2026-04", &known.to_string()), Some(&policy));
        let (mut stood, mut paid) = (None, Cents::ZERO);
        // A month that cannot be worked out leaves what was paid.
        for now in days.into_iter().map(at).filter(|now| missing(now).is_none()) {
            let more = match &stood {
                Some(before) => Correction::between(before, &now).unwrap().map_or(Cents::ZERO, |more| more.payable),
                None => now.payable,
            };
            paid = paid.plus(more).unwrap();
            stood = Some(now);
        }
        let scratch = at(day("2026-12-31"));
        if missing(&scratch).is_none() {
            prop_assert_eq!(paid, scratch.payable);
        }
    }
}
