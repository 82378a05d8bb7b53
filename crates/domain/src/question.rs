//! How the facts of the catalogue are asked: in what words, of whom, and when an answer to another question makes a
//! question pointless. A policy may say otherwise for its own intake.

use crate::{FactKey, FactSource, FactValue, Facts};

/// Everyone who can know it: the household itself, a consultant who heard or saw it, and a register.
const ANYONE: &[FactSource] = &[FactSource::Applicant, FactSource::Consultant, FactSource::System];
/// What only a professional can judge, or a register holds.
const JUDGED: &[FactSource] = &[FactSource::Consultant, FactSource::System];

/// A question means something only beside certain answers to another one. Only where the catalogue has no value for
/// "there is none": what can be answered with no or zero is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HangsOn {
    /// The fact that decides.
    pub on: FactKey,
    room: Room,
}

/// The answers that leave room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Yes,
    OneOf(&'static [&'static str]),
}

const OF_A_COUPLE: HangsOn = HangsOn { on: FactKey::Household, room: Room::OneOf(&["couple"]) };
const OF_PARENTS: HangsOn =
    HangsOn { on: FactKey::Household, room: Room::OneOf(&["single-parent", "couple"]) };
const IN_AN_INSTITUTION: HangsOn = HangsOn { on: FactKey::InInstitution, room: Room::Yes };

impl HangsOn {
    /// The other answer is known and leaves no room for this one.
    pub fn excluded_by(&self, facts: &Facts) -> bool {
        facts.get(self.on).is_some() && !self.leaves_room(facts)
    }

    /// The other answer is known, and beside it the question means something.
    pub fn leaves_room(&self, facts: &Facts) -> bool {
        match (self.room, facts.get(self.on).map(|fact| &fact.value)) {
            (Room::Yes, Some(FactValue::YesNo(value))) => *value,
            (Room::OneOf(codes), Some(FactValue::Choice(code))) => codes.contains(&code.as_str()),
            _ => false,
        }
    }
}

