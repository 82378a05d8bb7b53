//! A decision about money that was reversed: corrected by new lines, and told.

use chrono::NaiveDate;
use domain::{CaseId, Moment, Municipality, ObjectionId, PersonId, TraceInput};
use messaging::{Outcome, StoryLine, Told};
use policy::{National, Policies};
use rules::Local;
use rules::facts::{Facts, Field};

use super::facts::stated;
use super::measures::to_be_reviewed;
use super::{MoneyReply, MoneyWorld, undecided};
use crate::messages::{signal, told};
use crate::model::Entitlement;
use crate::model::money::{
    Against, BY_OBJECTION, BeforeEnd, CaseAccount, DecisionMeant, Fallen, Falls, GrantAsked, Law,
    MeasureMeant, MeasuresChanged, MoneyDecision, NotReversed, OnBehalfFell, ReverseAsked, Reversed,
    SetOffFell, SuspensionMeant, WarningTakenBack, known_breaches, lift_suspension, reverse_measure,
    reverse_on_behalf, reverse_set_off, without_measure,
};
use crate::store::money::{MoneyWrites, posted};

/// What workflow asks.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub objection: ObjectionId,
    pub kind: Reversed,
    pub number: Option<u32>,
    pub notified_on: NaiveDate,
}

type Done = Outcome<MoneyWrites, MoneyReply>;

impl Asked {
    /// The decision that fell, of those that stand.
    fn meant<'a>(
        self,
        world: &'a MoneyWorld,
        account: &CaseAccount,
        against: Against,
    ) -> Result<&'a MoneyDecision, NotReversed> {
        let meant = DecisionMeant { number: self.number, notified_on: self.notified_on };
        meant.among(decided(world, account), account, against)
    }
}

/// All decisions about money of the case.
fn decided<'a>(world: &'a MoneyWorld, account: &CaseAccount) -> &'a [MoneyDecision] {
    world.decisions.get(&account.case).map_or(&[][..], Vec::as_slice)
}

/// Corrects what a reversed decision did, or says that a person must. Never refuses: a service asks it. Asked again it
/// answers the same and changes nothing.
pub fn reverse(
    (world, right): (&MoneyWorld, Option<&Entitlement>),
    municipality: &Municipality,
    (case, person, asked): (CaseId, PersonId, Asked),
    (policies, moment): (&Policies, &Moment),
) -> Done {
    let national = policies.national();
    let about = (case, person, municipality);
    let account = world.account(municipality, case);
    if account.is_some_and(|account| account.state.reversed.contains(&asked.objection.uuid())) {
        return Outcome::nothing().tell(told::decision_reversed(about, asked.objection));
    }
    let corrected = match (account, asked.kind) {
        // Without books there is no decision about money.
        (None, _) => Err(NotReversed::Nothing),
        (Some(account), Reversed::Measure) => measure(world, account, asked, (policies, moment)),
        (Some(account), Reversed::Recovery | Reversed::Fine) => {
            debt(world, account, asked, (national, moment))
        }
        (Some(account), Reversed::Suspension) => suspension(world, account, asked, (national, moment)),
        (Some(account), Reversed::SetOff) => set_off(world, account, asked, (national, moment)),
        (Some(account), Reversed::Grant) => {
            let meant = asked.meant(world, account, Against::Grant);
            match meant.and_then(|fallen| end_of_grant(world, account, (fallen, asked), (policies, moment))) {
                Err(NotReversed::PersonDecides) => return grant_anew((world, account), about, asked),
                corrected => corrected,
            }
        }
        (Some(account), Reversed::OtherMoney) => warning(world, account, asked, (national, moment))
            .or_else(|_| on_behalf(world, account, asked, (national, moment))),
        (Some(account), Reversed::Entitlement) => {
            return right_anew((account, right), about, asked.objection);
        }
    };
    match corrected {
        Ok(Correction { change, lines, tells }) => {
            let asks = undecided(account, &change);
            let done = Outcome::change(change).tell(asks).tell(tells);
            let done = done.tell(told::decision_reversed(about, asked.objection));
            lines.into_iter().fold(done, Outcome::story)
        }
        Err(why) => {
            let title = "Een besluit dat na bezwaar is herroepen, moet iemand met de hand verbeteren";
            Outcome::nothing()
                .story(StoryLine::new(case, municipality, title))
                .tell(told::decision_not_reversed(about, asked.objection, why))
        }
    }
}

