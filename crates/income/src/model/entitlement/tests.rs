use domain::{FactKey, Facts, Refusal, RefusalKind};
use uuid::Uuid;

use super::*;
use crate::model::command::{AssessEntitlement, DecideEntitlement, EndBenefit, Verdict};
use crate::model::testing::{NATIONAL, day, single, without};

fn at(today: &str) -> Moment {
    Moment { day: day(today), instant: Default::default(), input: Uuid::from_u128(1) }
}

fn case() -> CaseId {
    CaseId::new(Uuid::from_u128(7))
}

/// A new applicant of whom nothing else is said.
fn asking(facts: Facts) -> AssessEntitlement {
    AssessEntitlement {
        objection: None,
        case: case(),
        person: PersonId::new(Uuid::from_u128(8)),
        municipality: "a-tenant:0001".parse().unwrap(),
        reported_on: day("2026-02-02"),
        applied_on: None,
        searched_too_little: false,
        contested: Vec::new(),
        facts,
        since_report: Vec::new(),
        number: None,
        counted: None,
    }
}

fn assessed(known: Option<&Entitlement>, facts: Facts, today: &str) -> Option<Decided> {
    asking(facts).decide((known, &[]), &NATIONAL, &at(today))
}

/// Of the same facts the rules would say what they said: after an objection that was upheld a person decides, and the rules
/// are there to be read.
#[test]
fn after_an_upheld_objection_a_person_decides_on_the_same_facts() {
    let ask = |objection| AssessEntitlement { objection, ..asking(single("")) };
    let objection = Some(domain::ObjectionId::new(Uuid::from_u128(9)));
    let first = ask(None).decide((None, &[]), &NATIONAL, &at("2026-03-02")).unwrap();
    let anew = ask(objection).decide((Some(&first.entitlement), &[]), &NATIONAL, &at("2026-03-09")).unwrap();
    let Some(Right::PersonDecides { missing, .. }) = anew.entitlement.stage.right() else {
        panic!("{:?}", anew.entitlement)
    };
    assert!(missing.is_empty(), "nothing is missing but a person's word");
    let reason = anew.reason().unwrap();
    assert_eq!((reason.rule.as_str(), reason.source.as_str()), ("objection-upheld", "Awb art. 7:11 lid 2"));
    assert!(reason.text.contains("er is recht op €"), "what the rules say: {}", reason.text);
    let decided = settled(&anew.entitlement, Verdict::Grant(Cents::new(100_000))).unwrap();
    assert!(matches!(decided.entitlement.stage.right(), Some(Right::Granted { .. })));
}

fn ended(known: Option<&Entitlement>, from_day: &str) -> Option<Decided> {
    let ask = EndBenefit {
        case: case(),
        person: PersonId::new(Uuid::from_u128(8)),
        municipality: "a-tenant:0001".parse().unwrap(),
        reason: "withdrawn".into(),
        from_day: day(from_day),
        written: String::new(),
    };
    ask.decide(known, &NATIONAL, &at("2026-06-01"))
}

fn settled(known: &Entitlement, verdict: Verdict) -> Result<Decided, Refusal> {
    let municipality = known.municipality.clone();
    DecideEntitlement {
        case: case(),
        municipality,
        verdict,
        from_day: None,
        counted: None,
        reasons: "Gesprek gevoerd.".into(),
    }
    .decide((known, None, Some(day("2026-02-02"))), &[], (&NATIONAL, &at("2026-03-09")))
}

fn open() -> Facts {
    without(&single(""), FactKey::Capital)
}

#[test]
fn a_first_decision_points_at_none_and_the_next_at_the_first() {
    let first = assessed(None, single(""), "2026-03-02").unwrap();
    let second = assessed(Some(&first.entitlement), single("other_income=10000"), "2026-07-06").unwrap();

    assert_eq!((first.decision.number, first.decision.replaces), (1, None));
    assert_eq!((second.decision.number, second.decision.replaces), (2, Some(1)));
    assert_eq!(first.decision.holds_from, day("2026-02-02"));
    assert_eq!(second.decision.holds_from, day("2026-07-06"), "the months before keep the decision they had");
    let expected = Right::Granted {
        from_day: day("2026-02-02"),
        norm: Some(Cents::new(141_946)),
        amount: Cents::new(131_946),
        earlier: None,
    };
    assert_eq!(second.entitlement.stage.right(), Some(&expected), "a running right keeps its first day");
}

