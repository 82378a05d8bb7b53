//! Whether the law lets what was paid too much be recovered, how much of it, and of whom (Participation Act art. 58, 59):
//! what a person says of it goes to the rules with the months that it is of.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, Violation};
use policy::National;
use rules::debt::{Debtors, Offset, Recoverable, debtors, recovery};
use rules::facts::{ClaimCause, ClaimMonth, Facts, Obligation};
use rules::month::Timeline;
use rules::{Days, Finding, Question, Step};

use super::claim::Claim;

/// What a person says of what was paid too much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimSaid {
    /// Of the Participation Act, with its paragraph: `58 lid 2`.
    pub article: String,
    /// Why it was too much; `None`: as whatever found it knows, or as the article says.
    pub cause: Option<ClaimCause>,
    /// Who got it could reasonably know that it was a mistake (art. 58(2)(e)).
    pub recognisable: Option<bool>,
    /// A partner was not reported (art. 59(2)).
    pub unreported_partner: bool,
}

impl ClaimSaid {
    /// Whether it was received through a breach of the duty to inform, by its article (art. 58(1)).
    fn is_duty(&self) -> bool {
        let rest = self.article.strip_prefix("58 lid 1");
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    }

    /// Urgent reasons are against it (art. 58(8)).
    fn is_urgent(&self) -> bool {
        self.article.starts_with("58 lid 8")
    }

    /// The cause that the article names: the paragraph on the duty to inform, or a letter of the second.
    fn by_article(&self) -> Option<ClaimCause> {
        if self.is_duty() {
            return Some(ClaimCause::Information);
        }
        let letters = self.article.strip_prefix("58 lid 2")?;
        let mut words = letters.split(|sign: char| !sign.is_ascii_alphanumeric());
        words.find(|word| ["onder", "onderdeel", "sub"].contains(word))?;
        Some(match words.next()? {
            "a" => ClaimCause::TooMuch,
            "b" => ClaimCause::Loan,
            "c" => ClaimCause::Guarantee,
            "d" => ClaimCause::Advance,
            "e" => ClaimCause::Mistake,
            "f" => ClaimCause::LaterMeans,
            _ => return None,
        })
    }
}

/// A claim that the rules are asked about.
#[derive(Clone, Copy)]
pub struct ClaimAsked<'a> {
    /// As it is known before the decision.
    pub claim: &'a Claim,
    pub said: &'a ClaimSaid,
    /// Of the household: whom the assistance of each month was for.
    pub timeline: &'a Timeline,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// What the law makes of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedClaim {
    /// The cause that holds and the months that may be recovered.
    pub claim: Claim,
    /// What may be recovered at most.
    pub most: Cents,
    /// It must be set off against the assistance (art. 60(4)).
    pub must_offset: bool,
    /// It must be recovered, all of it, unless there are urgent reasons (art. 58(1), (8)).
    pub must: bool,
    /// The rules that were asked.
    pub lines: Vec<Explanation>,
}

