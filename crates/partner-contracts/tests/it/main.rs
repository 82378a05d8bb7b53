//! The whole service over its wire, on both databases: commands in as workflow sends them, events out of its
//! outbox, people over gRPC.

#[cfg(test)]
mod database;
#[cfg(test)]
mod instances;
#[cfg(test)]
mod people;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod world;
