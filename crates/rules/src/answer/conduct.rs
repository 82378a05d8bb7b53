//! Questions about duties, lowering, fine and suspension.

use serde::Serialize;

use super::{Ask, Reply};
use crate::conduct::{
    FineKind, address_mismatch, all_lowerings, duties, fine, language_terms, lowering_of, revision,
    suspension,
};
use crate::{Claimant, Local, Question, Step, Stop, apply};

pub(super) fn answer(reply: Reply, question: Question<'_>, local: &Local, ask: Ask) -> Reply {
    match ask {
        Ask::Duties => told(reply, duties(question, Claimant::Applicant)),
        Ask::DutiesOfPartner => told(reply, duties(question, Claimant::Partner)),
        Ask::Lowering => lowering(reply, question, local),
        Ask::LoweringOfMonth => {
            told(reply, lowering_of(question, local.lowering.as_ref(), question.days.month()))
        }
        Ask::Fine => reply.of_step(fine(question, local.fine.as_ref()), |reply, fine| {
            if fine.kind == FineKind::Fine {
                reply.amount("fine", fine.amount);
            }
            reply.choice(fine.kind.code());
            reply.details(&fine);
        }),
        Ask::Suspension => told(reply, suspension(question)),
        Ask::Revision => told(reply, revision(question)),
        Ask::AddressMismatch => reply.of_step(address_mismatch(question), Reply::holds),
        Ask::LanguageTerms => told(reply, language_terms(question)),
        _ => reply,
    }
}

fn lowering(reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    let found = all_lowerings(question, local.lowering.as_ref());
    if found.explanations.is_empty() {
        let nothing = apply(question, "lowering-18", "PW art. 18", |_| {
            Err::<((), String), _>(Stop::not_applicable("Er is niet gezegd dat een plicht is geschonden."))
        });
        return reply.of_step(nothing, |_, ()| {});
    }
    reply.of(found, |reply, all| reply.details(&all))
}

/// A value with all its parts.
pub(super) fn told<T: Serialize>(reply: Reply, step: Step<T>) -> Reply {
    reply.of_step(step, |reply, value| reply.details(&value))
}
