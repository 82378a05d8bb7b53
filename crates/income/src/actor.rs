//! The inputs this service takes, what each needs loaded, and the pure call into `model`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::{CaseId, Moment, Month, Municipality, Refusal};
use messaging::rows::Writes;
use messaging::{Actor, Envelope, Outcome, StoreError, StoryLine, Tx, Unreadable};
use policy::{Policies, ShownSteps};
use serde::{Deserialize, Serialize};
use service::sealing::Sealing;
use service::steps::StepsOfCase;

use crate::actor::money::{MoneyInput, MoneyReply, MoneyWorld};
use crate::messages::{heard, told};
use crate::model::money::CaseAccount;
use crate::model::{
    AssessEntitlement, Beside, DecideEntitlement, Decided, Decision, EarlierReport, EndBenefit, Entitlement,
    NoteApplication, Right, Stage,
};
use crate::store;
use crate::store::money::MoneyWrites;

pub mod money;
mod steps;

/// The income service, to messaging.
pub struct Income {
    pub policies: Arc<Policies>,
    /// Seals where people are paid.
    pub sealing: Arc<Sealing>,
}

/// What changes something here.
pub enum Input {
    Assess(AssessEntitlement),
    /// An application that nobody decides on yet.
    Note(NoteApplication),
    End(EndBenefit),
    Decide(DecideEntitlement),
    Money {
        municipality: Municipality,
        input: MoneyInput,
    },
    /// What workflow showed of a case.
    Steps(StepsOfCase),
}

/// The entitlements that a batch needs, and what is to be written.
#[derive(Default)]
pub struct World {
    pub entitlements: BTreeMap<CaseId, Entitlement>,
    pub changed: BTreeSet<CaseId>,
    /// Only ever added to.
    pub decisions: Vec<Decision>,
    pub money: MoneyWorld,
    /// What was shown of the cases that a person decides on.
    pub steps: BTreeMap<CaseId, ShownSteps>,
    pub told_steps: BTreeMap<CaseId, StepsOfCase>,
}

/// What an input changes: a decision on the right, what it means for the money, or money alone.
#[derive(Debug, Default)]
pub struct Change {
    /// In order: what is granted may end at once.
    pub decided: Vec<Decided>,
    pub money: MoneyWrites,
    pub steps: Option<StepsOfCase>,
}

/// What a person gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// The decision was taken; there is nothing more to say.
    Decided,
    Money(MoneyReply),
}

type Handled = Result<Outcome<Decided, Reply>, Refusal>;

impl Input {
    /// The case it is about; nothing for what is about many.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Assess(ask) => Some(ask.case),
            Self::Note(noted) => Some(noted.case),
            Self::End(ask) => Some(ask.case),
            Self::Decide(ask) => Some(ask.case),
            Self::Money { input, .. } => input.case(),
            Self::Steps(shown) => Some(shown.case),
        }
    }

    fn municipality(&self) -> &Municipality {
        match self {
            Self::Assess(ask) => &ask.municipality,
            Self::Note(noted) => &noted.municipality,
            Self::End(ask) => &ask.municipality,
            Self::Decide(ask) => &ask.municipality,
            Self::Money { municipality, .. } => municipality,
            Self::Steps(shown) => &shown.municipality,
        }
    }
}

impl Actor for Income {
    type Input = Input;
    type World = World;
    type Change = Change;
    type Reply = Reply;

    fn hear(&self, envelope: &Envelope) -> Result<Input, Unreadable> {
        heard::hear(envelope)
    }

    async fn load(&self, tx: &Tx, inputs: &[&Input]) -> Result<World, StoreError> {
        let of_right = inputs.iter().filter(|input| !matches!(input, Input::Money { .. } | Input::Steps(_)));
        let cases: BTreeSet<CaseId> = of_right.filter_map(|input| input.case()).collect();
        let about_right = inputs.iter().filter(|input| match input {
            Input::Money { input, .. } => input.is_about_the_right(),
            _ => false,
        });
        let judged = about_right.filter_map(|input| input.case()).chain(cases.iter().copied()).collect();
        let about_money: Vec<_> = inputs
            .iter()
            .filter_map(|input| match input {
                Input::Money { municipality, input } => Some((municipality, input)),
                Input::Assess(_) | Input::Note(_) | Input::End(_) | Input::Decide(_) | Input::Steps(_) => {
                    None
                }
            })
            .collect();
        Ok(World {
            entitlements: store::load(tx, &judged).await?,
            money: MoneyWorld::load(tx, &about_money, &cases).await?,
            steps: service::steps::load(tx, &steps::waiting(inputs)).await?,
            ..World::default()
        })
    }

