//! What a policy officer reads: each case on which the version would decide otherwise, and the totals.

use std::fmt::Write;

use policy::Policy;

use crate::adoption::{Finding, Otherwise, Says};
use crate::caseload::{Page, RunningCase};

/// What came of telling the installation about one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A dry run asks nothing.
    NotAsked,
    Asked,
    AskedBefore,
    /// The case went on meanwhile; why there is nothing to ask, in Dutch.
    Overtaken(String),
    /// Why it was not taken, to try again.
    Failed(String),
}

/// How many cases went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub same: u64,
    pub decided_under_it: u64,
    pub not_by_policy: u64,
    pub not_categorised: u64,
    pub ending: u64,
    pub not_asked: u64,
    pub asked: u64,
    pub asked_before: u64,
    pub overtaken: u64,
    pub failed: u64,
}

impl Counts {
    /// A case that nobody has to look at.
    pub fn note(&mut self, finding: &Finding) {
        let count = match finding {
            Finding::Same => &mut self.same,
            Finding::DecidedUnderIt => &mut self.decided_under_it,
            Finding::NotByPolicy => &mut self.not_by_policy,
            Finding::NotCategorised => &mut self.not_categorised,
            Finding::Ending => &mut self.ending,
            Finding::Otherwise(_) => &mut self.not_asked,
        };
        *count += 1;
    }

    pub fn add(&mut self, told: &Told) {
        let count = match told {
            Told::NotAsked => &mut self.not_asked,
            Told::Asked => &mut self.asked,
            Told::AskedBefore => &mut self.asked_before,
            Told::Overtaken(_) => &mut self.overtaken,
            Told::Failed(_) => &mut self.failed,
        };
        *count += 1;
    }

    /// The totals; what did not occur is left out, except what it is all about.
    pub fn told(&self, dry_run: bool) -> String {
        let asked = if dry_run {
            ("zou anders uitvallen", self.not_asked)
        } else {
            ("heronderzoek gevraagd", self.asked)
        };
        let others = [
            ("was al gevraagd voor deze versie", self.asked_before),
            ("ging intussen verder, niets te vragen", self.overtaken),
            ("valt hetzelfde uit", self.same),
            ("al ingedeeld volgens deze versie", self.decided_under_it),
            ("wijkt af, maar niet door deze versie", self.not_by_policy),
            ("nog niet ingedeeld: dat gebeurt volgens de nieuwe versie", self.not_categorised),
            ("wordt beëindigd", self.ending),
            ("mislukt", self.failed),
        ];
        let mut text = String::from("\n");
        for (about, count) in [asked].into_iter().chain(others.into_iter().filter(|(_, count)| *count > 0)) {
            let _ = writeln!(text, "{count:>7}  {about}");
        }
        text
    }
}

/// A version as people name it.
pub fn name(policy: &Policy) -> String {
    format!("{} ({})", policy.valid_from, policy.version.get(..12).unwrap_or(&policy.version))
}

/// Which version is looked at, and over how many cases.
pub fn head(version: &Policy, page: &Page, dry_run: bool) -> String {
    let what = if dry_run {
        "Alleen bekijken: er verandert niets."
    } else {
        "Niemand verandert vanzelf van categorie."
    };
    format!(
        "{}, versie {}.\n{} lopende zaken, leeftijden op {}. {what}\n\n",
        version.label,
        name(version),
        page.total,
        page.assessed_on,
    )
}

/// One case on which the version would decide otherwise, with the reason.
pub fn line(
    case: &RunningCase,
    decided: Option<&Policy>,
    version: &Policy,
    found: &Otherwise,
    told: &Told,
) -> String {
    let now = case.category.as_deref().unwrap_or_default();
    let label = |policy: &Policy, key: &str| policy.category(key).map(|category| category.label.clone());
    let now = decided
        .and_then(|policy| label(policy, now))
        .or_else(|| label(version, now))
        .unwrap_or_else(|| now.to_owned());
    let then = match &found.says {
        Says::Category(key) => format!("‘{}’", label(version, key).unwrap_or_else(|| key.clone())),
        Says::TargetGroups(_) => "dezelfde categorie, met andere doelgroepen".to_owned(),
        Says::FactsMissing(_) => "nog niet te bepalen".to_owned(),
        Says::PersonDecides => "een medewerker kiest".to_owned(),
    };
    let outcome = match told {
        Told::NotAsked => String::new(),
        Told::Asked => "    Heronderzoek gevraagd.\n".to_owned(),
        Told::AskedBefore => "    Was al gevraagd.\n".to_owned(),
        Told::Overtaken(why) => format!("    Niets te vragen: {why}\n"),
        Told::Failed(why) => format!("    MISLUKT: {why}\n"),
    };
    format!("{}  van ‘{now}’ naar {then}\n    {}\n{outcome}", case.number, found.why)
}
