use serde::{Deserialize, Serialize};

use crate::StopReason;

/// What a term is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Decision on an application (Awb art. 4:13).
    Decision,
    /// New decision on an application after an objection was upheld (Awb art. 7:11(2)): as long as the first (4:13), from
    /// the day on which the decision was revoked, for from then on there is an application without a decision again.
    NewDecision,
    /// Time to complete an application (Awb art. 4:5(1)); the authority gives it.
    Recovery,
    /// Decision not to process an application that stayed incomplete (Awb art. 4:5(4)).
    NotProcessed,
    /// Advance on assistance, and each next one (Participation Act art. 52).
    Advance,
    /// Suspension of assistance while data are missing (Participation Act art. 54(1)).
    Suspension,
    /// Search for work before an application is handled (Participation Act art. 41(4)).
    Search,
    /// Objection, from the day after notification (Awb art. 6:7 and 6:8).
    Objection,
    /// Decision on an objection, from the day after the time for objections (Awb art. 7:10(1)).
    ObjectionDecision,
    /// The same with an advisory committee.
    CommitteeDecision,
    /// After a notice of default, before a penalty runs (Awb art. 4:17(3)).
    NoticeOfDefault,
    /// Payment of a debt, from its notification (Awb art. 4:87).
    Payment,
    /// Decision on a fine (Awb art. 5:51).
    FineDecision,
    /// Review of a case, as the policy wants one.
    Review,
    /// Next talk about the progress of a client, as the policy wants one.
    Progress,
    /// Time for which evidence is good.
    Evidence,
    /// Time for which a measure holds.
    Measure,
    /// Time for which an indication holds.
    Indication,
}

impl Kind {
    pub const ALL: [Self; 18] = [
        Self::Decision,
        Self::NewDecision,
        Self::Recovery,
        Self::NotProcessed,
        Self::Advance,
        Self::Suspension,
        Self::Search,
        Self::Objection,
        Self::ObjectionDecision,
        Self::CommitteeDecision,
        Self::NoticeOfDefault,
        Self::Payment,
        Self::FineDecision,
        Self::Review,
        Self::Progress,
        Self::Evidence,
        Self::Measure,
        Self::Indication,
    ];

