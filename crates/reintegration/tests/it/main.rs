//! The service against real databases, over in-process pipes and the local broker.

#[cfg(test)]
mod authorisation;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod database;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod world;
