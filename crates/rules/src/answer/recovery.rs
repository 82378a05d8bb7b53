//! Questions about what is recovered and how it is paid off.

use super::{Ask, Reply};
use crate::debt::{
    arrangement_allowed, collection_score, debtors, fine_remission, instalment_plan, late_penalty,
    limitation, may_stop, offset_past_income, protected_level, recourse, recovery, room, work_pays,
};
use crate::{Local, Question};

pub(super) fn answer(reply: Reply, question: Question<'_>, local: &Local, ask: Ask) -> Reply {
    match ask {
        Ask::Recovery => reply.of_step(recovery(question), |reply, found| {
            reply.amount("recovery", found.amount);
            reply.details(&found);
        }),
        Ask::PastIncome => reply.of_step(offset_past_income(question), |reply, found| {
            reply.amount("offset", found.offset);
            reply.amount("rest", found.rest);
            reply.details(&found);
        }),
        Ask::Debtors => reply.of_step(debtors(question), |reply, found| {
            reply.holds(found.joint());
            reply.details(&found);
        }),
        Ask::Instalments => reply.of_step(instalment_plan(question), |reply, plan| {
            reply.amount("monthly", plan.monthly);
            reply.details(&plan);
        }),
        Ask::ProtectedLevel => {
            reply.of_step(protected_level(question), |reply, level| reply.amount("protected_level", level))
        }
        Ask::Room => reply.of_step(room(question), |reply, room| reply.amount("room", room)),
        Ask::Limitation => reply.of_step(limitation(question), |reply, found| {
            reply.day("until", found.until);
            reply.holds(found.lapsed);
            reply.details(&found);
        }),
        Ask::Recourse => reply.of_step(recourse(question), |reply, found| {
            reply.amount("recourse", found.amount);
            if let Some(day) = found.pay_by {
                reply.day("pay_by", day);
            }
            reply.details(&found);
        }),
        Ask::CollectionScore => {
            reply.of_step(collection_score(question, local.collection.as_ref()), |reply, found| {
                reply.number("points", found.points);
                reply.choice(&found.band);
                reply.details(&found);
            })
        }
        Ask::MayStop => reply.of_step(may_stop(question), |reply, ground| reply.choice(ground.code())),
        Ask::Arrangement => reply.of_step(arrangement_allowed(question), Reply::holds),
        Ask::FineRemission => reply.of_step(fine_remission(question), Reply::holds),
        Ask::WorkPays => reply.of_step(work_pays(question), |reply, found| {
            reply.holds(found.accepted);
            reply.amount("asked", found.asked);
            reply.amount("highest", found.highest);
            reply.details(&found);
        }),
        Ask::LatePenalty => reply.of_step(late_penalty(question), |reply, found| {
            reply.amount("penalty", found.amount);
            reply.day("from", found.from);
            reply.number("days", found.days.into());
            reply.details(&found);
        }),
        _ => reply,
    }
}
