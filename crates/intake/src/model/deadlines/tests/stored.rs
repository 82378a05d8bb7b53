//! Applications with their deadlines, statements, handling and documents as earlier versions stored them (`tests/stored/`):
//! each must be read and led to its end for ever after. Files are added when the form grows, and never changed.

mod handled;

use std::collections::BTreeSet;

use domain::PersonId;
use serde::{Deserialize, Serialize};
use testkit::Corpus;
use uuid::Uuid;

use super::*;
use crate::model::fixtures::{asks_of, done_at_intake};
use crate::model::{
    ActsDone, Claims, Consent, DecidedOn, Document, Ground, Handling, NOT_PROCESSED, Partner, Representative,
    RepresentativeKind, SearchResult, Statement,
};

/// Version of the form in which this build stores an application.
const SCHEMA: i32 = 1;
/// Long after whatever is stored.
const LATER: &str = "2026-06-01";

#[derive(Serialize, Deserialize)]
struct Stored {
    application: Application,
    deadlines: Deadlines,
    /// What was stated since the application, oldest first.
    statements: Vec<Claims>,
    /// How it is handled, and what came in for it; nothing in what was stored before they were looked at here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handling: Option<Handling>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    documents: Vec<Document>,
}

fn corpus() -> Corpus {
    Corpus::of(env!("CARGO_MANIFEST_DIR"))
}

/// What makes one worth keeping.
fn features(stored: &Stored) -> BTreeSet<String> {
    let Stored { application, deadlines, statements, .. } = stored;
    let mut features = handled::features(stored);
    features.insert(format!("stage-{}", application.stage.code()));
    if let Stage::Closed { because, .. } = &application.stage {
        features.insert(format!("closed-{because}"));
    }
    features.extend(application.search.map(|result| format!("search-{}", result.code())));
    features.extend(deadlines.raised.iter().map(|raised| {
        let settled = if raised.settled { "settled" } else { "raised" };
        format!("{settled}-{}", raised.kind.code())
    }));
    features.extend(deadlines.requests.iter().map(|request| match request.receipts.last() {
        None if request.passed => "request-passed".to_owned(),
        None => "request-open".to_owned(),
        Some(receipt) => format!("request-answered-{}", receipt.complete),
    }));
    let stopped = deadlines.decision.stops().iter().any(|stop| stop.over.is_empty());
    let parts = [
        ("couple", application.present_partner().is_some()),
        ("partner-left", application.partner.as_ref().is_some_and(|partner| partner.left_on.is_some())),
        ("consent", application.partner.as_ref().is_some_and(|partner| partner.consent.is_some())),
        ("represented", !application.representatives.is_empty()),
        ("decided-by-intake", !application.decisions.is_empty()),
        ("decided-and-fell", application.decisions.iter().any(|one| one.fell_on.is_some())),
        ("closed-after-decision", application.closed_after_decision),
        (
            "complete-while-searching",
            matches!(application.stage, Stage::Searching { intake_complete: true, .. }),
        ),
        ("stated-more", !statements.is_empty()),
        ("notice-of-default", !deadlines.notices.is_empty()),
        ("stopped", stopped),
        ("decided", deadlines.decision.ended_on().is_some()),
        ("assistance", deadlines.assistance),
    ];
    features.extend(parts.into_iter().filter(|(_, has)| *has).map(|(part, _)| part.to_owned()));
    features
}

/// Every part that a stored one must have had.
const WANTED: [&str; 44] = [
    "risk-light",
    "risk-deep",
    "deviation-waiting",
    "deviation-confirmed",
    "deviation-rejected",
    "visit-planned",
    "visit-consented",
    "visit-held",
    "visit-refused",
    "visit-cancelled",
    "route-homeless",
    "route-shelter",
    "letter-address",
    "document-quarantined",
    "document-available",
    "document-infected",
    "document-destroyed",
    "document-for-request",
    "document-proposed",
    "objection-runs",
    "stage-searching",
    "stage-intake",
    "stage-complete",
    "stage-closed",
    "closed-prevention-withdrawn",
    "closed-withdrawn",
    "closed-denied",
    "search-searched",
    "search-withdrew",
    "request-open",
    "request-passed",
    "request-answered-false",
    "request-answered-true",
    "couple",
    "partner-left",
    "consent",
    "represented",
    "decided-by-intake",
    "decided-and-fell",
    "closed-after-decision",
    "complete-while-searching",
    "stated-more",
    "notice-of-default",
    "assistance",
];

impl Stored {
    fn of(application: Application, deadlines: Deadlines) -> Self {
        Self { application, deadlines, statements: Vec::new(), handling: None, documents: Vec::new() }
    }

    fn opened(search_until: Option<&str>, stated: &str) -> Self {
        let application = asking_for(search_until, stated);
        let deadlines = opened(&application);
        Self::of(application, deadlines)
    }

