//! What the choice of a norm looks at.

use domain::Cents;
use policy::NoAmount;

use super::sharers::{cost_sharers, sharer_norm};
use crate::facts::Reads;
use crate::right::{Composition, ask_of_children, path, reached_pension_age};
use crate::{Claimant, Finding, Look, Question, Step, Stop, apply};

/// Who of the claimants have a right of their own (Participation Act art. 11(4)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitled {
    Everyone,
    /// One spouse; the other has none.
    Only(Claimant),
}

/// One of the claimants on the day judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub who: Claimant,
    /// In whole years.
    pub age: i32,
    /// Younger than 21: the law has other norms for them.
    pub young: bool,
    /// Has reached pension age.
    pub pensioner: bool,
    /// Stays in an institution (art. 1(f)).
    pub inside: bool,
}

/// The claimants and how they live, for the norm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub composition: Composition,
    pub applicant: Member,
    /// Of a couple.
    pub partner: Option<Member>,
    pub entitled: Entitled,
    /// Cost-sharing housemates (art. 19a), the spouse not among them; what is missing stops only the norms that ask it.
    pub cost_sharers: Finding<i64>,
}

impl Household {
    /// The applicant, then the partner.
    pub fn members(&self) -> impl Iterator<Item = Member> {
        std::iter::once(self.applicant).chain(self.partner)
    }

    /// Those with a right of their own.
    pub fn with_right(&self) -> impl Iterator<Item = Member> {
        self.members().filter(|member| match self.entitled {
            Entitled::Everyone => true,
            Entitled::Only(who) => member.who == who,
        })
    }

    /// The claimant with a right and the spouse without; `None` when nobody is without.
    pub fn only(&self) -> Option<(Member, Member)> {
        let (partner, Entitled::Only(who)) = (self.partner?, self.entitled) else { return None };
        Some(match who {
            Claimant::Applicant => (self.applicant, partner),
            Claimant::Partner => (partner, self.applicant),
        })
    }

    pub fn is_couple(&self) -> bool {
        self.partner.is_some()
    }

    /// How many of the claimants are younger than 21.
    pub fn young(&self) -> usize {
        self.members().filter(|member| member.young).count()
    }

    /// The same household as if everyone had a right.
    #[must_use]
    pub fn as_if_everyone(&self) -> Self {
        Self { entitled: Entitled::Everyone, ..self.clone() }
    }

    /// How many housemates share the costs, for a rule that must know.
    ///
    /// # Errors
    ///
    /// What stopped the count.
    pub(super) fn sharers(&self, look: &mut Look<'_>) -> Result<i64, Stop> {
        match &self.cost_sharers {
            Finding::Value(count) => {
                look.given("cost_sharers", count, "PW art. 19a");
                if *count > 0 {
                    not_running_at_introduction(look)?;
                }
                Ok(*count)
            }
            Finding::NotApplicable => Ok(0),
            Finding::FactMissing(paths) => {
                let mut stop = Stop::FactMissing;
                for path in paths {
                    stop = look.missing(path.clone());
                }
                Err(stop)
            }
            Finding::PersonDecides => {
                Err(Stop::person_decides("Wie de kosten delen, kan alleen een consulent vaststellen."))
            }
        }
    }

    /// Whether a dependent child belongs to the household, for a rule that must know.
    ///
    /// # Errors
    ///
    /// [`Stop::FactMissing`] when the children of a couple, or of who is left behind of one, were not stated, or a birthday.
    pub(super) fn with_child(&self, look: &mut Look<'_>) -> Result<bool, Stop> {
        self.composition.with_child.ok_or_else(|| ask_of_children(look))
    }

    /// The amount that the share of someone who shares costs is taken of: art. 21(b), 22(c) or 22(b) (art. 22a(1)).
    pub(super) fn base(&self, look: &mut Look<'_>, member: Member) -> Result<Cents, NoAmount> {
        look.amount(self.base_key(member))
    }

    fn base_key(&self, member: Member) -> &'static str {
        let spouse_is_pensioner = self.members().any(|other| other.who != member.who && other.pensioner);
        match (member.pensioner, spouse_is_pensioner) {
            (true, _) => "22.b",
            (false, true) => "22.c",
            (false, false) => "21.b",
        }
    }

    /// The norm of one claimant of 21 or older who shares costs (art. 22a(1)), rounded half up to the cent.
    ///
    /// A is the housemates, the claimant, and the spouse of 21 or older.
    pub(super) fn own_sharer_norm(
        &self,
        look: &mut Look<'_>,
        member: Member,
        housemates: i64,
    ) -> Result<Cents, Stop> {
        let spouse = self.members().filter(|other| other.who != member.who && !other.young).count();
        let sharers = housemates + 1 + i64::try_from(spouse).unwrap_or(0);
        let base = self.base(look, member)?;
        sharer_norm(look, base, sharers)
    }
}

/// Stops where the cost-sharers norm is new and does not hold yet for who had assistance before it (art. 22a).
///
/// # Errors
///
/// [`Stop::PersonDecides`] for them: their norm is the one of before, with what the municipality adds or takes off.
fn not_running_at_introduction(look: &mut Look<'_>) -> Result<(), Stop> {
    if !look.in_force("22a.running")? {
        return Ok(());
    }
    let assistance = &look.facts().assistance;
    if !look.need("assistance.receives", &assistance.receives)? {
        return Ok(());
    }
    let since = look.need("assistance.since", &assistance.since)?;
    if look.national().in_force("22a", since)? {
        return Ok(());
    }
    look.rule("norm-22a-running");
    Err(Stop::person_decides(format!(
        "De bijstand loopt al sinds {}, van voor de kostendelersnorm. Op deze dag geldt die norm nog niet voor wie al bijstand had, maar de norm van daarvoor, met wat de gemeente erbij of eraf doet. Een consulent bepaalt die.",
        since.reads()
    )))
}

/// The claimants' ages and whether they stay in an institution (Participation Act art. 1(f), 21, 22, 23).
pub fn household(
    question: Question<'_>,
    composition: Composition,
    entitled: Entitled,
) -> (Step<Household>, Step<i64>) {
    let sharers = cost_sharers(question);
    let finding = sharers.finding.clone();
    let step = apply(question, "claimants-4", "PW art. 1, 4 en 20-23", |look| {
        let members: Vec<_> = composition.claimants().iter().map(|who| member(look, *who)).collect();
        let mut members = members.into_iter();
        let applicant = members.next().ok_or(Stop::FactMissing)??;
        let partner = members.next().transpose()?;
        let ages: Vec<_> =
            std::iter::once(applicant).chain(partner).map(|each| each.age.to_string()).collect();
        let household = Household { composition, applicant, partner, entitled, cost_sharers: finding };
        Ok((household, format!("Leeftijd: {} jaar.", ages.join(" en "))))
    });
    (step, sharers)
}

fn member(look: &mut Look<'_>, who: Claimant) -> Result<Member, Stop> {
    let inside = look.need(path(who, "in_institution"), &look.person(who).in_institution);
    let age = look.age(who)?;
    let pensioner = reached_pension_age(look, who)?;
    let adult = look.national().term("21.age", look.day())?.number;
    Ok(Member { who, age, young: i64::from(age) < adult, pensioner, inside: inside? })
}
