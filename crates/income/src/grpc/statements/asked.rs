//! Wire → what is asked, with every violation at once.

use domain::{Month, PersonId, Refusal, Violation};
use proto::common::v1::PageRequest;
use proto::income::v1 as pb;
use uuid::Uuid;

use crate::model::money::PaymentStatus;

const USUAL: u32 = 25;
const LARGEST: u32 = 100;
const USUAL_CASES: u32 = 100;
const MOST_CASES: u32 = 500;
const LAST_PAGE: u32 = 1_000_000;

fn refuse(violations: impl IntoIterator<Item = Violation>) -> Refusal {
    Refusal::invalid(violations.into_iter().collect())
}

/// A month.
///
/// # Errors
///
/// A [`Refusal`] when the text is none.
pub fn month(field: &str, text: &str) -> Result<Month, Refusal> {
    read_month(field, text).map_err(|violation| refuse([violation]))
}

fn read_month(field: &str, text: &str) -> Result<Month, Violation> {
    text.parse().map_err(|error: domain::InvalidMonth| Violation::new(field, error.to_string(), "month"))
}

/// A person, by the pseudonym that intake gave.
///
/// # Errors
///
/// A [`Refusal`] when the text is none.
pub fn person(text: &str) -> Result<PersonId, Refusal> {
    let wrong = |_| refuse([Violation::new("person_id", "is geen geldig kenmerk", "person-id")]);
    text.parse().map_err(wrong)
}

/// A year in which this software may have paid.
///
/// # Errors
///
/// A [`Refusal`] for another one.
pub fn year(year: u32) -> Result<i32, Refusal> {
    let wrong = || refuse([Violation::new("year", "moet een jaar van 2000 tot en met 2099 zijn", "year")]);
    i32::try_from(year).ok().filter(|year| (2_000..=2_099).contains(year)).ok_or_else(wrong)
}

/// How many to pass over, and how many to give.
///
/// # Errors
///
/// A [`Refusal`] for a page that is out of bounds.
pub fn page(page: Option<PageRequest>) -> Result<(u64, u64), Refusal> {
    let page = page.unwrap_or_default();
    let (number, size) = (page.page.max(1), take(page.page_size, USUAL));
    let number_wrong = (number > LAST_PAGE).then(|| Violation::new("page", "is te hoog", "page"));
    let size_wrong =
        (size > LARGEST).then(|| Violation::new("page_size", "mag ten hoogste 100 zijn", "page-size"));
    let violations: Vec<_> = number_wrong.into_iter().chain(size_wrong).collect();
    if !violations.is_empty() {
        return Err(refuse(violations));
    }
    Ok((u64::from(number - 1) * u64::from(size), size.into()))
}

const fn take(asked: u32, usual: u32) -> u32 {
    if asked == 0 { usual } else { asked }
}

fn limit(asked: u32, usual: u32, most: u32) -> Result<u64, Violation> {
    let take = take(asked, usual);
    let wrong = || Violation::new("limit", format!("mag ten hoogste {most} zijn"), "limit");
    if take > most { Err(wrong()) } else { Ok(take.into()) }
}

fn after(text: &str) -> Result<Uuid, Violation> {
    let wrong = |_| Violation::new("after", "is geen geldig kenmerk", "after");
    if text.is_empty() { Ok(Uuid::nil()) } else { text.parse().map_err(wrong) }
}

/// Which open items.
#[derive(Debug, PartialEq, Eq)]
pub enum Open {
    Payables { after: Uuid, take: u64 },
    Payments { status: PaymentStatus, after: String, take: u64 },
}

/// What waits: money in no payment, or payments that stand alike.
///
/// # Errors
///
/// A [`Refusal`] with every violation.
pub fn open_items(wire: &pb::ListOpenItemsRequest) -> Result<Open, Refusal> {
    use PaymentStatus::{Prepared, Rejected, Released, Waiting};
    let take = limit(wire.limit, USUAL, LARGEST);
    if wire.kind == "payable" {
        return match (after(&wire.after), take) {
            (Ok(after), Ok(take)) => Ok(Open::Payables { after, take }),
            (after, take) => Err(refuse(after.err().into_iter().chain(take.err()))),
        };
    }
    let status =
        [Waiting, Prepared, Released, Rejected].into_iter().find(|status| status.code() == wire.kind);
    let status = status.ok_or_else(|| Violation::new("kind", "is geen soort open post", "open-item-kind"));
    let name = if wire.after.len() <= sepa::EndToEndId::LENGTH {
        Ok(wire.after.clone())
    } else {
        Err(Violation::new("after", "is geen geldig kenmerk", "after"))
    };
    match (status, name, take) {
        (Ok(status), Ok(after), Ok(take)) => Ok(Open::Payments { status, after, take }),
        (status, name, take) => Err(refuse([status.err(), name.err(), take.err()].into_iter().flatten())),
    }
}

