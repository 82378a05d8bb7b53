//! Requests to complete an application (Awb art. 4:5), and what became of them.

use chrono::{Days, NaiveDate};
use domain::{FactKey, Facts, Refusal, SignalKind, Violation, day_in_dutch};
use policy::National;
use serde::{Deserialize, Serialize};
use terms::{Calendar, Kind, Relaid, StopReason, Stopping, Term};

use super::{Deadlines, Law, Supplied};

/// What an applicant was asked to supply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRequest {
    /// From 1, within the case.
    pub number: u32,
    pub asked_by: String,
    /// Facts that were not known.
    pub facts: Vec<FactKey>,
    /// Documents by kind, as the letter names them.
    pub documents: Vec<String>,
    /// The recovery term: from the day of the request.
    pub term: Term,
    /// It stopped the decision term.
    pub stops: bool,
    /// The recovery term passed before everything was there.
    pub passed: bool,
    pub receipts: Vec<Receipt>,
    /// Documents that came for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplied: Vec<Supplied>,
}

/// What came in on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The day on which it came in.
    pub on: NaiveDate,
    pub recorded_on: NaiveDate,
    pub recorded_by: String,
    /// Everything that was asked is there.
    pub complete: bool,
    /// Nobody said so: the facts that were asked are known, and the documents have come.
    #[serde(default)]
    pub by_facts: bool,
}

/// A new request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub by: String,
    /// Facts that the application lacks and the applicant can give.
    pub facts: Vec<FactKey>,
    pub documents: Vec<String>,
    /// Last day of the recovery term.
    pub until: NaiveDate,
}

impl EvidenceRequest {
    /// Last day of the recovery term.
    pub fn until(&self, calendar: &Calendar) -> NaiveDate {
        self.term.due(calendar).unwrap_or_else(|| self.term.start())
    }

    /// How it stops a decision term that began before it.
    fn stop(&self, calendar: &Calendar) -> Relaid {
        let (asked, until) = (self.term.start(), self.until(calendar));
        let after = |day: NaiveDate| day.succ_opt().unwrap_or(day);
        let stopping = Stopping {
            reason: StopReason::MissingEvidence,
            from: after(asked),
            until: Some(until),
            known_on: asked,
        };
        let passed = self.passed.then(|| (after(until), after(until)));
        // What came after its time ended nothing.
        let complete = self.receipts.iter().filter(|receipt| receipt.complete);
        let counts = complete.filter(|receipt| !self.passed || receipt.on <= until);
        let came = counts.map(|receipt| (receipt.on, receipt.recorded_on));
        Relaid { stopping, resumed: passed.into_iter().chain(came).collect() }
    }

    pub fn is_answered(&self) -> bool {
        self.receipts.iter().any(|receipt| receipt.complete)
    }

    /// Whether the recovery term is over on a day.
    pub fn is_over(&self, on: NaiveDate, calendar: &Calendar) -> bool {
        on > self.until(calendar)
    }

    /// The last day of the recovery term, once it is over and not everything came: from then on the time to leave the
    /// application counts (Awb art. 4:5(4)). Too little that came before takes none of the applicant's time, and too
    /// little that comes after gives the municipality no more.
    pub fn fell_short_on(&self, on: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
        (self.is_over(on, calendar) && !self.is_answered()).then(|| self.until(calendar))
    }
}

impl Deadlines {
    /// What was asked for the decision that is to be taken now: not what came of the one that was revoked.
    pub fn asked_now(&self) -> &[EvidenceRequest] {
        let before = self.reopened.last().map_or(0, |reopened| reopened.requests);
        self.requests.get(before..).unwrap_or_default()
    }

    /// The request that is not answered yet.
    pub fn open_request(&self) -> Option<&EvidenceRequest> {
        self.asked_now().last().filter(|request| !request.is_answered())
    }

    /// With every recovery term that is over on a day seen as such, also when no clock has looked at it since.
    #[must_use]
    pub fn caught_up(&self, on: NaiveDate, calendar: &Calendar) -> Self {
        let over = self.open_request().filter(|request| !request.passed && request.is_over(on, calendar));
        match over.map(|request| request.number) {
            Some(number) => self.clone().recovery_passed(number, calendar),
            None => self.clone(),
        }
    }

