//! Who receives which message: the one table of subscriptions.

use prost::Name;

/// The service names as they stand in envelopes, queues and configuration.
pub const INTAKE: &str = "intake";
pub const INCOME: &str = "income";
pub const REINTEGRATION: &str = "reintegration";
pub const SHELTERED_WORK: &str = "sheltered-work";
pub const PARTNER_CONTRACTS: &str = "partner-contracts";
pub const WORKFLOW: &str = "workflow";

/// All services that exchange messages.
pub const SERVICES: [&str; 6] = [INTAKE, INCOME, REINTEGRATION, SHELTERED_WORK, PARTNER_CONTRACTS, WORKFLOW];

/// By what a receiver keeps its messages in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRule {
    /// The case.
    Case,
    /// The pool that shares capacity: the tenant.
    Pool,
}

/// The one key rule of a receiver, the same for all its messages.
pub fn key_rule(receiver: &str) -> KeyRule {
    match receiver {
        PARTNER_CONTRACTS | SHELTERED_WORK => KeyRule::Pool,
        _ => KeyRule::Case,
    }
}

/// The services that receive a message, by its full protobuf name. Empty for a name that is no message between
/// services. A command goes to the service that owns it; an event to who acts on it.
pub fn receivers(full_name: &str) -> &'static [&'static str] {
    const COMMANDS: &[(&str, &[&str])] = &[
        ("meedoen.intake.v1.RequestAssessment", &[INTAKE]),
        ("meedoen.intake.v1.CloseApplication", &[INTAKE]),
        ("meedoen.intake.v1.ReopenApplication", &[INTAKE]),
        ("meedoen.intake.v1.NoteObjections", &[INTAKE]),
        ("meedoen.income.v1.AssessEntitlement", &[INCOME]),
        ("meedoen.income.v1.NoteApplication", &[INCOME]),
        ("meedoen.income.v1.EndBenefit", &[INCOME]),
        ("meedoen.income.v1.ReverseDecision", &[INCOME]),
        ("meedoen.reintegration.v1.Categorise", &[REINTEGRATION]),
        ("meedoen.reintegration.v1.StartTrajectory", &[REINTEGRATION]),
        ("meedoen.reintegration.v1.EndTrajectory", &[REINTEGRATION]),
        ("meedoen.sheltered_work.v1.RequestPlace", &[SHELTERED_WORK]),
        ("meedoen.sheltered_work.v1.ReleasePlace", &[SHELTERED_WORK]),
        ("meedoen.partner_contracts.v1.OfferReferral", &[PARTNER_CONTRACTS]),
        ("meedoen.partner_contracts.v1.ExpireOffer", &[PARTNER_CONTRACTS]),
        ("meedoen.partner_contracts.v1.WithdrawReferral", &[PARTNER_CONTRACTS]),
    ];
    const EVENTS: &[(&str, &[&str])] = &[
        ("meedoen.intake.v1.ApplicationReceived", &[WORKFLOW]),
        ("meedoen.intake.v1.SearchEnded", &[WORKFLOW]),
        ("meedoen.intake.v1.SearchStarted", &[WORKFLOW]),
        ("meedoen.intake.v1.IntakeCompleted", &[WORKFLOW]),
        ("meedoen.intake.v1.FactsChanged", &[WORKFLOW]),
        ("meedoen.intake.v1.ClientSeenAgain", &[WORKFLOW]),
        ("meedoen.intake.v1.WorkActsShown", &[WORKFLOW]),
        ("meedoen.intake.v1.ApplicationNotProcessed", &[WORKFLOW]),
        ("meedoen.intake.v1.ApplicationNotReopened", &[WORKFLOW]),
        ("meedoen.intake.v1.SignalRaised", &[WORKFLOW]),
        ("meedoen.intake.v1.SignalSettled", &[WORKFLOW]),
        ("meedoen.income.v1.EntitlementDecided", &[WORKFLOW, INTAKE]),
        ("meedoen.income.v1.BenefitEnded", &[WORKFLOW]),
        ("meedoen.income.v1.PaymentRejected", &[WORKFLOW]),
        ("meedoen.income.v1.MoneyDecided", &[WORKFLOW]),
        ("meedoen.income.v1.AdvanceGranted", &[INTAKE]),
        ("meedoen.income.v1.DecisionReversed", &[WORKFLOW]),
        ("meedoen.income.v1.DecisionNotReversed", &[WORKFLOW]),
        ("meedoen.income.v1.SignalRaised", &[WORKFLOW]),
        ("meedoen.income.v1.SignalSettled", &[WORKFLOW]),
        ("meedoen.reintegration.v1.CategoryAssigned", &[WORKFLOW, INTAKE]),
        ("meedoen.reintegration.v1.CategoryNeedsPerson", &[WORKFLOW]),
        ("meedoen.reintegration.v1.DeviationProposed", &[WORKFLOW]),
        ("meedoen.reintegration.v1.DeviationSettled", &[WORKFLOW]),
        ("meedoen.reintegration.v1.TrajectoryStarted", &[WORKFLOW]),
        ("meedoen.reintegration.v1.TrajectoryRefused", &[WORKFLOW]),
        ("meedoen.reintegration.v1.TrajectoryEnded", &[WORKFLOW]),
        ("meedoen.reintegration.v1.TrajectoriesClosed", &[WORKFLOW]),
        ("meedoen.reintegration.v1.SignalRaised", &[WORKFLOW]),
        ("meedoen.reintegration.v1.SignalSettled", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.AdviceRequested", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.AdviceNegative", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.PlaceAssigned", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.PutOnWaitingList", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.PlaceReleased", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.SignalRaised", &[WORKFLOW]),
        ("meedoen.sheltered_work.v1.SignalSettled", &[WORKFLOW]),
        ("meedoen.partner_contracts.v1.ReferralOffered", &[WORKFLOW]),
        ("meedoen.partner_contracts.v1.ReferralAccepted", &[WORKFLOW]),
        ("meedoen.partner_contracts.v1.ReferralDeclined", &[WORKFLOW]),
        ("meedoen.partner_contracts.v1.NoPartnerLeft", &[WORKFLOW]),
        ("meedoen.partner_contracts.v1.ReferralWithdrawn", &[WORKFLOW]),
        ("meedoen.workflow.v1.StepsShown", &[INCOME, REINTEGRATION]),
    ];
    COMMANDS.iter().chain(EVENTS).find(|(name, _)| *name == full_name).map_or(&[], |(_, receivers)| receivers)
}

