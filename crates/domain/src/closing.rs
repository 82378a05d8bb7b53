/// Why a case closed, as a consultant reads it; a reason that is not known yet is shown by its code.
pub fn closing_in_dutch(reason: &str) -> &str {
    match reason {
        "prevention-work" => "werk gevonden in de zoektermijn",
        "prevention-withdrawn" => "ingetrokken in de zoektermijn",
        "prevention-education" => "voor een opleiding gekozen in de zoektermijn",
        "to-education" => "eerst naar school",
        "not-processed" => "niet in behandeling genomen",
        "denied" => "afgewezen",
        "benefit-ended" => "de uitkering is beëindigd",
        "right-withdrawn" => "gegevens kwamen niet op tijd en het recht is ingetrokken",
        "withdrawn" => "ingetrokken",
        "died" => "overleden",
        "moved-away" => "verhuisd naar een andere gemeente",
        "detained" => "in detentie",
        "outflow-work" => "naar werk",
        "outflow-education" => "naar een opleiding",
        "pension-age" => "AOW-leeftijd bereikt",
        "new-household" => "gaan samenwonen, trouwen of uit elkaar: er komt een nieuwe aanvraag",
        "other" => "een andere reden",
        code => code,
    }
}
