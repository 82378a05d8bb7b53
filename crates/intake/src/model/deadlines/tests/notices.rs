//! Notices of default (Awb art. 4:17), for how long facts are shown, and a search that falls away.

use super::*;

fn noticed(
    deadlines: &Deadlines,
    of: &Application,
    today: &str,
    received: &str,
) -> Result<Deadlines, Refusal> {
    on(today, |law| deadlines.default_noticed(day(received), "anna", &of.facts, law))
}

/// The decision term ends on Monday 2 March; a notice comes on the third.
#[test]
fn after_a_notice_of_default_two_weeks_are_left_and_then_a_penalty_runs() {
    let of = application(None, COMPLETE);
    let late = pass(&opened(&of), &of, "2026-03-03");
    let known = noticed(&late, &of, "2026-03-04", "2026-03-03").unwrap();
    let until = on("2026-03-04", |law| known.notices[0].term.due(law.calendar));
    assert_eq!(until, Some(day("2026-03-17")));
    assert!(raised(&known).contains(&"notice-of-default 2026-03-17".into()), "{:?}", raised(&known));
    assert_eq!(noticed(&known, &of, "2026-03-05", "2026-03-03").unwrap(), known, "the same again");
    let other = noticed(&known, &of, "2026-03-05", "2026-03-05").unwrap_err();
    assert_eq!(other.rule, "notice-of-default-known");

    let in_time = on("2026-03-16", |law| known.decided(&of.facts, law)).unwrap();
    assert!(!raised(&pass(&in_time, &of, "2026-03-18")).iter().any(|one| one.starts_with("penalty-runs")));
    assert!(!raised(&in_time).iter().any(|one| one.starts_with("notice-of-default")), "it was decided");

    assert_eq!(pass(&known, &of, "2026-03-17"), known);
    assert_eq!(known.wakes_on, Some(day("2026-03-18")));
    let runs = pass(&known, &of, "2026-03-18");
    assert!(raised(&runs).contains(&"penalty-runs".into()), "{:?}", raised(&runs));
    let decided = on("2026-03-23", |law| runs.decided(&of.facts, law)).unwrap();
    assert!(raised(&decided).contains(&"penalty-runs".into()), "what it cost is laid down after it");
    let stands = on("2026-03-23", |law| decided.notices[0].term.state(law.today, law.calendar));
    assert_eq!(stands, State::Ended { on: day("2026-03-23"), in_time: false });
}

#[rstest]
#[case::while_the_term_runs("2026-03-02", "decision-term-running")]
#[case::before_it_was_over("2026-02-20", "decision-term-running")]
fn a_notice_that_comes_too_soon_starts_nothing(#[case] received: &str, #[case] rule: &str) {
    let of = application(None, COMPLETE);
    let late = pass(&opened(&of), &of, "2026-03-03");
    assert_eq!(noticed(&late, &of, "2026-03-03", received).unwrap_err().rule, rule);
    let decided = on("2026-03-03", |law| late.decided(&of.facts, law)).unwrap();
    let after = noticed(&decided, &of, "2026-03-04", "2026-03-04").unwrap_err();
    assert_eq!(after.rule, "application-decided");
}

#[test]
fn nothing_is_late_while_the_term_stands_still() {
    let of = application(None, COMPLETE);
    let asked = ask(&opened(&of), &of, "2026-01-12", "2026-02-27").unwrap();
    let refused = noticed(&asked, &of, "2026-02-20", "2026-02-20").unwrap_err();
    assert_eq!(refused.rule, "decision-term-running");
}

#[test]
fn evidence_is_told_for_as_long_as_it_was_the_newest() {
    let of = application(None, COMPLETE);
    let key = FactKey::Residence;
    let lay = |deadlines: Deadlines, today: &str, by: Option<Evidence>| {
        on(today, |law| deadlines.verified(key, by, law.today).scheduled(&of.facts, law))
    };
    let first = lay(opened(&of), OPENED, Some(Evidence::claim(1, day("2026-06-30"))));
    assert_eq!(
        lay(first.clone(), "2026-02-02", Some(Evidence::claim(1, day("2026-06-30")))),
        first,
        "the same"
    );
    let second = lay(first, "2026-03-02", Some(Evidence::claim(2, day("2031-06-30"))));
    let none = lay(second, "2026-04-01", None);

    let terms = none.evidence_terms();
    let told = |at: usize| {
        let entry = &terms[at];
        (entry.about.as_str(), entry.known_on, entry.term.last_given(), entry.term.ended_on())
    };
    let about = key.code();
    assert_eq!(told(0), (about, day(OPENED), Some(day("2026-06-30")), Some(day("2026-03-02"))));
    assert_eq!(told(1), (about, day("2026-03-02"), Some(day("2031-06-30")), Some(day("2026-04-01"))));
    assert_eq!(terms.len(), 2);
}

#[test]
fn a_search_says_how_it_ended() {
    let of = application(Some("2026-02-02"), "birth_date=2004-06-01, household=single");
    let last = |deadlines: &Deadlines, today: &str| {
        let search = deadlines.search.clone().unwrap();
        on(today, |law| search.explain(law.today, law.calendar)).pop().unwrap()
    };
    let late = pass(&opened(&of), &of, "2026-02-05");
    assert_eq!(
        last(&late, "2026-02-05").text,
        "De laatste dag was 2 februari 2026, 3 dagen geleden. Nu wacht de beoordeling van het zoeken."
    );

    let judged = of.end_search(crate::model::SearchResult::Searched, false, day("2026-02-05")).unwrap();
    let followed = on("2026-02-05", |law| late.follow(&judged, law));
    assert_eq!(
        last(&followed, "2026-02-05").text,
        "De termijn eindigde op 5 februari 2026. Zoektermijn voorbij: gezocht, de intake gaat verder."
    );
    assert!(last(&followed, "2026-02-04").text.starts_with("De laatste dag was"), "as it was known then");

    let why = domain::Explanation {
        rule: "search-period-exception".into(),
        source: "PW art. 41 lid 11".into(),
        policy_version: String::new(),
        inputs: Vec::new(),
        text: "Geen zoektermijn: er is een uitzondering.".into(),
    };
    let (lifted, _) = of.at_the_gate(None, day("2026-01-12")).unwrap();
    let lifted = lifted.lifted(&why, day("2026-01-12"));
    let followed = on("2026-01-12", |law| opened(&of).follow(&lifted, law));
    let line = last(&followed, "2026-01-12");
    let text =
        "De termijn eindigde op 12 januari 2026. Hij verviel. Geen zoektermijn: er is een uitzondering.";
    assert_eq!((line.text.as_str(), line.source.as_str()), (text, "PW art. 41 lid 11"));
}
