//! A cell of a decision table in words: `[50..80]` is "50 tot en met 80 %".

use domain::{FactKey, FactKind, FactValue};

use super::words;

/// How people speak of more and less of a fact.
struct Measure {
    unit: &'static str,
    less: &'static str,
    more: &'static str,
    or_less: &'static str,
    or_more: &'static str,
}

const fn measure(key: FactKey) -> Measure {
    let unit = match key {
        FactKey::Age | FactKey::PartnerAge | FactKey::YoungestChildAge => " jaar",
        FactKey::EarningCapacity | FactKey::CapacityExpected | FactKey::FamilyIncomePercent => " %",
        FactKey::MonthsOnBenefit => " maanden",
        FactKey::HoursAvailable => " uur",
        FactKey::WeeksAbroad => " weken",
        _ => "",
    };
    match (key, key.kind()) {
        (FactKey::Age | FactKey::PartnerAge | FactKey::YoungestChildAge, _) => {
            Measure { unit, less: "jonger dan", more: "ouder dan", or_less: "of jonger", or_more: "of ouder" }
        }
        (FactKey::EarningCapacity | FactKey::CapacityExpected | FactKey::FamilyIncomePercent, _)
        | (_, FactKind::Money) => {
            Measure { unit, less: "lager dan", more: "hoger dan", or_less: "of lager", or_more: "of hoger" }
        }
        (_, FactKind::Day) => {
            Measure { unit, less: "vóór", more: "na", or_less: "of eerder", or_more: "of later" }
        }
        _ => Measure { unit, less: "minder dan", more: "meer dan", or_less: "of minder", or_more: "of meer" },
    }
}

/// The cell as people read it. `text` has been read before, so whatever is not understood stands as it was written.
pub(crate) fn words(key: FactKey, text: &str) -> String {
    let text = text.trim();
    if text == "-" {
        return "maakt niet uit".into();
    }
    let inner = text.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'));
    let tests: Vec<_> = inner.unwrap_or(text).split(',').map(str::trim).collect();
    match (inner.is_some(), key.kind()) {
        (true, FactKind::Choice(list)) => {
            let left = list.iter().filter(|one| !tests.iter().any(|test| unquoted(test) == one.code));
            words::either(left.map(|one| one.dutch.to_owned()))
        }
        (true, _) => format!("niet {}", words::joined(tests.iter().map(|test| unary(key, test)))),
        (false, _) => words::either(tests.iter().map(|test| unary(key, test))),
    }
}

fn unary(key: FactKey, test: &str) -> String {
    let Measure { unit, less, more, or_less, or_more } = measure(key);
    let value = |text: &str| format!("{}{unit}", literal(key, text.trim()));
    if let Some((from, to)) = test.split_once("..") {
        let (low, high) = (from.get(1..).unwrap_or(from), to.get(..to.len().saturating_sub(1)).unwrap_or(to));
        let low_open = !from.starts_with('[');
        let high_open = !to.ends_with(']');
        let low = literal(key, low.trim());
        return match (low_open, high_open) {
            (false, false) => format!("{low} tot en met {}", value(high)),
            (false, true) => format!("{low} tot {}", value(high)),
            (true, false) => format!("{more} {low} tot en met {}", value(high)),
            (true, true) => format!("{more} {low} tot {}", value(high)),
        };
    }
    if let Some(rest) = test.strip_prefix("<=") {
        format!("{} {or_less}", value(rest))
    } else if let Some(rest) = test.strip_prefix(">=") {
        format!("{} {or_more}", value(rest))
    } else if let Some(rest) = test.strip_prefix('<') {
        format!("{less} {}", value(rest))
    } else if let Some(rest) = test.strip_prefix('>') {
        format!("{more} {}", value(rest))
    } else {
        value(test)
    }
}

fn literal(key: FactKey, text: &str) -> String {
    match key.kind() {
        FactKind::YesNo => words::yes(text == "true").to_owned(),
        FactKind::Choice(_) => key.reads(&FactValue::Choice(unquoted(text).to_owned())),
        FactKind::Number { .. } => text.to_owned(),
        FactKind::Money => format!("€ {}", text.replace('.', ",")),
        FactKind::Day => {
            let day = text.strip_prefix("date(").and_then(|rest| rest.strip_suffix(')')).map(unquoted);
            day.and_then(|day| day.parse().ok()).map_or_else(|| text.to_owned(), domain::day_in_dutch)
        }
    }
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(FactKey::EarningCapacity, "[50..80]", "50 tot en met 80 %")]
    #[case(FactKey::EarningCapacity, "[20..50)", "20 tot 50 %")]
    #[case(FactKey::EarningCapacity, "]20..50]", "hoger dan 20 tot en met 50 %")]
    #[case(FactKey::EarningCapacity, "> 80", "hoger dan 80 %")]
    #[case(FactKey::Age, "< 27", "jonger dan 27 jaar")]
    #[case(FactKey::Age, ">= 50", "50 jaar of ouder")]
    #[case(FactKey::Age, "not([18..27))", "niet 18 tot 27 jaar")]
    #[case(FactKey::HoursAvailable, "<= 11", "11 uur of minder")]
    #[case(FactKey::LifeProblems, "1, 3", "1 of 3")]
    #[case(FactKey::Debts, "true", "ja")]
    #[case(FactKey::Debts, "-", "maakt niet uit")]
    #[case(FactKey::Demand, "\"some\",\"high\"", "enige of hoog")]
    #[case(FactKey::Demand, "not(\"none\")", "enige of hoog")]
    #[case(FactKey::Capital, "<= 350.50", "€ 350,50 of lager")]
    #[case(FactKey::BirthDate, "< date(\"1990-02-01\")", "vóór 1 februari 1990")]
    fn a_cell_reads_as_dutch(#[case] key: FactKey, #[case] text: &str, #[case] expected: &str) {
        assert_eq!(words(key, text), expected);
    }
}