    fn handle(
        &self,
        input: &Input,
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let mut outcome = match input {
            Input::Steps(shown) => {
                return Ok(Outcome::change(Change { steps: Some(shown.clone()), ..Change::default() }));
            }
            Input::Note(noted) => {
                let known = world.entitlements.get(&noted.case);
                let account = world.money.accounts.get(&noted.case);
                let open = world.money.open_debts(noted.case);
                let money = money::noted((account, known), noted, (open, self.policies.national(), moment));
                let told = money::undecided(account, &money);
                return Ok(Outcome::change(Change { money, ..Change::default() }).tell(told));
            }
            Input::Money { municipality, input } => {
                let right = input.case().and_then(|case| world.entitlements.get(&case));
                let outcome = self.handle_money(municipality, input, (&world.money, right), moment)?;
                let decided = money::decided(input, outcome.change.as_ref(), &world.money, moment.day);
                let outcome = Outcome {
                    change: outcome.change.map(|money| Change { money, ..Change::default() }),
                    reply: outcome.reply.map(Reply::Money),
                    told: outcome.told.into_iter().chain(decided).collect(),
                    story: outcome.story,
                };
                self.end_right(outcome, (right, &world.money), moment)
            }
            Input::Assess(_) | Input::End(_) | Input::Decide(_) => {
                self.handle_about_right(input, world, moment)?
            }
        };
        let asked = outcome.change.iter().flat_map(|change| money::asked(&change.money, &world.money));
        outcome.told.extend(asked);
        self.steps_are_shown(input, &world.steps, moment)?;
        Ok(outcome)
    }

    fn apply(&self, world: &mut World, change: Change) {
        for decided in change.decided {
            let case = decided.entitlement.case;
            world.entitlements.insert(case, decided.entitlement);
            world.changed.insert(case);
            world.decisions.push(decided.decision);
        }
        world.money.apply(change.money);
        if let Some(shown) = change.steps {
            world.steps.insert(shown.case, shown.steps.clone());
            world.told_steps.insert(shown.case, shown);
        }
    }

    fn save(&self, world: World) -> Result<Writes, StoreError> {
        store::save(world)
    }
}

impl Income {
    /// An input about the right, with what it means for the money.
    fn handle_about_right(
        &self,
        input: &Input,
        world: &World,
        moment: &Moment,
    ) -> Result<Outcome<Change, Reply>, Refusal> {
        let known = input.case().and_then(|case| world.entitlements.get(&case));
        let account = input.case().and_then(|case| world.money.accounts.get(&case));
        let counted = self.with_counted_report(input, (account, world), moment);
        let input = counted.as_ref().unwrap_or(input);
        let outcome = self.handle_right(input, (known, account), moment)?;
        let mut told = outcome.told;
        let change = outcome.change.map(|decided| {
            let case = decided.entitlement.case;
            let law = (world.money.open_debts(case), self.policies.national(), moment);
            let money = money::after_decision(input, account, known, &decided, law);
            told.extend(money::undecided(account, &money));
            Change { decided: vec![decided], money, steps: None }
        });
        let mut outcome = Outcome { change, reply: outcome.reply, told, story: outcome.story };
        // A death that was stated before the right was granted ends it at once.
        let granted = outcome.change.iter().flat_map(|change| &change.decided).last();
        if let Some(granted) = granted.map(|decided| decided.entitlement.clone()) {
            outcome = self.end_right(outcome, (Some(&granted), &world.money), moment);
        }
        Ok(outcome)
    }

    /// The same with the earlier report that counts (art. 43(6)), where that was stated.
    fn with_counted_report(
        &self,
        input: &Input,
        (account, world): (Option<&CaseAccount>, &World),
        moment: &Moment,
    ) -> Option<Input> {
        let stated = world.money.timelines.get(&input.case()?)?;
        let law = (self.policies.national(), moment.day);
        let earlier = |reported_on| EarlierReport::of(stated, reported_on, law);
        match input {
            Input::Assess(ask) => {
                let counted = Some(earlier(ask.reported_on)?);
                Some(Input::Assess(AssessEntitlement { counted, ..ask.clone() }))
            }
            Input::Decide(ask) => {
                let counted = Some(earlier(account?.state.applied?.reported_on)?);
                Some(Input::Decide(DecideEntitlement { counted, ..ask.clone() }))
            }
            Input::Note(_) | Input::End(_) | Input::Money { .. } | Input::Steps(_) => None,
        }
    }

    /// A right that was withdrawn (art. 54(4)), or of which nobody is left who has it (art. 45(5)), is over: what was stated ends
    /// it too, and workflow hears it.
    fn end_right(
        &self,
        mut outcome: Outcome<Change, Reply>,
        (known, world): (Option<&Entitlement>, &MoneyWorld),
        moment: &Moment,
    ) -> Outcome<Change, Reply> {
        let Some(change) = &mut outcome.change else { return outcome };
        let national = self.policies.national();
        let ended = |known| {
            let died = || money::died((&change.money, world), known, (national, moment));
            money::withdrawn(&change.money, known).or_else(died)
        };
        let Some(ask) = known.and_then(ended) else { return outcome };
        let Outcome { change: Some(ended), told, story, .. } = self.end(&ask, known, moment) else {
            return outcome;
        };
        money::close_books(&mut change.money, &ended);
        change.decided.push(ended);
        outcome.told.extend(told);
        outcome.story.extend(story);
        outcome
    }

