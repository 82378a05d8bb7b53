//! The smallest service there is: it counts, and writes a line of story each time.

use std::path::{Path, PathBuf};

use domain::{CaseId, Moment, Refusal};
use messaging::rows::Writes;
use messaging::{
    Actor, Engine, Envelope, Outcome, RequestContext, RequestError, StoreError, StoryLine, Tx, Unreadable,
};
use sea_orm_migration::MigrationTrait;
use service::{Ground, Rooms, Service, StartError};
use tokio::sync::oneshot;

/// The policies of this repository.
pub fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies")
}

/// Counts for a case, or ends early when told to.
pub struct Counter;

pub struct Counting;

/// Whose case, and which.
pub struct Count(pub domain::Municipality, pub CaseId);

impl Actor for Counting {
    type Input = Count;
    type World = ();
    type Change = ();
    type Reply = u32;

    fn hear(&self, _: &Envelope) -> Result<Count, Unreadable> {
        Err(Unreadable::new("nothing is told to a counter"))
    }

    async fn load(&self, _: &Tx, _: &[&Count]) -> Result<(), StoreError> {
        Ok(())
    }

    fn handle(&self, input: &Count, (): &(), _: &Moment) -> Result<Outcome<(), u32>, Refusal> {
        Ok(Outcome::change(()).reply(1).story(line(input)))
    }

    fn apply(&self, (): &mut (), (): ()) {}

    fn save(&self, (): ()) -> Result<Writes, StoreError> {
        Ok(Writes::default())
    }
}

fn line(input: &Count) -> StoryLine {
    StoryLine::new(input.1, &input.0, "Er is geteld.")
}

thread_local! {
    static HANDOVER: std::cell::RefCell<Option<oneshot::Sender<Engine<Counting>>>> = const { std::cell::RefCell::new(None) };
    static FAILING: std::cell::RefCell<Option<oneshot::Receiver<()>>> = const { std::cell::RefCell::new(None) };
}

/// Gives the engine of the next counter that opens in this thread.
pub fn handover() -> oneshot::Receiver<Engine<Counting>> {
    let (give, take) = oneshot::channel();
    HANDOVER.set(Some(give));
    take
}

/// Makes a task of the next counter end when this is used.
pub fn failing() -> oneshot::Sender<()> {
    let (fail, failing) = oneshot::channel();
    FAILING.set(Some(failing));
    fail
}

impl Service for Counter {
    const NAME: &'static str = "intake";

    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }

    async fn open(ground: Ground) -> Result<Rooms, StartError> {
        let failing = FAILING.take();
        let handover = HANDOVER.take();
        let engine = ground.engine(Counting).await?;
        if let Some(give) = handover {
            let _ = give.send(engine.clone());
        }
        let stop = ground.stop.clone();
        let task = async move {
            match failing {
                Some(failing) => drop(failing.await),
                None => stop.cancelled().await,
            }
        };
        Ok(Rooms::of(&engine)
            .in_background("a task", task)
            .next_due(|| async { Ok("2026-02-01".parse().ok()) }))
    }
}

pub async fn count(engine: &Engine<Counting>, municipality: &str, case: CaseId) -> Result<u32, RequestError> {
    engine.request(Count(municipality.parse().unwrap(), case), RequestContext::by("anna")).await
}
