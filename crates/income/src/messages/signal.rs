//! Signals: what a person must see to, and that it is no longer so (WF-9).

use domain::SignalKind;
use messaging::Told;
use proto::common::v1::CaseRef;
use proto::income::v1 as pb;

use crate::model::money::CaseAccount;

/// Number of the grant in the case, and the year.
type OfYear = (u32, i32);

/// A year is over of what a grant lends, and nobody settled it.
pub fn year_unsettled(account: &CaseAccount, of: OfYear) -> Vec<Told> {
    let event = pb::SignalRaised {
        case: Some(CaseRef::of(account.case, account.person, &account.municipality)),
        kind: SignalKind::YearUnsettled.code().into(),
        subject: subject(of),
        due_on: String::new(),
    };
    service::tell(account.case, &account.municipality, &event)
}

/// It was settled, or there is nothing to settle.
pub fn year_settled(account: &CaseAccount, of: OfYear) -> Vec<Told> {
    let event = pb::SignalSettled {
        case: Some(CaseRef::of(account.case, account.person, &account.municipality)),
        kind: SignalKind::YearUnsettled.code().into(),
        subject: subject(of),
    };
    service::tell(account.case, &account.municipality, &event)
}

fn subject((grant, year): OfYear) -> String {
    format!("grant-{grant}-{year}")
}
