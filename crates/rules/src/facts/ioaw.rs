use chrono::NaiveDate;
use domain::Cents;

use super::reads::section;

section! {
    /// The applicant's former work as an employee (IOAW).
    pub struct FormerWork {
        /// First day of unemployment.
        fact unemployed_on: NaiveDate, "eerste dag van de werkloosheid";
        /// First day of the unemployment benefit (WW).
        fact ww_from: NaiveDate, "eerste dag van de WW";
        /// Last day of the unemployment benefit (WW).
        fact ww_until: NaiveDate, "laatste dag van de WW";
        /// The WW was used up in full; there was none: no.
        fact ww_used_up: bool, "WW is helemaal gebruikt";
        /// The benefit of the partly disabled (WGA) ended because of less than 35 % disablement; absent: no.
        fact wga_ended: bool, "WGA is gestopt omdat iemand minder dan 35 % arbeidsongeschikt is";
        /// First day of the WGA benefit of the partly disabled; absent: not before turning fifty, as far as is known.
        fact wga_from: NaiveDate, "eerste dag van de WGA";
        /// The benefits and wages of the month before the WW or WGA ran out come to less than the base (art. 5(5)), by a
        /// person's count; absent: nobody found so.
        fact less_than_base: bool, "had voor het einde van de WW of WGA minder dan de grondslag";
        /// Had IOAW before, and it ended because of work (art. 7); absent: no.
        fact ended_by_work: bool, "had eerder IOAW, gestopt door werk";
        /// Last day of that work; absent: it goes on.
        fact work_ended_on: NaiveDate, "laatste dag van dat werk";
    }
}

section! {
    /// The applicant's former work as a self-employed person (IOAZ).
    pub struct FormerBusiness {
        /// Day on which the business stopped, or will stop.
        fact stopped_on: NaiveDate, "dag waarop het bedrijf stopt";
        /// Day of the application for IOAZ.
        fact applied_on: NaiveDate, "dag van de aanvraag";
        /// Whole years in the business immediately before it stopped.
        fact business_years: i64, "jaren in het bedrijf";
        /// Whole years of work immediately before that, in the business or in a job.
        fact work_years_before: i64, "jaren gewerkt daarvoor";
        /// Profit a year over the past three years, in euro cents.
        fact past_profit: Cents, "winst per jaar in de afgelopen drie jaar";
        /// Income a year that the business could still give, in euro cents.
        fact expected_income: Cents, "verwacht inkomen per jaar";
        /// Capital of the household, that of the business included, in euro cents.
        fact capital: Cents, "vermogen, met dat van het bedrijf";
        /// Had IOAZ before, and it ended because of work; absent: no.
        fact ended_by_work: bool, "had eerder IOAZ, gestopt door werk";
        /// Last day of that work; absent: it goes on.
        fact work_ended_on: NaiveDate, "laatste dag van dat werk";
    }
}
