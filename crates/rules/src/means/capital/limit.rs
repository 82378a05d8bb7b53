//! Capital against the limit (Participation Act art. 34(3)), and until 2025 against the room at the start (old art. 34(4)).

use super::gifts::{self, Between};
use crate::facts::HouseholdKind;
use crate::means::Test;
use crate::right::{ask_of_children, kind_if_known};
use crate::{Question, Step, Stop, apply};

/// The rule of capital that is present.
const PRESENT: &str = "capital-34-3";

/// The rule of what came in since the start.
const SINCE_START: &str = "capital-34-4";

/// Whether a rule by which there is no right is that of capital above what the law allows.
pub(crate) fn is_above_limit(rule: &str) -> bool {
    matches!(rule, PRESENT | SINCE_START)
}

/// The capital that is present against the limit of the household (Participation Act art. 19(1)(b), 34(3)); as much as
/// the limit is allowed. Where it is not known whether there is a child, it is asked only where it makes a difference.
pub(super) fn limit(question: Question<'_>, capital: &Between) -> Step<Test> {
    apply(question, PRESENT, "PW art. 19 lid 1 onder b en art. 34 lid 3", |look| {
        look.given("capital", capital.most, "PW art. 34 lid 1 en 2");
        let (lower, higher) = match kind_if_known(look)? {
            Some(kind) => {
                let limit = look.amount(key(kind))?;
                (limit, limit)
            }
            None => {
                (look.amount(key(HouseholdKind::Single))?, look.amount(key(HouseholdKind::SingleParent))?)
            }
        };
        if capital.most <= lower {
            let text = format!("Het vermogen van {} is niet hoger dan de grens van {lower}.", capital.most);
            return Ok((Test::Met, capital.told(&text)));
        }
        if capital.least > higher {
            let text = format!("Het vermogen van {} is hoger dan de grens van {higher}.", capital.least);
            let text = format!("{} Er is geen recht zolang het hoger is.", capital.told(&text));
            return Ok((Test::Failed, text));
        }
        Err(if capital.is_exact() { ask_of_children(look) } else { capital.ask(look) })
    })
}

const fn key(kind: HouseholdKind) -> &'static str {
    match kind {
        HouseholdKind::Single => "34.3.a",
        HouseholdKind::SingleParent => "34.3.b",
        HouseholdKind::Couple => "34.3.c",
    }
}

/// What came in since assistance began against the room for capital that was left at the start (Participation Act
/// art. 34(4), until 2025).
///
/// The day of the decision tells which text holds, not the day judged: the amendment of 2026 came without a rule for
/// running cases, and what is decided on or after that day is decided by the text of that day (trap T15).
///
/// *Not applicable* on later decisions, and for someone who applies: then the capital present is tested.
pub(super) fn room(question: Question<'_>) -> Step<Test> {
    apply(question, SINCE_START, "PW art. 34 lid 4, zoals dat gold tot 2026", |look| {
        let decided = look.days().decided;
        if look.national().in_force("34.present", decided)? {
            return Err(Stop::not_applicable("Bij besluiten vanaf 2026 telt het vermogen dat er nu is."));
        }
        if !look.national().in_force("34.4", decided)? {
            return Err(Stop::person_decides(
                "Voor besluiten op deze dag is de regel over vermogen niet bekend.",
            ));
        }
        let assistance = &look.facts().assistance;
        if !look.need("assistance.receives", &assistance.receives)? {
            return Err(Stop::not_applicable(
                "Bij de start van de bijstand telt het vermogen dat er dan is.",
            ));
        }
        let capital = &look.facts().capital;
        let room = look.need("capital.room_at_start", &capital.room_at_start);
        let used = look.need("capital.room_used", &capital.room_used);
        let (room, used) = (room?, used?);
        let used = gifts::since(look, "capital.room_used_on", &capital.room_used_on)?.plus(used)?;
        if used.most <= room {
            let text =
                format!("Sinds de start is {} ontvangen. Dat past in de ruimte van {room}.", used.most);
            return Ok((Test::Met, used.told(&text)));
        }
        if used.least > room {
            let text =
                format!("Sinds de start is {} ontvangen. Dat is meer dan de ruimte van {room}.", used.least);
            return Ok((Test::Failed, used.told(&text)));
        }
        Err(used.ask(look))
    })
}
