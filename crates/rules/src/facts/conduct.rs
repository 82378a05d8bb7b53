use chrono::NaiveDate;
use domain::{Cents, FactSource, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::{Section, choices, section};
use crate::Claimant;

choices! {
    /// The duty that was broken.
    pub enum BreachedDuty {
        /// Accept and keep work (Participation Act art. 18(4)(a)).
        AcceptWork = "accept-work", "werk aannemen en houden";
        /// Register at a temp agency when that was imposed (art. 18(4)(b)).
        TempAgency = "temp-agency", "zich inschrijven voor uitzendwerk";
        /// Look for work in another municipality before moving there (art. 18(4)(c)).
        SeekElsewhere = "seek-elsewhere", "werk zoeken in de nieuwe gemeente voor een verhuizing";
        /// Be ready to travel for work (art. 18(4)(d)).
        Travel = "travel", "reizen voor werk";
        /// Be ready to move house for work (art. 18(4)(e)).
        MoveHouse = "move-house", "verhuizen voor werk";
        /// Acquire and keep knowledge and skills (art. 18(4)(f)).
        Skills = "skills", "kennis en vaardigheden leren en bijhouden";
        /// Not hinder work by dress, hygiene or behaviour (art. 18(4)(g)).
        Presentation = "presentation", "werk niet hinderen door kleding, verzorging of gedrag";
        /// Use facilities and cooperate in research of one's abilities (art. 18(4)(h)).
        Facilities = "facilities", "hulp naar werk gebruiken en meewerken aan onderzoek";
        /// Another labour duty than the eight, such as registering (art. 9(1)(a)).
        Labour = "labour", "een andere arbeidsplicht";
        /// Useful activity without pay (art. 9(1)(c)).
        ReturnActivity = "return-activity", "tegenprestatie";
        /// Education that the municipality asks first.
        Education = "education", "naar school";
        /// Register or keep in touch.
        Contact = "contact", "contact houden";
        /// Cooperate and identify oneself (art. 17(2), (3)).
        Cooperation = "cooperation", "meewerken";
        /// No serious misconduct (art. 9(6)).
        Misconduct = "misconduct", "zich niet ernstig misdragen";
        /// Enough sense of responsibility for one's own upkeep (art. 18(2)).
        Responsibility = "responsibility", "verantwoordelijkheid voor het eigen bestaan";
        /// Inform the municipality (art. 17(1)): a fine, never a lowering.
        Information = "information", "inlichtingen geven";
        /// Learn Dutch (art. 18b): lowers as `conduct.language` says, six months by each decision.
        Language = "language", "Nederlands leren";
    }
}

choices! {
    /// How much someone is to blame (Boetebesluit art. 2, 2a).
    pub enum Blame {
        /// The authority proves it.
        Intent = "intent", "opzet";
        /// The authority proves it.
        Gross = "gross", "grove schuld";
        Normal = "normal", "normaal verwijtbaar";
        Diminished = "diminished", "verminderd verwijtbaar";
        None = "none", "niet verwijtbaar";
    }
}

/// What a person decided on a lowering, where circumstances ask another one (art. 18(1), (10)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tuned {
    /// Percent, 0 to 100: of the assistance for one of the eight duties of the law, else of the norm.
    pub percent: u32,
    /// Months; 0 says: not lowered.
    pub months: u32,
}

/// A duty that was broken, as the municipality established it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// Number of the measure in its case, once a decision lowered for it: it tells two of one day apart, of which the
    /// lower number came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<u32>,
    pub duty: BreachedDuty,
    /// Whose duty it was; absent: the applicant's. Only what the same person broke before makes it a repetition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Claimant>,
    /// The day on which the duty was broken.
    pub committed_on: NaiveDate,
    /// The day of the decision that lowers; absent: the day decided of the question. A later breach within twelve
    /// months of it is a repetition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_on: Option<NaiveDate>,
    /// First month that is lowered, as the decision fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_month: Option<Month>,
    /// There is no blame at all: nothing is lowered (art. 18(9)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blameless: Option<bool>,
    /// Circumstances or urgent reasons ask another lowering than the one by rule; a person then says which (`tuned`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent_reasons: Option<bool>,
    /// What a person decided instead of the lowering by rule, or where there is no ordinance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuned: Option<Tuned>,
    /// Months over which the amount is spread, where the ordinance allows it (art. 18(5)); absent: not spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread_over: Option<u32>,
    /// The day on which the resident asked to end it, having shown beyond doubt to comply (art. 18(11)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repented_on: Option<NaiveDate>,
    /// It goes off beside another lowering of a part in the same month, added up to the whole at most, as the consultant decided
    /// by the ordinance. Else two parts in one month are not decided on together; see `lowering_of`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beside_another: bool,
    /// The decision was taken back: it counts for nothing, for repetition neither.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Who said it; absent: a consultant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<FactSource>,
    /// First day on which it was known; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
}