/// A person decides anew over the days of a right that ended; they close what they are asked by doing so.
fn right_anew(
    (account, right): (&CaseAccount, Option<&Entitlement>),
    about: (CaseId, PersonId, &Municipality),
    objection: ObjectionId,
) -> Done {
    let can = right.is_some_and(Entitlement::can_be_decided_over);
    let why = if can { NotReversed::PersonDecides } else { NotReversed::Nothing };
    let outcome = Outcome::nothing().tell(told::decision_not_reversed(about, objection, why));
    if !can || account.state.anew == Some(objection.uuid()) {
        return outcome;
    }
    let mut next = account.clone();
    next.version = account.version.saturating_add(1);
    next.state.anew = Some(objection.uuid());
    let title =
        "Na bezwaar stelt een inkomensconsulent de bijstand opnieuw vast over het recht dat is beëindigd";
    let change = MoneyWrites { accounts: vec![next], ..MoneyWrites::default() };
    Outcome { change: Some(change), ..outcome }.story(StoryLine::new(about.0, about.2, title))
}

/// A person decides anew on another scheme; the decision that takes the place of the fallen one closes what they are asked.
fn grant_anew(
    (world, account): (&MoneyWorld, &CaseAccount),
    about: (CaseId, PersonId, &Municipality),
    asked: Asked,
) -> Done {
    let not = |why| Outcome::nothing().tell(told::decision_not_reversed(about, asked.objection, why));
    let fallen = match asked.meant(world, account, Against::Grant) {
        Ok(fallen) => fallen,
        Err(why) => return not(why),
    };
    let objection = asked.objection.uuid();
    match account.state.fallen.get(&fallen.number) {
        Some(known) if known.objection == objection => return not(NotReversed::PersonDecides),
        // Another objection asked it already.
        Some(_) => return not(NotReversed::Nothing),
        None => {}
    }
    let mut next = account.clone();
    next.version = account.version.saturating_add(1);
    next.state.fallen.insert(fallen.number, Fallen { objection });
    let title = format!(
        "Na bezwaar neemt een inkomensconsulent een nieuw besluit over geld, in plaats van {}",
        fallen.number
    );
    let change = MoneyWrites { accounts: vec![next], ..MoneyWrites::default() };
    Outcome { change: Some(change), ..not(NotReversed::PersonDecides) }
        .story(StoryLine::new(about.0, about.2, title))
}

/// What a reversed decision comes to.
struct Correction {
    change: MoneyWrites,
    lines: Vec<StoryLine>,
    /// Beside what is told of every correction.
    tells: Vec<Told>,
}

impl From<(MoneyWrites, Vec<StoryLine>)> for Correction {
    fn from((change, lines): (MoneyWrites, Vec<StoryLine>)) -> Self {
        Self { change, lines, tells: Vec::new() }
    }
}

type Corrected = Result<Correction, NotReversed>;

fn debt(
    world: &MoneyWorld,
    account: &CaseAccount,
    asked: Asked,
    (national, moment): (&National, &Moment),
) -> Corrected {
    let (case, person) = (account.case, account.person);
    let taken = ReverseAsked {
        account,
        decisions: decided(world, account),
        debts: world.all_debts.get(&case).map_or(&[][..], Vec::as_slice),
        kind: asked.kind,
        number: asked.number,
        notified_on: asked.notified_on,
        objection: asked.objection.uuid(),
        national,
        today: moment.day,
    }
    .debt()?;
    let title =
        format!("Na bezwaar vervalt een schuld van {}; terug te betalen: {}", taken.debt.cents, taken.back);
    let line = line(account, title, &taken.decision);
    let theirs =
        taken.of_others.iter().flat_map(|(payer, _)| signal::paid_by_others(account, taken.debt.id, *payer));
    let tells = theirs.collect();
    let postings = taken.postings.into_iter();
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        accounts: vec![taken.account],
        instalments: taken.instalments.into_iter().map(|instalment| (case, instalment)).collect(),
        debts: vec![(case, taken.debt)],
        decisions: vec![taken.decision],
        ..MoneyWrites::default()
    };
    Ok(Correction { change, lines: vec![line], tells })
}

