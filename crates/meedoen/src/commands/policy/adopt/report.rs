//! What a policy officer reads: each case on which the version would decide otherwise, and the totals.

use std::fmt::Write;

use policy::Policy;
use trial::adoption::{Counts, Otherwise, Says, Told, category_now};

use crate::caseload::{Page, RunningCase};

/// The totals; what did not occur is left out, except what it is all about.
pub fn totals(counts: &Counts, dry_run: bool) -> String {
    let asked = if dry_run {
        ("zou anders uitvallen", counts.not_asked)
    } else {
        ("heronderzoek gevraagd", counts.asked)
    };
    let others = [
        ("was al gevraagd voor deze versie", counts.asked_before),
        ("ging intussen verder, niets te vragen", counts.overtaken),
        ("valt hetzelfde uit", counts.same),
        ("al ingedeeld volgens deze versie", counts.decided_under_it),
        ("wijkt af, maar niet door deze versie", counts.not_by_policy),
        ("nog niet ingedeeld: dat gebeurt volgens de nieuwe versie", counts.not_categorised),
        ("wordt beëindigd", counts.ending),
        ("mislukt", counts.failed),
    ];
    let mut text = String::from("\n");
    for (about, count) in [asked].into_iter().chain(others.into_iter().filter(|(_, count)| *count > 0)) {
        let _ = writeln!(text, "{count:>7}  {about}");
    }
    text
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
        "{}, versie {}.\n{} lopende zaken, leeftijden op {}. {what}\n",
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
    let now = category_now(case.category.as_deref().unwrap_or_default(), decided, version);
    let then = found.says.in_dutch(version);
    let then =
        if matches!(found.says, Says::Category(_)) { format!("‘{then}’") } else { then.to_owned() };
    let outcome = match told {
        Told::NotAsked => String::new(),
        Told::Asked => "    Heronderzoek gevraagd.\n".to_owned(),
        Told::AskedBefore => "    Was al gevraagd.\n".to_owned(),
        Told::Overtaken(why) => format!("    Niets te vragen: {why}\n"),
        Told::Failed(why) => format!("    MISLUKT: {why}\n"),
    };
    format!("\n{}  van ‘{now}’ naar {then}\n    {}\n{outcome}", case.number, found.why)
}