    /// The application as it became, which the deadlines follow.
    fn becomes(&mut self, application: Application, today: &str) {
        self.deadlines = on(today, |law| self.deadlines.follow(&application, law));
        self.application = application;
    }

    fn told(&self) -> Vec<Statement> {
        let known =
            |claims: &Claims| Statement { claims: claims.clone(), ..says(&self.application, "", OPENED) };
        self.statements.iter().map(known).collect()
    }

    /// Something more is stated.
    fn states(&mut self, stated: &str, today: &str) {
        let statement = says(&self.application, stated, today);
        let (next, _) = self.application.record_facts(&statement, &self.told()).unwrap();
        self.statements.push(statement.claims);
        self.becomes(next, today);
    }

    /// The intake is done.
    fn completes(&mut self, stated: &str, today: &str) {
        let (statement, told) = (says(&self.application, stated, today), self.told());
        let asks = asks_of("emmen:0114", today);
        let done = ActsDone::by(done_at_intake().iter());
        let next = self.application.complete_intake(&statement, &told, &done, &asks, None).unwrap();
        self.statements.push(statement.claims);
        self.becomes(next, today);
    }

    fn closes(&mut self, because: &str, after_decision: bool, today: &str) {
        let next = self.application.close(because, after_decision, day(today)).unwrap();
        self.becomes(next, today);
    }

    /// Leads it to its end, as people would.
    fn finish(&mut self) {
        self.handle();
        if self.application.stage.is_open() && self.deadlines.open_request().is_some() {
            let came = (LATER, true);
            self.deadlines = receive(&self.deadlines, &self.application, LATER, came).unwrap();
        }
        if matches!(self.application.stage, Stage::Searching { .. }) {
            let next = self.application.end_search(SearchResult::Searched, false, day(LATER)).unwrap();
            self.becomes(next, LATER);
        }
        if self.application.stage == Stage::Intake {
            let household = match self.application.present_partner() {
                Some(_) => "household=couple, partner_birth_date=1986-06-01",
                None => "household=single",
            };
            self.completes(&format!("{COMPLETE}, {household}"), LATER);
        }
        if let Stage::Complete { .. } = self.application.stage {
            let facts = self.application.facts.clone();
            let decided = on(LATER, |law| self.deadlines.decided(&facts, law));
            self.deadlines = decided.unwrap_or_else(|| self.deadlines.clone());
            self.closes("ended", true, LATER);
        }
        self.destroy();
    }
}

#[test]
fn every_stored_application_is_read_and_comes_to_its_end() {
    let all: Vec<(String, Stored)> = corpus().read().unwrap();
    for (name, mut stored) in all {
        let before = serde_json::to_value(&stored.application).unwrap();
        stored.finish();
        assert_eq!(stored.application.stage.code(), "closed", "{name}");
        assert!(!stored.deadlines.open, "{name} leaves deadlines open");
        assert!(stored.deadlines.open_request().is_none(), "{name} leaves a request open");
        assert!(stored.is_handled(), "{name} leaves something to do: {:?}", stored.handling);
        let after: Application = serde_json::from_value(before).unwrap();
        assert_eq!(after.person, stored.application.person, "{name}");
    }
}

#[test]
fn an_application_is_stored_in_every_state() {
    let stored = corpus().features(features).unwrap();
    let missed: Vec<_> = WANTED.iter().filter(|wanted| !stored.contains(**wanted)).collect();
    assert!(missed.is_empty(), "write them: cargo test -p intake --lib write_cases -- --ignored: {missed:?}");
}

/// No number of a person is in what is stored here, not even one for tests: eight digits in a row are no day, and no number of
/// a case or of a person by whom they are known here.
#[test]
fn nobody_is_named_in_what_is_stored() {
    for (name, stored) in corpus().read::<serde_json::Value>().unwrap() {
        let text = stored.to_string();
        let words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
        let numbers: Vec<_> = words.filter(|word| word.parse::<domain::Bsn>().is_ok()).collect();
        assert!(numbers.is_empty(), "{name}");
    }
}

fn partner(applies: bool) -> Partner {
    let consent = (!applies).then(|| Consent { given_on: day(OPENED), document: None });
    Partner { person: PersonId::new(Uuid::from_u128(3)), applies, consent, left_on: None }
}

