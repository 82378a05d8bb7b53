//! The whole service over its wire, on both databases: commands in as intake and workflow send them, events out of
//! its outbox, people over gRPC.

#[cfg(test)]
mod database;
#[cfg(test)]
mod expiring;
#[cfg(test)]
mod instances;
#[cfg(test)]
mod people;
#[cfg(test)]
mod places;
#[cfg(test)]
mod world;
