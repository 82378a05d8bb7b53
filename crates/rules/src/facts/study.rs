use domain::Cents;

use super::reads::{choices, section};

choices! {
    /// What pays for the study (Participation Act art. 36b(1)).
    pub enum StudyFinance {
        /// Student finance (WSF 2000), the lifelong-learning credit not counted.
        StudentFinance = "student-finance", "studiefinanciering";
        /// An allowance by chapter 4 of the WTOS.
        SchoolAllowance = "school-allowance", "tegemoetkoming scholieren (WTOS)";
        LifelongLearningCredit = "lifelong-learning-credit", "levenlanglerenkrediet";
        None = "none", "geen";
    }
}

section! {
    /// What the study supplement of the applicant depends on (Participation Act art. 36b).
    pub struct Study {
        /// What pays for the study.
        fact finance: StudyFinance, "studiefinanciering of WTOS";
        /// Is, through illness or defect, lastingly unable to earn beside the study.
        fact cannot_earn_beside: bool, "kan structureel niet bijverdienen door ziekte of gebrek";
        /// That is clear without medical advice.
        fact clear_without_advice: bool, "duidelijk zonder medisch advies";
        /// Medical advice was given.
        fact medical_advice_given: bool, "medisch advies is gegeven";
        /// Has a right to a Wajong benefit.
        fact wajong: bool, "recht op Wajong";
        /// Pay for an internship in the month, in euro cents; zero says: none.
        fact internship_pay: Cents, "stagevergoeding per maand";
    }
}
