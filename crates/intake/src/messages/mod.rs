//! Wire messages: what is heard becomes an input, what happened becomes a message.

pub mod heard;
pub mod told;
