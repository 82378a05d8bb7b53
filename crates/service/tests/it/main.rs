//! The service room by room, over in-process pipes and over the network.

#[cfg(test)]
mod counter;
#[cfg(test)]
mod embedded;
