//! The words of the story, in plain Dutch, without a word about a person.

use domain::{FactKey, SignalKind, day_in_dutch};

use super::again;
use super::contact::ContactKind;
use super::effect::{AssessmentKind, Command};
use super::event::{EntitlementOutcome, Event, ReviewChoice, SearchResult, TO_EDUCATION, TrajectoryResult};
use super::objection::{Against, Judgment, ObjectionStep};
use super::task::Task;
use super::timer::TimerName;

/// Why an application is not processed, as a consultant reads it.
pub(super) fn ground(code: &str) -> &str {
    match code {
        "evidence-missing" => "bewijsstukken kwamen niet op tijd",
        TO_EDUCATION => "school gaat voor",
        "facts-missing" => "gegevens kwamen niet op tijd",
        code => code,
    }
}

/// What happened.
pub(super) fn happened(event: &Event) -> &'static str {
    match event {
        Event::ApplicationReceived { search_until: Some(_), .. } => {
            "De aanvraag is ontvangen. Eerst loopt de zoektermijn."
        }
        Event::ApplicationReceived { .. } => "De aanvraag is ontvangen.",
        Event::SearchEnded { result } => match result {
            SearchResult::Searched => "De zoektermijn is voorbij: er is genoeg gezocht.",
            SearchResult::TooLittle => {
                "De zoektermijn is voorbij: er is te weinig gezocht. De intake weegt dat mee."
            }
            SearchResult::FoundWork => "In de zoektermijn is werk gevonden.",
            SearchResult::Withdrew => "In de zoektermijn is de aanvraag ingetrokken.",
            SearchResult::ToEducation => "In de zoektermijn is voor een opleiding gekozen.",
            SearchResult::Lifted => "De zoektermijn vervalt. De aanvraag wordt meteen behandeld.",
        },
        Event::SearchLifted { .. } => "De zoektermijn vervalt. De aanvraag wordt meteen behandeld.",
        Event::SearchStarted { .. } => "Door nieuwe gegevens loopt er eerst een zoektermijn.",
        Event::IntakeCompleted { .. } => "De intake is afgerond.",
        Event::WorkActsShown { .. } => "De intake meldt wat er is gedaan op weg naar werk.",
        Event::FactsChanged { .. } => "Er zijn gegevens gewijzigd.",
        Event::SeenAgain { situation, .. } if situation == again::RECALL => {
            "De cliënt wordt opnieuw opgeroepen in deze zaak."
        }
        Event::SeenAgain { .. } => "De cliënt wordt opnieuw beoordeeld in deze zaak.",
        Event::ApplicationNotProcessed { reason } if reason == TO_EDUCATION => {
            "De aanvrager gaat eerst naar school (Participatiewet artikel 13 lid 2)."
        }
        Event::ApplicationNotProcessed { .. } => {
            "De aanvraag is niet in behandeling genomen: wat ontbrak, kwam niet op tijd (Awb artikel 4:5)."
        }
        Event::NotReopened { .. } => {
            "De aanvraag kan nog niet verder: er loopt een andere van dezelfde mensen."
        }
        Event::SignalRaised { signal, .. } => raised(*signal),
        Event::SignalSettled { .. } => "Een signaal is afgehandeld.",
        Event::EntitlementDecided { outcome } => match outcome {
            EntitlementOutcome::Granted => "Het recht op bijstand is toegekend.",
            EntitlementOutcome::Denied => "Het recht op bijstand is afgewezen.",
            EntitlementOutcome::PersonDecides => {
                "De regels laten de beslissing over het recht aan een medewerker."
            }
        },
        Event::BenefitEnded { .. } => "De uitkering is beëindigd, of er was er geen.",
        Event::MoneyDecided { matter, .. } => match matter {
            Against::Measure => "Er is een besluit genomen over een maatregel.",
            Against::Recovery => "Er is een besluit genomen over een terugvordering.",
            Against::Fine => "Er is een besluit genomen over een boete.",
            Against::Suspension => "Er is besloten dat de betaling stilstaat.",
            Against::SetOff => "Er is een besluit genomen over een verrekening.",
            Against::Grant => "Er is een besluit genomen over een andere regeling.",
            Against::Ending => "Er is besloten dat het recht wordt ingetrokken.",
            _ => "Er is een besluit genomen over geld.",
        },
        Event::PaymentRejected { .. } => "De bank heeft een betaling niet uitgevoerd.",
        Event::CategoryAssigned { by_deviation: true, .. } => "Een medewerker koos de categorie.",
        Event::CategoryAssigned { .. } => "De categorie is bepaald.",
        Event::CategoryNeedsPerson { missing } if missing.is_empty() => {
            "Het beleid laat de keuze van de categorie aan een medewerker."
        }
        Event::CategoryNeedsPerson { .. } => "Voor de categorie ontbreken gegevens.",
        Event::DeviationProposed { .. } => {
            "Er is een andere categorie voorgesteld; een tweede medewerker beoordeelt dat."
        }
        Event::DeviationSettled { confirmed: true, .. } => "De afwijkende categorie is bevestigd.",
        Event::DeviationSettled { .. } => "De afwijkende categorie is afgewezen.",
        Event::ReferralOffered { .. } => "De zaak is aan een partner aangeboden.",
        Event::ReferralAccepted { .. } => "De partner heeft de verwijzing aangenomen.",
        Event::ReferralDeclined { expired: true } => "De partner antwoordde niet op tijd.",
        Event::ReferralDeclined { .. } => "De partner heeft de verwijzing afgewezen.",
        Event::NoPartnerLeft => "Geen enkele partner heeft plaats.",
        Event::ReferralWithdrawn => "De verwijzing is ingetrokken, of er was er geen.",
        Event::AdviceRequested => "UWV is om advies over beschut werk gevraagd.",
        Event::AdviceNegative => "UWV adviseert geen beschut werk.",
        Event::PlaceAssigned { .. } => "Er is een beschutte werkplek toegewezen.",
        Event::PutOnWaitingList { .. } => "De zaak staat op de wachtlijst voor beschut werk.",
        Event::PlaceReleased => "De beschutte werkplek is vrijgegeven, of er was er geen.",
        Event::TrajectoryStarted { .. } => "Een traject is begonnen.",
        Event::TrajectoryRefused => "Het traject kon niet beginnen.",
        Event::TrajectoryEnded { result, .. } => match result {
            TrajectoryResult::Work => "Een traject is afgesloten met werk.",
            TrajectoryResult::Education => "Een traject is afgesloten met een opleiding.",
            TrajectoryResult::Other => "Een traject is afgesloten.",
        },
        Event::TrajectoriesClosed => "Alle trajecten zijn afgesloten, of er waren er geen.",
        Event::ReviewCompleted { choice: ReviewChoice::Unchanged, .. } => {
            "Het heronderzoek is gedaan: er verandert niets."
        }
        Event::ReviewCompleted { .. } => "Het heronderzoek is gedaan: de categorie wordt opnieuw bepaald.",
        Event::PolicyReviewAsked { .. } => "Er geldt een nieuwe versie van het beleid.",
        Event::EndAsked { .. } => "Een medewerker beëindigt de zaak.",
        Event::SuccessorNamed { .. } => "Deze zaak gaat verder in een andere zaak.",
        Event::ContactRecorded { kind, .. } => match kind {
            ContactKind::Conversation => "Er is een gesprek geweest.",
            ContactKind::Telephone => "Er is telefonisch contact geweest.",
            ContactKind::Video => "Er is contact geweest met beeldbellen.",
            ContactKind::HomeVisit => "Er is een huisbezoek geweest.",
            ContactKind::Written => "Er is schriftelijk contact geweest.",
        },
        Event::ObjectionReceived { receipt, .. } => objected(receipt.against),
        Event::ObjectionStepped { step, .. } => stepped(step),
        Event::TaskCompleted { .. } => "Een taak is afgerond.",
        Event::DecisionReversed { .. } => "Wat het herroepen besluit deed, is verbeterd.",
        Event::DecisionNotReversed { .. } => {
            "Wat het herroepen besluit deed, kon niet vanzelf worden verbeterd. Een medewerker doet dat."
        }
        Event::CaseParked { .. } => {
            "Een beheerder parkeert de zaak. Er gebeurt niets aan tot zij wordt hervat."
        }
        Event::CaseReplayed { .. } => {
            "Een beheerder hervat de zaak. Wat er intussen kwam, wordt nu verwerkt."
        }
        Event::AskedAgain { replayed: 0, .. } => "Een beheerder zet de zaak weer in gang.",
        Event::AskedAgain { .. } => {
            "Een beheerder bood berichten over deze zaak opnieuw aan en zet haar weer in gang."
        }
        Event::StepRecorded { .. } => "Een stap vóór het besluit is gezet:",
        Event::TimerDue { timer } => match timer {
            TimerName::Search => "De zoektermijn is voorbij.",
            TimerName::Answer => "De partner had moeten antwoorden.",
            TimerName::Trajectory => "De termijn van een traject is voorbij.",
            TimerName::Review => "Het is tijd voor een heronderzoek.",
            TimerName::Task => "",
            TimerName::Reply => "Een dienst had al moeten antwoorden.",
            TimerName::Contact => "Signaal: er is lang geen contact geweest.",
            TimerName::Objection => "De termijn om op een bezwaar te beslissen is voorbij.",
            TimerName::Notice => {
                "Na de ingebrekestelling is niet op tijd op het bezwaar beslist. Er loopt een dwangsom."
            }
            TimerName::ObjectionNear => "De termijn om op een bezwaar te beslissen is bijna voorbij.",
        },
    }
}

