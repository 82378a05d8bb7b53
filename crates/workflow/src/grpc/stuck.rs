//! Cases that do not go on: wire → input, and processes → wire.

use chrono::{Days, NaiveDate};
use domain::{Caller, Refusal};
use proto::day_text;
use proto::workflow::v1 as pb;

use super::convert::{Check, case_id};
use crate::actor::Input;
use crate::model::Process;
use crate::store::Page;

const MOST_DAYS: u32 = 3_650;

/// What waits since before this day, and which page of it.
pub(super) fn asked(
    wire: &pb::ListStuckCasesRequest,
    today: NaiveDate,
) -> Result<(NaiveDate, Page), Refusal> {
    let mut check = Check::default();
    let page = check.page("page", wire.page);
    if wire.days > MOST_DAYS {
        check.wrong("days", "mag niet meer zijn dan 3650", "days-range");
    }
    let before = today.checked_sub_days(Days::new(u64::from(wire.days)));
    check.done(before.map(|before| (before, page)))
}

pub(super) fn wire(process: &Process, before: NaiveDate) -> pb::StuckCase {
    let snags = process.snags(before).into_iter().map(|snag| pb::Snag {
        kind: snag.kind.code().into(),
        what: snag.what.into(),
        since: day_text(snag.since),
    });
    pb::StuckCase {
        case_id: process.case.to_string(),
        case_number: process.number().into(),
        stage: process.stage().code().into(),
        snags: snags.collect(),
    }
}

pub(super) fn park(wire: pb::ParkCaseRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let reason = check.needed("reason", &wire.reason);
    check.done(Some(Input::Park { caller, case, reason }))
}

pub(super) fn replay(wire: pb::ReplayCaseRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let reason = check.needed("reason", &wire.reason);
    check.done(Some(Input::Replay { caller, case, reason, replayed: wire.replayed }))
}

pub(super) fn redrive(wire: pb::RedriveCaseRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let reason = check.needed("reason", &wire.reason);
    check.done(Some(Input::Redrive { caller, case, reason, replayed: wire.replayed }))
}
