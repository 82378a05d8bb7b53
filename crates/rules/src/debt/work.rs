//! Debts do not make work pay less than assistance (NC-6).

use domain::Cents;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Look, Question, Step, Stop, apply};

/// What paying off leaves of the gain of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorkTest {
    /// The instalment that was asked for, in euro cents a month.
    pub asked: Cents,
    /// The highest with which work pays no less than assistance, in euro cents a month; 0: none can be asked.
    pub highest: Cents,
    /// The asked one is not higher.
    pub accepted: bool,
}

/// Whether someone who starts to work keeps at least what assistance with its exemption came to, after paying off
/// `recovery.agreed_instalment`, or all the room there is when none was agreed (S3 § 7; NC-6).
///
/// Net pay less the allowances that are lost, less the norm, less what was exempt on assistance, is the highest
/// instalment; never less than nothing. Not applicable to who does not start to work. No rounding.
pub fn work_pays(question: Question<'_>) -> Step<WorkTest> {
    apply(question, "work-pays", "Beleid debiteuren: werk loont na aflossing", |look| {
        let Some(highest) = highest(look)? else {
            return Err(Stop::not_applicable("U gaat niet aan het werk. Deze toets is niet nodig."));
        };
        let agreed = look.see("recovery.agreed_instalment", &look.facts().recovery.agreed_instalment);
        let asked = match agreed {
            Some(agreed) => agreed,
            None => super::protected::monthly_room(look)?,
        };
        let accepted = asked <= highest;
        let text = match (accepted, highest) {
            (true, _) => format!(
                "Na aflossing van {asked} per maand houdt u met werk niet minder over dan met bijstand."
            ),
            (false, Cents::ZERO) => {
                "Met werk houdt u niet meer over dan met bijstand. U hoeft nu niets af te lossen.".to_owned()
            }
            (false, highest) => format!(
                "Een aflossing van {asked} per maand is te hoog: dan houdt u met werk minder over dan met bijstand. Ten hoogste {highest} per maand kan."
            ),
        };
        Ok((WorkTest { asked, highest, accepted }, text))
    })
}

/// The highest instalment with which work pays; `None` for who does not start to work.
pub(super) fn highest(look: &mut Look<'_>) -> Result<Option<Cents>, Stop> {
    let facts = &look.facts().recovery;
    if !look.need("recovery.work.starts", &facts.work.starts)? {
        return Ok(None);
    }
    let earned = look.need("recovery.work.net_earnings", &facts.work.net_earnings)?;
    let lost = look.need("recovery.work.allowances_lost", &facts.work.allowances_lost)?;
    let norm = look.need("recovery.norm", &facts.norm)?;
    let exempt = look.need("recovery.work.exemption", &facts.work.exemption)?;
    Ok(Some(earned.minus(lost)?.minus(norm.plus(exempt)?)?.max(Cents::ZERO)))
}
