//! Income and capital against the norm and the limit, and the amount that is left.

use domain::{Cents, FactKey, InvalidCents, Rounding};

use super::exclusion::Test;
use super::look::{Question, Step, apply};

/// Counted income per month (Participation Act art. 31, 32): earnings and other income of both, in whole cents.
///
/// Exemptions of art. 31(2)(n), (r), (y), (z), (aa) and the claim on holiday allowance of art. 31(4) are not in it yet.
pub fn income(question: Question<'_>) -> Step<Cents> {
    apply(question, "income-32", "PW art. 31 en 32", |look| {
        let (earnings, other) = (look.money(FactKey::MonthlyEarnings), look.money(FactKey::OtherIncome));
        let income = earnings?.plus(other?)?;
        Ok((income, format!("Het inkomen dat meetelt is {income} per maand.")))
    })
}

/// Income below the norm, strictly (Participation Act art. 19(1)(a)): as much as the norm means no right.
pub fn income_test(question: Question<'_>, norm: Cents, income: Cents) -> Step<Test> {
    apply(question, "income-19-1", "PW art. 19 lid 1 onder a", |look| {
        look.given("norm", norm, "PW art. 20-24");
        look.given("income", income, "PW art. 31 en 32");
        Ok(if income < norm {
            (Test::Met, "Het inkomen is lager dan de norm.".into())
        } else {
            (Test::Failed, "Het inkomen is niet lager dan de norm.".into())
        })
    })
}

/// No capital above the limit on the day assessed (Participation Act art. 19(1)(b), 34(3)): as much as the limit is
/// allowed.
pub fn capital_test(question: Question<'_>) -> Step<Test> {
    apply(question, "capital-34", "PW art. 19 lid 1 onder b en art. 34", |look| {
        let (household, capital) = (look.choice(FactKey::Household), look.money(FactKey::Capital));
        let key = match household?.as_str() {
            "couple" => "34.3.c",
            "single-parent" => "34.3.b",
            _ => "34.3.a",
        };
        let (capital, limit) = (capital?, look.amount(key)?);
        Ok(if capital <= limit {
            (Test::Met, format!("Het vermogen is niet hoger dan de grens van {limit}."))
        } else {
            (Test::Failed, format!("Het vermogen is hoger dan de grens van {limit}."))
        })
    })
}

/// Assistance per month: norm less income (Participation Act art. 19(2)), holiday allowance included.
pub fn amount(question: Question<'_>, norm: Cents, income: Cents) -> Step<Cents> {
    apply(question, "amount-19-2", "PW art. 19 lid 2 en 3", |look| {
        look.given("norm", norm, "PW art. 20-24");
        look.given("income", income, "PW art. 31 en 32");
        let amount = norm.minus(income)?;
        let holiday = holiday_share(amount)?;
        look.given("holiday_allowance", holiday, "PW art. 19 lid 3");
        let text = format!(
            "Recht op bijstand van {amount} per maand: de norm min het inkomen. Daarin zit {holiday} vakantietoeslag."
        );
        Ok((amount, text))
    })
}

/// The holiday allowance contained in the assistance (Participation Act art. 19(3)): 5 % of what is granted, not of the
/// norm, rounded half up to the cent; the rest is paid each month.
///
/// # Errors
///
/// [`InvalidCents`] when the amount does not fit.
pub fn holiday_share(assistance: Cents) -> Result<Cents, InvalidCents> {
    assistance.times(5, 100, Rounding::HalfUp)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::t14_of_the_norm_when_nothing_is_taken_off(140_150, 7_008)]
    #[case::t14_of_the_assistance_and_not_of_the_norm(140_150 - 100_000, 2_008)]
    #[case::half_a_cent_goes_up(10, 1)]
    #[case::less_than_half_goes_down(9, 0)]
    fn five_percent_of_the_assistance_is_holiday_allowance(#[case] assistance: i64, #[case] expected: i64) {
        assert_eq!(holiday_share(Cents::new(assistance)), Ok(Cents::new(expected)));
    }

    proptest! {
        #[test]
        fn holiday_allowance_and_the_rest_make_the_assistance(assistance in 1i64..1_000_000) {
            let holiday = holiday_share(Cents::new(assistance)).unwrap().get();
            prop_assert!(holiday >= 0 && holiday <= assistance);
            prop_assert!((holiday * 20 - assistance).abs() <= 10);
        }
    }
}
