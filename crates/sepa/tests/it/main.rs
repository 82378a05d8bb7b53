//! The files as a bank would see them: written and read by other code, and read as outsiders may have made them.

#[cfg(test)]
mod common;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod refusing;
#[cfg(test)]
mod statement;
#[cfg(test)]
mod status;
#[cfg(test)]
mod writing;
