//! What is expected of an outlook, held against it field by field.

use chrono::NaiveDate;
use domain::{Direction, FactKey, Role};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::applies::Applying;
use crate::outcome::Categorisation;
use crate::outlook::{Course, Outlook};
use crate::read::Lines;
use crate::without_benefit::Support;

/// What stands under `expect`; every field may be absent.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Expected")]
pub(super) struct Written {
    /// The last day of the search period, or `none`.
    #[schemars(with = "Option<String>")]
    search_until: Option<Spanned<String>>,
    /// Key of the category, or `person`.
    #[schemars(with = "Option<String>")]
    category: Option<Spanned<String>>,
    /// Facts that are missing, instead of a category.
    #[schemars(with = "Option<Vec<FactKey>>")]
    missing: Option<Spanned<Vec<String>>>,
    #[schemars(with = "Option<Vec<String>>")]
    target_groups: Option<Spanned<Vec<String>>>,
    #[schemars(with = "Option<Direction>")]
    direction: Option<Spanned<String>>,
    #[schemars(with = "Option<Role>")]
    lead_role: Option<Spanned<String>>,
    /// The day on which the goal should be reached.
    #[schemars(with = "Option<NaiveDate>")]
    goal_by: Option<Spanned<NaiveDate>>,
    /// The day of the first review.
    #[schemars(with = "Option<NaiveDate>")]
    review_on: Option<Spanned<NaiveDate>>,
    #[schemars(with = "Option<Vec<String>>")]
    instruments: Option<Spanned<Vec<String>>>,
    /// Partners that may lead, in the order of the policy.
    #[schemars(with = "Option<Vec<String>>")]
    leads: Option<Spanned<Vec<String>>>,
    /// Partners that support, in the order of the policy.
    #[schemars(with = "Option<Vec<String>>")]
    supports: Option<Spanned<Vec<String>>>,
    /// Earmarks, the preferred one first.
    #[schemars(with = "Option<Vec<String>>")]
    paid_from: Option<Spanned<Vec<String>>>,
    #[schemars(with = "Option<Vec<String>>")]
    topics: Option<Spanned<Vec<String>>>,
    #[schemars(with = "Option<Vec<String>>")]
    duties: Option<Spanned<Vec<String>>>,
    /// Support without benefit: `supported`, `not-supported` or `person`.
    #[schemars(with = "Option<String>")]
    support: Option<Spanned<String>>,
    /// Key of the level of risk.
    #[schemars(with = "Option<String>")]
    risk: Option<Spanned<String>>,
}

