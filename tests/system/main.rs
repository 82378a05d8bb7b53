//! Scenarios, bad input and faults, over the public interface of both editions.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop where it is")]

mod adopting;
mod assessing;
mod away;
mod bad_input;
mod cases;
mod explaining;
mod faults;
mod granting;
mod income_year;
mod minima;
mod parked;
mod paying_off;
mod policies;
mod releasing;
mod scenarios;
mod second_person;
mod seen;
mod statements;
mod waiting;
mod work;
