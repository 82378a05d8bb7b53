//! The policies in `deploy/policies`, as the services read them.

#[cfg(test)]
mod common;
#[cfg(test)]
mod emmen;
#[cfg(test)]
mod emmen_coevorden;
#[cfg(test)]
mod emmen_coevorden_finance;
#[cfg(test)]
mod emmen_finance;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod national;
#[cfg(test)]
mod outlook;
#[cfg(test)]
mod tenants;
