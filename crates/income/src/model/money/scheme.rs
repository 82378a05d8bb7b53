//! The one place where a month asks the rules what a day comes to.

use rules::month::DayOutcome;
use rules::{Local, Question};

/// General assistance on one day, as if the whole month were like it.
pub fn assistance(question: Question<'_>) -> DayOutcome {
    rules::month::assistance(question, &Local::default())
}
