//! The broad intake as a form (IN-4): what the law and the policy of the day ask of this household, what is known of
//! it already, what is done beside asking, and what is still needed. Nothing of it is kept: it follows from the policy, the
//! claims in force and the records.

mod answering;

use chrono::NaiveDate;
use domain::{Explanation, Fact, FactKey, FactSource, FactValue, Facts, Municipality, TraceInput, Violation};
use policy::{Applied, Asked, IntakeAct, IntakeTopic, NoPolicy, Policies, Policy};

use super::acts::{ActsDone, is_for};
use super::completeness::{self, asks_assistance};

/// The topic of what the law asks, whatever a policy says.
const BY_LAW: &str = "law";
const BY_LAW_LABEL: &str = "Wat de wet nodig heeft";
const SEARCH_SOURCE: &str = "Participatiewet art. 41 lid 4 en 11";
const LAW_SOURCE: &str = "Participatiewet art. 11, 13, 19a, 31 tot en met 34 en 40";

/// What the law looks at for assistance, in the order in which it is asked, with the article. Without benefit only who
/// someone is and where they live.
const ASKED_BY_LAW: [(FactKey, &str); 17] = [
    (FactKey::AssistanceRequested, "Participatiewet art. 7 en 11"),
    (FactKey::BirthDate, "Participatiewet art. 11 en 13"),
    (FactKey::LivesInMunicipality, "Participatiewet art. 40"),
    (FactKey::Residence, "Participatiewet art. 11"),
    (FactKey::Household, "Participatiewet art. 4"),
    (FactKey::PartnerBirthDate, "Participatiewet art. 4 en 21"),
    (FactKey::YoungestChildAge, "Participatiewet art. 4 en 9a"),
    (FactKey::CostSharers, "Participatiewet art. 19a"),
    (FactKey::MonthlyEarnings, "Participatiewet art. 31 en 32"),
    (FactKey::OtherIncome, "Participatiewet art. 31 tot en met 33"),
    (FactKey::Capital, "Participatiewet art. 34"),
    (FactKey::CanFollowEducation, "Participatiewet art. 13 lid 2"),
    (FactKey::ParentsCannotSupport, "Participatiewet art. 20 lid 3"),
    (FactKey::InInstitution, "Participatiewet art. 23"),
    (FactKey::BothInInstitution, "Participatiewet art. 23"),
    (FactKey::Detained, "Participatiewet art. 13 lid 1"),
    (FactKey::WeeksAbroad, "Participatiewet art. 13 lid 1"),
];

/// What is asked of whoever asks no assistance.
const ASKED_FOR_SUPPORT: [FactKey; 3] =
    [FactKey::AssistanceRequested, FactKey::BirthDate, FactKey::LivesInMunicipality];

/// By what a form is composed: the policy in force on a day, and the ages of the law on it.
#[derive(Debug, Clone, Copy)]
pub struct FormRules<'p> {
    pub policy: &'p Policy,
    pub day: NaiveDate,
    /// Below this age state-funded education comes first (Participation Act art. 13(2)(c)).
    education_under: Option<i64>,
    /// Below this age parents have a duty of upkeep (art. 20, 21).
    parents_under: Option<i64>,
}

impl<'p> FormRules<'p> {
    /// Those of a municipality on a day.
    ///
    /// # Errors
    ///
    /// [`NoPolicy`] when none holds on that day.
    pub fn on(policies: &'p Policies, municipality: &Municipality, day: NaiveDate) -> Result<Self, NoPolicy> {
        let age = |key: &str| policies.national().term(key, day).ok().map(|term| term.number);
        let policy = policies.of(municipality, day)?;
        Ok(Self { policy, day, education_under: age("13.2.age"), parents_under: age("21.age") })
    }

    /// Whether asking it means something beside these facts; ages derived.
    fn has_room(&self, key: FactKey, facts: &Facts) -> bool {
        let under = |limit: Option<i64>| matches!((facts.number(FactKey::Age), limit), (Some(age), Some(limit)) if age < limit);
        match key {
            FactKey::CanFollowEducation => under(self.education_under),
            FactKey::ParentsCannotSupport => under(self.parents_under),
            key => key.has_room(facts),
        }
    }
}

