//! A client who is seen again while the case runs: a reassessment, because rules or facts changed, or a recall after long
//! without contact or trajectory (S0 annex 2 §2). The review is the intake of it; what is under way goes on until another
//! category is decided, and so does the benefit.

use super::event::Event;
use super::trigger::Trigger;

/// The situation of a recall, as intake tells it.
pub(super) const RECALL: &str = "recall";

/// What the review is about; `None` for another event.
pub(super) fn subject(event: &Event) -> Option<String> {
    let Event::SeenAgain { situation, occasion, .. } = event else { return None };
    let situation = if situation == RECALL { "Opnieuw opgeroepen" } else { "Herbeoordeling" };
    let because = match occasion.as_str() {
        "rules-changed" => "de regels zijn veranderd",
        "facts-changed" => "gegevens zijn veranderd",
        "no-contact" => "er is lang geen contact geweest",
        "no-trajectory" => "er is lang geen traject geweest",
        _ => return Some(situation.to_owned()),
    };
    Some(format!("{situation}: {because}"))
}

/// Why, and that a category that is being decided already takes it in, as sentences of the story; `on`: what the table
/// calls it.
pub(super) fn said(event: &Event, on: &[Trigger]) -> Vec<String> {
    let why = subject(event).map(|subject| format!("{subject}."));
    let early = on.contains(&Trigger::SeenAgainEarly);
    let early = early.then(|| "De categorie wordt al bepaald. Wat nu is gemeld, telt daarin mee.".to_owned());
    why.into_iter().chain(early).collect()
}
