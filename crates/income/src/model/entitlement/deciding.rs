//! What decides on an entitlement: the rules, a person, or its end.

use chrono::NaiveDate;
use domain::{
    Cents, Explanation, Moment, Month, Refusal, TraceInput, Violation, closing_in_dutch, day_in_dutch,
};
use policy::National;
use rules::{Days, Question};

use super::{Before, Decided, DecisionKind, Earlier, Entitlement, Right, Stage};
use crate::model::Beside;
use crate::model::assess::{Assessment, Outcome, assess};
use crate::model::command::{AssessEntitlement, DecideEntitlement, EndBenefit, Verdict};
use crate::model::ending::ending_source;

impl AssessEntitlement {
    /// Decides by the rules, on the day of the decision. `None` when the benefit was ended before: it comes too late, unless
    /// an objection was upheld, for then the end, or what led to it, does not stand.
    ///
    /// A running right keeps its first day, and the new decision holds from the day it is made; a right that was lost
    /// starts anew. What it means for months past is worked out by the next payment run.
    pub fn decide(
        &self,
        (known, beside): (Option<&Entitlement>, &[Beside]),
        national: &National,
        moment: &Moment,
    ) -> Option<Decided> {
        let before = match known.map(|known| &known.stage) {
            Some(Stage::Ended { from_day, .. }) if self.is_anew(known, *from_day) => Before::Nothing,
            _ => Before::of(known, self.objection.is_some(), moment.day)?,
        };
        let facts = self.uncontested();
        let (mut assessment, from_day) = match before {
            Before::Nothing => self.since_report(national, moment.day),
            Before::Running { from_day, .. } => {
                (assess(&facts, national, moment.day.max(from_day)), from_day)
            }
            // What was lost by a decision that fell was never lost.
            Before::Lost { on } if self.objection.is_some() => (assess(&facts, national, on), on),
            Before::Lost { .. } => (assess(&facts, national, moment.day), moment.day),
        };
        let late = match before {
            Before::Nothing => self.leave_to_person(&mut assessment, national, moment.day),
            Before::Running { .. } | Before::Lost { .. } => None,
        };
        self.tell_contested(&mut assessment, national);
        let (assessment, latest) = match self.objection {
            Some(_) => (decided_anew(assessment, national), latest_anew(known, before, moment.day).or(late)),
            None => (assessment, late),
        };
        let (assessment, latest) = match before.met(beside, from_day) {
            Some(beside) => (beside_a_grant(assessment, beside, national), latest.max(beside.free_from())),
            None => (assessment, latest),
        };
        let norm = assessment.norm;
        let right = match assessment.outcome {
            Outcome::Granted { amount } => Right::Granted { from_day, norm, amount, earlier: None },
            Outcome::Denied => before.denied(),
            Outcome::PersonDecides { missing } => {
                Right::PersonDecides { from_day, norm, missing, before, latest }
            }
        };
        let number = known.map_or(0, |known| known.version) + 1;
        let head = Entitlement {
            case: self.case,
            person: self.person,
            municipality: self.municipality.clone(),
            version: number,
            stage: Stage::Decided { right, assessed: number },
        };
        let holds_from = before.holds_from(from_day);
        Some(head.decided(known, DecisionKind::Assessed, moment, holds_from, assessment.explanations))
    }
}

impl AssessEntitlement {
    /// Whether it is another application than the one whose right ended on its first day.
    fn is_anew(&self, known: Option<&Entitlement>, ended_from: NaiveDate) -> bool {
        let never_ran = known.is_some_and(|known| known.stage.never_ran());
        self.objection.is_none() && never_ran && self.reported_on >= ended_from
    }
}

/// Something was granted that takes the place of general assistance: a person decides which of both it is.
fn beside_a_grant(mut assessment: Assessment, beside: &Beside, national: &National) -> Assessment {
    let right = match &assessment.outcome {
        Outcome::Denied => return assessment,
        Outcome::Granted { .. } => Outcome::PersonDecides { missing: Vec::new() },
        Outcome::PersonDecides { missing } => Outcome::PersonDecides { missing: missing.clone() },
    };
    assessment.explanations.push(beside.left_to_person(national));
    assessment.outcome = right;
    assessment
}