section! {
    /// What exempts one claimant from duties (Participation Act art. 9(2)-(7), 9a).
    pub struct DutyFacts {
        /// Fully and permanently unfit for work (WIA art. 4); art. 9(5).
        fact fully_disabled: bool, "volledig en duurzaam arbeidsongeschikt";
        /// The municipality exempted this person for a time from the labour duty, for urgent reasons (art. 9(2));
        /// absence means: no.
        fact exempt_from_labour: bool, "tijdelijk ontheven van de arbeidsplicht";
        /// The same from the return activity (art. 9(2)); absence means: no.
        fact exempt_from_activity: bool, "tijdelijk ontheven van de tegenprestatie";
        /// Last day of the exemption of art. 9(2), which is never for ever.
        fact exempt_until: NaiveDate, "laatste dag van de ontheffing";
        /// The day on which a single parent with full care of a small child asked for exemption (art. 9a(1)); absence
        /// means: did not ask.
        fact care_exemption_asked: NaiveDate, "dag waarop ontheffing voor zorg is gevraagd";
        /// Months of that exemption used before that day, in every municipality together.
        fact care_exemption_used: i64, "maanden ontheffing voor zorg al gebruikt";
        /// An exemption of art. 9a was given before and has ended; it is given once.
        fact care_exemption_ended: bool, "ontheffing voor zorg is al eerder beëindigd";
        /// Child care, training and what the parent can bear were looked at and allow work (art. 9(4)).
        fact care_allows_work: bool, "opvang, scholing en belastbaarheid laten werk toe";
        /// The day on which the duties began: the day of notification (art. 9(1)); absence means: before the day judged.
        fact duties_from: NaiveDate, "dag van de melding";
    }
}

section! {
    /// The duty to learn Dutch (Participation Act art. 18b).
    pub struct LanguageFacts {
        /// There is a reasonable suspicion that this person's Dutch is below the level asked; absence means: none.
        fact suspected_on: NaiveDate, "dag van het vermoeden dat het Nederlands onvoldoende is";
        /// Shown by education or a diploma, which ends the matter.
        fact proved: bool, "bewijs van voldoende Nederlands";
        /// The day of the test.
        fact tested_on: NaiveDate, "dag van de taaltoets";
        /// Passed the test.
        fact passed: bool, "taaltoets gehaald";
        /// The day on which this person was told that the assistance will be lowered.
        fact notified_on: NaiveDate, "dag van de kennisgeving over de taaleis";
        /// The day on which this person started to learn; absence means: did not.
        fact learns_since: NaiveDate, "dag waarop het leren begon";
        /// Makes the progress that may be expected.
        fact progresses: bool, "maakt voldoende voortgang";
        /// The day of a later test that showed the skills, or the progress that may be expected (art. 18b(10), (11)): later
        /// months are not lowered; absent: none did.
        fact later_test_good_on: NaiveDate, "dag van een latere taaltoets die goed genoeg was";
        /// There is no blame at all.
        fact blameless: bool, "taaleis: geen verwijt";
        /// First month that is lowered, as the first decision fixes it. The steps of the law count from it. A question about the facts takes it for the
        /// decision on the step of the month judged, while no broken duty `language` of this person is stated; a payment waits for a decision.
        fact first_month: Month, "eerste maand van de verlaging om de taaleis";
    }
}