/// A form for one household.
#[derive(Debug, Clone)]
pub struct Form<'p> {
    /// What the law asks first, then the topics of the policy in the order of its table; only those with something to
    /// ask or to do.
    pub topics: Vec<FormTopic<'p>>,
    /// Known facts that nothing here asks: kept as they were said.
    pub beside: Vec<FactKey>,
}

/// A topic that applies to this household.
#[derive(Debug, Clone)]
pub struct FormTopic<'p> {
    pub key: &'p str,
    pub label: &'p str,
    /// Why it applies.
    pub reason: Explanation,
    pub questions: Vec<FormQuestion<'p>>,
    /// What is done beside asking; each act once in the form.
    pub acts: Vec<FormAct<'p>>,
}

/// Something that is done at a topic beside asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormAct<'p> {
    pub act: IntakeAct,
    /// The intake cannot be completed without it.
    pub needed: bool,
    /// The section that asks it.
    pub source: &'p str,
    /// The last day on which it was done.
    pub done_on: Option<NaiveDate>,
}

impl FormAct<'_> {
    /// Nobody did it yet and the intake waits for it.
    pub const fn is_missing(&self) -> bool {
        self.needed && self.done_on.is_none()
    }

    /// Who does it, in Dutch.
    pub fn doers(&self) -> String {
        one_of(self.act.done_by().iter().map(|role| format!("een {}", role.dutch())).collect())
    }
}

/// A question, with its answer when it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormQuestion<'p> {
    pub asked: Asked<'p>,
    /// The intake cannot be completed without it.
    pub needed: bool,
    /// The article or section that asks it.
    pub source: &'p str,
    pub answer: Option<Fact>,
}

impl FormQuestion<'_> {
    /// Nobody answered it yet and the intake waits for it.
    pub fn is_missing(&self) -> bool {
        self.needed && self.answer.is_none()
    }

    /// Who may answer, in Dutch.
    pub fn answerers(&self) -> String {
        who(self.asked.by)
    }
}

/// Composes the form of a household from its facts as they stand on the day of the rules; nothing is done yet
/// ([`Form::done`]).
pub fn form<'p>(rules: &FormRules<'p>, facts: &Facts) -> Form<'p> {
    let known = assumed(facts, rules.day);
    let topics = rules.policy.topics(&known);
    let law = completeness::needed(facts);
    let composing = Composing { rules, facts, known: &known, law: &law, deciding: &topics.missing };
    let mut seen: Vec<FactKey> = Vec::new();
    let mut acts: Vec<IntakeAct> = Vec::new();
    let of_policy: Vec<_> =
        topics.items.iter().map(|topic| composing.topic(topic, &mut seen, &mut acts)).collect();
    let of_law = composing.law(&mut seen);
    let all = std::iter::once(of_law).chain(of_policy);
    let topics: Vec<_> = all.filter(|topic| !(topic.questions.is_empty() && topic.acts.is_empty())).collect();
    let beside = facts.iter().map(|(key, _)| key).filter(|key| !seen.contains(key)).collect();
    Form { topics, beside }
}

impl<'p> Form<'p> {
    /// The form with what was done of its acts.
    #[must_use]
    pub fn done(mut self, done: &ActsDone) -> Self {
        for act in self.topics.iter_mut().flat_map(|topic| &mut topic.acts) {
            act.done_on = done.on(act.act);
        }
        self
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &FormQuestion<'p>> {
        self.topics.iter().flat_map(|topic| &topic.questions)
    }

