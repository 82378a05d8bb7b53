use domain::{Cents, InvalidCents, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calculation::MonthCalculation;

/// The difference between two calculations of one month: the earlier one stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    pub month: Month,
    /// Euro cents more than before, holiday allowance included; less than zero when it became less.
    pub assistance: Cents,
    /// The holiday allowance in it.
    pub holiday: Cents,
    /// What is to be paid on top, or was paid too much.
    pub payable: Cents,
}

impl Correction {
    /// From the calculation that stood to a newer one of the same month; `None` when no cent differs.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn between(
        before: &MonthCalculation,
        after: &MonthCalculation,
    ) -> Result<Option<Self>, InvalidCents> {
        let correction = Self {
            month: after.month,
            assistance: after.assistance.minus(before.assistance)?,
            holiday: after.holiday.minus(before.holiday)?,
            payable: after.payable.minus(before.payable)?,
        };
        let nothing = [correction.assistance, correction.holiday, correction.payable] == [Cents::ZERO; 3];
        Ok((!nothing).then_some(correction))
    }
}
