//! `docs/process.md`, written from the table.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::effect::Effect;
use super::signal::SIGNALS;
use super::state::{
    CategoryKind, ClosureKind, EntitlementKind, GateKind, IntakeKind, ObjectionKind, ReferralKind,
    ReviewKind, TrajectoryKind,
};
use super::table::{Table, To};
use super::task::TaskKind;
use super::trigger::Trigger;

const HEAD: &str = "\
# The process of a case

This page is written from the code's own table of transitions (`crates/workflow/src/model/table.rs`); a test fails
when it is out of date. To write it anew: `cargo run -p workflow --example process-page > docs/process.md`.

A case has nine regions that go on beside each other. An arrow is labelled with what the region hears and, after
the slash, what it does: *send* a command to a service, *open* or *close* a task for a person, *tell* the other
regions. What is heard in a state without an arrow for it is recorded in the story as come too late; it changes
nothing and is never an error.

";

const OBJECTION: &str = "\
An objection against one decision and an appeal after it (Awb chapters 6 to 8); a case has as many as were made, each with
its own days, and they go on when the case is closed. What a person does in a state without an arrow for it is refused by
name.";

/// The whole page: a diagram of each region, and the table of undoing.
pub fn process_page() -> String {
    let mut page = HEAD.to_owned();
    region::<GateKind>(
        &mut page,
        "Looking for work first, where law or policy asks it (Participation Act art. 41).",
    );
    region::<IntakeKind>(&mut page, "The facts of the household.");
    region::<EntitlementKind>(&mut page, "The right to assistance, decided by income.");
    region::<CategoryKind>(
        &mut page,
        "The category by the municipality's policy, and with it the direction.",
    );
    region::<ReferralKind>(&mut page, "To a partner, or to a place in sheltered work.");
    region::<TrajectoryKind>(&mut page, "The instruments that run.");
    region::<ReviewKind>(&mut page, "The periodic review.");
    region::<ObjectionKind>(&mut page, OBJECTION);
    region::<ClosureKind>(&mut page, "Whether the case is over.");
    page.push_str(&undo_table());
    page.push_str(&signal_table());
    page.push_str(SEEN_AGAIN);
    page.push_str(REVERSALS);
    page
}

fn region<K: Table>(page: &mut String, about: &str) {
    let _ = writeln!(page, "## {}\n\n{about}\n\n```mermaid\n{}```\n", K::REGION.name(), diagram_of::<K>());
}

/// The mermaid diagram of one region. Arrows between the same two states are one, so that it can be read.
fn diagram_of<K: Table>() -> String {
    let mut text = String::from("stateDiagram-v2\n");
    for state in K::ALL {
        let _ = writeln!(text, "    state \"{}\" as {}", state.name(), id(state.name()));
    }
    if let Some(first) = K::ALL.first() {
        let _ = writeln!(text, "    [*] --> {}", id(first.name()));
    }
    for row in K::ROWS {
        for from in row.from {
            let to = match row.to {
                To::Go(to) => to,
                To::Stay if !row.effects.iter().all(|effect| is_silent(*effect)) => *from,
                To::Stay | To::Refuse => continue,
            };
            let heard: Vec<String> = row.on.iter().map(|trigger| words(&format!("{trigger:?}"))).collect();
            let effects: Vec<String> = row.effects.iter().filter_map(effect).collect();
            let slash = if effects.is_empty() { String::new() } else { format!(" / {}", effects.join(", ")) };
            let _ = writeln!(
                text,
                "    {} --> {} : {}{slash}",
                id(from.name()),
                id(to.name()),
                heard.join(" or ")
            );
        }
    }
    text
}

/// What only the story tells.
const fn is_silent(effect: Effect) -> bool {
    matches!(effect, Effect::CameLate | Effect::Repeats)
}

fn id(name: &str) -> String {
    name.replace('-', "_")
}

/// `CategoryChanged` as `category changed`.
fn words(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn effect(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Send(order) => format!("send {}", words(&format!("{order:?}"))),
        Effect::Open(task) => format!("open {}", TaskKind::code(*task)),
        Effect::Close(task) | Effect::Drop(task) => format!("close {}", TaskKind::code(*task)),
        Effect::DropAll => "close all tasks".into(),
        Effect::CloseDone => "close it".into(),
        Effect::Escalate => "mark late tasks".into(),
        Effect::Raise(signal) => format!("tell {}", words(&format!("{signal:?}"))),
        Effect::SetOut => "tell the direction's way".into(),
        Effect::OpenSignal => "open its task".into(),
        Effect::CloseSignal => "close its task".into(),
        Effect::CloseObjectionTasks => "close its tasks".into(),
        Effect::Reverse => "tell the region of the decision".into(),
        Effect::CameLate | Effect::Repeats | Effect::Reopened => return None,
    })
}

const REVERSALS: &str = "
## An objection is upheld

The chain goes on anew from the decision that the objection was against. What followed is taken back by the table above or
decided anew beside what stands; no record is changed.

