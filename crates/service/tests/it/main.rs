//! The service room by room, over in-process pipes and over the network.

#[cfg(test)]
mod counter;
#[cfg(test)]
mod databases;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod process;
