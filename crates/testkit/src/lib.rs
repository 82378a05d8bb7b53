//! For tests only, as a dev-dependency: a database each, the neighbours of a service, a proxy that can be cut, waiting for a
//! condition.
//!
//! `TEST_DATABASE_URL` names a PostgreSQL server and `TEST_AMQP_URL` a RabbitMQ that tests may use; `tests/run`
//! starts both and sets them. A test that needs what is not there prints that it is skipped, and why.

mod database;
mod households;
mod migrations;
mod neighbours;
mod own_servers;
mod proxy;
mod statements;
mod stored;
mod wait;

pub use database::{Kind, TestDatabase};
pub use households::{Households, household};
pub use migrations::{migrate_before, migrations_go_up_down_and_up, write_row};
pub use neighbours::{Asker, Neighbours, copy_folder, municipality, outbox};
pub use own_servers::{OWN_SERVERS, OwnServers};
pub use proxy::Proxy;
pub use statements::{Cut, StatementProxy};
pub use stored::{Corpus, Keeper};
pub use wait::{eventually, eventually_within};

/// The broker that tests may use, or a printed word that the test is skipped.
pub fn amqp_url(test: &str) -> Option<String> {
    let url = std::env::var("TEST_AMQP_URL").ok();
    if url.is_none() {
        println!("skipped: {test} over RabbitMQ, because TEST_AMQP_URL is not set (tests/run sets it)");
    }
    url
}

/// Whether the long forms of tests were asked for (`tests/run --long`).
pub fn long() -> bool {
    std::env::var_os("TEST_LONG").is_some()
}
