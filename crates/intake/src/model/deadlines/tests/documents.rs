//! What documents mean for a request, and what happens when evidence is not valid for long.

use std::collections::BTreeSet;

use domain::FactKey;
use uuid::Uuid;

use super::*;
use crate::model::DocumentId;

const RENT: &str = "huurcontract";
const WAGES: &str = "loonstrook van december";

fn asked(of: &Application, facts: &[FactKey], documents: &[&str]) -> Deadlines {
    let documents = documents.iter().map(|name| (*name).to_owned()).collect();
    let (by, facts) = ("consulent".to_owned(), facts.to_vec());
    let asking = Asking { by, facts, documents, until: day("2026-01-21") };
    on("2026-01-12", |law| opened(of).ask(&asking, &of.facts, law).unwrap())
}

fn came(which: u128, received: &str, facts: &[FactKey], named: &[&str]) -> Supplied {
    Supplied {
        document: DocumentId::new(Uuid::from_u128(which)),
        on: day(received),
        facts: facts.iter().copied().collect(),
        named: named.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn supply(deadlines: &Deadlines, of: &Application, today: &str, supplied: Supplied) -> Deadlines {
    on(today, |law| deadlines.supplied(1, supplied, &of.facts, law))
}

#[test]
fn the_last_document_that_was_asked_answers_the_request() {
    let of = application(None, COMPLETE);
    let asked = asked(&of, &[], &[RENT, WAGES]);

    let half = supply(&asked, &of, "2026-01-14", came(1, "2026-01-14", &[], &[RENT]));
    assert_eq!(due(&half, "2026-01-14"), None);
    assert_eq!(half.requests[0].outstanding(&of.facts).documents, [WAGES]);
    // the same once more, and one that was asked already
    assert_eq!(supply(&half, &of, "2026-01-15", came(1, "2026-01-14", &[], &[RENT])), half);
    assert!(supply(&half, &of, "2026-01-15", came(2, "2026-01-15", &[], &[RENT])).open_request().is_some());

    let whole = supply(&half, &of, "2026-01-16", came(3, "2026-01-16", &[], &[WAGES]));
    assert!(whole.open_request().is_none());
    assert_eq!(due(&whole, "2026-01-16").as_deref(), Some("2026-03-05"), "as when someone said so that day");
    // more that comes for it changes nothing of the clock
    let more = supply(&whole, &of, "2026-01-19", came(4, "2026-01-19", &[], &[RENT]));
    assert_eq!((more.requests[0].receipts.len(), more.decision), (1, whole.decision));
}

/// A scanner that needs days, or weeks, takes nothing from the applicant.
#[rstest]
#[case::in_time("2026-01-19")]
#[case::after_the_recovery_term("2026-01-28")]
fn a_document_counts_from_the_day_it_was_received(#[case] released: &str) {
    let of = application(None, COMPLETE);
    let waiting = pass(&asked(&of, &[], &[RENT]), &of, released);

    let there = supply(&waiting, &of, released, came(1, "2026-01-16", &[], &[RENT]));

    assert_eq!(due(&there, released).as_deref(), Some("2026-03-05"));
    assert_eq!(raised(&there), [""; 0]);
    let receipt = there.requests[0].receipts.last().unwrap();
    assert_eq!((receipt.on, receipt.recorded_on), (day("2026-01-16"), day(released)));
}

#[test]
fn a_fact_that_was_asked_is_there_when_it_is_known_or_proven() {
    let known = COMPLETE.replace(", capital=100000", "");
    let of = application(None, &known);
    assert_eq!(of.facts.get(FactKey::Capital), None, "the fixture lacks what is asked");
    let asked = asked(&of, &[FactKey::Capital], &[RENT]);

    let proven = supply(&asked, &of, "2026-01-14", came(1, "2026-01-14", &[FactKey::Capital], &[]));
    assert!(proven.open_request().is_some());
    let whole = supply(&proven, &of, "2026-01-15", came(2, "2026-01-15", &[], &[RENT]));
    assert!(whole.open_request().is_none());

    // the other way about: the document first, and then somebody says it
    let document = supply(&asked, &of, "2026-01-14", came(1, "2026-01-14", &[], &[RENT]));
    assert!(document.open_request().is_some());
    let said = lay(&of.facts, &claims("capital=0"), day("2026-01-15"));
    let told = Application { facts: said.facts, ..of };
    let whole = on("2026-01-15", |law| document.follow(&told, law));
    assert!(whole.open_request().is_none());
    assert_eq!(whole.requests[0].receipts[0].on, day("2026-01-15"));
}

#[test]
fn a_document_says_what_it_answers() {
    let of = application(None, COMPLETE);
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let rule = |of: &EvidenceRequest, names: &[&str], facts: &[FactKey]| {
        let facts = facts.iter().copied().collect();
        of.answered_with(&named(names), &facts).map_err(|wrong| wrong.rule)
    };
    let two = asked(&of, &[], &[RENT, WAGES]).requests[0].clone();
    assert_eq!(rule(&two, &[WAGES], &[]), Ok(named(&[WAGES])));
    assert_eq!(rule(&two, &["paspoort"], &[]), Err("answers-what-was-asked".into()));
    assert_eq!(rule(&two, &[], &[FactKey::Capital]), Err("answers-something".into()));
    let one = asked(&of, &[], &[RENT]).requests[0].clone();
    assert_eq!(rule(&one, &[], &[]), Ok(named(&[RENT])), "there is only one that it can be");
    let known = COMPLETE.replace(", capital=100000", "");
    let facts = asked(&application(None, &known), &[FactKey::Capital], &[]).requests[0].clone();
    assert_eq!(rule(&facts, &[], &[FactKey::Capital]), Ok(named(&[])));
    assert_eq!(rule(&facts, &[], &[]), Err("answers-something".into()));
}

#[test]
fn what_comes_after_the_decision_is_kept_and_moves_nothing() {
    let of = application(None, COMPLETE);
    let decided = on("2026-01-14", |law| asked(&of, &[], &[RENT]).decided(&of.facts, law).unwrap());
    let there = supply(&decided, &of, "2026-01-15", came(1, "2026-01-15", &[], &[RENT]));
    assert_eq!(there.requests[0].supplied.len(), 1);
    assert_eq!((there.requests[0].receipts.len(), there.decision), (0, decided.decision));
}

fn evidence(which: u128, until: &str) -> Evidence {
    Evidence::document(DocumentId::new(Uuid::from_u128(which)), day(until))
}

fn brought(of: &Application, today: &str, found: &[(FactKey, Evidence)]) -> Deadlines {
    on(today, |law| {
        let mut next = opened(of);
        for (key, evidence) in found {
            next = next.brought(&BTreeSet::from([*key]), evidence, law.today);
        }
        next.scheduled(&of.facts, law)
    })
}

/// Emmen holds reviews in 14 days; a document that is valid to 30 June is told of on the sixteenth.
#[test]
fn someone_is_told_before_evidence_expires_and_once() {
    let of = application(None, COMPLETE);
    let ahead = on(OPENED, |law| law.tasks.review_days);
    let until = day("2026-06-30");
    let warned = until - chrono::Days::new(ahead.into());
    let residence = FactKey::Residence;
    let kept = brought(&of, OPENED, &[(residence, evidence(1, "2026-06-30"))]);

    let before = pass(&kept, &of, &warned.pred_opt().unwrap().to_string());
    assert!(!raised(&before).iter().any(|one| one.starts_with("evidence-expires")), "{:?}", raised(&before));
    assert_eq!(before.wakes_on, Some(warned));
    let told = pass(&before, &of, &warned.to_string());
    assert!(raised(&told).contains(&"evidence-expires 2026-06-30".into()), "{:?}", raised(&told));
    assert_eq!(pass(&told, &of, &warned.to_string()), told);
    let subject = format!("document-{}", Uuid::from_u128(1));
    assert!(told.raised.iter().any(|one| one.subject == subject));

    // newer evidence settles it, and is itself told of in time
    let renewed = on(&warned.to_string(), |law| {
        let newer = evidence(2, "2031-06-30");
        told.clone().brought(&BTreeSet::from([residence]), &newer, law.today).scheduled(&of.facts, law)
    });
    assert!(!raised(&renewed).iter().any(|one| one.starts_with("evidence-expires")));
    let seen = on(&warned.to_string(), |law| {
        told.clone().verified(residence, None, law.today).scheduled(&of.facts, law)
    });
    assert!(!raised(&seen).iter().any(|one| one.starts_with("evidence-expires")));
}

#[test]
fn what_is_valid_for_shorter_or_in_the_past_takes_nothing_away() {
    let of = application(None, COMPLETE);
    let (key, long) = (FactKey::Residence, evidence(1, "2027-01-31"));
    let kept = brought(&of, OPENED, &[(key, long.clone()), (key, evidence(2, "2026-02-28"))]);
    assert_eq!(kept.evidence[&key], long);
    let past = Evidence::claim(3, day("2025-12-31"));
    assert_eq!(kept.clone().verified(key, Some(past), day(OPENED)).evidence[&key], long);
    // a person who looked says it is shorter: then it is
    let shorter = Evidence::claim(3, day("2026-03-31"));
    assert_eq!(kept.verified(key, Some(shorter.clone()), day(OPENED)).evidence[&key], shorter);
}

/// One document that proves two facts is one thing to renew, until both have newer evidence.
#[test]
fn one_document_is_told_of_once_and_settled_when_nothing_rests_on_it() {
    let of = application(None, COMPLETE);
    let keys = [FactKey::Residence, FactKey::BirthDate];
    let kept = brought(&of, OPENED, &keys.map(|key| (key, evidence(1, "2026-01-12"))));
    let told = pass(&kept, &of, "2026-01-06");
    let open = |deadlines: &Deadlines| {
        raised(deadlines).into_iter().filter(|one| one.starts_with("evidence-expires")).count()
    };
    assert_eq!(open(&told), 1);
    let renewed = |deadlines: Deadlines, key| {
        on("2026-01-07", |law| deadlines.verified(key, None, law.today).scheduled(&of.facts, law))
    };
    let half = renewed(told, keys[0]);
    assert_eq!(open(&half), 1);
    assert_eq!(open(&renewed(half, keys[1])), 0);
}