| decision | what follows |
| --- | --- |
| entitlement, while the case is open | the right is assessed anew; the direction stays until there is another decision |
| entitlement, denied | the case opens anew when all that ended with it is back; a person corrects the facts, and the right is assessed anew |
| entitlement, granted, in a case that ended since | the case stays closed: task `correct-decision`, closed by what a person decides in income (`DecideEntitlement`) on the amount over the days of the right; the next run pays what is due |
| not processed | the case opens anew with its intake; was that complete, a person decides on the right |
| not processed, of assistance that was asked beside support | intake takes it up again from the report of then, and a person decides on the right |
| ending | the case opens anew when all that ended with it is back; a person decides on the right, which goes on from the day it ended, and the category is assigned anew |
| one that opens the case anew while another application of the same people runs | task `reopen-application`; done, intake is asked again |
| category | the category is assigned anew; referral, place and trajectory as with every change of category |
| referral | referral, place and trajectory are taken back, and a person says where the case goes |
| trajectory | the trajectory is ended, and the case is reviewed |
| recovery, fine | income is asked to take the debt back (`ReverseDecision`): what is left is not owed any more, what was paid off is paid back, by new lines; the objection shows how far that is |
| measure | income is asked to withdraw it, by the number of its decision or else by its day: the next run works the months out anew and pays what was taken; on a measure that weighed heavier for it, as a repetition, a person decides anew (task `review-measure`) |
| suspension | income is asked to let payment go on, over the days that it stood still too |
| set-off | income is asked: what was withheld is paid with the next run; whether it is recovered a person decides apart |
| another scheme that was ended or withdrawn | income is asked: it goes on as before, and the next run pays the months since |
| another scheme that was granted, refused or settled, or whose end cannot be taken back by itself | task `correct-decision`, closed by the new decision in income that takes the place of the fallen one |
| another decision about money | income is asked: a warning in the place of a fine is taken back, by the number of its decision, and counts for no later breach; so is what is paid to somebody else; all else a person corrects |
| one about money that income cannot tell from others | task `correct-decision`, once income says so |
| one of the above that no longer stands | task `correct-decision` |
";

const SEEN_AGAIN: &str = "
## A client is seen again

A reassessment or a recall of a client whose case runs stands on that case. Benefit, referral and trajectory go on
until there is another decision.

| when | what follows |
| --- | --- |
| the intake of it is still to be held | the case is reviewed: task `review-case`, which says why |
| the intake was held with it | the category is decided anew by what was stated |
| the category is being decided already | nothing else: what was stated goes with it |
| the case ended, or is ending | it came too late; intake refuses or opens another case |

What changed that tells on the right becomes the task `reassess-right`.
";

/// What has been done, and what takes it back: the rows of the table that hear that the case ends.
fn undo_table() -> String {
    let mut text = String::from(
        "## What takes back what\n\nWhen a case ends, for whatever reason, each region takes back what was done. \
         The case is closed when every answer is in. A change of category takes back referral, place and trajectory \
         in the same way, and goes on in the new direction when the answers are in.\n\n\
         | done | taken back by | closed by |\n| --- | --- | --- |\n",
    );
    undo_rows::<EntitlementKind>(&mut text);
    undo_rows::<ReferralKind>(&mut text);
    undo_rows::<TrajectoryKind>(&mut text);
    text.push_str(
        "| application: registered | close application | - |\n\
         | tasks: open | cancelled | - |\n",
    );
    text
}

/// Who raises which signal, who gets it, and what closes it.
fn signal_table() -> String {
    let mut text = String::from(
        "\n## Signals\n\nWhat a service notices about an open case that nobody asked. The same kind and subject is one \
         signal for ever; raised again it changes nothing. One about the decision term that comes after the decision \
         is recorded and asks nobody. When the case ends, every task goes; what nobody saw to by then can be raised \
         again if the case goes on after an objection.\n\n\
         | signal | means | raised by | task | for | closed by |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for signal in SIGNALS {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | `{}` | {} | {} |",
            signal.kind.code(),
            signal.kind.dutch(),
            signal.raised_by,
            signal.task.code(),
            signal.role,
            signal.closed_by
        );
    }
    text
}

fn undo_rows<K: Table>(text: &mut String) {
    for row in K::ROWS.iter().filter(|row| row.on.contains(&Trigger::Ends)) {
        let Some(order) = row.effects.iter().find_map(|effect| match effect {
            Effect::Send(order) => Some(*order),
            _ => None,
        }) else {
            continue;
        };
        let from: Vec<&str> = row.from.iter().map(|state| state.name()).collect();
        let _ = writeln!(
            text,
            "| {}: {} | {} | {} |",
            K::REGION.name(),
            from.join(", "),
            words(&format!("{order:?}")),
            answers::<K>(row.to).into_iter().collect::<Vec<_>>().join(", ")
        );
    }
}

/// What leads out of the state in which the answer is awaited.
fn answers<K: Table>(to: To<K>) -> BTreeSet<String> {
    let To::Go(awaiting) = to else { return BTreeSet::new() };
    K::ROWS
        .iter()
        .filter(|row| row.from == [awaiting] && matches!(row.to, To::Go(_)))
        .flat_map(|row| row.on.iter().map(|trigger| words(&format!("{trigger:?}"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::effect::Order;
    use super::*;

    #[test]
    fn every_undo_stands_on_the_page() {
        let table = undo_table();
        let undos = [
            ("entitlement", Order::EndBenefit),
            ("referral", Order::WithdrawReferral),
            ("referral", Order::ReleasePlace),
            ("trajectory", Order::EndTrajectory),
        ];
        for (region, undo) in undos {
            let command = format!("| {} |", words(&format!("{undo:?}")));
            let found =
                table.lines().any(|row| row.starts_with(&format!("| {region}:")) && row.contains(&command));
            assert!(found, "{undo:?} is not in\n{table}");
        }
    }

    #[test]
    fn the_page_in_docs_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/process.md");
        let kept = std::fs::read_to_string(path).unwrap();
        let same = kept == process_page();
        assert!(same, "write it anew: cargo run -p workflow --example process-page > docs/process.md");
    }
}
