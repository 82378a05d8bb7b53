//! The whole service over its wire, on both databases: people over gRPC, commands in as workflow sends them, what it
//! tells out of its outbox.

#[cfg(test)]
mod account;
#[cfg(test)]
mod again;
#[cfg(test)]
mod anew;
#[cfg(test)]
mod applications;
#[cfg(test)]
mod caseload;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod database;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod earlier;
#[cfg(test)]
mod education;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod form;
#[cfg(test)]
mod form_then;
#[cfg(test)]
mod household;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod named;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod portfolios;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod records;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod risk;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod together;
#[cfg(test)]
mod visits;
#[cfg(test)]
mod world;
