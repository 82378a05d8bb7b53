//! Between the wire and the model, for what services tell each other.

pub mod heard;
pub mod signal;
pub mod told;
