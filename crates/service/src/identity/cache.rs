use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Bearer;

/// Two generations of this many tokens are kept at most.
const GENERATION: usize = 5_000;

type Entries = HashMap<[u8; 32], (Duration, Arc<Bearer>)>;

/// Tokens whose signature was checked, by their hash. Bounded: when the young generation is full it becomes the
/// old one, and what was old is forgotten.
#[derive(Default)]
pub(super) struct Verified {
    generations: Mutex<(Entries, Entries)>,
}

impl Verified {
    pub fn get(&self, digest: &[u8; 32], now: Duration) -> Option<Arc<Bearer>> {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, bearer) = generations.0.get(digest).or_else(|| generations.1.get(digest))?;
        (now < *until).then(|| Arc::clone(bearer))
    }

    pub fn put(&self, digest: [u8; 32], until: Duration, bearer: Arc<Bearer>) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.0.len() >= GENERATION {
            generations.1 = mem::take(&mut generations.0);
        }
        generations.0.insert(digest, (until, bearer));
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        let generations = self.generations.lock().unwrap();
        generations.0.len() + generations.1.len()
    }
}
