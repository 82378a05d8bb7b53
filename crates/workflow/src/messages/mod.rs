//! Wire message → event, and commands → wire messages.

mod heard;
mod told;

pub use heard::heard;
pub use told::told;
