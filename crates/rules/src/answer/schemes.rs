//! Questions about schemes beside general assistance.

use domain::FactSource;

use super::{Ask, Reply, Verdict};
use crate::assess::{Ground, norm_of};
use crate::conduct::lowering_of;
use crate::facts::{Facts, Stated};
use crate::schemes::older::{Benefit, ioaw, ioaz};
use crate::schemes::self_employment::{bbz, small_scale};
use crate::schemes::special_assistance::Form;
use crate::schemes::{
    Assessed, Right, Ruling, SchemePolicy, income_supplement, minima, signal, single_earner,
    special_assistance, state_pension, study_supplement, wage_cost_subsidy,
};
use crate::{Answer, Finding, Local, Question, Share, Stop, apply};

pub(super) fn answer(reply: Reply, question: Question<'_>, local: &Local, ask: Ask) -> Reply {
    let policy = &local.schemes;
    match ask {
        Ask::WageCostSubsidy => subsidy(reply, question, policy),
        Ask::IncomeSupplement => {
            let found = income_supplement::assess(question, policy.income_supplement.as_ref());
            scheme(reply, found, |reply, amount| reply.amount("supplement", amount))
        }
        Ask::StudySupplement => {
            let found = study_supplement::assess(question, policy.study_supplement.as_ref());
            scheme(reply, found, |reply, amount| reply.amount("supplement", amount))
        }
        Ask::SpecialAssistance => {
            let facts = with_norm(question, local);
            special(reply, Question { facts: &facts, ..question }, policy)
        }
        Ask::Minima => {
            let facts = with_norm(question, local);
            let found = minima::assess(Question { facts: &facts, ..question }, &policy.minima);
            scheme(reply, found, |reply, amount| reply.amount("scheme", amount))
        }
        Ask::UnusedSchemes => {
            let facts = with_norm(question, local);
            let found = signal::unused(Question { facts: &facts, ..question }, policy);
            reply.of(found, |reply, signals| reply.signals = signals)
        }
        Ask::SingleEarner => reply.of(single_earner::amount(question), |_, _| {}),
        Ask::Ioaw => lowered(scheme(reply, ioaw::assess(question), benefit), question, local),
        Ask::Ioaz => lowered(scheme(reply, ioaz::assess(question), benefit), question, local),
        Ask::SelfEmployed => self_employed(reply, question),
        Ask::SelfEmployedYear => {
            reply.of_step(bbz::settlement(question), |reply, loan| reply.amount("loan", loan))
        }
        Ask::SmallBusiness => small_business(reply, question, policy),
        Ask::SmallBusinessYear => reply.of_step(small_scale::settle_year(question), |reply, year| {
            reply.amount("profit", year.profit);
            reply.amount("counted", year.counted);
            reply.amount("difference", year.difference);
        }),
        Ask::StatePension => reply.of(state_pension::authority(question), |reply, _| reply.choice("svb")),
        _ => reply,
    }
}

/// A right with an amount: granted or denied.
fn scheme<T>(reply: Reply, found: Answer<Assessed<T>>, tell: impl FnOnce(&mut Reply, T)) -> Reply {
    reply.of(found, |reply, assessed| match assessed {
        Assessed { right: Right::Refused { ground }, .. } => denied(reply, &ground),
        Assessed { right: Right::Entitled, amount } => {
            reply.outcome = Verdict::Granted;
            if let Some(amount) = amount {
                tell(reply, amount);
            }
        }
    })
}

/// The line of the rule that refused.
fn denied(reply: &mut Reply, ground: &str) {
    reply.outcome = Verdict::Denied;
    // The line that decided is repeated at the end.
    let refused = reply.explanations.iter().rev().find(|line| line.rule == ground);
    reply.grounds = refused
        .map(|line| Ground { rule: line.rule.clone(), source: line.source.clone(), text: line.text.clone() })
        .into_iter()
        .collect();
}