/// The last day from which a decision after an objection may hold. A right that had ended goes on where it ended, so that no
/// month is left between.
fn latest_anew(known: Option<&Entitlement>, before: Before, today: NaiveDate) -> Option<NaiveDate> {
    let ended = known.is_some_and(|known| matches!(known.stage, Stage::Ended { .. }));
    if ended { None } else { before.latest(today) }
}

/// An objection against the decision was upheld: of the same facts the rules would say the same, so a person decides with
/// what the objection held, and sees what the rules say.
fn decided_anew(mut assessment: Assessment, national: &National) -> Assessment {
    let outcome = match &assessment.outcome {
        Outcome::PersonDecides { .. } => return assessment,
        Outcome::Granted { amount } => format!("er is recht op {amount} per maand"),
        Outcome::Denied => "er is geen recht".to_owned(),
    };
    assessment.explanations.push(Explanation {
        rule: "objection-upheld".into(),
        source: "Awb art. 7:11 lid 2".into(),
        policy_version: national.version().into(),
        inputs: Vec::new(),
        text: format!(
            "Het bezwaar tegen het besluit over dit recht is gegrond. Een inkomensconsulent beslist opnieuw, met wat het \
             bezwaar opleverde. Volgens de regels: {outcome}."
        ),
    });
    assessment.outcome = Outcome::PersonDecides { missing: Vec::new() };
    assessment
}

impl EndBenefit {
    /// Ends the right from the day asked, not before it began; ends it once, however often it is asked.
    /// The end of a case that nothing is known of is kept too: an assessment that comes later finds it.
    pub fn decide(
        &self,
        known: Option<&Entitlement>,
        national: &National,
        moment: &Moment,
    ) -> Option<Decided> {
        let (right, assessed) = match known.map(|known| &known.stage) {
            Some(Stage::Ended { .. }) => return None,
            Some(Stage::Decided { right, assessed }) => (Some(right.clone()), *assessed),
            None => (None, 0),
        };
        let runs_since = known.and_then(|known| known.stage.runs_since());
        let from_day = runs_since.map_or(self.from_day, |since| self.from_day.max(since));
        let head = Entitlement {
            case: self.case,
            person: self.person,
            municipality: self.municipality.clone(),
            version: known.map_or(0, |known| known.version) + 1,
            stage: Stage::Ended { from_day, right, assessed },
        };
        let explanation = Explanation {
            rule: "benefit-ended".into(),
            source: ending_source(&self.reason).into(),
            policy_version: national.version().into(),
            inputs: vec![TraceInput {
                name: "reason".into(),
                value: closing_in_dutch(&self.reason).to_owned(),
                source: "proces".into(),
            }],
            text: self.text(from_day),
        };
        Some(head.decided(known, DecisionKind::Ended, moment, from_day, vec![explanation]))
    }
}

impl EndBenefit {
    /// Why, with what a person wrote of it (Awb art. 3:46).
    fn text(&self, from_day: NaiveDate) -> String {
        let (day, why) = (day_in_dutch(from_day), closing_in_dutch(&self.reason));
        let text = format!("Het recht op bijstand is beëindigd per {day}. De reden: {why}.");
        if self.written.is_empty() { text } else { format!("{text} Motivering: {}", self.written) }
    }
}

impl DecideEntitlement {
    /// A person's decision, only where the rules left it to one: on the right, on the amount of a right that runs when
    /// there is a month that cannot be worked out, from that month on, or on a start before the report (art. 43(6), 44(5)).
    ///
    /// # Errors
    ///
    /// A [`Refusal`] by name when the rules have decided, the benefit was ended, or the amount is above the highest
    /// norm of the day (art. 21(b)), which is a slip of the keyboard.
    pub fn decide(
        &self,
        (known, open, reported_on): (&Entitlement, Option<Month>, Option<NaiveDate>),
        beside: &[Beside],
        (national, moment): (&National, &Moment),
    ) -> Result<Decided, Refusal> {
        if let Some(earlier) = self.earlier_start((known, reported_on), beside, (national, moment))? {
            return Ok(earlier);
        }
        let Ground { from_day, norm, before, assessed } = self.ground(known, open)?;
        let (right, text) = match self.verdict {
            Verdict::Grant(amount) => {
                before.met(beside, from_day).map_or(Ok(()), |beside| Err(beside.refusal()))?;
                within_highest_norm(amount, national, moment.day)?;
                let text = format!("Een inkomensconsulent kent {amount} per maand toe: {}", self.reasons);
                (Right::Granted { from_day, norm, amount, earlier: None }, text)
            }
            Verdict::Deny => (before.denied(), format!("Een inkomensconsulent wijst af: {}", self.reasons)),
        };
        let head = Entitlement {
            version: known.version + 1,
            stage: Stage::Decided { right, assessed },
            ..known.clone()
        };
        let explanation = Explanation {
            rule: "decided-by-person".into(),
            source: "PW art. 11, 16, 18, 19 en 24: oordeel van een inkomensconsulent".into(),
            policy_version: national.version().into(),
            inputs: Vec::new(),
            text,
        };
        Ok(head.decided(
            Some(known),
            DecisionKind::Settled,
            moment,
            before.holds_from(from_day),
            vec![explanation],
        ))
    }
}

