//! Wire messages to inputs, and events of the model to wire messages.

mod heard;
mod told;

pub use heard::hear;
pub use told::told;
