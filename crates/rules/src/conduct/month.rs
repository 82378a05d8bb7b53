//! What is lowered in one month, for all reasons together.

use domain::{Cents, InvalidCents, Month, Rounding};
use schemars::JsonSchema;
use serde::Serialize;

use super::language;
use super::local::LoweringPolicy;
use super::lowering::{LoweringBase, counts, lower};
use crate::{Claimant, Look, Question, Share, Step, Stop, apply};

/// What goes off in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MonthLowering {
    pub share: Share,
    pub base: LoweringBase,
}

impl MonthLowering {
    /// Nothing goes off.
    pub const NOTHING: Self = Self { share: Share::NOTHING, base: LoweringBase::Assistance };

    /// What goes off in euro cents, a half cent up, and never more than the assistance. Both with holiday allowance.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when it does not fit.
    pub fn amount(self, norm: Cents, assistance: Cents) -> Result<Cents, InvalidCents> {
        let base = match self.base {
            LoweringBase::Assistance => assistance,
            LoweringBase::Norm => norm,
        };
        Ok(self.share.of(base, Rounding::HalfUp)?.min(assistance))
    }
}

/// What is taken off in a month, by art. 18 and 18b together.
///
/// A breach counts from the day on which the lowering was decided (`applied_on`; absent: the day decided of the question);
/// `conduct.breaches` absent means that there was none. Two lowerings in one month: the whole when one of them is the whole; else a person decides, for the
/// ordinance settles it. A lowering of everything is not the end of the right.
pub fn lowering_of(
    question: Question<'_>,
    local: Option<&LoweringPolicy>,
    month: Month,
) -> Step<MonthLowering> {
    apply(question, "lowering-month", "PW art. 18, 18b", |look| {
        let mut parts = Vec::new();
        let all = look.facts().conduct.breaches.as_deref().unwrap_or_default();
        for (place, breach) in all.iter().enumerate() {
            let decided = breach.applied_on.is_none_or(|applied| applied <= look.days().decided);
            let later = breach.first_month.is_some_and(|first| month < first);
            if !decided || later || !counts(question, breach) {
                continue;
            }
            match lower(look, local, breach, place) {
                Ok((lowering, _)) => {
                    parts.push(MonthLowering { share: lowering.share_of(month), base: lowering.base });
                }
                Err(Stop::NotApplicable(_)) => {}
                Err(stop) => return Err(stop),
            }
        }
        for who in [Claimant::Applicant, Claimant::Partner] {
            match language::share_in(look, who, month) {
                Ok((share, _)) => parts.push(MonthLowering { share, base: LoweringBase::Norm }),
                Err(Stop::NotApplicable(_)) => {}
                Err(stop) => return Err(stop),
            }
        }
        look.rule("lowering-month");
        together(look, &parts, month)
    })
}

fn together(
    look: &mut Look<'_>,
    parts: &[MonthLowering],
    month: Month,
) -> Result<(MonthLowering, String), Stop> {
    let lowered: Vec<_> = parts.iter().copied().filter(|part| part.share > Share::NOTHING).collect();
    let whole = lowered.iter().copied().find(|part| part.share == Share::WHOLE);
    let lowering = match (lowered.as_slice(), whole) {
        ([], _) => MonthLowering::NOTHING,
        ([one], _) => *one,
        (_, Some(whole)) => whole,
        _ => {
            return Err(Stop::person_decides(format!(
                "In {} vallen twee verlagingen samen. Hoe die samengaan staat in de verordening; een medewerker beslist.",
                month.in_dutch()
            )));
        }
    };
    look.given("lowering.share", lowering.share, "PW art. 18, 18b");
    let text = match lowering.share {
        Share::NOTHING => format!("In {} wordt niets verlaagd.", month.in_dutch()),
        Share::WHOLE => format!(
            "In {} wordt de hele bijstand ingehouden. Het recht op bijstand blijft bestaan.",
            month.in_dutch()
        ),
        share => format!(
            "In {} wordt de bijstand verlaagd met {share} van {}.",
            month.in_dutch(),
            lowering.base.dutch()
        ),
    };
    Ok((lowering, text))
}
