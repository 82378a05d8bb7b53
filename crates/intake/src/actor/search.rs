//! What came of the search period.

use domain::{Caller, Facts, Moment};
use messaging::{Outcome, StoryLine};

use super::{Change, Handled, IntakeActor, Reply, facts, records};
use crate::messages::told;
use crate::model::{About, Application, Claims, SearchResult, Statement, StatementKind, gate};

impl IntakeActor {
    pub(super) fn end_search(
        &self,
        (application, facts): (&Application, &Facts),
        caller: &Caller,
        result: SearchResult,
        (evidence, counted): (Option<&str>, &[i64]),
        moment: &Moment,
    ) -> Handled {
        // Newer facts may lift the period: an exception that came to light while searching (art. 41(11)).
        let gate = gate(
            &self.policies,
            &application.municipality,
            application.situation,
            facts,
            application.reported_on,
        );
        let lifted = gate.ok().filter(|gate| gate.search_until.is_none());
        let next = application.end_search(result, lifted.is_some(), moment.day)?;
        let told = told::search_ended(&next, result);
        let sealed_note = evidence
            .map(|text| self.vault.seal(next.case.uuid(), moment.id("evidence:seal"), text.as_bytes()));
        let kind = StatementKind::SearchResult;
        let noted = facts::stated(application, kind, caller, &Claims::default(), None, moment);
        let noted = Statement { sealed_note, ..noted };
        let line = StoryLine::new(next.case, &next.municipality, result.dutch());
        let line = match lifted {
            Some(gate) => line.because(gate.explanation),
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
}
