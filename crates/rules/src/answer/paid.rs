//! Questions about how assistance is paid out and when it ends.

use domain::Cents;

use super::{Reply, Verdict, assistance};
use crate::facts::HouseholdKind;
use crate::means::{self, Amount, Halves, OnBehalf};
use crate::{Claimant, Finding, Local, Question, Stop, apply, right};

/// The assistance of a whole month, or the answer why there is none.
fn granted(reply: Reply, question: Question<'_>, local: &Local) -> Result<(Reply, Amount), Box<Reply>> {
    let reply = assistance(reply, question, local);
    let of = |name: &str| reply.amounts.get(name).copied().unwrap_or(Cents::ZERO);
    if reply.outcome != Verdict::Granted {
        return Err(Box::new(reply));
    }
    let amount =
        Amount { assistance: of("assistance"), holiday: of("holiday_allowance"), payable: of("payable") };
    let mut reply = reply;
    reply.amounts.clear();
    Ok((reply, amount))
}

/// What each spouse is paid of a month's assistance, without the holiday allowance that is kept.
pub(super) fn payees(reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    let (reply, amount) = match granted(reply, question, local) {
        Ok(found) => found,
        Err(other) => return *other,
    };
    let couple = matches!(right::composition(question).finding, Finding::Value(found) if found.kind == HouseholdKind::Couple);
    if !couple || reply.entitled.len() < 2 {
        let one = reply.entitled.first().copied().unwrap_or(Claimant::Applicant);
        let step = apply(question, "payees-45-4", "PW art. 45 lid 4", |_| {
            Ok::<_, Stop>(((), format!("{} gaat naar {}.", amount.payable, one.dutch())))
        });
        return reply.of_step(step, |reply, ()| {
            if couple {
                for who in [Claimant::Applicant, Claimant::Partner] {
                    reply.amount(who.path(), Cents::ZERO);
                }
            }
            reply.amount(one.path(), amount.payable);
        });
    }
    reply.of_step(means::payees(question, amount.payable), |reply, Halves { applicant, partner }| {
        reply.amount("applicant", applicant);
        reply.amount("partner", partner);
    })
}

/// Fixed costs out of a month's assistance, from the first day of the right.
pub(super) fn fixed_costs(reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    let (reply, amount) = match granted(reply, question, local) {
        Ok(found) => found,
        Err(other) => return *other,
    };
    let start = right::start(question);
    let Finding::Value(first) = start.finding else { return reply.of(start, |_, _| {}) };
    let step = means::payments_on_behalf(question, first, amount.payable);
    reply.of_step(step, |reply, found| {
        let OnBehalf { rest, until, .. } = found;
        reply.amount("rest", rest);
        if let Some(until) = until {
            reply.day("until", until);
        }
        reply.details(&found);
    })
}
