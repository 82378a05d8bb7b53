use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Direction, Explanation, TraceInput};
use policy::{Partner, Policy, Routing, ShareLimit};

use super::{Pool, Request};

const LOWEST_CAPACITY: u32 = 0;
const HIGHEST_CAPACITY: u32 = 100;

/// The part of a policy that a choice follows.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub partners: &'a [Partner],
    pub routing: &'a Routing,
    /// The first day of the policy: shares are counted from it.
    pub period: NaiveDate,
    /// Content hash of the policy.
    pub version: &'a str,
}

impl<'a> From<&'a Policy> for Rules<'a> {
    fn from(policy: &'a Policy) -> Self {
        Self {
            partners: &policy.partners,
            routing: &policy.routing,
            period: policy.valid_from,
            version: &policy.version,
        }
    }
}

impl<'a> Rules<'a> {
    pub fn partner(&self, key: &str) -> Option<&'a Partner> {
        self.partners.iter().find(|partner| partner.key == key)
    }

    /// What residents and consultants call the partner; its key when the policy does not know it any more.
    pub fn label(&self, key: &'a str) -> &'a str {
        self.partner(key).map_or(key, |partner| &partner.label)
    }
}

/// The partner to offer a case to, if one is left, and why.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    pub partner: Option<&'a Partner>,
    pub explanation: Explanation,
}

/// Why a partner is passed over.
enum Against<'a> {
    Capacity,
    Area,
    Tried,
    Full,
    Share(&'a ShareLimit),
}

/// Chooses the partner that a case is offered to.
///
/// A partner serves a case when it serves the direction, its range holds the earning capacity and its areas hold
/// the area. What is unknown excludes nobody: the category already led this way, and the partner may decline; but
/// partners who serve the case whatever the unknown turns out to be go first. Of those with room, not in `tried`
/// and within their share, the one with the largest free part of its places is chosen; then the lowest key.
///
/// A share limit counts the referrals to work ever offered under this policy. After an offer, the number of a
/// limited partner may be at most its percentage of all, *rounded up*: so the first offers are possible at all,
/// and a partner never has a whole referral more than its share.
///
/// # Policy source
///
/// PC-3, PC-4; S2 §4.5.2 (at most 80 % to one strategic partner).
pub fn choose<'a>(rules: Rules<'a>, pool: &Pool, request: &Request, tried: &BTreeSet<&str>) -> Choice<'a> {
    let mut passed = Vec::new();
    let mut left = Vec::new();
    for partner in rules.partners.iter().filter(|partner| partner.directions.contains(&request.direction)) {
        match against(rules, pool, request, tried, partner) {
            Some(against) => passed.push(passed_over(partner, pool, &against)),
            None => left.push(partner),
        }
    }
    left.sort_by(|a, b| {
        let sure_first = Reverse(is_sure(a, request)).cmp(&Reverse(is_sure(b, request)));
        sure_first.then_with(|| by_free_part(a, b, pool)).then_with(|| a.key.cmp(&b.key))
    });
    let partner = left.first().copied();
    Choice { partner, explanation: explain(rules, pool, request, partner, passed) }
}

fn against<'a>(
    rules: Rules<'a>,
    pool: &Pool,
    request: &Request,
    tried: &BTreeSet<&str>,
    partner: &Partner,
) -> Option<Against<'a>> {
    let outside = |capacity: u32| capacity < partner.capacity_from || capacity > partner.capacity_to;
    if request.earning_capacity.is_some_and(outside) {
        return Some(Against::Capacity);
    }
    if request.area.is_some_and(|area| !partner.areas.is_empty() && !partner.areas.contains(&area)) {
        return Some(Against::Area);
    }
    if tried.contains(partner.key.as_str()) {
        return Some(Against::Tried);
    }
    if pool.in_use(&partner.key) >= partner.places {
        return Some(Against::Full);
    }
    broken_share(rules, pool, request.direction, partner).map(Against::Share)
}