    /// Asks to complete the application; the decision term stops from the day after (Awb art. 4:15(1)(a)).
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the case is closed or decided, a request still runs, nothing is missing, or the last day is
    /// none that can be given.
    pub fn ask(&self, asking: &Asking, facts: &Facts, law: Law<'_>) -> Result<Self, Refusal> {
        self.is_running()?;
        let running = self.open_request().filter(|request| !request.is_over(law.today, law.calendar));
        if let Some(running) = running {
            let until = day_in_dutch(running.until(law.calendar));
            let reason = format!("Er loopt al een verzoek om de aanvraag aan te vullen, tot en met {until}.");
            return Err(Refusal::conflict("evidence-already-asked", reason));
        }
        if asking.facts.is_empty() && asking.documents.is_empty() {
            let reason = "Van de aanvrager is alles binnen. Noem welke stukken er nog nodig zijn.";
            return Err(Refusal::precondition("nothing-missing", reason));
        }
        let mut violations = known_already(&asking.facts, facts);
        violations.extend(self.no_last_day(asking.until, law));
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        let mut next = self.caught_up(law.today, law.calendar);
        let stops = next.stop_for(asking.until, law)?;
        next.requests.push(EvidenceRequest {
            number: u32::try_from(self.requests.len()).unwrap_or(u32::MAX).saturating_add(1),
            asked_by: asking.by.clone(),
            facts: asking.facts.clone(),
            documents: asking.documents.clone(),
            term: Term::until(Kind::Recovery, law.today, asking.until, "Awb art. 4:5 lid 1")?,
            stops,
            passed: false,
            receipts: Vec::new(),
            supplied: Vec::new(),
        });
        Ok(next.settled(SignalKind::EvidenceOverdue).scheduled(facts, law))
    }

    /// Something came in: everything, or not enough. What comes too late still counts while there is no decision.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such request, everything was in already, or the day cannot be.
    pub fn receive(
        &self,
        number: u32,
        receipt: Receipt,
        facts: &Facts,
        law: Law<'_>,
    ) -> Result<Self, Refusal> {
        let Some(request) = self.asked_now().iter().find(|request| request.number == number) else {
            return Err(Refusal::not_found("verzoek"));
        };
        if request.receipts.iter().any(|known| known.on == receipt.on && known.complete == receipt.complete) {
            return Ok(self.clone());
        }
        self.is_running()?;
        if request.is_answered() {
            let reason = "Alles wat is gevraagd, is al binnen.";
            return Err(Refusal::conflict("evidence-complete", reason));
        }
        if let Some(refusal) = wrong_day(request, &receipt, law) {
            return Err(refusal);
        }
        let next = self.caught_up(law.today, law.calendar).with_receipt(number, receipt, law)?;
        Ok(next.scheduled(facts, law))
    }

    /// Whether a person may decide to leave the application unprocessed (Awb art. 4:5(1), (4)).
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when it was not asked to be completed, is complete, has time left, or the time to leave it is over.
    pub fn may_be_left(&self, law: Law<'_>) -> Result<&EvidenceRequest, Refusal> {
        self.is_running()?;
        if self.is_decided_anew() {
            let reason = "Over deze aanvraag is al een keer beslist. Beslis opnieuw op de aanvraag zelf.";
            return Err(Refusal::precondition("application-decided", reason));
        }
        let Some(request) = self.asked_now().last() else {
            let reason = "De aanvrager kreeg nog geen kans om de aanvraag aan te vullen. Vraag eerst wat er ontbreekt.";
            return Err(Refusal::precondition("evidence-not-asked", reason));
        };
        if request.is_answered() {
            let reason = "Alles wat is gevraagd, is binnen. Beslis op de aanvraag.";
            return Err(Refusal::precondition("evidence-complete", reason));
        }
        if !request.is_over(law.today, law.calendar) {
            let until = day_in_dutch(request.until(law.calendar));
            let reason = format!("De aanvrager heeft nog tijd, tot en met {until}.");
            return Err(Refusal::precondition("recovery-term-running", reason));
        }
        match self.leave_by(law).and_then(|term| term.due(law.calendar)) {
            Some(last) if law.today <= last => Ok(request),
            _ => {
                let reason = "Vier weken zijn voorbij. Beslis nu op de aanvraag zelf.";
                Err(Refusal::precondition("not-processed-too-late", reason))
            }
        }
    }

    /// Until when the application may be left unprocessed; `None` when it may not. Once that time was over unused, asking
    /// again does not bring it back.
    pub fn leave_by(&self, law: Law<'_>) -> Option<Term> {
        self.leave_by_on(law.today, law.calendar, law.national)
    }

    /// The same by what a day shows.
    pub fn leave_by_on(&self, on: NaiveDate, calendar: &Calendar, national: &National) -> Option<Term> {
        let (last, before) = self.asked_now().split_last()?;
        let from = |request: &EvidenceRequest| {
            let short = request.fell_short_on(on, calendar)?;
            Term::by_law(Kind::NotProcessed, short, national).ok()
        };
        let was_lost = |term: Term| term.due(calendar).is_some_and(|due| due < last.term.start());
        if before.iter().filter_map(from).any(was_lost) {
            return None;
        }
        from(last)
    }

    /// What was asked came in as facts, on the day on which the last of them was stated to who recorded it.
    pub(super) fn answered_by(self, facts: &Facts, law: Law<'_>) -> Self {
        let is_there = |request: &&EvidenceRequest| request.outstanding(facts).is_nothing();
        let Some(request) = self.open_request().filter(is_there) else { return self };
        let (number, on) = (request.number, request.complete_on(facts, law.today));
        let known = self.caught_up(law.today, law.calendar);
        let receipt = Receipt {
            on,
            recorded_on: law.today,
            recorded_by: "intake".into(),
            complete: true,
            by_facts: true,
        };
        known.with_receipt(number, receipt, law).unwrap_or(known)
    }

