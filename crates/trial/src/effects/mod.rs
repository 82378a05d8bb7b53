//! What a version takes when everybody is where it puts them.

mod money;
mod places;
mod reviews;

pub use money::{Available, EarmarkNeed, Started, earmarks, instruments};
pub use places::{DirectionNeed, PartnerNeed, directions, partners};
pub use reviews::per_month;