impl DecideEntitlement {
    /// A right that starts before the report, because circumstances of the person require it (art. 44(5)), or because a report
    /// for a scheme that was refused counts (art. 43(6)): the amount that
    /// the person decides is that of the days before the report, and of those after it too where the rules leave these to a
    /// person. `None` when no such day is asked.
    fn earlier_start(
        &self,
        (known, reported_on): (&Entitlement, Option<NaiveDate>),
        beside: &[Beside],
        (national, moment): (&National, &Moment),
    ) -> Result<Option<Decided>, Refusal> {
        let (Some(chosen), Some(report), Verdict::Grant(amount)) = (self.from_day, reported_on, self.verdict)
        else {
            return Ok(None);
        };
        let until = report;
        let (norm, after, earlier, assessed) = match &known.stage {
            Stage::Decided { right: Right::Granted { from_day, norm, amount: after, .. }, assessed }
                if *from_day == report =>
            {
                (*norm, *after, Some(Earlier { amount, until }), *assessed)
            }
            Stage::Decided {
                right: Right::PersonDecides { from_day, norm, before: Before::Nothing, .. },
                assessed,
            } if *from_day == report => (*norm, amount, None, *assessed),
            Stage::Decided { .. } | Stage::Ended { .. } => return Ok(None),
        };
        if chosen >= report {
            return Ok(None);
        }
        Beside::meets(beside, chosen).map_or(Ok(()), |beside| Err(beside.refusal()))?;
        within_highest_norm(amount, national, moment.day)?;
        let counts = self.counted.as_ref().filter(|earlier| earlier.on <= chosen);
        let by_law = match counts {
            Some(earlier) => earlier.why.clone(),
            None => {
                let counts = self.counted.as_ref().map_or(report, |earlier| earlier.on);
                start_before(counts, chosen, national, moment.day)?
            }
        };
        let text = format!(
            "Een inkomensconsulent laat het recht ingaan op {}, en kent tot de melding {amount} per maand toe: {}",
            day_in_dutch(chosen),
            self.reasons
        );
        let decided = Explanation { inputs: Vec::new(), text, ..by_law.clone() };
        let right = Right::Granted { from_day: chosen, norm, amount: after, earlier };
        let stage = Stage::Decided { right, assessed };
        let head = Entitlement { version: known.version + 1, stage, ..known.clone() };
        let lines = vec![by_law, Explanation { rule: "decided-by-person".into(), ..decided }];
        Ok(Some(head.decided(Some(known), DecisionKind::Settled, moment, chosen, lines)))
    }
}

/// What the law says of a start on a chosen day before the report, for a person who finds that circumstances require it.
fn start_before(
    report: NaiveDate,
    chosen: NaiveDate,
    national: &National,
    today: NaiveDate,
) -> Result<Explanation, Refusal> {
    let mut facts = rules::facts::Facts::default();
    facts.application.asked_from = Some(chosen.into());
    facts.application.earlier_start_required = Some(true.into());
    let question = Question { facts: &facts, national, days: Days::all(today) };
    let found = rules::right::earlier_start(question, report);
    if found.finding.as_ref().value() == Some(&chosen) {
        return Ok(found.explanation);
    }
    let reason = format!("is niet de dag die de wet geeft. {}", found.explanation.text);
    Err(Refusal::invalid(vec![Violation::new("from_day", reason, "earlier-44-5")]))
}

/// What a person decides on.
struct Ground {
    from_day: NaiveDate,
    norm: Option<Cents>,
    before: Before,
    assessed: u32,
}

