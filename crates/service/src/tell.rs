use domain::{CaseId, Municipality};
use messaging::Told;
use prost::{Message, Name};
use proto::routes::{self, KeyRule};

/// A message for each service that the table of subscriptions names, under that receiver's key.
///
/// `case` is the subject, and the key where a receiver orders by case; the municipality's tenant is the key where
/// it orders by pool.
pub fn tell<M: Message + Name>(case: CaseId, municipality: &Municipality, message: &M) -> Vec<Told> {
    let receivers = routes::receivers(&M::full_name());
    debug_assert!(!receivers.is_empty(), "{} has no receiver", M::full_name());
    let told = |receiver: &&str| Told {
        receiver: (*receiver).to_owned(),
        key: match routes::key_rule(receiver) {
            KeyRule::Case => case.to_string(),
            KeyRule::Pool => municipality.tenant().to_owned(),
        },
        kind: routes::type_of::<M>(),
        subject: case.to_string(),
        municipality: municipality.clone(),
        body: message.encode_to_vec(),
    };
    receivers.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_command_goes_to_its_service_under_that_services_key() {
        let case = CaseId::new(Uuid::from_u128(7));
        let municipality = "a-tenant:0001".parse().unwrap();

        let told = tell(case, &municipality, &proto::income::v1::EndBenefit::default());
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].receiver.as_str(), told[0].key.as_str()), ("income", case.to_string().as_str()));
        assert_eq!(told[0].kind, "nl.overheid.meedoen.income.end-benefit.v1");

        let told = tell(case, &municipality, &proto::partner_contracts::v1::OfferReferral::default());
        assert_eq!((told[0].receiver.as_str(), told[0].key.as_str()), ("partner-contracts", "a-tenant"));
        assert_eq!(told[0].subject, case.to_string());
    }
}
