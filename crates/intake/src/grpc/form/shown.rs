//! A form for whoever reads it: a person sees what is known, a system only what it said itself.

use domain::{CaseId, Explanation, FactKey, FactKind};
use proto::intake::v1 as pb;
use proto::{day_text, fact_to};

use super::super::provenance::day_or_empty;
use super::page::page;
use crate::model::{
    Form, FormAct, FormQuestion, FormRules, FormTopic, Offer, StandingFacts, Stated, known_on,
};
use crate::store::Past;

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'a> {
    /// Someone who may see the facts of the case.
    Person,
    /// A system, by its name: it sees which questions are open, and of the answers those that it passed on.
    System(&'a str),
}

/// What a form is shown with.
pub struct Shown<'a> {
    pub own: &'a Past,
    pub rules: FormRules<'a>,
    /// The facts as they stood on the day of the rules.
    pub then: &'a StandingFacts,
    pub offer: &'a Offer<'a>,
    pub reader: Reader<'a>,
}

impl Shown<'_> {
    pub fn response(&self, form: &Form<'_>) -> pb::GetFormResponse {
        let (application, day) = (&self.own.application, self.rules.day);
        let stated = self.own.history.iter().filter(|statement| statement.day <= day).count();
        let topics: Vec<_> = form.topics.iter().map(|topic| self.topic(topic)).collect();
        let beside = match self.reader {
            Reader::Person => codes(&form.beside),
            Reader::System(_) => Vec::new(),
        };
        pb::GetFormResponse {
            case_id: application.case.to_string(),
            case_number: application.number.to_string(),
            on_day: day_text(day),
            version: u64::try_from(stated).unwrap_or_default(),
            complete: form.is_complete(),
            policy_version: self.rules.policy.version.clone(),
            document: self.rules.policy.document.clone(),
            page: page(&application.number, day, form, &topics),
            topics,
            missing: codes(&form.missing()),
            missing_acts: form.missing_acts().iter().map(|act| act.code().into()).collect(),
            beside,
        }
    }

    fn topic(&self, topic: &FormTopic<'_>) -> pb::FormTopic {
        let told = match self.reader {
            Reader::Person => topic.reason.clone(),
            Reader::System(_) => Explanation {
                inputs: Vec::new(),
                text: "Dit onderwerp geldt voor deze aanvraag.".into(),
                ..topic.reason.clone()
            },
        };
        pb::FormTopic {
            key: topic.key.into(),
            label: topic.label.into(),
            reason: Some((&told).into()),
            questions: topic.questions.iter().map(|question| self.question(question)).collect(),
            acts: topic.acts.iter().map(act).collect(),
        }
    }

    fn question(&self, question: &FormQuestion<'_>) -> pb::FormQuestion {
        let key = question.asked.key;
        let known = known_on(&self.own.history, self.rules.day);
        let stands =
            |one: &&Stated<'_>| one.key == key && self.then.by.contains(&(one.statement.number, key));
        let standing = known.iter().find(stands);
        let reusable = self.reusable(key).filter(|_| question.answer.is_none());
        let state = match (&question.answer, reusable) {
            (Some(_), _) if self.then.contested.contains(&key) => "contested",
            (Some(_), _) => "known",
            (None, Some(_)) => "reusable",
            (None, None) => "open",
        };
        let told = standing.filter(|one| match self.reader {
            Reader::Person => true,
            Reader::System(name) => one.statement.by == name,
        });
        let informant = told.map(|one| &one.claim.informant);
        let (lowest, highest, options) = allowed(key);
        pb::FormQuestion {
            key: key.code().into(),
            words: question.asked.words.into(),
            kind: kind(key).into(),
            lowest,
            highest,
            options,
            by: question.asked.by.iter().map(|source| source.code().into()).collect(),
            needed: question.needed,
            source: question.source.into(),
            state: state.into(),
            answer: told.and(question.answer.as_ref()).map(|fact| fact_to(key, fact)),
            informant: informant.map(|one| one.code().into()).unwrap_or_default(),
            informant_name: informant.map(|one| one.name().into()).unwrap_or_default(),
            verified_on: told.map(|one| day_or_empty(one.verified_on())).unwrap_or_default(),
            reusable_from_case_id: reusable.map(|case| case.to_string()).unwrap_or_default(),
        }
    }

    /// The earlier case that knows it.
    fn reusable(&self, key: FactKey) -> Option<CaseId> {
        self.offer.reusable.iter().find(|offered| offered.stated.key == key).map(|offered| offered.case)
    }
}

fn act(act: &FormAct<'_>) -> pb::FormAct {
    pb::FormAct {
        act: act.act.code().into(),
        done: act.done_on.is_some(),
        needed: act.needed,
        done_on: day_or_empty(act.done_on),
        by: act.act.done_by().iter().map(|role| role.code().into()).collect(),
        source: act.source.into(),
    }
}

fn codes(keys: &[FactKey]) -> Vec<String> {
    keys.iter().map(|key| key.code().into()).collect()
}

const fn kind(key: FactKey) -> &'static str {
    match key.kind() {
        FactKind::YesNo => "yes-no",
        FactKind::Number { .. } => "number",
        FactKind::Money => "money",
        FactKind::Day => "day",
        FactKind::Choice(_) => "choice",
    }
}

/// The bounds of a number and the values of a choice, as the catalogue has them.
fn allowed(key: FactKey) -> (Option<i64>, Option<i64>, Vec<pb::FormOption>) {
    match key.kind() {
        FactKind::Number { min, max } => (Some(min), Some(max), Vec::new()),
        FactKind::Choice(list) => {
            let option =
                |one: &domain::Choice| pb::FormOption { code: one.code.into(), label: one.dutch.into() };
            (None, None, list.iter().map(option).collect())
        }
        FactKind::YesNo | FactKind::Money | FactKind::Day => (None, None, Vec::new()),
    }
}
