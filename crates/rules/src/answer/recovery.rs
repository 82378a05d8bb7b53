//! Questions about what is recovered and how it is paid off.

use super::conduct::told;
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
        Ask::PastIncome => told(reply, offset_past_income(question)),
        Ask::Debtors => told(reply, debtors(question)),
        Ask::Instalments => reply.of_step(instalment_plan(question), |reply, plan| {
            reply.amount("monthly", plan.monthly);
            reply.details(&plan);
        }),
        Ask::ProtectedLevel => {
            reply.of_step(protected_level(question), |reply, level| reply.amount("protected_level", level))
        }
        Ask::Room => reply.of_step(room(question), |reply, room| reply.amount("room", room)),
        Ask::Limitation => told(reply, limitation(question)),
        Ask::Recourse => told(reply, recourse(question)),
        Ask::CollectionScore => told(reply, collection_score(question, local.collection.as_ref())),
        Ask::MayStop => reply.of_step(may_stop(question), |reply, ground| reply.choice(ground.code())),
        Ask::Arrangement => reply.of_step(arrangement_allowed(question), Reply::holds),
        Ask::FineRemission => reply.of_step(fine_remission(question), Reply::holds),
        Ask::WorkPays => told(reply, work_pays(question)),
        Ask::LatePenalty => told(reply, late_penalty(question)),
        _ => reply,
    }
}
