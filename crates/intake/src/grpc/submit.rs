//! A new application: wire to input, with every violation at once.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Bsn, Caller, Facts, Role, Violation};
use policy::Policies;
use proto::intake::v1 as pb;
use proto::parse_day;
use service::{IDEMPOTENCY_KEY, require};
use tonic::Status;

use super::acts::acts;
use super::again::{Known, Wire};
use super::convert::{channel, citizen_service_number, name, situation};
use super::household::{PartnerEdge, representative};
use super::provenance::claims;
use super::stating;
use super::wrong::{Wrong, key};
use crate::actor::{Applicant, PartnerGiven, RepresentativeGiven, Submit};
use crate::model::{About, Draft, Occasion, Reason, Situation, applicant_twice, fits_household};
use crate::vault::Vault;

const MOST_REPRESENTATIVES: usize = 10;

/// What reading an application needs to know.
pub struct Edge<'a> {
    pub policies: &'a Policies,
    pub vault: &'a Vault,
    pub today: NaiveDate,
    /// Whoever is seen again, where that is looked up.
    pub known: Option<&'a Known>,
}

/// A consultant uses the consultant's channel, a system its own.
pub fn channel_allowed(wire: &pb::SubmitApplicationRequest, caller: &Caller) -> Result<(), Status> {
    require(caller, &[Role::IntakeConsultant, Role::ClientSystem])?;
    let role = match wire.channel() {
        pb::Channel::Consultant => Role::IntakeConsultant,
        pb::Channel::EForm | pb::Channel::System => Role::ClientSystem,
        pb::Channel::Unspecified => return Ok(()),
    };
    if caller.has(role) {
        return Ok(());
    }
    let reason = "past niet bij uw rol: een consulent gebruikt zijn eigen kanaal, een systeem dat van het formulier of \
                  het systeem";
    Err(super::invalid(vec![Violation::new("channel", reason, "channel-of-role")]))
}

impl Edge<'_> {
    /// An application, or everything that is wrong with it.
    pub fn submit(
        &self,
        wire: &pb::SubmitApplicationRequest,
        caller: &Caller,
        keyed: bool,
    ) -> Result<Submit, Vec<Violation>> {
        let mut wrong = Wrong::default();
        if !keyed {
            let reason = "ontbreekt: geef elke aanvraag een eigen sleutel mee";
            wrong.0.push(Violation::new(IDEMPOTENCY_KEY, reason, "idempotency-key-required"));
        }
        let number = wrong.keep(citizen_service_number(&wire.citizen_service_number));
        let name = wrong.keep(name("name", &wire.name));
        let situation = wrong.keep(situation(wire.situation()));
        let channel = wrong.keep(channel(wire.channel()));
        let reason = self::reason(wire, situation, &mut wrong);
        let reported_on = wrong.keep(parse_day("reported_on", &wire.reported_on));
        let applied_on = if wire.applied_on.is_empty() {
            reported_on
        } else {
            wrong.keep(parse_day("applied_on", &wire.applied_on))
        };
        let facts = wrong.facts(&wire.facts);
        let acts = self.acts(wire, &mut wrong);
        let draft = Draft {
            municipality: &caller.municipality,
            situation,
            reported_on,
            // An empty one is the report day, whose violation is named once.
            applied_on: applied_on.filter(|_| !wire.applied_on.is_empty()),
            facts: &facts,
            opens_a_case: matches!(situation, None | Some(Situation::New))
                || self.known.is_some_and(Known::opens_a_case),
            intake_complete: wire.intake_complete,
            acts: &acts,
            stating: stating(caller),
        };
        wrong.0.extend(draft.violations(self.policies, self.today));
        let (claims, proof) = claims(wire.provenance.as_ref(), &facts, caller, stating(caller), &mut wrong);
        let (partner, representatives) = self.others(wire, caller, number.as_ref(), &facts, &mut wrong);
        if let Some(known) = self.known {
            let brought = Wire { caller, claims: &claims, proof: proof.as_ref(), acts: &acts, wire };
            wrong.others(known.violations(&brought, self.policies));
        }
        match (number, name, situation, channel, reported_on, applied_on) {
            (
                Some(number),
                Some(name),
                Some(situation),
                Some(channel),
                Some(reported_on),
                Some(applied_on),
            ) if wrong.0.is_empty() => Ok(Submit {
                applicant: Applicant {
                    index: self.vault.index_of(&caller.municipality, &number),
                    number,
                    name,
                },
                partner,
                representatives,
                caller: caller.clone(),
                situation,
                reason,
                channel,
                reported_on,
                applied_on,
                claims,
                proof,
                intake_complete: wire.intake_complete,
                acts,
            }),
            _ => Err(wrong.0),
        }
    }
}

/// Why a client is seen again, when that is told.
fn reason(
    wire: &pb::SubmitApplicationRequest,
    situation: Option<Situation>,
    wrong: &mut Wrong,
) -> Option<Reason> {
    if wire.occasion.is_empty() {
        if !wire.changed.is_empty() {
            wrong.is("changed", "hoort alleen bij gegevens die zijn veranderd", "changed-facts");
        }
        return None;
    }
    let not_known = |()| Violation::new("occasion", "is niet bekend", "choice-required");
    let occasion = wrong.keep(Occasion::try_from(wire.occasion.as_str()).map_err(not_known))?;
    let changed: BTreeSet<_> =
        wire.changed.iter().filter_map(|code| wrong.keep(key("changed", code))).collect();
    let reason = Reason { occasion, changed: changed.into_iter().collect() };
    wrong.0.extend(situation.map(|situation| reason.violations(situation)).unwrap_or_default());
    Some(reason)
}

impl Edge<'_> {
    /// What was done at the intake; only an application whose intake is complete had one.
    fn acts(&self, wire: &pb::SubmitApplicationRequest, wrong: &mut Wrong) -> Vec<About> {
        let told = [("vacancies", wire.vacancies.is_empty()), ("rights_told", wire.rights_told.is_empty())];
        for (field, _) in told.iter().filter(|(_, none)| !none && !wire.intake_complete) {
            let reason = "hoort alleen bij een intake die compleet is";
            wrong.is(field, reason, "acts-of-a-complete-intake");
        }
        acts(&wire.vacancies, &wire.rights_told, self.today, wrong)
    }

    /// Who applies with the applicant, and who acts for them.
    fn others(
        &self,
        wire: &pb::SubmitApplicationRequest,
        caller: &Caller,
        number: Option<&Bsn>,
        facts: &Facts,
        wrong: &mut Wrong,
    ) -> (Option<PartnerGiven>, Vec<RepresentativeGiven>) {
        let edge = PartnerEdge { vault: self.vault, caller, today: self.today };
        let partner = wire.partner.as_ref().and_then(|wire| edge.partner(wire, wrong));
        if partner.as_ref().map(|partner| &partner.who.number) == number && number.is_some() {
            wrong.0.push(applicant_twice());
        }
        if wire.partner.is_some() {
            wrong.0.extend(fits_household(facts));
        }
        if wire.representatives.len() > MOST_REPRESENTATIVES {
            let reason = format!("mogen er niet meer zijn dan {MOST_REPRESENTATIVES}");
            wrong.is("representatives", reason, "representatives-plausible");
            return (partner, Vec::new());
        }
        let all = wire.representatives.iter().enumerate();
        let all =
            all.filter_map(|(place, wire)| representative(&format!("representatives[{place}]"), wire, wrong));
        (partner, all.collect())
    }
}
