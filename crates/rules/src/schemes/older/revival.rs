use chrono::NaiveDate;

use super::super::lines::{Ruling, condition};
use crate::facts::{Known, Reads};
use crate::{Finding, Question, Step, Stop};

/// IOAW art. 7, IOAZ art. 7: the right that ended because of work revives when that work ends; then it is not asked again
/// how someone came to it. Not applicable to who had no right before.
pub(super) fn revives(
    question: Question<'_>,
    (section, source): (&'static str, &str),
    ended_by_work: &Known<bool>,
    work_ended_on: &Known<NaiveDate>,
) -> Step<Ruling> {
    condition(question, "revives-7", source, |look| {
        if look.see(&format!("{section}.ended_by_work"), ended_by_work) != Some(true) {
            return Err(Stop::not_applicable("De aanvrager had dit recht niet eerder."));
        }
        let ended = look.see(&format!("{section}.work_ended_on"), work_ended_on);
        Ok(match ended {
            Some(last) if last < look.day() => {
                (true, format!("Het werk is gestopt op {}. Het recht van eerder herleeft.", last.reads()))
            }
            Some(_) | None => (false, "Het recht stopte door werk, en dat werk duurt nog.".into()),
        })
    })
}

/// Whether there is a right from before, so that the conditions of entry do not count.
pub(super) fn was_before(step: &Step<Ruling>) -> bool {
    matches!(step.finding, Finding::Value(_))
}
