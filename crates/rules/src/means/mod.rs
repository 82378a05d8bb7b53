//! Means: income, capital, and what follows from them (Participation Act art. 19, 31-34, 45, 48, 50, 52, 56a, 57).

mod advance;
mod assistance;
mod capital;
mod income;
mod law;
mod on_behalf;
mod part_month;
mod spouse;
mod trail;
mod wage_tax;

pub use crate::right::Test;
pub use advance::{Advance, Settlement, advance, advances, settlement};
pub use assistance::{Amount, assistance, income_test};
pub use capital::{Form, capital_test, form_of_assistance};
pub(crate) use capital::{is_above_limit, present as present_capital, with_gifts};
pub use income::{Counted, Exempted, Exemption, IncomeLine, Spouse, counted_income};
pub(crate) use income::{is_work, months_of_once, once_given};
pub use on_behalf::{OnBehalf, payments_on_behalf};
pub use part_month::{Halves, part_month_applies, part_of_month, payees, split_between_spouses};
pub use spouse::spouse_without_right;
pub use wage_tax::wage_tax;

#[cfg(test)]
mod tests;
