//! What decision tables give exists, what exists is given by some row, and what they ask is asked at intake.

use std::collections::HashSet;

use domain::FactKey;

use super::Parts;
use crate::categorise::PERSON;
use crate::model::stated;
use crate::national::Bounds;
use crate::problem::Problem;
use crate::read::Files;
use crate::read::document::{Entries, Lined};
use crate::read::tenant::{
    CATEGORIES, DUTIES, DUTY_TABLE, INTAKE_TOPICS, POLICY, ReadTables, SCORECARD, TARGET_GROUPS,
    WITHOUT_BENEFIT,
};
use crate::table::{NONE, Row};
use crate::without_benefit::{NOT_SUPPORTED, SUPPORTED};

pub(in crate::read) fn tables(
    files: &Files,
    parts: &Parts,
    tables: &ReadTables,
    bounds: &Bounds,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check { files, problems };
    if let Some(table) = &tables.categories {
        let outputs = Outputs { file: CATEGORIES, what: "category", listed_in: POLICY };
        check.outputs(&outputs, table.rows(), &parts.categories, |each| &each.key, &[PERSON]);
    }
    if let Some(table) = &tables.target_groups {
        let outputs = Outputs { file: TARGET_GROUPS, what: "target group", listed_in: POLICY };
        check.outputs(&outputs, table.rows(), &parts.target_groups, |each| &each.key, &[NONE]);
    }
    if let Some(table) = &tables.intake_topics {
        let outputs = Outputs { file: INTAKE_TOPICS, what: "intake topic", listed_in: POLICY };
        check.outputs(&outputs, table.rows(), &parts.intake_topics, |each| &each.key, &[NONE]);
    }
    if let Some(table) = &tables.duties {
        let outputs = Outputs { file: DUTY_TABLE, what: "duty", listed_in: DUTIES };
        check.outputs(&outputs, table.rows(), &parts.duties, |each| &each.key, &[NONE]);
    }
    if let Some(table) = &tables.without_benefit {
        check.known(WITHOUT_BENEFIT, "outcome", table.rows(), &[SUPPORTED, NOT_SUPPORTED, PERSON]);
    }
    check.asked(parts, tables);
    check.scorecard(parts, tables, bounds);
}

struct Check<'a> {
    files: &'a Files,
    problems: &'a mut Vec<Problem>,
}

/// What the outputs of a table are, and in which file they are listed.
struct Outputs {
    file: &'static str,
    what: &'static str,
    listed_in: &'static str,
}

impl Check<'_> {
    fn no(&mut self, file: &str, line: usize, rule: &'static str, reason: String) {
        self.problems.push(Problem::new(&self.files.path(file), line, rule, reason));
    }

    /// Every output exists, and everything that exists is given by some row.
    fn outputs<T>(
        &mut self,
        outputs: &Outputs,
        rows: &[Row],
        entries: &Entries<T>,
        key: impl Fn(&T) -> &String,
        besides: &[&str],
    ) {
        let keys: Vec<&str> =
            entries.keys.iter().map(String::as_str).chain(besides.iter().copied()).collect();
        self.known(outputs.file, outputs.what, rows, &keys);
        for Lined { line, value } in &entries.read {
            let key = key(value);
            if rows.iter().all(|row| row.output != *key) {
                let reason = format!("no row of {} gives {} `{key}`", outputs.file, outputs.what);
                self.no(outputs.listed_in, *line, "unused", reason);
            }
        }
    }

    fn known(&mut self, file: &str, what: &str, rows: &[Row], known: &[&str]) {
        for row in rows.iter().filter(|row| !known.contains(&row.output.as_str())) {
            let reason = format!("row {} gives {what} `{}`, which does not exist", row.number, row.output);
            self.no(file, row.line, "unknown-reference", reason);
        }
    }

    /// No table looks at a fact that the intake never asks.
    fn asked(&mut self, parts: &Parts, tables: &ReadTables) {
        if parts.intake_topics.keys.len() > parts.intake_topics.read.len() {
            return;
        }
        let asked: HashSet<FactKey> =
            parts.intake_topics.read.iter().flat_map(|topic| topic.value.facts.iter().copied()).collect();
        let decisions = [(CATEGORIES, &tables.categories), (WITHOUT_BENEFIT, &tables.without_benefit)];
        let collects = [
            (TARGET_GROUPS, &tables.target_groups),
            (INTAKE_TOPICS, &tables.intake_topics),
            (DUTY_TABLE, &tables.duties),
            (SCORECARD, &tables.scorecard),
        ];
        let looked_at = decisions
            .iter()
            .filter_map(|(file, table)| Some((*file, table.as_ref()?.keys().collect::<Vec<_>>())))
            .chain(
                collects
                    .iter()
                    .filter_map(|(file, table)| Some((*file, table.as_ref()?.keys().collect::<Vec<_>>()))),
            );
        for (file, keys) in looked_at {
            for key in keys.into_iter().map(stated).filter(|key| !asked.contains(key)) {
                let reason = format!("looks at `{key}`, which no intake topic asks");
                self.no(file, 1, "unasked-fact", reason);
            }
        }
        for topic in &parts.intake_topics.read {
            for key in topic.value.facts.iter().filter(|key| !key.is_stated()) {
                let reason = format!("topic `{}` asks `{key}`, which nobody can state", topic.value.key);
                self.no(POLICY, topic.line, "unknown-value", reason);
            }
        }
    }

    /// A scorecard has levels and points, and looks at no protected fact.
    fn scorecard(&mut self, parts: &Parts, tables: &ReadTables, bounds: &Bounds) {
        let has_table = self.files.texts.contains_key(SCORECARD);
        match &parts.scorecard {
            Some(scorecard) if !has_table => {
                let reason = "there are levels but no scorecard.md".to_owned();
                self.no(DUTIES, scorecard.line, "missing-file", reason);
            }
            None if has_table => {
                let reason = "there are points but no levels: [scorecard] in duties.toml".to_owned();
                self.no(SCORECARD, 1, "missing-field", reason);
            }
            _ => {}
        }
        let protected = &bounds.protected;
        let keys = tables.scorecard.iter().flat_map(|table| table.keys());
        let found = keys.filter_map(|key| Some((key, protected.ground(key)?)));
        for (key, ground) in found.collect::<Vec<_>>() {
            let reason =
                format!("looks at `{key}`, which is protected: {} ({})", ground.ground, ground.source);
            self.no(SCORECARD, 1, "protected-fact", reason);
        }
    }
}
