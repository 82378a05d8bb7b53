//! What consultants do with the tasks in their lists.

use domain::{Fact, FactKey, FactSource, FactValue};
use serde_json::{Value, json};

use super::Year;
use crate::api::text;

impl Year<'_> {
    pub(super) async fn take_up(&mut self, task: &Value) -> anyhow::Result<()> {
        let case = text(task, "zaakId").to_owned();
        match text(task, "soort") {
            "zoektermijn-beoordelen" => self.assess_search(&case).await,
            "intake-houden" => self.hold_intake(&case).await,
            "recht-beslissen" => self.decide(&case).await,
            "indelen" => self.assign(&case).await,
            "heronderzoeken" => self.review(&case).await,
            "uitstroom-beslissen" => self.end(&case, "uitstroom-werk").await,
            "afwijking-bevestigen" => self.confirm(&case, text(task, "onderwerp")).await,
            "terugvordering-beslissen" => self.decide_recovery(&case, text(task, "onderwerp")).await,
            "contact-opnemen" => self.speak(&case).await,
            "advies-vernieuwen" => self.advise(&case).await,
            kind => {
                let token = self.people.of_role(text(task, "rol")).to_owned();
                let path = format!("/taken/{}/afrondingen", text(task, "taakId"));
                let mut body = json!({ "resultaat": "Besproken en opgepakt." });
                if kind == "zorgvraag-doorgeven" {
                    body["doorgegevenAan"] = "het wijkteam".into();
                    body["doel"] = "zorg en steun thuis".into();
                }
                let result = self.api.post(&token, &path, &body).await?;
                self.note("task", result);
                Ok(())
            }
        }
    }

    async fn speak(&mut self, case: &str) -> anyhow::Result<()> {
        let body = json!({ "soort": "telefonisch", "notities": "Gebeld: hoe gaat het nu?" });
        let path = format!("/zaken/{case}/contactmomenten");
        let result = self.api.post(&self.people.reintegration, &path, &body).await?;
        self.note("contact", result);
        Ok(())
    }

    async fn decide(&mut self, case: &str) -> anyhow::Result<()> {
        let right = self.api.get(&self.people.income, &format!("/zaken/{case}/recht")).await?;
        let body = match right["normPerMaand"].as_i64() {
            Some(norm) => {
                json!({ "toegekend": true, "bedragPerMaand": norm, "motivering": "Na gesprek en onderzoek toegekend." })
            }
            None => json!({ "toegekend": false, "motivering": "Na gesprek en onderzoek afgewezen." }),
        };
        let result =
            self.api.post(&self.people.income, &format!("/zaken/{case}/recht/besluiten"), &body).await?;
        self.note("entitlement", result);
        Ok(())
    }

    /// A person assigns what the policy leaves to a person.
    async fn assign(&mut self, case: &str) -> anyhow::Result<()> {
        let pick = usize::try_from(self.delay(case, 1_000))? % self.policy.categories.len().max(1);
        let Some(category) = self.policy.categories.get(pick).map(|category| category.key.clone()) else {
            return Ok(());
        };
        self.deviate(case, &category).await
    }

    async fn deviate(&mut self, case: &str, category: &str) -> anyhow::Result<()> {
        let body = json!({ "categorie": category, "motivering": "Past beter bij wat in het gesprek naar voren kwam." });
        let path = format!("/zaken/{case}/indeling/afwijkingen");
        let result = self.api.post(&self.people.reintegration, &path, &body).await?;
        if self.note("deviation", result).is_some() {
            self.counts.deviations += 1;
        }
        Ok(())
    }

    async fn confirm(&mut self, case: &str, deviation: &str) -> anyhow::Result<()> {
        let confirmed = self.happens(case, "confirms_deviation");
        let body = json!({ "bevestigd": confirmed, "motivering": "Met een tweede paar ogen bekeken." });
        let path = format!("/zaken/{case}/indeling/afwijkingen/{deviation}/bevestigingen");
        let result = self.api.post(&self.people.quality, &path, &body).await?;
        self.note("confirmation", result);
        Ok(())
    }

    async fn review(&mut self, case: &str) -> anyhow::Result<()> {
        if self.happens(case, "review_found_work") {
            return self.end(case, "uitstroom-werk").await;
        }
        let mut outcome = "ongewijzigd";
        if self.happens(case, "review_capacity_changed") {
            self.record_new_capacity(case).await?;
            self.counts.category_changes_asked += 1;
            outcome = "opnieuw-indelen";
        }
        let body = json!({ "uitkomst": outcome, "notities": "Voortgang besproken." });
        let result = self
            .api
            .post(&self.people.reintegration, &format!("/zaken/{case}/heronderzoeken"), &body)
            .await?;
        if self.note("review", result).is_some() {
            self.counts.reviews += 1;
            self.by_month(2);
        }
        if outcome == "ongewijzigd" && self.happens(case, "deviates") {
            self.assign(case).await?;
        }
        Ok(())
    }

    async fn record_new_capacity(&mut self, case: &str) -> anyhow::Result<()> {
        let step = i64::try_from(self.delay(case, 40))? - 10;
        let today = self.today;
        let Some(index) = self.cases.get(case).copied() else { return Ok(()) };
        let Some(applicant) = self.applicants.get_mut(index) else { return Ok(()) };
        let facts = &mut applicant.resident.facts;
        let capacity = (facts.number(FactKey::EarningCapacity).unwrap_or(50) + step).clamp(0, 100);
        let mut changed = domain::Facts::default();
        let mut put = |key, value| {
            let fact = Fact { value, source: FactSource::Consultant, stated_on: today };
            facts.put(key, fact.clone());
            changed.put(key, fact);
        };
        put(FactKey::EarningCapacity, FactValue::Number(capacity));
        put(FactKey::CapacityExpected, FactValue::Number((capacity + 10).min(100)));
        put(FactKey::LabourCapacity, FactValue::YesNo(capacity >= 10));
        put(FactKey::Skills, FactValue::Choice(if capacity > 60 { "high" } else { "some" }.into()));
        let body = json!({
            "gegevens": gateway::facts_as_properties(&changed), "bron": "consulent", "vastgesteldOp": today,
        });
        let result =
            self.api.post(&self.people.intake, &format!("/aanvragen/{case}/gegevens"), &body).await?;
        self.note("facts", result);
        Ok(())
    }
}
