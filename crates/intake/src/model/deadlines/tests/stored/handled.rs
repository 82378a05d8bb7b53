//! How an application was handled, and the documents of it, as earlier versions stored them.

use std::collections::BTreeSet;

use policy::Policy;
use uuid::Uuid;

use super::{LATER, Stored};
use crate::model::fixtures::{COMPLETE, day, document, facts, policies};
use crate::model::{
    Answer, Asked, Deciding, Document, DocumentId, Handling, Held, NamedGround, Objections, Plan, Scan,
    Signed, Standing, keeping, route, score,
};

const TODAY: &str = "2026-01-12";
/// Of whom the scorecard wants every fact verified.
const DEEP: &str = "lives_in_municipality=no, cost_sharers=0, monthly_earnings=1, other_income=1, capital=0, \
    former_entrepreneur=no";

/// One with a scorecard, routes and a second person for who deviates.
fn policy() -> Policy {
    let policies = policies();
    let policy = policies.of(&"emmen-coevorden:0109".parse().unwrap(), day(TODAY)).unwrap();
    let mut policy = policy.clone();
    policy.deviation.four_eyes = true;
    policy
}

fn deciding(policy: &Policy) -> Deciding<'_> {
    Deciding { by: "anna", policy, today: day(TODAY) }
}

/// What makes it worth keeping.
pub(super) fn features(stored: &Stored) -> BTreeSet<String> {
    let mut features = BTreeSet::new();
    for one in &stored.documents {
        features.insert(format!("document-{}", one.standing.code()));
        let parts = [
            ("document-for-request", one.request.is_some()),
            ("document-expires", one.valid_until.is_some()),
            ("document-proposed", one.proposed.is_some()),
        ];
        features.extend(parts.into_iter().filter(|(_, has)| *has).map(|(part, _)| part.to_owned()));
    }
    if stored.application.objections.is_some_and(|objections| objections.running) {
        features.insert("objection-runs".into());
    }
    let Some(handling) = &stored.handling else { return features };
    features.extend(handling.deviations.iter().map(|one| format!("deviation-{}", one.state.code())));
    features.extend(handling.visits.iter().map(|visit| format!("visit-{}", visit.state())));
    features.extend(handling.risk.iter().map(|found| format!("risk-{}", found.level.key)));
    features.extend(handling.route().map(|route| format!("route-{}", route.key)));
    features.extend(handling.letter_addresses.first().map(|_| "letter-address".to_owned()));
    features
}

impl Stored {
    /// What waits for a person gets one: a second word, a visit that is not needed any more, the scanner.
    pub(super) fn handle(&mut self) {
        let policy = policy();
        let late = Deciding { today: day(LATER), ..deciding(&policy) };
        if let Some(mut handling) = self.handling.take() {
            while let Some(number) = handling.waiting().map(|deviation| deviation.number) {
                handling = handling.settle(number, None, "bert", late.today).unwrap();
            }
            let open = handling.visits.iter().filter(|visit| visit.end.is_none());
            let open: Vec<u32> = open.map(|visit| visit.number).collect();
            for number in open {
                handling = handling.cancel_visit(number, "00ff".into(), late).unwrap();
            }
            self.handling = Some(handling);
        }
        for one in &mut self.documents {
            *one = one.scanned(Scan::Clean).unwrap_or_else(|| one.clone());
        }
    }

    /// Once the case is closed and no objection runs: what it proved is no longer needed.
    pub(super) fn destroy(&mut self) {
        if self.application.objections.is_some_and(|objections| objections.running) {
            let over = Objections { running: false, over_on: Some(day(LATER)) };
            self.application = self.application.objected(over).unwrap();
        }
        let Some(kept) = keeping(&self.application, policies().national()).unwrap() else { return };
        for one in self.documents.iter_mut().filter(|one| one.standing.has_bytes()) {
            if one.proposed.is_none() {
                *one = one.propose(Some(&kept), "anna", kept.until).unwrap();
            }
            *one = one.destroy(Some(&kept), "bert", kept.until).unwrap();
        }
    }

    /// Nothing of it waits, and no bytes are kept.
    pub(super) fn is_handled(&self) -> bool {
        let waits = |handling: &Handling| {
            handling.waiting().is_some() || handling.visits.iter().any(|visit| visit.end.is_none())
        };
        !self.handling.as_ref().is_some_and(waits)
            && !self.documents.iter().any(|one| one.standing.has_bytes())
    }
}

fn handled(how: impl FnOnce(Handling, &Policy) -> Handling) -> Stored {
    let stored = Stored::opened(None, COMPLETE);
    let handling = how(Handling::of(&stored.application), &policy());
    Stored { handling: Some(handling), ..stored }
}

fn with_document(change: impl FnOnce(Document) -> Document) -> Stored {
    let stored = Stored::opened(None, COMPLETE);
    let plain = Document {
        id: DocumentId::new(Uuid::from_u128(11)),
        municipality: stored.application.municipality.clone(),
        received_on: day(TODAY),
        ..document(Standing::Quarantined)
    };
    Stored { documents: vec![change(plain)], ..stored }
}

