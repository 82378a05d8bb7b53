//! The gate and the topics of the intake.

use super::markdown::Page;
use super::{tables, words};
use crate::model::Policy;
use crate::table::NONE;

pub(super) fn gate(policy: &Policy, page: &mut Page) {
    let gate = &policy.gate;
    page.chapter("Eerst zelf zoeken naar werk");
    page.says(
        "Voor sommige mensen geldt een zoektermijn. Zij zoeken eerst zelf naar werk voordat hun aanvraag in behandeling \
         wordt genomen. De wet zegt voor wie dat altijd geldt. Hier staat wat het beleid daarbovenop regelt.",
    );
    let who = if gate.every_new_applicant {
        format!("iedereen die nieuw aanvraagt, {} lang", words::weeks(gate.weeks))
    } else {
        "alleen mensen voor wie de wet het voorschrijft".to_owned()
    };
    let exceptions = words::joined(gate.exceptions.iter().map(|each| each.fact().dutch().to_owned()));
    let partners = gate
        .partner_services_from_age
        .map_or_else(|| "nee".to_owned(), |age| format!("ja, vanaf {age} jaar"));
    let row = |what: &str, value: String| vec![what.to_owned(), value, gate.source.clone()];
    page.table(
        &["Vraag", "Antwoord", "Bron"],
        [
            row("Wie zoekt eerst zelf?", who),
            row("Wie hoeft niet, buiten de uitzonderingen van de wet?", words::or(exceptions, "niemand")),
            row(
                "Moet iemand laten zien wat die deed om werk te vinden?",
                words::yes(gate.efforts_shown).to_owned(),
            ),
            row("Mogen partners al helpen tijdens het zoeken?", partners),
        ],
    );
}

pub(super) fn topics(policy: &Policy, page: &mut Page) {
    page.chapter("Onderwerpen van het intakegesprek");
    let rows = policy.intake_topics.iter().map(|topic| {
        let facts = words::joined(topic.facts.iter().map(|key| key.dutch().to_owned()));
        let acts = topic.acts.iter().map(|act| act.dutch()).collect::<Vec<_>>().join(" ");
        vec![topic.label.clone(), words::or(facts, "–"), words::or(acts, "–"), topic.source.clone()]
    });
    page.table(&["Onderwerp", "Gegevens die erbij horen", "Wat er gebeurt", "Bron"], rows);
    page.says(
        "Wat er bij een onderwerp gebeurt, wordt vastgelegd. Daarvoor is de intake niet compleet. Met wie wordt welk \
         onderwerp besproken? Elke regel die past, telt mee.",
    );
    tables::collect(page, &policy.tables.intake_topics, "Onderwerp", |key| {
        let topic = policy.intake_topics.iter().find(|topic| topic.key == key);
        topic.map_or_else(|| nothing(key, "geen onderwerp"), |topic| topic.label.clone())
    });
}

/// The questions of all topics, each once.
pub(super) fn questions(policy: &Policy, page: &mut Page) {
    page.says(
        "De onderwerpen samen zijn het intakeformulier. Een gegeven wordt één keer gevraagd; wat al bekend is, wordt \
         niet nog eens gevraagd. Ook vraagt het formulier altijd wat de wet nodig heeft.",
    );
    let mut seen = Vec::new();
    for key in policy.intake_topics.iter().flat_map(|topic| &topic.facts) {
        if !seen.contains(key) {
            seen.push(*key);
        }
    }
    let rows = seen.into_iter().map(|key| {
        let asked = policy.question(key);
        vec![
            key.dutch().to_owned(),
            asked.words.to_owned(),
            words::joined(asked.by.iter().map(|source| words::who(*source).to_owned())),
            words::yes(asked.needed).to_owned(),
            words::or(asked.source.unwrap_or_default().to_owned(), "gegevenslijst"),
        ]
    });
    page.table(&["Gegeven", "Vraag", "Wie kan het zeggen?", "Nodig om af te ronden?", "Bron"], rows);
}

/// Who has an intake of their own.
pub(super) fn routes(policy: &Policy, page: &mut Page) {
    page.section("Een eigen intake");
    if policy.intake_routes.is_empty() {
        page.says("Iedereen heeft dezelfde intake.");
        return;
    }
    page.says("De eerste regel die past, geldt.");
    let rows = policy.intake_routes.iter().map(|route| {
        let facts = route.when.iter().map(|key| key.dutch().to_owned()).collect::<Vec<_>>().join(" of ");
        let hidden = if route.hides_address { "; waar de aanvrager verblijft, hoort niemand" } else { "" };
        vec![
            route.label.clone(),
            facts,
            route.intake_by.dutch().to_owned(),
            route.with.clone().unwrap_or_else(|| "–".into()),
            format!("{}{hidden}", route.letters.dutch()),
            route.source.clone(),
        ]
    });
    page.table(&["Intake", "Voor wie", "Wie doet de intake?", "Samen met", "Brieven gaan", "Bron"], rows);
}

/// What a row gives that gives nothing; any other key stands as it is.
pub(super) fn nothing(key: &str, words: &str) -> String {
    if key == NONE { words.to_owned() } else { key.to_owned() }
}
