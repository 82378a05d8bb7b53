//! What partners and the employee insurance agency do.

use serde_json::{Value, json};

use super::{Plan, Year};
use crate::api::text;

impl Year<'_> {
    pub(super) async fn answer(&mut self, referral: &Value) -> anyhow::Result<()> {
        let (case, partner) = (text(referral, "zaakId").to_owned(), text(referral, "partner").to_owned());
        let accepts = self.happens(&case, "partner_accepts");
        let body = if accepts {
            json!({ "geaccepteerd": true })
        } else {
            json!({ "geaccepteerd": false, "reden": "Ons aanbod past nu niet bij deze persoon." })
        };
        let path = format!("/verwijzingen/{}/antwoorden", text(referral, "verwijzingId"));
        let result = self.api.post(self.people.partner(&partner)?, &path, &body).await?;
        if self.note("answer", result).is_some() {
            if accepts {
                self.counts.accepted += 1;
                self.plan(1, Plan::LookAtTrajectory { case, partner });
            } else {
                self.counts.declined += 1;
            }
        }
        Ok(())
    }

    /// Draws in which month of the trajectory, if any, it leads to work.
    pub(super) async fn look_at_trajectory(&mut self, case: String, partner: String) -> anyhow::Result<()> {
        let path = format!("/zaken/{case}/trajecten");
        let found = self.api.get(&self.people.reintegration, &path).await?;
        let running = found["trajecten"]
            .as_array()
            .and_then(|all| all.iter().find(|one| text(one, "status") == "loopt"));
        let Some(trajectory) = running.map(|one| text(one, "trajectId").to_owned()) else { return Ok(()) };
        for month in 1..=10 {
            if self.happens(&case, "trajectory_to_work") {
                self.plan(month * 30, Plan::EndTrajectory { case, trajectory, partner });
                break;
            }
        }
        Ok(())
    }

    pub(super) async fn end_trajectory(
        &mut self,
        case: &str,
        trajectory: &str,
        partner: &str,
    ) -> anyhow::Result<()> {
        let body = json!({ "resultaat": "werk", "contractmaanden": 12, "eersteWerkdag": self.today });
        let path = format!("/zaken/{case}/trajecten/{trajectory}/resultaten");
        let result = self.api.post(self.people.partner(partner)?, &path, &body).await?;
        if self.note("trajectory result", result).is_some() {
            self.counts.trajectories_to_work += 1;
        }
        Ok(())
    }

    pub(super) async fn advise(&mut self, case: &str) -> anyhow::Result<()> {
        let positive = self.happens(case, "advice_positive");
        let valid_until = self.today + chrono::Months::new(12);
        let body = if positive {
            json!({ "positief": true, "geldigTotEnMet": valid_until })
        } else {
            json!({ "positief": false })
        };
        let result = self.api.post(&self.people.uwv, &format!("/zaken/{case}/adviezen"), &body).await?;
        if self.note("advice", result).is_some() {
            *(if positive { &mut self.counts.advice_positive } else { &mut self.counts.advice_negative }) +=
                1;
        }
        Ok(())
    }
}
