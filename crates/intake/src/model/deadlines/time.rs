//! What is due, and what happens when its day comes. All of it follows from the state: handled twice, it happens once.

use chrono::{Days, NaiveDate};
use domain::{Facts, SignalKind};
use terms::Kind;

use super::ages::birthdays;
use super::recheck::Recheck;
use super::{Deadlines, Law, Raised, advance};

/// Something with a day.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Due {
    RecoveryPasses { number: u32 },
    FactsTurn,
    Raise { kind: SignalKind, subject: String, due_on: Option<NaiveDate> },
}

impl Deadlines {
    /// Lets the time up to today pass.
    pub fn pass(&self, facts: &Facts, law: Law<'_>) -> Self {
        let mut next = self.clone();
        // What one thing brings about may be due too: each round handles one of what is left.
        while let Some((_, due)) = next.upcoming(facts, law).into_iter().find(|(day, _)| *day <= law.today) {
            match due {
                Due::RecoveryPasses { number } => next = next.recovery_passed(number, law.calendar),
                // Whoever lets the time pass gives the facts of today.
                Due::FactsTurn => next.turns_on = None,
                Due::Raise { kind, subject, due_on } => {
                    if kind == SignalKind::RiskRecheck {
                        next.recheck = next.recheck.map(Recheck::following);
                    }
                    next.raised.push(Raised { kind, subject, due_on, settled: false, forgotten: false });
                }
            }
        }
        next.scheduled(facts, law)
    }

    /// Settles what is no longer so, and notes the next day.
    pub(super) fn scheduled(mut self, facts: &Facts, law: Law<'_>) -> Self {
        self.notices_ended();
        self.evidence_kept(law.today);
        let about = self.decision_subject(law);
        let (open, decided) = (self.open, self.decision.ended_on().is_some());
        let (today, is_rechecked) = (law.today, self.recheck.is_some());
        let awaited: Vec<String> = self
            .raised
            .iter()
            .filter(|raised| raised.kind == advance::SIGNAL && self.awaits_advance(&raised.subject))
            .map(|raised| raised.subject.clone())
            .collect();
        let noticed: Vec<String> = self.raised.iter().map(|raised| raised.subject.clone()).collect();
        let noticed: Vec<_> = noticed.into_iter().filter(|one| self.awaits_decision_after(one)).collect();
        for raised in &mut self.raised {
            let about_now = about.as_ref() == Some(&raised.subject);
            raised.settled |= match raised.kind {
                // Once the last day has passed, being late is what is left.
                SignalKind::DecisionTermNear => !about_now || raised.due_on.is_some_and(|due| due < today),
                SignalKind::DecisionTermOver => !about_now,
                SignalKind::EvidenceOverdue => !open || decided,
                advance::SIGNAL => !awaited.contains(&raised.subject),
                SignalKind::EvidenceExpires => !open || !Self::rests_on(&self.evidence, &raised.subject),
                SignalKind::RiskRecheck => !open || !is_rechecked,
                SignalKind::NoticeOfDefault => !noticed.contains(&raised.subject),
                // What a late decision costs is laid down after it as well.
                SignalKind::PenaltyRuns => false,
                _ => !open,
            };
        }
        self.wakes_on = self.upcoming(facts, law).into_iter().map(|(day, _)| day).min();
        self
    }

    /// Settles what was raised of a kind.
    pub(super) fn settled(mut self, kind: SignalKind) -> Self {
        self.raised.iter_mut().filter(|raised| raised.kind == kind).for_each(|raised| raised.settled = true);
        self
    }

    /// What signals about the decision are about: its last day, while it runs; after a stop it is another.
    fn decision_subject(&self, law: Law<'_>) -> Option<String> {
        let runs = self.open && self.decision.ended_on().is_none();
        let due = self.decision.due(law.calendar).filter(|_| runs)?;
        Some(format!("{due}-{}", self.decision.stops().len()))
    }