#[test]
fn a_running_right_can_be_lost() {
    let first = assessed(None, single(""), "2026-03-02").unwrap();
    let second = assessed(Some(&first.entitlement), single("capital=900000"), "2026-07-06").unwrap();

    let lost = Right::Denied { lost_on: Some(day("2026-07-06")) };
    assert_eq!(second.entitlement.stage.right(), Some(&lost));
    assert_eq!(second.decision.holds_from, day("2026-07-06"));
    let third = assessed(Some(&second.entitlement), single(""), "2026-08-03").unwrap();
    assert_eq!(third.decision.holds_from, day("2026-08-03"), "a lost right starts anew");
}

#[test]
fn a_benefit_ends_once() {
    let granted = assessed(None, single(""), "2026-03-02").unwrap().entitlement;
    let end = ended(Some(&granted), "2026-05-01").unwrap();

    assert_eq!(end.decision.replaces, Some(1));
    assert_eq!(end.entitlement.stage.until_day(), Some(day("2026-04-30")));
    assert_eq!(ended(Some(&end.entitlement), "2026-04-01"), None);
    assert_eq!(assessed(Some(&end.entitlement), single(""), "2026-06-02"), None, "it comes too late");
}

#[test]
fn a_right_never_ends_before_it_began() {
    let granted = assessed(None, single(""), "2026-03-02").unwrap().entitlement;
    let end = ended(Some(&granted), "2026-01-15").unwrap();
    assert_eq!(end.decision.holds_from, day("2026-02-02"));
}

#[test]
fn an_end_that_comes_before_the_assessment_holds() {
    let end = ended(None, "2026-05-01").unwrap().entitlement;

    assert_eq!((end.version, end.stage.right(), end.stage.until_day()), (1, None, None));
    assert_eq!(assessed(Some(&end), single(""), "2026-06-02"), None);
}

/// Granted while it was being withdrawn, and taken back from its first day; asked again in April.
#[test]
fn what_never_ran_leaves_another_application_free() {
    let granted = assessed(None, single(""), "2026-03-02").unwrap().entitlement;
    let end = ended(Some(&granted), "2026-01-05").unwrap().entitlement;
    assert!(end.stage.never_ran() && !granted.stage.never_ran());
    let ask = AssessEntitlement { reported_on: day("2026-04-13"), ..asking(single("")) };
    let again = ask.decide((Some(&end), &[]), &NATIONAL, &at("2026-04-20")).unwrap();
    let Some(Right::Granted { from_day, .. }) = again.entitlement.stage.right() else { panic!("{again:?}") };
    assert_eq!((*from_day, again.decision.holds_from), (day("2026-04-13"), day("2026-04-13")));
    assert_eq!(again.decision.replaces, Some(2));
    // Of a right that ran, an end is an end.
    let ran = ended(Some(&granted), "2026-02-03").unwrap().entitlement;
    assert_eq!(ask.decide((Some(&ran), &[]), &NATIONAL, &at("2026-04-20")), None);
}

#[test]
fn a_person_decides_what_the_rules_left_open_and_only_that() {
    let left_open = assessed(None, open(), "2026-03-02").unwrap().entitlement;
    let granted = settled(&left_open, Verdict::Grant(Cents::new(120_000))).unwrap();

    let expected = Right::Granted {
        from_day: day("2026-02-02"),
        norm: Some(Cents::new(140_150)),
        amount: Cents::new(120_000),
        earlier: None,
    };
    assert_eq!(granted.entitlement.stage.right(), Some(&expected));
    assert_eq!(granted.reason().unwrap().rule, "decided-by-person");
    assert!(granted.reason().unwrap().text.ends_with("Gesprek gevoerd."));
    assert_eq!(granted.entitlement.stage.assessed(), 1, "the lines of the assessment still explain it");

    let again = settled(&granted.entitlement, Verdict::Deny).unwrap_err();
    assert_eq!((again.kind, again.rule.as_str()), (RefusalKind::Precondition, "no-person-needed"));
    let denied = settled(&left_open, Verdict::Deny).unwrap().entitlement;
    assert_eq!(denied.stage.right(), Some(&Right::Denied { lost_on: None }));
    assert_eq!(settled(&denied, Verdict::Deny).unwrap_err().rule, "no-person-needed");
    let end = ended(Some(&left_open), "2026-05-01").unwrap().entitlement;
    assert_eq!(settled(&end, Verdict::Deny).unwrap_err().rule, "benefit-ended");
}

