//! Everyone who acts in the demonstration, each with a token of their own.

use std::collections::BTreeMap;

use anyhow::Context;
use domain::{Municipality, Role};
use policy::Policy;

use crate::house::OneProcess;

pub struct People {
    /// The e-form of the municipality, through which residents apply.
    pub form: String,
    pub intake: String,
    pub income: String,
    pub reintegration: String,
    pub quality: String,
    pub manager: String,
    /// The adapter to UWV.
    pub uwv: String,
    partners: BTreeMap<String, String>,
}

impl People {
    pub fn of(house: &OneProcess, municipality: &Municipality, policy: &Policy) -> anyhow::Result<Self> {
        let token = |user: &str, role: Role| house.token(user, &[role], None, municipality);
        let mut partners = BTreeMap::new();
        for partner in &policy.partners {
            let user = format!("medewerker {}", partner.label);
            let token = house.token(&user, &[Role::Partner], Some(&partner.key), municipality)?;
            partners.insert(partner.key.clone(), token);
        }
        Ok(Self {
            form: token("e-formulier", Role::ClientSystem)?,
            intake: token("intakeconsulent", Role::IntakeConsultant)?,
            income: token("inkomensconsulent", Role::IncomeConsultant)?,
            reintegration: token("re-integratieconsulent", Role::ReintegrationConsultant)?,
            quality: token("kwaliteitsmedewerker", Role::QualityOfficer)?,
            manager: token("manager", Role::Manager)?,
            uwv: token("adapter UWV", Role::ClientSystem)?,
            partners,
        })
    }

    pub fn partner(&self, key: &str) -> anyhow::Result<&str> {
        self.partners
            .get(key)
            .map(String::as_str)
            .with_context(|| format!("{key} is no partner in the policy"))
    }

    /// Whoever takes up a task of this role.
    pub fn of_role(&self, role: &str) -> &str {
        match role {
            "intakeconsulent" => &self.intake,
            "inkomensconsulent" => &self.income,
            "kwaliteitsmedewerker" => &self.quality,
            "clientsysteem" => &self.uwv,
            _ => &self.reintegration,
        }
    }
}
