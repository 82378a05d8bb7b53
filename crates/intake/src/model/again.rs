//! A client who is seen again while a case of theirs runs: a reassessment, because rules or facts changed, or a recall after
//! long without contact or trajectory (S0 annex 2 §2). It stands on that case: it is no second application (IN-11).

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, PersonId, Refusal, TraceInput, Violation};
use serde::{Deserialize, Serialize};

use super::{
    About, ActsDone, Application, Channel, FormRules, Handling, Occasion, Reason, Record, Situation, Stage,
    Statement, form, rules, score,
};

/// One time that a client was seen again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenAgain {
    pub situation: Situation,
    /// Why, when that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    pub channel: Channel,
    pub reported_on: NaiveDate,
    /// The day on which it was registered.
    pub on: NaiveDate,
    /// The intake was held with it.
    pub intake_complete: bool,
}

impl SeenAgain {
    /// The line in the story.
    pub const fn dutch(&self) -> &'static str {
        match (&self.reason, self.situation) {
            (Some(reason), _) => reason.occasion.dutch(),
            (None, situation) => situation.dutch(),
        }
    }

    /// Code of what brought it about; empty where that was not told.
    pub fn occasion(&self) -> &'static str {
        self.reason.as_ref().map_or("", |reason| Occasion::code(reason.occasion))
    }

    /// The facts that are said to have changed.
    pub fn changed(&self) -> &[FactKey] {
        self.reason.as_ref().map_or(&[], |reason| &reason.changed)
    }
}

/// Why a case ended, where whoever asked for it is not there any more.
const DIED: &str = "died";

impl Application {
    /// That the client can be seen again in this case. `decided`: whether what it asked was decided on.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] while the application is still to be decided: what is new goes with it.
    pub fn may_be_seen_again(&self, decided: bool) -> Result<(), Refusal> {
        if decided && matches!(self.stage, Stage::Complete { .. }) {
            return Ok(());
        }
        let reason = format!(
            "Over aanvraag {} is nog niet beslist. Leg in die zaak vast wat er is veranderd: het telt mee bij het besluit.",
            self.number
        );
        Err(Refusal::precondition("application-undecided", reason))
    }

    /// With one more time that the client was seen again, and with what was `stated` then. Gives the keys of the facts to
    /// look at: those with another value, and those that are said to have changed.
    ///
    /// # Errors
    ///
    /// As [`Application::record_facts`].
    pub fn seen_again(
        &self,
        seen: SeenAgain,
        stated: Option<&Statement>,
        history: &[Statement],
    ) -> Result<(Self, Vec<FactKey>), Refusal> {
        let (mut next, mut keys) = match stated {
            Some(stated) => self.record_facts(stated, history)?,
            None => (self.next(), Vec::new()),
        };
        let named = seen.changed().iter().filter(|key| !keys.contains(key)).copied().collect::<Vec<_>>();
        keys.extend(named);
        next.seen_again.push(seen);
        Ok((next, keys))
    }

    /// Why there is no search period when the client is seen again in this case.
    pub fn no_search_again(&self, situation: Situation, policy_version: &str) -> Explanation {
        let input =
            |name: &str, value: String| TraceInput { name: name.into(), value, source: "aanvraag".into() };
        Explanation {
            rule: "seen-again-in-running-case".into(),
            source: "Participatiewet art. 41 lid 4".into(),
            policy_version: policy_version.into(),
            inputs: vec![
                input("situatie", situation.dutch().into()),
                input("zaaknummer", self.number.to_string()),
            ],
            text: format!(
                "Geen zoektermijn: er loopt al een zaak, {}. Daarin wordt de cliënt opnieuw gezien.",
                self.number
            ),
        }
    }
}

/// The case that runs for a client who is seen again, and what is known in it.
pub struct Running<'a> {
    pub of: &'a Application,
    /// Every statement, oldest first.
    pub past: &'a [Statement],
    pub records: &'a [Record],
    pub handling: Option<&'a Handling>,
}

/// What comes when a client is seen again.
pub struct Brought<'a> {
    /// What is stated; `None`: nothing.
    pub stated: Option<&'a Statement>,
    /// What was done at the intake that is complete.
    pub acts: &'a [About],
    pub intake_complete: bool,
    pub names_partner: bool,
    /// The partner who is named, where they are known here.
    pub partner: Option<PersonId>,
    pub names_representatives: bool,
}

