use chrono::{DateTime, NaiveDate, Utc};
use domain::Municipality;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of envelope and stored process that this build writes and reads.
pub const SCHEMA: u16 = 1;

/// A message between services with all that is known about it besides its body: the CloudEvents attributes
/// and what order, deduplication and tracing need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub id: Uuid,
    /// CloudEvents type.
    pub kind: String,
    /// Service that sent it; the CloudEvents source derives from it.
    pub sender: String,
    pub receiver: String,
    /// The receiver's ordering key.
    pub key: String,
    /// The sender's running number for this receiver and key, from 1 without gaps.
    pub number: u64,
    /// CloudEvents subject: the case.
    pub subject: String,
    pub municipality: Municipality,
    /// The same for everything that one outside input set in motion.
    pub correlation: Uuid,
    /// The input this message follows from.
    pub causation: Uuid,
    /// W3C trace context of the turn that wrote it.
    pub traceparent: Option<String>,
    /// Schema version of envelope and body.
    pub schema: u16,
    /// Evidence of who set it in motion; authority was checked where the person acted.
    pub actor: String,
    /// Business day on which it was sent.
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
    /// The newest entry that the sender's story of the subject has: whoever hears it can tell when that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<StoryHead>,
    /// The newest record of a view that the sender knew of: whoever hears it can tell when that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<StoryHead>,
    /// Protobuf bytes; personal data must not reach a log.
    #[serde(skip)]
    pub body: Vec<u8>,
}

/// The newest link of a chain: its number and its hash in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoryHead {
    pub number: u64,
    pub hash: String,
}

impl std::fmt::Display for StoryHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.number, self.hash)
    }
}

impl std::str::FromStr for StoryHead {
    type Err = NoStoryHead;

    fn from_str(text: &str) -> Result<Self, NoStoryHead> {
        let (number, hash) = text.split_once(' ').ok_or(NoStoryHead)?;
        Ok(Self { number: number.parse().map_err(|_| NoStoryHead)?, hash: hash.to_owned() })
    }
}

/// The text names no entry of a story.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no number and hash")]
pub struct NoStoryHead;

/// Which of `partitions` queues a key belongs to: stable across builds and machines (FNV-1a).
pub fn partition_of(key: &str, partitions: u16) -> u16 {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // FNV's low bits mix badly on short keys; fold the high half in.
    let folded = hash ^ (hash >> 32);
    u16::try_from(folded % u64::from(partitions.max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_its_partition_for_ever() {
        // Changing this moves running cases between queues: order would be lost in a rolling upgrade.
        assert_eq!(partition_of("5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11", 8), 2);
        assert_eq!(partition_of("a-tenant", 8), 6);
    }

    #[test]
    fn keys_spread_over_the_partitions() {
        let mut counts = [0; 8];
        for number in 0..8_000u128 {
            counts[usize::from(partition_of(&Uuid::from_u128(number * 7_919).to_string(), 8))] += 1;
        }
        assert!(counts.iter().all(|count| (800..1_200).contains(count)), "{counts:?}");
    }
}
