use domain::Direction;
use policy::{Partner, Policy};

use crate::side::{Load, Side};

/// Directions in which partners lead.
const LED: [Direction; 3] = [Direction::Work, Direction::Sheltered, Direction::Care];

/// Places needed and there in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectionNeed {
    pub direction: Direction,
    /// People in categories of the direction.
    pub people: u64,
    /// Places of all partners that lead it; a partner of several directions counts in each.
    pub places: u64,
    /// People whom no partner may lead: their earning capacity or area lies outside every partner's.
    pub without_partner: u64,
}

/// How many people a partner may lead, beside its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnerNeed<'p> {
    pub partner: &'p Partner,
    /// People in its directions with an earning capacity in its range and an area it serves; unknown ones too. Other
    /// partners may lead them as well.
    pub people: u64,
}

/// Places by direction.
pub fn directions(side: &Side<'_>) -> Vec<DirectionNeed> {
    let partners = &side.policy.partners;
    let need = |direction| {
        let of_direction =
            || loads(side).filter(move |(load, _)| direction_of(side.policy, load) == Some(direction));
        let led = |load: &Load| {
            partners.iter().any(|partner| partner.may_lead(direction, load.capacity, load.area))
        };
        let leads = |partner: &&Partner| partner.directions.contains(&direction);
        DirectionNeed {
            direction,
            people: of_direction().map(|(_, count)| count).sum(),
            places: partners.iter().filter(leads).map(|partner| u64::from(partner.places)).sum(),
            without_partner: of_direction().filter(|(load, _)| !led(load)).map(|(_, count)| count).sum(),
        }
    };
    LED.map(need).into()
}

/// Each partner that leads, in the policy's order.
pub fn partners<'p>(side: &Side<'p>) -> Vec<PartnerNeed<'p>> {
    let leading = side.policy.partners.iter().filter(|partner| !partner.directions.is_empty());
    let need = |partner: &'p Partner| {
        let led = |load: &Load| {
            direction_of(side.policy, load)
                .is_some_and(|direction| partner.may_lead(direction, load.capacity, load.area))
        };
        let people = loads(side).filter(|(load, _)| led(load)).map(|(_, count)| count).sum();
        PartnerNeed { partner, people }
    };
    leading.map(need).collect()
}

fn loads<'s>(side: &'s Side<'_>) -> impl Iterator<Item = (&'s Load, u64)> {
    side.counts.loads.iter().map(|(load, count)| (load, *count))
}

fn direction_of(policy: &Policy, load: &Load) -> Option<Direction> {
    policy.categories.get(load.category).map(|category| category.direction)
}
