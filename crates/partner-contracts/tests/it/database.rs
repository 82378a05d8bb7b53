testkit::migrations!(partner_contracts::PartnerContracts);
