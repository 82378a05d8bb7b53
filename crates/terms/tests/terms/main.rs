//! Terms on the national law as it stands in deploy/policies.

#[cfg(test)]
mod calendar;
#[cfg(test)]
mod common;
#[cfg(test)]
mod counting;
#[cfg(test)]
mod explaining;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod refusing;
#[cfg(test)]
mod register;
#[cfg(test)]
mod stored;