fn measure(
    world: &MoneyWorld,
    account: &CaseAccount,
    asked: Asked,
    (policies, moment): (&Policies, &Moment),
) -> Corrected {
    let timeline = world.timelines.get(&account.case).ok_or(NotReversed::Nothing)?;
    let decisions = decided(world, account);
    let meant = MeasureMeant::of(decisions, asked.number, asked.notified_on)?;
    let (breach, corrections) = without_measure(timeline, meant, moment.day)?;
    let mut next = account.clone();
    let mut change = MoneyWrites::default();
    for (from, facts) in corrections {
        let one = stated(&next, BY_OBJECTION, from, facts, moment);
        change.stated.extend(one.stated);
        next = one.accounts.into_iter().next().unwrap_or(next);
    }
    next.version = account.version.saturating_add(1);
    next.state.reversed.insert(asked.objection.uuid());
    let objection = TraceInput {
        name: "notified_on".into(),
        value: proto::day_text(asked.notified_on),
        source: "objection".into(),
    };
    let decision = reverse_measure(&mut next, &breach, objection, (policies.national(), moment.day));
    let household = timeline.on(moment.day, moment.day);
    let changed = MeasuresChanged {
        before: &known_breaches(&account.state, &household),
        decisions: std::slice::from_ref(&decision),
        household: &household,
        law: Law { national: policies.national(), ordinances: Some((policies, &account.municipality)) },
        today: moment.day,
    };
    let to_review = changed.follow(&mut next.state);
    let title =
        "Na bezwaar is een maatregel ingetrokken. De volgende betaalrun rekent de maanden opnieuw uit";
    let mut lines = vec![line(account, title, &decision)];
    lines.extend(to_review.into_iter().map(|why| to_be_reviewed(account, why)));
    change.accounts = vec![next];
    change.decisions = vec![decision];
    Ok((change, lines).into())
}

/// Payment goes on: from what the last statement of it says, nothing is missing by their own doing.
fn suspension(
    world: &MoneyWorld,
    account: &CaseAccount,
    asked: Asked,
    (national, moment): (&National, &Moment),
) -> Corrected {
    let timeline = world.timelines.get(&account.case).ok_or(NotReversed::Nothing)?;
    let decisions = decided(world, account);
    let meant = SuspensionMeant { number: asked.number, notified_on: asked.notified_on };
    let (mut next, decision) = lift_suspension(account, decisions, meant, (national, moment.day))?;
    next.state.reversed.insert(asked.objection.uuid());
    let states = timeline.changes().iter().filter(|change| !change.facts.conduct.suspension.is_nothing());
    let from = states.map(|change| change.from).max().ok_or(NotReversed::Nothing)?;
    let mut facts = Facts::default();
    facts.conduct.suspension.culpable = Some(false.into());
    let title = "Na bezwaar gaat de betaling weer door. De volgende betaalrun betaalt wat stilstond";
    let line = line(account, title, &decision);
    let change = stated(&next, BY_OBJECTION, from, facts, moment);
    Ok((MoneyWrites { decisions: vec![decision], ..change }, vec![line]).into())
}

