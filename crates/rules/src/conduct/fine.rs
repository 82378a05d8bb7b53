//! The fine for a breach of the duty to inform (Participation Act art. 18a, Boetebesluit socialezekerheidswetten).

use chrono::NaiveDate;
use domain::{Cents, Rounding};
use schemars::JsonSchema;
use serde::Serialize;

use super::local::FinePolicy;
use super::of_law::{part, share_on, term_on, within_months};
use crate::facts::{Blame, HouseholdKind, choices};
use crate::right::household_kind;
use crate::{Look, Question, Share, Step, Stop, apply};

choices! {
    /// What a breach of the duty to inform leads to.
    pub enum FineKind {
        /// No blame, so no fine.
        Nothing = "nothing", "geen boete";
        Warning = "warning", "waarschuwing";
        Fine = "fine", "boete";
    }
}

choices! {
    /// What made a fine lower than the share of what was received too much.
    pub enum FineBound {
        /// A category of the Criminal Code art. 23(4).
        Category = "category", "wettelijk maximum";
        /// A part of the third category, for normal or diminished blame.
        PartOfCategory = "part-of-category", "deel van het wettelijk maximum";
        /// What the resident can pay in the term that goes with the blame.
        AbilityToPay = "ability-to-pay", "draagkracht";
    }
}

/// What a breach of the duty to inform comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fine {
    pub kind: FineKind,
    /// Euro cents; 0 unless it is a fine.
    pub amount: Cents,
    /// It counts as a repetition.
    pub repeated: bool,
    pub bound: Option<FineBound>,
    /// A report and a hearing come first (Awb art. 5:48, 5:53).
    pub report_and_hearing: bool,
    /// Both spouses owe it, each for the whole (art. 18a(9)); absent: the household is not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joint: Option<bool>,
}

impl Fine {
    const fn without(kind: FineKind) -> Self {
        Self {
            kind,
            amount: Cents::ZERO,
            repeated: false,
            bound: None,
            report_and_hearing: false,
            joint: None,
        }
    }
}

/// The fine for the breach in `conduct.fine` (art. 18a; Boetebesluit art. 2, 2a; CRvB 11-1-2016 and 4-8-2020).
///
/// In this order: a share by blame of what was received too much, or of half as much again on repetition, a half cent
/// up; rounded up to what the municipality's policy says; at most the category of the day of the breach; at most what
/// the resident can pay within the term that goes with the blame (`recovery.norm`), rounded down. Without anything
/// received too much the fine starts from an amount of law, at most the second category.
///
/// A person decides on urgent reasons (art. 18a(7)), when the category of the day is not known, and when a warning is
/// possible and the municipality has no rule for it.
pub fn fine(question: Question<'_>, local: Option<&FinePolicy>) -> Step<Fine> {
    apply(question, "fine-18a", "PW art. 18a; Boetebesluit socialezekerheidswetten art. 2, 2a", |look| {
        let facts = &look.facts().conduct.fine;
        let blame = look.need("conduct.fine.blame", &facts.blame)?;
        if blame == Blame::None {
            return Ok((
                Fine::without(FineKind::Nothing),
                "U hebt er geen schuld aan. Er komt geen boete.".into(),
            ));
        }
        if look.need("conduct.fine.urgent_reasons", &facts.urgent_reasons)? {
            return Err(Stop::person_decides(
                "Er zijn dringende redenen. Een medewerker besluit of de boete helemaal of voor een deel vervalt.",
            ));
        }
        let too_much = look.need("conduct.fine.too_much", &facts.too_much)?;
        if too_much < Cents::ZERO {
            return Err(Stop::person_decides(
                "Het benadelingsbedrag is lager dan nul. Een medewerker kijkt dat na.",
            ));
        }
        let committed = look.need("conduct.fine.committed_on", &facts.committed_on)?;
        if warning_possible(look, too_much, committed)? {
            let local = local.ok_or_else(|| {
                Stop::person_decides("Een waarschuwing kan genoeg zijn. De gemeente heeft daar geen regel voor; een medewerker beslist.")
            })?;
            look.given(
                "fine.warns_when_allowed",
                if local.warns_when_allowed { "ja" } else { "nee" },
                &local.source,
            );
            if local.warns_when_allowed {
                look.rule("fine-18a-warning");
                return Ok((
                    Fine::without(FineKind::Warning),
                    "U krijgt een waarschuwing en geen boete.".into(),
                ));
            }
        }
        let round = local.and_then(|local| local.round_up_to).unwrap_or(Cents::new(1));
        let (fine, text) = if too_much == Cents::ZERO {
            without_harm(look, committed, round)?
        } else {
            by_harm(look, blame, too_much, committed, round)?
        };
        let joint = household_kind(look).ok().map(|kind| kind == HouseholdKind::Couple);
        let both = match joint {
            Some(true) => " Beide partners zijn ieder voor het geheel aansprakelijk.",
            _ => "",
        };
        Ok((Fine { joint, ..fine }, format!("{text}{both}")))
    })
}

