use chrono::Months;

use super::super::lines::{Ruling, condition};
use super::super::national::{term, term_on};
use crate::facts::{BeforeJob, Reads};
use crate::{Claimant, Look, Question, Step, Stop};

/// Art. 6(1)(e), 10c, 10d(2): belongs to the group for whom wage-cost subsidy is meant. Met or not met.
///
/// Someone who was in the group already stays in it. A request within twelve months of the last determination on request
/// changes nothing. Otherwise: the municipality owes support, the person can work, and cannot earn the minimum wage in
/// full-time work; or came to the job from a school or support that art. 10d(2) names, and asked within six months.
pub fn group(question: Question<'_>) -> Step<Ruling> {
    condition(question, "group-10c", "PW art. 6 lid 1 e, 10c en 10d lid 2", |look| {
        let work = &look.facts().work;
        let known = look.see("applicant.subsidy_group", &look.person(Claimant::Applicant).subsidy_group);
        if known == Some(true) {
            return Ok((true, "De aanvrager hoort bij de doelgroep loonkostensubsidie.".into()));
        }
        if let Some(asked) = look.see("work.subsidy_asked_on", &work.subsidy_asked_on) {
            return during_job(look, asked);
        }
        if known == Some(false) && !may_ask_again(look)? {
            let text = "De aanvrager hoort niet bij de doelgroep loonkostensubsidie. Er is geen nieuw verzoek, of het komt binnen een jaar na het vorige.";
            return Ok((false, text.into()));
        }
        determined(look)
    })
}

/// Whether the request of now may lead to another determination (art. 10c: once in twelve months).
fn may_ask_again(look: &mut Look<'_>) -> Result<bool, Stop> {
    let work = &look.facts().work;
    let Some(asked) = look.see("work.group_asked_on", &work.group_asked_on) else { return Ok(false) };
    let Some(before) = look.see("work.group_determined_on", &work.group_determined_on) else {
        return Ok(true);
    };
    let months = term_on(look, "10c.months", asked)?;
    Ok(before
        .checked_add_months(Months::new(u32::try_from(months).unwrap_or(0)))
        .is_some_and(|day| day <= asked))
}

fn determined(look: &mut Look<'_>) -> Result<(bool, String), Stop> {
    let work = &look.facts().work;
    let owed = look.need("work.support_owed", &work.support_owed);
    let can_work = look.need("work.can_work", &work.can_work);
    let earns = look.need("work.can_earn_minimum_wage", &work.can_earn_minimum_wage);
    // One that refuses is enough; the others need not be known.
    if let Ok(false) = owed {
        let text = "De gemeente hoeft de aanvrager niet te ondersteunen bij het vinden van werk. Daarom is er geen plaats in de doelgroep.";
        return Ok((false, text.into()));
    }
    if let Ok(false) = can_work {
        return Ok((
            false,
            "De aanvrager kan niet werken en hoort daarom niet bij de doelgroep loonkostensubsidie.".into(),
        ));
    }
    if let Ok(true) = earns {
        return Ok((false, "De aanvrager kan het minimumloon verdienen en hoort daarom niet bij de doelgroep loonkostensubsidie.".into()));
    }
    owed?;
    can_work?;
    earns?;
    let text = "De aanvrager kan werken, maar met voltijds werk het minimumloon niet verdienen. De aanvrager hoort bij de doelgroep loonkostensubsidie.";
    Ok((true, text.into()))
}

/// Art. 10d(2): asked within six months after the job began, by someone who came from school or support.
fn during_job(look: &mut Look<'_>, asked: chrono::NaiveDate) -> Result<(bool, String), Stop> {
    look.rule("group-10d-2");
    let work = &look.facts().work;
    let before = look.need("work.before_job", &work.before_job);
    let started = look.need("work.job_started_on", &work.job_started_on);
    let (before, started) = (before?, started?);
    let months = term(look, "10d.2.months")?;
    let last = started.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(started);
    if asked > last {
        let text = format!(
            "De aanvraag kwam op {}, meer dan {months} maanden na het begin van het werk.",
            asked.reads()
        );
        return Ok((false, text));
    }
    let named = match before {
        BeforeJob::PracticalEducation
        | BeforeJob::SpecialEducation
        | BeforeJob::EntranceCourse
        | BeforeJob::Supported => true,
        BeforeJob::LearnWorkTrack => look.national().in_force("7a", look.day())?,
        BeforeJob::Other => false,
    };
    let text = if named {
        format!("De aanvraag kwam op tijd en de situatie voor het werk was: {}.", before.dutch())
    } else {
        format!(
            "De situatie voor het werk was: {}. Daarvoor geldt de aanvraag tijdens het werk niet.",
            before.dutch()
        )
    };
    Ok((named, text))
}
