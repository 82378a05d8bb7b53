//! How a month's assistance came about, step by step, on its page.

use domain::Cents;
use rules::month::{Line, LineKind};
use rules::{Claimant, Part, PartKind};

use super::page::{Amount, Page, Text, amount};

/// A table for each amount of assistance of which the steps were kept: from the norm, past each income and what of it does not
/// count, to what is left.
pub(super) fn tell(page: &mut Page, lines: &[Line]) {
    for line in lines.iter().filter(|line| line.kind == LineKind::Assistance && !line.parts.is_empty()) {
        page.says("Zo komen wij aan de bijstand, stap voor stap:");
        let together = vec!["bijstand".into(), counted(&line.parts), String::new(), amount(line.cents)];
        let rows = line.parts.iter().map(row).chain([together]);
        let columns = [Text("Stap"), Text("Wat"), Text("Artikel"), Amount("Bedrag")];
        page.table(&columns, rows, "");
    }
}

fn row(part: &Part) -> Vec<String> {
    vec![what(part), part.text.trim().to_owned(), part.source.clone(), amount(part.cents)]
}

/// What the step is, and of whose income where there are two.
fn what(part: &Part) -> String {
    match (part.kind, part.income, part.who) {
        (PartKind::Income, Some(kind), Some(Claimant::Partner)) => format!("{} van de partner", kind.dutch()),
        (PartKind::Income, Some(kind), _) => kind.dutch().to_owned(),
        (kind, ..) => kind.dutch().to_owned(),
    }
}

/// What counts of the income, where there is income and it is about one stretch of days.
fn counted(parts: &[Part]) -> String {
    let has_income = parts.iter().any(|part| part.kind == PartKind::Income);
    let once = parts.iter().filter(|part| part.kind == PartKind::Norm).count() == 1;
    match Part::income(parts) {
        Ok(income) if has_income && once => format!("Het inkomen dat meetelt is samen {income}."),
        _ if parts.iter().map(|part| part.cents).all(|cents| cents == Cents::ZERO) => String::new(),
        _ => "Wat er overblijft.".to_owned(),
    }
}
