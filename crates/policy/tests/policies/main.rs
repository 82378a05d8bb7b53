//! The policies in `deploy/policies`, as the services read them.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod common;
#[cfg(test)]
mod draft;
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
mod explain;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod form;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod haarlem;
mod income;
#[cfg(test)]
mod landsmeer;
#[cfg(test)]
mod midden_drenthe;
#[cfg(test)]
mod naming;
#[cfg(test)]
mod national;
#[cfg(test)]
mod outlook;
mod pages;
#[cfg(test)]
mod placing;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod tenants;