/// A signal, as a sentence.
const fn raised(signal: SignalKind) -> &'static str {
    match signal {
        SignalKind::DecisionTermNear => "Signaal: de beslistermijn loopt bijna af.",
        SignalKind::DecisionTermOver => "Signaal: de beslistermijn is voorbij.",
        SignalKind::AdvanceDue => "Signaal: er moet een voorschot komen zolang er niet is beslist.",
        SignalKind::EvidenceOverdue => "Signaal: de aanvraag is niet op tijd aangevuld.",
        SignalKind::EvidenceExpires => "Signaal: een bewijsstuk is bijna niet meer geldig.",
        SignalKind::Turns27 => "Signaal: de regels voor jongeren tot 27 jaar gelden binnenkort niet meer.",
        SignalKind::PensionAge => "Signaal: de AOW-leeftijd komt in zicht.",
        SignalKind::NoContact => "Signaal: er is lang geen contact geweest.",
        SignalKind::LadderFell => "Signaal: de trede op de participatieladder is lager dan eerst.",
        SignalKind::CareNeed => "Signaal: er is een zorgvraag die bij een andere hulpverlener hoort.",
        SignalKind::RiskRecheck => "Signaal: de gegevens moeten opnieuw worden nagegaan.",
        SignalKind::RiskDeviation => {
            "Signaal: een voorstel voor een andere diepte van de controle wacht op een tweede persoon."
        }
        SignalKind::FactContested => "Signaal: bronnen spreken elkaar tegen over een gegeven.",
        SignalKind::PaymentUnclear => "Signaal: van een betaling is niet duidelijk wat de bank heeft gedaan.",
        SignalKind::RecoveryUndecided => {
            "Signaal: er is te veel betaald, en over terugvordering is nog niet besloten."
        }
        SignalKind::FixedCostsShort => {
            "Signaal: na de vaste lasten blijft er niets over, of niet alles kon worden betaald."
        }
        SignalKind::YearUnsettled => {
            "Signaal: een jaar van de bijstand voor een zelfstandige is nog niet vastgesteld."
        }
        SignalKind::MonthNotCalculated => {
            "Signaal: een maand kan niet worden berekend, dus er wordt niet betaald."
        }
        SignalKind::IncomeNotStated => {
            "Signaal: over een maand zijn inkomsten niet opgegeven. Er is betaald op een schatting."
        }
        SignalKind::NoticeOfDefault => {
            "Signaal: er is een ingebrekestelling. Er zijn twee weken om te beslissen."
        }
        SignalKind::PenaltyRuns => "Signaal: er loopt een dwangsom omdat er niet op tijd is beslist.",
        SignalKind::FineTermNear => "Signaal: de termijn om over een boete te beslissen loopt bijna af.",
        SignalKind::LeftBehind => {
            "Signaal: na een overlijden moet worden vastgesteld waar wie achterblijft recht op heeft."
        }
        SignalKind::SuspensionUndecided => {
            "Signaal: de betaling staat stil, en de tijd daarvoor is voorbij zonder besluit."
        }
        SignalKind::NothingToPay => {
            "Signaal: door inkomen of vermogen wordt er geen bijstand meer betaald, en het recht is niet beëindigd."
        }
        SignalKind::MeasureReview => "Signaal: een verlaging moet opnieuw worden bekeken.",
        SignalKind::AgreementBehind => "Signaal: een betaalafspraak over een schuld wordt niet nagekomen.",
        SignalKind::ReceiptNotBooked => {
            "Signaal: voor een schuld kwam geld binnen dat niet kon worden geboekt."
        }
        SignalKind::AdviceExpires => "Signaal: het advies voor beschut werk is bijna niet meer geldig.",
        SignalKind::AccountMissing => "Signaal: er staat geld klaar, maar er is geen rekening bekend.",
    }
}

