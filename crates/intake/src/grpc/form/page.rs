//! The form as a page in plain Dutch, to lay on the table or to print.

use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::{FactKey, day_in_dutch};
use policy::IntakeAct;
use proto::fact_from;
use proto::intake::v1 as pb;

use crate::model::{CaseNumber, Form, FormQuestion, FormTopic};

/// Markdown; `shown` are the same topics as the reader may see them.
pub fn page(number: &CaseNumber, day: NaiveDate, form: &Form<'_>, shown: &[pb::FormTopic]) -> String {
    let mut page = format!("# Intakeformulier van zaak {number}\n\nStand op {}. ", day_in_dutch(day));
    let missing = form.missing().len();
    page.push_str(&match missing {
        0 => "Alles wat nodig is, is ingevuld.\n".to_owned(),
        1 => "Er ontbreekt nog 1 antwoord dat nodig is.\n".to_owned(),
        more => format!("Er ontbreken nog {more} antwoorden die nodig zijn.\n"),
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
    if !shown.acts.is_empty() {
        page.push('\n');
    }
    for (act, shown) in topic.acts.iter().zip(&shown.acts) {
        let _ = writeln!(page, "- [{}] {}", if shown.done { "x" } else { " " }, IntakeAct::dutch(*act));
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
