use chrono::NaiveDate;
use domain::Cents;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::lines::only;
use super::super::national::{percent, rate_on, term_on};
use super::right::{Basis, basis};
use super::wage::{Wage, wage};
use crate::{Answer, Look, Question, Step, Stop, apply};

/// What a subsidy rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubsidyKind {
    /// Half the minimum wage for the first months, by agreement (art. 10d(5)).
    FlatRate,
    /// The difference between minimum wage and wage value (art. 10d(4)).
    WageValue,
}

/// What is paid to the employer for a whole month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Subsidy {
    pub kind: SubsidyKind,
    /// Whose minimum wage holds.
    pub wage_day: NaiveDate,
    /// Minimum wage with holiday allowance for this person at full hours, in euro cents.
    pub minimum_wage: Cents,
    /// In euro cents, without charges.
    pub subsidy: Cents,
    /// For the charges of the employer, in euro cents.
    pub charges: Cents,
    /// Both together.
    pub total: Cents,
}

/// Art. 10d(4), (5), (7): the subsidy for a whole month, in euro cents.
///
/// With `M` the minimum wage with holiday allowance and `L` the wage value: `M − L·M`, at most 70 % of `M`; or half of `M`
/// by agreement; times hours a week over the hours of the minimum wage, hours being at most normal full time. Charges come
/// on top, outside the 70 %. Subsidy and charges are each rounded once to the nearest cent, from the unrounded product.
pub fn amount(question: Question<'_>) -> Answer<Subsidy> {
    only(subsidy(question))
}

fn subsidy(question: Question<'_>) -> Step<Subsidy> {
    apply(question, "subsidy-10d-4", "PW art. 10d lid 4, 5 en 7", |look| {
        let (basis, hours, wage) = (basis(look), hours(look), wage(look));
        let (basis, (hours, full), wage) = (basis?, hours?, wage?);
        let (kind, share, what) = match basis {
            Basis::FlatRate => {
                look.rule("subsidy-10d-5");
                let (share, _) = rate_on(look, "lks.forfait", look.day())?;
                (SubsidyKind::FlatRate, share, format!("{} daarvan, zonder loonwaarde", percent(share)))
            }
            Basis::WageValue(value) => {
                let (cap, _) = rate_on(look, "lks.cap", look.day())?;
                let share = 10_000_i64.saturating_sub(value).clamp(0, cap);
                let bound = if share == cap { " (het hoogste deel)" } else { "" };
                (
                    SubsidyKind::WageValue,
                    share,
                    format!("{} daarvan{bound} bij een loonwaarde van {}", percent(share), percent(value)),
                )
            }
        };
        let (charges_share, doubt) = rate_on(look, "lks.charges", look.day())?;
        let Wage { day, adult, part, text } = wage;
        let whole = part.share(share)?.times(hours, full)?;
        let subsidy = whole.of(adult)?;
        let charges = whole.share(charges_share)?.of(adult)?;
        let total = subsidy.plus(charges)?;
        let text = format!(
            "{text}. De subsidie is {what}, voor {} van {} uren: {subsidy}. Daar komt {} bij voor de lasten van de werkgever: {charges}. Samen {total} per maand.{doubt}",
            in_hours(hours),
            in_hours(full),
            percent(charges_share),
        );
        Ok((Subsidy { kind, wage_day: day, minimum_wage: part.of(adult)?, subsidy, charges, total }, text))
    })
}

/// Hours of the contract, at most normal full time, and the hours for which the minimum wage of a month stands; both in
/// hundredths of an hour a week.
fn hours(look: &mut Look<'_>) -> Result<(i64, i64), Stop> {
    let work = &look.facts().work;
    let hours = look.need("work.hours_hundredths", &work.hours_hundredths)?;
    let full = term_on(look, "lks.hours", look.day())?.saturating_mul(100);
    let most = match look.see("work.full_time_hours_hundredths", &work.full_time_hours_hundredths) {
        Some(most) => most,
        None if hours <= full => hours,
        None => return Err(look.missing("work.full_time_hours_hundredths".into())),
    };
    let hours = hours.min(most);
    if hours <= 0 {
        return Err(Stop::person_decides(
            "Het aantal uren per week moet meer dan nul zijn. Kijk het gegeven na.",
        ));
    }
    Ok((hours, full))
}

/// Hours as a Dutch reader writes them: `24`, `22,8`.
fn in_hours(hundredths: i64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use super::in_hours;

    #[test]
    fn hours_read_as_in_the_netherlands() {
        assert_eq!([3600, 2280, 2225, 50, 1000].map(in_hours), ["36", "22,8", "22,25", "0,5", "10"]);
    }
}
