//! Commands and story of an advance → what is told.

use messaging::{StoryLine, Told};
use proto::common::v1::CaseRef;
use proto::{day_text, income, intake, partner_contracts, reintegration, sheltered_work, workflow};
use service::tell;

use crate::model::{AssessmentKind, Command, Follow, IntakeKind, Output, Process};

/// The messages and the story of an advance, in their order.
pub fn told(process: &Process, follow: &Follow) -> (Vec<Told>, Vec<StoryLine>) {
    let told = follow.commands().flat_map(|command| wire(process, command)).collect();
    let story = follow.outputs.iter().filter_map(|output| match output {
        Output::Story { title, explanation, by_clock } if !title.is_empty() => Some(StoryLine {
            explanation: explanation.clone(),
            by_clock: *by_clock,
            ..StoryLine::new(process.case, &process.municipality, title.as_str())
        }),
        _ => None,
    });
    (told, story.collect())
}

fn wire(process: &Process, command: &Command) -> Vec<Told> {
    let (id, municipality) = (process.case, &process.municipality);
    let case = Some(CaseRef::of(id, process.person, municipality));
    match command {
        Command::RequestAssessment(kind) => {
            let (assessment, objection_id) = (assessment(*kind).into(), String::new());
            tell(id, municipality, &intake::v1::RequestAssessment { case, assessment, objection_id })
        }
        Command::DecideAnew { assessment: kind, objection } => {
            let (assessment, objection_id) = (assessment(*kind).into(), objection.to_string());
            tell(id, municipality, &intake::v1::RequestAssessment { case, assessment, objection_id })
        }
        Command::CloseApplication { reason } => {
            tell(id, municipality, &intake::v1::CloseApplication { case, reason: reason.clone() })
        }
        Command::ReopenApplication { reason } => {
            let intake_complete = process.intake.kind() == IntakeKind::Complete;
            let reopen = intake::v1::ReopenApplication { case, reason: reason.clone(), intake_complete };
            tell(id, municipality, &reopen)
        }
        Command::EndBenefit { reason, from_day, written } => {
            let (from_day, reason, written_reasons) = (day_text(*from_day), reason.clone(), written.clone());
            tell(id, municipality, &income::v1::EndBenefit { case, reason, from_day, written_reasons })
        }
        Command::OfferReferral { assignment, area } => {
            let offer = partner_contracts::v1::OfferReferral {
                case,
                direction: assignment.direction.code().into(),
                category: assignment.key.clone(),
                earning_capacity: assignment.earning_capacity,
                area: *area,
                target_groups: assignment.target_groups.clone(),
            };
            tell(id, municipality, &offer)
        }
        Command::ExpireOffer { referral } => {
            let referral_id = referral.to_string();
            tell(id, municipality, &partner_contracts::v1::ExpireOffer { case, referral_id })
        }
        Command::WithdrawReferral { reason } => {
            tell(id, municipality, &partner_contracts::v1::WithdrawReferral { case, reason: reason.clone() })
        }
        Command::StartTrajectory { partner, preparatory } => {
            let (partner, preparatory) = (partner.clone(), *preparatory);
            tell(id, municipality, &reintegration::v1::StartTrajectory { case, partner, preparatory })
        }
        Command::EndTrajectory { reason } => {
            tell(id, municipality, &reintegration::v1::EndTrajectory { case, reason: reason.clone() })
        }
        Command::ReverseDecision { objection, against, decision, notified_on } => {
            let reverse = income::v1::ReverseDecision {
                case,
                objection_id: objection.to_string(),
                against: against.code().into(),
                decision: decision.unwrap_or_default(),
                notified_on: day_text(*notified_on),
            };
            tell(id, municipality, &reverse)
        }
        Command::NoteObjections(stand) => {
            let over_on = stand.over_on.map(day_text).unwrap_or_default();
            tell(id, municipality, &intake::v1::NoteObjections { case, running: stand.running, over_on })
        }
        Command::ShowSteps { to, steps } => {
            let proofs = steps.proofs.iter().map(|proof| proof.code().to_owned()).collect();
            let recorded = steps.recorded.iter().cloned().collect();
            let shown = tell(id, municipality, &workflow::v1::StepsShown { case, proofs, recorded });
            shown.into_iter().filter(|told| told.receiver == to.service()).collect()
        }
        Command::ReleasePlace { reason } => {
            tell(id, municipality, &sheltered_work::v1::ReleasePlace { case, reason: reason.clone() })
        }
    }
}

const fn assessment(kind: AssessmentKind) -> intake::v1::Assessment {
    match kind {
        AssessmentKind::Entitlement => intake::v1::Assessment::Entitlement,
        AssessmentKind::Category => intake::v1::Assessment::Category,
        AssessmentKind::Sheltered => intake::v1::Assessment::Sheltered,
    }
}