/// The most that a fine for the breach can be where a person sets it: the least of the share by blame and what the resident can pay
/// in the term that goes with it; without anything received too much the amount that a fine starts from. A category of law that is
/// known bounds it too; one that is not can only make it lower.
///
/// Not applicable without blame. A person decides where law or facts give no amount to start from.
pub fn fine_ceiling(question: Question<'_>, local: Option<&FinePolicy>) -> Step<Cents> {
    apply(
        question,
        "fine-18a-ceiling",
        "PW art. 18a; Boetebesluit socialezekerheidswetten art. 2, 2a",
        |look| {
            let facts = &look.facts().conduct.fine;
            let blame = look.need("conduct.fine.blame", &facts.blame)?;
            if blame == Blame::None {
                return Err(Stop::not_applicable("U hebt er geen schuld aan. Er komt geen boete."));
            }
            let too_much = look.need("conduct.fine.too_much", &facts.too_much)?;
            let committed = look.need("conduct.fine.committed_on", &facts.committed_on)?;
            let round = local.and_then(|local| local.round_up_to).unwrap_or(Cents::new(1));
            if too_much < Cents::ZERO {
                return Err(Stop::person_decides("Het benadelingsbedrag is lager dan nul."));
            }
            let (most, category) = if too_much == Cents::ZERO {
                let start = look.amount_on("fine.start", committed)?;
                (rounded_up(start, round)?, category(look, "fine.2", committed))
            } else {
                let harm = Harm::read(look, blame, too_much, committed, round)?;
                let bound = highest(look, blame, harm.share, too_much, committed);
                (harm.by_share.min(payable(look, blame)?), bound.map(|(most, _)| most))
            };
            let most = category.map_or(most, |category| most.min(category));
            Ok((most, format!("Een boete is hier ten hoogste {most}.")))
        },
    )
}

/// A warning in the place of a fine, where the law leaves it to the municipality.
///
/// Not applicable without blame, when more was received too much and it was not reported in time, or when there was a warning in
/// the time before.
pub fn warning(question: Question<'_>) -> Step<()> {
    apply(question, "fine-18a-warning", "PW art. 18a; Boetebesluit socialezekerheidswetten", |look| {
        let facts = &look.facts().conduct.fine;
        if look.need("conduct.fine.blame", &facts.blame)? == Blame::None {
            return Err(Stop::not_applicable("U hebt er geen schuld aan. Er komt geen waarschuwing."));
        }
        let too_much = look.need("conduct.fine.too_much", &facts.too_much)?;
        let committed = look.need("conduct.fine.committed_on", &facts.committed_on)?;
        if warning_possible(look, too_much, committed)? {
            return Ok(((), "U krijgt een waarschuwing en geen boete.".to_owned()));
        }
        Err(Stop::not_applicable(
            "Een waarschuwing kan hier niet: het gaat om meer geld en u meldde het niet op tijd zelf, of u kreeg al een waarschuwing.",
        ))
    })
}

