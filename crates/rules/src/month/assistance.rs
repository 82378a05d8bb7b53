use domain::{Cents, Explanation};

use super::calculation::{DayKind, DayOutcome};
use crate::assess::{Assessment, Outcome, assess};
use crate::{Finding, Local, Part, PartKind, Question, right};

/// The rule of who has no right because the income is not below the norm.
pub(super) const ABOVE_NORM: &str = "income-19-1";

/// General assistance on a day, as if the whole month were like it (Participation Act art. 11-34).
pub fn assistance(question: Question<'_>, local: &Local) -> DayOutcome {
    let Assessment { outcome, norm, income, mut entitled, exempted, parts, explanations, .. } =
        assess(question, local);
    let kind = match outcome {
        Outcome::Granted(amount) => DayKind::Granted(amount.assistance),
        Outcome::Denied => DayKind::NoRight,
        Outcome::PersonDecides { missing } => DayKind::Open(missing),
    };
    // The last line sums up; an assessment always tries a rule.
    let reason = explanations.into_iter().next_back().unwrap_or_else(|| Explanation {
        rule: "assistance-19".into(),
        source: "PW art. 19".into(),
        policy_version: question.national.version().into(),
        inputs: Vec::new(),
        text: String::new(),
    });
    let parts = match kind {
        DayKind::Granted(_) => parts,
        DayKind::NoRight if reason.rule == ABOVE_NORM => above_norm(parts, &reason),
        DayKind::NoRight | DayKind::Open(_) => Vec::new(),
    };
    if entitled.is_empty()
        && let Finding::Value(found) = right::composition(question).finding
    {
        entitled = found.claimants().to_vec();
    }
    DayOutcome { kind, norm, income, entitled, exempted, estimated: Vec::new(), parts, reason }
}

/// The steps to nothing, where the income is not below the norm.
fn above_norm(mut parts: Vec<Part>, reason: &Explanation) -> Vec<Part> {
    match Part::sum(&parts).and_then(|sum| Cents::ZERO.minus(sum)) {
        Ok(above) => {
            parts.push(Part::told(PartKind::AboveNorm, None, above, reason));
            parts
        }
        Err(_) => Vec::new(),
    }
}
