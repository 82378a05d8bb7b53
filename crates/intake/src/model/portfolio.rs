//! What someone can do and wants (IN-7).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::{Municipality, PersonId, Refusal, Violation};
use serde::{Deserialize, Serialize};

use crate::competences::Competences;

macro_rules! words {
    ($(#[doc = $doc:literal] $name:ident { $($variant:ident => $code:literal),+ $(,)? })+) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
            pub enum $name { $(#[serde(rename = $code)] $variant),+ }

            impl $name {
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];

                pub const fn code(self) -> &'static str {
                    match self { $(Self::$variant => $code),+ }
                }

                pub fn from_code(code: &str) -> Option<Self> {
                    Self::ALL.iter().copied().find(|known| known.code() == code)
                }
            }
        )+
    };
}

words! {
    /// Level of education, from low to high.
    EducationLevel {
        None => "none", Primary => "primary", Vmbo => "vmbo", Mbo1 => "mbo-1", Mbo2 => "mbo-2", Mbo3 => "mbo-3",
        Havo => "havo", Mbo4 => "mbo-4", Vwo => "vwo", Hbo => "hbo", Wo => "wo",
    }
    /// Where someone worked.
    Sector {
        Agriculture => "agriculture", Industry => "industry", Construction => "construction", Retail => "retail",
        Logistics => "logistics", Hospitality => "hospitality", Cleaning => "cleaning", Greenery => "greenery",
        Security => "security", Office => "office", Care => "care", Childcare => "childcare",
        Education => "education", Technology => "technology", Other => "other",
    }
    /// Level of a language, by the Common European Framework.
    LanguageLevel { A1 => "a1", A2 => "a2", B1 => "b1", B2 => "b2", C1 => "c1", C2 => "c2" }
    /// What someone may drive or handle.
    Licence {
        Moped => "driving-am", Motorcycle => "driving-a", Car => "driving-b", CarAndTrailer => "driving-be",
        Lorry => "driving-c", Bus => "driving-d", Tractor => "driving-t", Forklift => "forklift", Vca => "vca",
        FirstAid => "first-aid", Haccp => "haccp", SecurityPass => "security-pass",
    }
}

/// An education that someone followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    pub level: EducationLevel,
    pub diploma: bool,
    pub ended_in: Option<i32>,
}

/// What a portfolio says. Lists are sets: nothing stands twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub competences: BTreeSet<String>,
    pub education: Vec<Education>,
    /// Months by sector.
    pub experience: BTreeMap<Sector, u32>,
    /// Level by language (ISO 639-1).
    pub languages: BTreeMap<String, LanguageLevel>,
    pub licences: BTreeSet<Licence>,
    pub hours_per_week: Option<u32>,
    /// Whether it may be counted in what employers see.
    pub shared: bool,
}

/// A portfolio as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portfolio {
    pub person: PersonId,
    pub municipality: Municipality,
    /// From 1; every one is kept.
    pub version: i64,
    pub content: Content,
    pub kept_on: NaiveDate,
    pub kept_by: String,
}

const MOST_HOURS: u32 = 60;
const MOST_MONTHS: u32 = 60 * 12;
const MOST_EDUCATIONS: usize = 20;
const MOST_LANGUAGES: usize = 20;
const FIRST_YEAR: i32 = 1940;

impl Content {
    /// Everything that is wrong with it.
    pub fn violations(&self, list: &Competences, today: NaiveDate) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let mut unless = |holds: bool, field: &str, reason: &str, rule: &str| {
            if !holds {
                wrong.push(Violation::new(field, reason, rule));
            }
        };
        for code in &self.competences {
            unless(list.label(code).is_some(), "competences", "staat niet op de lijst", "competence-listed");
        }
        unless(self.education.len() <= MOST_EDUCATIONS, "education", "zijn er te veel", "too-many");
        for education in &self.education {
            let plausible = education.ended_in.is_none_or(|year| (FIRST_YEAR..=today.year()).contains(&year));
            unless(plausible, "education", "heeft een jaar dat niet kan", "year-plausible");
        }
        for months in self.experience.values() {
            let plausible = (1..=MOST_MONTHS).contains(months);
            unless(plausible, "experience", "moet tussen 1 maand en 60 jaar liggen", "months-plausible");
        }
        unless(self.languages.len() <= MOST_LANGUAGES, "languages", "zijn er te veel", "too-many");
        for language in self.languages.keys() {
            let fits = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase());
            unless(fits, "languages", "moet een taalcode van twee letters zijn, zoals nl", "language-code");
        }
        let hours = self.hours_per_week.is_none_or(|hours| (1..=MOST_HOURS).contains(&hours));
        unless(hours, "hours_per_week", "moet tussen 1 en 60 liggen", "hours-plausible");
        wrong
    }
}

/// The next version of a portfolio.
///
/// # Errors
///
/// A [`Refusal`] when another version stands than the one that was changed.
pub fn kept(
    before: Option<&Portfolio>,
    (person, municipality): (PersonId, &Municipality),
    after_version: i64,
    content: &Content,
    by: &str,
    today: NaiveDate,
) -> Result<Portfolio, Refusal> {
    let stands = before.map_or(0, |before| before.version);
    if stands != after_version {
        let reason = format!(
            "Het portfolio is intussen gewijzigd: versie {stands} geldt nu. Haal het opnieuw op en pas dat aan."
        );
        return Err(Refusal::conflict("portfolio-changed", reason));
    }
    Ok(Portfolio {
        person,
        municipality: municipality.clone(),
        version: stands + 1,
        content: content.clone(),
        kept_on: today,
        kept_by: by.to_owned(),
    })
}

#[cfg(test)]
mod tests;
