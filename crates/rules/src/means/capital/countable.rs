//! What counts as capital (Participation Act art. 34(1), (2)).

use domain::Cents;

use super::gifts::{self, Between, VALUED_ON};
use crate::facts::AssetKind;
use crate::{Look, Question, Step, Stop, apply};

/// Whether an asset counts.
const fn counts(kind: AssetKind) -> bool {
    match kind {
        AssetKind::Savings | AssetKind::Vehicle | AssetKind::Other | AssetKind::ReceivedDuringAssistance => {
            true
        }
        AssetKind::Necessary
        | AssetKind::SavedDuringAssistance
        | AssetKind::NonMaterialDamages
        | AssetKind::ProtectedAnnuity => false,
    }
}

/// Assets at free-market value less the debts that are there (Participation Act art. 34(1)), without what art. 34(2)
/// leaves out; `home` is what counts of the dwelling. Gifts that came once since then come on top (art. 34(1)(b)). Never negative.
///
/// Where someone worked it out (`capital.countable`) and assets are not stated, that amount holds as it is.
pub(super) fn countable(question: Question<'_>, home: Cents) -> Step<Between> {
    apply(question, "capital-34-1", "PW art. 34 lid 1 en 2", |look| {
        let facts = &look.facts().capital;
        if facts.assets.is_none()
            && let Some(capital) = look.see("capital.countable", &facts.countable)
        {
            let text = format!("Iemand heeft berekend welk vermogen meetelt: {capital}.");
            let capital = gifts::since(look, VALUED_ON, &facts.valued_on)?.plus(capital)?;
            let text = capital.told(&text);
            return Ok((capital, text));
        }
        let (assets, debts) = (assets(look), debts(look));
        let (assets, debts) = (assets?, debts?);
        if home > Cents::ZERO {
            look.given("home", home, "PW art. 34 lid 2 onder d");
        }
        let gifts = gifts::since(look, VALUED_ON, &facts.valued_on)?;
        let capital = gifts.plus(assets.plus(home)?.minus(debts)?)?.or_nothing();
        let text =
            format!("Het vermogen is {}: bezit min schulden, zonder wat de wet vrijlaat.", capital.most);
        let text = capital.told(&text);
        Ok((capital, text))
    })
}

fn assets(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let assets = look.list("capital.assets", &look.facts().capital.assets)?;
    let mut sum = Cents::ZERO;
    for (place, asset) in assets.iter().enumerate().filter(|(_, asset)| counts(asset.kind)) {
        look.counted(format!("capital.assets[{place}]"), asset.value, None);
        sum = sum.plus(asset.value)?;
    }
    Ok(sum)
}

fn debts(look: &mut Look<'_>) -> Result<Cents, Stop> {
    let debts = look.list("capital.debts", &look.facts().capital.debts)?;
    let mut sum = Cents::ZERO;
    for (place, debt) in debts.iter().enumerate().filter(|(_, debt)| debt.payable) {
        look.counted(format!("capital.debts[{place}]"), debt.amount, None);
        sum = sum.plus(debt.amount)?;
    }
    Ok(sum)
}
