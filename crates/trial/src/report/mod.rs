//! What a trial tells a policy officer: the same tables in a terminal and on a page. Nobody can be found in it; who
//! moves stands in a list of its own.

mod effects;
mod list;
mod money;
mod moves;
mod words;

use std::fmt;

use chrono::NaiveDate;
use comfy_table::{CellAlignment, Table as Terminal, presets};
use domain::InvalidCents;
use policy::Policy;

use crate::compare::Comparison;
use crate::income_part::NoOutcome;

pub use list::{MovedCase, moved_cases, write as write_list};

/// Everything about one trial, in plain Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub title: String,
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
}

/// A part of a report with a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub text: Vec<String>,
    pub tables: Vec<Table>,
    /// Drawings in HTML, made by `charts`; a terminal leaves them out.
    pub charts: Vec<String>,
}

/// Texts in rows. From column `numbers_from` on they are numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub numbers_from: usize,
    /// A page shows a chart with the same numbers instead.
    pub only_in_terminal: bool,
}

/// A report that cannot be made: the policies' own figures do not add up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    #[error(transparent)]
    IncomePart(#[from] NoOutcome),
    #[error("een bedrag in het beleid is te groot om mee te rekenen")]
    Amount(#[from] InvalidCents),
}

impl Report {
    /// The report for one municipality (CBS code) of the tenant. Money is that of the year of `day`.
    ///
    /// # Errors
    ///
    /// [`NoReport`] when the figures of a version cannot be computed with.
    pub fn new(comparison: &Comparison<'_>, municipality: &str, day: NaiveDate) -> Result<Self, NoReport> {
        let (now, then) = (comparison.now.policy, comparison.then.policy);
        let mut sections = moves::sections(comparison);
        sections.extend(effects::sections(comparison));
        sections.extend(money::sections(comparison, municipality, day)?);
        let label = then.municipalities.iter().find(|each| each.code == municipality);
        let label = label.map_or(then.label.as_str(), |each| each.label.as_str());
        Ok(Self {
            title: format!("Proef met nieuw beleid: {label}"),
            lead: vec![
                format!("Nu: {}. Straks: {}.", version(now), version(then)),
                format!(
                    "Mensen in de proef: {}, zoals zij bekend zijn op {}. Er verandert niets aan een zaak.",
                    words::number(comparison.people),
                    day.format("%d-%m-%Y"),
                ),
            ],
            sections: sections.into_iter().filter(|section| !section.is_empty()).collect(),
        })
    }

    /// A page that is complete in itself.
    pub fn html(&self) -> String {
        let lead: String = self.lead.iter().map(|text| charts::paragraph(text)).collect();
        let body: String = self.sections.iter().map(Section::html).collect();
        charts::page("nl", &self.title, &lead, &body)
    }
}

/// A version as a person knows it: its document, first day and the start of its fingerprint.
fn version(policy: &Policy) -> String {
    format!(
        "{}, vanaf {} (versie {})",
        policy.document,
        policy.valid_from.format("%d-%m-%Y"),
        policy.version.get(..12).unwrap_or(&policy.version),
    )
}

impl Section {
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.tables.is_empty() && self.charts.is_empty()
    }

    fn html(&self) -> String {
        let text = self.text.iter().map(|text| charts::paragraph(text));
        let tables = self.tables.iter().filter(|table| !table.only_in_terminal);
        let tables = tables.map(|table| charts::table(&table.head, &table.rows, table.numbers_from));
        let content: String = text.chain(self.charts.iter().cloned()).chain(tables).collect();
        charts::section(self.title, &content)
    }
}

impl Table {
    fn new<const N: usize>(head: [&str; N], numbers_from: usize, rows: Vec<[String; N]>) -> Self {
        Self {
            head: head.iter().map(|text| (*text).to_owned()).collect(),
            rows: rows.into_iter().map(Vec::from).collect(),
            numbers_from,
            only_in_terminal: false,
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Terminal::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header(&self.head);
        self.rows.iter().for_each(|row| {
            table.add_row(row);
        });
        for column in table.column_iter_mut().skip(self.numbers_from) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        write!(f, "{table}")
    }
}

/// As a terminal shows it.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        self.lead.iter().try_for_each(|text| writeln!(f, "{text}"))?;
        for section in &self.sections {
            writeln!(f, "\n{}", section.title)?;
            section.text.iter().try_for_each(|text| writeln!(f, "{text}"))?;
            for (place, table) in section.tables.iter().enumerate() {
                writeln!(f, "{}{table}", if place > 0 { "\n" } else { "" })?;
            }
        }
        Ok(())
    }
}
