//! Everything the policy says of one person on one day.

use chrono::NaiveDate;
use domain::{Direction, FactKey, Facts, Role, months_after};

use crate::applies::{Applying, Risk};
use crate::model::{Category, Duty, Earmark, Instrument, IntakeTopic, Partner, Policy, TargetGroup};
use crate::outcome::{Categorisation, Gate};
use crate::without_benefit::Support;

/// What the policy makes of a person's facts, all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook<'p> {
    /// The day of reporting and of assessing.
    pub day: NaiveDate,
    pub gate: Gate,
    pub topics: Applying<'p, IntakeTopic>,
    /// `None` where the policy has no scorecard.
    pub risk: Option<Risk<'p>>,
    /// `None` for whoever asks assistance, or while that is not known.
    pub support: Option<Support>,
    pub categorisation: Categorisation,
    /// There once a category is assigned.
    pub course: Option<Course<'p>>,
}

/// Where a category leads this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course<'p> {
    pub category: &'p Category,
    pub target_groups: Vec<&'p TargetGroup>,
    /// Who leads: whom a target group names, else whom the category names.
    pub lead_role: Role,
    pub duties: Applying<'p, Duty>,
    /// The category's, then those of the target groups; each once.
    pub instruments: Vec<&'p Instrument>,
    /// Partners that may lead, whatever room they have. What is unknown excludes nobody.
    pub leads: Vec<&'p Partner>,
    /// Partners that may support the one that leads, and do not lead themselves.
    pub supports: Vec<&'p Partner>,
    /// What may pay for the instruments, the preferred one first.
    pub paid_from: Vec<&'p Earmark>,
    /// The day by which the goal should be reached.
    pub goal_by: NaiveDate,
    pub review_on: NaiveDate,
}

impl Policy {
    /// Everything this policy says of someone who reports and is assessed on `day`. `facts` as stated; ages are
    /// derived here.
    pub fn outlook(&self, facts: &Facts, day: NaiveDate) -> Outlook<'_> {
        let known = &facts.on(day);
        let categorisation = self.categorise(known);
        Outlook {
            day,
            gate: self.search_period(facts, day),
            topics: self.topics(known),
            risk: self.risk(known),
            support: self.support_without_benefit(known),
            course: self.course(&categorisation, known, day),
            categorisation,
        }
    }

    fn course(&self, outcome: &Categorisation, facts: &Facts, day: NaiveDate) -> Option<Course<'_>> {
        let Categorisation::Assigned { category, target_groups, .. } = outcome else { return None };
        let category = self.category(category)?;
        let lead_role = self.lead_role(category, target_groups);
        let target_groups: Vec<_> = target_groups.iter().filter_map(|key| self.target_group(key)).collect();
        let (leads, supports) = self.partners_for(category.direction, facts);
        Some(Course {
            category,
            duties: self.duties_of(facts),
            instruments: self.instruments_for(category, &target_groups),
            leads,
            supports,
            paid_from: self.paying(category),
            goal_by: months_after(day, category.term_months),
            review_on: months_after(day, category.review_months),
            lead_role,
            target_groups,
        })
    }

    fn instruments_for(&self, category: &Category, groups: &[&TargetGroup]) -> Vec<&Instrument> {
        let mut instruments: Vec<&Instrument> = Vec::new();
        let of_groups = groups.iter().flat_map(|group| &group.instruments);
        for key in category.instruments.iter().chain(of_groups) {
            if instruments.iter().all(|each| each.key != *key) {
                instruments.extend(self.instrument(key));
            }
        }
        instruments
    }

    /// Who may lead and who may support the one that leads. Nobody supports who goes on own strength.
    fn partners_for(&self, direction: Direction, facts: &Facts) -> (Vec<&Partner>, Vec<&Partner>) {
        let (capacity, area) = (facts.number(FactKey::EarningCapacity), facts.number(FactKey::Area));
        let within = |from: u32, to: u32| {
            capacity.is_none_or(|capacity| (i64::from(from)..=i64::from(to)).contains(&capacity))
        };
        let here = |partner: &&Partner| partner.serves(area);
        let may_lead = |partner: &&Partner| partner.may_lead(direction, capacity, area);
        let (leads, others): (Vec<_>, Vec<_>) = self.partners.iter().filter(here).partition(may_lead);
        let supports = others.into_iter().filter(|partner| {
            direction != Direction::OwnStrength
                && partner.supports.is_some_and(|range| within(range.from, range.to))
        });
        (leads, supports.collect())
    }

    fn paying(&self, category: &Category) -> Vec<&Earmark> {
        let earmark = |key: &String| self.earmarks.iter().find(|earmark| earmark.key == *key);
        category.paid_from.iter().filter_map(earmark).collect()
    }
}
