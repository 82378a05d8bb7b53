//! The duty to learn Dutch (Participation Act art. 18b).

use chrono::NaiveDate;
use domain::{Month, day_in_dutch, months_after, weeks_after};
use schemars::JsonSchema;
use serde::Serialize;

use super::lowering::{LoweredMonth, Lowering, LoweringBase};
use super::occurrence::Paragraph;
use super::of_law::{share_on, term_on};
use crate::facts::{Breach, BreachedDuty, Facts, LanguageFacts};
use crate::{Claimant, Look, Question, Share, Step, Stop, apply};

/// By when the steps before a lowering have been taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageTerms {
    /// Last day of the test.
    pub test_by: NaiveDate,
    /// Last day to tell the resident, once the test was held.
    pub notify_by: Option<NaiveDate>,
}

/// The terms of test and notice for one claimant (art. 18b(2), (4)): eight weeks from the suspicion, eight weeks from the test.
///
/// Not applicable without a suspicion.
pub fn language_terms(question: Question<'_>, who: Claimant) -> Step<LanguageTerms> {
    apply(question, "language-18b-terms", "PW art. 18b", |look| {
        let (facts, at) = (of(look, who), place(who));
        let suspected = look
            .see(&format!("{at}.suspected_on"), &facts.suspected_on)
            .ok_or_else(|| Stop::not_applicable("Er is geen vermoeden dat het Nederlands onvoldoende is."))?;
        let weeks = term_on(look, "18b.test.weeks", suspected)?;
        let test_by = weeks_after(suspected, weeks);
        let tested = look.see(&format!("{at}.tested_on"), &facts.tested_on);
        let notify_by = tested.map(|tested| weeks_after(tested, weeks));
        let text = match notify_by {
            Some(day) => {
                format!("De gemeente laat uiterlijk {} weten wat er volgt op de toets.", day_in_dutch(day))
            }
            None => format!("De taaltoets is uiterlijk op {}.", day_in_dutch(test_by)),
        };
        Ok((LanguageTerms { test_by, notify_by }, text))
    })
}

/// The part of the norm that is taken off in a month because one claimant does not learn Dutch: in steps that the law
/// fixes, counted from `first_month`. No month is lowered by it alone: a decision names the months (see `lowering_of`).
///
/// Not applicable without a suspicion, with proof or a passed test, after a later test that was good enough, without
/// blame, and for who started to learn within
/// a month after the notice and makes progress. A person decides when the learning started later: the law does not
/// say when the lowering then ends.
pub fn language_lowering_of(question: Question<'_>, who: Claimant, month: Month) -> Step<Share> {
    apply(question, "lowering-18b", "PW art. 18b", |look| share_in(look, (who, false), month))
}

/// The facts as a question about them reads them: a first month that is stated for the duty to learn Dutch is the decision on the
/// step of the law that the month judged falls in, while no broken duty `language` of that claimant says what was decided. Absent:
/// the facts say all of it already.
pub(crate) fn with_stated_steps(question: Question<'_>) -> Option<Facts> {
    let claimants = [Claimant::Applicant, Claimant::Partner].into_iter();
    let steps: Vec<_> = claimants.filter_map(|who| stated_step(question, who)).collect();
    if steps.is_empty() {
        return None;
    }
    let mut facts = question.facts.clone();
    facts.conduct.breaches.get_or_insert_default().extend(steps);
    Some(facts)
}

fn stated_step(question: Question<'_>, who: Claimant) -> Option<Breach> {
    let conduct = &question.facts.conduct;
    let facts = stated(question.facts, who);
    let began = facts.first_month.as_ref().filter(|began| began.is_known_on(question.days.known))?;
    let is_of = |breach: &Breach| {
        breach.duty == BreachedDuty::Language && breach.who.unwrap_or(Claimant::Applicant) == who
    };
    if conduct.breaches.iter().flatten().any(is_of) {
        return None;
    }
    let notified = facts.notified_on.as_ref().map(|notified| notified.value);
    Some(Breach {
        measure: None,
        duty: BreachedDuty::Language,
        who: Some(who),
        committed_on: notified.unwrap_or_else(|| began.value.first_day()),
        applied_on: None,
        first_month: Some(first_of_step(question, began.value, notified)),
        blameless: None,
        urgent_reasons: None,
        tuned: None,
        spread_over: None,
        repented_on: None,
        beside_another: false,
        withdrawn: false,
        source: Some(began.source),
        known_on: None,
    })
}

/// First month of the step that the month judged falls in; the first of all before it, and while the length of a step is open.
fn first_of_step(question: Question<'_>, began: Month, notified: Option<NaiveDate>) -> Month {
    let each = notified.and_then(|day| question.national.term("18b.months", day).ok());
    let each = each.and_then(|each| u32::try_from(each.number).ok()).unwrap_or_default();
    let passed = u32::try_from(question.days.month().since(began)).unwrap_or_default();
    began.plus(passed.checked_div(each).unwrap_or_default().saturating_mul(each))
}

const fn place(who: Claimant) -> &'static str {
    match who {
        Claimant::Applicant => "conduct.language",
        Claimant::Partner => "conduct.language_of_partner",
    }
}

const fn stated(facts: &Facts, who: Claimant) -> &LanguageFacts {
    match who {
        Claimant::Applicant => &facts.conduct.language,
        Claimant::Partner => &facts.conduct.language_of_partner,
    }
}

