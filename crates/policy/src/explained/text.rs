//! The account as plain Dutch text, for a consultant's screen and for a letter.

use chrono::NaiveDate;
use domain::{Explanation, FactSource};

use super::{Explained, MissingFact};
use crate::outcome::Categorisation;
use crate::outlook::Course;
use crate::page::instrument_in_one_line;
use crate::trace::{RowTrace, TableName, TableTrace, Test, Verdict};
use crate::without_benefit::Support;

/// As many signs of a version as tell it from any other.
const SHORT_VERSION: usize = 12;

pub(super) fn written(explained: &Explained<'_>) -> String {
    let outlook = &explained.outlook;
    let mut text = Text(String::new());
    text.line(&format!("{}: wat het beleid zegt op {}", explained.policy.label, in_dutch(outlook.day)));
    text.heading("Eerst zelf zoeken");
    text.decided(&outlook.gate.explanation);
    if let Some(support) = &outlook.support {
        text.support(support);
    }
    text.heading("Indeling");
    text.categorisation(&outlook.categorisation);
    if let Some(course) = &outlook.course {
        text.course(course);
    }
    text.list(
        "Waar het intakegesprek over gaat",
        outlook.topics.items.iter().map(|each| format!("{} ({})", each.item.label, each.source)),
    );
    text.risk(explained);
    text.list("Wat nog niet bekend is", explained.missing.iter().map(not_known));
    text.list(
        "Naar welke gegevens is gekeken",
        explained.looked_at.iter().map(|(key, fact)| {
            let (said, on) = (said_by(fact.source), in_dutch(fact.stated_on));
            format!("{}: {} ({said}, {on})", key.dutch(), key.reads(&fact.value))
        }),
    );
    text.heading("Welke regels zijn bekeken");
    for table in explained.tables.iter().filter(|table| is_told(table.table, explained)) {
        text.table(table);
    }
    text.policy(explained);
    text.0
}

/// Someone who asks assistance is not told of support without it.
fn is_told(table: TableName, explained: &Explained<'_>) -> bool {
    match table {
        TableName::WithoutBenefit => explained.outlook.support.is_some(),
        TableName::Duties => explained.outlook.course.is_some(),
        _ => true,
    }
}

struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
    }

    fn item(&mut self, item: &str) {
        self.line(&format!("- {item}"));
    }

    /// A heading with its items; nothing when there are none.
    fn list(&mut self, heading: &str, items: impl Iterator<Item = String>) {
        for (place, item) in items.enumerate() {
            if place == 0 {
                self.heading(heading);
            }
            self.item(&item);
        }
    }

    fn decided(&mut self, explanation: &Explanation) {
        self.line(&explanation.text);
        self.line(&format!("Regel: {}. Bron: {}.", explanation.rule, explanation.source));
    }

    fn support(&mut self, support: &Support) {
        self.heading("Hulp zonder uitkering");
        match support {
            Support::Given { max_months, explanation } => {
                self.decided(explanation);
                if let Some(months) = max_months {
                    self.line(&format!("De hulp duurt hooguit {months} maanden."));
                }
            }
            Support::NotGiven { explanation }
            | Support::PersonDecides { explanation }
            | Support::FactMissing { explanation, .. } => self.decided(explanation),
        }
    }

    fn categorisation(&mut self, outcome: &Categorisation) {
        match outcome {
            Categorisation::Assigned { explanation, .. }
            | Categorisation::PersonDecides { explanation }
            | Categorisation::FactMissing { explanation, .. } => self.decided(explanation),
        }
    }

    fn course(&mut self, course: &Course<'_>) {
        let category = course.category;
        self.heading("Wat dat betekent");
        self.line(&format!("Doel: {}", category.goal));
        self.line(&format!("Richting: {}.", category.direction.dutch()));
        self.line(&format!("De regie heeft: {}.", category.lead_role.dutch()));
        self.line(&format!("Het doel is uiterlijk {} bereikt.", in_dutch(course.goal_by)));
        self.line(&format!("Het volgende gesprek is op {}.", in_dutch(course.review_on)));
        self.list(
            "Doelgroepen",
            course.target_groups.iter().map(|group| {
                let first = if group.priority { ", met voorrang" } else { "" };
                format!("{}{first} ({})", group.label, group.source)
            }),
        );
        self.list(
            "Wat van u wordt gevraagd",
            course.duties.items.iter().map(|each| format!("{} ({})", each.item.label, each.source)),
        );
        self.list(
            "Welke hulp mogelijk is",
            course.instruments.iter().map(|instrument| instrument_in_one_line(instrument)),
        );
        self.list("Wie u kan begeleiden", course.leads.iter().map(|partner| partner.label.clone()));
        self.list("Wie daarbij kan helpen", course.supports.iter().map(|partner| partner.label.clone()));
        self.list("Waaruit de hulp wordt betaald", course.paid_from.iter().map(|each| each.label.clone()));
    }

    fn risk(&mut self, explained: &Explained<'_>) {
        let Some(risk) = &explained.outlook.risk else { return };
        self.heading("Hoe de aanvraag wordt gecontroleerd");
        self.line(&format!(
            "{} ({} punten). Dit beslist niet over een recht.",
            risk.level.label, risk.points
        ));
        for reason in &risk.reasons {
            self.item(&format!(
                "{} punten: {} ({}, {})",
                reason.points, reason.note, reason.rule, reason.source
            ));
        }
    }

    fn table(&mut self, table: &TableTrace<'_>) {
        self.line(&format!("{} ({})", table.table.dutch(), table.table.code()));
        for row in &table.rows {
            self.item(&tried(table.table, row));
        }
    }

    fn policy(&mut self, explained: &Explained<'_>) {
        let policy = explained.policy;
        self.heading("Welk beleid geldt");
        self.line(&format!("{}, geldig vanaf {}.", policy.document, in_dutch(policy.valid_from)));
        let version = policy.version.get(..SHORT_VERSION).unwrap_or(&policy.version);
        self.line(&format!("Versie {version}."));
    }
}

