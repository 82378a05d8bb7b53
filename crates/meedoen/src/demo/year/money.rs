//! Assistance is paid each month: accounts, what is judged of part-time work, and the run of three people.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{Datelike, Months, NaiveDate};
use domain::{Cents, FactKey, Iban, Month};
use serde_json::json;

use super::{Plan, Year};
use crate::api::text;

/// What the runs of a year came to.
#[derive(Debug, Default, Clone)]
pub struct Paid {
    /// By month: households that were looked at, payments, cents.
    pub months: BTreeMap<Month, [u64; 3]>,
    /// Months that could not be worked out, over the year.
    pub open: u64,
    /// Households with earnings, of which somebody judged what is exempt.
    pub part_time: u64,
    /// The specification of one of them, in Dutch.
    pub example: Option<String>,
}

/// The day of the month on which assistance is paid.
const PAY_DAY: u32 = 20;

impl Year<'_> {
    /// The account of the municipality, and a run in every month of the year.
    pub(super) async fn plan_payments(&mut self, from: NaiveDate, to: NaiveDate) -> anyhow::Result<()> {
        let account = json!({ "naam": "Gemeente Proef", "iban": test_account(0)? });
        let kept = self.api.post(&self.people.manager, "/betaalrekening", &account).await?;
        self.note("paying account", kept);
        let first = from.with_day(PAY_DAY).context("a day to pay")?;
        let days = (0..12).filter_map(|number| first.checked_add_months(Months::new(number)));
        for day in days.filter(|day| *day <= to) {
            self.agenda.entry(day).or_default().push(Plan::Pay);
        }
        Ok(())
    }

    /// Where the household is paid, told when its intake is over.
    pub(super) async fn tell_account(&mut self, case: &str) -> anyhow::Result<()> {
        let Some((number, partner)) = self
            .cases
            .get(case)
            .and_then(|index| self.applicants.get(*index))
            .map(|who| (who.number, who.resident.partner.is_some()))
        else {
            return Ok(());
        };
        for payee in ["aanvrager", "partner"].into_iter().take(if partner { 2 } else { 1 }) {
            let number = u64::from(number) * 2 + if payee == "partner" { 2 } else { 1 };
            let body = json!({ "begunstigde": payee, "naam": format!("Testpersoon {number}"), "iban": test_account(number)? });
            let result =
                self.api.post(&self.people.income, &format!("/zaken/{case}/rekening"), &body).await?;
            self.note("account", result);
        }
        self.judge_earnings(case).await
    }

    /// Part of what someone earns is left to them for a time, where the municipality judges that work helps (Participation Act
    /// art. 31(2)(n)): a consultant states it, or nothing can be netted.
    async fn judge_earnings(&mut self, case: &str) -> anyhow::Result<()> {
        let facts = self.cases.get(case).and_then(|index| self.applicants.get(*index));
        let earns = facts.and_then(|who| who.resident.facts.money(FactKey::MonthlyEarnings));
        if earns.is_none_or(|earns| earns == Cents::ZERO) {
            return Ok(());
        }
        let judged = json!({ "vanaf": self.today, "gegevens": { "applicant": { "hour_limited": false, "exemptions": {
            "months_of_n": 0, "months_of_r": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false } } } });
        let path = format!("/zaken/{case}/inkomensgegevens");
        let result = self.api.post(&self.people.income, &path, &judged).await?;
        if self.note("judgement on earnings", result).is_some() {
            self.paid.part_time += 1;
            self.part_timers.push(case.to_owned());
        }
        Ok(())
    }

    /// One starts the run, another approves its file, a third releases it.
    pub(super) async fn pay(&mut self) -> anyhow::Result<()> {
        let month = Month::of(self.today);
        let started = json!({ "maand": month.to_string(), "proefrun": false });
        let started = self.api.post(&self.people.income, "/betaalruns", &started).await?;
        let Some(run) = self.note("payment run", started) else { return Ok(()) };
        let path = format!("/betaalruns/{}", text(&run, "runId"));
        self.house.settled().await?;
        let ready = self.api.get(&self.people.income, &path).await?;
        let count = |name: &str| ready[name].as_u64().unwrap_or_default();
        if count("betalingen") == 0 {
            let given_up =
                self.api.post(&self.people.manager, &format!("{path}/intrekkingen"), &json!({})).await?;
            self.note("payment run given up", given_up);
            return Ok(());
        }
        let seen = self.api.get(&self.people.quality, &format!("{path}/voorbeeld")).await?;
        let approval = json!({ "vingerafdruk": seen["vingerafdruk"] });
        let approved =
            self.api.post(&self.people.quality, &format!("{path}/goedkeuringen"), &approval).await?;
        self.note("approval", approved);
        let released = self.api.post(&self.people.manager, &format!("{path}/vrijgaven"), &json!({})).await?;
        self.note("release", released);
        self.house.settled().await?;
        self.paid.months.insert(month, [count("zaken"), count("betalingen"), count("bedrag")]);
        self.paid.open += count("open");
        self.keep_example(month).await
    }

    /// Who was paid too much pays it back, by the decision of a consultant.
    pub(super) async fn decide_recovery(&mut self, case: &str, debt: &str) -> anyhow::Result<()> {
        let body = json!({ "artikel": "58 lid 2", "motivering": "Er is te veel betaald en het kan worden terugbetaald." });
        let path = format!("/zaken/{case}/schulden/{debt}/terugvordering");
        let result = self.api.post(&self.people.income, &path, &body).await?;
        self.note("recovery", result);
        Ok(())
    }

    /// The first specification on which earnings are netted.
    async fn keep_example(&mut self, month: Month) -> anyhow::Result<()> {
        if self.paid.example.is_some() {
            return Ok(());
        }
        for case in self.part_timers.clone() {
            let books = self.api.get(&self.people.income, &format!("/zaken/{case}/betalingen")).await?;
            let whole = month.to_string();
            let paid =
                books["betalingen"].as_array().is_some_and(|all| all.iter().any(|one| one["maand"] == whole));
            if paid {
                let path = format!("/zaken/{case}/specificaties/{month}");
                self.paid.example = Some(self.api.page(&self.people.income, &path).await?);
                break;
            }
        }
        Ok(())
    }
}

/// An account at a bank that does not exist.
fn test_account(number: u64) -> anyhow::Result<String> {
    Ok(Iban::with_check_digits("NL", &format!("TEST{number:010}"))?.expose().to_owned())
}
