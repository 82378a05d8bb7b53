//! When recovery may end (Participation Act art. 58(7), 60c).

use domain::{Cents, day_in_dutch, months_after};

use crate::conduct::of_law::{share_on, term_on};
use crate::facts::choices;
use crate::{Look, Question, Step, Stop, apply};

choices! {
    /// Why the municipality may let the rest go (art. 58(7)).
    pub enum StopGround {
        /// Every instalment was paid for the whole term.
        Paid = "58-7-a", "de hele termijn betaald";
        /// Not every one, and what was missed was made good.
        MadeGood = "58-7-b", "achterstand ingehaald";
        /// Nothing was paid, and nothing is to be expected.
        NoProspect = "58-7-c", "niets te verwachten";
        /// A large part of the rest is paid at once.
        PaidAtOnce = "58-7-d", "groot deel ineens betaald";
    }
}

/// Whether the municipality may stop to recover (art. 58(7)).
///
/// An offer is looked at first, for it needs no history; then the grounds in the order of the law. Not applicable when
/// none holds. The choice is the municipality's.
pub fn may_stop(question: Question<'_>) -> Step<StopGround> {
    apply(question, "stop-58-7", "PW art. 58 lid 7", |look| {
        let (facts, day) = (&look.facts().recovery.stop, look.days().decided);
        let term = i64::from(term_on(look, "58.7.months", day)?);
        let may = |ground: StopGround| {
            Ok((ground, format!("De gemeente mag stoppen met terugvorderen: {}.", ground.dutch())))
        };
        if offers_enough(look)? {
            return may(StopGround::PaidAtOnce);
        }
        if look.need("recovery.stop.months_paid", &facts.months_paid)? >= term {
            return may(StopGround::Paid);
        }
        if look.need("recovery.stop.months_since", &facts.months_since)? < term {
            return Err(Stop::not_applicable("Er is nog geen reden om te stoppen met terugvorderen."));
        }
        if look.need("recovery.stop.arrears_made_good", &facts.arrears_made_good)? {
            return may(StopGround::MadeGood);
        }
        let unpaid = look.need("recovery.stop.months_unpaid", &facts.months_unpaid)? >= term;
        if unpaid && !look.need("recovery.stop.payment_expected", &facts.payment_expected)? {
            return may(StopGround::NoProspect);
        }
        Err(Stop::not_applicable("Er is nog geen reden om te stoppen met terugvorderen."))
    })
}

/// At least the law's part of the rest, paid at once; compared without rounding.
fn offers_enough(look: &mut Look<'_>) -> Result<bool, Stop> {
    let (facts, day) = (&look.facts().recovery.stop, look.days().decided);
    let Some(offered) = look.see("recovery.stop.offered", &facts.offered) else { return Ok(false) };
    let rest = look.need("recovery.stop.rest", &facts.rest)?;
    let share = share_on(look, "58.7.share", day)?;
    let enough = i128::from(offered.get()) * 10_000 >= i128::from(rest.get()) * i128::from(share.get());
    Ok(enough && offered > Cents::ZERO)
}

/// Whether the municipality may take part in a debt arrangement that cancels the claim (art. 60c): not when it comes
/// from intent or gross negligence.
///
/// Not applicable when none was asked.
pub fn arrangement_allowed(question: Question<'_>) -> Step<bool> {
    apply(question, "arrangement-60c", "PW art. 60c", |look| {
        let facts = &look.facts().recovery.stop;
        if !look.see("recovery.stop.arrangement", &facts.arrangement).unwrap_or_default() {
            return Err(Stop::not_applicable("Er is geen schuldregeling gevraagd."));
        }
        let grave = look.need("recovery.stop.intent_or_gross", &facts.intent_or_gross)?;
        let text = if grave {
            "De schuld komt door opzet of grove schuld. De gemeente werkt niet mee aan kwijtschelding."
        } else {
            "De gemeente mag meewerken aan de schuldregeling."
        };
        Ok((!grave, text.to_owned()))
    })
}

/// Whether what is left of a fine may be let go (art. 18a(13)): at cooperation in a debt arrangement, when the fine was not
/// for intent or gross negligence and within a year after it the same conduct did not occur again. The choice is the
/// municipality's.
///
/// Not applicable without an arrangement.
pub fn fine_remission(question: Question<'_>) -> Step<bool> {
    apply(question, "remission-18a-13", "PW art. 18a lid 13", |look| {
        let (facts, day) = (&look.facts().recovery.stop, look.days().decided);
        if !look.see("recovery.stop.arrangement", &facts.arrangement).unwrap_or_default() {
            return Err(Stop::not_applicable("Er is geen schuldregeling gevraagd."));
        }
        if look.need("recovery.stop.intent_or_gross", &facts.intent_or_gross)? {
            return Ok((false, "De boete is voor opzet of grove schuld en blijft staan.".to_owned()));
        }
        let fined = look.need("recovery.stop.fined_on", &facts.fined_on)?;
        let from = months_after(fined, term_on(look, "18a.13.months", fined)?);
        if day < from {
            let text = format!("De boete blijft staan. Kwijtschelding kan vanaf {}.", day_in_dutch(from));
            return Ok((false, text));
        }
        let repeated = look.need("recovery.stop.repeated", &facts.repeated)?;
        let text = if repeated {
            "De boete blijft staan: dezelfde overtreding gebeurde opnieuw."
        } else {
            "De gemeente mag de rest van de boete kwijtschelden."
        };
        Ok((!repeated, text.to_owned()))
    })
}