    /// Everything that has a day and was not handled.
    fn upcoming(&self, facts: &Facts, law: Law<'_>) -> Vec<(NaiveDate, Due)> {
        if !self.open {
            return Vec::new();
        }
        let mut found = self.of_requests(law);
        found.extend(self.of_decision(law));
        let advance = |(warned, subject, until)| {
            (warned, Due::Raise { kind: advance::SIGNAL, subject, due_on: Some(until) })
        };
        found.extend(self.of_advances(law).into_iter().map(advance));
        found.extend(
            self.of_notices(law)
                .into_iter()
                .map(|(day, kind, subject, due_on)| (day, Due::Raise { kind, subject, due_on })),
        );
        found.extend(self.of_ages(facts, law));
        found.extend(self.turns_on.map(|day| (day, Due::FactsTurn)));
        found.extend(self.of_evidence(law));
        found.extend(self.recheck.map(|recheck| {
            let kind = SignalKind::RiskRecheck;
            (recheck.on, Due::Raise { kind, subject: recheck.subject(), due_on: None })
        }));
        found.retain(|(_, due)| match due {
            Due::Raise { kind, subject, .. } => !self.was_raised(*kind, subject),
            Due::RecoveryPasses { .. } | Due::FactsTurn => true,
        });
        found
    }

    fn was_raised(&self, kind: SignalKind, subject: &str) -> bool {
        let is_it = |raised: &&Raised| raised.kind == kind && raised.subject == subject;
        self.raised.iter().filter(is_it).any(|raised| !raised.forgotten)
    }

    fn of_requests(&self, law: Law<'_>) -> Vec<(NaiveDate, Due)> {
        if self.decision.ended_on().is_some() {
            return Vec::new();
        }
        let Some(request) = self.open_request() else { return Vec::new() };
        let number = request.number;
        let after = request.until(law.calendar).succ_opt().unwrap_or(NaiveDate::MAX);
        if !request.passed {
            return vec![(after, Due::RecoveryPasses { number })];
        }
        let due_on = self.leave_by(law).and_then(|term| term.due(law.calendar));
        let kind = SignalKind::EvidenceOverdue;
        vec![(after, Due::Raise { kind, subject: format!("{}-{number}", Kind::Recovery.code()), due_on })]
    }

    fn of_decision(&self, law: Law<'_>) -> Vec<(NaiveDate, Due)> {
        let Some(subject) = self.decision_subject(law) else { return Vec::new() };
        let Some(due) = self.decision.due(law.calendar) else { return Vec::new() };
        let near = self.decision.warns_on(law.tasks.decide_days, law.calendar).unwrap_or(due);
        let over = due.succ_opt().unwrap_or(NaiveDate::MAX);
        let mut found = Vec::new();
        if law.today <= due {
            let kind = SignalKind::DecisionTermNear;
            found.push((near, Due::Raise { kind, subject: subject.clone(), due_on: Some(due) }));
        }
        found.push((over, Due::Raise { kind: SignalKind::DecisionTermOver, subject, due_on: None }));
        found
    }

    fn of_evidence(&self, law: Law<'_>) -> Vec<(NaiveDate, Due)> {
        let kind = SignalKind::EvidenceExpires;
        let raise = |(subject, warned, until)| (warned, Due::Raise { kind, subject, due_on: Some(until) });
        self.expiring(law).into_iter().map(raise).collect()
    }

    /// The day of a signal about an age would tell a birth date: it is never told.
    fn of_ages(&self, facts: &Facts, law: Law<'_>) -> Vec<(NaiveDate, Due)> {
        let ahead = Days::new(law.tasks.review_days.into());
        birthdays(facts, law.today, law.national)
            .into_iter()
            .filter(|(_, _, day)| *day > self.opened_on)
            .map(|(kind, subject, day)| {
                let warned = day.checked_sub_days(ahead).unwrap_or(day);
                (warned, Due::Raise { kind, subject: subject.into(), due_on: None })
            })
            .collect()
    }
}
