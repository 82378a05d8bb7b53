use crate::side::Side;

/// Reviews in each of the coming twelve months.
///
/// Whoever has a planned review has it then, but no later than the category allows; all others of a category are
/// spread evenly over its months between reviews. After that each comes back after as many months.
pub fn per_month(side: &Side<'_>) -> [u64; 12] {
    let mut months = [0; 12];
    for ((category, planned), count) in &side.counts.reviews {
        let Some(category) = side.policy.categories.get(*category) else { continue };
        let interval = category.review_months.max(1);
        for (month, reviews) in (1..).zip(&mut months) {
            *reviews += match planned {
                Some(planned) => {
                    let first = u32::from(*planned).clamp(1, interval);
                    if month >= first && (month - first) % interval == 0 { *count } else { 0 }
                }
                None => spread(*count, interval, month),
            };
        }
    }
    months
}

/// How many of `count` people, spread evenly over `interval` months from month 1 on, have a review in this month.
fn spread(count: u64, interval: u32, month: u32) -> u64 {
    let (interval, place) = (u64::from(interval), u64::from((month - 1) % interval));
    count / interval + u64::from(place < count % interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_has_one_review_in_every_interval() {
        for (count, interval) in [(10, 3), (7, 12), (0, 6), (5, 1)] {
            let reviews: u64 = (1..=interval).map(|month| spread(count, interval, month)).sum();
            assert_eq!(reviews, count);
            assert_eq!(spread(count, interval, 1), spread(count, interval, 1 + interval));
        }
        assert_eq!((1..=6).map(|month| spread(10, 3, month)).collect::<Vec<_>>(), [4, 3, 3, 4, 3, 3]);
    }
}
