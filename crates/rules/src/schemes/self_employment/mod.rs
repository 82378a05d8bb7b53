//! Self-employed people: which kind of assistance by the Bbz 2004 and its maxima, and own work on a small scale beside general
//! assistance. The person is the applicant.

pub mod bbz;
pub mod small_scale;
#[cfg(test)]
mod tests;
