//! The form as a page in plain Dutch, to lay on the table or to print.

use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::{FactKey, day_in_dutch};
use proto::fact_from;
use proto::intake::v1 as pb;

use crate::model::{CaseNumber, Form, FormAct, FormQuestion, FormTopic};

/// Markdown; `shown` are the same topics as the reader may see them.
pub fn page(number: &CaseNumber, day: NaiveDate, form: &Form<'_>, shown: &[pb::FormTopic]) -> String {
    let mut page = format!("# Intakeformulier van zaak {number}\n\nStand op {}. ", day_in_dutch(day));
    page.push_str(&match form.missing().len() {
        0 => "Alles wat nodig is, is ingevuld.".to_owned(),
        1 => "Er ontbreekt nog 1 antwoord dat nodig is.".to_owned(),
        more => format!("Er ontbreken nog {more} antwoorden die nodig zijn."),
    });
    page.push_str(match form.missing_acts().len() {
        0 => "\n",
        1 => " Er moet nog 1 ding worden gedaan.\n",
        _ => " Er moet nog meer dan 1 ding worden gedaan.\n",
    });
    for (topic, shown) in form.topics.iter().zip(shown) {
        of_topic(&mut page, topic, shown);
    }
    page
}

fn of_topic(page: &mut String, topic: &FormTopic<'_>, shown: &pb::FormTopic) {
    let reason = shown.reason.as_ref().map(|reason| reason.text.as_str()).unwrap_or_default();
    // Writing to a text cannot fail.
    let _ = write!(page, "\n## {}\n\n{reason} Bron: {}.\n", cell(topic.label), topic.reason.source);
    if !topic.questions.is_empty() {
        page.push_str("\n| Vraag | Antwoord | Wie kan het zeggen? | Nodig? |\n| --- | --- | --- | --- |\n");
    }
    for (question, shown) in topic.questions.iter().zip(&shown.questions) {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            cell(question.asked.words),
            cell(&answer(question, shown)),
            question.answerers(),
            if question.needed { "ja" } else { "nee" },
        );
    }
    if !topic.acts.is_empty() {
        page.push('\n');
    }
    for act in &topic.acts {
        let mark = if act.done_on.is_some() { "x" } else { " " };
        let _ = writeln!(page, "- [{mark}] {} {}", act.act.dutch(), stands(act));
    }
}

/// How it stands with something that is done.
fn stands(act: &FormAct<'_>) -> String {
    match act.done_on {
        Some(on) => format!("Gedaan op {}.", day_in_dutch(on)),
        None if act.needed => format!("Nog nodig: {} doet dit en legt het vast.", act.doers()),
        None => "Voor deze aanvrager niet nodig.".into(),
    }
}

/// The answer as the reader may see it.
fn answer(question: &FormQuestion<'_>, shown: &pb::FormQuestion) -> String {
    let told = shown.answer.as_ref().and_then(|wire| fact_from("answer", wire).ok());
    match (told, shown.state.as_str()) {
        (Some((key, fact)), state) => {
            let contested = if state == "contested" { "; een andere bron zegt iets anders" } else { "" };
            format!("{} ({}{contested})", FactKey::reads(key, &fact.value), day_in_dutch(fact.stated_on))
        }
        (None, "reusable") => "bekend uit een eerdere zaak; vraag of het nog klopt".into(),
        (None, _) if question.answer.is_some() => "al bekend".into(),
        (None, _) => String::new(),
    }
}

/// Nothing in a text ends its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
