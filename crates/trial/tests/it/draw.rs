//! Caseloads of made-up people, drawn by facts only: no category stands here.

use chrono::NaiveDate;
use domain::FactKey;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use trial::Caseload;

/// So many people whose fact lies in this range; `None`: it is unknown.
pub type Band = (u32, Option<std::ops::RangeInclusive<i64>>);

/// Draws a caseload in which each fact has exactly so many people in each of its bands, in an order of its own. The
/// bands of every fact count the same people. All other facts are those of somebody of whom nothing is special; `settle`
/// may state others that follow from what was drawn.
pub fn exactly(
    seed: u64,
    day: NaiveDate,
    facts: &[(FactKey, Vec<Band>)],
    settle: impl Fn(&mut StdRng, &[Option<i64>]) -> Vec<(FactKey, i64)>,
) -> Caseload {
    let mut random = StdRng::seed_from_u64(seed);
    let drawn: Vec<Vec<Option<i64>>> = facts.iter().map(|(_, bands)| column(&mut random, bands)).collect();
    let people = drawn.first().map_or(0, Vec::len);
    assert!(drawn.iter().all(|column| column.len() == people), "each fact is drawn for everyone");
    let mut caseload = Caseload::new(day);
    for place in 0..people {
        caseload.add(&format!("2026-{place:06}"), None);
        for key in FactKey::ALL.iter().copied().filter(|key| facts.iter().all(|(drawn, _)| drawn != key)) {
            nothing_special(key).iter().for_each(|number| caseload.state(key, *number));
        }
        let numbers: Vec<_> = drawn.iter().map(|column| column[place]).collect();
        for ((key, _), number) in facts.iter().zip(&numbers) {
            number.iter().for_each(|number| caseload.state(*key, *number));
        }
        for (key, number) in settle(&mut random, &numbers) {
            caseload.state(key, number);
        }
    }
    caseload
}

/// Of somebody who asks for assistance and can work, without anything that a policy might single out.
fn nothing_special(key: FactKey) -> Option<i64> {
    match key {
        FactKey::BirthDate | FactKey::PartnerBirthDate | FactKey::PartnerAge | FactKey::YoungestChildAge => {
            None
        }
        FactKey::AssistanceRequested
        | FactKey::LabourCapacity
        | FactKey::LivesInMunicipality
        | FactKey::BasicQualification
        | FactKey::Area
        | FactKey::Motivation
        | FactKey::Demand => Some(1),
        FactKey::Language => Some(2),
        FactKey::Age => Some(40),
        FactKey::HoursAvailable => Some(32),
        _ => Some(0),
    }
}

fn column(random: &mut StdRng, bands: &[Band]) -> Vec<Option<i64>> {
    let mut drawn = Vec::new();
    for (people, range) in bands {
        drawn.extend((0..*people).map(|_| range.clone().map(|range| random.random_range(range))));
    }
    drawn.shuffle(random);
    drawn
}
