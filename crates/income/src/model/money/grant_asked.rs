//! What an income consultant decides on another scheme than general assistance: by the outcome of the rules, with a trace.

use chrono::{Days as Span, NaiveDate};
use domain::{Cents, Explanation, Month, Refusal, TraceInput, Violation};
use policy::National;
use rules::facts::Facts;
use rules::schemes::MinimaScheme;
use rules::{Days, Local, Reply, Verdict};

use super::account::CaseAccount;
use super::grant::{Grant, GrantForm, GrantTerms, Matter, MinimaNamed, MoneyDecision};
use super::orders::Payee;
use super::scheme::Scheme;

/// What a decision is made on.
#[derive(Clone)]
pub struct GrantAsked<'a> {
    pub account: &'a CaseAccount,
    /// All decisions about money of the case, oldest first.
    pub decisions: &'a [MoneyDecision],
    /// What is wanted; its amount is that of the consultant. Which scheme of the municipality is looked up.
    pub terms: GrantTerms,
    /// The municipality's key of its scheme, of [`Scheme::Minima`].
    pub minima: Option<&'a str>,
    /// Number of the grant that this corrects.
    pub corrects: Option<u32>,
    /// Number of the decision that refused it and fell: this takes its place.
    pub replaces: Option<u32>,
    pub by: &'a str,
    pub reasons: &'a str,
    /// What is known today of the first day.
    pub facts: &'a Facts,
    pub national: &'a National,
    /// What the municipality fixed.
    pub local: &'a Local,
    pub today: NaiveDate,
}

/// A grant that was decided on, or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedGrant {
    pub account: CaseAccount,
    /// Number of the grant in the case.
    pub grant: u32,
    pub decision: MoneyDecision,
    /// Per month or once, on the first day.
    pub cents: Cents,
}

impl DecidedGrant {
    /// What a resident reads for the scheme.
    pub fn name(&self) -> &str {
        self.account.state.grants.get(&self.grant).map(|grant| grant.terms.name()).unwrap_or_default()
    }
}