#[test]
fn what_a_person_decides_on_a_running_right_leaves_the_months_before_alone() {
    let granted = assessed(None, single(""), "2026-02-16").unwrap().entitlement;
    let left_open = assessed(Some(&granted), open(), "2026-03-02").unwrap().entitlement;
    let denied = settled(&left_open, Verdict::Deny).unwrap();

    let lost = Right::Denied { lost_on: Some(day("2026-03-02")) };
    assert_eq!(
        (denied.decision.holds_from, denied.entitlement.stage.right()),
        (day("2026-03-02"), Some(&lost))
    );
    let complete = assessed(Some(&left_open), single(""), "2026-03-16").unwrap();
    assert_eq!(complete.decision.holds_from, day("2026-03-02"), "nothing was decided since that day");
    let Some(Right::Granted { from_day, .. }) = complete.entitlement.stage.right() else {
        panic!("not granted")
    };
    assert_eq!(*from_day, day("2026-02-02"));
}

#[test]
fn a_grant_above_the_highest_norm_is_a_slip() {
    let left_open = assessed(None, open(), "2026-03-02").unwrap().entitlement;

    settled(&left_open, Verdict::Grant(Cents::new(200_213))).unwrap();
    let refusal = settled(&left_open, Verdict::Grant(Cents::new(200_214))).unwrap_err();
    assert_eq!(refusal.violations[0].rule, "amount-above-norm");
}

#[test]
fn an_assessment_with_the_missing_fact_takes_the_place_of_an_open_one() {
    let left_open = assessed(None, open(), "2026-03-02").unwrap().entitlement;
    let complete = assessed(Some(&left_open), single(""), "2026-03-16").unwrap();

    assert_eq!(complete.decision.replaces, Some(1));
    assert_eq!(
        complete.decision.holds_from,
        day("2026-02-02"),
        "nothing ran before: the right starts at the report"
    );
}

#[test]
fn a_stage_survives_the_store() {
    let left_open = assessed(None, open(), "2026-03-02").unwrap().entitlement;
    for stage in [left_open.stage.clone(), ended(Some(&left_open), "2026-05-01").unwrap().entitlement.stage] {
        let text = serde_json::to_string(&stage).unwrap();
        assert_eq!(serde_json::from_str::<Stage>(&text).unwrap(), stage);
    }
}

#[test]
fn the_end_says_why_and_by_which_article() {
    let first = assessed(None, single(""), "2026-03-02").unwrap();
    let end = |reason: &str, written: &str| {
        let ask = EndBenefit {
            case: case(),
            person: PersonId::new(Uuid::from_u128(8)),
            municipality: "a-tenant:0001".parse().unwrap(),
            reason: reason.into(),
            from_day: day("2026-05-01"),
            written: written.into(),
        };
        let decided = ask.decide(Some(&first.entitlement), &NATIONAL, &at("2026-05-01")).unwrap();
        let reason = decided.reason().unwrap();
        (reason.source.clone(), reason.text.clone())
    };
    let (source, text) = end("moved-away", "");
    assert_eq!(source, "PW art. 40 lid 1");
    assert!(text.ends_with("De reden: verhuisd naar een andere gemeente."), "{text}");
    assert_eq!(end("withdrawn", "").0, "PW art. 11 lid 1");
    let (_, text) = end("outflow-work", "Het loon is hoger dan de norm.");
    assert!(text.ends_with("Motivering: Het loon is hoger dan de norm."), "{text}");
}

/// An ending that falls: the right goes on from the day it ended, by a person, and no month is left between.
#[test]
fn an_end_that_falls_by_an_objection_is_for_a_person_to_undo() {
    let objection = Some(domain::ObjectionId::new(Uuid::from_u128(9)));
    let anew = |known: &Entitlement| {
        AssessEntitlement { objection, ..asking(single("")) }.decide(
            (Some(known), &[]),
            &NATIONAL,
            &at("2026-07-06"),
        )
    };
    let granted = assessed(None, single(""), "2026-03-02").unwrap().entitlement;
    let end = ended(Some(&granted), "2026-05-16").unwrap().entitlement;
    let left = anew(&end).unwrap().entitlement;
    let Some(Right::PersonDecides { from_day, before, latest, .. }) = left.stage.right() else {
        panic!("{left:?}")
    };
    assert_eq!(
        (*from_day, *before, *latest),
        (day("2026-05-16"), Before::Lost { on: day("2026-05-16") }, None)
    );
    assert_eq!(left.stage.until_day(), None);
    let again = settled(&left, Verdict::Grant(Cents::new(120_000))).unwrap();
    assert_eq!(again.decision.holds_from, day("2026-05-16"));
    let lost = Right::Denied { lost_on: Some(day("2026-05-16")) };
    assert_eq!(settled(&left, Verdict::Deny).unwrap().entitlement.stage.right(), Some(&lost));

    // What a person was deciding on when it ended, and an application that ended before there was a right.
    let left_open = assessed(Some(&granted), open(), "2026-03-02").unwrap().entitlement;
    for (before, from) in [(Some(&left_open), "2026-05-16"), (None, "2026-02-02")] {
        let end = ended(before, "2026-05-16").unwrap().entitlement;
        let Some(Right::PersonDecides { from_day, .. }) =
            anew(&end).unwrap().entitlement.stage.right().cloned()
        else {
            panic!("not with a person")
        };
        assert_eq!(from_day, day(from));
    }
}

