//! Questions to the rules and their answers, as documents: what an outside caller sends and gets.

mod conduct;
mod month;
mod outcome;
mod page;
mod paid;
mod recovery;
mod schemes;

use chrono::NaiveDate;
use domain::Cents;
use policy::National;
use schemars::{Schema, schema_for};

use crate::assess::{Assessment, Outcome, assess, norm_of};
use crate::facts::{Facts, choices};
use crate::means::{self, Form, Spouse};
use crate::right::{self, Test};
use crate::{Days, Finding, Local, Question, Step, norm};

pub use outcome::{Missing, Reply, Verdict};
pub use page::{fact_tables, question_table};

choices! {
    /// What can be asked of the rules.
    pub enum Ask {
        /// The right to general assistance and its amount: everything from competence to holiday allowance.
        Assistance = "assistance", "recht op algemene bijstand";
        /// The norm per month (art. 20-28, 53a(3)).
        Norm = "norm", "bijstandsnorm";
        /// The income that counts in the month (art. 31-33), of a couple of both.
        Income = "income", "inkomen dat meetelt";
        /// Whether the capital is within the limit (art. 34).
        Capital = "capital", "toets op vermogen";
        /// First day of the right (art. 43(6), 44).
        Start = "start", "ingangsdatum";
        /// From which day an application of someone under 27 may be handled (art. 41(4), (11)).
        SearchPeriod = "search-period", "zoektermijn";
        /// Whether two adults count as a couple (art. 3).
        JointHousehold = "joint-household", "gezamenlijke huishouding";
        /// How many housemates share the costs (art. 19a).
        CostSharers = "cost-sharers", "kostendelende medebewoners";
        /// In which form assistance is given: free, a loan, or a loan on the home (art. 48, 50).
        Form = "form", "vorm van de bijstand";
        /// The least advance, and by which day (art. 52).
        Advance = "advance", "voorschot";
        /// Whom the assistance of a couple is paid to (art. 45(4)).
        Payees = "payees", "aan wie wordt betaald";
        /// Fixed costs that are paid out of the assistance (art. 56a, 57).
        FixedCosts = "fixed-costs", "doorbetaling van vaste lasten";
        /// Until when assistance goes on after a death (art. 45(5)).
        EndByDeath = "end-by-death", "einde na overlijden";
        /// Wage tax and premiums on the assistance (art. 19(4)).
        WageTax = "wage-tax", "loonheffing over de bijstand";
        /// Wage-cost subsidy for the applicant's job, for a whole month (art. 10c, 10d).
        WageCostSubsidy = "wage-cost-subsidy", "loonkostensubsidie";
        /// The individual income supplement (art. 36).
        IncomeSupplement = "income-supplement", "individuele inkomenstoeslag";
        /// The study supplement of the applicant, a month (art. 36b).
        StudySupplement = "study-supplement", "studietoeslag";
        /// Special assistance for the costs stated (art. 35).
        SpecialAssistance = "special-assistance", "bijzondere bijstand";
        /// The scheme for people on a low income that is asked for, of those that the municipality has (NC-8).
        Minima = "minima", "regeling voor mensen met weinig geld";
        /// Schemes that the household seems to be entitled to and does not use (NC-8).
        UnusedSchemes = "unused-schemes", "regelingen die niet worden gebruikt";
        /// The payment for couples with one income (art. 78gg).
        SingleEarner = "single-earner", "regeling voor alleenverdieners";
        /// IOAW, gross a month.
        Ioaw = "ioaw", "IOAW";
        /// IOAZ, gross a month.
        Ioaz = "ioaz", "IOAZ";
        /// Which kind of assistance to self-employed people, and its maxima (Bbz 2004).
        SelfEmployed = "self-employed", "bijstand voor zelfstandigen";
        /// What of the assistance to a self-employed person stays a loan after the year's accounts (Bbz 2004 art. 12).
        SelfEmployedYear = "self-employed-year", "jaarvaststelling van bijstand voor zelfstandigen";
        /// Income of the month from own work on a small scale (NC-13).
        SmallBusiness = "small-business", "inkomen als kleine zelfstandige";
        /// Own work of the year before against what was counted in its months (NC-13).
        SmallBusinessYear = "small-business-year", "jaarafrekening als kleine zelfstandige";
        /// Whether the social insurance bank decides instead of the municipality (art. 47a).
        StatePension = "state-pension", "aanvulling op de AOW";
        /// A whole month: assistance, holiday allowance and what is to be paid, from the first day of the right (art. 45).
        Month = "month", "bijstand over de maand";
        /// The duties of the applicant (art. 9, 9a).
        Duties = "duties", "verplichtingen";
        /// The duties of the partner.
        DutiesOfPartner = "duties-of-partner", "verplichtingen van de partner";
        /// The lowering for each broken duty (art. 18, 18b).
        Lowering = "lowering", "verlaging";
        /// What goes off in the month judged.
        LoweringOfMonth = "lowering-of-month", "verlaging in de maand";
        /// Fine or warning (art. 18a).
        Fine = "fine", "boete";
        /// Where a suspension stands (art. 54(1), (2), (4)).
        Suspension = "suspension", "opschorting";
        /// Whether a decision must or may be revised (art. 54(3)).
        Revision = "revision", "herziening";
        /// Whether payment is suspended for another address (art. 40(2)-(5)).
        AddressMismatch = "address-mismatch", "afwijkend adres";
        /// Terms of the language test of the applicant (art. 18b).
        LanguageTerms = "language-terms", "termijnen van de taaltoets";
        /// Terms of the language test of the partner.
        LanguageTermsOfPartner = "language-terms-of-partner", "termijnen van de taaltoets van de partner";
        /// Whether and how much is recovered (art. 58).
        Recovery = "recovery", "terugvordering";
        /// Income of the past that may be offset (art. 58(4)).
        PastIncome = "past-income", "verrekening van eerder inkomen";
        /// Of whom it is recovered (art. 59).
        Debtors = "debtors", "van wie wordt teruggevorderd";
        /// A plan that pays off what is owed (art. 60).
        Instalments = "instalments", "aflossing in termijnen";
        /// What is protected at recovery.
        ProtectedLevel = "protected-level", "beslagvrije voet";
        /// What can be paid off each month.
        Room = "room", "ruimte om af te lossen";
        /// Limitation of a debt (Awb art. 4:104).
        Limitation = "limitation", "verjaring";
        /// Recourse on who owes maintenance (art. 61-62i).
        Recourse = "recourse", "verhaal";
        /// How a claim is best collected, by the municipality's scorecard.
        CollectionScore = "collection-score", "score voor de invordering";
        /// Whether recovery may stop (art. 58(7)).
        MayStop = "may-stop", "afzien van verdere terugvordering";
        /// Whether the municipality may take part in a debt arrangement.
        Arrangement = "arrangement", "schuldregeling";
        /// Remission of a fine after an arrangement.
        FineRemission = "fine-remission", "kwijtschelding van een boete";
        /// Whether work pays with the plan of instalments (poverty trap).
        WorkPays = "work-pays", "loont werken";
        /// Penalty for a late decision (Awb art. 4:17).
        LatePenalty = "late-penalty", "dwangsom bij niet tijdig beslissen";
    }
}

