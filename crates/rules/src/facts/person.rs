use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::income::Income;
use super::reads::{choices, section};

choices! {
    /// Nationality or residence status (Participation Act art. 11(1)-(3)).
    pub enum Residence {
        Dutch = "dutch", "Nederlander";
        /// Lawful under Aliens Act art. 8(a)-(e) or (l), or put on a par by decree.
        Lawful = "lawful", "rechtmatig verblijf";
        /// A citizen of the European Union in the first three months, or looking for work (Directive 2004/38 art. 24(2)).
        EuFirstMonths = "eu-first-months", "EU, eerste maanden";
        None = "none", "geen";
    }
}

section! {
    /// Education paid for by the state, of someone under 27 (Participation Act art. 13(2)(c)).
    pub struct Education {
        /// Could follow education that the state pays for.
        fact can_follow: bool, "kan onderwijs met studiefinanciering volgen";
        /// Has a right to student finance for it.
        fact student_finance: bool, "heeft recht op studiefinanciering";
        /// Follows it.
        fact follows: bool, "volgt dat onderwijs";
        /// Was in practical education or special secondary education within the year before (art. 41(4)(a)).
        fact special_education: bool, "praktijkonderwijs of vso in het afgelopen jaar";
        /// Left school or study within the six months before (art. 28); the day of leaving; absent: did not.
        fact left_on: NaiveDate, "dag waarop de opleiding eindigde";
    }
}

section! {
    /// What an exemption of earnings depends on (Participation Act art. 31(2)(n), (r), (y), (z), (aa)).
    pub struct Exemptions {
        /// Months in which exemption n was applied so far, the month assessed not counted.
        fact months_of_n: i64, "maanden vrijlating (n) gebruikt";
        /// Consecutive months since exemption r began.
        fact months_of_r: i64, "maanden vrijlating (r) gebruikt";
        /// Months since exemption z began.
        fact months_of_z: i64, "maanden vrijlating (z) gebruikt";
        /// By the municipality's judgement the work helps towards full work (n, r).
        fact helps_reintegration: bool, "draagt bij aan re-integratie";
        /// Works with wage-cost subsidy (z, aa).
        fact with_wage_cost_subsidy: bool, "werkt met loonkostensubsidie";
        /// More hours are possible for this person (aa applies only when they are not).
        fact more_hours_possible: bool, "kan meer uren werken";
    }
}

/// A stay abroad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StayAbroad {
    /// First day abroad.
    pub first: NaiveDate,
    /// Last day abroad; absent: still abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
}

section! {
    /// One of the claimants.
    pub struct Person {
        /// Birth date.
        fact birth_date: NaiveDate, "geboortedatum";
        /// Day of death (art. 45(5)); absent: alive.
        fact died_on: NaiveDate, "dag van overlijden";
        /// Nationality or residence status (art. 11).
        fact residence: Residence, "verblijfsstatus";
        /// Has domicile in the municipality (art. 40(1)).
        fact lives_in_municipality: bool, "woont in de gemeente";
        /// Lives outside the Netherlands, or stays there other than for a time (art. 11(1)); absent: no.
        fact lives_abroad: bool, "woont in het buitenland";
        /// Lawfully deprived of liberty (art. 13(1)(a)).
        fact detained: bool, "gedetineerd";
        /// Evades a sentence (art. 13(1)(b)); absent: no.
        fact evades_sentence: bool, "onttrekt zich aan een straf";
        /// Held under an act on compulsory care: art. 13(1)(a), (b) do not hold (art. 13(3)); absent: no.
        fact compulsory_care: bool, "verblijft onder dwang in de zorg";
        /// Does military service (art. 13(1)(c)); absent: no.
        fact military_service: bool, "vervult dienstplicht";
        /// Strikes or is locked out, and lacks means through that (art. 13(1)(d)); absent: no.
        fact on_strike: bool, "staakt of is uitgesloten";
        /// Weeks abroad in the calendar year, rounded up (art. 13(1)(e)). Not more than the law allows: there is a right. Of
        /// more they do not say on which days, and `stays_abroad` is asked.
        fact weeks_abroad: i64, "weken in het buitenland dit jaar";
        /// Weeks of the longest stay abroad in one stretch, rounded up (art. 13(1)(e)); absent: none of longer than the
        /// weeks of the year.
        fact longest_stay_abroad: i64, "langste verblijf in het buitenland in weken";
        /// Stays abroad of this calendar year, and of the one before as far as they run on; an empty list says: none. They
        /// are looked at instead of the weeks. Absent: the weeks tell.
        list stays_abroad: StayAbroad, "verblijven in het buitenland";
        /// Asks to pay off debts while having, or having had, enough to live on (art. 13(1)(g)); absent: no.
        fact for_debts: bool, "vraagt bijstand om schulden af te lossen";
        /// Suspected of having left to join a terrorist organisation (art. 13(1)(h)); absent: no.
        fact foreign_fighter: bool, "uitreiziger";
        /// Stays in an institution (art. 1(f), 23).
        fact in_institution: bool, "verblijft in een inrichting";
        /// Takes unpaid leave and lacks means through that (art. 13(2)(b)); absent: no.
        fact unpaid_leave: bool, "neemt onbetaald verlof";
        /// The leave is parental leave or like it (art. 13(2)(b)); absent: no.
        fact parental_leave: bool, "het verlof is ouderschapsverlof";
        /// Shows unmistakably to be unwilling to meet the duties of art. 9(1) or 55; under 27 (art. 13(2)(d)); absent: no.
        fact unwilling: bool, "wil duidelijk niet meewerken";
        /// Can turn to another provision that is adequate and appropriate (art. 15); absent: none is known.
        fact prior_provision: bool, "voorliggende voorziening";
        /// There may be very urgent reasons to grant what the law excludes (art. 16); absent: none is known.
        fact urgent_reasons: bool, "mogelijk zeer dringende redenen";
        /// Education paid for by the state.
        part education: Education, "onderwijs";
        /// 18 to 20: the parents' means do not suffice, or their duty cannot be enforced (art. 20(3)).
        fact parents_cannot_support: bool, "ouders kunnen niet bijdragen";
        /// Medically limited in hours (art. 6b).
        fact hour_limited: bool, "medisch urenbeperkt";
        /// Belongs to the wage-cost-subsidy group (art. 10c).
        fact subsidy_group: bool, "doelgroep loonkostensubsidie";
        /// Income of the month assessed (art. 31-33); an empty list says: none.
        list incomes: Income, "inkomsten";
        /// What exemptions of earnings depend on.
        part exemptions: Exemptions, "vrijlating van inkomsten";
    }
}