fn subsidy(reply: Reply, question: Question<'_>, policy: &SchemePolicy) -> Reply {
    let found = wage_cost_subsidy::assess(question);
    let subsidy = found.finding.as_ref().value().and_then(|assessed| assessed.amount.clone());
    let mut reply = scheme(reply, found, |reply, found| {
        reply.amount("minimum_wage", found.minimum_wage);
        reply.amount("subsidy", found.subsidy);
        reply.amount("charges", found.charges);
        reply.amount("total", found.total);
        reply.day("wage_day", found.wage_day);
        reply.choice(match found.kind {
            wage_cost_subsidy::SubsidyKind::FlatRate => "flat-rate",
            wage_cost_subsidy::SubsidyKind::WageValue => "wage-value",
        });
    });
    if let Some(subsidy) = subsidy {
        let decide_by = wage_cost_subsidy::decide_by(question);
        if let Finding::Value(day) = decide_by.finding {
            reply.day("decide_by", day);
            reply.explanations.push(decide_by.explanation);
        }
        // Whether it covers its costs, where the policy asks that and the facts say it.
        let covers = wage_cost_subsidy::cost_covering(question, policy, &subsidy);
        if let Finding::Value(ruling) = covers.finding {
            reply.holds(ruling == Ruling::Met);
            reply.explanations.push(covers.explanation);
        }
    }
    reply
}

fn special(reply: Reply, question: Question<'_>, policy: &SchemePolicy) -> Reply {
    let found = special_assistance::assess(question, policy.special_assistance.as_ref());
    scheme(reply, found, |reply, paid| {
        reply.amount("special_assistance", paid.amount);
        reply.amount("own_share", paid.own_share);
        reply.amount("threshold", paid.threshold);
        reply.choice(match paid.form {
            Form::Gift => "gift",
            Form::Loan => "loan",
        });
    })
}

fn benefit(reply: &mut Reply, found: Benefit) {
    reply.amount("base", found.base);
    reply.amount("income", found.income);
    reply.amount("benefit", found.benefit);
}

/// IOAW art. 20, IOAZ art. 20: a lowering that holds in the month is by the ordinance, which a person applies to the gross
/// benefit.
fn lowered(reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    if reply.outcome != Verdict::Granted {
        return reply;
    }
    let lowering = lowering_of(question, local.lowering.as_ref(), question.days.month());
    if matches!(lowering.finding, Finding::Value(found) if found.share == Share::NOTHING) {
        return reply;
    }
    let mut reply = reply;
    reply.explanations.push(lowering.explanation);
    let open = apply(question, "lowering-20", "IOAW art. 20, IOAZ art. 20", |_| {
        Err::<((), String), _>(Stop::person_decides(
            "In deze maand geldt een verlaging. Hoeveel er van de uitkering af gaat staat in de verordening; een medewerker beslist.",
        ))
    });
    reply.of_step(open, |_, ()| {})
}

/// The facts with the norm as the municipality sets it (art. 20 to 28), where nobody stated it.
fn with_norm(question: Question<'_>, local: &Local) -> Facts {
    let mut facts = question.facts.clone();
    if facts.own_means.norm.is_none()
        && let Finding::Value(norm) = norm_of(question, local).finding
    {
        facts.own_means.norm = Some(Stated { value: norm, source: FactSource::Derived, known_on: None });
    }
    facts
}

fn self_employed(reply: Reply, question: Question<'_>) -> Reply {
    reply.of(bbz::assess(question), |reply, found| {
        // Before the last line, which is the one that decided.
        let last = reply.explanations.len().saturating_sub(1);
        reply.explanations.insert(last, bbz::settlement(question).explanation);
        reply.choice(found.kind.code());
        for (name, amount) in [("loan", found.loan), ("gift", found.gift), ("own_capital", found.own_capital)]
        {
            if let Some(amount) = amount {
                reply.amount(name, amount);
            }
        }
        if let Some(interest) = found.interest_basis_points {
            reply.number("interest_basis_points", interest);
        }
    })
}

fn small_business(reply: Reply, question: Question<'_>, policy: &SchemePolicy) -> Reply {
    let right = small_scale::entitled(question, policy.small_business.as_ref());
    match right.finding {
        Finding::Value(Right::Entitled) => {
            let month = small_scale::amount(question);
            let explanations = right.explanations.into_iter().chain(month.explanations).collect();
            reply.of(Answer { finding: month.finding, explanations }, |reply, income| {
                reply.amount("income", income)
            })
        }
        finding => reply.of(Answer { finding, explanations: right.explanations }, |reply, right| {
            if let Right::Refused { ground } = right {
                denied(reply, &ground);
            }
        }),
    }
}
