use chrono::NaiveDate;

use super::reads::section;

section! {
    /// When they turned to the municipality, for the first day of the right (Participation Act art. 43, 44).
    pub struct Application {
        /// Day of the report (art. 44(2)).
        fact reported_on: NaiveDate, "dag van de melding";
        /// Day of the application (art. 43(1)).
        fact applied_on: NaiveDate, "dag van de aanvraag";
        /// The application came later than it could have, and that is theirs to answer for (art. 44(3)); absent: no.
        fact culpably_late: bool, "verwijtbaar te laat aangevraagd";
        /// Day on which the conditions of the right were first met; absent: they were on the day of the report.
        fact arose_on: NaiveDate, "dag waarop het recht ontstond";
        /// Day from which assistance is asked, when that is before the report (art. 44(5)); absent: not before it.
        fact asked_from: NaiveDate, "bijstand gevraagd vanaf";
        /// By a person's judgement, individual circumstances require a start before the report (art. 44(5)).
        fact earlier_start_required: bool, "omstandigheden vragen een eerdere ingang";
        /// Day of the report for IOAW, IOAZ or Bbz that was refused (art. 43(6)).
        fact refused_scheme_reported_on: NaiveDate, "dag van de melding voor de geweigerde IOAW, IOAZ of Bbz";
        /// Reported at once after that refusal (art. 43(6)); absent: no.
        fact reported_at_once: bool, "meldde zich direct na die weigering";
        /// By a person's judgement, circumstances call for handling it before the search period is over (art. 41(11)); absent:
        /// nobody found so.
        fact handled_earlier: bool, "omstandigheden vragen behandeling zonder zoektermijn";
    }
}