/// The CloudEvents type of a message: `meedoen.income.v1.AssessEntitlement` becomes
/// `nl.overheid.meedoen.income.assess-entitlement.v1`.
pub fn type_of<M: Name>() -> String {
    let service = M::PACKAGE.trim_start_matches("meedoen.").trim_end_matches(".v1").replace('_', "-");
    let mut name = String::new();
    for letter in M::NAME.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    format!("nl.overheid.meedoen.{service}.{name}.v1")
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;

    #[test]
    fn a_type_reads_as_the_field_writes_event_types() {
        assert_eq!(
            type_of::<crate::sheltered_work::v1::PutOnWaitingList>(),
            "nl.overheid.meedoen.sheltered-work.put-on-waiting-list.v1"
        );
    }

    /// Fails when a new command or event is forgotten in the table.
    #[test]
    fn every_command_and_event_has_a_receiver() {
        let set = prost_types::FileDescriptorSet::decode(crate::DESCRIPTORS).unwrap();
        let mut seen = 0;
        for file in &set.file {
            if !(file.name().ends_with("events.proto") || file.name().ends_with("commands.proto")) {
                continue;
            }
            for message in &file.message_type {
                let name = format!("{}.{}", file.package(), message.name());
                assert!(!receivers(&name).is_empty(), "{name} has no receiver");
                seen += 1;
            }
        }
        assert!(seen > 30, "only {seen} messages were found");
    }
}
