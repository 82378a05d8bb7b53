//! The cells of a table: S-FEEL unary tests over one fact, compiled to ranges of whole numbers.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use domain::{Cents, ChoiceList, FactKey, FactKind, FactValue};

/// Every value of a fact as a whole number: no is 0 and yes 1, a choice its place in the list, money in cents, a
/// day counted from the start of the calendar.
pub(crate) fn domain_of(key: FactKey) -> (i64, i64) {
    match key.kind() {
        FactKind::YesNo => (0, 1),
        FactKind::Number { min, max } => (min, max),
        FactKind::Money => (0, 100_000_000_000),
        FactKind::Day => (day_number(NaiveDate::MIN), day_number(NaiveDate::MAX)),
        FactKind::Choice(list) => (0, i64::try_from(list.len()).unwrap_or(1) - 1),
    }
}

/// The number of a value, as [`crate::Answers`] gives it; `None` when it does not fit its fact.
pub fn number_of(key: FactKey, value: &FactValue) -> Option<i64> {
    let number = match (key.kind(), value) {
        (FactKind::YesNo, FactValue::YesNo(yes)) => i64::from(*yes),
        (FactKind::Number { .. }, FactValue::Number(number)) => *number,
        (FactKind::Money, FactValue::Money(amount)) => amount.get(),
        (FactKind::Day, FactValue::Day(day)) => day_number(*day),
        (FactKind::Choice(list), FactValue::Choice(choice)) => place(list, choice)?,
        _ => return None,
    };
    let (lowest, highest) = domain_of(key);
    (lowest..=highest).contains(&number).then_some(number)
}

/// The value of a number, for a witness that people read.
pub(crate) fn value_of(key: FactKey, number: i64) -> FactValue {
    match key.kind() {
        FactKind::YesNo => FactValue::YesNo(number != 0),
        FactKind::Number { .. } => FactValue::Number(number),
        FactKind::Money => FactValue::Money(Cents::new(number)),
        FactKind::Day => FactValue::Day(
            i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default(),
        ),
        FactKind::Choice(list) => {
            let choice = usize::try_from(number).ok().and_then(|place| list.get(place));
            FactValue::Choice(choice.map_or("", |choice| choice.code).to_owned())
        }
    }
}

/// The value of a number with a choice as tables write it, for whoever has to mend a table.
pub(crate) fn written(key: FactKey, number: i64) -> String {
    match value_of(key, number) {
        FactValue::Choice(code) => code,
        value => key.reads(&value),
    }
}

fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

fn place(list: ChoiceList, code: &str) -> Option<i64> {
    i64::try_from(list.iter().position(|each| each.code == code)?).ok()
}

/// What a cell accepts: a union of ranges; `None` is `-`, anything, known or not.
pub(crate) type Accepts = Option<Vec<RangeInclusive<i64>>>;

/// Why a cell cannot be read: the rule it breaks and the reason.
pub(crate) type CellFault = (&'static str, String);

/// Reads a cell: `-`, `< 18`, `[18..27)`, `"a","b"`, `true`, `not(…)`.
pub(crate) fn parse(key: FactKey, text: &str) -> Result<Accepts, CellFault> {
    let text = text.trim();
    if text == "-" {
        return Ok(None);
    }
    let inner = text.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'));
    let mut ranges = Vec::new();
    for test in inner.unwrap_or(text).split(',') {
        ranges.push(unary(key, test.trim())?);
    }
    let ranges = if inner.is_some() { complement(domain_of(key), ranges) } else { ranges };
    if ranges.iter().all(RangeInclusive::is_empty) {
        return Err(("never-true", format!("`{text}` accepts no value of {key}")));
    }
    Ok(Some(ranges))
}

fn unary(key: FactKey, test: &str) -> Result<RangeInclusive<i64>, CellFault> {
    let (lowest, highest) = domain_of(key);
    let ordered = matches!(key.kind(), FactKind::Number { .. } | FactKind::Money | FactKind::Day);
    if let Some((from, to)) = test.split_once("..") {
        only_ordered(key, ordered, test)?;
        return interval(key, from, to);
    }
    for (sign, below, above) in [("<=", true, 0), (">=", false, 0), ("<", true, 1), (">", false, 1)] {
        if let Some(rest) = test.strip_prefix(sign) {
            only_ordered(key, ordered, test)?;
            let number = literal(key, rest)?;
            return Ok(if below { lowest..=number - above } else { number + above..=highest });
        }
    }
    let number = literal(key, test)?;
    Ok(number..=number)
}

fn interval(key: FactKey, from: &str, to: &str) -> Result<RangeInclusive<i64>, CellFault> {
    let unreadable = || ("unreadable-cell", format!("`{from}..{to}` is not an interval such as `[18..27)`"));
    let open_low = match from.chars().next() {
        Some('[') => 0,
        Some('(' | ']') => 1,
        _ => return Err(unreadable()),
    };
    let open_high = match to.chars().last() {
        Some(']') => 0,
        Some(')' | '[') => 1,
        _ => return Err(unreadable()),
    };
    let low = from.get(1..).ok_or_else(unreadable)?;
    let high = to.get(..to.len() - 1).ok_or_else(unreadable)?;
    Ok(literal(key, low)? + open_low..=literal(key, high)? - open_high)
}

fn only_ordered(key: FactKey, ordered: bool, test: &str) -> Result<(), CellFault> {
    if ordered { Ok(()) } else { Err(("wrong-type", format!("`{test}` compares, but {key} has no order"))) }
}

fn literal(key: FactKey, text: &str) -> Result<i64, CellFault> {
    let text = text.trim();
    let wrong = |wanted: &str| ("wrong-type", format!("`{text}` is not {wanted}, which {key} is"));
    let number = match key.kind() {
        FactKind::YesNo => match text {
            "true" => 1,
            "false" => 0,
            _ => return Err(wrong("true or false")),
        },
        FactKind::Number { .. } => text.parse().map_err(|_| wrong("a whole number"))?,
        FactKind::Money => euros(text).ok_or_else(|| wrong("an amount in euros such as 350.00"))?,
        FactKind::Day => text
            .strip_prefix("date(\"")
            .and_then(|rest| rest.strip_suffix("\")"))
            .and_then(|day| day.parse().ok())
            .map(day_number)
            .ok_or_else(|| wrong("a day such as date(\"2026-01-05\")"))?,
        FactKind::Choice(list) => {
            let choice = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let choice = choice.ok_or_else(|| wrong("a choice between double quotes"))?;
            return place(list, choice).ok_or_else(|| {
                let codes: Vec<_> = list.iter().map(|one| one.code).collect();
                ("unknown-value", format!("`{choice}` is no choice of {key}; it has {}", codes.join(", ")))
            });
        }
    };
    let (lowest, highest) = domain_of(key);
    if (lowest..=highest).contains(&number) {
        Ok(number)
    } else {
        Err(("out-of-bounds", format!("`{text}` is outside {key}, which runs from {lowest} to {highest}")))
    }
}

/// Euros with at most two decimals, as cents.
fn euros(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "00"));
    let cents: i64 = (decimals.len() == 2).then(|| decimals.parse().ok()).flatten()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