impl GrantAsked<'_> {
    /// Decides. Another amount than that of the rules is never granted; where they leave it to a person, the amount of the
    /// consultant is.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with all that does not belong together, with what stands that excludes it, with the ground when the rules
    /// give no right, or with the facts that are missing.
    pub fn decide(self) -> Result<DecidedGrant, Refusal> {
        let wrong = self.wrong();
        if !wrong.is_empty() {
            return Err(Refusal::invalid(wrong));
        }
        let older = self.older()?;
        self.replaces_what_fell()?;
        self.not_beside()?;
        let reply = self.reply();
        let (cents, form) = self.outcome(&reply)?;
        let by_rules = self.terms.scheme.amount(&reply).is_some();
        let fixed = (!self.terms.scheme.is_by_month() || !by_rules).then_some(cents);
        let minima = self.of_policy().map(|scheme| MinimaNamed {
            key: scheme.key.clone(),
            label: scheme.label.clone(),
            source: scheme.source.clone(),
        });
        let terms = GrantTerms { form, fixed, minima, ..self.terms };
        let mut explanations = reply.explanations;
        explanations.push(decided(self.reasons, &terms, cents, self.national));
        Ok(self.lay_down(older, terms, cents, explanations))
    }

    /// What the rules say of it on the first day.
    pub(super) fn reply(&self) -> Reply {
        let days = Days { assessed: self.terms.from, decided: self.today, known: self.today };
        rules::answer(&self.known(), self.national, self.local, days, self.terms.scheme.ask())
    }

    /// A scheme of the municipality is named by its key, and no other is.
    pub(super) fn wrong_scheme(&self) -> Option<Violation> {
        let wrong = self.minima.is_some() != (self.terms.scheme == Scheme::Minima);
        let reason = "hoort bij een minimaregeling, en alleen daarbij";
        wrong.then(|| Violation::new("minima", reason, "grant-minima"))
    }

    /// What does not belong together, all of it.
    fn wrong(&self) -> Vec<Violation> {
        let GrantTerms { scheme, form, payee, from, until, once, wage_tax, .. } = self.terms;
        let mut wrong = Vec::new();
        let mut no = |field: &str, reason: &str, rule: &str| wrong.push(Violation::new(field, reason, rule));
        if matches!(payee, Payee::Employer(_)) != (scheme == Scheme::WageCostSubsidy) {
            let reason = "loonkostensubsidie gaat naar een werkgever, en alleen die";
            no("payee", reason, "grant-payee");
        }
        if once && !scheme.may_be_once() {
            no("once", "deze regeling wordt per maand betaald", "grant-once");
        }
        if !once && !scheme.may_be_monthly() {
            no("once", "deze regeling wordt in één keer betaald", "grant-monthly");
        }
        if once && until.is_some() {
            no("until_day", "hoort niet bij wat in één keer wordt betaald", "grant-until");
        }
        if until.is_some_and(|until| until < from) {
            no("until_day", "ligt voor de eerste dag", "grant-days");
        }
        if form == GrantForm::Loan && !scheme.may_be_lent() {
            no("form", "deze regeling wordt niet als lening gegeven", "grant-form");
        }
        if scheme.is_gross() && wage_tax.is_none() {
            no("wage_tax", "is nodig: de uitkering is bruto", "wage-tax-required");
        }
        if !scheme.is_gross() && wage_tax.is_some() {
            no("wage_tax", "hoort alleen bij een bruto uitkering", "wage-tax-gross");
        }
        wrong.extend(self.wrong_scheme());
        wrong
    }

    /// The grant that this corrects, still of the same scheme and payee.
    fn older(&self) -> Result<Option<(u32, Grant)>, Refusal> {
        let Some(number) = self.corrects else { return Ok(None) };
        let grant = self.account.state.grants.get(&number).ok_or_else(|| Refusal::not_found("toekenning"))?;
        let of = |terms: &GrantTerms| (terms.scheme, terms.payee);
        if of(&grant.terms) != of(&self.terms) || grant.terms.key() != self.minima {
            let reason = "Een verbeterd besluit gaat over dezelfde regeling en dezelfde ontvanger. Beëindig deze toekenning \
                          en ken opnieuw toe.";
            return Err(Refusal::precondition("grant-corrects-same", reason));
        }
        if grant.terms.form == GrantForm::Loan && !grant.months.is_empty() {
            return Err(lent());
        }
        Ok(Some((number, grant.clone())))
    }

    /// The amount and the form, as the rules have them or leave them to the consultant.
    fn outcome(&self, reply: &Reply) -> Result<(Cents, GrantForm), Refusal> {
        let last = || reply.explanations.last().map(|line| line.text.clone());
        let said = reply.reason.clone().or_else(last).unwrap_or_default();
        match reply.outcome {
            Verdict::Denied | Verdict::NotApplicable => {
                let grounds: Vec<_> = reply.grounds.iter().map(|ground| ground.text.as_str()).collect();
                let why = if grounds.is_empty() { said } else { grounds.join(" ") };
                Err(Refusal::precondition("grant-no-right", format!("De regels geven geen recht. {why}")))
            }
            Verdict::Missing => Err(facts_missing(reply)),
            Verdict::Granted | Verdict::Value | Verdict::PersonDecides => self.amount(reply, &said),
        }
    }

    fn amount(&self, reply: &Reply, said: &str) -> Result<(Cents, GrantForm), Refusal> {
        let GrantTerms { scheme, form, fixed, .. } = self.terms;
        let form = match reply.choice.as_deref().and_then(GrantForm::from_code) {
            Some(of_rules) if scheme == Scheme::SpecialAssistance => of_rules,
            _ => form,
        };
        let Some(cents) = scheme.amount(reply) else {
            let cents = fixed.ok_or_else(|| {
                wrong(
                    format!("is nodig: de regels laten het bedrag aan een consulent. {said}"),
                    "grant-amount",
                )
            })?;
            self.within(reply, form, cents)?;
            return Ok((cents, form));
        };
        if let Some(other) = fixed.filter(|fixed| *fixed != cents) {
            return Err(wrong(
                format!("is {other}, en de regels komen op {cents}; laat het weg"),
                "grant-by-rules",
            ));
        }
        if cents <= Cents::ZERO {
            return Err(Refusal::precondition("grant-nil", format!("De regels komen op niets uit. {said}")));
        }
        Ok((cents, form))
    }

    /// Of money for a business no more than the decree allows (Bbz 2004 art. 20, 22, 24, 26), of a scheme of the municipality
    /// no more than its policy does.
    fn within(&self, reply: &Reply, form: GrantForm, cents: Cents) -> Result<(), Refusal> {
        if let Some(most) = self.of_policy().and_then(MinimaScheme::most_paid).filter(|most| cents > *most) {
            return Err(wrong(format!("is meer dan de regeling toelaat: {most}"), "grant-most"));
        }
        if self.terms.scheme != Scheme::SelfEmployed || !self.terms.once || reply.outcome != Verdict::Value {
            return Ok(());
        }
        let name = if form == GrantForm::Loan { "loan" } else { "gift" };
        match reply.amounts.get(name) {
            Some(most) if cents <= *most => Ok(()),
            Some(most) => Err(wrong(format!("is meer dan de regeling toelaat: {most}"), "grant-most")),
            None => {
                let reason = "In deze vorm is er voor dit bedrijf geen geld volgens de regeling.";
                Err(Refusal::precondition("grant-form-none", reason))
            }
        }
    }

    fn lay_down(
        self,
        older: Option<(u32, Grant)>,
        terms: GrantTerms,
        cents: Cents,
        explanations: Vec<Explanation>,
    ) -> DecidedGrant {
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
        let (own, replaces) = match older {
            Some((own, mut grant)) => {
                let replaces = grant.decision;
                // All of it is worked out again: what was paid stays and is corrected.
                grant.touch(Month::of(grant.terms.from.min(terms.from)));
                let grant = Grant { decision: number, terms: terms.clone(), ..grant };
                account.state.grants.insert(own, grant);
                (own, Some(replaces))
            }
            None => {
                let last = if terms.once { Some(terms.from) } else { terms.until };
                account.state.grants.insert(number, Grant::new(number, terms.clone()));
                (number, self.replaces.or_else(|| self.refused_before(last)))
            }
        };
        let decision = MoneyDecision {
            case: account.case,
            number,
            replaces,
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter: Matter::Granted { terms, cents },
            explanations,
        };
        DecidedGrant { account, grant: own, decision, cents }
    }
}