/// Which facts that changed tell on the right, by their codes.
pub(super) fn for_right(codes: &[String]) -> String {
    let names: Vec<&str> =
        codes.iter().map(|code| FactKey::from_code(code).map_or(code.as_str(), |key| key.dutch())).collect();
    format!(" Van belang voor het recht: {}.", names.join(", "))
}

const fn objected(against: Against) -> &'static str {
    match against {
        Against::Entitlement => "Er is bezwaar gemaakt tegen het besluit over het recht op bijstand.",
        Against::NotProcessed => "Er is bezwaar gemaakt tegen het niet in behandeling nemen van de aanvraag.",
        Against::Category => "Er is bezwaar gemaakt tegen de categorie.",
        Against::Referral => "Er is bezwaar gemaakt tegen de verwijzing.",
        Against::Trajectory => "Er is bezwaar gemaakt tegen het traject.",
        Against::Measure => "Er is bezwaar gemaakt tegen een maatregel.",
        Against::Recovery => "Er is bezwaar gemaakt tegen een terugvordering.",
        Against::Fine => "Er is bezwaar gemaakt tegen een boete.",
        Against::Suspension => "Er is bezwaar gemaakt tegen het stilzetten van de betaling.",
        Against::SetOff => "Er is bezwaar gemaakt tegen een verrekening.",
        Against::Grant => "Er is bezwaar gemaakt tegen een besluit over een andere regeling.",
        Against::OtherMoney => "Er is bezwaar gemaakt tegen een ander besluit over geld.",
        Against::Ending => "Er is bezwaar gemaakt tegen de beëindiging.",
    }
}

