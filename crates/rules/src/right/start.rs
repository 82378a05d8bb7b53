//! From which day the right runs (Participation Act art. 43(6), 44).

use chrono::NaiveDate;
use domain::Explanation;

use crate::facts::Reads;
use crate::{Answer, Finding, Question, Step, Stop, apply};

/// The day of the report that counts (Participation Act art. 44(2), 43(6)): the report itself, or the report for IOAW,
/// IOAZ or Bbz that was refused, of someone who then reported at once.
pub fn report_day(question: Question<'_>) -> Step<NaiveDate> {
    apply(question, "report-43-6", "PW art. 43 lid 6 en art. 44 lid 2", |look| {
        let application = &look.facts().application;
        let reported = look.need("application.reported_on", &application.reported_on)?;
        let scheme =
            look.see("application.refused_scheme_reported_on", &application.refused_scheme_reported_on);
        let at_once = look.see("application.reported_at_once", &application.reported_at_once);
        if let (Some(scheme), Some(true)) = (scheme, at_once) {
            let day = scheme.min(reported);
            let text = format!("De eerdere melding voor een andere regeling telt: {}.", day.reads());
            return Ok((day, text));
        }
        Ok((reported, format!("De melding is van {}.", reported.reads())))
    })
}

/// First day of the right (Participation Act art. 44(1)): the day it arose, not before the day of the report.
pub fn first_day(question: Question<'_>, report: NaiveDate) -> Step<NaiveDate> {
    apply(question, "start-44-1", "PW art. 44 lid 1", |look| {
        look.given("reported_on", report.reads(), "PW art. 44 lid 2");
        let arose = look.see("application.arose_on", &look.facts().application.arose_on);
        let day = arose.map_or(report, |arose| arose.max(report));
        Ok((day, format!("Het recht begint op {}.", day.reads())))
    })
}

/// An application that came late (Participation Act art. 44(3)): the municipality may let the right start on the day of
/// the application; whether it does is a person's to say.
pub fn late_application(question: Question<'_>, first_day: NaiveDate) -> Step<NaiveDate> {
    apply(question, "late-44-3", "PW art. 44 lid 3", |look| {
        let application = &look.facts().application;
        if look.see("application.culpably_late", &application.culpably_late) != Some(true) {
            return Err(Stop::not_applicable("De aanvraag kwam niet verwijtbaar te laat."));
        }
        let applied = look.need("application.applied_on", &application.applied_on)?;
        if applied <= first_day {
            return Err(Stop::not_applicable("De aanvraag was er al toen het recht begon."));
        }
        let text = format!(
            "De aanvraag kwam verwijtbaar te laat. De gemeente mag het recht pas op {} laten beginnen. Een consulent beslist.",
            applied.reads()
        );
        Err(Stop::person_decides(text))
    })
}

/// A start before the report (Participation Act art. 44(5)), for reports since the rule exists: at most three months,
/// and only when individual circumstances require it, which a person judges.
pub fn earlier_start(question: Question<'_>, report: NaiveDate) -> Step<NaiveDate> {
    apply(question, "earlier-44-5", "PW art. 44 lid 5", |look| {
        let application = &look.facts().application;
        let asked = look.see("application.asked_from", &application.asked_from).filter(|day| *day < report);
        let Some(asked) = asked else {
            return Err(Stop::not_applicable("Er is geen bijstand gevraagd over een tijd voor de melding."));
        };
        let months = match look.national().term("44.5.months", report) {
            Ok(term) => term.number,
            Err(policy::NoAmount::NotYet { first, .. }) => {
                let text = format!(
                    "Een eerdere ingang staat pas sinds {} in de wet. Een consulent beoordeelt of er reden voor is.",
                    first.reads()
                );
                return Err(Stop::person_decides(text));
            }
            Err(other) => return Err(other.into()),
        };
        let required = look.see("application.earlier_start_required", &application.earlier_start_required);
        match required {
            Some(false) => return Err(Stop::not_applicable("Er is geen reden voor een eerdere ingang.")),
            None => {
                let text = "Er is bijstand gevraagd over een tijd voor de melding. Of de omstandigheden dat vragen, beoordeelt een consulent.";
                return Err(Stop::person_decides(text));
            }
            Some(true) => {}
        }
        let earliest = months_before(report, months);
        let arose = look.see("application.arose_on", &application.arose_on).unwrap_or(asked);
        let day = asked.max(earliest).max(arose).min(report);
        Ok((
            day,
            format!("De omstandigheden vragen een eerdere ingang. Het recht begint op {}.", day.reads()),
        ))
    })
}

/// First day of the right (Participation Act art. 43(6), 44) by all of these rules.
pub fn start(question: Question<'_>) -> Answer<NaiveDate> {
    let mut explanations = Vec::new();
    let finding = tried(question, &mut explanations);
    Answer { finding, explanations }
}

fn tried(question: Question<'_>, lines: &mut Vec<Explanation>) -> Finding<NaiveDate> {
    let mut keep = |step: Step<NaiveDate>| {
        lines.push(step.explanation);
        step.finding
    };
    let report = match keep(report_day(question)) {
        Finding::Value(report) => report,
        other => return other,
    };
    match keep(earlier_start(question, report)) {
        Finding::NotApplicable => {}
        other => return other,
    }
    let first = match keep(first_day(question, report)) {
        Finding::Value(first) => first,
        other => return other,
    };
    match keep(late_application(question, first)) {
        Finding::NotApplicable => Finding::Value(first),
        other => other,
    }
}

fn months_before(day: NaiveDate, months: i64) -> NaiveDate {
    let months = chrono::Months::new(u32::try_from(months).unwrap_or(0));
    day.checked_sub_months(months).unwrap_or(day)
}
