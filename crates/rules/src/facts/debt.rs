use chrono::NaiveDate;
use domain::{Cents, Month};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::{Section, choices, section};

choices! {
    /// Why assistance is to be paid back (Participation Act art. 58(1), (2)).
    pub enum ClaimCause {
        /// Received through a breach of the duty to inform (art. 58(1)).
        Information = "information", "inlichtingen niet gegeven";
        /// Too much or wrongly granted otherwise (art. 58(2)(a)).
        TooMuch = "too-much", "te veel toegekend";
        /// A loan whose terms are not kept (art. 58(2)(b)).
        Loan = "loan", "lening niet nagekomen";
        /// A guarantee that the municipality had to pay on (art. 58(2)(c)).
        Guarantee = "guarantee", "borgtocht";
        /// An advance without a right to assistance (art. 58(2)(d)).
        Advance = "advance", "voorschot zonder recht";
        /// Paid by mistake (art. 58(2)(e)).
        Mistake = "mistake", "onverschuldigd betaald";
        /// Means came in later over the same period (art. 58(2)(f)).
        LaterMeans = "later-means", "later ontvangen middelen";
    }
}

choices! {
    /// Whether the municipality has a choice.
    pub enum Obligation {
        Must = "must", "moet";
        May = "may", "mag";
        Never = "never", "mag niet";
    }
}

choices! {
    /// What is owed to the municipality.
    pub enum OwedKind {
        /// Received through a breach of the duty to inform (art. 58(1)); offset is mandatory (art. 60(4)).
        Information = "information", "terugvordering na schending van de inlichtingenplicht";
        /// A fine (art. 18a); offset is mandatory (art. 60(4)).
        Fine = "fine", "boete";
        /// Another recovery (art. 58(2)).
        Recovery = "recovery", "andere terugvordering";
        /// Assistance given as a loan (art. 48).
        Loan = "loan", "leenbijstand";
    }
}

choices! {
    /// On whom the municipality has recourse (Participation Act art. 62, 62f).
    pub enum MaintenanceDebtor {
        Spouse = "spouse", "echtgenoot";
        FormerSpouse = "former-spouse", "ex-echtgenoot";
        /// Parent of a minor child, or of a child of 18 to 20.
        Parent = "parent", "ouder";
        /// Whoever received a gift from the claimant (art. 62f(a)).
        Donee = "donee", "begiftigde";
        /// The estate of the claimant (art. 62f(b)).
        Estate = "estate", "nalatenschap";
    }
}

/// What was paid too much over one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimMonth {
    pub month: Month,
    /// Net euro cents.
    pub amount: Cents,
}

/// A debt to the municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    pub kind: OwedKind,
    /// What is still to be paid, in euro cents.
    pub amount: Cents,
    /// The day on which it had to be paid; the oldest is paid off first.
    pub due_on: NaiveDate,
}

section! {
    /// Assistance that was paid and is to be paid back (Participation Act art. 58, 59).
    pub struct Claim {
        /// Why.
        fact cause: ClaimCause, "reden van de terugvordering";
        /// What was paid too much, by month; a list that is stated as a whole.
        list months: ClaimMonth, "te veel betaald per maand";
        /// The resident could have known that it was a mistake (art. 58(2)(e)); asked when it was one.
        fact recognisable: bool, "fout was te herkennen";
        /// There are urgent reasons to waive it, wholly or partly (art. 58(8)).
        fact urgent_reasons: bool, "dringende redenen bij de terugvordering";
        /// Tax and contributions on it were paid and cannot be settled any more (art. 58(5)).
        fact tax_settled: bool, "belasting is niet meer te verrekenen";
        /// A partner was not reported (art. 59(2)); absence means: no.
        fact unreported_partner: bool, "partner is niet opgegeven";
        /// The day on which it had to be paid (Awb art. 4:104).
        fact due_on: NaiveDate, "uiterste betaaldag";
        /// The last day on which the municipality asserted it, by reminder, writ or a payment (Awb art. 4:105, 4:106);
        /// absence means: never.
        fact asserted_on: NaiveDate, "laatste dag waarop de vordering is gestuit";
    }
}

section! {
    /// What was paid on a claim (Participation Act art. 58(7), 60c).
    pub struct StopFacts {
        /// Consecutive months in which every instalment was paid.
        fact months_paid: i64, "maanden volledig betaald";
        /// Months since the claim in which not every instalment was paid, with what was missed made good since.
        fact arrears_made_good: bool, "achterstand is ingehaald";
        /// Months since the claim.
        fact months_since: i64, "maanden sinds de vordering";
        /// Months in which nothing was paid.
        fact months_unpaid: i64, "maanden zonder betaling";
        /// Payment is to be expected at some time.
        fact payment_expected: bool, "betaling is nog te verwachten";
        /// What is still to be paid, in euro cents.
        fact rest: Cents, "wat nog openstaat";
        /// What the debtor pays at once, in euro cents; absence means: nothing is offered.
        fact offered: Cents, "aangeboden betaling ineens";
        /// A debt arrangement would cancel the claim; absence means: none was asked.
        fact arrangement: bool, "schuldregeling gevraagd";
        /// The day on which the fine was imposed; asked for its remission.
        fact fined_on: NaiveDate, "dag waarop de boete is opgelegd";
        /// The same conduct again within the term after the fine; asked for its remission.
        fact repeated: bool, "opnieuw dezelfde overtreding na de boete";
        /// Intent or gross negligence, a fine or a report to the prosecutor (art. 60c); asked when one was.
        fact intent_or_gross: bool, "opzet of grove schuld";
    }
}

