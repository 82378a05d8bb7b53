//! Who applies together, and who acts for them.

use chrono::NaiveDate;
use domain::{Bsn, Caller, CaseId, FactKey, Moment, PersonId, Refusal};
use messaging::{Outcome, StoryLine};
use uuid::Uuid;

use super::{
    Change, Handled, Identity, IntakeActor, Person, Reply, World, changed, of_caller, open_application,
};
use crate::messages::told;
use crate::model::{
    Application, Consent, Ground, Partner, Representative, RepresentativeKind, applicant_twice,
    fits_household,
};
use crate::vault::BlindIndex;

/// Someone who applies, as they were named.
pub struct Applicant {
    pub number: Bsn,
    pub index: BlindIndex,
    pub name: Option<String>,
}

/// A partner, as they were named.
pub struct PartnerGiven {
    pub who: Applicant,
    pub applies: bool,
    pub consent: Option<Consent>,
}

/// Who acts for the applicant, as they were named.
pub struct RepresentativeGiven {
    pub kind: RepresentativeKind,
    pub ground: Ground,
    pub name: String,
    pub valid_from: NaiveDate,
    pub valid_until: Option<NaiveDate>,
    pub document: Option<Uuid>,
}

impl IntakeActor {
    /// The person as known, with a new name when one is given; or a new one. `role` makes its ids differ from another's
    /// in the same input.
    pub(super) fn person(
        &self,
        who: &Applicant,
        caller: &Caller,
        known: Option<&Person>,
        role: &str,
        moment: &Moment,
    ) -> Person {
        let id = known.map_or_else(|| PersonId::new(moment.id(role)), |person| person.id);
        if let Some(person) = known {
            let same_name = self.identity(person).is_some_and(|before| before.name == who.name);
            if who.name.is_none() || same_name {
                return person.clone();
            }
        }
        let identity = Identity { citizen_service_number: who.number.expose(), name: who.name.clone() };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&identity).unwrap_or_default());
        let sealed = self.vault.seal(id.uuid(), moment.id(&format!("{role}:seal")), &plain);
        Person { id, municipality: caller.municipality.clone(), index: who.index, sealed }
    }

    fn identity(&self, person: &Person) -> Option<Identity> {
        let plain = self.vault.open(person.id.uuid(), &person.sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    /// The partner of an application, and the person they are.
    pub(super) fn partner(
        &self,
        given: &PartnerGiven,
        caller: &Caller,
        world: &World,
        moment: &Moment,
    ) -> (Partner, Person) {
        let known = world.persons.get(&given.who.index);
        let person = self.person(&given.who, caller, known, "partner", moment);
        let consent = given.consent.clone();
        (Partner { person: person.id, applies: given.applies, consent, left_on: None }, person)
    }

    pub(super) fn representative(
        &self,
        case: CaseId,
        place: usize,
        given: &RepresentativeGiven,
        moment: &Moment,
    ) -> Representative {
        let once = moment.id(&format!("representative:{place}:seal"));
        Representative {
            id: moment.id(&format!("representative:{place}")),
            kind: given.kind,
            ground: given.ground,
            valid_from: given.valid_from,
            valid_until: given.valid_until,
            document: given.document,
            sealed_name: self.vault.seal_text(case.uuid(), once, &given.name),
        }
    }

    pub(super) fn join(
        &self,
        case: CaseId,
        caller: &Caller,
        given: &PartnerGiven,
        world: &World,
        moment: &Moment,
    ) -> Handled {
        let application = of_caller(world, case, caller)?;
        second_application(world, &given.who, Some(case), true)?;
        let (partner, person) = self.partner(given, caller, world, moment);
        let facts = application.facts_on(world.past(case), moment.day);
        let Some(next) = application.join(partner, &facts)? else {
            return Ok(Outcome::nothing().reply(Reply::Done));
        };
        let title = if given.applies {
            "Partner vraagt mee aan"
        } else {
            "Partner vastgelegd, met toestemming om voor beiden aan te vragen"
        };
        let line = StoryLine::new(next.case, &next.municipality, title);
        let renewed = world.persons.get(&given.who.index) != Some(&person);
        let change =
            Change { persons: renewed.then_some(person).into_iter().collect(), ..Change::of(next, None) };
        Ok(Outcome::change(change).reply(Reply::Done).story(line))
    }

    pub(super) fn represent(
        &self,
        application: &Application,
        given: &RepresentativeGiven,
        moment: &Moment,
    ) -> Handled {
        let by = self.representative(application.case, 0, given, moment);
        let (id, title) = (by.id, format!("Vertegenwoordiger vastgelegd: {}", given.kind.dutch()));
        let next = application.represented(by)?;
        Ok(changed(Outcome::nothing().reply(Reply::Represented { id }), next, None, title))
    }
}

/// While the facts still say that there are two, whoever looks after the right is told that they may not hold: who applied is
/// the one to say who they live with now.
pub fn part(application: &Application, left_on: NaiveDate, moment: &Moment) -> Handled {
    let outcome = Outcome::nothing().reply(Reply::Done);
    Ok(match application.part(left_on, moment.day)? {
        Some(next) => {
            let two = next.facts.choice(FactKey::Household) == Some("couple");
            let told = if two { told::facts_changed(&next, &[FactKey::Household]) } else { Vec::new() };
            changed(outcome, next, None, "Partner heeft het huishouden verlaten").tell(told)
        }
        None => outcome,
    })
}

pub fn end_representation(application: &Application, id: Uuid, until: NaiveDate) -> Handled {
    let outcome = Outcome::nothing().reply(Reply::Done);
    Ok(match application.no_longer_represented(id, until)? {
        Some(next) => changed(outcome, next, None, "Vertegenwoordiging eindigt"),
        None => outcome,
    })
}

/// That a partner who comes with an application can be one.
pub fn partner_fits(applicant: PersonId, partner: &Partner, facts: &domain::Facts) -> Result<(), Refusal> {
    let mut violations = fits_household(facts);
    if partner.person == applicant {
        violations.push(applicant_twice());
    }
    if violations.is_empty() { Ok(()) } else { Err(Refusal::invalid(violations)) }
}

/// That this person has no other application that runs, alone or with someone.
pub fn second_application(
    world: &World,
    who: &Applicant,
    beside: Option<CaseId>,
    as_partner: bool,
) -> Result<(), Refusal> {
    let known = world.persons.get(&who.index);
    let first = known.and_then(|person| open_application(world, person.id, beside));
    let Some(first) = first else { return Ok(()) };
    let whose = if as_partner { "de partner" } else { "deze persoon" };
    let reason = format!(
        "Er loopt al een zaak van {whose}: {}. Ga daarmee verder: leg nieuwe gegevens daar vast, of vraag er een \
         heronderzoek aan.",
        first.number
    );
    Err(Refusal::conflict("second-open-application", reason))
}