const fn stepped(step: &ObjectionStep) -> &'static str {
    match step {
        ObjectionStep::Excused => "Bezwaar: er is een goede reden waarom het te laat kwam.",
        ObjectionStep::Inadmissible => {
            "Bezwaar: het is niet-ontvankelijk en wordt niet inhoudelijk beoordeeld."
        }
        ObjectionStep::Heard { .. } => "Bezwaar: wie bezwaar maakte, is gehoord.",
        ObjectionStep::NotHeard { .. } => "Bezwaar: horen is niet nodig.",
        ObjectionStep::Advised { .. } => "Bezwaar: er is advies gegeven.",
        ObjectionStep::Extended { .. } => "Bezwaar: de beslistermijn is verlengd.",
        ObjectionStep::Stopped { .. } => "Bezwaar: de beslistermijn staat stil.",
        ObjectionStep::Resumed { .. } => "Bezwaar: de beslistermijn loopt weer.",
        ObjectionStep::DefaultNoticed { .. } => {
            "Bezwaar: er is een ingebrekestelling, want er is te laat beslist."
        }
        ObjectionStep::Decided { upheld: true } => "Bezwaar: het is gegrond. Het besluit wordt herzien.",
        ObjectionStep::Decided { upheld: false } => "Bezwaar: het is ongegrond. Het besluit blijft staan.",
        ObjectionStep::Withdrawn => "Bezwaar: het is ingetrokken.",
        ObjectionStep::Appealed => "Bezwaar: er is beroep ingesteld bij de rechter.",
        ObjectionStep::Judged { judgment, .. } => match judgment {
            Judgment::Dismissed => "Beroep: de rechter laat het besluit op het bezwaar staan.",
            Judgment::Withdrawn => "Beroep: het is ingetrokken.",
            Judgment::Upheld => "Beroep: de rechter vernietigt het besluit. Het wordt herzien.",
            Judgment::DecideAnew => "Beroep: er moet opnieuw op het bezwaar worden beslist.",
        },
    }
}

