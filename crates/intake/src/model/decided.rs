//! What intake decides on an application: not to process it (Awb art. 4:5), or that school comes first (Participation Act art.
//! 13(2)(c)). Each is a decision that one may object to; one that falls stays on record.

use chrono::NaiveDate;
use domain::{Explanation, day_in_dutch};
use policy::National;
use serde::{Deserialize, Serialize};
use terms::{Calendar, Kind, Term};

use super::{Application, Stage, TO_EDUCATION};

/// Why an application that stayed incomplete is closed.
pub const NOT_PROCESSED: &str = "not-processed";

/// On what ground intake decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedOn {
    /// Not everything that was asked came in time.
    EvidenceMissing,
    /// There is education to follow.
    ToEducation,
}

impl DecidedOn {
    /// On the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EvidenceMissing => "evidence-missing",
            Self::ToEducation => TO_EDUCATION,
        }
    }

    /// Why the application is closed by it.
    const fn because(self) -> &'static str {
        match self {
            Self::EvidenceMissing => NOT_PROCESSED,
            Self::ToEducation => TO_EDUCATION,
        }
    }

    /// What was decided, in plain Dutch.
    pub const fn title(self) -> &'static str {
        match self {
            Self::EvidenceMissing => "Wij behandelen uw aanvraag niet: niet alles is gekomen wat nodig is",
            Self::ToEducation => "U krijgt geen bijstand: u kunt eerst naar school",
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationDecision {
    /// From 1 within the case.
    pub number: u32,
    pub ground: DecidedOn,
    pub on: NaiveDate,
    pub explanation: Explanation,
    /// It was on assistance that was asked since then in a case that ran for support only, which goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_since: Option<NaiveDate>,
    /// It was revoked after an objection or an appeal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fell_on: Option<NaiveDate>,
}

impl ApplicationDecision {
    /// The last day to object, if it was sent on the day it was made (Awb art. 6:7, 6:8); `None` where the law of that day is
    /// not known.
    pub fn objection_until(&self, national: &National, calendar: &Calendar) -> Option<NaiveDate> {
        Term::by_law(Kind::Objection, self.on, national).ok()?.due(calendar)
    }

    /// How one may object, in plain Dutch.
    pub fn objection_text(until: NaiveDate) -> String {
        format!(
            "Bent u het niet eens met dit besluit? Dan kunt u bezwaar maken bij de gemeente. De tijd telt vanaf de dag nadat het \
             besluit aan u is verstuurd. Is dat op de dag van het besluit gebeurd, dan kan het tot en met {}.",
            day_in_dutch(until)
        )
    }
}

impl Application {
    /// With a decision that closes it, or the assistance that is asked in it since then beside support.
    pub fn decided(
        self,
        (ground, beside_since): (DecidedOn, Option<NaiveDate>),
        explanation: Explanation,
        today: NaiveDate,
    ) -> Self {
        let number = u32::try_from(self.decisions.len()).unwrap_or(u32::MAX).saturating_add(1);
        let mut next = self;
        let fell_on = None;
        next.decisions.push(ApplicationDecision {
            number,
            ground,
            on: today,
            explanation,
            beside_since,
            fell_on,
        });
        next
    }

    /// With the decision that closed it revoked, where it was one of intake.
    pub(super) fn revoked(mut self, closed: &Stage, today: NaiveDate) -> Self {
        let Stage::Closed { because, .. } = closed else { return self };
        if let Some(last) = self.decisions.last_mut().filter(|last| last.ground.because() == because) {
            last.fell_on = Some(today);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures::{claims, day, opening, policies};
    use crate::model::{Opening, lay};

    fn young() -> Application {
        let (today, stated) = (day("2026-01-05"), "birth_date=2004-06-01, can_follow_education=yes");
        let stated = lay(&domain::Facts::default(), &claims(stated), today);
        Application::open(Opening { stated, intake_complete: false, ..opening() }, today)
    }

    #[test]
    fn a_decision_stays_on_record_also_when_it_falls() {
        let policies = policies();
        let send = |of: &Application, on: &str| {
            let (closed, why) = of.to_education(&of.facts, policies.national(), day(on)).unwrap();
            closed.decided((DecidedOn::ToEducation, None), why, day(on))
        };
        let once = send(&young(), "2026-03-02");
        let [decision] = &once.decisions[..] else { panic!("one decision: {:?}", once.decisions) };
        assert_eq!((decision.number, decision.on, decision.fell_on), (1, day("2026-03-02"), None));
        let calendar = Calendar::of(policies.national());
        // Easter Monday is the day before.
        let until = decision.objection_until(policies.national(), &calendar).unwrap();
        assert_eq!(until, day("2026-04-13"));
        assert!(ApplicationDecision::objection_text(until).contains("13 april 2026"));

        let again = once.reopen(false, day("2026-05-04")).unwrap();
        assert_eq!(again.decisions[0].fell_on, Some(day("2026-05-04")));
        let twice = send(&again, "2026-05-11");
        assert_eq!(twice.decisions.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(twice.decisions[1].fell_on, None);
    }

    #[test]
    fn what_another_service_decided_makes_none_of_these_fall() {
        let denied = young().close("denied", false, day("2026-03-02")).unwrap();
        assert_eq!(denied.reopen(true, day("2026-04-01")).unwrap().decisions, []);
    }
}