    /// The recovery term of a request passed before everything was there.
    pub(super) fn recovery_passed(mut self, number: u32, calendar: &Calendar) -> Self {
        let Some(request) = self.requests.iter_mut().find(|request| request.number == number) else {
            return self;
        };
        request.passed = true;
        let until = request.until(calendar);
        // That it would go on from then was known before: the day was given.
        let resumed = until
            .succ_opt()
            .filter(|_| request.stops)
            .and_then(|after| self.decision.resume(StopReason::MissingEvidence, after, after).ok());
        self.decision = resumed.unwrap_or(self.decision);
        self
    }

    /// With the decision term counted from another day, and what was asked laid over it as if it had begun there.
    pub(super) fn counted_from(mut self, from: NaiveDate, law: Law<'_>) -> Self {
        let reason = StopReason::MissingEvidence;
        let stops: Vec<_> = self.requests.iter().map(|request| request.stop(law.calendar)).collect();
        let restarted = self.decision.restarted(from, (reason, &stops), law.national, law.calendar);
        let Ok((decision, laid)) = restarted else { return self };
        self.decision = decision;
        self.requests.iter_mut().zip(laid).for_each(|(request, stops)| request.stops = stops);
        self
    }

    /// Stops the decision term for a recovery term that ends then, unless that is over before the decision term begins.
    fn stop_for(&mut self, until: NaiveDate, law: Law<'_>) -> Result<bool, Refusal> {
        let first = law.today.max(self.decision.start()).succ_opt().unwrap_or(law.today);
        if until < first {
            return Ok(false);
        }
        let stopping =
            Stopping { reason: StopReason::MissingEvidence, from: first, until: None, known_on: law.today };
        // Past its last day nothing stops; the applicant may still complete the application.
        let over = self.decision.due(law.calendar).is_some_and(|due| first > due);
        if over {
            return Ok(false);
        }
        self.decision = self.decision.stop(stopping, law.calendar)?;
        Ok(true)
    }

    pub(super) fn with_receipt(&self, number: u32, receipt: Receipt, law: Law<'_>) -> Result<Self, Refusal> {
        let mut next = self.clone();
        let Some(request) = next.requests.iter_mut().find(|request| request.number == number) else {
            return Err(Refusal::not_found("verzoek"));
        };
        let (stops, passed, on) = (request.stops, request.passed, receipt.on);
        let in_time = on <= request.until(law.calendar);
        let complete = receipt.complete;
        request.receipts.push(receipt);
        let (reason, start) = (StopReason::MissingEvidence, next.decision.start());
        // Not enough is no supply: the term goes on when the recovery term has passed (Awb art. 4:15(1)(a)).
        if stops && complete {
            next.decision = match (passed, in_time) {
                (false, _) => next.decision.resume(reason, on.max(start), law.today)?,
                (true, true) => next.decision.resumed_earlier(reason, on.max(start), law.today)?,
                (true, false) => next.decision,
            };
        }
        Ok(if complete { next.settled(SignalKind::EvidenceOverdue) } else { next })
    }

    /// Why a day cannot be the last of a recovery term.
    fn no_last_day(&self, until: NaiveDate, law: Law<'_>) -> Option<Violation> {
        let wrong = |reason: &str, rule: &str| Some(Violation::new("until", reason, rule));
        let longest = Term::by_law(Kind::Decision, law.today, law.national)
            .ok()
            .and_then(|term| term.due(law.calendar));
        let least = law.tasks.recovery_least_days;
        let soonest = law.today.checked_add_days(Days::new(least.into()));
        if until <= law.today {
            wrong("ligt niet na vandaag: de aanvrager krijgt tijd om aan te vullen", "recovery-term-ahead")
        } else if soonest.is_some_and(|soonest| until < soonest) {
            let reason = format!("is te snel: dit beleid geeft de aanvrager ten minste {least} dagen");
            wrong(&reason, "recovery-term-least")
        } else if !law.calendar.is_working_day(until) {
            wrong("is geen werkdag; kies een werkdag", "recovery-term-working-day")
        } else if longest.is_some_and(|longest| until > longest) {
            wrong("is verder weg dan een beslistermijn lang is", "recovery-term-reasonable")
        } else {
            None
        }
    }
}

fn known_already(asked: &[FactKey], facts: &Facts) -> Vec<Violation> {
    let reason = "is al bekend: wat wij weten, vragen wij niet nog eens";
    asked
        .iter()
        .filter(|key| facts.get(**key).is_some())
        .map(|key| Violation::new(format!("facts.{key}"), reason, "asked-once"))
        .collect()
}

fn wrong_day(request: &EvidenceRequest, receipt: &Receipt, law: Law<'_>) -> Option<Refusal> {
    let wrong =
        |reason: &str, rule: &str| Some(Refusal::invalid(vec![Violation::new("received_on", reason, rule)]));
    if receipt.on > law.today {
        wrong("ligt in de toekomst", "not-in-the-future")
    } else if receipt.on < request.term.start() {
        wrong("ligt voor het verzoek", "after-the-request")
    } else {
        None
    }
}