/// What is asked of a service.
pub(super) const fn ordered(command: &Command) -> &'static str {
    match command {
        Command::RequestAssessment(AssessmentKind::Entitlement) => "Het recht op bijstand wordt beoordeeld.",
        Command::RequestAssessment(AssessmentKind::Category) => "De categorie wordt bepaald.",
        Command::RequestAssessment(AssessmentKind::Sheltered) => {
            "Een plek in beschut werk wordt aangevraagd."
        }
        Command::DecideAnew { assessment: AssessmentKind::Category, .. } => {
            "Een medewerker kiest opnieuw een categorie, met wat het bezwaar opleverde."
        }
        Command::DecideAnew { .. } => {
            "Een medewerker beslist opnieuw over het recht op bijstand, met wat het bezwaar opleverde."
        }
        Command::CloseApplication { .. } => "De aanvraag wordt gesloten.",
        Command::ReopenApplication { .. } => "De aanvraag wordt heropend.",
        Command::EndBenefit { .. } => "De uitkering wordt beëindigd.",
        Command::OfferReferral { .. } => "Er wordt een partner gezocht.",
        Command::ExpireOffer { .. } => "De volgende partner wordt gezocht.",
        Command::WithdrawReferral { .. } => "De verwijzing wordt ingetrokken.",
        Command::StartTrajectory { preparatory: false, .. } => "Het traject wordt gestart.",
        Command::StartTrajectory { .. } => "Een voorbereidend traject wordt gestart.",
        Command::EndTrajectory { .. } => "De trajecten worden beëindigd.",
        Command::ReleasePlace { .. } => "De plek in beschut werk wordt teruggegeven.",
        Command::ReverseDecision { .. } => "Wat het herroepen besluit deed, wordt verbeterd.",
        Command::NoteObjections(_) => "De intake hoort hoe het met de bezwaren staat.",
        Command::ShowSteps { .. } => "De dienst die beslist, krijgt te horen welke stappen zijn gezet.",
    }
}

/// A new task.
pub(super) fn opened(task: &Task) -> String {
    format!(
        "Taak voor de {}, uiterlijk {}: {}.",
        task.role.dutch(),
        day_in_dutch(task.due),
        task.kind.title()
    )
}
