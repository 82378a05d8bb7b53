//! What need not be asked again: what is known of the case, and what an earlier case of the same person knew.

use chrono::NaiveDate;
use domain::{CaseId, FactKey, Refusal, Violation, months_after};
use policy::Policies;

use super::claims::{Claim, Claims, Statement};
use super::standing::{Stated, known_on, standing};
use super::{Application, completeness};

/// What each application says anew: it is about the application, not about the household.
const ASKED_EACH_TIME: [FactKey; 1] = [FactKey::AssistanceRequested];

/// The rule on taking facts over from a case that ended.
const REUSE: &str = "Participatiewet art. 43a";

/// An application of the same person, with everything that was stated in it.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    pub application: &'a Application,
    pub history: &'a [Statement],
}

/// One thing that is known and still holds.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    pub stated: Stated<'a>,
    /// The case that knows it.
    pub case: CaseId,
}

/// What is known, and what is left to ask.
#[derive(Debug, Clone, Default)]
pub struct Offer<'a> {
    /// Of this case.
    pub known: Vec<Offered<'a>>,
    /// Of earlier cases, to be taken over once it is verified.
    pub reusable: Vec<Offered<'a>>,
    /// What the intake needs and nobody said yet.
    pub to_ask: Vec<FactKey>,
}

impl Offer<'_> {
    /// What the form waits for too, unless an earlier case knows it.
    pub fn also_ask(&mut self, missing: &[FactKey]) {
        for key in missing {
            let known = self.to_ask.contains(key) || self.reusable.iter().any(|each| each.stated.key == *key);
            if !known {
                self.to_ask.push(*key);
            }
        }
    }
}

/// Below this age state-funded education comes before assistance, by the law of this day (Participation Act
/// art. 13(2)(c)).
pub fn school_first_under(policies: &Policies, day: NaiveDate) -> Option<i64> {
    policies.national().term("13.2.age", day).ok().map(|term| term.number)
}

/// How many months after its end a case may be drawn from by an application reported on this day; `None`: the law of
/// that day gives no such room.
pub fn months_to_reuse(policies: &Policies, reported_on: NaiveDate) -> Option<u32> {
    let term = policies.national().term("43a.months", reported_on).ok()?;
    u32::try_from(term.number).ok()
}

/// What is known on a day. `earlier` are the person's other cases, the newest first; `months`: how long after its end
/// a case may be drawn from, `None` when the law gives no such room; `school_first_under`: the age below which it is asked
/// whether education can be followed.
pub fn offer<'a>(
    own: Earlier<'a>,
    earlier: &[Earlier<'a>],
    (months, school_first_under): (Option<u32>, Option<i64>),
    today: NaiveDate,
) -> Offer<'a> {
    let known = stands(own, today);
    let facts = standing(own.history, today, today).facts;
    let mut reusable: Vec<Offered<'a>> = Vec::new();
    for past in earlier.iter().filter(|past| ended_in_time(past.application, own.application, months)) {
        for each in stands(*past, today) {
            let key = each.stated.key;
            let is_new = facts.get(key).is_none() && reusable.iter().all(|other| other.stated.key != key);
            if is_new && !ASKED_EACH_TIME.contains(&key) {
                reusable.push(each);
            }
        }
    }
    reusable.sort_by_key(|each| each.stated.key);
    let mut to_ask = completeness::missing(&facts);
    let age = facts.on(today).number(FactKey::Age);
    let is_young = matches!((age, school_first_under), (Some(age), Some(under)) if age < under);
    let education = FactKey::CanFollowEducation;
    if is_young && completeness::asks_assistance(&facts) && facts.get(education).is_none() {
        to_ask.push(education);
    }
    to_ask.retain(|key| reusable.iter().all(|each| each.stated.key != *key));
    Offer { known, reusable, to_ask }
}

