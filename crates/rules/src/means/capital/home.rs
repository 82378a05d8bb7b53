//! The dwelling that they own (Participation Act art. 34(2)(d), 50(1)).

use domain::Cents;

use crate::{Look, Question, Step, Stop, apply};

/// Whether capital is made up from what is stated one by one, the home among it, and not worked out as a whole.
pub(super) fn is_itemised(question: Question<'_>) -> bool {
    let capital = &question.facts.capital;
    capital.assets.is_some() || capital.countable.is_none()
}

/// What counts of the home: its value less the debts on it above an amount of law (Participation Act art. 34(2)(d)), and
/// that only when selling it or lending on it can be asked (art. 50(1)).
pub(super) fn countable(question: Question<'_>) -> Step<Cents> {
    apply(question, "home-34-2-d", "PW art. 34 lid 2 onder d en art. 50 lid 1", |look| {
        let excess = excess(look)?;
        if excess == Cents::ZERO {
            return Ok((
                Cents::ZERO,
                "De waarde van de woning min de schuld erop is niet hoger dan wat vrij is.".into(),
            ));
        }
        let home = &look.facts().capital.home;
        if look.need("capital.home.sale_can_be_asked", &home.sale_can_be_asked)? {
            let text = format!(
                "In de woning zit {excess} meer dan wat vrij is. Dat telt mee: verkoop of belening is te vergen."
            );
            return Ok((excess, text));
        }
        look.rule("home-50-1");
        let text = format!(
            "In de woning zit {excess} meer dan wat vrij is. Dat staat niet in de weg: verkoop of belening is niet te vergen."
        );
        Ok((Cents::ZERO, text))
    })
}

/// The equity in the home above what is free. Debts above its value are no debt of the other capital here.
///
/// # Errors
///
/// [`Stop::NotApplicable`] when they own no home.
pub(super) fn excess(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let capital = &look.facts().capital;
    if !look.need("capital.owns_home", &capital.owns_home)? {
        return Err(Stop::not_applicable("Er is geen eigen woning."));
    }
    let value = look.need("capital.home.value", &capital.home.value);
    let mortgage = look.need("capital.home.mortgage", &capital.home.mortgage);
    let equity = value?.minus(mortgage?)?;
    Ok(equity.minus(look.amount("34.2.d")?)?.max(Cents::ZERO))
}