impl FactKey {
    /// The question in plain Dutch, as whoever may answer it reads it.
    pub const fn question(self) -> &'static str {
        match self {
            Self::BirthDate | Self::Age => "Wat is uw geboortedatum?",
            Self::PartnerBirthDate | Self::PartnerAge => "Wat is de geboortedatum van uw partner?",
            Self::Household => "Hoe woont u: alleen, alleen met kinderen of met een partner?",
            Self::CostSharers => {
                "Hoeveel andere volwassenen wonen er bij u met wie u de kosten deelt? Tel uw partner niet mee."
            }
            Self::YoungestChildAge => {
                "Hoe oud is uw jongste kind dat bij u woont? Sla dit over als u geen kind heeft."
            }
            Self::Residence => "Heeft u de Nederlandse nationaliteit of een verblijfsvergunning?",
            Self::LivesInMunicipality => "Woont u in deze gemeente?",
            Self::InInstitution => "Verblijft u in een inrichting, zoals een kliniek of verpleeghuis?",
            Self::BothInInstitution => "Verblijft uw partner ook in een inrichting?",
            Self::Detained => "Zit u in de gevangenis of in een andere vorm van detentie?",
            Self::WeeksAbroad => "Hoeveel weken was u dit jaar in het buitenland?",
            Self::MonthlyEarnings => {
                "Hoeveel loon krijgt u netto per maand, zonder vakantiegeld? Tel het loon van uw partner erbij op."
            }
            Self::OtherIncome => {
                "Hoeveel ander inkomen heeft u netto per maand, zoals een uitkering of alimentatie?"
            }
            Self::FamilyIncomePercent => {
                "Hoe hoog is het inkomen van uw gezin, in procenten van het minimumloon?"
            }
            Self::Capital => "Hoeveel geld en bezittingen heeft u, als u uw schulden ervan aftrekt?",
            Self::AssistanceRequested => "Vraagt u een bijstandsuitkering aan?",
            Self::SurvivorBenefit => "Krijgt u een nabestaandenuitkering (Anw)?",
            Self::CanFollowEducation => "Kunt u een opleiding volgen waarvoor u studiefinanciering krijgt?",
            Self::ParentsCannotSupport => {
                "Kunnen uw ouders u niet onderhouden, of kunt u daar niet om vragen?"
            }
            Self::BasicQualification => {
                "Heeft u een startkwalificatie: een diploma havo, vwo of mbo 2 of hoger?"
            }
            Self::SpecialEducation => "Zat u in het afgelopen jaar op het praktijkonderwijs of het vso?",
            Self::PartnerExcepted => {
                "Zat uw partner in het afgelopen jaar op het praktijkonderwijs of het vso, kan uw partner om medische \
                 redenen maar een beperkt aantal uren werken, of hoort uw partner bij de doelgroep voor loonkostensubsidie?"
            }
            Self::Vulnerable => "Is deze persoon zo kwetsbaar dat de aanvraag meteen moet worden opgepakt?",
            Self::EarningCapacity => {
                "Hoeveel procent van het minimumloon kan deze persoon nu zelf verdienen?"
            }
            Self::CapacityExpected => {
                "Hoeveel procent van het minimumloon kan deze persoon met hulp naar verwachting verdienen?"
            }
            Self::LabourCapacity => "Kan deze persoon werken, nu of later?",
            Self::JobRegister => "Staat deze persoon in het doelgroepregister?",
            Self::SubsidyGroup => "Hoort deze persoon bij de doelgroep voor loonkostensubsidie?",
            Self::HourLimited => "Kan deze persoon om medische redenen maar een beperkt aantal uren werken?",
            Self::NeedsSheltered => "Kan deze persoon alleen werken op een beschutte plek?",
            Self::MonthsOnBenefit => "Hoeveel maanden achter elkaar krijgt deze persoon al bijstand?",
            Self::HoursAvailable => "Hoeveel uur per week kunt u werken?",
            Self::Skills => "Hoeveel van de vaardigheden die werk vraagt, heeft deze persoon?",
            Self::Demand => "Hoeveel vraag is er op de arbeidsmarkt naar wat deze persoon kan?",
            Self::Motivation => "Hoe graag wil deze persoon werken?",
            Self::LifeProblems => {
                "Op hoeveel gebieden van het leven heeft deze persoon problemen die werk in de weg staan?"
            }
            Self::Debts => "Heeft u schulden die u niet meer kunt betalen?",
            Self::CareNeeded => "Heeft u zorg nodig en kan niemand om u heen die geven?",
            Self::StatusHolder => "Heeft u een verblijfsvergunning asiel?",
            Self::Migrant => {
                "Kwam u naar Nederland om bij familie te wonen, of om een andere reden dan asiel?"
            }
            Self::Language => "Hoe goed spreekt, leest en schrijft deze persoon Nederlands?",
            Self::FormerEntrepreneur => "Had u eerder een eigen bedrijf?",
            Self::Wiw => "Werkt u in een voormalige WIW-baan?",
            Self::EarlySchoolLeaver => "Bent u met school gestopt zonder startkwalificatie?",
            Self::Exempted => "Is deze persoon ontheven van de plicht om te werken?",
            Self::Homeless => "Bent u dakloos, of heeft u geen eigen plek om te wonen?",
            Self::InShelter => "Verblijft u in de opvang of in de crisisopvang?",
            Self::FormerPrisoner => "Heeft u in de gevangenis gezeten, of bent u vaker veroordeeld?",
            Self::WantsOwnBusiness => "Wilt u een eigen bedrijf beginnen?",
            Self::RealProspects => "Heeft deze persoon een goede kans op werk?",
            Self::Area => "In welk gebied van de gemeente woont deze persoon?",
        }
    }

    /// Who can know it, when a policy says nothing else; never empty.
    pub const fn answered_by(self) -> &'static [FactSource] {
        match self {
            Self::Vulnerable
            | Self::EarningCapacity
            | Self::CapacityExpected
            | Self::LabourCapacity
            | Self::JobRegister
            | Self::SubsidyGroup
            | Self::HourLimited
            | Self::NeedsSheltered
            | Self::MonthsOnBenefit
            | Self::Skills
            | Self::Demand
            | Self::Motivation
            | Self::LifeProblems
            | Self::Language
            | Self::Exempted
            | Self::RealProspects
            | Self::FamilyIncomePercent
            | Self::Area => JUDGED,
            _ => ANYONE,
        }
    }

    /// The other answers beside which this one means something; empty: it stands by itself.
    pub const fn hangs_on(self) -> &'static [HangsOn] {
        match self {
            Self::PartnerBirthDate | Self::PartnerExcepted => &[OF_A_COUPLE],
            Self::BothInInstitution => &[OF_A_COUPLE, IN_AN_INSTITUTION],
            Self::YoungestChildAge => &[OF_PARENTS],
            _ => &[],
        }
    }

    /// Whether asking it means something beside these answers.
    pub fn has_room(self, facts: &Facts) -> bool {
        self.hangs_on().iter().all(|hangs| hangs.leaves_room(facts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fact;

    fn known(key: FactKey, value: FactValue) -> Facts {
        let stated_on = "2026-03-02".parse().unwrap();
        Facts::from_iter([(key, Fact { value, source: FactSource::Applicant, stated_on })])
    }

    fn household(code: &str) -> Facts {
        known(FactKey::Household, FactValue::Choice(code.into()))
    }

    #[test]
    fn every_fact_that_people_state_has_a_question_of_its_own_and_someone_who_can_answer() {
        let stated: Vec<_> = FactKey::ALL.iter().filter(|key| key.is_stated()).collect();
        for key in &stated {
            assert!(key.question().contains('?'), "{key}");
            assert!(!key.answered_by().is_empty(), "{key}");
            assert!(
                !key.answered_by().contains(&FactSource::Derived),
                "nobody states what is derived: {key}"
            );
        }
        let mut questions: Vec<_> = stated.iter().map(|key| key.question()).collect();
        questions.sort_unstable();
        questions.dedup();
        assert_eq!(questions.len(), stated.len());
    }

    #[test]
    fn a_question_waits_for_the_answer_that_it_hangs_on() {
        let cases = [
            (FactKey::PartnerBirthDate, Facts::default(), false, false),
            (FactKey::PartnerBirthDate, household("couple"), true, false),
            (FactKey::PartnerBirthDate, household("single"), false, true),
            (FactKey::YoungestChildAge, household("single-parent"), true, false),
            (FactKey::YoungestChildAge, household("single"), false, true),
            (FactKey::BothInInstitution, household("couple"), false, false),
            (FactKey::BothInInstitution, known(FactKey::InInstitution, FactValue::YesNo(false)), false, true),
            (FactKey::Capital, Facts::default(), true, false),
        ];
        for (key, facts, room, excluded) in cases {
            let is_excluded = key.hangs_on().iter().any(|hangs| hangs.excluded_by(&facts));
            assert_eq!((key.has_room(&facts), is_excluded), (room, excluded), "{key} beside {facts:?}");
        }
    }
}
