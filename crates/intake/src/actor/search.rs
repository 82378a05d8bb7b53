//! What came of the search period.

use chrono::NaiveDate;
use domain::{Caller, Explanation, FactKey, Moment, Refusal, Violation};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, facts, records};
use crate::messages::told;
use crate::model::{
    About, Application, Claims, DecidedOn, Informant, SearchResult, Statement, StatementKind,
    assistance_claim, gate_now,
};

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
        let why = lifted.as_ref().map(|gate| &gate.explanation);
        let Searched { next, noted, dropped, left } =
            searched((application, past), caller, (result, why), moment)?;
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
                let next = next.decided((ground, left), why.clone(), moment.day);
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
        let otherwise = told::asked_otherwise(&next, &dropped);
        let noted = Statement { sealed_note, ..noted };
        let title = if left.is_some() { result.dutch_beside() } else { result.dutch() };
        let line = StoryLine::new(next.case, &next.municipality, title);
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
        Ok(Outcome::change(change).reply(Reply::Done).tell(told).tell(otherwise).story(line))
    }

    /// Whether the policy of the day of report wants to see what was done.
    fn efforts_are_shown(&self, application: &Application) -> bool {
        let policy = self.policies.of(&application.municipality, application.reported_on);
        policy.is_ok_and(|policy| policy.gate.efforts_shown)
    }
}

/// What a search came to: the application after it, with what is noted of it.
struct Searched {
    next: Application,
    noted: Statement,
    /// Facts that are otherwise by it.
    dropped: Vec<FactKey>,
    /// Since when the assistance was asked that it left, beside support that goes on.
    left: Option<NaiveDate>,
}

fn searched(
    (application, past): (&Application, &[Statement]),
    caller: &Caller,
    (result, lifted): (SearchResult, Option<&Explanation>),
    moment: &Moment,
) -> Result<Searched, Refusal> {
    let next = application.end_search(result, lifted.is_some(), moment.day)?;
    let noted = |claims: &Claims| {
        facts::stated(application, StatementKind::SearchResult, caller, claims, None, moment)
    };
    let beside = application.assistance_asked_on.filter(|_| application.asks_beside());
    if let Some(since) = beside.filter(|_| result.prevention().is_some()) {
        // The consultant's finding: no source speaks against it.
        let noted = noted(&assistance_claim(false, Informant::Consultant, moment.day));
        let (without, dropped) = application.without_assistance(&noted, past)?;
        let next = Application { search: Some(result), ..without };
        return Ok(Searched { next, noted, dropped, left: Some(since) });
    }
    let next = match lifted {
        Some(why) if next.stage.is_open() => next.lifted(why, moment.day),
        _ => next,
    };
    Ok(Searched { next, noted: noted(&Claims::default()), dropped: Vec::new(), left: None })
}
