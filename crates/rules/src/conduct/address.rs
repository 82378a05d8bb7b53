use crate::{Question, Step, Stop, apply};

/// Whether payment stops because the address differs from the one registered (Participation Act art. 40(2)-(5)).
///
/// It does not when the difference is excusable or makes none for the right, on urgent reasons, and, where the law of
/// the day has it, while living elsewhere to give intensive care. Not applicable when the addresses agree.
pub fn address_mismatch(question: Question<'_>) -> Step<bool> {
    apply(question, "address-40", "PW art. 40 lid 2 tot en met 5", |look| {
        let facts = &look.facts().conduct.address;
        if !look.need("conduct.address.differs", &facts.differs)? {
            return Err(Stop::not_applicable("Het adres is hetzelfde als in de basisregistratie."));
        }
        let excuses = [
            (
                "excusable",
                &facts.excusable,
                "U kunt er niets aan doen dat het adres afwijkt. De betaling gaat door.",
            ),
            (
                "irrelevant",
                &facts.irrelevant,
                "Het afwijkende adres maakt niet uit voor het recht. De betaling gaat door.",
            ),
            ("urgent_reasons", &facts.urgent_reasons, "Er zijn dringende redenen om door te betalen."),
        ];
        for (name, fact, text) in excuses {
            if look.need(format!("conduct.address.{name}"), fact)? {
                return Ok((false, text.to_owned()));
            }
        }
        let cares = look.see("household.elsewhere_for_care", &look.facts().household.elsewhere_for_care);
        if cares.unwrap_or_default() && look.national().in_force("40.3.d", look.day())? {
            return Ok((
                false,
                "U woont tijdelijk ergens anders om voor iemand te zorgen. De betaling gaat door.".into(),
            ));
        }
        Ok((
            true,
            "Het adres wijkt af van de basisregistratie. De betaling stopt tot dat is opgelost.".into(),
        ))
    })
}
