//! The gateway as its callers meet it, without a network in front of it.

#[cfg(test)]
mod adopting;
#[cfg(test)]
mod assessing;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod document;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod edges;
#[cfg(test)]
mod fakes;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod policy_work;
#[cfg(test)]
mod start;
#[cfg(test)]
mod unread;
#[cfg(test)]
mod world;
