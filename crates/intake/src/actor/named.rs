//! Documents that an input names by their id: where they stand in it, and what they must be.

use chrono::NaiveDate;
use domain::{Caller, CaseId, FactKey, Refusal, Violation};
use uuid::Uuid;

use super::{HandlingAsked, Input, PartnerGiven, Submit, VisitAsked, World};
use crate::model::{Application, Claims, Document, DocumentId, Proof, Standing};

/// A document that an input names.
pub struct Named {
    pub id: Uuid,
    /// Where in the input.
    field: String,
    /// Somebody says to have seen it, so that it must be one that can be read.
    was_seen: bool,
    /// What it is said to show.
    shows: Vec<FactKey>,
}

impl Named {
    /// That it is a document of one of these cases whose bytes are there.
    fn wrong(
        &self,
        world: &World,
        cases: &[&Application],
        is_new: bool,
        today: NaiveDate,
    ) -> Option<Violation> {
        let found = world.documents.known.get(&DocumentId::new(self.id));
        let found = found.filter(|found| cases.iter().any(|case| case.case == found.case));
        // What came for a document that was asked by name says by that name what it shows.
        let proves = |found: &Document| {
            let by_name = found.facts.is_empty() && !found.answers.is_empty();
            by_name || self.shows.iter().all(|key| found.facts.contains(key))
        };
        let (reason, rule) = match found.map(|found| found.standing) {
            Some(Standing::Available) if found.is_some_and(|found| !proves(found)) => {
                ("is geen bewijs van dit gegeven: bij het document staat iets anders", "document-proves-fact")
            }
            Some(Standing::Available)
                if self.was_seen && found.is_some_and(|found| found.has_expired(today)) =>
            {
                ("is niet meer geldig: vraag een nieuw bewijs", "document-valid")
            }
            Some(Standing::Available) => return None,
            Some(Standing::Quarantined) if !self.was_seen => return None,
            Some(_) => ("is een document dat niet te lezen is", "document-readable"),
            None if is_new => (
                "kan nog niet bij deze aanvraag horen: stuur het document in zodra de aanvraag er is",
                "document-of-the-case",
            ),
            None => ("is geen document bij deze zaak: stuur het eerst in", "document-of-the-case"),
        };
        Some(Violation::new(&*self.field, reason, rule))
    }
}

/// What is named at one place.
pub fn at(field: impl Into<String>, document: Option<Uuid>) -> Vec<Named> {
    let named = document.map(|id| Named { id, field: field.into(), was_seen: false, shows: Vec::new() });
    named.into_iter().collect()
}

/// What shows that these facts are true.
pub fn as_proof(proof: &Proof, shows: Vec<FactKey>) -> Vec<Named> {
    match proof {
        Proof::Document { id } => {
            vec![Named { id: *id, field: "proof.document_id".into(), was_seen: true, shows }]
        }
        Proof::Register { .. } | Proof::Confirmed => Vec::new(),
    }
}

/// What shows that all these claims are true.
pub fn proven(proof: Option<&Proof>, claims: &Claims) -> Vec<Named> {
    let keys = || claims.iter().map(|(key, _)| key).collect();
    proof.map(|proof| as_proof(proof, keys())).unwrap_or_default()
}

pub fn with_partner(partner: &PartnerGiven) -> Vec<Named> {
    let document = partner.consent.as_ref().and_then(|consent| consent.document);
    at("partner.consent.document_id", document)
}

pub fn in_submission(submit: &Submit) -> Vec<Named> {
    let mut all = proven(submit.proof.as_ref(), &submit.claims);
    all.extend(submit.partner.iter().flat_map(with_partner));
    for (place, given) in submit.representatives.iter().enumerate() {
        all.extend(at(format!("representatives[{place}].document_id"), given.document));
    }
    all
}

pub fn in_handling(asked: &HandlingAsked) -> Vec<Named> {
    match asked {
        HandlingAsked::Visit(VisitAsked::Consent { asked, .. }) => at("document_id", asked.document),
        _ => Vec::new(),
    }
}

/// A document that is named is one of the case, and its bytes are there. A case that there is not, or that the caller may
/// not see, is left to be refused as such.
pub fn are_of_the_case(input: &Input, world: &World, today: NaiveDate) -> Result<(), Refusal> {
    let Some((caller, named)) = input.named() else { return Ok(()) };
    let cases: Vec<_> = input.cases().filter_map(|case| seen(case, caller, world)).collect();
    if cases.len() < input.cases().count() {
        return Ok(());
    }
    let runs = match input {
        Input::Submit(submit) => world.runs_for(submit),
        _ => None,
    };
    let is_new = input.case().is_none() && runs.is_none();
    let cases: Vec<_> = cases.into_iter().chain(runs).collect();
    let wrong: Vec<_> = named.iter().filter_map(|one| one.wrong(world, &cases, is_new, today)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::invalid(wrong)) }
}

fn seen<'w>(case: CaseId, caller: &Caller, world: &'w World) -> Option<&'w Application> {
    world.applications.get(&case).filter(|found| found.municipality == caller.municipality)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{day, document, opening};

    #[rstest]
    #[case(Standing::Available, "", "")]
    #[case(Standing::Quarantined, "", "document-readable")]
    #[case(Standing::Infected, "document-readable", "document-readable")]
    #[case(Standing::Destroyed, "document-readable", "document-readable")]
    fn the_bytes_are_there_and_what_was_seen_can_be_read(
        #[case] standing: Standing,
        #[case] named: &str,
        #[case] seen: &str,
    ) {
        let application = Application::open(opening(), day("2026-03-02"));
        let mut world = World::default();
        let document = document(standing);
        let id = document.id.uuid();
        world.documents.known.insert(document.id, document);
        let rule = |was_seen| {
            let one = Named { id, field: "document_id".into(), was_seen, shows: Vec::new() };
            one.wrong(&world, &[&application], false, day("2026-03-02"))
                .map_or_else(String::new, |wrong| wrong.rule)
        };
        assert_eq!((rule(false).as_str(), rule(true).as_str()), (named, seen));
    }

    #[rstest]
    #[case(FactKey::Capital, None, "")]
    #[case(FactKey::Capital, Some("2026-03-02"), "")]
    #[case(FactKey::Capital, Some("2026-03-01"), "document-valid")]
    #[case(FactKey::Household, None, "document-proves-fact")]
    fn a_document_proves_what_it_is_of_for_as_long_as_it_is_valid(
        #[case] key: FactKey,
        #[case] until: Option<&str>,
        #[case] expected: &str,
    ) {
        let application = Application::open(opening(), day("2026-03-02"));
        let document = Document { valid_until: until.map(day), ..document(Standing::Available) };
        let named = as_proof(&Proof::Document { id: document.id.uuid() }, vec![key]);
        let mut world = World::default();
        world.documents.known.insert(document.id, document);
        let wrong = named[0].wrong(&world, &[&application], false, day("2026-03-02"));
        assert_eq!(wrong.map_or_else(String::new, |wrong| wrong.rule), expected);
    }
}