/// One rule: what it gives, whether it holds, and if not why.
fn tried(table: TableName, row: &RowTrace<'_>) -> String {
    let says = match &row.verdict {
        Verdict::Holds if row.counts => "ja, deze regel geldt".to_owned(),
        Verdict::Holds => holds_in_vain(table, row).to_owned(),
        Verdict::Fails(test) => format!("nee, {}", fails(test)),
        Verdict::Unknown(tests) => {
            let keys: Vec<_> = tests.iter().map(|test| test.key.dutch()).collect();
            let unknown = format!("nog niet bekend: {}", keys.join(", "));
            if row.counts {
                format!("ja, deze regel geldt; {unknown}, maar dat verandert de uitkomst niet")
            } else {
                unknown
            }
        }
        Verdict::NotLookedAt => "niet bekeken: een eerdere regel past al".to_owned(),
    };
    format!("{}, {}: {says} ({})", row.rule, row.gives.trim_end_matches('.'), row.source)
}

/// Why a row that holds does not count.
const fn holds_in_vain(table: TableName, row: &RowTrace<'_>) -> &'static str {
    match table {
        TableName::Categories | TableName::WithoutBenefit => "past, als geen eerdere regel geldt",
        _ if row.gives_nothing => "past, maar telt alleen als geen andere regel geldt",
        _ => "past; dit volgt al uit een eerdere regel",
    }
}

fn fails(test: &Test<'_>) -> String {
    let is = test.fact.as_ref().map_or_else(String::new, |fact| test.key.reads(&fact.value));
    format!("‘{}’ is {is} en moet {} zijn", test.key.dutch(), test.asks_in_dutch)
}

fn not_known(missing: &MissingFact<'_>) -> String {
    let topics: Vec<_> = missing.asked_at.iter().map(|topic| topic.label.as_str()).collect();
    let who = if topics.is_empty() {
        "Dit wordt niet in het intakegesprek gevraagd; wie het weet, kan het opgeven".to_owned()
    } else {
        format!("Gevraagd bij: {}", topics.join(", "))
    };
    format!("{}. Nodig voor: {}. {who}.", missing.key.dutch(), missing.needed_for.join(", "))
}

const fn said_by(source: FactSource) -> &'static str {
    match source {
        FactSource::Applicant => "van de aanvrager",
        FactSource::Consultant => "van een medewerker",
        FactSource::System => "uit een ander systeem",
        FactSource::Derived => "berekend",
    }
}

fn in_dutch(day: NaiveDate) -> String {
    day.format("%d-%m-%Y").to_string()
}
