//! Facts as a test writes them: `birth_date=1990-01-01, household=couple`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate};
use domain::{CaseId, Cents, Fact, FactKey, FactKind, FactSource, FactValue, Facts, PersonId};
use policy::Policies;
use uuid::Uuid;

use super::claims::{Claim, Claims, Informant, Statement, StatementKind};
use super::records::Telling;
use super::{
    About, Application, CaseNumber, Channel, Document, DocumentId, FormRules, Opening, Recorded, Situation,
    Standing,
};
use crate::documents::MediaType;

/// A complete intake of a single person over 27.
pub const COMPLETE: &str = "birth_date=1985-06-01, household=single, residence=dutch, lives_in_municipality=yes, \
    monthly_earnings=0, other_income=0, capital=100000, assistance_requested=yes";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Stated on 5 January 2026, by the applicant where it is theirs to state.
pub fn facts(text: &str) -> Facts {
    text.split(',').map(str::trim).filter(|pair| !pair.is_empty()).map(fact).collect()
}

/// By what the form of an applicant in Emmen is composed on 12 January 2026.
pub fn asks() -> FormRules<'static> {
    asks_of("emmen:0114", "2026-01-12")
}

/// The same of another municipality or day.
pub fn asks_of(municipality: &str, on: &str) -> FormRules<'static> {
    FormRules::on(&POLICIES, &municipality.parse().unwrap(), day(on)).unwrap()
}

/// An application of a client who says nothing yet.
pub fn opening() -> Opening {
    let reported_on = day("2026-01-05");
    Opening {
        case: CaseId::new(Uuid::from_u128(1)),
        person: PersonId::new(Uuid::from_u128(2)),
        municipality: "a-tenant:0001".parse().unwrap(),
        number: CaseNumber::new(2026, 1),
        situation: Situation::New,
        channel: Channel::EForm,
        reported_on,
        applied_on: reported_on,
        search_until: None,
        stated: Recorded::default(),
        intake_complete: false,
    }
}

/// What an intake does beside asking, on 12 January 2026.
pub fn done_at_intake() -> Vec<About> {
    let day = day("2026-01-12");
    let told = About::RightsTold { day, how: Telling::Letter, text_version: "2026-1".into() };
    vec![About::Vacancy { day, reference: "V-1".into(), regular: true }, told]
}

/// What someone states in a case on a day.
pub fn says(of: &Application, stated: &str, today: &str) -> Statement {
    Statement {
        case: of.case,
        number: of.statements + 1,
        kind: StatementKind::Facts,
        day: day(today),
        at: DateTime::UNIX_EPOCH,
        by: "someone".into(),
        claims: claims(stated),
        verified: Vec::new(),
        sealed_note: None,
    }
}

/// The same, as claims.
pub fn claims(text: &str) -> Claims {
    let claim = |fact: &Fact| Claim::unbounded(fact.value.clone(), Informant::Applicant, fact.stated_on);
    facts(text).iter().map(|(key, fact)| (key, claim(fact))).collect()
}

fn fact(pair: &str) -> (FactKey, Fact) {
    let (key, value) = pair.split_once('=').unwrap();
    let key = FactKey::from_code(key).unwrap();
    let value = match key.kind() {
        FactKind::YesNo => FactValue::YesNo(value == "yes"),
        FactKind::Number { .. } => FactValue::Number(value.parse().unwrap()),
        FactKind::Money => FactValue::Money(Cents::new(value.parse().unwrap())),
        FactKind::Day => FactValue::Day(day(value)),
        FactKind::Choice(_) => FactValue::Choice(value.into()),
    };
    key.check(&value).unwrap();
    let theirs = key.answered_by().contains(&FactSource::Applicant);
    let source = if theirs { FactSource::Applicant } else { FactSource::System };
    (key, Fact { value, source, stated_on: day("2026-01-05") })
}

static POLICIES: LazyLock<Arc<Policies>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
    Arc::new(Policies::load(&folder).unwrap_or_else(|problems| panic!("{problems}")))
});

/// The policies of this repository, read once.
pub fn policies() -> Arc<Policies> {
    Arc::clone(&POLICIES)
}

/// A bank statement of the case that [`opening`] opens.
pub fn document(standing: Standing) -> Document {
    Document {
        id: DocumentId::new(Uuid::from_u128(1)),
        case: opening().case,
        municipality: "a-tenant:0001".parse().unwrap(),
        media: MediaType::Pdf,
        size: 10,
        sha256: "ab".repeat(32),
        facts: BTreeSet::from([FactKey::Capital]),
        request: None,
        answers: BTreeSet::new(),
        valid_until: None,
        received_on: day("2026-03-02"),
        received_by: "anna".into(),
        standing,
        scan: None,
        proposed: None,
        destroyed: None,
    }
}
