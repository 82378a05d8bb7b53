//! A case that an operator parked: nothing is done on it, by nobody and by no clock. What services tell is kept in its order,
//! and is handled when the case is replayed.

use chrono::NaiveDate;
use domain::{Moment, Refusal, day_in_dutch};
use serde::{Deserialize, Serialize};

use super::advance::one;
use super::effect::{Follow, Output};
use super::event::Event;
use super::process::Process;
use super::terms::Terms;

/// That a case is parked, and what was told of it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parking {
    pub since: NaiveDate,
    pub by: String,
    /// In plain Dutch.
    pub reason: String,
    /// In the order in which it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Event>,
}

/// What an event does to a parked case: it is kept, or it ends the parking.
pub(super) fn hear(
    process: &mut Process,
    event: &Event,
    terms: &Terms,
    moment: &Moment,
    follow: &mut Follow,
) -> Result<(), Refusal> {
    if matches!(event, Event::CaseReplayed { .. }) {
        let kept = process.parked.take().map(|parking| parking.kept).unwrap_or_default();
        one(process, event, terms, moment, follow)?;
        return kept.iter().try_for_each(|kept| one(process, kept, terms, moment, follow));
    }
    let Some(parking) = process.parked.as_mut() else { return Ok(()) };
    if event.is_of_a_person() {
        return Err(refusal(parking));
    }
    if !matches!(event, Event::TimerDue { .. }) {
        parking.kept.push(event.clone());
        let title = "Er kwam bericht over deze zaak terwijl zij is geparkeerd. Het is bewaard.";
        follow.outputs.push(Output::Story { title: title.into(), explanation: None, by_clock: false });
    }
    Ok(())
}

fn refusal(parking: &Parking) -> Refusal {
    let reason = format!(
        "Een beheerder heeft deze zaak geparkeerd op {}. Zolang kan er niets aan worden gedaan.",
        day_in_dutch(parking.since)
    );
    Refusal::conflict("case-parked", reason)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Story, day};
    use super::super::{AssessmentKind, Command, EntitlementOutcome, SnagKind};
    use super::*;

    fn park() -> Event {
        Event::CaseParked { by: "olga".into(), reason: "Wij zoeken een fout uit.".into() }
    }

    fn replay() -> Event {
        Event::CaseReplayed { reason: "De fout is weg.".into(), replayed: 0 }
    }

    #[test]
    fn what_is_told_of_a_parked_case_is_kept_and_handled_in_its_order() {
        let mut story = Story::on("2026-01-05");
        story.applies(None, true);
        story.hears(park());
        assert!(story.process.timers().is_empty() && story.process.next_due().is_none());
        assert!(
            story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::PersonDecides }).is_empty()
        );
        assert!(story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::Granted }).is_empty());
        assert_eq!(story.process.parked.as_ref().unwrap().kept.len(), 2);
        let person = Event::StepRecorded { step: "talk".into(), by: "anna".into(), note: "Ja.".into() };
        assert_eq!(story.asks(&person).unwrap_err().rule, "case-parked");

        // Months pass, and no clock does anything.
        story.today = day("2026-06-01");
        assert!(story.pass().is_empty());
        let snag = &story.process.snags(day("2026-06-01"))[0];
        assert_eq!((snag.kind, snag.since), (SnagKind::Parked, day("2026-01-05")));

        let asked = story.hears(replay());
        assert_eq!(asked, [Command::RequestAssessment(AssessmentKind::Category)]);
        assert!(
            story.process.parked.is_none() && story.process.tasks.is_empty(),
            "{:?}",
            story.process.tasks
        );
        let told = story.titles.iter().filter(|title| title.contains("terwijl zij is geparkeerd")).count();
        assert_eq!(told, 2);
    }

    #[test]
    fn a_case_that_is_not_parked_is_replayed_without_effect() {
        let mut story = Story::on("2026-01-05");
        story.applies(None, true);
        let before = story.process.clone();
        assert!(story.hears(replay()).is_empty());
        assert_eq!(story.process, before);
    }
}
