//! Portfolios in the turn.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Caller, CaseId, PersonId};
use messaging::{Outcome, StoryLine};

use super::{Handled, IntakeActor, Reply, World, told_about};
use crate::model::portfolio::{Content, Portfolio, kept};

/// A new version of someone's portfolio, checked.
pub struct KeepPortfolio {
    pub caller: Caller,
    pub case: CaseId,
    /// Whose it is; `None` for the applicant.
    pub person: Option<PersonId>,
    pub after_version: i64,
    pub content: Content,
    /// In the person's own words; may be empty.
    pub about: String,
}

/// One version with the person's own words, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub portfolio: Portfolio,
    pub about: Vec<u8>,
}

/// The portfolios that a batch needs, and what has changed of them.
#[derive(Default)]
pub struct Portfolios {
    pub known: BTreeMap<PersonId, Portfolio>,
    pub changed: BTreeSet<PersonId>,
    /// In the order in which they were made.
    pub versions: Vec<Version>,
}

impl Portfolios {
    pub fn apply(&mut self, version: Version) {
        let person = version.portfolio.person;
        self.known.insert(person, version.portfolio.clone());
        self.changed.insert(person);
        self.versions.push(version);
    }
}

impl IntakeActor {
    pub(super) fn portfolio(&self, input: &KeepPortfolio, world: &World, moment: &domain::Moment) -> Handled {
        let application = told_about(world, input.case, &input.caller.municipality)?;
        let person = application.member(input.person)?;
        let before = world.portfolios.known.get(&person);
        let who = (person, &application.municipality);
        let (user, day) = (&input.caller.user, moment.day);
        let portfolio = kept(before, who, input.after_version, &input.content, user, day)?;
        let once = moment.id("portfolio:about");
        let about = self.vault.seal(person.uuid(), once, input.about.as_bytes());
        let whose = if person == application.person { "" } else { " van de partner" };
        let title = format!("E-portfolio{whose} bijgewerkt: versie {}", portfolio.version);
        let line = StoryLine::new(application.case, &application.municipality, title);
        let reply = Reply::Kept(portfolio.version);
        let change =
            super::Change { portfolio: Some(Version { portfolio, about }), ..super::Change::default() };
        Ok(Outcome::change(change).reply(reply).story(line))
    }
}
