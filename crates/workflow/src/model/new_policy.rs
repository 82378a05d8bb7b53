//! A new version of the policy that would decide otherwise on a running case: what people read about it (WF-7).

use domain::{Explanation, FactKey, TraceInput};

use super::event::PolicySays;
use super::process::Process;
use super::terms::Terms;

/// What the task is about.
pub(super) fn subject(process: &Process, says: &PolicySays, terms: &Terms) -> String {
    let now = now(process, terms);
    match says {
        PolicySays::Category(key) if is_now(process, key) => {
            format!("Nieuw beleid: ‘{now}’ blijft, maar met andere doelgroepen")
        }
        PolicySays::Category(key) => format!("Nieuw beleid: van ‘{now}’ naar ‘{}’", terms.label(key)),
        PolicySays::FactsMissing(keys) => {
            format!("Nieuw beleid: nu ‘{now}’, maar dit is nog niet bekend: {}", names(keys))
        }
        PolicySays::PersonDecides => {
            format!("Nieuw beleid: nu ‘{now}’, maar een medewerker kiest de categorie")
        }
    }
}

/// The same as a sentence of the story.
pub(super) fn sentence(process: &Process, says: &PolicySays, terms: &Terms) -> String {
    let now = now(process, terms);
    match says {
        PolicySays::Category(key) if is_now(process, key) => {
            format!(
                "De categorie blijft daarmee ‘{now}’, maar de doelgroepen worden anders. De zaak verandert pas als een medewerker dat besluit."
            )
        }
        PolicySays::Category(key) => format!(
            "Die zou de categorie wijzigen van ‘{now}’ naar ‘{}’. De zaak verandert pas als een medewerker dat besluit.",
            terms.label(key)
        ),
        PolicySays::FactsMissing(keys) => format!(
            "Die vraagt voor de categorie gegevens die nog niet bekend zijn: {}. Tot een medewerker besluit, blijft de \
             categorie ‘{now}’.",
            names(keys)
        ),
        PolicySays::PersonDecides => format!(
            "Die laat de categorie over aan een medewerker. Tot die besluit, blijft de categorie ‘{now}’."
        ),
    }
}

/// The category that holds and what the version says, with the version itself.
pub(super) fn explained(process: &Process, says: &PolicySays, terms: &Terms) -> Explanation {
    let input =
        |name: &str, value: String| TraceInput { name: name.into(), value, source: terms.document.clone() };
    let proposed = match says {
        PolicySays::Category(key) => terms.label(key).to_owned(),
        PolicySays::FactsMissing(_) => "nog niet te bepalen".into(),
        PolicySays::PersonDecides => "een medewerker kiest".into(),
    };
    Explanation {
        rule: "new-policy".into(),
        source: terms.document.clone(),
        policy_version: terms.version.clone(),
        inputs: vec![input("category", now(process, terms).to_owned()), input("proposed_category", proposed)],
        text: sentence(process, says, terms),
    }
}

fn is_now(process: &Process, key: &str) -> bool {
    process.category.assignment().is_some_and(|assignment| assignment.key == key)
}

fn now<'a>(process: &'a Process, terms: &'a Terms) -> &'a str {
    process.category.assignment().map_or("nog geen categorie", |assignment| terms.label(&assignment.key))
}

/// Facts as people call them; one that came later than this catalogue by its code.
fn names(codes: &[String]) -> String {
    let name =
        |code: &String| FactKey::from_code(code).map_or_else(|| code.clone(), |key| key.dutch().to_owned());
    codes.iter().map(name).collect::<Vec<_>>().join(", ")
}
