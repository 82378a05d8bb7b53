//! At the gate: applications, the search for work, and the intake.

use anyhow::Context;
use domain::FactKey;
use serde_json::json;

use super::super::population::Resident;
use super::{Plan, Year};
use crate::api::text;

impl Year<'_> {
    pub(super) async fn apply(&mut self, index: usize) -> anyhow::Result<()> {
        let applicant = self.applicants.get(index).context("an applicant")?;
        let Resident { bsn, name, facts, partner } = &applicant.resident;
        // At the counter of the e-form one says who one is; the rest is told at the intake.
        let first: domain::Facts = facts
            .iter()
            .filter(|(key, _)| AT_THE_FORM.contains(key))
            .map(|(key, fact)| (key, fact.clone()))
            .collect();
        let mut body = json!({
            "burgerservicenummer": bsn.expose(), "naam": name, "situatie": "nieuw", "kanaal": "e-formulier",
            "meldingsdatum": self.today, "gegevens": gateway::facts_as_properties(&first),
        });
        if let Some(partner) = partner {
            body["partner"] = json!({ "burgerservicenummer": partner.expose(), "vraagtMeeAan": true });
        }
        let result = self.api.post(&self.people.form, "/aanvragen", &body).await?;
        let Some(reply) = self.note("application", result) else { return Ok(()) };
        let case = text(&reply, "zaakId").to_owned();
        self.cases.insert(case.clone(), index);
        self.counts.applied += 1;
        self.by_month(0);
        if reply["zoektermijnTotEnMet"].is_string() {
            self.counts.search_periods += 1;
        }
        if self.happens(&case, "withdraws_later") {
            let days = 20 + self.delay(&case, 150);
            self.plan(days, Plan::Withdraw(case));
        }
        Ok(())
    }

    pub(super) async fn assess_search(&mut self, case: &str) -> anyhow::Result<()> {
        let could_learn = self
            .resident(case)
            .is_some_and(|who| who.facts.yes_no(FactKey::CanFollowEducation) == Some(true));
        let result = if could_learn && self.happens(case, "search_to_education") {
            "naar-onderwijs"
        } else if self.happens(case, "search_found_work") {
            "werk-gevonden"
        } else if self.happens(case, "search_withdrew") {
            "ingetrokken"
        } else if self.happens(case, "search_too_little") {
            "te-weinig-gezocht"
        } else {
            "gezocht"
        };
        if result == "naar-onderwijs" {
            let learns = json!({ "gegevens": { "kanOnderwijsVolgenMetStudiefinanciering": true },
                "bron": "consulent", "vastgesteldOp": self.today });
            let path = format!("/aanvragen/{case}/gegevens");
            let told = self.api.post(&self.people.intake, &path, &learns).await?;
            self.note("education told", told);
        }
        let body = json!({ "resultaat": result, "inspanningen": "Sollicitaties en gesprekken, met bewijs." });
        let path = format!("/aanvragen/{case}/zoektermijn-resultaten");
        let result = self.api.post(&self.people.intake, &path, &body).await?;
        self.note("search result", result);
        Ok(())
    }

    fn resident(&self, case: &str) -> Option<&Resident> {
        self.cases
            .get(case)
            .and_then(|index| self.applicants.get(*index))
            .map(|applicant| &applicant.resident)
    }

    pub(super) async fn hold_intake(&mut self, case: &str) -> anyhow::Result<()> {
        let Some(resident) = self.resident(case) else { return Ok(()) };
        let body = json!({
            "gegevens": gateway::facts_as_properties(&resident.facts), "vastgesteldOp": self.today,
            "vacatures": [{"dag": self.today, "kenmerk": "VAC-2026-17", "regulier": true}],
            "voorlichtingen": [{"dag": self.today, "hoe": "gesprek", "tekstversie": "2026-1"}],
            "vaststelling": {"soort": "antwoord-van-register", "register": "Proefregister"},
        });
        let result = self.api.post(&self.people.intake, &format!("/aanvragen/{case}/intakes"), &body).await?;
        let asks = resident_asks(self.resident(case));
        if self.note("intake", result).is_some() {
            self.counts.intakes += 1;
            // What someone can do is written down at once; a policy may want it before a referral.
            let portfolio = json!({"naVersie": 0, "portfolio": {"delen": false}});
            let path = format!("/zaken/{case}/portfolio");
            let kept = self.api.post(&self.people.intake, &path, &portfolio).await?;
            self.note("portfolio", kept);
            if asks {
                self.plan(1, Plan::Account(case.to_owned()));
            }
        }
        Ok(())
    }
}

/// Whether someone asks for assistance, and so is paid where there is a right.
fn resident_asks(resident: Option<&Resident>) -> bool {
    resident.is_some_and(|who| who.facts.yes_no(FactKey::AssistanceRequested) == Some(true))
}

/// What the e-form asks: enough for the gate.
const AT_THE_FORM: [FactKey; 5] = [
    FactKey::BirthDate,
    FactKey::PartnerBirthDate,
    FactKey::Household,
    FactKey::AssistanceRequested,
    FactKey::SpecialEducation,
];
