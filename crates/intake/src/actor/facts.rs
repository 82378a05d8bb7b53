//! What people state, verify and take over.

use std::collections::BTreeSet;

use domain::{Caller, CaseId, FactKey, Moment, Refusal};
use messaging::{Outcome, StoryLine};
use policy::Policies;

use super::{Change, Handled, Reply, Submit, World, changed, of_caller};
use crate::messages::told;
use crate::model::{
    Application, Claims, Earlier, Proof, Statement, StatementKind, Verified, months_to_reuse,
    reuse as taken_over, standing,
};

/// The next statement of a case: claims of one occasion, and what was seen of them.
pub fn stated(
    application: &Application,
    kind: StatementKind,
    caller: &Caller,
    claims: &Claims,
    proof: Option<&Proof>,
    moment: &Moment,
) -> Statement {
    let number = application.statements + 1;
    statement(application.case, number, kind, &caller.user, claims, proof, moment)
}

/// Claims that follow from what another service told.
pub fn stated_by(
    application: &Application,
    kind: StatementKind,
    by: &str,
    claims: &Claims,
    moment: &Moment,
) -> Statement {
    statement(application.case, application.statements + 1, kind, by, claims, None, moment)
}

/// What came with an application.
pub fn first(case: CaseId, submit: &Submit, moment: &Moment) -> Statement {
    let (user, proof) = (&submit.caller.user, submit.proof.as_ref());
    statement(case, 1, StatementKind::Submission, user, &submit.claims, proof, moment)
}

fn statement(
    case: CaseId,
    number: i64,
    kind: StatementKind,
    user: &str,
    claims: &Claims,
    proof: Option<&Proof>,
    moment: &Moment,
) -> Statement {
    let verified = |proof: &Proof| -> Vec<_> {
        claims.iter().map(|(key, _)| Verified { number, key, proof: proof.clone() }).collect()
    };
    Statement {
        case,
        number,
        kind,
        day: moment.day,
        at: moment.instant,
        by: user.to_owned(),
        claims: claims.clone(),
        verified: proof.map(verified).unwrap_or_default(),
        sealed_note: None,
    }
}

/// New or changed facts.
pub fn record(
    application: &Application,
    history: &[Statement],
    caller: &Caller,
    claims: &Claims,
    proof: Option<&Proof>,
    moment: &Moment,
) -> Handled {
    let stated = stated(application, StatementKind::Facts, caller, claims, proof, moment);
    let title = format!("Gegevens vastgelegd: {}", named(claims.iter().map(|(key, _)| key)));
    lay(application, history, stated, title)
}

/// A claim of an earlier statement was found to be true. What was verified in this very way before is a repeat that
/// changes nothing.
pub fn verify(
    application: &Application,
    history: &[Statement],
    caller: &Caller,
    (number, key): (i64, FactKey),
    proof: &Proof,
    moment: &Moment,
) -> Handled {
    let claimed = history.iter().find(|one| one.number == number && one.claims.get(key).is_some());
    let Some(claimed) = claimed else {
        return Err(Refusal::not_found("verklaring over dit gegeven"));
    };
    if claimed.by == caller.user && !caller.roles.iter().any(|role| role.is_consultant()) {
        let reason = "Een systeem kan niet vaststellen wat het zelf heeft doorgegeven.";
        return Err(Refusal::not_allowed("own-statement", reason));
    }
    let verified = Verified { number, key, proof: proof.clone() };
    let again = |one: &&Statement| one.day == moment.day && one.verified.contains(&verified);
    if history.iter().any(|one| again(&one)) {
        return Ok(Outcome::nothing().reply(Reply::Done));
    }
    let kind = StatementKind::Verification;
    let stated = stated(application, kind, caller, &Claims::default(), None, moment);
    let stated = Statement { verified: vec![verified], ..stated };
    let title = format!("Gegeven vastgesteld {}: {}", proof.dutch(), key.dutch());
    lay(application, history, stated, title)
}

/// Facts of an ended case of the same person, verified today.
pub fn reuse(
    policies: &Policies,
    world: &World,
    (case, from): (CaseId, CaseId),
    caller: &Caller,
    keys: &[FactKey],
    proof: &Proof,
    moment: &Moment,
) -> Handled {
    let application = of_caller(world, case, caller)?;
    let past = Earlier { application: of_caller(world, from, caller)?, history: world.past(from) };
    let months = months_to_reuse(policies, application.reported_on);
    let claims = taken_over(application, past, keys, months, moment.day)?;
    let stated = stated(application, StatementKind::Reuse, caller, &claims, Some(proof), moment);
    let (number, keys) = (&past.application.number, named(keys.iter().copied()));
    let title = format!("Gegevens overgenomen uit zaak {number}, vastgesteld {}: {keys}", proof.dutch());
    lay(application, world.past(case), stated, title)
}

/// What was stated is laid over the facts; `title` is the line in the story.
pub fn lay(application: &Application, history: &[Statement], stated: Statement, title: String) -> Handled {
    let (next, keys) = application.record_facts(&stated, history)?;
    let keys = with_contested(keys, history, &stated);
    let mut told = if keys.is_empty() { Vec::new() } else { told::facts_changed(&next, &keys) };
    told.extend(told::care_need(application.care_signal, &next));
    Ok(changed(Outcome::nothing().reply(Reply::Done).tell(told), next, Some(stated), title))
}

/// Other facts hold from today, as was stated before.
pub fn turned(next: &Application, keys: &[FactKey]) -> Outcome<Change, Reply> {
    let outcome = Outcome::change(Change::of(next.clone(), None));
    if keys.is_empty() {
        return outcome;
    }
    let title = format!("Er gelden andere gegevens, zoals eerder gemeld: {}", named(keys.iter().copied()));
    let line = StoryLine::new(next.case, &next.municipality, title).by_the_clock();
    outcome.tell(told::facts_changed(next, keys)).story(line)
}

/// With the facts of which sources disagree since the statement, or no longer.
pub fn with_contested(keys: Vec<FactKey>, history: &[Statement], stated: &Statement) -> Vec<FactKey> {
    let otherwise = contested_otherwise(history, stated);
    let more: Vec<_> = otherwise.into_iter().filter(|key| !keys.contains(key)).collect();
    keys.into_iter().chain(more).collect()
}

/// Facts of which sources spoke against each other before a statement and do not after it, or the other way round: whoever
/// decided by them looks again.
fn contested_otherwise(history: &[Statement], stated: &Statement) -> BTreeSet<FactKey> {
    if history.is_empty() {
        return BTreeSet::new();
    }
    let contested = |all: &[Statement]| -> BTreeSet<FactKey> {
        standing(all, stated.day, stated.day).contested.into_iter().collect()
    };
    let mut all = history.to_vec();
    let before = contested(&all);
    all.push(stated.clone());
    before.symmetric_difference(&contested(&all)).copied().collect()
}

/// Facts as the story names them.
pub fn named(keys: impl Iterator<Item = FactKey>) -> String {
    keys.map(FactKey::dutch).collect::<Vec<_>>().join(", ")
}
