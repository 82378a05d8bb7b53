/// The known word that is meant by another one, when one is near enough to be that: at most one letter away, and
/// one more for every four it has.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    let away = |one: &str| distance(&word, &one.replace('-', "_"));
    let near = known.into_iter().map(|one| (away(one), one));
    let (steps, one) = near.min_by_key(|(steps, _)| *steps)?;
    (steps <= 1 + one.len() / 4).then_some(one)
}

/// How many letters are added, left out or changed between two words.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut above_left = place;
        let mut left = place + 1;
        let mut next = vec![left];
        for (above, against) in row.iter().skip(1).zip(other.chars()) {
            let changed = above_left + usize::from(letter != against);
            left = changed.min(left + 1).min(above + 1);
            above_left = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("norm", "nrom"), 2);
    }

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["birth_date", "residence", "incomes"];
        assert_eq!(nearest("birthdate", known), Some("birth_date"));
        assert_eq!(nearest("birth-date", known), Some("birth_date"));
        assert_eq!(nearest("Incomes", known), Some("incomes"));
        assert_eq!(nearest("postcode", known), None);
        assert_eq!(nearest("x", []), None);
        // One letter, and one more for every four.
        assert_eq!(nearest("nurm", ["norm"]), Some("norm"));
        assert_eq!(nearest("sun", ["son"]), Some("son"));
        assert_eq!(nearest("sud", ["son"]), None);
        assert_eq!(nearest("incomxyz", ["incomers"]), Some("incomers"));
        assert_eq!(nearest("incowxyz", ["incomers"]), None);
    }
}
