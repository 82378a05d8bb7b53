use chrono::NaiveDate;
use domain::Cents;

use super::reads::{choices, section};

choices! {
    /// What someone did in the six months before the job (Participation Act art. 10d(2)).
    pub enum BeforeJob {
        PracticalEducation = "practical-education", "praktijkonderwijs";
        SpecialEducation = "special-education", "voortgezet speciaal onderwijs";
        EntranceCourse = "entrance-course", "entreeopleiding";
        /// A track of learning and working (since 2026).
        LearnWorkTrack = "learn-work-track", "leer-werktraject";
        /// Was someone to whom the municipality owes support (art. 7, 7a).
        Supported = "supported", "kreeg ondersteuning van de gemeente";
        Other = "other", "iets anders";
    }
}

section! {
    /// The job for which wage-cost subsidy is asked, and the person in it: the applicant (Participation Act art. 10c, 10d).
    pub struct Work {
        /// The municipality owes this person support (art. 7(1)(a), 7a(1)(a), 7a(3)).
        fact support_owed: bool, "gemeente is verantwoordelijk voor ondersteuning";
        /// Can work at all.
        fact can_work: bool, "kan werken";
        /// Could earn the minimum wage in full-time work.
        fact can_earn_minimum_wage: bool, "kan voltijds het minimumloon verdienen";
        /// Day of the request to be counted in the group; absent: the municipality looks into it by itself.
        fact group_asked_on: NaiveDate, "dag van het verzoek om vaststelling van de doelgroep";
        /// Day on which the group was determined before, on request; absent: never.
        fact group_determined_on: NaiveDate, "dag waarop de doelgroep eerder is vastgesteld";
        /// What came before the job (art. 10d(2)).
        fact before_job: BeforeJob, "situatie voor het werk";
        /// Day of the application during the job (art. 10d(2)); absent: the person was in the group before it.
        fact subsidy_asked_on: NaiveDate, "dag van de aanvraag tijdens het werk";
        /// First day of the job.
        fact job_started_on: NaiveDate, "eerste werkdag";
        /// Last day of the job; absent: it goes on.
        fact job_ended_on: NaiveDate, "laatste werkdag";
        /// First day for which subsidy is paid; absent: the first day of the job.
        fact subsidy_started_on: NaiveDate, "eerste dag van de loonkostensubsidie";
        /// The job is under the act on sheltered employment of before 2015 (art. 10d(3)).
        fact wsw_job: bool, "werkt in de Wsw";
        /// Another subsidy on the wage is paid for the same job (art. 10d(9)).
        fact other_wage_subsidy: bool, "andere loonsubsidie voor dit werk";
        /// Hours a week by contract, in hundredths of an hour: 24 hours is 2400.
        fact hours_hundredths: i64, "uren per week (in honderdsten)";
        /// Hours a week that are normal full time in such a job, in hundredths. Absent: asked for when the contract has
        /// more hours than the minimum wage of a month stands for (36).
        fact full_time_hours_hundredths: i64, "normale voltijd per week (in honderdsten)";
        /// Wage value in hundredths of a percent of the minimum wage: 60 % is 6000 (art. 6(1)(g)).
        fact wage_value_basis_points: i64, "loonwaarde (in honderdsten van procenten)";
        /// Day on which the wage value was fixed; it holds from that day.
        fact wage_value_fixed_on: NaiveDate, "dag waarop de loonwaarde is vastgesteld";
        /// Day on which employer and municipality agreed to start without a wage value (art. 10d(5)); absent: they did not.
        fact flat_rate_agreed_on: NaiveDate, "dag waarop de forfaitaire subsidie is afgesproken";
        /// Works in a vocational work-based track (bbl); absent below the age of adults: asked for from 18 on.
        fact work_based_track: bool, "werkt in een bbl-opleiding";
        /// What assistance costs the municipality in a month without the job, in euro cents.
        fact assistance_without_job: Cents, "kosten van bijstand per maand zonder het werk";
        /// What assistance still costs the municipality in a month beside the job, in euro cents.
        fact assistance_beside_job: Cents, "kosten van bijstand per maand naast het werk";
    }
}
