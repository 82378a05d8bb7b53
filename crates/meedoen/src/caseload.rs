//! The caseload of a running installation, page by page: what a policy may look at, and nobody's name.

use anyhow::{Context, bail};
use chrono::NaiveDate;
use domain::Facts;
use serde_json::Value;

use crate::api::{Api, text};

/// How many cases the interface gives at once.
pub const PAGE: usize = 100;

/// A running case.
pub struct RunningCase {
    pub id: String,
    /// As on letters.
    pub number: String,
    /// Where it stands, in the words of the interface; empty when it was opened just now.
    pub stage: String,
    /// Key of the category that holds; `None` when it has none yet.
    pub category: Option<String>,
    /// Content hash of the policy that assigned it.
    pub decided_under: Option<String>,
    /// With ages derived, and no other days.
    pub facts: Facts,
}

/// A part of the caseload, in the order of their ids.
pub struct Page {
    pub cases: Vec<RunningCase>,
    /// How many cases run.
    pub total: u64,
    /// The business day, on which ages were derived.
    pub assessed_on: NaiveDate,
}

impl Page {
    /// The page past this case; the first when there is none.
    ///
    /// # Errors
    ///
    /// When the gateway does not answer, refuses, or answers in another form.
    pub async fn past(api: &Api, token: &str, case: Option<&str>) -> anyhow::Result<Self> {
        let after = case.map(|case| format!("&na={case}")).unwrap_or_default();
        let body = api.get(token, &format!("/caseload?pageSize={PAGE}{after}")).await?;
        let assessed_on = text(&body, "peildatum").parse().context("the caseload has no day")?;
        let Some(rows) = body["zaken"].as_array() else { bail!("the caseload has no list of cases") };
        let cases =
            rows.iter().map(|row| RunningCase::read(row, assessed_on)).collect::<anyhow::Result<_>>()?;
        Ok(Self { cases, total: body["totaal"].as_u64().unwrap_or_default(), assessed_on })
    }

    /// Whether there may be more.
    pub fn is_full(&self) -> bool {
        self.cases.len() >= PAGE
    }
}

impl RunningCase {
    fn read(row: &Value, assessed_on: NaiveDate) -> anyhow::Result<Self> {
        let some = |name: &str| row[name].as_str().map(str::to_owned);
        let number = text(row, "zaaknummer").to_owned();
        let facts = row["gegevens"].as_object().with_context(|| format!("{number} has no facts"))?;
        let facts = gateway::facts_of_properties(facts, assessed_on).map_err(|property| {
            anyhow::anyhow!("{number}: {property} is not of the kind that it should be")
        })?;
        Ok(Self {
            id: text(row, "zaakId").to_owned(),
            stage: text(row, "fase").to_owned(),
            category: some("categorie"),
            decided_under: some("beleidsversie"),
            number,
            facts,
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::FactKey;
    use serde_json::json;

    use super::*;

    fn read(row: &Value) -> anyhow::Result<RunningCase> {
        RunningCase::read(row, "2026-06-02".parse().unwrap())
    }

    #[test]
    fn a_row_reads_as_the_interface_writes_it() {
        let row = json!({
            "zaakId": "01970000-0000-7000-8000-000000000001", "zaaknummer": "2026-000001", "stadium": "compleet",
            "fase": "traject", "categorie": "up", "beleidsversie": "hash",
            "gegevens": {"leeftijd": 36, "verdiencapaciteit": 45, "motivatie": "enige"},
        });
        let case = read(&row).unwrap();
        assert_eq!((case.number.as_str(), case.stage.as_str()), ("2026-000001", "traject"));
        assert_eq!((case.category.as_deref(), case.decided_under.as_deref()), (Some("up"), Some("hash")));
        assert_eq!(case.facts.number(FactKey::Age), Some(36));
        assert_eq!(case.facts.choice(FactKey::Motivation), Some("some"));

        let new = read(&json!({"zaakId": "1", "zaaknummer": "2026-000002", "gegevens": {}})).unwrap();
        assert_eq!((new.stage.as_str(), new.category, new.decided_under), ("", None, None));
        assert!(new.facts.is_empty());
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_with_its_case_and_without_the_value() {
        let row = json!({"zaaknummer": "2026-000003", "gegevens": {"leeftijd": "vijftig"}});
        let error = read(&row).err().unwrap().to_string();
        assert!(error.contains("2026-000003") && error.contains("leeftijd"), "{error}");
        assert!(!error.contains("vijftig"), "{error}");
    }
}
