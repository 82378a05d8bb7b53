//! The report of a year, in Dutch for whoever keeps the books: Markdown, and a page with charts that needs no network.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use charts::{Series, columns, page, paragraph, section, table};
use domain::Cents;

use super::Size;
use super::year::{Lived, Year};

/// What came of a year on one edition.
pub struct Report<'a> {
    pub edition: &'a str,
    pub size: Size,
    pub lived: &'a Year,
    pub took: Duration,
}

/// A table: its title, its head and its rows.
type Sheet = (&'static str, Vec<String>, Vec<Vec<String>>);

/// A series of a chart: its name, and its number in a month.
type Column<'a> = (&'a str, fn(&Lived) -> u64);

fn euros(cents: i64) -> String {
    Cents::new(cents).to_string()
}

/// With three decimals.
fn seconds(took: Duration) -> String {
    format!("{},{:03}", took.as_secs(), took.subsec_millis())
}

fn whole_euros(cents: i64) -> u64 {
    u64::try_from(cents / 100).unwrap_or(0)
}

impl Report<'_> {
    fn title(&self) -> String {
        format!("Een jaar bijstand: {} cliënten, editie {}", self.size.clients, self.edition)
    }

    fn lead(&self) -> String {
        let again = &self.lived.again;
        format!(
            "{} maanden, {} bouw. Alles sluit: {} zaken, {} berekeningen en {} saldi zijn opnieuw afgeleid en geven hetzelfde; \
             {} zaken ({} maanden, {} correcties) zijn los daarvan met de rekenregels uitgerekend op alles wat uiteindelijk \
             bekend was, tot op de cent gelijk aan het grootboek en aan wat de bank betaalde. Binnenhalen duurde {} s, \
             narekenen {} s, apart uitrekenen {} s, alles samen {} s.",
            self.size.months,
            if cfg!(debug_assertions) { "debug" } else { "release" },
            again.cases,
            again.calculations,
            again.balances,
            again.sample,
            again.months,
            again.corrections,
            seconds(self.lived.coming_in),
            seconds(self.lived.verifying),
            seconds(self.lived.deriving),
            seconds(self.took),
        )
    }

    fn rows(&self, cells: impl Fn(&Lived) -> Vec<String>) -> Vec<Vec<String>> {
        let row = |lived: &Lived| [vec![lived.month.clone()], cells(lived)].concat();
        self.lived.months.iter().map(row).collect()
    }

    fn money(&self) -> Sheet {
        let head = [
            "Maand",
            "Cliënten",
            "Betalingen",
            "Betaald",
            "Lasten",
            "Apart gezet voor vakantie",
            "Gespaard",
            "Nieuwe schuld",
            "Schulden",
        ];
        let rows = self.rows(|lived| {
            vec![
                lived.clients.to_string(),
                lived.payments.to_string(),
                euros(lived.paid),
                euros(lived.cost),
                euros(lived.held_back),
                euros(lived.reserve),
                euros(lived.new_debts),
                euros(lived.debts),
            ]
        });
        ("Geld", head.map(String::from).to_vec(), rows)
    }

    fn changes(&self) -> Sheet {
        let head = [
            "Maand",
            "Inkomsten",
            "Huishouden",
            "Daarvan laat",
            "Verlaagd",
            "Nogmaals gecorrigeerd",
            "Beëindigd",
            "Verschillen",
            "Verschil door een eerdere maand",
            "Afgewezen",
            "Opnieuw betaald",
        ];
        let rows = self.rows(|lived| {
            let happened = &lived.happened;
            let counts = [
                happened.statements,
                happened.households,
                happened.late,
                happened.lowered,
                happened.corrected,
                happened.ended,
                lived.differences,
                lived.recalculated,
                lived.rejected,
                lived.paid_again,
            ];
            counts.map(|count| count.to_string()).to_vec()
        });
        ("Wat er veranderde", head.map(String::from).to_vec(), rows)
    }

    fn times(&self) -> Sheet {
        let head = [
            "Maand",
            "Wijzigingen en de dagen tot de run",
            "Proefrun",
            "Run",
            "Goedkeuren",
            "Vrijgeven",
            "Bank",
        ];
        let rows = self.rows(|lived| {
            let steps = &lived.steps;
            let all = [steps.changes, steps.dry, steps.calculate, steps.approve, steps.release, steps.bank];
            all.map(seconds).to_vec()
        });
        ("Seconden per stap", head.map(String::from).to_vec(), rows)
    }

    fn sheets(&self) -> [Sheet; 3] {
        [self.money(), self.changes(), self.times()]
    }

    fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n", self.title(), self.lead());
        for (title, head, rows) in self.sheets() {
            let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
            let under = format!("|---|{}\n", "---:|".repeat(head.len() - 1));
            let rows: String = rows.iter().map(|row| line(row)).collect();
            let _ = write!(text, "\n## {title}\n\n{}{under}{rows}", line(&head));
        }
        text
    }

    fn chart(&self, series: &[Column<'_>]) -> String {
        let names: Vec<_> = self.lived.months.iter().map(|lived| lived.month.clone()).collect();
        let series: Vec<_> = series
            .iter()
            .map(|(name, of)| Series {
                name: (*name).to_owned(),
                numbers: self.lived.months.iter().map(of).collect(),
            })
            .collect();
        columns(&names, &series)
    }

    fn html(&self) -> String {
        let mut body = String::new();
        let charts = [
            ("Betaald per maand", self.chart(&[("betaald (euro)", |lived| whole_euros(lived.paid))])),
            (
                "Gespaarde vakantietoeslag en schulden",
                self.chart(&[
                    ("gespaard (euro)", |lived| whole_euros(lived.reserve)),
                    ("schulden (euro)", |lived| whole_euros(lived.debts)),
                ]),
            ),
            (
                "Milliseconden per run",
                self.chart(&[
                    ("proefrun", |lived| u64::try_from(lived.steps.dry.as_millis()).unwrap_or(0)),
                    ("run", |lived| u64::try_from(lived.steps.calculate.as_millis()).unwrap_or(0)),
                    ("vrijgeven", |lived| u64::try_from(lived.steps.release.as_millis()).unwrap_or(0)),
                ]),
            ),
        ];
        for (title, chart) in charts {
            body.push_str(&section(title, &chart));
        }
        for (title, head, rows) in self.sheets() {
            body.push_str(&section(title, &table(&head, &rows, 1)));
        }
        page("nl", &self.title(), &paragraph(&self.lead()), &body)
    }

    /// Writes both forms into a folder.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let name = format!("income-year-{}", self.edition.replace(' ', "-"));
        std::fs::write(folder.join(format!("{name}.md")), self.markdown())?;
        std::fs::write(folder.join(format!("{name}.html")), self.html())
    }

    /// A line a month, for the terminal.
    pub fn in_short(&self) -> String {
        let mut text = format!("{}\n{}\n", self.title(), self.lead());
        for lived in &self.lived.months {
            let _ = writeln!(
                text,
                "{} {:>5} clients {:>5} payments {:>16} paid {:>14} kept {:>12} debts {:>3} rejected; run {} s, release {} s",
                lived.month,
                lived.clients,
                lived.payments,
                euros(lived.paid),
                euros(lived.reserve),
                euros(lived.debts),
                lived.rejected,
                seconds(lived.steps.calculate),
                seconds(lived.steps.release),
            );
        }
        text
    }
}
