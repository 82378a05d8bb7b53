//! Everyone who acts.

use domain::Role;

/// Someone at the gateway. Names are of functions, never of people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The municipality's form on the web, through which residents apply.
    Form,
    Intake,
    Income,
    /// Another income consultant.
    SecondIncome,
    Reintegration,
    /// Another reintegration consultant.
    Colleague,
    Quality,
    /// Someone who is reintegration consultant and quality officer at once.
    Both,
    Manager,
    /// Who writes the policy, and takes a new version of it into use.
    Policy,
    /// The adapter to UWV.
    Uwv,
    Operator,
    /// Someone of this partner, by its key in the policy.
    Partner(String),
}

impl Who {
    pub fn user(&self) -> String {
        match self {
            Self::Partner(key) => format!("medewerker-{key}"),
            other => format!("{other:?}").to_lowercase(),
        }
    }

    pub fn organisation(&self) -> Option<&str> {
        match self {
            Self::Partner(key) => Some(key),
            _ => None,
        }
    }

    pub fn roles(&self) -> &'static [Role] {
        match self {
            Self::Form | Self::Uwv => &[Role::ClientSystem],
            Self::Intake => &[Role::IntakeConsultant],
            Self::Income | Self::SecondIncome => &[Role::IncomeConsultant],
            Self::Reintegration | Self::Colleague => &[Role::ReintegrationConsultant],
            Self::Quality => &[Role::QualityOfficer],
            Self::Both => &[Role::ReintegrationConsultant, Role::QualityOfficer],
            Self::Manager => &[Role::Manager],
            Self::Policy => &[Role::PolicyOfficer],
            Self::Operator => &[Role::Operator],
            Self::Partner(_) => &[Role::Partner],
        }
    }
}

/// Whether a text holds the name that tests give to people, or a number of the range that is never issued as a word of its
/// own: within ids and hashes its digits stand by chance.
pub fn tells_of_someone(text: &str) -> bool {
    let is_number = |word: &str| {
        word.len() == 9 && word.starts_with("9999") && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.contains("Proefpersoon") || text.split(|char: char| !char.is_alphanumeric()).any(is_number)
}