    fn handle_right(
        &self,
        input: &Input,
        (known, account): (Option<&Entitlement>, Option<&CaseAccount>),
        moment: &Moment,
    ) -> Handled {
        // Someone else's case is no case. A message never gets here: its sender knows the case by its municipality.
        if known.is_some_and(|known| known.municipality != *input.municipality()) {
            return Err(Refusal::not_found("aanvraag"));
        }
        let beside = account.map(|account| account.state.instead_of_assistance()).unwrap_or_default();
        match input {
            Input::Assess(ask) => Ok(self.assess(ask, (known, &beside), moment)),
            Input::End(ask) => Ok(self.end(ask, known, moment)),
            Input::Decide(ask) => {
                let state = account.map(|account| &account.state);
                let open = state.and_then(|state| state.open_from);
                let reported_on = state.and_then(|state| state.applied).map(|applied| applied.reported_on);
                let anew = state.and_then(|state| state.anew);
                if let (Some(objection), Some(known)) = (anew, known)
                    && known.can_be_decided_over()
                {
                    let asked = (known, reported_on);
                    return self.settle_over(ask, asked, &beside, (objection.into(), moment));
                }
                self.settle(ask, (known, &beside), (open, reported_on), moment)
            }
            Input::Note(_) | Input::Money { .. } | Input::Steps(_) => Ok(Outcome::nothing()),
        }
    }

    fn assess(
        &self,
        ask: &AssessEntitlement,
        known: (Option<&Entitlement>, &[Beside]),
        moment: &Moment,
    ) -> Outcome<Decided, Reply> {
        match ask.decide(known, self.policies.national(), moment) {
            Some(decided) => announce(decided),
            None => {
                let title = "Beoordeling kwam te laat: de uitkering was al beëindigd";
                Outcome::nothing().story(StoryLine::new(ask.case, &ask.municipality, title))
            }
        }
    }

    fn settle(
        &self,
        ask: &DecideEntitlement,
        (known, beside): (Option<&Entitlement>, &[Beside]),
        (open, reported_on): (Option<Month>, Option<chrono::NaiveDate>),
        moment: &Moment,
    ) -> Handled {
        let known = known.ok_or_else(|| Refusal::not_found("aanvraag"))?;
        let asked = (known, open, reported_on);
        let decided = ask.decide(asked, beside, (self.policies.national(), moment))?;
        Ok(announce(decided).reply(Reply::Decided))
    }

    /// A person's decision over the days of a right that ended; with it what an objection asked is done.
    fn settle_over(
        &self,
        ask: &DecideEntitlement,
        asked: (&Entitlement, Option<chrono::NaiveDate>),
        beside: &[Beside],
        (objection, moment): (domain::ObjectionId, &Moment),
    ) -> Handled {
        let decided = ask.decide_over(asked, beside, (self.policies.national(), moment))?;
        let head = &decided.entitlement;
        let title = "Bijstand na bezwaar opnieuw vastgesteld over een recht dat is beëindigd";
        let line = with_reason(StoryLine::new(head.case, &head.municipality, title), &decided);
        let told = told::decision_reversed((head.case, head.person, &head.municipality), objection);
        Ok(Outcome::change(decided).story(line).tell(told).reply(Reply::Decided))
    }

    fn end(&self, ask: &EndBenefit, known: Option<&Entitlement>, moment: &Moment) -> Outcome<Decided, Reply> {
        let Some(decided) = ask.decide(known, self.policies.national(), moment) else {
            // A repeat: the answer is that of the first time.
            let ended = match known.map(|known| &known.stage) {
                Some(Stage::Ended { from_day, .. }) => *from_day,
                Some(Stage::Decided { .. }) | None => ask.from_day,
            };
            let title = "Uitkering was al beëindigd";
            return Outcome::nothing()
                .story(StoryLine::new(ask.case, &ask.municipality, title))
                .tell(told::benefit_ended(ask, ended));
        };
        let title = match decided.entitlement.stage.runs_since() {
            Some(_) => "Uitkering beëindigd",
            None => "Er was geen uitkering om te beëindigen",
        };
        let from_day = decided.decision.holds_from;
        let line = with_reason(StoryLine::new(ask.case, &ask.municipality, title), &decided);
        Outcome::change(decided).story(line).tell(told::benefit_ended(ask, from_day))
    }
}

/// Lays a decision down, tells workflow, and writes it into the story.
fn announce(decided: Decided) -> Outcome<Decided, Reply> {
    let head = &decided.entitlement;
    let title = match head.stage.right() {
        Some(Right::Granted { .. }) => "Bijstand toegekend",
        Some(Right::Denied { .. }) => "Bijstand afgewezen",
        Some(Right::PersonDecides { .. }) | None => "Een inkomensconsulent beslist over de bijstand",
    };
    let line = with_reason(StoryLine::new(head.case, &head.municipality, title), &decided);
    let told = told::entitlement_decided(&decided);
    Outcome::change(decided).story(line).tell(told)
}

fn with_reason(line: StoryLine, decided: &Decided) -> StoryLine {
    match decided.reason() {
        Some(reason) => line.because(reason.clone()),
        None => line,
    }
}
