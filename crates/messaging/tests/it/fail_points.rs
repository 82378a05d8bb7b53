//! Guarantee 3: state, inbox, outbox, story and reply commit together. Whatever a turn's transaction does is made to
//! fail, one thing after the other and none left out; the tests do not know which statements there are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use messaging::{EngineConfig, Idempotency, RequestContext, RequestError, Transport, story_of};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use testkit::{Cut, Kind, StatementProxy, TestDatabase, eventually};
use tokio::task::JoinHandle;

use crate::world::{Carrier, Input, PASS_ON, Station, Wire, case_of, config, envelope, prepare, publish};

/// What begins the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begun {
    /// A message that is told on.
    ByMessage,
    /// A person's request under an idempotency key.
    ByRequest,
}

/// Rows about one key, by what they are rows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Traces {
    state: i64,
    effects: i64,
    inbox: i64,
    outbox: i64,
    story: i64,
    replies: i64,
    parked: i64,
}

impl Begun {
    /// What a turn of this kind leaves when it is done, once.
    fn whole(self) -> Traces {
        let (inbox, replies) = if self == Self::ByMessage { (1, 0) } else { (0, 1) };
        Traces { state: 1, effects: 1, inbox, outbox: 1, story: 1, replies, parked: 0 }
    }
}

async fn count(db: &DatabaseConnection, of: &str) -> i64 {
    let query = Statement::from_string(db.get_database_backend(), format!("SELECT {of} AS rows"));
    db.query_one_raw(query).await.unwrap().unwrap().try_get("", "rows").unwrap()
}

/// How many messages of a key were numbered, in one direction: here each has one peer.
async fn numbers(db: &DatabaseConnection, direction: &str, key: &str) -> i64 {
    let query = format!("SELECT {direction} AS numbers FROM threads WHERE key = '{key}'");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await.unwrap();
    let Some(row) = row else { return 0 };
    let text: String = row.try_get("", "numbers").unwrap();
    serde_json::from_str::<BTreeMap<String, i64>>(&text).unwrap().values().sum()
}

async fn traces(db: &DatabaseConnection, key: &str) -> Traces {
    let story = story_of(db, case_of(key)).await.unwrap();
    assert_eq!(story.first_broken, None);
    let state = format!("coalesce((SELECT max(count) FROM accounts WHERE key = '{key}'), 0)");
    let rows = |table: &str| format!("(SELECT count(*) FROM {table} WHERE key = '{key}')");
    let numbered = numbers(db, "sent", key).await;
    let outbox = count(db, &rows("outbox")).await;
    assert_eq!(numbered, outbox, "numbers are given out for what is in the outbox");
    Traces {
        state: count(db, &state).await,
        effects: count(db, &rows("effects")).await,
        inbox: numbers(db, "received", key).await,
        outbox,
        story: i64::try_from(story.entries.len()).unwrap(),
        replies: count(db, &rows("requests")).await,
        parked: count(db, &rows("waiting_messages")).await,
    }
}

/// One station with nothing in its database but what the turn under test writes.
struct Subject {
    wire: Wire,
    station: Arc<Station>,
    by_hand: Arc<dyn Transport>,
}

impl Subject {
    async fn start(db: DatabaseConnection) -> Self {
        Self::start_on(Wire::new(Carrier::Local, "fail points").unwrap(), db).await
    }

    async fn start_on(wire: Wire, db: DatabaseConnection) -> Self {
        // Renewing leases would be a transaction beside the turn.
        let config = EngineConfig { lease: Duration::from_secs(3_600), ..config(wire.receiver) };
        let transport = wire.transport(wire.receiver);
        let station = Arc::new(Station::start_with(config, wire.sender, db, transport).await);
        let by_hand = wire.transport(wire.sender);
        let subject = Self { wire, station, by_hand };
        subject.begin(Begun::ByMessage, "first").await.unwrap();
        subject
    }

