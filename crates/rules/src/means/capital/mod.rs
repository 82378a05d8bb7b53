//! Capital (Participation Act art. 34, 50) and the form of assistance (art. 48, 50).

mod countable;
mod form;
mod gifts;
mod home;
mod limit;

pub use form::{Form, form_of_assistance};
pub(crate) use gifts::with_gifts;
pub(crate) use limit::is_above_limit;

use domain::Cents;

use super::Test;
use super::trail::Trail;
use crate::{Answer, Question, apply};

/// No capital that counts above the limit (Participation Act art. 19(1)(b), 34). A gift that comes once is capital from the day on
/// which it is received, as far as art. 31(2)(m) does not leave it out, until capital is told anew.
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
    let test = capital.and_then(|capital| trail.take(limit::limit(question, &capital)));
    trail.finish(test)
}

/// The capital that is present (Participation Act art. 34(1), (2)), the home above what is free of it among it, whether or
/// not selling it can be asked: that counts only for general assistance (art. 50(1)).
pub(crate) fn present(question: Question<'_>) -> Answer<Cents> {
    let mut trail = Trail::default();
    let home = if home::is_itemised(question) {
        trail.take(apply(question, "home-34-2-d", "PW art. 34 lid 2 onder d", |look| {
            let excess = home::excess(look)?;
            Ok((excess, format!("In de woning zit {excess} meer dan wat vrij is.")))
        }))
    } else {
        None
    };
    let capital = trail.take(countable::countable(question, home.unwrap_or_default()));
    let exactly = capital.and_then(|capital| {
        if capital.is_exact() {
            return Some(capital.most);
        }
        trail.take(apply(question, "gifts-34-1-b", "PW art. 34 lid 1 onder b", |look| Err(capital.ask(look))))
    });
    trail.finish(exactly)
}
