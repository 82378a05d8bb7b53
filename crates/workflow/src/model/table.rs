//! The one table of transitions: region × state × trigger → next state and effects. The engine that advances a
//! process, the diagrams in `docs/process.md` and the test that nothing is undecided all read it.

use super::effect::Effect;
use super::process::Process;
use super::state::Kind;
use super::trigger::Trigger;

mod category;
mod entry;
mod objection;
mod referral;
mod review;
mod trajectory;

/// What a row does with the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<K> {
    /// Goes there; to where it stands already, it takes in what the event says.
    Go(K),
    Stay,
    /// A person is told that it cannot be done now. Never for what a service tells.
    Refuse,
}

/// From any of these states, on any of these triggers: to there, with these effects.
#[derive(Debug, Clone, Copy)]
pub struct Row<K: 'static> {
    pub from: &'static [K],
    pub on: &'static [Trigger],
    pub to: To<K>,
    pub effects: &'static [Effect],
}

const fn go<K: Copy>(
    from: &'static [K],
    on: &'static [Trigger],
    to: K,
    effects: &'static [Effect],
) -> Row<K> {
    Row { from, on, to: To::Go(to), effects }
}

const fn stay<K>(from: &'static [K], on: &'static [Trigger], effects: &'static [Effect]) -> Row<K> {
    Row { from, on, to: To::Stay, effects }
}

/// Recorded in the story as come too late; with what takes back an effect it has elsewhere.
const fn late<K>(from: &'static [K], on: &'static [Trigger]) -> Row<K> {
    Row { from, on, to: To::Stay, effects: &[Effect::CameLate] }
}

const fn refuse<K>(from: &'static [K], on: &'static [Trigger]) -> Row<K> {
    Row { from, on, to: To::Refuse, effects: &[] }
}

/// The rows of a region's table, by its kind of state.
pub trait Table: Kind {
    const ROWS: &'static [Row<Self>];

    /// The row that decides; `None` when this region leaves the trigger.
    fn row(self, on: Trigger) -> Option<&'static Row<Self>> {
        Self::ROWS.iter().find(|row| row.on.contains(&on) && row.from.contains(&self))
    }
}

/// Whether a region has still to hear that the case ends.
pub(super) fn has_ends(process: &Process) -> bool {
    process.gate.kind().row(Trigger::Ends).is_some()
        || process.intake.kind().row(Trigger::Ends).is_some()
        || process.entitlement.kind().row(Trigger::Ends).is_some()
        || process.category.kind().row(Trigger::Ends).is_some()
        || process.referral.kind().row(Trigger::Ends).is_some()
        || process.trajectory.kind().row(Trigger::Ends).is_some()
        || process.review.kind().row(Trigger::Ends).is_some()
}

#[cfg(test)]
mod tests;
