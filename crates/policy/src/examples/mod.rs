//! People with the outcome that the document gives them: read, and held against what the policy says.

mod expect;
mod person;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use domain::Facts;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::model::Policy;
use crate::policies::Policies;
use crate::problem::{Problem, Problems};
use crate::read::{EXAMPLES, ExamplesFile, Lines};
use expect::Expected;
pub use person::Person;
use person::StatedFacts;

/// One person of `examples.toml`, with what the policy should say of them.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows, in plain Dutch; never a person's name.
    pub name: String,
    /// The section of the document that gives this outcome.
    pub source: String,
    /// The day of reporting and of assessing.
    pub on: NaiveDate,
    /// As stated by a consultant on that day.
    pub facts: Facts,
    file: String,
    expected: Expected,
}

/// One person with what the document says of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Example")]
pub(crate) struct Written {
    /// What it shows, in plain Dutch; once in the file, never a person's name.
    #[schemars(with = "String")]
    name: Spanned<String>,
    source: String,
    /// The day of reporting and of assessing.
    #[schemars(with = "NaiveDate")]
    on: Spanned<NaiveDate>,
    facts: StatedFacts,
    #[schemars(with = "expect::Written")]
    expect: Spanned<expect::Written>,
}

impl Policies {
    /// Holds every person of every version's `examples.toml` in `folder` against what that version says of them, and
    /// counts them.
    ///
    /// # Errors
    ///
    /// Every fault in every file: what cannot be read, and each outcome that differs (rule `example`).
    pub fn check_examples(&self, folder: &Path) -> Result<usize, Problems> {
        held(self.versions(), |policy, problems| policy.read_examples(folder, problems))
    }

    /// The same for these versions, as their files were when they were read.
    pub(crate) fn check_people<'p>(
        &self,
        of: impl IntoIterator<Item = &'p Policy>,
    ) -> Result<usize, Problems> {
        held(of, |policy, problems| {
            let text = self.sources.text(&policy.tenant, policy.valid_from, EXAMPLES);
            text.map(|text| read(&policy.examples_file(), text, policy.valid_from, problems))
                .unwrap_or_default()
        })
    }
}

/// Holds the people of each version against what it says of them.
fn held<'p>(
    versions: impl IntoIterator<Item = &'p Policy>,
    people_of: impl Fn(&Policy, &mut Vec<Problem>) -> Vec<Example>,
) -> Result<usize, Problems> {
    let mut problems = Vec::new();
    let mut people = 0;
    for policy in versions {
        let examples = people_of(policy, &mut problems);
        people += examples.len();
        examples.iter().for_each(|example| example.check(policy, &mut problems));
    }
    problems.sort();
    if problems.is_empty() { Ok(people) } else { Err(Problems(problems)) }
}

impl Policy {
    /// The people of this version's `examples.toml` in `folder`, in the file's order; none when there is no file.
    ///
    /// # Errors
    ///
    /// Every fault in the file.
    pub fn examples(&self, folder: &Path) -> Result<Vec<Example>, Problems> {
        let mut problems = Vec::new();
        let examples = self.read_examples(folder, &mut problems);
        problems.sort();
        if problems.is_empty() { Ok(examples) } else { Err(Problems(problems)) }
    }

    fn examples_file(&self) -> String {
        format!("{}/{}/{EXAMPLES}", self.tenant, self.valid_from)
    }

    fn read_examples(&self, folder: &Path, problems: &mut Vec<Problem>) -> Vec<Example> {
        let file = self.examples_file();
        match fs::read_to_string(folder.join(&file)) {
            Ok(text) => read(&file, &text, self.valid_from, problems),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                problems.push(Problem::new(&file, 1, "unreadable-file", error.to_string()));
                Vec::new()
            }
        }
    }
}

fn read(file: &str, text: &str, valid_from: NaiveDate, problems: &mut Vec<Problem>) -> Vec<Example> {
    let people = ExamplesFile::read(file, text, problems).people;
    let lines = Lines::of(text);
    let mut names = HashSet::new();
    let mut examples = Vec::new();
    for person in people.values() {
        let line = lines.at(person.name.span().start);
        let mut problem = |line, rule, reason| problems.push(Problem::new(file, line, rule, reason));
        let name = person.name.into_inner();
        if !names.insert(name.clone()) {
            problem(line, "duplicate-key", format!("`{name}` stands twice"));
        }
        if person.source.trim().is_empty() {
            problem(line, "no-source", format!("`{name}` names no source"));
        }
        let on = *person.on.get_ref();
        if on < valid_from {
            let reason = format!("`{name}` is assessed on {on}; the policy holds from {valid_from} on");
            problem(lines.at(person.on.span().start), "out-of-bounds", reason);
        }
        let expect_line = lines.at(person.expect.span().start);
        let expected = person.expect.into_inner().into_expected(&lines);
        if expected.is_empty() {
            problem(expect_line, "missing-field", format!("`{name}` expects nothing"));
        }
        let facts = person.facts.read(file, &lines, on, problems);
        examples.push(Example { name, source: person.source, on, facts, file: file.into(), expected });
    }
    examples
}

impl Example {
    fn check(&self, policy: &Policy, problems: &mut Vec<Problem>) {
        let outlook = policy.outlook(&self.facts, self.on);
        for difference in self.expected.against(&outlook) {
            let expect::Difference { line, field, expected, given, rules } = difference;
            let reason = format!(
                "`{}`: {field} should be {expected}, the policy gives {given} (by {rules})",
                self.name
            );
            problems.push(Problem::new(&self.file, line, "example", reason));
        }
    }
}
