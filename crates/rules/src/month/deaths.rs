//! A death is of a day (Participation Act art. 45(5)): it holds from that day, however late it was stated.

use chrono::NaiveDate;

use super::timeline::Change;
use crate::facts::{Child, Facts, Known, Person};

/// Days of death in a statement.
pub(super) fn stated(facts: &Facts) -> impl Iterator<Item = NaiveDate> {
    let claimants = [&facts.applicant.died_on, &facts.partner.died_on];
    let children = facts.household.children.iter().flatten();
    claimants.into_iter().flatten().map(|died| died.value).chain(children.filter_map(|child| child.died_on))
}

/// Lays over the facts of a day what statements that hold from later days say of deaths: of the same people, and as it was
/// said last. A death that was withdrawn was none.
pub(super) fn lay_over<'a>(facts: &mut Facts, later: impl Iterator<Item = &'a Change>) {
    let mut same_partner = true;
    for Change { facts: stated, .. } in later {
        let withdraws = |path: &str| stated.withdrawn.iter().any(|withdrawn| withdrawn.as_str() == path);
        of(&mut facts.applicant, &stated.applicant.died_on, withdraws("applicant.died_on"));
        same_partner &= !withdraws("partner") && is_same(&facts.partner, &stated.partner);
        if same_partner {
            of(&mut facts.partner, &stated.partner.died_on, withdraws("partner.died_on"));
        }
        if let (Some(known), Some(stated)) = (&mut facts.household.children, &stated.household.children) {
            of_children(known, stated);
        }
    }
}

fn of(person: &mut Person, died: &Known<NaiveDate>, withdrawn: bool) {
    if withdrawn || died.is_some() {
        person.died_on.clone_from(died);
    }
}

/// A partner of whom another birth date is stated is somebody else.
fn is_same(known: &Person, stated: &Person) -> bool {
    match (&known.birth_date, &stated.birth_date) {
        (Some(known), Some(stated)) => known.value == stated.value,
        _ => true,
    }
}

/// Children are told by birth date, those of one day by their order. Who is in the list no more says nothing.
fn of_children(known: &mut [Child], stated: &[Child]) {
    let mut left: Vec<&Child> = stated.iter().collect();
    for child in known {
        let found = left.iter().position(|one| one.birth_date == child.birth_date);
        if let Some(place) = found {
            child.died_on = left.remove(place).died_on;
        }
    }
}