/// Ended in May with the right amount of a wrong decision: a person decides over its days, and it stays ended.
#[test]
fn a_right_that_ended_is_decided_over_after_an_objection() {
    let granted = assessed(None, single(""), "2026-03-02").unwrap().entitlement;
    let end = ended(Some(&granted), "2026-05-16").unwrap().entitlement;
    let over = |known: &Entitlement, verdict, from: Option<&str>| {
        let ask = DecideEntitlement {
            case: case(),
            municipality: known.municipality.clone(),
            verdict,
            from_day: from.map(day),
            reasons: "De kosten zijn niet gedeeld.".into(),
            counted: None,
        };
        ask.decide_over((known, Some(day("2026-01-26"))), &[], (&NATIONAL, &at("2026-07-06")))
    };
    let grant = Verdict::Grant(Cents::new(120_000));
    for (from, holds_from, right_from) in [
        (None, "2026-02-02", "2026-02-02"),
        (Some("2026-04-01"), "2026-04-01", "2026-02-02"),
        (Some("2026-01-26"), "2026-01-26", "2026-01-26"),
    ] {
        let decided = over(&end, grant, from).unwrap();
        assert_eq!((decided.decision.holds_from, decided.decision.replaces), (day(holds_from), Some(2)));
        let stage = &decided.entitlement.stage;
        assert_eq!((stage.runs_since(), stage.until_day()), (Some(day(right_from)), Some(day("2026-05-15"))));
        assert!(decided.reason().unwrap().text.ends_with("De kosten zijn niet gedeeld."));
    }
    let rule = |known: &Entitlement, verdict, from| {
        let refusal = over(known, verdict, from).unwrap_err();
        refusal.violations.first().map_or(refusal.rule.clone(), |one| one.rule.clone())
    };
    assert_eq!(rule(&end, Verdict::Deny, None), "right-ran");
    for from in ["2026-01-25", "2026-05-16"] {
        assert_eq!(rule(&end, grant, Some(from)), "holds-from");
    }
    assert_eq!(rule(&end, Verdict::Grant(Cents::new(900_000)), None), "amount-above-norm");
    assert_eq!(rule(&granted, grant, None), "no-right-over", "it runs");
    let never = ended(Some(&granted), "2026-02-02").unwrap().entitlement;
    assert!(end.can_be_decided_over() && !never.can_be_decided_over() && !granted.can_be_decided_over());
}

/// IOAW that was granted in the case, up to a day.
fn ioaw(until: Option<&str>) -> Beside {
    let (from, until) = (day("2026-01-01"), until.map(day));
    Beside { grant: 1, name: "IOAW", source: "PW art. 15 lid 1", from, until }
}

#[rstest::rstest]
#[case::it_runs(Some(ioaw(None)), true)]
#[case::its_last_day(Some(ioaw(Some("2026-02-02"))), true)]
#[case::it_ended_the_day_before(Some(ioaw(Some("2026-02-01"))), false)]
#[case::nothing_was_granted(None, false)]
fn assistance_beside_a_grant_that_takes_its_place_is_for_a_person(
    #[case] granted: Option<Beside>,
    #[case] left: bool,
) {
    let beside: Vec<Beside> = granted.into_iter().collect();
    let first = asking(single("")).decide((None, &beside), &NATIONAL, &at("2026-03-02")).unwrap();
    let found = first.entitlement.stage.right();
    assert_eq!(matches!(found, Some(Right::PersonDecides { .. })), left, "{found:?}");
    if !left {
        return;
    }
    let reason = first.reason().unwrap();
    assert_eq!(
        (reason.rule.as_str(), reason.source.as_str()),
        ("assistance-beside-grant", "PW art. 15 lid 1")
    );
    assert!(reason.text.contains("IOAW") && reason.text.contains("toekenning 1"), "{}", reason.text);
    // Denied by the rules it stays denied.
    let rich =
        asking(single("capital=2500000")).decide((None, &beside), &NATIONAL, &at("2026-03-02")).unwrap();
    assert!(matches!(rich.entitlement.stage.right(), Some(Right::Denied { .. })));
}

