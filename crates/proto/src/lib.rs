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
                #[expect(
                    clippy::allow_attributes,
                    clippy::allow_attributes_without_reason,
                    reason = "generated with its services"
                )]
                pub mod v1 {
                    tonic::include_proto!($package);
                }
            }
        )+
    };
}

/// `meedoen.common.v1`
pub mod common {
    /// Version 1; holds no services.
    pub mod v1 {
        tonic::include_proto!("meedoen.common.v1");
    }
}

packages! {
    operation => "meedoen.operation.v1",
    story => "meedoen.story.v1",
    terms => "meedoen.terms.v1",
    intake => "meedoen.intake.v1",
    income => "meedoen.income.v1",
    reintegration => "meedoen.reintegration.v1",
    sheltered_work => "meedoen.sheltered_work.v1",
    partner_contracts => "meedoen.partner_contracts.v1",
    workflow => "meedoen.workflow.v1",
}
