//! Trying out the policies of this repository on caseloads whose facts were drawn.

#[cfg(test)]
mod caseload;
#[cfg(test)]
mod common;
#[cfg(test)]
mod comparing;
#[cfg(test)]
mod distribution;
#[cfg(test)]
mod draw;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod freely;
#[cfg(test)]
mod income_part;
#[cfg(test)]
mod reporting;
