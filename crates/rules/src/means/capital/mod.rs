//! Capital (Participation Act art. 34, 50) and the form of assistance (art. 48, 50).

mod countable;
mod form;
mod home;
mod limit;

pub use form::{Form, form_of_assistance};

use super::Test;
use super::trail::Trail;
use crate::{Answer, Question};

/// No capital that counts above the limit (Participation Act art. 19(1)(b), 34).
///
/// On decisions until 2025 about someone who has assistance already, what came in since the start is held against the
/// room that was left then (old art. 34(4)); on later ones what is present.
pub fn capital_test(question: Question<'_>) -> Answer<Test> {
    let mut trail = Trail::default();
    if let Some(test) = trail.take(limit::room(question)) {
        return trail.finish(Some(test));
    }
    if !trail.is_clear() {
        return trail.finish(None);
    }
    let home = if home::is_itemised(question) { trail.take(home::countable(question)) } else { None };
    let capital = trail.take(countable::countable(question, home.unwrap_or_default()));
    let test = capital.and_then(|capital| trail.take(limit::limit(question, capital)));
    trail.finish(test)
}
