//! How the last days of an objection came about.

use domain::{Explanation, TraceInput, day_in_dutch};

use super::{Deadline, DeadlineLine, Receipt};

/// How the last day came about, line by line, and what was written about it.
pub fn day_explained(deadline: &Deadline, reasons: &str) -> Explanation {
    Explanation {
        rule: "objection-term".into(),
        source: deadline.lines.first().map(|line| line.source.clone()).unwrap_or_default(),
        policy_version: String::new(),
        inputs: deadline.lines.iter().map(line).collect(),
        text: reasons.to_owned(),
    }
}

/// Whether it came in time, and by when it must be decided.
pub fn received_explained(receipt: &Receipt, reasons: &str) -> Explanation {
    let text = format!(
        "Bezwaar maken kon tot en met {}. Er moet uiterlijk op {} op worden beslist. {reasons}",
        day_in_dutch(receipt.in_time_until.day),
        day_in_dutch(receipt.decide_by.day)
    );
    let in_time = day_explained(&receipt.in_time_until, text.trim_end());
    let early = receipt.early.iter().map(line);
    let decide_by = day_explained(&receipt.decide_by, "");
    Explanation {
        inputs: in_time.inputs.into_iter().chain(early).chain(decide_by.inputs).collect(),
        ..in_time
    }
}

fn line(line: &DeadlineLine) -> TraceInput {
    TraceInput { name: "term".into(), value: line.text.clone(), source: line.source.clone() }
}
