//! Wire message to input, and model event to wire event.

mod heard;
mod told;

pub use heard::hear;
pub use told::tell;
