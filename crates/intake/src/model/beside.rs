//! Assistance that is asked in a case that runs for support only: an application of its own, with a report, a search period
//! and an end of its own. The support goes on.

use chrono::NaiveDate;
use domain::{FactKey, FactValue, Refusal};

use super::claims::{Claim, Claims, Informant, Statement};
use super::{Application, Situation, Stage};

impl Application {
    /// Whether assistance was asked beside support, and nothing took it back.
    pub const fn asks_beside(&self) -> bool {
        self.assistance_asked_on.is_some() && self.runs_beside()
    }

    /// Whether it was asked by what changed since.
    pub fn asked_beside_since(&self, before: &Self) -> bool {
        self.asks_beside() && self.assistance_asked_on != before.assistance_asked_on
    }

    /// What the gate is decided for: the situation, and the day of the report. Whoever asks assistance beside support is
    /// known here: only the law asks them to look for work first.
    pub const fn at_the_report(&self) -> (Situation, NaiveDate) {
        match self.assistance_asked_on {
            Some(day) => (Situation::Reassessment, day),
            None => (self.situation, self.reported_on),
        }
    }

    const fn runs_beside(&self) -> bool {
        matches!(self.stage, Stage::Complete { .. } | Stage::Searching { intake_complete: true, .. })
    }

    /// Without the assistance that was asked beside support, as `stated`; the facts that changed by it.
    ///
    /// # Errors
    ///
    /// As [`Application::record_facts`].
    pub fn without_assistance(
        &self,
        stated: &Statement,
        history: &[Statement],
    ) -> Result<(Self, Vec<FactKey>), Refusal> {
        let (next, keys) = self.record_facts(stated, history)?;
        let stage = match next.stage {
            Stage::Searching { .. } => Stage::Complete { on: stated.day },
            stage => stage,
        };
        Ok((Self { stage, search_until: None, ..next }, keys))
    }

    /// Since when assistance was asked that was left without a decision on it, where that decision still stands and nothing
    /// was asked since.
    pub fn left_beside(&self) -> Option<NaiveDate> {
        let last = self.decisions.last().filter(|last| last.fell_on.is_none())?;
        last.beside_since.filter(|_| self.runs_beside() && !self.asks_assistance())
    }

    /// With the assistance that was left asked again, from the report of then, as `stated`: that it was left did not hold.
    ///
    /// # Errors
    ///
    /// As [`Application::record_facts`].
    pub fn taken_up(
        &self,
        since: NaiveDate,
        stated: &Statement,
        history: &[Statement],
    ) -> Result<(Self, Vec<FactKey>), Refusal> {
        let (mut next, keys) = self.record_facts(stated, history)?;
        next.assistance_asked_on = Some(since);
        if let Some(last) = next.decisions.last_mut() {
            last.fell_on = Some(stated.day);
        }
        Ok((next, keys))
    }
}

/// That assistance is asked, or not any more, as it follows from what was done today.
pub fn assistance_claim(asked: bool, informant: Informant, today: NaiveDate) -> Claims {
    let claim = Claim::unbounded(FactValue::YesNo(asked), informant, today);
    [(FactKey::AssistanceRequested, claim)].into_iter().collect()
}

#[cfg(test)]
mod tests {
    use domain::Explanation;

    use super::*;
    use crate::model::fixtures::{day, opening, policies, says};
    use crate::model::{AtTheGate, DecidedOn, Opening, SearchResult, gate_now, lay};

    /// 21 on the day of asking; support since January.
    fn supported() -> Application {
        let stated = "birth_date=2004-06-01, household=single, assistance_requested=no";
        let stated =
            lay(&domain::Facts::default(), &crate::model::fixtures::claims(stated), day("2026-01-05"));
        let municipality = "emmen:0114".parse().unwrap();
        Application::open(
            Opening { stated, municipality, intake_complete: true, ..opening() },
            day("2026-01-05"),
        )
    }

    fn stated(of: &Application, asked: bool, today: &str) -> Statement {
        let claims = assistance_claim(asked, Informant::Applicant, day(today));
        Statement { claims, ..says(of, "", today) }
    }

    fn asks(of: &Application, today: &str) -> Application {
        of.record_facts(&stated(of, true, today), &[]).unwrap().0
    }

    fn searching() -> Application {
        let of = supported();
        let asked = asks(&of, "2026-04-13");
        assert!(asked.asked_beside_since(&of) && !asked.asked_beside_since(&asked));
        let history = [stated(&of, true, "2026-04-13")];
        let gate = gate_now(&policies(), &asked, &history, &asked.facts, day("2026-04-13"));
        let until = gate.ok().and_then(|gate| gate.search_until);
        let (searching, moved) = asked.at_the_gate(until, day("2026-04-13")).unwrap();
        assert_eq!(moved, AtTheGate::Started(day("2026-05-10")), "four weeks from the report for assistance");
        searching
    }

    #[test]
    fn who_is_young_looks_for_work_first_and_then_it_is_decided() {
        let of = searching();
        assert_eq!(of.stage, Stage::Searching { until: day("2026-05-10"), intake_complete: true });
        let early = of.end_search(SearchResult::Searched, false, day("2026-05-10")).unwrap_err();
        assert_eq!(early.rule, "search-period-running");
        let searched = of.end_search(SearchResult::Searched, false, day("2026-05-11")).unwrap();
        assert_eq!(searched.stage, Stage::Complete { on: day("2026-05-11") });
        assert_eq!(searched.reported_for_right(), day("2026-04-13"));
        // Whatever is stated next starts no second one.
        assert!(searched.at_the_gate(Some(day("2026-05-30")), day("2026-05-12")).is_none());
    }

    #[test]
    fn who_withdraws_it_keeps_the_support_and_can_ask_again() {
        let of = searching();
        let (left, keys) = of.without_assistance(&stated(&of, false, "2026-04-20"), &[]).unwrap();
        assert_eq!(keys, [FactKey::AssistanceRequested]);
        assert_eq!(
            (left.stage.clone(), left.search_until),
            (Stage::Complete { on: day("2026-04-20") }, None)
        );
        assert!(!left.asks_assistance() && left.left_beside().is_none(), "nobody decided on it");
        let again = asks(&left, "2026-06-01");
        assert_eq!(again.assistance_asked_on, Some(day("2026-06-01")), "another report");
    }

    #[test]
    fn what_was_left_is_taken_up_from_the_report_of_then() {
        let of = asks(&supported(), "2026-04-13");
        let (left, _) = of.without_assistance(&stated(&of, false, "2026-05-18"), &[]).unwrap();
        let why = Explanation {
            rule: "not-processed-4-5".into(),
            source: "Awb art. 4:5".into(),
            policy_version: String::new(),
            inputs: Vec::new(),
            text: "Niet alles is gekomen.".into(),
        };
        let since = of.assistance_asked_on;
        let left = left.decided((DecidedOn::EvidenceMissing, since), why, day("2026-05-18"));
        assert_eq!(left.left_beside(), since);
        let (next, _) = left.taken_up(since.unwrap(), &stated(&left, true, "2026-08-03"), &[]).unwrap();
        assert!(next.asks_assistance() && next.left_beside().is_none());
        assert_eq!((next.assistance_asked_on, next.decisions[0].fell_on), (since, Some(day("2026-08-03"))));
    }
}
