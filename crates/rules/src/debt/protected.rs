//! What a debtor keeps (Rv art. 475c-475e, Participation Act art. 60(6)).

use domain::{Cents, Rounding};

use crate::conduct::of_law::share_on;
use crate::{Look, Question, Step, Stop, apply};

/// What a debtor keeps in a month: at assistance level a part of the norm that the law fixes, a half cent up; above it
/// what the law on seizure comes to, as someone worked it out. Nothing while the debtor withholds information.
pub fn protected_level(question: Question<'_>) -> Step<Cents> {
    apply(question, "protected-475d", "Rv art. 475c tot en met 475e; PW art. 60 lid 6", |look| {
        let level = protected(look)?;
        let text = if level == Cents::ZERO {
            "U geeft geen inlichtingen over uw inkomen. Daarom is er geen beschermd bedrag.".to_owned()
        } else {
            format!("U houdt ten minste {level} per maand over.")
        };
        Ok((level, text))
    })
}

/// What a debtor can pay off in a month: income less the protected level, never less than nothing. No rounding.
pub fn room(question: Question<'_>) -> Step<Cents> {
    apply(question, "room-475d", "Rv art. 475c tot en met 475e; PW art. 60 lid 6", |look| {
        let room = monthly_room(look)?;
        Ok((room, format!("U kunt {room} per maand aflossen.")))
    })
}

fn protected(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let (facts, day) = (&look.facts().recovery, look.day());
    if look.need("recovery.withholds_information", &facts.withholds_information)? {
        look.rule("protected-60-6");
        return Ok(Cents::ZERO);
    }
    let norm = look.need("recovery.norm", &facts.norm)?;
    let income = look.need("recovery.income", &facts.income)?;
    if norm < income {
        return look.need("recovery.protected_level", &facts.protected_level);
    }
    Ok(share_on(look, "475d.share", day)?.of(norm, Rounding::HalfUp)?)
}

pub(super) fn monthly_room(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let level = protected(look)?;
    let income = look.need("recovery.income", &look.facts().recovery.income)?;
    Ok(income.minus(level)?.max(Cents::ZERO))
}
