//! Who gets a sheltered place, who waits, and what an advice or a release brings about. Pure.

mod decide;
mod draft;
mod expiring;
mod indication;
mod place;
#[cfg(test)]
mod tests;

pub use decide::{Advice, OpenPlaces, advise, open, release, request};
pub use draft::{Event, Known, Rules, Step};
pub use expiring::{Expiring, pass};
pub use indication::{Advised, CaseRef, Indication, Stage, Turn};
pub use place::{Place, PlaceKind, Pool};
