//! School first, when the intake shows it (IN-5). In the search period it is one of the results of the
//! search, on the same conditions.

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, Refusal, TraceInput};
use policy::National;

use super::{Application, Stage};

/// Why an application that school comes before is closed; also the ground, on the wire.
pub const TO_EDUCATION: &str = "to-education";
const SOURCE: &str = "Participatiewet art. 13 lid 2 onder c";

impl Application {
    /// School comes first: the application closes. `facts` as they stand today.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it does not await its intake, or by [`Application::school_first`].
    pub fn to_education(
        &self,
        facts: &Facts,
        national: &National,
        today: NaiveDate,
    ) -> Result<(Self, Explanation), Refusal> {
        match &self.stage {
            Stage::Intake => {}
            Stage::Searching { .. } => {
                let reason = if self.search_is_over(today) {
                    "De zoektermijn is voorbij en wacht op de beoordeling. Leg dit vast als resultaat van de zoektermijn."
                } else {
                    "De zoektermijn loopt nog. Leg dit vast als resultaat van de zoektermijn."
                };
                return Err(Refusal::precondition("search-not-ended", reason));
            }
            Stage::Complete { .. } => {
                return Err(Refusal::conflict("intake-already-complete", "De intake is al afgerond."));
            }
            Stage::Closed { .. } => return Err(self.closed()),
        }
        let explanation = self.school_first(facts, national, today)?;
        let stage = Stage::Closed { on: today, because: TO_EDUCATION.into() };
        Ok((Self { stage, ..self.next() }, explanation))
    }

    /// Why school comes first, whatever the stage. `facts` as they stand today.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when no assistance is asked, the applicant is not young enough by the law of today, or it is not on
    /// record that there is education to follow.
    pub fn school_first(
        &self,
        facts: &Facts,
        national: &National,
        today: NaiveDate,
    ) -> Result<Explanation, Refusal> {
        if !self.asks_assistance() {
            let reason = "School gaat alleen voor bij wie bijstand aanvraagt.";
            return Err(Refusal::precondition("school-first-assistance", reason));
        }
        let derived = facts.on(today);
        let under = national.term("13.2.age", today).ok().map(|term| term.number);
        let age = derived.number(FactKey::Age);
        if !matches!((age, under), (Some(age), Some(under)) if age < under) {
            let reason = "School gaat alleen voor bij jongeren. Voor deze leeftijd geldt dat niet. \
                          Wie zelf naar school gaat, trekt de aanvraag in.";
            return Err(Refusal::precondition("school-first-age", reason));
        }
        if facts.yes_no(FactKey::CanFollowEducation) != Some(true) {
            let reason = "Leg eerst vast dat de aanvrager onderwijs kan volgen dat de overheid betaalt.";
            return Err(Refusal::precondition("school-first-education", reason));
        }
        let input = |key: FactKey| derived.get(key).map(|fact| TraceInput::of_fact(key, fact));
        let explanation = Explanation {
            rule: "school-first".into(),
            source: SOURCE.into(),
            policy_version: national.version().into(),
            inputs: [FactKey::Age, FactKey::CanFollowEducation].into_iter().filter_map(input).collect(),
            text: "De aanvrager is jong en kan onderwijs volgen dat de overheid betaalt. Dan is er geen recht op bijstand: \
                   school gaat voor."
                .into(),
        };
        Ok(explanation)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::fixtures::{claims, day, facts, opening, policies};
    use crate::model::{Opening, SearchResult, lay};

    const TODAY: &str = "2026-03-02";

    fn application(stated: &str, complete: bool) -> Application {
        let today = day("2026-01-05");
        let stated = lay(&Facts::default(), &claims(stated), today);
        Application::open(Opening { stated, intake_complete: complete, ..opening() }, today)
    }

    fn sent(of: &Application) -> Result<(Application, Explanation), Refusal> {
        of.to_education(&of.facts, policies().national(), day(TODAY))
    }

    #[rstest]
    // 27 on the day itself.
    #[case("birth_date=1999-03-02, can_follow_education=yes", "school-first-age")]
    #[case("birth_date=1999-03-03, can_follow_education=yes", "")]
    #[case("birth_date=2004-06-01, can_follow_education=no", "school-first-education")]
    #[case("birth_date=2004-06-01", "school-first-education")]
    #[case("can_follow_education=yes", "school-first-age")]
    #[case(
        "birth_date=2004-06-01, can_follow_education=yes, assistance_requested=no",
        "school-first-assistance"
    )]
    fn school_comes_first_for_the_young_who_can_follow_it(#[case] stated: &str, #[case] refused: &str) {
        let outcome = sent(&application(stated, false));

        assert_eq!(outcome.as_ref().err().map_or("", |refusal| &refusal.rule), refused);
        if let Ok((closed, explanation)) = outcome {
            assert_eq!(closed.stage, Stage::Closed { on: day(TODAY), because: TO_EDUCATION.into() });
            assert_eq!(explanation.inputs.len(), 2);
            assert!(!explanation.policy_version.is_empty());
        }
    }

    #[test]
    fn it_is_an_outcome_of_the_intake_and_can_be_taken_back() {
        let young = "birth_date=2004-06-01, can_follow_education=yes";
        let rule = |of: &Application| sent(of).err().map(|refusal| refusal.rule).unwrap_or_default();
        assert_eq!(rule(&application(young, true)), "intake-already-complete");
        let searching = Opening { search_until: Some(day("2026-04-01")), ..opening() };
        let searching = Application::open(searching, day("2026-01-05"));
        assert_eq!(rule(&searching), "search-not-ended");
        let left = searching.end_search(SearchResult::Withdrew, false, day(TODAY)).unwrap();
        assert_eq!(rule(&left), "application-closed");

        let (closed, _) = sent(&application(young, false)).unwrap();
        let again = closed.reopen(false, day("2026-04-01")).unwrap();
        assert_eq!(again.stage, Stage::Intake);
        assert!(sent(&again).is_ok() && facts(young) == again.facts);
    }
}