    pub fn question(&self, key: FactKey) -> Option<&FormQuestion<'p>> {
        self.questions().find(|question| question.asked.key == key)
    }

    /// What the intake waits for.
    pub fn missing(&self) -> Vec<FactKey> {
        self.questions().filter(|question| question.is_missing()).map(|question| question.asked.key).collect()
    }

    /// What the intake waits for and this source can give.
    pub fn missing_of(&self, source: FactSource) -> Vec<FactKey> {
        let missing = self.questions().filter(|question| question.is_missing());
        missing.filter(|question| question.asked.by.contains(&source)).map(|one| one.asked.key).collect()
    }

    /// What the intake waits for beside answers.
    pub fn missing_acts(&self) -> Vec<IntakeAct> {
        let acts = self.topics.iter().flat_map(|topic| &topic.acts);
        acts.filter(|act| act.is_missing()).map(|act| act.act).collect()
    }

    pub fn is_complete(&self) -> bool {
        !self.questions().any(FormQuestion::is_missing) && self.missing_acts().is_empty()
    }

    /// A violation for each question and each act without which the intake is not complete.
    pub fn lacking(&self) -> Vec<Violation> {
        let of_topic = |topic: &FormTopic<'_>| -> Vec<_> {
            let questions = topic.questions.iter().filter(|question| question.is_missing());
            let acts = topic.acts.iter().filter(|act| act.is_missing());
            let questions = questions.map(|question| lacks(topic.label, question));
            questions.chain(acts.map(|act| not_done(topic.label, act))).collect()
        };
        self.topics.iter().flat_map(of_topic).collect()
    }
}

fn not_done(topic: &str, act: &FormAct<'_>) -> Violation {
    // What is told of it: the records that the act is kept in.
    let field = match act.act {
        IntakeAct::VacancyOffered => "vacancies",
        IntakeAct::RightsTold => "rights_told",
    };
    let reason = format!(
        "ontbreekt: zonder dit is de intake niet compleet. {} Het hoort bij ‘{topic}’ ({}); {} kan het doen.",
        act.act.dutch(),
        act.source,
        act.doers(),
    );
    Violation::new(field, reason, "intake-complete")
}

fn lacks(topic: &str, question: &FormQuestion<'_>) -> Violation {
    let reason = format!(
        "ontbreekt: zonder dit gegeven is de intake niet compleet. Het hoort bij ‘{topic}’ en komt van {}.",
        question.answerers()
    );
    Violation::new(format!("facts.{}", question.asked.key), reason, "intake-complete")
}

/// Sources as people read them: `de aanvrager of een consulent`.
pub fn who(sources: &[FactSource]) -> String {
    let names: Vec<_> = sources
        .iter()
        .map(|source| match source {
            FactSource::Applicant => "de aanvrager",
            FactSource::Consultant => "een consulent",
            FactSource::System => "een register of systeem",
            FactSource::Derived => "een berekening",
        })
        .map(str::to_owned)
        .collect();
    one_of(names)
}