/// The limit that one more offer to work would break.
fn broken_share<'a>(
    rules: Rules<'a>,
    pool: &Pool,
    direction: Direction,
    partner: &Partner,
) -> Option<&'a ShareLimit> {
    if direction != Direction::Work {
        return None;
    }
    let after = u128::from(pool.offered_to_work(rules.period, &partner.key)) + 1;
    let all_after = u128::from(pool.all_to_work(rules.period)) + 1;
    rules
        .routing
        .share_limits
        .iter()
        .filter(|limit| limit.partner == partner.key)
        .find(|limit| after > (u128::from(limit.max_percent) * all_after).div_ceil(100))
}

/// Whether the partner serves the case whatever is still unknown of it.
fn is_sure(partner: &Partner, request: &Request) -> bool {
    let whole_range = partner.capacity_from == LOWEST_CAPACITY && partner.capacity_to >= HIGHEST_CAPACITY;
    (request.earning_capacity.is_some() || whole_range)
        && (request.area.is_some() || partner.areas.is_empty())
}

/// The one with the largest free part of its places first.
fn by_free_part(a: &Partner, b: &Partner, pool: &Pool) -> Ordering {
    let free = |partner: &Partner| u64::from(partner.places.saturating_sub(pool.in_use(&partner.key)));
    // a/b against c/d without division
    (free(b) * u64::from(a.places)).cmp(&(free(a) * u64::from(b.places)))
}

fn passed_over(partner: &Partner, pool: &Pool, against: &Against<'_>) -> TraceInput {
    let value = match against {
        Against::Capacity => {
            format!(
                "helpt mensen met {} tot {} % verdiencapaciteit",
                partner.capacity_from, partner.capacity_to
            )
        }
        Against::Area => "werkt niet in dit gebied".into(),
        Against::Tried => "heeft deze aanmelding al gehad".into(),
        Against::Full => format!("vol: {} van {} plaatsen bezet", pool.in_use(&partner.key), partner.places),
        Against::Share(limit) => format!("heeft al het grootste aandeel dat mag: {} %", limit.max_percent),
    };
    let source = match against {
        Against::Share(limit) => &limit.source,
        Against::Capacity | Against::Area | Against::Tried | Against::Full => &partner.source,
    };
    TraceInput { name: partner.label.clone(), value, source: source.clone() }
}

fn explain(
    rules: Rules<'_>,
    pool: &Pool,
    request: &Request,
    partner: Option<&Partner>,
    passed: Vec<TraceInput>,
) -> Explanation {
    let unknown = || "onbekend".to_owned();
    let asked = |name: &str, value: String| TraceInput { name: name.into(), value, source: "intake".into() };
    let mut inputs = vec![
        asked("direction", request.direction.dutch().into()),
        asked(
            "earning_capacity",
            request.earning_capacity.map_or_else(unknown, |percent| format!("{percent} %")),
        ),
        asked("area", request.area.map_or_else(unknown, |area| area.to_string())),
    ];
    if let Some(partner) = partner {
        let free = partner.places.saturating_sub(pool.in_use(&partner.key));
        inputs.push(TraceInput {
            name: partner.label.clone(),
            value: format!("gekozen: {free} van {} plaatsen vrij", partner.places),
            source: partner.source.clone(),
        });
    }
    inputs.extend(passed);
    let text = match partner {
        Some(partner) => format!(
            "{} past bij deze aanmelding en heeft van de partners die passen naar verhouding de meeste ruimte.",
            partner.label
        ),
        None => "Er is geen partner die bij deze aanmelding past en nu iemand kan aannemen.".into(),
    };
    Explanation {
        rule: if partner.is_some() { "partner-choice" } else { "no-partner-left" }.into(),
        source: rules.routing.source.clone(),
        policy_version: rules.version.into(),
        inputs,
        text,
    }
}
