//! Figures and names as people read them in Dutch.

use domain::{FactSource, Role};

use crate::model::{DutyKind, ExemptionScope, PartnerKind, ReturnForm, WholeEuros};

/// `€ 1.234.567`.
pub(super) fn euros(amount: WholeEuros) -> String {
    let whole = amount.0.get() / 100;
    let sign = if whole < 0 { "-" } else { "" };
    format!("€ {sign}{}", thousands(whole.unsigned_abs()))
}

/// `1.234.567`.
pub(super) fn number(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", thousands(number.unsigned_abs()))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// `4,5 %` for 45 tenths.
pub(super) fn tenths(tenths: u32) -> String {
    format!("{},{} %", tenths / 10, tenths % 10)
}

/// `1 maand`, `6 maanden`.
pub(super) fn months(months: u32) -> String {
    counted(months, "maand", "maanden")
}

/// `1 dag`, `14 dagen`.
pub(super) fn days(days: u32) -> String {
    counted(days, "dag", "dagen")
}

/// `1 week`, `4 weken`.
pub(super) fn weeks(weeks: u32) -> String {
    counted(weeks, "week", "weken")
}

fn counted(count: u32, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// Whoever answers a question.
pub(super) const fn who(source: FactSource) -> &'static str {
    match source {
        FactSource::Applicant => "de aanvrager",
        FactSource::Consultant => "een consulent",
        FactSource::System => "een register of systeem",
        FactSource::Derived => "niemand: het wordt uitgerekend",
    }
}

/// `ja` or `nee`.
pub(super) const fn yes(yes: bool) -> &'static str {
    if yes { "ja" } else { "nee" }
}

/// `a, b en c`; parts that have such a word or mark themselves stand apart by a semicolon.
pub(super) fn joined(parts: impl IntoIterator<Item = String>) -> String {
    joined_by(parts, "en")
}

/// `a, b of c`.
pub(super) fn either(parts: impl IntoIterator<Item = String>) -> String {
    joined_by(parts, "of")
}

fn joined_by(parts: impl IntoIterator<Item = String>, word: &str) -> String {
    let mut parts: Vec<_> = parts.into_iter().collect();
    if parts.len() > 1
        && parts.iter().any(|part| [" en ", " of ", ","].iter().any(|mark| part.contains(mark)))
    {
        return parts.join("; ");
    }
    let Some(last) = parts.pop() else { return String::new() };
    if parts.is_empty() { last } else { format!("{} {word} {last}", parts.join(", ")) }
}

/// Texts one after the other: sentences as they stand, anything else apart by a semicolon.
pub(super) fn after_each_other(texts: &[String]) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(if all.ends_with('.') { " " } else { "; " });
        }
        all.push_str(text);
    }
    all
}

/// The text, or another when it is empty.
pub(super) fn or(text: String, other: &str) -> String {
    if text.is_empty() { other.to_owned() } else { text }
}

pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::IntakeConsultant => "intakeconsulent",
        Role::IncomeConsultant => "inkomensconsulent",
        Role::ReintegrationConsultant => "re-integratieconsulent",
        Role::QualityOfficer => "kwaliteitsmedewerker",
        Role::Partner => "partner",
        Role::ClientSystem => "ander systeem",
        Role::PolicyOfficer => "beleidsmedewerker",
        Role::Manager => "manager",
        Role::Operator => "beheerder",
    }
}

pub(super) const fn partner_kind(kind: PartnerKind) -> &'static str {
    match kind {
        PartnerKind::Intermediary => "bemiddelaar",
        PartnerKind::LearnWorkCompany => "leerwerkbedrijf",
        PartnerKind::Care => "zorg",
        PartnerKind::Welfare => "welzijn",
        PartnerKind::Education => "onderwijs",
        PartnerKind::Employer => "werkgever",
    }
}

pub(super) const fn duty_kind(kind: DutyKind) -> &'static str {
    match kind {
        DutyKind::Labour => "werk zoeken en houden",
        DutyKind::Reintegration => "meewerken aan hulp naar werk",
        DutyKind::ReturnActivity => "iets terugdoen",
        DutyKind::Education => "naar school",
        DutyKind::Language => "Nederlands leren",
        DutyKind::Contact => "contact houden",
    }
}

pub(super) const fn exemption_scope(scope: ExemptionScope) -> &'static str {
    match scope {
        ExemptionScope::Whole => "helemaal",
        ExemptionScope::Partial => "voor een deel",
        ExemptionScope::WholeOrPartial => "helemaal of voor een deel",
    }
}

pub(super) const fn return_form(form: ReturnForm) -> &'static str {
    match form {
        ReturnForm::Imposed => "de gemeente legt het op",
        ReturnForm::Chosen => "mensen kiezen het zelf; het wordt verwacht, niet opgelegd",
    }
}

#[cfg(test)]
mod tests {
    use domain::Cents;

    use super::*;

    #[test]
    fn figures_are_written_as_in_dutch() {
        let of = |euros: i64| euros_of(euros);
        assert_eq!([of(0), of(999), of(1000), of(1_234_567)], ["€ 0", "€ 999", "€ 1.000", "€ 1.234.567"]);
        assert_eq!((of(-25_000), number(-1_000)), ("€ -25.000".into(), "-1.000".into()));
        assert_eq!([tenths(45), tenths(1000), tenths(3)], ["4,5 %", "100,0 %", "0,3 %"]);
        assert_eq!([months(1), months(6), days(14)], ["1 maand", "6 maanden", "14 dagen"]);
        assert_eq!(joined(["a".into(), "b".into(), "c".into()]), "a, b en c");
        assert_eq!(joined(["a en b".into(), "c".into()]), "a en b; c");
    }

    fn euros_of(amount: i64) -> String {
        euros(WholeEuros(Cents::new(amount * 100)))
    }
}