    /// Begins a turn; ends when it is done, after every failure of the store.
    fn begin(&self, begun: Begun, key: &str) -> JoinHandle<()> {
        let (key, text) = (key.to_owned(), format!("{PASS_ON}{key}"));
        let (station, by_hand) = (Arc::clone(&self.station), Arc::clone(&self.by_hand));
        match begun {
            Begun::ByMessage => {
                let message = envelope(&self.wire, &key, 1, &text);
                tokio::spawn(async move { publish(&by_hand, &[message]).await })
            }
            Begun::ByRequest => tokio::spawn(async move {
                while let Err(failed) = ask(&station, &key).await {
                    assert!(matches!(failed, RequestError::Unavailable), "{failed:?}");
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }),
        }
    }
}

/// A request whose idempotency key is its key.
async fn ask(station: &Station, key: &str) -> Result<u64, RequestError> {
    let idempotency = Some(Idempotency { key: key.to_owned(), fingerprint: [1; 32] });
    let input = Input::Tell { key: key.to_owned(), texts: vec!["told".into()] };
    station.engine.request(input, RequestContext { actor: "tester".into(), idempotency }).await
}

/// The connection ends before every single message of the turn's transaction, and after every one that the server
/// acts on, `BEGIN` and `COMMIT` included.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_ends_anywhere_in_a_turn_leaves_all_of_it_or_nothing(
    #[values(Begun::ByMessage, Begun::ByRequest)] begun: Begun,
    #[values(Cut::Before, Cut::After)] cut: Cut,
) {
    let Some(database) = TestDatabase::new(Kind::Postgres, "fail points").await.unwrap() else { return };
    let direct = database.connect().await.unwrap();
    prepare(&direct).await;
    let proxy = StatementProxy::to(&database.address().unwrap()).await.unwrap();
    let through = database.url_at(&proxy.address.to_string());
    let subject = Subject::start(database.connect_at(&through).await.unwrap()).await;

    let mut whole_at = Vec::new();
    let mut point = 1;
    loop {
        let key = format!("{point:03}");
        proxy.arm(point, cut);
        let turn = subject.begin(begun, &key);
        eventually("the turn is cut or done", || async { proxy.cut_at().is_some() || turn.is_finished() })
            .await;
        let Some(at) = proxy.cut_at() else {
            turn.await.unwrap();
            break;
        };
        let left = traces(&direct, &key).await;
        assert!(left == Traces::default() || left == begun.whole(), "{at}: {left:?}");
        if left == begun.whole() {
            whole_at.push(at.clone());
        }
        proxy.restore();
        turn.await.unwrap();
        assert_eq!(traces(&direct, &key).await, begun.whole(), "{at}");
        point += 1;
    }
    // A turn has more than a few statements, and there is one moment only at which all of it comes to be.
    assert!(point > 10, "{point}");
    assert_eq!(whole_at.len(), usize::from(cut == Cut::After), "{whole_at:?}");
    subject.station.engine.stop().await;
}

/// The same, but nothing of the process is left: a new one takes its place and is told, or asked, the same again.
#[rstest]
fn a_process_that_dies_anywhere_in_a_turn_leaves_all_of_it_or_nothing(
    #[values(Begun::ByMessage, Begun::ByRequest)] begun: Begun,
) {
    let outside = runtime();
    let Some(database) = outside.block_on(TestDatabase::new(Kind::Postgres, "fail points")).unwrap() else {
        return;
    };
    let (direct, proxy) = outside.block_on(async {
        let direct = database.connect().await.unwrap();
        prepare(&direct).await;
        (direct, StatementProxy::to(&database.address().unwrap()).await.unwrap())
    });
    let through = database.url_at(&proxy.address.to_string());
    let wire = Wire::new(Carrier::Local, "fail points").unwrap();
    let start = async || {
        let db = database.connect_at(&through).await.unwrap();
        // The dead hold no lease: a new process need not wait for the term to pass.
        db.execute_unprepared("DELETE FROM instances").await.unwrap();
        db.execute_unprepared("DELETE FROM leases").await.unwrap();
        Subject::start_on(wire.clone(), db).await
    };

    for point in 1.. {
        let key = format!("{point:03}");
        let process = runtime();
        let at = process.block_on(async {
            let subject = start().await;
            proxy.arm(point, Cut::After);
            let turn = subject.begin(begun, &key);
            eventually("the turn is cut or done", || async {
                proxy.cut_at().is_some() || turn.is_finished()
            })
            .await;
            proxy.cut_at()
        });
        process.shutdown_background();
        let Some(at) = at else {
            assert!(point > 10, "{point}");
            return;
        };
        let left = outside.block_on(traces(&direct, &key));
        assert!(left == Traces::default() || left == begun.whole(), "{at}: {left:?}");
        proxy.restore();
        let next = runtime();
        next.block_on(async { start().await.begin(begun, &key).await.unwrap() });
        next.shutdown_background();
        assert_eq!(outside.block_on(traces(&direct, &key)), begun.whole(), "{at}");
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// When a write fails: what would have been written is not there yet, is there, or all of it is.
const MOMENTS: [&str; 3] = ["BEFORE", "AFTER", "COMMIT"];

/// Makes a kind of write to a table fail; what takes the fault away again. Each fault has a name of its own: a connection
/// to SQLite that has not seen a trigger go refuses to make one of the same name.
async fn break_writes(db: &DatabaseConnection, kind: Kind, table: &str, write: &str, moment: &str) -> String {
    let name = format!("fail_{table}_{write}_{moment}");
    let create = match (kind, moment) {
        (Kind::Sqlite, "COMMIT") => {
            format!(
                "CREATE TRIGGER {name} AFTER {write} ON {table} BEGIN INSERT INTO dangling VALUES (1); END"
            )
        }
        (Kind::Sqlite, _) => format!(
            "CREATE TRIGGER {name} {moment} {write} ON {table} BEGIN SELECT RAISE(ABORT, 'fail point'); END"
        ),
        (Kind::Postgres, "COMMIT") => format!(
            "CREATE CONSTRAINT TRIGGER {name} AFTER {write} ON {table} DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION fail()"
        ),
        (Kind::Postgres, _) => {
            format!("CREATE TRIGGER {name} {moment} {write} ON {table} FOR EACH ROW EXECUTE FUNCTION fail()")
        }
    };
    let drop = match kind {
        Kind::Sqlite => format!("DROP TRIGGER {name}"),
        Kind::Postgres => format!("DROP TRIGGER {name} ON {table}"),
    };
    db.execute_unprepared(&create).await.unwrap();
    drop
}

/// All tables there are, and what [`break_writes`] needs.
async fn tables_to_break(db: &DatabaseConnection, kind: Kind) -> Vec<String> {
    let (needed, list) = match kind {
        Kind::Sqlite => (
            "CREATE TABLE nobody (id integer PRIMARY KEY); CREATE TABLE dangling \
             (id integer REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)",
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        ),
        Kind::Postgres => (
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'fail point'; END $$",
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        ),
    };
    db.execute_unprepared(needed).await.unwrap();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), list)).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "name").unwrap()).collect()
}