/// The fields that are expected, each with its line.
#[derive(Debug, Clone, Default)]
pub(super) struct Expected(Vec<(usize, &'static str, String)>);

/// A field in which the policy differs.
pub(super) struct Difference {
    pub line: usize,
    pub field: &'static str,
    pub expected: String,
    pub given: String,
    /// The rules that decided.
    pub rules: String,
}

impl Written {
    pub fn into_expected(self, lines: &Lines) -> Expected {
        let mut fields = Vec::new();
        let mut one = |field, written: Option<Spanned<String>>| {
            let line = |span: std::ops::Range<usize>| lines.at(span.start);
            fields.extend(written.map(|each| (line(each.span()), field, each.into_inner())));
        };
        let day =
            |written: Option<Spanned<NaiveDate>>| written.map(|each| spanned(each, |day| day.to_string()));
        let list = |written: Option<Spanned<Vec<String>>>| written.map(|each| spanned(each, listed));
        one("search_until", self.search_until);
        one("category", self.category);
        one("missing", list(self.missing));
        one("target_groups", list(self.target_groups));
        one("direction", self.direction);
        one("lead_role", self.lead_role);
        one("goal_by", day(self.goal_by));
        one("review_on", day(self.review_on));
        one("instruments", list(self.instruments));
        one("leads", list(self.leads));
        one("supports", list(self.supports));
        one("paid_from", list(self.paid_from));
        one("topics", list(self.topics));
        one("duties", list(self.duties));
        one("support", self.support);
        one("risk", self.risk);
        Expected(fields)
    }
}

fn spanned<T>(written: Spanned<T>, write: impl Fn(T) -> String) -> Spanned<String> {
    let span = written.span();
    Spanned::new(span, write(written.into_inner()))
}

impl Expected {
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every field in which the outlook differs.
    pub fn against(&self, outlook: &Outlook<'_>) -> Vec<Difference> {
        let differs = |(line, field, expected): &(usize, &'static str, String)| {
            let (given, rules) = given(outlook, field);
            (given != *expected).then(|| Difference {
                line: *line,
                field,
                expected: expected.clone(),
                given,
                rules,
            })
        };
        self.0.iter().filter_map(differs).collect()
    }
}

/// What the policy gives for a field, as `expect` writes it, and the rules that decided.
fn given(outlook: &Outlook<'_>, field: &str) -> (String, String) {
    let category_rule = explained(&outlook.categorisation);
    match field {
        "search_until" => (search_until(outlook), outlook.gate.explanation.rule.clone()),
        "category" => (category(&outlook.categorisation), category_rule),
        "missing" => (missing(&outlook.categorisation), category_rule),
        "topics" => applying(&outlook.topics, |each| &each.key),
        "support" => support(outlook.support.as_ref()),
        "risk" => risk(outlook),
        _ => match &outlook.course {
            Some(course) if field == "duties" => applying(&course.duties, |each| &each.key),
            Some(course) => (of_course(course, field), category_rule),
            None => ("nothing, as no category is assigned".into(), category_rule),
        },
    }
}

fn search_until(outlook: &Outlook<'_>) -> String {
    match outlook.gate.search_until {
        Some(day) => day.to_string(),
        None if outlook.gate.missing.is_empty() => "none".into(),
        None => "unknown".into(),
    }
}

fn category(outcome: &Categorisation) -> String {
    match outcome {
        Categorisation::Assigned { category, .. } => category.clone(),
        Categorisation::PersonDecides { .. } => crate::categorise::PERSON.into(),
        Categorisation::FactMissing { .. } => format!("none yet: missing are {}", missing(outcome)),
    }
}

fn missing(outcome: &Categorisation) -> String {
    match outcome {
        Categorisation::FactMissing { keys, .. } => {
            listed(keys.iter().map(|key| key.code().to_owned()).collect())
        }
        _ => listed(Vec::new()),
    }
}

fn explained(outcome: &Categorisation) -> String {
    match outcome {
        Categorisation::Assigned { explanation, .. }
        | Categorisation::PersonDecides { explanation }
        | Categorisation::FactMissing { explanation, .. } => explanation.rule.clone(),
    }
}

fn support(support: Option<&Support>) -> (String, String) {
    let Some(support) = support else {
        return ("not asked".into(), "the fact assistance_requested".into());
    };
    let (given, explanation) = match support {
        Support::Given { explanation, .. } => (crate::without_benefit::SUPPORTED, explanation),
        Support::NotGiven { explanation } => (crate::without_benefit::NOT_SUPPORTED, explanation),
        Support::PersonDecides { explanation } => (crate::categorise::PERSON, explanation),
        Support::FactMissing { explanation, .. } => ("missing", explanation),
    };
    (given.into(), explanation.rule.clone())
}

fn risk(outlook: &Outlook<'_>) -> (String, String) {
    let Some(risk) = &outlook.risk else { return ("none".into(), "no scorecard".into()) };
    let rules: Vec<_> = risk.reasons.iter().map(|reason| reason.rule.as_str()).collect();
    (risk.level.key.clone(), joined(&rules))
}

fn applying<T>(applying: &Applying<'_, T>, key: impl Fn(&T) -> &String) -> (String, String) {
    let keys = applying.items.iter().map(|each| key(each.item).clone()).collect();
    let rules: Vec<_> = applying.items.iter().map(|each| each.rule.as_str()).collect();
    (listed(keys), joined(&rules))
}

fn of_course(course: &Course<'_>, field: &str) -> String {
    match field {
        "direction" => course.category.direction.code().into(),
        "lead_role" => course.lead_role.code().into(),
        "goal_by" => course.goal_by.to_string(),
        "review_on" => course.review_on.to_string(),
        "target_groups" => keys(&course.target_groups, |each| &each.key),
        "instruments" => keys(&course.instruments, |each| &each.key),
        "leads" => keys(&course.leads, |each| &each.key),
        "supports" => keys(&course.supports, |each| &each.key),
        _ => keys(&course.paid_from, |each| &each.key),
    }
}

fn keys<T>(items: &[&T], key: impl Fn(&T) -> &String) -> String {
    listed(items.iter().map(|each| key(each).clone()).collect())
}

/// A list as the file writes it.
fn listed(keys: Vec<String>) -> String {
    format!("[{}]", keys.join(", "))
}

fn joined(rules: &[&str]) -> String {
    if rules.is_empty() { "no rule that holds".into() } else { rules.join(", ") }
}
