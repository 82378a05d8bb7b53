//! Questions about duties, lowering, fine and suspension.

use super::{Ask, Reply};
use crate::conduct::{
    FineKind, address_mismatch, all_lowerings, duties, fine, language_terms, lowering_of, revision,
    suspension,
};
use crate::{Claimant, Local, Question, Stop, apply};

pub(super) fn answer(reply: Reply, question: Question<'_>, local: &Local, ask: Ask) -> Reply {
    match ask {
        Ask::Duties => of_person(reply, question, Claimant::Applicant),
        Ask::DutiesOfPartner => of_person(reply, question, Claimant::Partner),
        Ask::Lowering => lowering(reply, question, local),
        Ask::LoweringOfMonth => {
            let step = lowering_of(question, local.lowering.as_ref(), question.days.month());
            reply.of_step(step, |reply, lowering| {
                reply.number("share_basis_points", lowering.share.get());
                reply.choice(lowering.base.code());
                reply.details(&lowering);
            })
        }
        Ask::Fine => reply.of_step(fine(question, local.fine.as_ref()), |reply, fine| {
            if fine.kind == FineKind::Fine {
                reply.amount("fine", fine.amount);
            }
            reply.choice(fine.kind.code());
            reply.details(&fine);
        }),
        Ask::Suspension => reply.of_step(suspension(question), |reply, found| {
            reply.choice(found.state.code());
            reply.day("from", found.from);
            reply.day("until", found.until);
            reply.details(&found);
        }),
        Ask::Revision => reply.of_step(revision(question), |reply, found| {
            reply.choice(found.obligation.code());
            reply.details(&found);
        }),
        Ask::AddressMismatch => reply.of_step(address_mismatch(question), Reply::holds),
        Ask::LanguageTerms => language(reply, question, Claimant::Applicant),
        Ask::LanguageTermsOfPartner => language(reply, question, Claimant::Partner),
        _ => reply,
    }
}

fn of_person(reply: Reply, question: Question<'_>, who: Claimant) -> Reply {
    reply.of_step(duties(question, who), |reply, found| {
        if let Some(ground) = found.ground {
            reply.choice(ground.code());
        }
        if let Some(until) = found.exempt_until {
            reply.day("exempt_until", until);
        }
        reply.details(&found);
    })
}

fn language(reply: Reply, question: Question<'_>, who: Claimant) -> Reply {
    reply.of_step(language_terms(question, who), |reply, found| {
        reply.day("test_by", found.test_by);
        if let Some(day) = found.notify_by {
            reply.day("notify_by", day);
        }
        reply.details(&found);
    })
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