impl DecideEntitlement {
    fn ground(&self, known: &Entitlement, open: Option<Month>) -> Result<Ground, Refusal> {
        match (&known.stage, open) {
            (
                Stage::Decided {
                    right: Right::PersonDecides { from_day, norm, before, latest, .. },
                    assessed,
                },
                _,
            ) => {
                let (from_day, before) = self.first_day((*from_day, *latest), *before)?;
                Ok(Ground { from_day, norm: *norm, before, assessed: *assessed })
            }
            (Stage::Decided { right: Right::Granted { from_day, norm, .. }, assessed }, Some(month)) => {
                let holds_from = self.day_in(month, *from_day)?;
                let before = Before::Running { from_day: *from_day, holds_from };
                Ok(Ground { from_day: *from_day, norm: *norm, before, assessed: *assessed })
            }
            (Stage::Decided { right: Right::Granted { .. } | Right::Denied { .. }, .. }, _) => {
                let reason =
                    "Over dit recht is al beslist. Een consulent beslist alleen als de regels het openlaten.";
                Err(Refusal::precondition("no-person-needed", reason))
            }
            (Stage::Ended { .. }, _) => {
                let reason = "Deze uitkering is al beëindigd. Er kan niet meer over worden beslist.";
                Err(Refusal::precondition("benefit-ended", reason))
            }
        }
    }

    /// From which day of a month that cannot be worked out the amount stands: its first with a right, where nobody chose one.
    fn day_in(&self, month: Month, right_from: NaiveDate) -> Result<NaiveDate, Refusal> {
        if self.verdict == Verdict::Deny {
            let reason = "Het recht loopt. Stel voor de maand die openstaat een bedrag vast, leg vast wat ontbreekt, of beëindig \
                          de uitkering.";
            return Err(Refusal::precondition("right-runs", reason));
        }
        let (first, last) = (month.first_day().max(right_from), month.last_day());
        let chosen = self.from_day.unwrap_or(first);
        if (first..=last).contains(&chosen) {
            return Ok(chosen);
        }
        let reason = format!(
            "moet liggen van {} tot en met {}: dat is de maand die niet te berekenen is",
            day_in_dutch(first),
            day_in_dutch(last)
        );
        Err(Refusal::invalid(vec![Violation::new("from_day", reason, "month-open")]))
    }

    /// The first day of the right, and what it finds: a person chooses another day than the rule only where the application
    /// came late, and after an objection, of which the decision may take effect from the day of the one that fell.
    fn first_day(
        &self,
        (by_rule, latest): (NaiveDate, Option<NaiveDate>),
        before: Before,
    ) -> Result<(NaiveDate, Before), Refusal> {
        let Some(chosen) = self.from_day else { return Ok((by_rule, before)) };
        let last = latest.unwrap_or(by_rule).max(by_rule);
        if !(by_rule..=last).contains(&chosen) {
            let (first, last) = (day_in_dutch(by_rule), day_in_dutch(last));
            let (why, rule) = match before {
                Before::Nothing => (
                    "later begint het recht alleen als de aanvraag verwijtbaar te laat kwam, of na een bezwaar",
                    "late-44-3",
                ),
                Before::Running { .. } | Before::Lost { .. } => {
                    ("een andere dag kiest u alleen na een bezwaar", "holds-from")
                }
            };
            let reason = format!("moet liggen van {first} tot en met {last}: {why}");
            return Err(Refusal::invalid(vec![Violation::new("from_day", reason, rule)]));
        }
        Ok(match before {
            Before::Running { from_day, .. } if latest.is_some() => {
                (from_day, Before::Running { from_day, holds_from: chosen })
            }
            Before::Running { .. } => (by_rule, before),
            Before::Nothing | Before::Lost { .. } => (chosen, before),
        })
    }
}

pub(super) fn within_highest_norm(amount: Cents, national: &National, day: NaiveDate) -> Result<(), Refusal> {
    match national.amount("21.b", day) {
        Ok(highest) if amount > highest.cents => Err(Refusal::invalid(vec![Violation::new(
            "amount_cents",
            format!("mag niet hoger zijn dan de hoogste norm, {}", highest.cents),
            "amount-above-norm",
        )])),
        // Without a norm for the day there is nothing to compare with; the person answers for the amount.
        Ok(_) | Err(_) => Ok(()),
    }
}