impl ClaimAsked<'_> {
    /// Asks the rules. Tax that was paid on it is not in the books and is not recovered (art. 58(5)): what is asked about is
    /// net.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the cause does not fit the article, or something is not said that the rules ask.
    pub fn judge(&self) -> Result<JudgedClaim, Refusal> {
        let cause = self.cause()?;
        let Step { finding, explanation } = self.ask(cause, false);
        let found = match finding {
            Finding::Value(found) => found,
            Finding::FactMissing(paths) => return Err(not_said(&paths)),
            Finding::NotApplicable | Finding::PersonDecides => {
                return Err(Refusal::precondition("recovery-58", explanation.text));
            }
        };
        let mut lines = vec![explanation];
        if self.said.is_urgent() {
            lines.push(self.ask(cause, true).explanation);
        }
        let months = self.claim.months.iter().filter(|(month, _)| found.reaches(**month));
        let claim = Claim::new(cause, months.map(|(month, cents)| (*month, *cents)).collect());
        Ok(JudgedClaim {
            claim,
            most: found.amount,
            must_offset: found.offset == Offset::Mandatory,
            must: found.obligation == Obligation::Must && !self.said.is_urgent(),
            lines,
        })
    }

    /// Of whom so much of what was judged is recovered (art. 59), and the line of it: a partner owes the months over which the
    /// assistance was for both, from the first to the last day.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when amounts do not fit.
    pub fn owed_by(&self, judged: &mut JudgedClaim, cents: Cents) -> Result<(), Refusal> {
        let claim = &mut judged.claim;
        claim.keep_oldest(cents).map_err(too_large)?;
        let mut line = None;
        for (month, cents) in &claim.months {
            let Some((of_month, explanation)) = self.debtors_of(*month) else { continue };
            let add = |to: &mut Cents| to.plus(*cents).map(|sum| *to = sum);
            if of_month.partner {
                add(&mut claim.partner).map_err(too_large)?;
            }
            if of_month.unreported_partner {
                add(&mut claim.unreported_partner).map_err(too_large)?;
            }
            if of_month.joint() || line.is_none() {
                line = Some(explanation);
            }
        }
        if let Some(mut line) = line {
            let parts = [("De partner", claim.partner), ("Wie niet is opgegeven", claim.unreported_partner)];
            for (who, part) in parts.into_iter().filter(|(_, part)| Cents::ZERO < *part && *part < cents) {
                line.text.push_str(&format!(" {who} is dat voor {part} van de {cents}."));
            }
            judged.lines.push(line);
        }
        Ok(())
    }

    /// Why it was too much.
    fn cause(&self) -> Result<ClaimCause, Refusal> {
        let (by_article, said) = (self.said.by_article(), self.said.cause);
        if let (Some(by_article), Some(said)) = (by_article, said)
            && by_article != said
        {
            let reason = format!("past niet bij artikel {}: {}", self.said.article, by_article.dutch());
            return Err(no("cause", reason, "cause-article"));
        }
        let cause = by_article.or(said).unwrap_or(self.claim.cause);
        if cause == ClaimCause::Information && !self.said.is_duty() && !self.said.is_urgent() {
            let reason = "moet 58 lid 1 zijn: wat iemand kreeg door geen inlichtingen te geven, moet de gemeente terugvorderen";
            return Err(no("article", reason.to_owned(), "duty-to-recover"));
        }
        Ok(cause)
    }

    fn ask(&self, cause: ClaimCause, urgent: bool) -> Step<Recoverable> {
        let mut facts = Facts::default();
        let claim = &mut facts.recovery.claim;
        let months = self.claim.months.iter();
        claim.cause = Some(cause.into());
        claim.months =
            Some(months.map(|(month, amount)| ClaimMonth { month: *month, amount: *amount }).collect());
        claim.recognisable = self.said.recognisable.map(Into::into);
        claim.urgent_reasons = Some(urgent.into());
        claim.tax_settled = Some(false.into());
        recovery(Question { facts: &facts, national: self.national, days: Days::all(self.today) })
    }

    /// Who owes what was paid over a month, as is known of its household; nothing where that is not known.
    fn debtors_of(&self, month: Month) -> Option<(Debtors, Explanation)> {
        let on = |day: NaiveDate| {
            let mut facts = self.timeline.on(day, self.today);
            if self.said.unreported_partner {
                facts.recovery.claim.unreported_partner = Some(true.into());
            }
            let days = Days { assessed: day, decided: self.today, known: self.today };
            debtors(Question { facts: &facts, national: self.national, days })
        };
        let whole = |day: NaiveDate| match on(day) {
            Step { finding: Finding::Value(found), explanation } => Some((found, explanation)),
            _ => None,
        };
        let (first, last) = (whole(month.first_day()), whole(month.last_day()));
        // Of a month that began before anything was known of the household, the last day says it.
        match (first, last) {
            (Some((first, line)), Some((last, _))) if last.partner && !first.partner => Some((first, line)),
            (_, last) => last,
        }
    }
}

/// What the rules ask and nobody said, by the field that says it.
fn not_said(paths: &[String]) -> Refusal {
    let violations = paths.iter().map(|path| {
        let field = path.rsplit('.').next().unwrap_or(path);
        Violation::new(field, format!("is nodig om te beslissen: {}", Facts::in_dutch(path)), "facts-missing")
    });
    Refusal::invalid(violations.collect())
}

fn too_large(_: InvalidCents) -> Refusal {
    no("cents", "is te groot om mee te rekenen".to_owned(), "amount")
}

fn no(field: &str, reason: String, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
