//! How the rules of means read the law.

use domain::{Cents, Rounding};
use policy::NoAmount;

use crate::law::percent;
use crate::{Claimant, Look, Stop};

/// Whether the law had this share on the day judged; `false` before it came.
pub fn has_rate(look: &Look<'_>, key: &str) -> Result<bool, Stop> {
    match look.national().rate(key, look.day()) {
        Ok(_) => Ok(true),
        Err(NoAmount::NotYet { .. } | NoAmount::Ended { .. }) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// By the bracket of an amount: the share of it less a fixed amount, rounded half up to the cent.
pub fn by_bracket(look: &mut Look<'_>, key: &str, of: Cents) -> Result<Cents, Stop> {
    let brackets = look.national().brackets(key, look.day())?;
    let bracket = brackets
        .iter()
        .find(|bracket| bracket.from_cents <= of && bracket.to_cents.is_none_or(|to| of < to))
        .ok_or_else(|| Stop::person_decides("Dit bedrag staat niet in de tabel van de wet."))?;
    let share = of.times(bracket.basis_points, 10_000, Rounding::HalfUp)?;
    let result = share.minus(bracket.less_cents)?;
    look.given(key, format!("{} min {}", percent(bracket.basis_points), bracket.less_cents), &bracket.source);
    Ok(result)
}

/// Whether someone is too young for what art. 31(5) keeps from them, on the day judged.
pub fn is_young(look: &mut Look<'_>, who: Claimant) -> Result<bool, Stop> {
    Ok(i64::from(look.age(who)?) < look.term("31.5.age")?)
}