fn complement(
    (lowest, highest): (i64, i64),
    mut ranges: Vec<RangeInclusive<i64>>,
) -> Vec<RangeInclusive<i64>> {
    ranges.sort_by_key(|range| *range.start());
    let mut rest = Vec::new();
    let mut next = lowest;
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        if next < *range.start() {
            rest.push(next..=range.start() - 1);
        }
        next = next.max(range.end() + 1);
    }
    if next <= highest {
        rest.push(next..=highest);
    }
    rest
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(FactKey::Age, "< 18", vec![0..=17])]
    #[case(FactKey::Age, "[18..27)", vec![18..=26])]
    #[case(FactKey::Age, "]18..27]", vec![19..=27])]
    #[case(FactKey::Age, ">= 27", vec![27..=130])]
    #[case(FactKey::Age, "18, 20", vec![18..=18, 20..=20])]
    #[case(FactKey::Age, "not([18..27), > 100)", vec![0..=17, 27..=100])]
    #[case(FactKey::Debts, "true", vec![1..=1])]
    #[case(FactKey::Demand, "\"some\",\"high\"", vec![1..=1, 2..=2])]
    #[case(FactKey::Demand, "not(\"none\")", vec![1..=2])]
    #[case(FactKey::Capital, "<= 350.50", vec![0..=35_050])]
    fn a_cell_accepts_what_it_says(
        #[case] key: FactKey,
        #[case] text: &str,
        #[case] accepts: Vec<RangeInclusive<i64>>,
    ) {
        assert_eq!(parse(key, text), Ok(Some(accepts)));
    }

    #[rstest]
    #[case(FactKey::Age, "\"old\"", "wrong-type")]
    #[case(FactKey::Age, "true", "wrong-type")]
    #[case(FactKey::Age, "18,5", "never")]
    #[case(FactKey::Age, "< 131", "out-of-bounds")]
    #[case(FactKey::Age, "[18-27)", "wrong-type")]
    #[case(FactKey::Age, "18..27", "unreadable-cell")]
    #[case(FactKey::Age, "[27..18]", "never-true")]
    #[case(FactKey::Age, "not(-)", "wrong-type")]
    #[case(FactKey::Age, "", "wrong-type")]
    #[case(FactKey::Debts, "< true", "wrong-type")]
    #[case(FactKey::Debts, "yes", "wrong-type")]
    #[case(FactKey::Demand, "\"huge\"", "unknown-value")]
    #[case(FactKey::Demand, "some", "wrong-type")]
    #[case(FactKey::Capital, "350.5", "wrong-type")]
    #[case(FactKey::BirthDate, "1990", "wrong-type")]
    fn a_cell_that_cannot_be_meant_is_refused(#[case] key: FactKey, #[case] text: &str, #[case] rule: &str) {
        match parse(key, text) {
            Err((found, _)) => assert_eq!(found, rule),
            Ok(_) => assert_eq!(rule, "never"),
        }
    }
}
