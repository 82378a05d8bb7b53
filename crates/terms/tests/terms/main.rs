//! Terms on the national law as it stands in deploy/policies.

mod calendar;
mod common;
mod counting;
mod explaining;
mod properties;
mod refusing;
mod stored;