/// Which part of the books is to be derived again.
#[derive(Debug, PartialEq, Eq)]
pub struct Verify {
    pub months: (Month, Month),
    pub after: Uuid,
    pub take: u64,
}

/// The months and cases to look at.
///
/// # Errors
///
/// A [`Refusal`] with every violation.
pub fn verify(wire: &pb::VerifyBooksRequest) -> Result<Verify, Refusal> {
    let first = read_month("first_month", &wire.first_month);
    let last = read_month("last_month", &wire.last_month);
    match (first, last, after(&wire.after), limit(wire.limit, USUAL_CASES, MOST_CASES)) {
        (Ok(first), Ok(last), Ok(after), Ok(take)) if first <= last => {
            Ok(Verify { months: (first, last), after, take })
        }
        (Ok(_), Ok(_), Ok(_), Ok(_)) => {
            let reason = "moet dezelfde of een latere maand zijn dan de eerste";
            Err(refuse([Violation::new("last_month", reason, "months-in-order")]))
        }
        (first, last, after, take) => {
            Err(refuse([first.err(), last.err(), after.err(), take.err()].into_iter().flatten()))
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn rules(refusal: Refusal) -> Vec<String> {
        refusal.violations.into_iter().map(|violation| violation.rule).collect()
    }

    #[rstest]
    #[case(0, 0, Some((0, 25)))]
    #[case(1, 100, Some((0, 100)))]
    #[case(3, 10, Some((20, 10)))]
    #[case(1_000_000, 1, Some((999_999, 1)))]
    #[case(1_000_001, 1, None)]
    #[case(1, 101, None)]
    fn pages_are_bounded(#[case] number: u32, #[case] page_size: u32, #[case] expected: Option<(u64, u64)>) {
        assert_eq!(page(Some(PageRequest { page: number, page_size })).ok(), expected);
    }

    #[test]
    fn every_wrong_field_of_a_verification_is_named() {
        let of = |first: &str, last: &str, after: &str, limit: u32| {
            verify(&pb::VerifyBooksRequest {
                first_month: first.into(),
                last_month: last.into(),
                after: after.into(),
                limit,
            })
        };
        assert_eq!(rules(of("2026", "2026-13", "x", 501).unwrap_err()), ["month", "month", "after", "limit"]);
        assert_eq!(rules(of("2026-02", "2026-01", "", 0).unwrap_err()), ["months-in-order"]);
        let months = ("2026-01".parse().unwrap(), "2026-01".parse().unwrap());
        assert_eq!(
            of("2026-01", "2026-01", "", 0).unwrap(),
            Verify { months, after: Uuid::nil(), take: 100 }
        );
    }

    #[test]
    fn only_what_waits_is_an_open_item() {
        let of = |kind: &str, after: &str, limit: u32| {
            open_items(&pb::ListOpenItemsRequest { kind: kind.into(), after: after.into(), limit })
        };
        assert_eq!(
            rules(of("settled", &"A".repeat(36), 101).unwrap_err()),
            ["open-item-kind", "after", "limit"]
        );
        assert_eq!(rules(of("payable", "A26", 101).unwrap_err()), ["after", "limit"]);
        let rejected = Open::Payments { status: PaymentStatus::Rejected, after: "A26".into(), take: 25 };
        assert_eq!(of("rejected", "A26", 0).unwrap(), rejected);
        assert_eq!(year(2_100).err().map(rules), Some(vec!["year".to_owned()]));
        assert_eq!(
            (year(1_999).is_err(), year(2_000).ok(), year(2_099).ok()),
            (true, Some(2_000), Some(2_099))
        );
    }
}