#[test]
fn a_person_grants_no_assistance_over_the_days_of_such_a_grant() {
    let beside = [ioaw(Some("2026-02-20"))];
    let left = asking(single("")).decide((None, &beside), &NATIONAL, &at("2026-03-02")).unwrap().entitlement;
    let ask = |verdict, from_day: Option<&str>, beside: &[Beside]| {
        let decide = DecideEntitlement {
            case: case(),
            municipality: left.municipality.clone(),
            verdict,
            from_day: from_day.map(day),
            counted: None,
            reasons: "Gesprek gevoerd.".into(),
        };
        decide.decide((&left, None, None), beside, (&NATIONAL, &at("2026-03-09")))
    };
    let grant = Verdict::Grant(Cents::new(100_000));
    let refused = ask(grant, None, &beside).unwrap_err();
    let violation = &refused.violations[0];
    assert_eq!((violation.field.as_str(), violation.rule.as_str()), ("granted", "assistance-beside-grant"));
    assert!(
        violation.reason.contains("PW art. 15 lid 1") && violation.reason.contains("21 februari 2026"),
        "{violation:?}"
    );
    let granted = ask(grant, Some("2026-02-21"), &beside).unwrap();
    assert_eq!(granted.decision.holds_from, day("2026-02-21"), "the day after it");
    assert_eq!(ask(grant, Some("2026-02-22"), &beside).unwrap_err().violations[0].field, "from_day");
    assert!(ask(Verdict::Deny, None, &beside).is_ok());
    assert!(ask(grant, None, &[]).is_ok(), "it was taken back since");
}

/// After IOAW, IOAZ or Bbz was refused the report for it counts: the right starts then, by the rules and by a person.
#[test]
fn a_right_starts_at_the_report_for_a_scheme_that_was_refused() {
    let stated = serde_json::json!({ "application": { "refused_scheme_reported_on": "2025-09-15", "reported_at_once": true } });
    let change =
        serde_json::json!({ "from": "2026-02-02", "known_on": "2026-03-02", "number": 1, "facts": stated });
    let change: rules::month::Change = serde_json::from_value(change).unwrap();
    let stated = rules::month::Timeline::from_iter([change]);
    let counted = crate::model::EarlierReport::of(&stated, day("2026-02-02"), (&NATIONAL, day("2026-03-02")));
    let ask = AssessEntitlement { counted: counted.clone(), ..asking(single("")) };
    let applied = ask.applied();
    assert_eq!((applied.reported_on, applied.applied_on), (day("2025-09-15"), day("2026-02-02")));
    let decided = ask.decide((None, &[]), &NATIONAL, &at("2026-03-02")).unwrap();
    let Some(Right::Granted { from_day, .. }) = decided.entitlement.stage.right() else {
        panic!("{:?}", decided.entitlement)
    };
    assert_eq!((*from_day, decided.decision.holds_from), (day("2025-09-15"), day("2025-09-15")));
    let rules = |decided: &Decided| {
        decided.decision.explanations.iter().map(|line| line.rule.clone()).collect::<Vec<_>>()
    };
    assert!(rules(&decided).contains(&"report-43-6".to_owned()), "{:?}", rules(&decided));

    // Stated after the rules decided: a person lets it start then, or on the day after it that the right arose, and not before.
    let granted = assessed(None, single(""), "2026-03-02").unwrap().entitlement;
    let choose = |from_day: &str, counted: Option<crate::model::EarlierReport>| {
        let ask = DecideEntitlement {
            case: case(),
            municipality: granted.municipality.clone(),
            verdict: Verdict::Grant(Cents::new(100_000)),
            from_day: Some(day(from_day)),
            counted,
            reasons: "De IOAW is geweigerd.".into(),
        };
        ask.decide((&granted, None, Some(day("2026-02-02"))), &[], (&NATIONAL, &at("2026-03-09")))
    };
    for from in ["2025-09-15", "2025-10-01"] {
        let decided = choose(from, counted.clone()).unwrap();
        let Some(Right::Granted { from_day, earlier: Some(earlier), .. }) = decided.entitlement.stage.right()
        else {
            panic!("{:?}", decided.entitlement)
        };
        assert_eq!((*from_day, earlier.until), (day(from), day("2026-02-02")));
        assert_eq!(rules(&decided), ["report-43-6", "decided-by-person"]);
        let refused = choose(from, None).unwrap_err();
        assert_eq!(refused.violations[0].rule, "earlier-44-5", "{from}");
    }
    assert_eq!(choose("2025-06-14", counted).unwrap_err().violations[0].rule, "earlier-44-5");
}