section! {
    /// A start in work, for the test that debts do not make work pay less than assistance.
    pub struct WorkFacts {
        /// Starts, or has just started, to work.
        fact starts: bool, "gaat aan het werk";
        /// Net earnings a month, with holiday allowance, in euro cents.
        fact net_earnings: Cents, "nettoloon per maand";
        /// What the household gets less a month in allowances for rent, care and children, in euro cents; 0: nothing.
        fact allowances_lost: Cents, "minder toeslagen per maand door werk";
        /// What was exempt of earnings on assistance, in euro cents a month; 0: nothing.
        fact exemption: Cents, "vrijgelaten loon per maand";
    }
}

section! {
    /// How a debtor pays, for the scorecard of collection. It has no place for who someone is.
    pub struct CollectionFacts {
        /// Months in arrears.
        fact months_in_arrears: i64, "maanden achterstand";
        /// Instalments missed in the last twelve months.
        fact missed_instalments: i64, "gemiste termijnen in twaalf maanden";
        /// Arrangements that were broken.
        fact broken_arrangements: i64, "niet nagekomen betalingsregelingen";
        /// Letters and calls without an answer.
        fact unanswered_contacts: i64, "contacten zonder reactie";
        /// What is owed in all, in whole euros.
        fact owed_euros: i64, "schuld aan de gemeente in euro's";
        /// Other creditors that seize income.
        fact other_seizures: i64, "beslagen van anderen";
        /// Can pay something now.
        fact can_pay: bool, "kan nu iets betalen";
        /// The claim comes from a breach of the duty to inform.
        fact from_breach: bool, "schuld na schending van de inlichtingenplicht";
    }
}

section! {
    /// Recourse on whoever owes maintenance (Participation Act art. 61-62i).
    pub struct RecourseFacts {
        /// On whom.
        fact debtor: MaintenanceDebtor, "onderhoudsplichtige";
        /// What a court fixed, in euro cents a month (art. 62b); absence means: no court did.
        fact court_amount: Cents, "bijdrage volgens de rechter";
        /// What a person worked out by the civil standards, in euro cents: a month for maintenance, once for a gift or an
        /// estate.
        fact amount: Cents, "bijdrage volgens de maatstaven voor alimentatie";
        /// The day from which that amount holds; it is indexed each 1 January after.
        fact fixed_on: NaiveDate, "dag waarop de bijdrage is vastgesteld";
        /// The indexation of the law was excluded; absence means: no.
        fact not_indexed: bool, "indexering is uitgesloten";
        /// What the assistance costs for whom maintenance is owed, in euro cents: a month, or in all for a gift or an
        /// estate. Recourse never goes above it.
        fact costs: Cents, "kosten van de bijstand";
        /// The day of the letter with the decision on recourse (art. 62g).
        fact notified_on: NaiveDate, "dag van het verhaalsbesluit";
        /// The debtor opposes (art. 62g, 62h); absence means: no.
        fact opposes: bool, "verzet van de onderhoudsplichtige";
    }
}

section! {
    /// A decision that comes late (Awb art. 4:17).
    pub struct LateFacts {
        /// Last day of the term to decide.
        fact term_ended_on: NaiveDate, "laatste dag van de beslistermijn";
        /// The day on which the notice of default came in.
        fact notice_on: NaiveDate, "dag waarop de ingebrekestelling binnenkwam";
        /// The day on which the decision was made known; absence means: not yet.
        fact decided_on: NaiveDate, "dag waarop het besluit bekend werd";
        /// The notice came unreasonably late, or the applicant has no interest, or the application is plainly not to be
        /// handled or unfounded (Awb art. 4:17(6)); absence means: none of these was found.
        fact no_penalty: bool, "reden waarom er geen dwangsom is";
    }
}

section! {
    /// What was paid too much, what is owed, and on whom recourse is had.
    pub struct Recovery {
        /// Assistance to be paid back.
        part claim: Claim, "terugvordering";
        /// Everything that is owed to the municipality; an empty list says: nothing.
        list owed: Owed, "schulden aan de gemeente";
        /// What was paid on a claim.
        part stop: StopFacts, "stoppen met terugvorderen";
        /// The norm of assistance that holds, in euro cents a month with holiday allowance, as the norm was found.
        fact norm: Cents, "bijstandsnorm per maand";
        /// Net income a month, assistance included, with holiday allowance, in euro cents.
        fact income: Cents, "inkomen per maand";
        /// Protected level of someone above assistance level, in euro cents a month, as worked out by the law on seizure.
        fact protected_level: Cents, "beslagvrije voet";
        /// The debtor does not give the information that the protected level rests on (art. 60(6)).
        fact withholds_information: bool, "geeft geen inlichtingen over het inkomen";
        /// The instalment that was agreed, in euro cents a month; absence means: as much as there is room for.
        fact agreed_instalment: Cents, "afgesproken termijn per maand";
        /// First month in which is paid off.
        fact first_month: Month, "eerste maand van aflossing";
        /// A start in work.
        part work: WorkFacts, "start met werk";
        /// How a debtor pays.
        part collection: CollectionFacts, "betaalgedrag";
        /// Recourse.
        part recourse: RecourseFacts, "verhaal";
        /// A decision that comes late.
        part late: LateFacts, "te laat besluit";
    }
}

/// The Dutch words for a path within the section, `claim.cause`.
pub(super) fn words(within: &str) -> Option<String> {
    let (part, field) = within.split_once('.')?;
    let known = match part {
        "claim" => Claim::WORDS,
        "stop" => StopFacts::WORDS,
        "work" => WorkFacts::WORDS,
        "collection" => CollectionFacts::WORDS,
        "recourse" => RecourseFacts::WORDS,
        "late" => LateFacts::WORDS,
        _ => return None,
    };
    known.iter().find(|(name, _)| *name == field).map(|(_, dutch)| (*dutch).to_owned())
}