section! {
    /// A breach of the duty to inform (Participation Act art. 17(1), 18a).
    pub struct FineFacts {
        /// What was received too much through it, in euro cents (benadelingsbedrag); 0: nothing.
        fact too_much: Cents, "benadelingsbedrag";
        /// How much this person is to blame.
        fact blame: Blame, "mate van verwijt";
        /// The last day on which the duty was broken.
        fact committed_on: NaiveDate, "dag van de overtreding";
        /// The day on which an earlier fine for the same conduct became irrevocable; absence means: there was none.
        fact earlier_fine_on: NaiveDate, "dag waarop een eerdere boete vaststond";
        /// The earlier one was punished with unconditional prison; absence means: no.
        fact earlier_prison: bool, "eerder onvoorwaardelijke gevangenisstraf";
        /// The resident reported it unasked, before the authority knew.
        fact reported_by_self: bool, "zelf gemeld";
        /// The day on which the resident did.
        fact reported_on: NaiveDate, "dag van de eigen melding";
        /// The day on which it had to be reported.
        fact due_on: NaiveDate, "dag waarop het gemeld had moeten zijn";
        /// The day of an earlier warning; absence means: there was none.
        fact warned_on: NaiveDate, "dag van een eerdere waarschuwing";
        /// There are urgent reasons to waive it (art. 18a(7)).
        fact urgent_reasons: bool, "dringende redenen bij de boete";
        /// Lives at the level of assistance.
        fact at_assistance_level: bool, "leeft op bijstandsniveau";
        /// What this person can pay a month above the protected level, in euro cents; asked of whoever lives above
        /// assistance level.
        fact room: Cents, "ruimte per maand voor de boete";
    }
}

section! {
    /// Data that were not given, and the payment that was stopped for it (Participation Act art. 54).
    pub struct SuspensionFacts {
        /// Data or cooperation are missing and the resident is to blame for that (art. 54(1)).
        fact culpable: bool, "gegevens ontbreken door eigen toedoen";
        /// First day of the period that they are about, or of the omission: payment stops from then.
        fact suspended_from: NaiveDate, "eerste dag van de opschorting";
        /// Last day to put it right (art. 54(2)).
        fact repair_until: NaiveDate, "laatste dag om het te herstellen";
        /// The day on which it was put right; absence means: not yet.
        fact repaired_on: NaiveDate, "dag van herstel";
        /// The municipality decided to withdraw (art. 54(4)); absence means: not decided.
        fact withdrawn: bool, "recht ingetrokken";
    }
}

section! {
    /// An address other than the one registered (Participation Act art. 40(2)-(5)).
    pub struct AddressFacts {
        /// The address that the resident gives differs from the one in the personal records database.
        fact differs: bool, "adres wijkt af van de basisregistratie";
        /// The resident is not to blame for the difference.
        fact excusable: bool, "afwijkend adres is verschoonbaar";
        /// It makes no difference for the right.
        fact irrelevant: bool, "afwijkend adres maakt niet uit voor het recht";
        /// There are urgent reasons not to stop payment.
        fact urgent_reasons: bool, "dringende redenen bij het afwijkende adres";
    }
}

section! {
    /// What claimants must do, and what follows when they do not.
    pub struct Conduct {
        /// What exempts the applicant from duties.
        part applicant: DutyFacts, "plichten van de aanvrager";
        /// What exempts the partner from duties.
        part partner: DutyFacts, "plichten van de partner";
        /// Broken duties that the municipality established, all of them; absence means: none.
        list breaches: Breach, "niet nagekomen plichten";
        /// The duty of the applicant to learn Dutch.
        part language: LanguageFacts, "taaleis";
        /// The duty of the partner to learn Dutch.
        part language_of_partner: LanguageFacts, "taaleis van de partner";
        /// A breach of the duty to inform.
        part fine: FineFacts, "boete";
        /// Data that were not given.
        part suspension: SuspensionFacts, "opschorting";
        /// An address that differs.
        part address: AddressFacts, "adres";
    }
}

/// The Dutch words for a path within the section, `fine.blame`.
pub(super) fn words(within: &str) -> Option<String> {
    let (part, field) = within.split_once('.')?;
    let known = match part {
        "applicant" | "partner" => DutyFacts::WORDS,
        "language" | "language_of_partner" => LanguageFacts::WORDS,
        "fine" => FineFacts::WORDS,
        "suspension" => SuspensionFacts::WORDS,
        "address" => AddressFacts::WORDS,
        _ => return breach_words(part, field),
    };
    known.iter().find(|(name, _)| *name == field).map(|(_, dutch)| (*dutch).to_owned())
}

fn breach_words(part: &str, field: &str) -> Option<String> {
    let words = match field {
        "blameless" => "of er geen enkel verwijt is",
        "urgent_reasons" => "of omstandigheden om een andere verlaging vragen",
        "first_month" => "eerste maand van de verlaging",
        _ => return None,
    };
    part.starts_with("breaches[").then(|| words.to_owned())
}