/// `a, b of c`.
fn one_of(names: Vec<String>) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} of {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// With ages, and with assistance asked for unless it was said that it is not.
fn assumed(facts: &Facts, day: NaiveDate) -> Facts {
    let mut known = facts.on(day);
    let value = FactValue::YesNo(asks_assistance(facts));
    if known.get(FactKey::AssistanceRequested).is_none() {
        known.put(FactKey::AssistanceRequested, Fact { value, source: FactSource::Derived, stated_on: day });
    }
    known
}

struct Composing<'a, 'p> {
    rules: &'a FormRules<'p>,
    facts: &'a Facts,
    /// The facts with what follows from them.
    known: &'a Facts,
    /// What the law needs.
    law: &'a [FactKey],
    /// Unknown facts that decide which topics apply.
    deciding: &'a [FactKey],
}

impl<'p> Composing<'_, 'p> {
    fn topic(
        &self,
        topic: &Applied<'p, IntakeTopic>,
        seen: &mut Vec<FactKey>,
        acts: &mut Vec<IntakeAct>,
    ) -> FormTopic<'p> {
        let item = topic.item;
        let questions = rules_of(self.rules).questions_of(item);
        let questions = questions.filter_map(|asked| self.asked(asked, &item.source, seen)).collect();
        FormTopic {
            key: &item.key,
            label: &item.label,
            reason: self.reason(topic),
            questions,
            acts: item.acts.iter().filter_map(|act| self.act(*act, &item.source, acts)).collect(),
        }
    }

    /// The act when it stands here: once in the form.
    fn act(&self, act: IntakeAct, source: &'p str, seen: &mut Vec<IntakeAct>) -> Option<FormAct<'p>> {
        if seen.contains(&act) {
            return None;
        }
        seen.push(act);
        Some(FormAct { act, needed: is_for(act, self.known), source, done_on: None })
    }

    /// What the law asks and no topic does, and what decides which topics apply.
    fn law(&self, seen: &mut Vec<FactKey>) -> FormTopic<'p> {
        let asks = asks_assistance(self.facts);
        let by_law = ASKED_BY_LAW.iter().filter(|(key, _)| asks || ASKED_FOR_SUPPORT.contains(key));
        let deciding = self.deciding.iter().filter(|key| !ASKED_BY_LAW.iter().any(|(law, _)| law == *key));
        let document = self.rules.policy.document.as_str();
        let lifting = self.rules.policy.search_exceptions(self.known, self.rules.day);
        let lifting = lifting.into_iter().map(|key| (key, SEARCH_SOURCE));
        let all = by_law.copied().chain(deciding.map(|key| (*key, document))).chain(lifting);
        let policy = rules_of(self.rules);
        // What the policy needs, it needs where its topic applies.
        let plain = |key| Asked { needed: false, ..policy.question(key) };
        let questions = all.filter_map(|(key, source)| self.asked(plain(key), source, seen)).collect();
        let reason = Explanation {
            rule: BY_LAW.into(),
            source: LAW_SOURCE.into(),
            policy_version: policy.version.clone(),
            inputs: Vec::new(),
            text: "Dit vraagt de wet bij elke aanvraag. Ook staat hier wat bepaalt welke onderwerpen gelden."
                .into(),
        };
        FormTopic { key: BY_LAW, label: BY_LAW_LABEL, reason, questions, acts: Vec::new() }
    }

    /// The question when it is asked here: once in the form, and only where it means something.
    fn asked(&self, asked: Asked<'p>, source: &'p str, seen: &mut Vec<FactKey>) -> Option<FormQuestion<'p>> {
        let key = asked.key;
        if seen.contains(&key) || !self.rules.has_room(key, self.known) {
            return None;
        }
        seen.push(key);
        let article = ASKED_BY_LAW.iter().find(|(law, _)| *law == key && self.law.contains(law));
        let own = asked.source.filter(|_| asked.needed);
        Some(FormQuestion {
            asked,
            needed: asked.needed || self.law.contains(&key) || self.deciding.contains(&key),
            source: own.or(article.map(|(_, article)| *article)).unwrap_or(source),
            answer: self.facts.get(key).cloned(),
        })
    }

    fn reason(&self, topic: &Applied<'p, IntakeTopic>) -> Explanation {
        let says = |input: &TraceInput| format!("{}: {}", TraceInput::dutch_name(&input.name), input.value);
        let text = if !topic.note.is_empty() {
            topic.note.to_owned()
        } else if topic.inputs.is_empty() {
            "Dit onderwerp komt bij iedereen aan de orde.".to_owned()
        } else {
            let inputs: Vec<_> = topic.inputs.iter().map(says).collect();
            format!("Dit onderwerp hoort erbij. Er is gekeken naar {}.", inputs.join("; "))
        };
        Explanation {
            rule: topic.rule.clone(),
            source: topic.source.to_owned(),
            policy_version: self.rules.policy.version.clone(),
            inputs: topic.inputs.clone(),
            text,
        }
    }
}

/// The policy for as long as it is there, not for as long as the rules are.
const fn rules_of<'p>(rules: &FormRules<'p>) -> &'p Policy {
    rules.policy
}

#[cfg(test)]
mod tests;
