use domain::Refusal;
use rstest::rstest;
use terms::{Kind, StopReason, Term};

use crate::common::{CALENDAR, day, extension, stopping, term};

use StopReason::{Applicant, Consent, MissingEvidence};

/// A decision term from 5 January 2026 (to 2 March) that stands still from the 20th for missing evidence.
fn stopped() -> Term {
    term(Kind::Decision, "2026-01-05").stop(stopping(MissingEvidence, "2026-01-20", None), &CALENDAR).unwrap()
}

fn rule(outcome: Result<Term, Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |_| "taken".into())
}

#[rstest]
#[case::again(MissingEvidence, "2026-01-20", None, "taken")]
#[case::from_another_day(MissingEvidence, "2026-01-21", None, "term-stop-contradicts")]
#[case::with_another_end(MissingEvidence, "2026-01-20", Some("2026-02-01"), "term-stop-contradicts")]
#[case::meets_it(MissingEvidence, "2026-01-10", Some("2026-01-20"), "term-stop-contradicts")]
#[case::before_it(MissingEvidence, "2026-01-10", Some("2026-01-19"), "taken")]
#[case::other_reason(Consent, "2026-01-25", Some("2026-01-29"), "taken")]
#[case::on_the_first_day(Consent, "2026-01-05", Some("2026-01-09"), "term-out-of-order")]
#[case::back_to_front(Consent, "2026-01-25", Some("2026-01-24"), "term-out-of-order")]
fn a_stop_is_taken_once_or_refused(
    #[case] reason: StopReason,
    #[case] from: &str,
    #[case] until: Option<&str>,
    #[case] expected: &str,
) {
    let before = stopped();
    let after = before.stop(stopping(reason, from, until), &CALENDAR);
    if from == "2026-01-20" && until.is_none() {
        assert_eq!(after.as_ref(), Ok(&before));
    }
    assert_eq!(rule(after), expected);
}

#[rstest]
#[case(Kind::Objection, Consent)]
#[case(Kind::Search, MissingEvidence)]
#[case(Kind::ObjectionDecision, Applicant)]
fn a_term_that_goes_on_does_not_stop(#[case] kind: Kind, #[case] reason: StopReason) {
    let outcome = term(kind, "2026-01-05").stop(stopping(reason, "2026-01-10", None), &CALENDAR);
    assert_eq!(rule(outcome), "term-does-not-stop");
}

#[test]
fn what_is_over_does_not_stop_any_more() {
    let decision = term(Kind::Decision, "2026-01-05");
    assert_eq!(rule(decision.stop(stopping(Consent, "2026-03-03", None), &CALENDAR)), "term-over");
    let ended = decision.end(day("2026-02-02")).unwrap();
    assert_eq!(rule(ended.stop(stopping(Consent, "2026-01-20", None), &CALENDAR)), "term-ended");
    assert_eq!(rule(ended.end(day("2026-02-03"))), "term-ended");
    assert_eq!(ended.end(day("2026-02-02")), Ok(ended));
    assert_eq!(rule(decision.end(day("2026-01-04"))), "term-out-of-order");
}

#[test]
fn going_on_follows_a_stop() {
    let resume = |term: &Term, reason, on: &str| term.resume(reason, day(on), day(on));
    let before = stopped();
    assert_eq!(rule(resume(&before, Consent, "2026-01-25")), "term-not-stopped");
    assert_eq!(rule(resume(&before, MissingEvidence, "2026-01-18")), "term-resumed-before-stop");
    let after = resume(&before, MissingEvidence, "2026-01-30").unwrap();
    assert_eq!(resume(&after, MissingEvidence, "2026-01-30"), Ok(after.clone()));
    assert_eq!(rule(resume(&after, MissingEvidence, "2026-01-31")), "term-not-stopped");
    // the request that was answered, told again
    assert_eq!(after.stop(stopping(MissingEvidence, "2026-01-20", None), &CALENDAR), Ok(after));
}

#[rstest]
#[case::not_later("2026-03-02", "2026-02-20", "term-out-of-order")]
#[case::told_too_late("2026-04-01", "2026-03-03", "term-over")]
#[case::told_before_it_began("2026-04-01", "2026-01-04", "term-out-of-order")]
#[case::on_a_free_day("2026-04-06", "2026-02-20", "term-ends-on-working-day")]
#[case::slip_of_the_pen("2062-04-03", "2026-02-20", "term-too-long")]
#[case::fine("2026-04-07", "2026-03-02", "taken")]
fn an_extension_has_its_bounds(#[case] until: &str, #[case] told_on: &str, #[case] expected: &str) {
    let outcome = term(Kind::Decision, "2026-01-05").extend(extension(until, told_on), &CALENDAR);
    assert_eq!(rule(outcome), expected);
}

#[test]
fn a_term_is_made_longer_once() {
    let extend = |term: &Term, until: &str| term.extend(extension(until, "2026-02-20"), &CALENDAR);
    let longer = extend(&term(Kind::Decision, "2026-01-05"), "2026-04-01").unwrap();
    assert_eq!(extend(&longer, "2026-04-01"), Ok(longer.clone()));
    assert_eq!(rule(extend(&longer, "2026-04-02")), "term-already-extended");
    assert_eq!(rule(extend(&stopped(), "2026-04-01")), "term-stands-still");
    assert_eq!(rule(extend(&term(Kind::Objection, "2026-01-05"), "2026-04-01")), "term-not-extendable");
    // six weeks at most (Awb art. 7:10(3)): from 30 March
    let on_objection = term(Kind::ObjectionDecision, "2026-02-16");
    assert_eq!(rule(extend(&on_objection, "2026-05-11")), "taken");
    assert_eq!(rule(extend(&on_objection, "2026-05-12")), "term-too-long");
}