/// What is asked when a grant is to end.
#[derive(Clone, Copy)]
pub struct EndAsked<'a> {
    pub account: &'a CaseAccount,
    /// Number of the grant in the case.
    pub grant: u32,
    /// First day without it.
    pub from: NaiveDate,
    pub by: &'a str,
    pub reasons: &'a str,
    pub national: &'a National,
    pub today: NaiveDate,
}

impl EndAsked<'_> {
    /// Ends a grant from a day on; what was paid for later days is corrected by the next run. What is paid once is withdrawn as
    /// a whole, from its first day.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such grant, it is paid once and another day is named, it ended by then, or it was lent
    /// for later days.
    pub fn decide(self) -> Result<DecidedGrant, Refusal> {
        let known = self.account.state.grants.get(&self.grant);
        let mut grant = known.cloned().ok_or_else(|| Refusal::not_found("toekenning"))?;
        if grant.terms.once && self.from != grant.terms.from {
            let reason = "Dit wordt in één keer betaald. Trek het in vanaf de eerste dag, of verbeter het besluit als het \
                          anders moet.";
            return Err(Refusal::precondition("grant-once", reason));
        }
        let last_day = self.from.checked_sub_days(Span::new(1)).unwrap_or(self.from);
        if self.from < grant.terms.from {
            let reason = "ligt voor de eerste dag van de toekenning";
            return Err(Refusal::invalid(vec![Violation::new("from_day", reason, "grant-days")]));
        }
        if grant.terms.until.is_some_and(|until| until <= last_day) {
            return Err(Refusal::conflict("grant-ended", "Deze toekenning is dan al geëindigd."));
        }
        let worked_out = grant.months.last_key_value().map(|(month, _)| month.last_day());
        if grant.terms.form == GrantForm::Loan && worked_out.is_some_and(|last| last > last_day) {
            return Err(lent());
        }
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
        let replaces = Some(grant.decision);
        grant.terms.until = Some(last_day);
        grant.decision = number;
        grant.touch(Month::of(self.from));
        let cents = grant.terms.fixed.unwrap_or_default();
        let explanation = Explanation {
            rule: "grant-ended".into(),
            source: grant.terms.source().into(),
            policy_version: self.national.version().into(),
            inputs: vec![input("scheme", grant.terms.name().to_owned())],
            text: self.reasons.to_owned(),
        };
        let matter = if grant.terms.once {
            Matter::Withdrawn { name: grant.terms.name().to_owned() }
        } else {
            Matter::Ended { last_day }
        };
        account.state.grants.insert(self.grant, grant);
        let decision = MoneyDecision {
            case: account.case,
            number,
            replaces,
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter,
            explanations: vec![explanation],
        };
        Ok(DecidedGrant { account, grant: self.grant, decision, cents })
    }
}

/// Which facts the rules miss.
pub(super) fn facts_missing(reply: &Reply) -> Refusal {
    let names: Vec<_> = reply.missing.iter().map(|missing| missing.dutch.as_str()).collect();
    let reason = format!("Om te beslissen ontbreekt: {}.", names.join(", "));
    Refusal::precondition("facts-missing", reason)
}

fn lent() -> Refusal {
    let reason = "Dit is als lening uitbetaald en staat als schuld. Leg een besluit over de schuld vast.";
    Refusal::precondition("grant-lent", reason)
}

fn wrong(reason: String, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new("cents", reason, rule)])
}

pub(super) fn input(name: &str, value: String) -> TraceInput {
    TraceInput { name: name.into(), value, source: "consultant".into() }
}

/// The line of the consultant, which comes last: it decided.
fn decided(reasons: &str, terms: &GrantTerms, cents: Cents, national: &National) -> Explanation {
    let mut inputs = vec![input("amount", cents.to_string())];
    if let Some(tax) = terms.wage_tax {
        let (whole, rest) = (tax.basis_points / 100, tax.basis_points % 100);
        inputs.push(input("wage_tax", format!("{whole},{rest:02} %")));
        inputs.push(input("tax_credit", tax.credit.to_string()));
    }
    Explanation {
        rule: "grant-decided".into(),
        source: terms.source().into(),
        policy_version: national.version().into(),
        inputs,
        text: reasons.to_owned(),
    }
}