fn stories() -> Vec<Stored> {
    let mut all = vec![Stored::opened(None, "birth_date=1985-06-01")];
    all.push(Stored::opened(Some("2026-02-02"), "birth_date=2004-06-01, assistance_requested=yes"));
    let mut early = Stored::opened(Some("2026-02-02"), COMPLETE);
    early.application.stage = Stage::Searching { until: day("2026-02-02"), intake_complete: true };
    all.push(early);
    let mut searched = Stored::opened(Some("2026-02-02"), COMPLETE);
    let next = searched.application.end_search(SearchResult::Searched, false, day("2026-02-03")).unwrap();
    searched.becomes(next, "2026-02-03");
    all.push(searched);
    let mut withdrew = Stored::opened(Some("2026-02-02"), "birth_date=2004-06-01");
    let next = withdrew.application.end_search(SearchResult::Withdrew, false, day("2026-01-20")).unwrap();
    withdrew.becomes(next, "2026-01-20");
    all.push(withdrew);

    let mut complete = Stored::opened(None, "birth_date=1985-06-01");
    complete.states("household=single, cost_sharers=0", "2026-01-08");
    complete.completes(COMPLETE, "2026-01-12");
    all.push(complete);
    let mut withdrawn = Stored::opened(None, COMPLETE);
    withdrawn.closes("withdrawn", false, "2026-01-20");
    all.push(withdrawn);
    let mut denied = Stored::opened(None, COMPLETE);
    denied.completes("", "2026-01-12");
    denied.deadlines =
        on("2026-02-02", |law| denied.deadlines.decided(&denied.application.facts, law)).unwrap();
    denied.closes("denied", true, "2026-02-02");
    all.push(denied);
    all.extend(asked());
    all.extend(of_households());
    all.extend(of_decisions());
    all
}

/// What was asked, and what came of it.
fn asked() -> Vec<Stored> {
    let asked = |today: &str| {
        let mut stored = Stored::opened(None, COMPLETE);
        stored.deadlines = ask(&stored.deadlines, &stored.application, today, "2026-01-26").unwrap();
        stored
    };
    let answered = |complete: bool| {
        let mut stored = asked("2026-01-12");
        let came = ("2026-01-15", complete);
        stored.deadlines = receive(&stored.deadlines, &stored.application, "2026-01-16", came).unwrap();
        stored
    };
    let mut passed = asked("2026-01-12");
    passed.deadlines = pass(&passed.deadlines, &passed.application, "2026-01-27");
    let mut late = Stored::opened(None, COMPLETE);
    late.deadlines = pass(&late.deadlines, &late.application, "2026-03-03");
    let noticed = on("2026-03-04", |law| {
        late.deadlines.default_noticed(day("2026-03-03"), "anna", &late.application.facts, law)
    });
    let noticed = Stored::of(late.application.clone(), noticed.unwrap());
    vec![asked("2026-01-12"), answered(false), answered(true), passed, late, noticed]
}

/// A partner who applies too, one who consents, one who left, and somebody who acts for the applicant.
fn of_households() -> Vec<Stored> {
    let joined = |partner: Partner| {
        let mut stored = Stored::opened(None, "birth_date=1985-06-01, household=couple");
        let facts = stored.application.facts.clone();
        let next = stored.application.join(partner, &facts).unwrap().unwrap();
        stored.becomes(next, "2026-01-08");
        stored
    };
    let mut left = joined(partner(true));
    let next = left.application.part(day("2026-01-15"), day("2026-01-16")).unwrap().unwrap();
    left.becomes(next, "2026-01-16");
    let mut represented = Stored::opened(None, COMPLETE);
    let by = Representative {
        id: Uuid::from_u128(4),
        kind: RepresentativeKind::Authorised,
        ground: Ground::WrittenAuthorisation,
        valid_from: day(OPENED),
        valid_until: None,
        document: None,
        sealed_name: "00ff".into(),
    };
    let next = represented.application.represented(by).unwrap();
    represented.becomes(next, "2026-01-08");
    vec![joined(partner(true)), joined(partner(false)), left, represented]
}

/// What intake decided itself, and what of it fell after an objection.
fn of_decisions() -> Vec<Stored> {
    let left = || {
        let mut stored = Stored::opened(None, "birth_date=1985-06-01");
        let why = domain::Explanation {
            rule: "awb-4-5".into(),
            source: "Awb art. 4:5".into(),
            policy_version: "0".into(),
            inputs: Vec::new(),
            text: "De aanvraag is niet aangevuld.".into(),
        };
        let next = stored.application.close(NOT_PROCESSED, false, day("2026-02-02")).unwrap();
        let next = next.decided((DecidedOn::EvidenceMissing, None), why, day("2026-02-02"));
        stored.becomes(next, "2026-02-02");
        stored
    };
    let mut fell = left();
    let next = fell.application.reopen(false, day("2026-03-02")).unwrap();
    fell.becomes(next, "2026-03-02");
    vec![left(), fell]
}

/// Adds a file for each feature that no stored application has yet.
#[test]
#[ignore = "writes tests/stored; run it when the form of an application or its deadlines grows"]
fn write_cases() {
    let corpus = corpus();
    let mut keeper = corpus.keeper(SCHEMA, features).unwrap();
    for stored in stories().into_iter().chain(handled::stories()) {
        keeper.keep(&stored).unwrap();
    }
    println!("{} applications are stored", keeper.count());
}
