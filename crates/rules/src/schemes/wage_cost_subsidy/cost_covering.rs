use super::super::lines::{Ruling, condition};
use super::super::local::SchemePolicy;
use super::amount::Subsidy;
use crate::{Question, Step, Stop};

/// Where the policy asks it: the subsidy of a month, charges included, costs no more than what the job saves on assistance
/// for this person in that month (S0 §2.4.2). Met or not met; not applicable where the policy does not ask it.
///
/// It weighs whether to look for paid work at all; it takes away no right that art. 10d gives to someone who has a job.
pub fn cost_covering(question: Question<'_>, policy: &SchemePolicy, subsidy: &Subsidy) -> Step<Ruling> {
    condition(question, "cost-covering", "beleid: loonkostensubsidie is per persoon kostendekkend", |look| {
        if !policy.only_cost_covering_subsidy {
            return Err(Stop::not_applicable(
                "Het beleid vraagt niet dat loonkostensubsidie kostendekkend is.",
            ));
        }
        let work = &look.facts().work;
        let without = look.need("work.assistance_without_job", &work.assistance_without_job);
        let beside = look.need("work.assistance_beside_job", &work.assistance_beside_job);
        let saved = without?.minus(beside?)?;
        look.given("subsidy", subsidy.total, "PW art. 10d");
        let covers = subsidy.total <= saved;
        let text = if covers {
            format!(
                "De subsidie kost {} per maand en bespaart {saved} aan bijstand. Zij is kostendekkend.",
                subsidy.total
            )
        } else {
            format!(
                "De subsidie kost {} per maand en bespaart {saved} aan bijstand. Zij is niet kostendekkend: het beleid richt zich dan op meedoen zonder betaald werk.",
                subsidy.total
            )
        };
        Ok((covers, text))
    })
}