/// Answers one question about a household.
///
/// What cannot be answered is an answer too: facts are missing, or a person decides, and the explanations say why.
pub fn answer(facts: &Facts, national: &National, local: &Local, days: Days, ask: Ask) -> Reply {
    let question = Question { facts, national, days };
    let stated = crate::conduct::with_stated_steps(question);
    let question = Question { facts: stated.as_ref().unwrap_or(facts), ..question };
    answered(question, local, ask).with_reason()
}

fn answered(question: Question<'_>, local: &Local, ask: Ask) -> Reply {
    let reply = Reply::new(ask, question);
    match ask {
        Ask::Assistance => assistance(reply, question, local),
        Ask::Norm => reply.of(norm_of(question, local), |reply, norm| reply.amount("norm", norm)),
        Ask::Income => income(reply, question),
        Ask::Capital => reply.of(means::capital_test(question), |reply, test| reply.holds(test == Test::Met)),
        Ask::Start => reply.of(right::start(question), |reply, day| reply.day("start", day)),
        Ask::SearchPeriod => reply.of_step(right::search_period(question), |reply, period| {
            reply.day("search_until", period.last());
            reply.day("handled_from", period.handled_from());
        }),
        Ask::JointHousehold => {
            reply.of_step(right::joint_household(question), |reply, test| reply.holds(test == Test::Met))
        }
        Ask::CostSharers => {
            reply.of_step(norm::cost_sharers(question), |reply, count| reply.number("cost_sharers", count))
        }
        Ask::Form => reply.of(means::form_of_assistance(question), |reply, form| {
            reply.choice(match form {
                Form::Free => "free",
                Form::Loan => "loan",
                Form::MortgageCredit => "mortgage-credit",
            });
        }),
        Ask::Advance => advance(reply, question, local),
        Ask::Payees => paid::payees(reply, question, local),
        Ask::FixedCosts => paid::fixed_costs(reply, question, local),
        Ask::EndByDeath => {
            reply.of_step(right::end_by_death(question), |reply, last| reply.day("until", last))
        }
        Ask::WageTax => reply.of_step(means::wage_tax(question), |_, ()| {}),
        Ask::Month => month::answer(reply, question, local),
        Ask::Duties
        | Ask::DutiesOfPartner
        | Ask::Lowering
        | Ask::LoweringOfMonth
        | Ask::Fine
        | Ask::Suspension
        | Ask::Revision
        | Ask::AddressMismatch
        | Ask::LanguageTerms
        | Ask::LanguageTermsOfPartner => conduct::answer(reply, question, local, ask),
        Ask::Recovery
        | Ask::PastIncome
        | Ask::Debtors
        | Ask::Instalments
        | Ask::ProtectedLevel
        | Ask::Room
        | Ask::Limitation
        | Ask::Recourse
        | Ask::CollectionScore
        | Ask::MayStop
        | Ask::Arrangement
        | Ask::FineRemission
        | Ask::WorkPays
        | Ask::LatePenalty => recovery::answer(reply, question, local, ask),
        Ask::WageCostSubsidy
        | Ask::IncomeSupplement
        | Ask::StudySupplement
        | Ask::SpecialAssistance
        | Ask::Minima
        | Ask::UnusedSchemes
        | Ask::SingleEarner
        | Ask::Ioaw
        | Ask::Ioaz
        | Ask::SelfEmployed
        | Ask::SelfEmployedYear
        | Ask::SmallBusiness
        | Ask::SmallBusinessYear
        | Ask::StatePension => schemes::answer(reply, question, local, ask),
    }
}

