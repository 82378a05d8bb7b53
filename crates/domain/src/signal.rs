//! Signals: what a service notices about a running case that no one asked it (WF-9).

use serde::{Deserialize, Serialize};

macro_rules! signals {
    ($($(#[$doc:meta])* $kind:ident => $code:literal, $dutch:literal;)+) => {
        /// What a signal is about. The code stands on the wire and in the stored process.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum SignalKind { $($(#[$doc])* #[serde(rename = $code)] $kind),+ }

        impl SignalKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// As the wire and the store have it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code),+ }
            }

            /// What a consultant reads: one sentence, without its full stop.
            pub const fn dutch(self) -> &'static str {
                match self { $(Self::$kind => $dutch),+ }
            }

            /// The kind of a code; `None` for one that is not known.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

signals! {
    /// The term to decide on the application is nearly over (Awb art. 4:13).
    DecisionTermNear => "decision-term-near", "De beslistermijn loopt bijna af";
    /// It is over, and there is no decision.
    DecisionTermOver => "decision-term-over", "De beslistermijn is voorbij";
    /// An advance is due while nothing was decided (Participation Act art. 52).
    AdvanceDue => "advance-due", "Er moet een voorschot komen zolang er niet is beslist";
    /// What was asked to complete an application did not come in time (Awb art. 4:5).
    EvidenceOverdue => "evidence-overdue", "Wat nodig is om de aanvraag aan te vullen, is niet op tijd gekomen";
    /// Evidence will not be valid for long.
    EvidenceExpires => "evidence-expires", "Een bewijsstuk is bijna niet meer geldig";
    /// The rules for people under 27 stop (Participation Act art. 7, 41, 44a).
    Turns27 => "turns-27", "De regels voor jongeren tot 27 jaar gelden binnenkort niet meer";
    /// The right passes to the SVB (Participation Act art. 47a).
    PensionAge => "pension-age", "De AOW-leeftijd komt in zicht";
    /// Nobody of the municipality spoke with the client for longer than the policy wants.
    NoContact => "no-contact", "Er is lang geen contact geweest";
    /// A lower step of the participation ladder than before.
    LadderFell => "ladder-fell", "De trede op de participatieladder is lager dan eerst";
    /// A need for care that belongs with others.
    CareNeed => "care-need", "Er is een zorgvraag die bij een andere hulpverlener hoort";
    /// The policy has the facts of risk groups verified again after some time.
    RiskRecheck => "risk-recheck", "De gegevens moeten opnieuw worden nagegaan";
    /// Someone wants to verify at another depth than the scorecard says, and the policy asks four eyes.
    RiskDeviation => "risk-deviation", "Een voorstel voor een andere diepte van de controle wacht op een tweede persoon";
    /// Sources say different things of a fact, and nobody looked into it: nothing is decided by it.
    FactContested => "fact-contested", "Bronnen spreken elkaar tegen over een gegeven";
    /// Of a payment the bank said two things that cannot both be, or another amount than was paid.
    PaymentUnclear => "payment-unclear", "Van een betaling is niet duidelijk wat de bank heeft gedaan";
    /// More was paid than there was a right to, and nobody decided yet whether it is recovered (Participation Act art. 58).
    RecoveryUndecided => "recovery-undecided", "Er is te veel betaald, en over terugvordering is nog niet besloten";
    /// Not all fixed costs could be paid, or nothing was left for the client (Participation Act art. 57).
    FixedCostsShort => "fixed-costs-short", "Na de vaste lasten blijft er niets over, of niet alles kon worden betaald";
    /// A year is over of what is lent to a self-employed person, and nobody settled it (Bbz 2004 art. 12).
    YearUnsettled => "year-unsettled", "Een jaar van de bijstand voor een zelfstandige is nog niet vastgesteld";
    /// A month of someone with a right cannot be worked out: facts are missing, or a person must judge.
    MonthNotCalculated => "month-not-calculated", "Een maand kan niet worden berekend, dus er wordt niet betaald";
    /// A month was paid on what was stated of an earlier one: of the month itself nobody stated what was received.
    IncomeNotStated => "income-not-stated", "Over een maand zijn inkomsten niet opgegeven, er is betaald op een schatting";
    /// Money is due and nobody knows where to pay it.
    AccountMissing => "account-missing", "Er staat geld klaar, maar er is geen rekening bekend";
    /// Someone gave notice that the decision is late: two weeks are left before a penalty runs (Awb art. 4:17).
    NoticeOfDefault => "notice-of-default", "Er is een ingebrekestelling: beslis voordat er een dwangsom loopt";
    /// The two weeks after a notice of default are over and there is no decision (Awb art. 4:17, 4:18).
    PenaltyRuns => "penalty-runs", "Er loopt een dwangsom omdat er niet op tijd is beslist";
    /// The term to decide on a fine is nearly over (Awb art. 5:51).
    FineTermNear => "fine-term-near", "De termijn om over een boete te beslissen loopt bijna af";
    /// Of who is left behind after a death a fact is missing, or a person judges the right (Participation Act art. 45(5)).
    LeftBehind => "left-behind", "Na een overlijden moet worden vastgesteld waar wie achterblijft recht op heeft";
    /// Payment stands still, and the time to put it right or the time that it may last is over (Participation Act art. 54).
    SuspensionUndecided => "suspension-undecided", "De betaling staat stil, en de tijd daarvoor is voorbij zonder besluit";
    /// A right goes on while means leave no assistance: income that is not below the norm, or capital above the limit (Participation
    /// Act art. 19(1), 34). The holiday allowance that was kept is paid when it ends (art. 45(1)). Its subject says which, and since when;
    /// its code is of when it was of income alone.
    NothingToPay => "income-above-norm", "Door inkomen of vermogen wordt er geen bijstand meer betaald, en het recht is niet beëindigd";
    /// A lowering goes on and is to be reconsidered (Participation Act art. 18(3)), or its next step is to be decided on (18b).
    MeasureReview => "measure-review", "Een verlaging moet opnieuw worden bekeken";
    /// A month went by of what a debtor without assistance pays on a debt as was agreed, and it is not paid whole.
    AgreementBehind => "agreement-behind", "Een betaalafspraak over een schuld wordt niet nagekomen";
    /// Something came to the account for a debt and was not booked on it: it is more than is owed, or nothing is.
    ReceiptNotBooked => "receipt-not-booked", "Voor een schuld kwam geld binnen dat niet kon worden geboekt";
    /// Someone waits for a sheltered place by an advice of UWV that will not hold for long (Participation Act art. 10b).
    AdviceExpires => "advice-expires", "Het advies voor beschut werk is bijna niet meer geldig";
}

impl SignalKind {
    /// Whether the day of this signal gives away a birth date. It then travels in no event.
    pub const fn is_about_age(self) -> bool {
        matches!(self, Self::Turns27 | Self::PensionAge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_comes_back_and_none_is_used_twice() {
        for kind in SignalKind::ALL {
            assert_eq!(SignalKind::from_code(kind.code()), Some(*kind));
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.code()));
            assert!(!kind.dutch().ends_with('.'));
        }
        assert_eq!(SignalKind::from_code("storm"), None);
    }
}