/// A warning counts no more when the duty is broken again. Nothing else is known by its day alone.
fn warning(
    world: &MoneyWorld,
    account: &CaseAccount,
    asked: Asked,
    (national, moment): (&National, &Moment),
) -> Corrected {
    let number = asked.number.ok_or(NotReversed::Unclear)?;
    let decisions = decided(world, account);
    let (by, today) = (BY_OBJECTION, moment.day);
    let taken = WarningTakenBack { account, decisions, number, by, national, today };
    let (mut next, decision) = taken.reversed()?;
    next.state.reversed.insert(asked.objection.uuid());
    let line = line(account, "Na bezwaar vervalt een waarschuwing", &decision);
    let change = MoneyWrites { accounts: vec![next], decisions: vec![decision], ..MoneyWrites::default() };
    Ok((change, vec![line]).into())
}

/// What was withheld is paid back with the next run; a person decides whether it is recovered.
fn set_off(
    world: &MoneyWorld,
    account: &CaseAccount,
    asked: Asked,
    (national, moment): (&National, &Moment),
) -> Corrected {
    let fallen = asked.meant(world, account, Against::SetOff)?;
    let SetOffFell { account, debt, decision, postings } =
        reverse_set_off(account, fallen, asked.objection.uuid(), (national, moment.day))?;
    let (case, person) = (account.case, account.person);
    let title = format!("Na bezwaar vervalt een verrekening; terug te betalen: {}", debt.cents);
    let line = line(&account, title, &decision);
    let change = MoneyWrites {
        postings: posted((case, person), postings, moment).collect(),
        accounts: vec![account],
        debts: vec![(case, debt)],
        decisions: vec![decision],
        ..MoneyWrites::default()
    };
    Ok((change, vec![line]).into())
}

/// A grant goes on as before it was ended, or is given after all.
fn end_of_grant(
    world: &MoneyWorld,
    account: &CaseAccount,
    (fallen, asked): (&MoneyDecision, Asked),
    (policies, moment): (&Policies, &Moment),
) -> Corrected {
    if fallen.falls(false) != Falls::TakenBack {
        return Err(NotReversed::PersonDecides);
    }
    let BeforeEnd { grant, terms, matter } = BeforeEnd::of(account, decided(world, account), fallen)?;
    let (minima, facts) = (terms.key().map(str::to_owned), Facts::default());
    let local = policies.of(&account.municipality, terms.from).map(Local::of).unwrap_or_default();
    let before = GrantAsked {
        account,
        decisions: decided(world, account),
        terms,
        minima: minima.as_deref(),
        corrects: Some(grant),
        replaces: None,
        by: BY_OBJECTION,
        reasons: "",
        facts: &facts,
        national: policies.national(),
        local: &local,
        today: moment.day,
    };
    let title = format!("Na bezwaar blijft of wordt toegekend: {}", before.terms.name());
    let (next, decision) = before.take_end_back((fallen, matter), asked.objection.uuid())?;
    let line = line(account, title, &decision);
    let change = MoneyWrites { accounts: vec![next], decisions: vec![decision], ..MoneyWrites::default() };
    Ok((change, vec![line]).into())
}

/// Somebody else is paid what was decided before, or no more.
fn on_behalf(
    world: &MoneyWorld,
    account: &CaseAccount,
    asked: Asked,
    (national, moment): (&National, &Moment),
) -> Corrected {
    let number = asked.number.ok_or(NotReversed::Unclear)?;
    let payees = world.payees.get(&account.case).map_or(&[][..], Vec::as_slice);
    let known = (decided(world, account), payees);
    let OnBehalfFell { account: next, payee, decision } =
        reverse_on_behalf(account, known, number, asked.objection.uuid(), (national, moment.day))?;
    let line = line(account, "Na bezwaar vervalt een besluit over vaste lasten", &decision);
    let change = MoneyWrites {
        payees: vec![(account.case, payee)],
        accounts: vec![next],
        decisions: vec![decision],
        ..MoneyWrites::default()
    };
    Ok((change, vec![line]).into())
}

/// What the story says, with why it was decided so.
fn line(account: &CaseAccount, title: impl Into<String>, decision: &MoneyDecision) -> StoryLine {
    let line = StoryLine::new(account.case, &account.municipality, title);
    match decision.explanations.last() {
        Some(why) => line.because(why.clone()),
        None => line,
    }
}