fn of<'a>(look: &Look<'a>, who: Claimant) -> &'a LanguageFacts {
    stated(look.facts(), who)
}

/// What one decision lowers because someone does not learn Dutch: from its first month on the months of one step of the law, so
/// that the next step asks a decision of its own, with the facts of then. A person may decide on less.
pub(super) fn lower(look: &mut Look<'_>, breach: &Breach, at: usize) -> Result<(Lowering, String), Stop> {
    let who = breach.who.unwrap_or(Claimant::Applicant);
    let missing = || format!("conduct.breaches[{at}].first_month");
    let first = breach.first_month.ok_or_else(|| look.missing(missing()))?;
    let judged = breach.tuned.is_some();
    let (by_law, why) = share_in(look, (who, judged), first)?;
    let notified = look.need(format!("{}.notified_on", place(who)), &of(look, who).notified_on)?;
    let began = look.need(format!("{}.first_month", place(who)), &of(look, who).first_month)?;
    let each = term_on(look, "18b.months", notified)?;
    let passed = u32::try_from(first.since(began)).unwrap_or_default();
    let most = each.saturating_sub(passed.checked_rem(each).unwrap_or_default());
    let (share, number) = match breach.tuned {
        Some(tuned) if Share::percent(tuned.percent) > by_law || tuned.months > most => {
            return Err(Stop::person_decides("De verlaging die is ingevuld is zwaarder dan de wet toelaat."));
        }
        Some(tuned) => (Share::percent(tuned.percent), tuned.months),
        None => (by_law, most),
    };
    let path = format!("{}.later_test_good_on", place(who));
    let good = look.see(&path, &of(look, who).later_test_good_on).map(Month::of);
    let in_step = (0..number).map(|after| first.plus(after));
    let lowered = in_step.filter(|month| share > Share::NOTHING && good.is_none_or(|good| *month <= good));
    let months: Vec<_> = lowered.map(|month| LoweredMonth { month, share }).collect();
    let review_by = months.last().map(|last| last.month.last_day());
    Ok((Lowering { paragraph: Paragraph::Language, base: LoweringBase::Norm, months, review_by }, why))
}

/// `judged`: a person decided how much, so who began to learn late is no question any more.
fn share_in(
    look: &mut Look<'_>,
    (who, judged): (Claimant, bool),
    month: Month,
) -> Result<(Share, String), Stop> {
    let (facts, at) = (of(look, who), place(who));
    if look.see(&format!("{at}.suspected_on"), &facts.suspected_on).is_none() {
        return Err(Stop::not_applicable("Er is geen vermoeden dat het Nederlands onvoldoende is."));
    }
    if look.need(format!("{at}.proved"), &facts.proved)? {
        return Err(Stop::not_applicable(
            "Uit een diploma of opleiding blijkt dat het Nederlands voldoende is.",
        ));
    }
    if look.need(format!("{at}.passed"), &facts.passed)? {
        return Err(Stop::not_applicable("De taaltoets is gehaald."));
    }
    let notified = look.need(format!("{at}.notified_on"), &facts.notified_on)?;
    if look.need(format!("{at}.blameless"), &facts.blameless)? {
        return Err(Stop::not_applicable("U hebt er geen schuld aan. Daarom wordt niets verlaagd."));
    }
    if let Some(since) = look.see(&format!("{at}.learns_since"), &facts.learns_since) {
        match learning(look, who, notified, since) {
            Err(Stop::PersonDecides(_)) if judged => {}
            found => found?,
        }
    }
    let first = look.need(format!("{at}.first_month"), &facts.first_month)?;
    let Ok(passed) = u32::try_from(month.since(first)) else {
        return Err(Stop::not_applicable(format!("De verlaging begint in {}.", first.in_dutch())));
    };
    let good = look.see(&format!("{at}.later_test_good_on"), &facts.later_test_good_on);
    if good.is_some_and(|day| Month::of(day) < month) {
        return Err(Stop::not_applicable("Een latere taaltoets was goed genoeg. De verlaging is voorbij."));
    }
    let each = term_on(look, "18b.months", notified)?;
    let key = match passed.checked_div(each).unwrap_or(u32::MAX) {
        0 => "18b.1",
        1 => "18b.2",
        _ => "18b.3",
    };
    let share = share_on(look, key, notified)?;
    Ok((
        share,
        format!(
            "U leert geen Nederlands. De bijstand wordt in {} verlaagd met {share} van de norm.",
            month.in_dutch()
        ),
    ))
}

/// Stops when the learning takes away the lowering, or leaves it unclear.
fn learning(look: &mut Look<'_>, who: Claimant, notified: NaiveDate, since: NaiveDate) -> Result<(), Stop> {
    let (facts, at) = (of(look, who), place(who));
    if !look.need(format!("{at}.progresses"), &facts.progresses)? {
        return Ok(());
    }
    let in_time = months_after(notified, term_on(look, "18b.learn.months", notified)?);
    if since <= in_time {
        return Err(Stop::not_applicable("U leert Nederlands en maakt voldoende voortgang."));
    }
    Err(Stop::person_decides(
        "U begon later dan een maand na de kennisgeving met leren. De wet zegt niet wanneer de verlaging dan stopt; een medewerker beslist.",
    ))
}