/// Whether a warning will do: nothing or little received too much, or reported by oneself in time, and no warning in
/// the time before.
fn warning_possible(look: &mut Look<'_>, too_much: Cents, committed: NaiveDate) -> Result<bool, Stop> {
    let facts = &look.facts().conduct.fine;
    let little = too_much <= look.amount_on("fine.warning", committed)?;
    if !little && !reported_in_time(look, committed)? {
        return Ok(false);
    }
    let months = term_on(look, "fine.warning.months", committed)?;
    let warned = look.see("conduct.fine.warned_on", &facts.warned_on);
    Ok(!warned.is_some_and(|warned| within_months(warned, committed, months)))
}

fn reported_in_time(look: &mut Look<'_>, committed: NaiveDate) -> Result<bool, Stop> {
    let facts = &look.facts().conduct.fine;
    if !look.need("conduct.fine.reported_by_self", &facts.reported_by_self)? {
        return Ok(false);
    }
    let due = look.need("conduct.fine.due_on", &facts.due_on)?;
    let reported = look.need("conduct.fine.reported_on", &facts.reported_on)?;
    let days = i64::from(term_on(look, "fine.warning.days", committed)?);
    Ok((reported - due).num_days() <= days)
}

fn without_harm(look: &mut Look<'_>, committed: NaiveDate, round: Cents) -> Result<(Fine, String), Stop> {
    look.rule("fine-18a-no-harm");
    let start = look.amount_on("fine.start", committed)?;
    let most = category(look, "fine.2", committed)?;
    let amount = rounded_up(start, round)?.min(most);
    let text = format!("U kreeg niets te veel. De boete gaat uit van {start} en is {amount}.");
    let fine = Fine {
        kind: FineKind::Fine,
        amount,
        repeated: false,
        bound: None,
        report_and_hearing: heard(look, amount)?,
        joint: None,
    };
    Ok((fine, text))
}

fn by_harm(
    look: &mut Look<'_>,
    blame: Blame,
    too_much: Cents,
    committed: NaiveDate,
    round: Cents,
) -> Result<(Fine, String), Stop> {
    let Harm { repeated, share, base, by_share } = Harm::read(look, blame, too_much, committed, round)?;
    let payable = payable(look, blame)?;
    // What was found so far is told to the person who sets the fine.
    let least = by_share.min(payable);
    let (most, which) = highest(look, blame, share, too_much, committed).map_err(|stop| match stop {
        Stop::PersonDecides(why) => Stop::person_decides(format!("{why} Zij is hier ten hoogste {least}.")),
        other => other,
    })?;
    let (mut amount, mut bound) = if by_share > most { (most, Some(which)) } else { (by_share, None) };
    if amount > payable {
        (amount, bound) = (payable, Some(FineBound::AbilityToPay));
    }
    let again = if repeated { " Omdat het opnieuw gebeurde, telt een hoger bedrag mee." } else { "" };
    let because =
        bound.map_or_else(String::new, |bound| format!(" De boete is verlaagd: {}.", bound.dutch()));
    let text = format!(
        "U kreeg {too_much} te veel ({}). De boete is {share} van {base}.{again}{because} De boete is {amount}.",
        blame.dutch()
    );
    let report_and_hearing = heard(look, amount)?;
    Ok((Fine { kind: FineKind::Fine, amount, repeated, bound, report_and_hearing, joint: None }, text))
}

/// The fine by blame, before what bounds it.
struct Harm {
    repeated: bool,
    share: Share,
    base: Cents,
    by_share: Cents,
}

impl Harm {
    fn read(
        look: &mut Look<'_>,
        blame: Blame,
        too_much: Cents,
        committed: NaiveDate,
        round: Cents,
    ) -> Result<Self, Stop> {
        let repeated = is_repeated(look, committed)?;
        let share = share_of(look, blame, committed)?;
        let base =
            if repeated { part(share_on(look, "fine.repeat", committed)?, too_much)? } else { too_much };
        Ok(Self { repeated, share, base, by_share: rounded_up(part(share, base)?, round)? })
    }
}