    /// Stable, on the wire and in stores.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::NewDecision => "new-decision",
            Self::Recovery => "recovery",
            Self::NotProcessed => "not-processed",
            Self::Advance => "advance",
            Self::Suspension => "suspension",
            Self::Search => "search",
            Self::Objection => "objection",
            Self::ObjectionDecision => "objection-decision",
            Self::CommitteeDecision => "committee-decision",
            Self::NoticeOfDefault => "notice-of-default",
            Self::Payment => "payment",
            Self::FineDecision => "fine-decision",
            Self::Review => "review",
            Self::Progress => "progress",
            Self::Evidence => "evidence",
            Self::Measure => "measure",
            Self::Indication => "indication",
        }
    }

    /// As a consultant reads it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Decision => "beslistermijn",
            Self::NewDecision => "beslistermijn voor het nieuwe besluit",
            Self::Recovery => "hersteltermijn",
            Self::NotProcessed => "termijn om de aanvraag niet te behandelen",
            Self::Advance => "termijn voor het voorschot",
            Self::Suspension => "opschorting van de uitkering",
            Self::Search => "zoektermijn",
            Self::Objection => "bezwaartermijn",
            Self::ObjectionDecision => "beslistermijn op bezwaar",
            Self::CommitteeDecision => "beslistermijn op bezwaar met adviescommissie",
            Self::NoticeOfDefault => "termijn na de ingebrekestelling",
            Self::Payment => "betaaltermijn",
            Self::FineDecision => "beslistermijn boete",
            Self::Review => "termijn van het heronderzoek",
            Self::Progress => "termijn voor het volgende gesprek",
            Self::Evidence => "geldigheid van het bewijs",
            Self::Measure => "duur van de maatregel",
            Self::Indication => "geldigheid van de indicatie",
        }
    }

    /// What happened on the day the term starts, as the first line of an account says it.
    pub(crate) const fn began(self) -> &'static str {
        match self {
            Self::Decision => "De aanvraag is ontvangen",
            Self::NewDecision => "Het besluit is na bezwaar herroepen (Awb art. 7:11 lid 2)",
            Self::Recovery => "De aanvrager is gevraagd de aanvraag aan te vullen",
            Self::NotProcessed => "De tijd om de aanvraag aan te vullen liep af",
            Self::Advance => "De termijn van vier weken begon",
            Self::Suspension => "De uitkering is opgeschort",
            Self::Search => "De aanvrager heeft zich gemeld",
            Self::Objection => "Het besluit is bekendgemaakt",
            Self::ObjectionDecision | Self::CommitteeDecision => "De bezwaartermijn liep af",
            Self::NoticeOfDefault => "De ingebrekestelling is ontvangen",
            Self::Payment => "De beschikking is bekendgemaakt",
            Self::FineDecision => "Het rapport is opgemaakt",
            Self::Review => "Het heronderzoek is gepland",
            Self::Progress => "Het laatste contact was",
            Self::Evidence => "Het bewijs is vastgelegd",
            Self::Measure => "De maatregel ging in",
            Self::Indication => "De indicatie is gegeven",
        }
    }

    /// The key of national law that holds its length; `None` for a term whose last day someone gives.
    pub const fn law_key(self) -> Option<&'static str> {
        match self {
            Self::Decision | Self::NewDecision => Some("awb.4.13.weeks"),
            Self::NotProcessed => Some("awb.4.5.weeks"),
            Self::Advance => Some("52.weeks"),
            Self::Suspension => Some("54.1.weeks"),
            Self::Search => Some("41.4.weeks"),
            Self::Objection => Some("awb.6.7.weeks"),
            Self::ObjectionDecision => Some("awb.7.10.weeks"),
            Self::CommitteeDecision => Some("awb.7.10.committee.weeks"),
            Self::NoticeOfDefault => Some("awb.4.17.notice.weeks"),
            Self::Payment => Some("awb.4.87.weeks"),
            Self::FineDecision => Some("awb.5.51.weeks"),
            Self::Recovery
            | Self::Review
            | Self::Progress
            | Self::Evidence
            | Self::Measure
            | Self::Indication => None,
        }
    }

    /// What waits once its last day has passed and nothing was done, where the term itself asks that.
    pub(crate) const fn over_waits_for(self) -> Option<&'static str> {
        match self {
            Self::Search => Some("de beoordeling van het zoeken"),
            _ => None,
        }
    }

    /// Whether what starts it holds on that day already, so that the day counts: what begins on a day, not after it.
    pub(crate) const fn counts_first_day(self) -> bool {
        matches!(self, Self::Suspension | Self::Measure)
    }

    /// Whether the Algemene termijnenwet moves its end to a working day. An advance may always come sooner, and a
    /// suspension or search period that went on over a weekend would cost the resident days: the law's limit stands. So do the
    /// two weeks after a notice of default: the penalty is counted from the day after them (`rules::debt::late_penalty`).
    pub(crate) const fn moves_to_working_day(self) -> bool {
        matches!(
            self,
            Self::Decision
                | Self::NewDecision
                | Self::NotProcessed
                | Self::Objection
                | Self::ObjectionDecision
                | Self::CommitteeDecision
                | Self::Payment
                | Self::FineDecision
        )
    }

    /// The article by which it may be made longer, and the key of how long at most where the law says so.
    pub(crate) const fn longer(self) -> Option<(&'static str, Option<&'static str>)> {
        match self {
            Self::Decision | Self::NewDecision => Some(("Awb art. 4:14", None)),
            Self::ObjectionDecision | Self::CommitteeDecision => {
                Some(("Awb art. 7:10 lid 3", Some("awb.7.10.longer.weeks")))
            }
            _ => None,
        }
    }

    /// The article by which it stops; `None`: this term goes on whatever happens.
    pub const fn stops_by(self, reason: StopReason) -> Option<&'static str> {
        match (self, reason) {
            (Self::Decision | Self::NewDecision, StopReason::MissingEvidence) => {
                Some("Awb art. 4:15 lid 1 a")
            }
            (Self::Decision | Self::NewDecision, StopReason::Abroad) => Some("Awb art. 4:15 lid 1 b"),
            (Self::Decision | Self::NewDecision, StopReason::Consent) => Some("Awb art. 4:15 lid 2 a"),
            (Self::Decision | Self::NewDecision, StopReason::Applicant) => Some("Awb art. 4:15 lid 2 b"),
            (Self::Decision | Self::NewDecision, StopReason::ForceMajeure) => Some("Awb art. 4:15 lid 2 c"),
            (Self::ObjectionDecision | Self::CommitteeDecision, StopReason::MissingEvidence) => {
                Some("Awb art. 7:10 lid 2")
            }
            (Self::ObjectionDecision | Self::CommitteeDecision, StopReason::Consent) => {
                Some("Awb art. 7:10 lid 4")
            }
            (Self::ObjectionDecision | Self::CommitteeDecision, StopReason::ForceMajeure) => {
                Some("Awb art. 7:14 en 4:15 lid 2 c")
            }
            _ => None,
        }
    }
}
