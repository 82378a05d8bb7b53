//! What came of the search period.

use domain::{Caller, Moment, Refusal, Violation};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, facts, records};
use crate::messages::told;
use crate::model::{About, Application, Claims, DecidedOn, SearchResult, Statement, StatementKind, gate_now};

impl IntakeActor {
    pub(super) fn end_search(
        &self,
        (application, past): (&Application, &[Statement]),
        caller: &Caller,
        result: SearchResult,
        (evidence, counted): (Option<&str>, &[i64]),
        moment: &Moment,
    ) -> Handled {
        // Newer facts may lift the period: an exception that came to light while searching (art. 41(11)).
        let facts = &application.facts_on(past, moment.day);
        let gate = gate_now(&self.policies, application, past, facts, moment.day);
        let lifted = gate.ok().filter(|gate| gate.search_until.is_none());
        let next = application.end_search(result, lifted.is_some(), moment.day)?;
        let next = match &lifted {
            Some(gate) if next.stage.is_open() => next.lifted(&gate.explanation, moment.day),
            _ => next,
        };
        let school = match result {
            SearchResult::ToEducation => {
                Some(application.school_first(facts, self.policies.national(), moment.day)?)
            }
            _ => None,
        };
        let shown = evidence.is_some() || !counted.is_empty();
        if result == SearchResult::Searched && !shown && self.efforts_are_shown(application) {
            let reason = "ontbreken: dit beleid wil zien wat de aanvrager deed om werk te vinden";
            return Err(Refusal::invalid(vec![Violation::new("evidence", reason, "efforts-shown")]));
        }
        let (next, told) = match &school {
            Some(why) => {
                let ground = DecidedOn::ToEducation;
                let next = next.decided(ground, why.clone(), moment.day);
                let told = told::not_processed(&next, ground.code());
                (next, told)
            }
            None => {
                let told = told::search_ended(&next, result);
                (next, told)
            }
        };
        let sealed_note = evidence
            .map(|text| self.vault.seal(next.case.uuid(), moment.id("evidence:seal"), text.as_bytes()));
        let kind = StatementKind::SearchResult;
        let noted = facts::stated(application, kind, caller, &Claims::default(), None, moment);
        let noted = Statement { sealed_note, ..noted };
        let line = StoryLine::new(next.case, &next.municipality, result.dutch());
        let line = match school.or(lifted.map(|gate| gate.explanation)) {
            Some(why) => line.because(why),
            None => line,
        };
        let change = if counted.is_empty() {
            Change::of(next, Some(noted))
        } else {
            let next = Application { records: next.records + 1, ..next };
            let judgement = About::Judgement { result, counted: counted.to_vec() };
            let record = records::entry(&next, caller, judgement, moment);
            Change { records: vec![record], ..Change::of(next, Some(noted)) }
        };
        Ok(Outcome::change(change).reply(Reply::Done).tell(told).story(line))
    }

    /// Whether the policy of the day of report wants to see what was done.
    fn efforts_are_shown(&self, application: &Application) -> bool {
        let policy = self.policies.of(&application.municipality, application.reported_on);
        policy.is_ok_and(|policy| policy.gate.efforts_shown)
    }
}
