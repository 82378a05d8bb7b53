//! Tests of the means against the amounts as they are deployed.

mod assistance;
mod capital;
mod exemption;
mod explains;
mod gifts;
mod given;
mod holiday_claim;
mod income;
mod payment;
mod testing;