/// The claims of a case that stand on a day.
fn stands(of: Earlier<'_>, day: NaiveDate) -> Vec<Offered<'_>> {
    let by = standing(of.history, day, day).by;
    let mut all = known_on(of.history, day);
    all.retain(|stated| by.contains(&(stated.statement.number, stated.key)));
    all.sort_by_key(|stated| stated.key);
    all.into_iter().map(|stated| Offered { stated, case: of.application.case }).collect()
}

fn ended_in_time(past: &Application, own: &Application, months: Option<u32>) -> bool {
    let ended = past.closed_on().filter(|_| past.case != own.case);
    matches!((ended, months), (Some(ended), Some(months)) if own.reported_on <= months_after(ended, months))
}

/// Claims of an earlier case, to be stated again in this one under a verification of today.
///
/// # Errors
///
/// A [`Refusal`] when the earlier case is another person's, has not ended, or ended too long before the report; or with
/// every fact that it does not know or that each application says anew.
pub fn reuse(
    own: &Application,
    past: Earlier<'_>,
    keys: &[FactKey],
    months: Option<u32>,
    today: NaiveDate,
) -> Result<Claims, Refusal> {
    if past.application.person != own.person || past.application.municipality != own.municipality {
        return Err(Refusal::not_found("eerdere zaak van deze persoon"));
    }
    if !own.stage.is_open() {
        return Err(own.closed());
    }
    if !ended_in_time(past.application, own, months) {
        let reason = months.map_or_else(
            || "Op de dag van de melding kende de wet het hergebruik van gegevens nog niet.".to_owned(),
            |months| {
                let of = &past.application.number;
                format!("Gegevens van zaak {of} mogen alleen worden gebruikt als die ten hoogste {months} maanden voor de melding is geëindigd.")
            },
        );
        return Err(Refusal::precondition("reuse-within-term", reason));
    }
    let (mut claims, mut violations) = (Claims::default(), Vec::new());
    let known = stands(past, today);
    for key in keys {
        let field = format!("facts.{key}");
        let found = known.iter().find(|each| each.stated.key == *key);
        match found {
            _ if ASKED_EACH_TIME.contains(key) => {
                let reason = "hoort bij elke aanvraag opnieuw te worden gevraagd";
                violations.push(Violation::new(field, reason, REUSE));
            }
            None => {
                let reason = "is in de eerdere zaak niet bekend, of geldt niet meer";
                violations.push(Violation::new(field, reason, REUSE));
            }
            Some(found) => {
                let claim = found.stated.claim.clone();
                let claim = Claim { reused_from: Some(past.application.case), ..claim };
                claims.0.insert(*key, claim);
            }
        }
    }
    if violations.is_empty() { Ok(claims) } else { Err(Refusal::invalid(violations)) }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::Facts;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::model::fixtures::{claims, day, opening};
    use crate::model::{Opening, StatementKind, lay};

    fn statement(of: &Application, claims: Claims) -> Statement {
        Statement {
            case: of.case,
            number: 1,
            kind: StatementKind::Submission,
            day: of.reported_on,
            at: DateTime::UNIX_EPOCH,
            by: "someone".into(),
            claims,
            verified: Vec::new(),
            sealed_note: None,
        }
    }

    /// An application of one person with what was stated in it; ended on a day, or open.
    fn case(
        id: u128,
        reported_on: &str,
        stated: &str,
        closed: Option<&str>,
    ) -> (Application, Vec<Statement>) {
        let (claims, reported_on) = (claims(stated), day(reported_on));
        let stated = lay(&Facts::default(), &claims, reported_on);
        let opening = Opening { case: CaseId::new(Uuid::from_u128(id)), reported_on, stated, ..opening() };
        let open = Application::open(opening, reported_on);
        let history = vec![statement(&open, claims)];
        let closed = closed.and_then(|on| open.close("withdrawn", false, day(on)));
        (closed.unwrap_or(open), history)
    }

    fn codes(offered: &[Offered<'_>]) -> Vec<&'static str> {
        offered.iter().map(|each| each.stated.key.code()).collect()
    }

    const EARLIER: &str = "birth_date=1990-01-01, household=single, capital=0, assistance_requested=yes";

    #[test]
    fn what_is_known_is_not_asked_again() {
        let (own, stated) = case(2, "2026-06-01", "household=couple, residence=dutch", None);
        let (past, before) = case(1, "2026-01-05", EARLIER, Some("2026-02-01"));
        let own = Earlier { application: &own, history: &stated };
        let earlier = [Earlier { application: &past, history: &before }];

        let offer = offer(own, &earlier, (Some(12), Some(27)), day("2026-06-02"));

        assert_eq!(codes(&offer.known), ["household", "residence"]);
        assert_eq!(
            codes(&offer.reusable),
            ["birth_date", "capital"],
            "what this case says itself goes first"
        );
        let to_ask: Vec<_> = offer.to_ask.iter().map(|key| key.code()).collect();
        assert_eq!(
            to_ask,
            ["partner_birth_date", "lives_in_municipality", "monthly_earnings", "other_income"]
        );
    }

    #[rstest]
    #[case("2027-02-01", Some(12), true)]
    #[case("2027-02-02", Some(12), false)]
    #[case("2026-06-01", None, false)]
    fn a_case_may_be_drawn_from_for_some_months_after_it_ended(
        #[case] reported_on: &str,
        #[case] months: Option<u32>,
        #[case] allowed: bool,
    ) {
        let (own, stated) = case(2, reported_on, "", None);
        let (past, before) = case(1, "2026-01-05", EARLIER, Some("2026-02-01"));
        let past = Earlier { application: &past, history: &before };

        let offered =
            offer(Earlier { application: &own, history: &stated }, &[past], (months, None), day(reported_on));
        assert_eq!(!offered.reusable.is_empty(), allowed);
        let taken = reuse(&own, past, &[FactKey::Capital], months, day(reported_on));
        match taken {
            Ok(claims) => {
                assert!(allowed);
                assert_eq!(claims.get(FactKey::Capital).unwrap().reused_from, Some(past.application.case));
            }
            Err(refusal) => assert_eq!((refusal.rule.as_str(), allowed), ("reuse-within-term", false)),
        }
    }

    #[rstest]
    #[case("birth_date=2000-01-01, household=single", true)]
    #[case("birth_date=1999-06-02, household=single", false)]
    #[case("birth_date=2000-01-01, can_follow_education=no", false)]
    #[case("birth_date=2000-01-01, assistance_requested=no", false)]
    fn the_young_are_asked_for_education_first(#[case] stated: &str, #[case] asked: bool) {
        let (own, stated) = case(2, "2026-06-01", stated, None);
        let own = Earlier { application: &own, history: &stated };
        let offer = offer(own, &[], (None, Some(27)), day("2026-06-02"));
        assert_eq!(offer.to_ask.contains(&FactKey::CanFollowEducation), asked);
    }

    #[test]
    fn what_cannot_be_taken_over_is_named() {
        let (own, _) = case(2, "2026-06-01", "", None);
        let (past, before) = case(1, "2026-01-05", EARLIER, Some("2026-02-01"));
        let taken = |own: &Application, past: &Application| {
            let past = Earlier { application: past, history: &before };
            let keys = [FactKey::Debts, FactKey::AssistanceRequested, FactKey::Capital];
            reuse(own, past, &keys, Some(12), day("2026-06-02")).unwrap_err()
        };

        let fields: Vec<_> = taken(&own, &past).violations.into_iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, ["facts.debts", "facts.assistance_requested"]);
        let stranger = Application { person: domain::PersonId::new(Uuid::from_u128(9)), ..past.clone() };
        assert_eq!(taken(&own, &stranger).rule, "not-found");
        let closed = own.close("denied", false, day("2026-06-02")).unwrap();
        assert_eq!(taken(&closed, &past).rule, "application-closed");
        let (running, _) = case(3, "2026-01-05", EARLIER, None);
        assert_eq!(taken(&own, &running).rule, "reuse-within-term");
    }
}
