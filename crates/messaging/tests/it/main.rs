//! The contract of messaging, the same for both transports and both databases. The numbers in the tests' docs
//! are the guarantees they hold the code to: an application is never lost (1), each step has its effect once (2),
//! state, inbox and outbox commit together (3), and so on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counting;
mod fail_points;
mod faults;
mod leases;
mod ledger;
mod order;
mod parking;
mod publishing;
mod requests;
mod retries;
mod rows;
mod story;
mod views;
mod world;
