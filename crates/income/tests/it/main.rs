//! The income service against a real database, over its messages and its gRPC.

#[cfg(test)]
mod world;

#[cfg(test)]
mod assess;
#[cfg(test)]
mod decide;
#[cfg(test)]
mod end;
