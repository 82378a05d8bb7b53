//! How much work waits, by what is asked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Refusal, Violation};
use proto::day_text;
use proto::workflow::v1 as pb;

use crate::store::Load;

/// By what work is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Role,
    Area,
    /// A role in an area.
    Team,
    Person,
    Kind,
}

impl By {
    pub(super) fn of(code: &str) -> Result<Self, Refusal> {
        Ok(match code {
            "role" => Self::Role,
            "area" => Self::Area,
            "team" => Self::Team,
            "person" => Self::Person,
            "kind" => Self::Kind,
            _ => {
                let wrong = Violation::new("by", "is geen bekende indeling", "workload-by");
                return Err(Refusal::invalid(vec![wrong]));
            }
        })
    }

    fn key(self, load: &Load) -> Key {
        let text = |is_asked: bool, text: &str| if is_asked { text.to_owned() } else { String::new() };
        Key {
            role: text(matches!(self, Self::Role | Self::Team), &load.role),
            area: matches!(self, Self::Area | Self::Team).then_some(load.area),
            person: text(self == Self::Person, &load.claimed_by),
            kind: text(self == Self::Kind, &load.kind),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    role: String,
    area: Option<i64>,
    person: String,
    kind: String,
}

#[derive(Debug, Default)]
struct Sum {
    waiting: i64,
    claimed: i64,
    late: i64,
    oldest: Option<NaiveDate>,
    first_due: Option<NaiveDate>,
}

/// The work in groups, the most first.
pub(super) fn grouped(by: By, all: &[Load], late: &[Load]) -> Vec<pb::Workload> {
    let mut groups: BTreeMap<Key, Sum> = BTreeMap::new();
    let earliest = |one: Option<NaiveDate>, other| Some(one.map_or(other, |day| day.min(other)));
    for load in all {
        let sum = groups.entry(by.key(load)).or_default();
        sum.waiting = sum.waiting.saturating_add(load.waiting);
        if !load.claimed_by.is_empty() {
            sum.claimed = sum.claimed.saturating_add(load.waiting);
        }
        sum.oldest = earliest(sum.oldest, load.oldest);
        sum.first_due = earliest(sum.first_due, load.first_due);
    }
    for load in late {
        let sum = groups.entry(by.key(load)).or_default();
        sum.late = sum.late.saturating_add(load.waiting);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|(one, first), (other, second)| (second.waiting, one).cmp(&(first.waiting, other)));
    groups.into_iter().map(|(key, sum)| wire(key, &sum)).collect()
}

fn wire(key: Key, sum: &Sum) -> pb::Workload {
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(day_text).unwrap_or_default();
    pb::Workload {
        role: key.role,
        area: key.area.and_then(|area| area.try_into().ok()),
        person: key.person,
        kind: key.kind,
        waiting: count(sum.waiting),
        claimed: count(sum.claimed),
        late: count(sum.late),
        oldest: day(sum.oldest),
        first_due: day(sum.first_due),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(role: &str, area: i64, person: &str, waiting: i64, oldest: &str) -> Load {
        Load {
            municipality: "a:0001".into(),
            role: role.into(),
            area,
            claimed_by: person.into(),
            kind: "hold-intake".into(),
            waiting,
            oldest: oldest.parse().unwrap(),
            first_due: oldest.parse().unwrap(),
        }
    }

    #[test]
    fn work_is_counted_by_what_is_asked_and_nothing_is_lost() {
        let all = [
            load("intake-consultant", 1, "", 4, "2026-01-03"),
            load("intake-consultant", 2, "anna", 1, "2026-01-01"),
            load("manager", 1, "bert", 2, "2026-01-02"),
        ];
        let late = [load("intake-consultant", 2, "anna", 1, "2026-01-01")];
        let counts = |by| {
            grouped(by, &all, &late)
                .into_iter()
                .map(|group| (group.waiting, group.claimed, group.late, group.oldest))
                .collect::<Vec<_>>()
        };
        let day = |number| format!("2026-01-0{number}");
        assert_eq!(counts(By::Role), [(5, 1, 1, day(1)), (2, 2, 0, day(2))]);
        assert_eq!(counts(By::Area), [(6, 2, 0, day(2)), (1, 1, 1, day(1))]);
        assert_eq!(counts(By::Team), [(4, 0, 0, day(3)), (2, 2, 0, day(2)), (1, 1, 1, day(1))]);
        assert_eq!(counts(By::Kind), [(7, 3, 1, day(1))]);
        let people: Vec<_> = grouped(By::Person, &all, &late).into_iter().map(|group| group.person).collect();
        assert_eq!(people, ["", "bert", "anna"]);
        assert!(By::of("luck").is_err());
    }
}