fn assistance(mut reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    let Assessment { outcome, entitled, norm, income, grounds, explanations, .. } = assess(question, local);
    for (name, amount) in [("norm", norm), ("income", income)] {
        if let Some(amount) = amount {
            reply.amount(name, amount);
        }
    }
    reply.entitled = entitled;
    reply.grounds = grounds;
    reply.explanations = explanations;
    match outcome {
        Outcome::Granted(amount) => {
            reply.outcome = Verdict::Granted;
            reply.amount("assistance", amount.assistance);
            reply.amount("holiday_allowance", amount.holiday);
            reply.amount("payable", amount.payable);
        }
        Outcome::Denied => {
            reply.outcome = Verdict::Denied;
            reply.entitled.clear();
        }
        Outcome::PersonDecides { missing } if missing.is_empty() => reply.outcome = Verdict::PersonDecides,
        Outcome::PersonDecides { missing } => reply.lacks(missing),
    }
    // The first day is part of the answer where a report was stated.
    if reply.outcome == Verdict::Granted && question.facts.application.reported_on.is_some() {
        let start = right::start(question);
        if let Finding::Value(day) = start.finding {
            reply.day("start", day);
        }
        // Before the last line, which is the one that decided.
        let last = reply.explanations.len().saturating_sub(1);
        reply.explanations.splice(last..last, start.explanations);
    }
    reply
}

fn income(reply: Reply, question: Question<'_>) -> Reply {
    let composition = right::composition(question);
    let spouse = match &composition.finding {
        Finding::Value(found) if found.is_couple() => Spouse::Entitled,
        Finding::Value(_) => Spouse::None,
        _ => return reply.of_step(composition, |_, _| {}),
    };
    reply.of(means::counted_income(question, spouse), |reply, counted| {
        reply.amount("income", counted.total);
        if spouse == Spouse::Entitled {
            reply.amount("applicant", counted.applicant);
            reply.amount("partner", counted.partner);
        }
    })
}

/// The advance on what the assessment comes to as far as it can be seen: the amount granted, or the norm less income.
fn advance(reply: Reply, question: Question<'_>, local: &Local) -> Reply {
    let applied = crate::apply(question, "application-43", "PW art. 43 lid 1", |look| {
        let day = look.need("application.applied_on", &look.facts().application.applied_on)?;
        Ok((day, String::from("De dag van de aanvraag is bekend.")))
    });
    let Finding::Value(applied) = applied.finding else {
        return reply.of_step(applied, |_, _: NaiveDate| {});
    };
    let assessment = assess(question, local);
    let seen = match (&assessment.outcome, assessment.norm, assessment.income) {
        (Outcome::Granted(amount), ..) => Some(amount.assistance),
        (Outcome::PersonDecides { .. }, Some(norm), Some(income)) => norm.minus(income).ok(),
        _ => None,
    };
    let Some(seen) = seen.filter(|seen| *seen > Cents::ZERO) else {
        let mut reply = reply;
        reply.explanations = assessment.explanations;
        match assessment.outcome {
            Outcome::Denied => reply.outcome = Verdict::NotApplicable,
            Outcome::PersonDecides { missing } if !missing.is_empty() => reply.lacks(missing),
            Outcome::PersonDecides { .. } | Outcome::Granted(_) => {}
        }
        return reply;
    };
    let step: Step<_> = means::advance(question, applied, seen);
    reply.of_step(step, |reply, advance| {
        reply.amount("advance", advance.least);
        reply.day("due", advance.due);
    })
}

/// The JSON Schema of the facts, of the municipality's own figures, and of an answer, by name.
pub fn schemas() -> [(&'static str, Schema); 3] {
    [("facts", schema_for!(Facts)), ("local", schema_for!(Local)), ("answer", schema_for!(Reply))]
}

#[cfg(test)]
mod left_tests;
#[cfg(test)]
mod schemes_tests;
#[cfg(test)]
mod tests;
