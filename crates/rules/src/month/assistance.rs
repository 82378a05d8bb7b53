use domain::Explanation;

use super::calculation::{DayKind, DayOutcome};
use crate::assess::{Assessment, Outcome, assess};
use crate::{Local, Question};

/// General assistance on a day, as if the whole month were like it (Participation Act art. 11-34).
pub fn assistance(question: Question<'_>, local: &Local) -> DayOutcome {
    let Assessment { outcome, norm, income, exempted, explanations, .. } = assess(question, local);
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
    DayOutcome { kind, norm, income, exempted, reason }
}