/// The same conduct, with an earlier fine that was irrevocable in the years before (art. 18a(5)).
fn is_repeated(look: &mut Look<'_>, committed: NaiveDate) -> Result<bool, Stop> {
    let facts = &look.facts().conduct.fine;
    let Some(earlier) = look.see("conduct.fine.earlier_fine_on", &facts.earlier_fine_on) else {
        return Ok(false);
    };
    let prison = look.see("conduct.fine.earlier_prison", &facts.earlier_prison).unwrap_or_default();
    let key = if prison { "fine.repeat.prison.months" } else { "fine.repeat.months" };
    Ok(within_months(earlier, committed, term_on(look, key, committed)?))
}

fn share_of(look: &mut Look<'_>, blame: Blame, committed: NaiveDate) -> Result<Share, Stop> {
    let key = match blame {
        Blame::Intent => "fine.intent",
        Blame::Gross => "fine.gross",
        Blame::Normal => "fine.normal",
        Blame::Diminished => "fine.diminished",
        Blame::None => return Ok(Share::NOTHING),
    };
    share_on(look, key, committed)
}

/// The highest fine: the fifth category for intent, else the third; for normal and diminished blame over a large
/// amount that category in proportion to the share of gross negligence (50/75 and 25/75), rounded down.
fn highest(
    look: &mut Look<'_>,
    blame: Blame,
    share: Share,
    too_much: Cents,
    committed: NaiveDate,
) -> Result<(Cents, FineBound), Stop> {
    if blame == Blame::Intent {
        return Ok((category(look, "fine.5", committed)?, FineBound::Category));
    }
    let third = category(look, "fine.3", committed)?;
    if blame == Blame::Gross {
        return Ok((third, FineBound::Category));
    }
    let gross = share_on(look, "fine.gross", committed)?;
    // More than 100/75 of the category: 75 % of it is more than the category.
    let large = i128::from(too_much.get()) * i128::from(gross.get())
        > i128::from(third.get()) * i128::from(Share::WHOLE.get());
    if large {
        return Ok((third.times(share.get(), gross.get(), Rounding::Down)?, FineBound::PartOfCategory));
    }
    Ok((third, FineBound::Category))
}

fn category(look: &mut Look<'_>, key: &str, committed: NaiveDate) -> Result<Cents, Stop> {
    look.amount_on(key, committed).map_err(|_| {
        Stop::person_decides(
            "Hoe hoog een boete mag zijn, is voor deze dag niet bekend. Een medewerker stelt de boete vast.",
        )
    })
}

/// What can be paid in the term that goes with the blame, from the room that the courts leave at assistance level, or
/// from the room that someone worked out; each month rounded down.
fn payable(look: &mut Look<'_>, blame: Blame) -> Result<Cents, Stop> {
    let (facts, day) = (look.facts(), look.days().decided);
    let room = if look.need("conduct.fine.at_assistance_level", &facts.conduct.fine.at_assistance_level)? {
        let norm = look.need("recovery.norm", &facts.recovery.norm)?;
        share_on(look, "fine.room", day)?.of(norm, Rounding::Down)?
    } else {
        look.need("conduct.fine.room", &facts.conduct.fine.room)?
    };
    let key = match blame {
        Blame::Intent => "fine.months.intent",
        Blame::Gross => "fine.months.gross",
        Blame::Normal => "fine.months.normal",
        Blame::Diminished | Blame::None => "fine.months.diminished",
    };
    let months = term_on(look, key, day)?;
    Ok(room.max(Cents::ZERO).times(i64::from(months), 1, Rounding::Down)?)
}

/// Up to a multiple of what the municipality rounds to.
fn rounded_up(amount: Cents, to: Cents) -> Result<Cents, Stop> {
    let step = to.get().max(1);
    let over = amount.get() % step;
    Ok(if over == 0 { amount } else { amount.plus(Cents::new(step - over))? })
}

/// Above an amount of law a report is made and the resident is heard (Awb art. 5:53).
fn heard(look: &mut Look<'_>, amount: Cents) -> Result<bool, Stop> {
    let day = look.days().decided;
    Ok(amount > look.amount_on("awb.5.53", day)?)
}