/// Every kind of write to every table fails, before it, after it and at the commit: a fault that trying again does
/// not mend. A person hears so, a message is parked; mended and tried again, it is as if nothing had been.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_fails_anywhere_in_a_turn_leaves_nothing_of_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(Begun::ByMessage, Begun::ByRequest)] begun: Begun,
) {
    let Some(database) = TestDatabase::new(kind, "fail points").await.unwrap() else { return };
    let db = database.connect().await.unwrap();
    prepare(&db).await;
    let tables = tables_to_break(&db, kind).await;
    let subject = Subject::start(database.connect().await.unwrap()).await;

    let mut broken = Vec::new();
    for (table, write, moment) in points(&tables) {
        let key = format!("{table} {write} {moment}");
        let mend = break_writes(&db, kind, table, write, moment).await;
        let mut unsettled = None;
        let failed = match begun {
            Begun::ByMessage => {
                let turn = subject.begin(begun, &key);
                let tries = || subject.station.store.lock().unwrap().tries.len();
                let before = tries();
                // Where a thread cannot be written nothing can be parked either: the message is tried on and on.
                eventually("it is done, parked, or tried on", || async {
                    turn.is_finished() || tries() > before + 8
                })
                .await;
                unsettled = (!turn.is_finished()).then_some(turn);
                unsettled.is_some() || traces(&db, &key).await.parked == 1
            }
            Begun::ByRequest => match ask(&subject.station, &key).await {
                Ok(_) => false,
                Err(RequestError::Fault(_)) => true,
                Err(other) => panic!("{key}: {other:?}"),
            },
        };
        let left = traces(&db, &key).await;
        db.execute_unprepared(&mend).await.unwrap();
        if failed {
            assert_eq!(Traces { parked: 0, ..left }, Traces::default(), "{key}");
            broken.push(table);
            match begun {
                Begun::ByMessage if unsettled.is_some() => assert_eq!(table, "threads"),
                Begun::ByMessage => {
                    let replayed =
                        subject.station.engine.operations().replay(None, "operator").await.unwrap();
                    assert_eq!(replayed, (1, 0), "{key}");
                }
                Begun::ByRequest => assert_eq!(ask(&subject.station, &key).await.unwrap(), 1),
            }
            if let Some(turn) = unsettled {
                turn.await.unwrap();
            }
        }
        assert_eq!(traces(&db, &key).await, begun.whole(), "{key}");
    }

    // Each part of a turn was broken in turn, or the test would pass for want of faults.
    let reply = (begun == Begun::ByRequest).then_some("requests");
    for table in
        ["accounts", "effects", "outbox", "outbox_unsent", "threads", "story"].into_iter().chain(reply)
    {
        assert!(broken.contains(&table), "{table} was never broken: {broken:?}");
    }
    subject.station.engine.stop().await;
}

fn points(tables: &[String]) -> impl Iterator<Item = (&str, &str, &str)> {
    tables.iter().flat_map(|table| {
        let moments = MOMENTS.into_iter().filter(move |moment| *moment != "COMMIT" || table == "effects");
        moments.flat_map(move |moment| {
            ["INSERT", "UPDATE", "DELETE"].into_iter().map(move |write| (table.as_str(), write, moment))
        })
    })
}
