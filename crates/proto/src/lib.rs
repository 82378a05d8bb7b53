//! Generated code of `proto/`, the descriptor set, and conversions of shared scalars; nothing else.

mod convert;
pub mod routes;

pub use convert::{day_text, fact_from, fact_to, facts_from, facts_to, parse_day};

/// The descriptor set of everything in `proto/`, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

macro_rules! packages {
    ($($name:ident => $package:literal),+ $(,)?) => {
        $(
            #[doc = concat!("`", $package, "`")]
            pub mod $name {
                /// Version 1.
                #[expect(clippy::all, reason = "generated")]
                pub mod v1 {
                    tonic::include_proto!($package);
                }
            }
        )+
    };
}

packages! {
    common => "meedoen.common.v1",
    operation => "meedoen.operation.v1",
    story => "meedoen.story.v1",
    intake => "meedoen.intake.v1",
    income => "meedoen.income.v1",
    reintegration => "meedoen.reintegration.v1",
    sheltered_work => "meedoen.sheltered_work.v1",
    partner_contracts => "meedoen.partner_contracts.v1",
    workflow => "meedoen.workflow.v1",
}