pub(super) fn stories() -> Vec<Stored> {
    let mut all = of_risk();
    all.extend(of_visits());
    all.extend(of_routes());
    all.extend(of_documents());
    all
}

/// What the scorecard made of the facts, and what people made of that.
fn of_risk() -> Vec<Stored> {
    let weighed = |handling: Handling, policy: &Policy, stated: &str| {
        handling.weighed(score(policy, &facts(stated), day(TODAY))).unwrap()
    };
    let deep = |handling: Handling, policy: &Policy| weighed(handling, policy, DEEP);
    let deviates = |handling: Handling, policy: &Policy| {
        deep(handling, policy).deviate("light", "00ff".into(), deciding(policy)).unwrap().0
    };
    let judged = |rejected: Option<&'static str>| {
        move |handling: Handling, policy: &Policy| {
            let rejected = rejected.map(str::to_owned);
            deviates(handling, policy).settle(1, rejected, "bert", day(TODAY)).unwrap()
        }
    };
    vec![
        handled(|handling, policy| weighed(handling, policy, "lives_in_municipality=yes")),
        handled(deep),
        handled(deviates),
        handled(judged(None)),
        handled(judged(Some("00ff"))),
    ]
}

/// Visits to a home, as far as they came.
fn of_visits() -> Vec<Stored> {
    let visitors = vec!["anna".to_owned(), "bram".to_owned()];
    let plan = Plan {
        ground: NamedGround::Reason { sealed: "00ff".into() },
        facts: vec![domain::FactKey::LivesInMunicipality],
        announced: true,
        day: day(TODAY),
        visitors: visitors.clone(),
    };
    let planned =
        |handling: Handling, policy: &Policy| handling.plan_visit(plan.clone(), deciding(policy)).unwrap();
    let asked = |answer: Answer| {
        move |handling: Handling, policy: &Policy| {
            let asked =
                Asked { on: day(TODAY), told_ground: true, told_consequence: true, answer, document: None };
            handling.record_consent(1, &asked, deciding(policy)).unwrap()
        }
    };
    let held =
        Held { on: day(TODAY), visitors, sealed_report: "00ff".into(), found: Vec::new(), statement: None };
    let holds =
        |handling: Handling, policy: &Policy| handling.hold_visit(1, held.clone(), deciding(policy)).unwrap();
    let (yes, no) = (asked(Answer::Given), asked(Answer::Refused));
    vec![
        handled(planned),
        handled(|handling, policy| yes(planned(handling, policy), policy)),
        handled(|handling, policy| holds(yes(planned(handling, policy), policy), policy)),
        handled(|handling, policy| no(planned(handling, policy), policy)),
        handled(|handling, policy| {
            planned(handling, policy).cancel_visit(1, "00ff".into(), deciding(policy)).unwrap()
        }),
    ]
}

/// An intake of its own, and where letters go.
fn of_routes() -> Vec<Stored> {
    let routed = |stated: &'static str| {
        move |handling: Handling, policy: &Policy| {
            handling.routed(route(policy, &facts(stated), day(TODAY))).unwrap()
        }
    };
    let shelter = routed("in_shelter=yes");
    vec![
        handled(routed("homeless=yes")),
        handled(|handling, policy| {
            shelter(handling, policy).agree_address("00ff".into(), "anna", day(TODAY)).unwrap()
        }),
    ]
}

/// As each stands, for a request, for as long as it is valid, and while an objection runs.
fn of_documents() -> Vec<Stored> {
    let scanned = |scan: Scan| move |one: Document| one.scanned(scan).unwrap();
    let clean = scanned(Scan::Clean);
    let gone = |on: &str| Some(Signed { by: "bert".into(), on: day(on) });
    let for_request = |one: Document| Document {
        request: Some(1),
        answers: BTreeSet::from(["huurcontract".to_owned()]),
        ..clean(one)
    };
    let closed = |stored: &mut Stored| stored.closes("withdrawn", false, "2026-02-02");
    let mut proposed = with_document(clean);
    closed(&mut proposed);
    let mut destroyed = with_document(|one| Document {
        standing: Standing::Destroyed,
        proposed: gone("2026-03-16"),
        destroyed: gone("2026-03-17"),
        ..clean(one)
    });
    closed(&mut destroyed);
    let kept = keeping(&proposed.application, policies().national()).unwrap().unwrap();
    proposed.documents[0] = proposed.documents[0].propose(Some(&kept), "anna", kept.until).unwrap();
    let mut objected = with_document(clean);
    let running = Objections { running: true, over_on: None };
    objected.application = objected.application.objected(running).unwrap();
    vec![
        with_document(|one| one),
        with_document(scanned(Scan::NotScanned)),
        with_document(scanned(Scan::Infected)),
        with_document(for_request),
        with_document(|one| Document { valid_until: Some(day("2026-12-31")), ..clean(one) }),
        proposed,
        destroyed,
        objected,
    ]
}
