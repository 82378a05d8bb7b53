//! The workflow service against real databases, over its messages and its gRPC.

#[cfg(test)]
mod world;

#[cfg(test)]
mod again;
#[cfg(test)]
mod away;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod database;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod hands;
#[cfg(test)]
mod index;
#[cfg(test)]
mod new_policy;
#[cfg(test)]
mod objections;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod stuck;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod timers;
