//! The income service against a real database, over its messages and its gRPC.

#[cfg(test)]
mod paying;
#[cfg(test)]
mod world;

#[cfg(test)]
mod advances;
#[cfg(test)]
mod assess;
#[cfg(test)]
mod assessing;
#[cfg(test)]
mod bank;
#[cfg(test)]
mod capital;
#[cfg(test)]
mod database;
#[cfg(test)]
mod deaths;
#[cfg(test)]
mod decide;
#[cfg(test)]
mod end;
#[cfg(test)]
mod estimates;
#[cfg(test)]
mod falling;
#[cfg(test)]
mod fines;
#[cfg(test)]
mod gifts;
#[cfg(test)]
mod grants;
#[cfg(test)]
mod grants_once;
#[cfg(test)]
mod measures;
#[cfg(test)]
mod minima;
#[cfg(test)]
mod money;
#[cfg(test)]
mod over;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod paying_off;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod recourse;
#[cfg(test)]
mod recovering;
#[cfg(test)]
mod releasing;
#[cfg(test)]
mod reversing;
#[cfg(test)]
mod settling;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod suspensions;
#[cfg(test)]
mod unused;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod writing_off;
