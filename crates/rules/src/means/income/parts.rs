//! Income step by step, as it comes off the norm.

use domain::{Cents, TraceInput};

use super::IncomeLine;
use super::received::Received;
use crate::facts::{Income, Reads};
use crate::means::trail::Trail;
use crate::{Finding, Part, PartKind, Step};

/// What rules told of income, and the same as parts.
#[derive(Default)]
pub(super) struct Lines {
    pub lines: Vec<IncomeLine>,
    pub parts: Vec<Part>,
}

impl Lines {
    /// Every amount as it was stated; what rules leave out of it follows.
    pub fn of(both: &[Received<'_>; 2]) -> Self {
        let entries = both.iter().flat_map(|person| {
            person.entries.iter().map(move |(place, income)| stated(person, *place, income))
        });
        Self { lines: Vec::new(), parts: entries.collect() }
    }

    /// Takes what a rule told of several lines, when it told something.
    pub fn take(&mut self, trail: &mut Trail, step: Step<Vec<IncomeLine>>) {
        let Some(lines) = trail.take(step) else { return };
        let Some(told) = trail.last() else { return };
        for line in &lines {
            let claims = line.rule == super::holiday_claim::RULE;
            // That nothing of earnings is exempt is told too.
            if claims {
                let off = Cents::new(line.counted.get().saturating_neg());
                self.parts.push(Part::told(PartKind::HolidayClaim, Some(line.who), off, told));
            } else if line.free != Cents::ZERO || line.rule == super::earnings::RULE {
                self.parts.push(Part::told(PartKind::Free, Some(line.who), line.free, told));
            }
        }
        self.lines.extend(lines);
    }

    /// Takes what a rule told of one line.
    pub fn take_one(&mut self, trail: &mut Trail, step: Step<IncomeLine>) {
        let Step { finding, explanation } = step;
        let finding: Finding<Vec<IncomeLine>> = finding.map(|line| vec![line]);
        self.take(trail, Step { finding, explanation });
    }
}

fn stated(person: &Received<'_>, place: usize, income: &Income) -> Part {
    let source = income.source.unwrap_or(domain::FactSource::Consultant).code();
    let source = match income.known_on {
        Some(day) => format!("{source}, {}", day.reads()),
        None => source.to_owned(),
    };
    let payer = income.payer.as_ref().map(|payer| format!(", betaald door {payer}")).unwrap_or_default();
    Part {
        kind: PartKind::Income,
        who: Some(person.who),
        income: Some(income.kind),
        payer: income.payer.clone(),
        // What is received is never below nothing.
        cents: Cents::new(income.amount.get().saturating_neg()),
        rule: "period-32".into(),
        source: "PW art. 32 lid 1 en 2".into(),
        inputs: vec![TraceInput { name: person.path(place), value: income.amount.to_string(), source }],
        text: match income.estimated_from {
            Some(month) => format!(
                "Geschat inkomen van {}: {} van {}{payer}, zoals opgegeven over {}.",
                person.who.dutch(),
                income.kind.dutch(),
                income.amount,
                month.in_dutch()
            ),
            None => format!(
                "Opgegeven inkomen van {}: {} van {}{payer}.",
                person.who.dutch(),
                income.kind.dutch(),
                income.amount
            ),
        },
    }
}