impl Running<'_> {
    /// Everything that is wrong with it by what is known: whom the case does not know, what contradicts its facts, and what an
    /// intake that was held with it leaves to ask.
    pub fn violations(&self, brought: &Brought<'_>, asks: &FormRules<'_>) -> Vec<Violation> {
        let mut wrong = self.unknown(brought);
        let facts = match brought.stated {
            Some(stated) => {
                let facts = self.of.facts_after(stated, self.past);
                wrong.extend(rules::contradictions(&facts, asks.day));
                facts
            }
            None => self.of.facts.clone(),
        };
        if brought.intake_complete {
            wrong.extend(self.left_to_ask(brought, &facts, asks));
        }
        wrong
    }

    /// Whom the case does not know: who joins it, or acts in it, is recorded in the case itself.
    fn unknown(&self, brought: &Brought<'_>) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let theirs = self.of.present_partner().map(|partner| partner.person);
        if brought.names_partner && (brought.partner.is_none() || brought.partner != theirs) {
            let reason =
                format!("is geen partner in zaak {}. Leg de partner eerst vast in die zaak.", self.of.number);
            wrong.push(Violation::new("partner", reason, "known-in-the-case"));
        }
        if brought.names_representatives {
            let reason = format!(
                "horen bij zaak {}. Leg in die zaak vast wie voor de cliënt handelt.",
                self.of.number
            );
            wrong.push(Violation::new("representatives", reason, "known-in-the-case"));
        }
        wrong
    }

    /// What a complete intake may not leave to ask or to settle.
    fn left_to_ask(&self, brought: &Brought<'_>, facts: &Facts, asks: &FormRules<'_>) -> Vec<Violation> {
        let before = self.records.iter().map(|record| &record.about);
        let done = ActsDone::by(before.chain(brought.acts));
        let mut wrong = form(asks, facts).done(&done).lacking();
        let handling = self.handling.cloned().unwrap_or_else(|| Handling::of(self.of));
        let found = score(asks.policy, &facts.on(asks.day), asks.day);
        let scored = handling.weighed(found).unwrap_or(handling);
        let history: Vec<_> = self.past.iter().chain(brought.stated).cloned().collect();
        let mut left = self.of.unsettled(&history, scored.level().map(|(level, _)| level), asks.day);
        left.retain(|one| wrong.iter().all(|named| named.field != one.field));
        wrong.extend(left);
        wrong
    }
}

/// What is wrong with seeing someone again who never was here.
pub fn never_seen() -> Violation {
    let reason = "past niet: deze persoon is hier niet eerder geweest. Kies een nieuwe aanvraag.";
    Violation::new("situation", reason, "known-here")
}

