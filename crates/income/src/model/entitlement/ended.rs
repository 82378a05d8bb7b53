//! A right that ended, of which the decision fell by an objection since: a person decides anew over the days that it ran
//! (Awb art. 7:11(2)). It stays ended; what is due is worked out and paid by the next run.

use chrono::NaiveDate;
use domain::{Explanation, Moment, Refusal, Violation, day_in_dutch};
use policy::National;

use super::deciding::within_highest_norm;
use super::{Decided, DecisionKind, Entitlement, Right, Stage};
use crate::model::Beside;
use crate::model::command::{DecideEntitlement, Verdict};

impl Entitlement {
    /// Whether there was a right over which a person can decide anew, now that it ended.
    pub fn can_be_decided_over(&self) -> bool {
        matches!(self.stage, Stage::Ended { right: Some(Right::Granted { .. }), .. })
            && !self.stage.never_ran()
    }
}

impl DecideEntitlement {
    /// The amount over the days of a right that ended: from its first day, a later one, or one from the report on.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the right did not end or never ran, nothing is granted, or the day or the amount cannot be.
    pub fn decide_over(
        &self,
        (known, reported_on): (&Entitlement, Option<NaiveDate>),
        beside: &[Beside],
        (national, moment): (&National, &Moment),
    ) -> Result<Decided, Refusal> {
        let Stage::Ended { from_day: ended, right: Some(Right::Granted { from_day, norm, .. }), assessed } =
            &known.stage
        else {
            let reason =
                "Dit recht is niet beëindigd na een toekenning. Er is niets om opnieuw vast te stellen.";
            return Err(Refusal::precondition("no-right-over", reason));
        };
        let Verdict::Grant(amount) = self.verdict else {
            let reason = "Het bezwaar is gegrond: stel het bedrag vast over de dagen waarop er recht was. Wie bezwaar maakt, \
                          krijgt daardoor niet minder.";
            return Err(Refusal::precondition("right-ran", reason));
        };
        let chosen = self.from_day.unwrap_or(*from_day);
        let first = reported_on.map_or(*from_day, |reported| reported.min(*from_day));
        if chosen < first || chosen >= *ended {
            let reason = format!(
                "moet liggen van {} tot {}: op die dag eindigde het recht",
                day_in_dutch(first),
                day_in_dutch(*ended)
            );
            return Err(Refusal::invalid(vec![Violation::new("from_day", reason, "holds-from")]));
        }
        if chosen < *from_day {
            Beside::meets(beside, chosen).map_or(Ok(()), |beside| Err(beside.refusal()))?;
        }
        within_highest_norm(amount, national, moment.day)?;
        let right = Right::Granted { from_day: chosen.min(*from_day), norm: *norm, amount, earlier: None };
        let stage = Stage::Ended { from_day: *ended, right: Some(right), assessed: *assessed };
        let head = Entitlement { version: known.version + 1, stage, ..known.clone() };
        let why = Explanation {
            rule: "decided-by-person".into(),
            source: "Awb art. 7:11 lid 2".into(),
            policy_version: national.version().into(),
            inputs: Vec::new(),
            text: format!(
                "Na een gegrond bezwaar stelt een inkomensconsulent de bijstand vanaf {} tot het einde van het recht vast op \
                 {amount} per maand: {}",
                day_in_dutch(chosen),
                self.reasons
            ),
        };
        Ok(head.decided(Some(known), DecisionKind::Settled, moment, chosen, vec![why]))
    }
}
