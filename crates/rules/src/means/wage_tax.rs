use crate::{Question, Step, Stop, apply};

/// Wage tax and premiums that the municipality pays on the assistance (Participation Act art. 19(4)). Always left to a
/// person: the gross amount follows from yearly tables of the tax authority, of which only the rates are among the figures
/// of law. Those of the day judged are told where they are known.
pub fn wage_tax(question: Question<'_>) -> Step<()> {
    apply(question, "wage-tax-19-4", "PW art. 19 lid 4", |look| {
        let rates = [look.rate("19.4.tax"), look.rate("19.4.zvw")];
        let known = if rates.iter().all(Result::is_ok) {
            "De tarieven van dit jaar staan erbij."
        } else {
            "De tarieven van dit jaar zijn niet bekend."
        };
        Err(Stop::person_decides(format!(
            "De gemeente draagt loonheffing af over de bijstand, volgens de tabellen van de Belastingdienst. {known} De salarisadministratie rekent het bruto bedrag uit."
        )))
    })
}