/// What is wrong with seeing someone again whose `last` case ended by a death: whoever is left behind asks for themselves.
pub fn ended_by_death<'a>(theirs: impl Iterator<Item = &'a Application>) -> Option<Violation> {
    let last = theirs.max_by_key(|one| (one.closed_on().unwrap_or(NaiveDate::MAX), one.number.clone()))?;
    let died = matches!(&last.stage, Stage::Closed { because, .. } if because == DIED);
    died.then(|| {
        let reason = format!(
            "past niet: zaak {} is beëindigd door een overlijden. Wie achterblijft, doet een nieuwe aanvraag.",
            last.number
        );
        Violation::new("situation", reason, "case-ended-by-death")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures::{asks_of, claims, day, done_at_intake, facts, opening, says};

    const TODAY: &str = "2026-03-02";

    fn seen(situation: Situation, reason: Option<Reason>) -> SeenAgain {
        let (reported_on, on) = (day(TODAY), day(TODAY));
        SeenAgain { situation, reason, channel: Channel::Consultant, reported_on, on, intake_complete: false }
    }

    fn complete() -> Application {
        let opening = crate::model::Opening { search_until: None, intake_complete: true, ..opening() };
        Application::open(opening, day(TODAY))
    }

    #[test]
    fn only_what_was_decided_on_is_looked_at_again() {
        let decided = complete();
        decided.may_be_seen_again(true).unwrap();
        let rule = |of: &Application, decided| of.may_be_seen_again(decided).unwrap_err().rule;
        assert_eq!(rule(&decided, false), "application-undecided");
        let intake = Application { stage: Stage::Intake, ..decided.clone() };
        let until = day("2026-03-29");
        let searching = Application { stage: Stage::Searching { until, intake_complete: true }, ..decided };
        for one in [intake, searching] {
            assert_eq!(rule(&one, true), "application-undecided");
        }
    }

    #[test]
    fn each_time_is_kept_and_names_what_to_look_at() {
        let changed = vec![FactKey::Household];
        let reason = Some(Reason { occasion: Occasion::FactsChanged, changed: changed.clone() });
        let first = complete();
        let (once, keys) = first.seen_again(seen(Situation::Reassessment, reason), None, &[]).unwrap();
        assert_eq!((keys, once.version), (changed, first.version + 1));
        let (twice, keys) = once.seen_again(seen(Situation::Recall, None), None, &[]).unwrap();
        assert!(keys.is_empty());
        let titles: Vec<_> = twice.seen_again.iter().map(SeenAgain::dutch).collect();
        assert_eq!(titles, ["herbeoordeling, want gegevens zijn veranderd", "hernieuwd contact"]);
        assert_eq!(twice.situation, first.situation, "the application is what it was");
    }

    /// Of someone of whom this is known.
    fn wrong(known: &str, stated: &str, brought: Brought<'_>) -> Vec<String> {
        let of = Application { facts: facts(known), ..complete() };
        let running = Running { of: &of, past: &[], records: &[], handling: None };
        let stated = (!claims(stated).is_empty()).then(|| says(&of, stated, TODAY));
        let asks = asks_of("emmen:0114", TODAY);
        let found = running.violations(&Brought { stated: stated.as_ref(), ..brought }, &asks);
        found.into_iter().map(|one| format!("{} {}", one.field, one.rule)).collect()
    }

    const NOTHING: Brought<'static> = Brought {
        stated: None,
        acts: &[],
        intake_complete: false,
        names_partner: false,
        partner: None,
        names_representatives: false,
    };

    #[test]
    fn all_that_does_not_fit_the_running_case_is_named_at_once() {
        assert_eq!(wrong("household=single", "capital=0", NOTHING), [""; 0]);
        let others = Brought { names_partner: true, names_representatives: true, ..NOTHING };
        let all = [
            "partner known-in-the-case",
            "representatives known-in-the-case",
            "facts.partner_birth_date partner-needs-couple",
        ];
        assert_eq!(wrong("household=single", "partner_birth_date=1990-01-01", others), all);
        assert_eq!(wrong("household=couple", "partner_birth_date=1990-01-01", NOTHING), [""; 0]);
    }

    #[test]
    fn a_held_intake_leaves_nothing_to_ask_of_what_is_known() {
        let acts = done_at_intake();
        let held = || Brought { acts: &acts, intake_complete: true, ..NOTHING };
        let known = crate::model::fixtures::COMPLETE;
        assert_eq!(wrong(known, "", held()), [""; 0]);
        let lacking = wrong(known, "household=couple", held());
        let named = |one: &str| lacking.iter().any(|found| found == one);
        assert!(named("facts.partner_birth_date intake-complete"), "{lacking:?}");
        assert!(!lacking.iter().any(|one| one.starts_with("facts.birth_date ")), "{lacking:?}");
        let not_done = wrong(known, "", Brought { acts: &[], ..held() });
        assert!(not_done.contains(&"vacancies intake-complete".to_owned()), "{not_done:?}");
    }

    #[test]
    fn after_a_death_nobody_is_seen_again_until_they_asked_for_themselves() {
        let died = complete().close("died", true, day(TODAY)).unwrap();
        assert_eq!(ended_by_death([&died].into_iter()).unwrap().rule, "case-ended-by-death");
        let later = complete().close("withdrawn", true, day("2026-04-02")).unwrap();
        assert!(ended_by_death([&died, &later].into_iter()).is_none());
        assert!(ended_by_death([].into_iter()).is_none());
    }
}
