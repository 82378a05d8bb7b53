//! The one glossary between the interface (Dutch) and the wire (English): codes, facts, property names.

mod codes;
mod facts;

use domain::{FactKey, FactSource, TraceInput};

pub use codes::*;
pub use facts::{
    Caseloadgegevens, Gegevens, HerkomstGegevens, choice_of, codes, facts_of, facts_of_caseload, named,
    properties,
};

/// Names of fields on the wire that are not simply another spelling.
const FIELDS: &[(&str, &str)] = &[
    ("citizen_service_number", "burgerservicenummer"),
    ("situation", "situatie"),
    ("channel", "kanaal"),
    ("reported_on", "meldingsdatum"),
    ("applied_on", "aanvraagdatum"),
    ("facts", "gegevens"),
    ("facts_json", "gegevens"),
    ("intake_complete", "intakeCompleet"),
    ("name", "naam"),
    ("case_id", "zaakId"),
    ("case", "zaak"),
    ("case_number", "zaaknummer"),
    ("result", "resultaat"),
    ("evidence", "inspanningen"),
    ("vacancies", "vacatures"),
    ("rights_told", "voorlichtingen"),
    ("stated_on", "vastgesteldOp"),
    ("source", "bron"),
    ("informant", "bron"),
    ("informant_name", "bronNaam"),
    ("valid_on", "geldigOp"),
    ("proof", "vaststelling"),
    ("from_case_id", "vanZaakId"),
    ("keys", "gegevens"),
    ("occasion", "aanleiding"),
    ("changed", "gewijzigdeGegevens"),
    ("day", "dag"),
    ("what", "wat"),
    ("reference", "kenmerk"),
    ("how", "hoe"),
    ("text_version", "tekstversie"),
    ("level", "diepte"),
    ("address", "adres"),
    ("policy_ground", "grondVanBeleid"),
    ("visitors", "bezoekers"),
    ("asked_on", "gevraagdOp"),
    ("told_ground", "grondVerteld"),
    ("told_consequence", "gevolgVerteld"),
    ("report", "verslag"),
    ("counted_efforts", "meetellendeInspanningen"),
    ("applies", "vraagtMeeAan"),
    ("consent", "toestemming"),
    ("given_on", "gegevenOp"),
    ("left_on", "vertrokkenOp"),
    ("representative", "vertegenwoordiger"),
    ("representatives", "vertegenwoordigers"),
    ("ground", "grond"),
    ("article", "artikel"),
    ("cause", "reden"),
    ("recognisable", "herkenbaar"),
    ("unreported_partner", "partnerNietOpgegeven"),
    ("hash", "vingerafdruk"),
    ("item_id", "bankpostId"),
    ("note", "toelichting"),
    ("after", "na"),
    ("limit", "aantal"),
    ("key", "gegeven"),
    ("granted", "toegekend"),
    ("amount_cents", "bedragPerMaand"),
    ("reasons", "motivering"),
    ("reason", "reden"),
    ("category", "categorie"),
    ("deviation_id", "afwijkingId"),
    ("confirmed", "bevestigd"),
    ("instrument", "instrument"),
    ("intended_contract_months", "beoogdeContractmaanden"),
    ("no_study_finance", "geenStudiefinancieringMogelijk"),
    ("trajectory_id", "trajectId"),
    ("exceptional_reason", "bijzondereReden"),
    ("contract_months", "contractmaanden"),
    ("first_day_of_work", "eersteWerkdag"),
    ("referral_id", "verwijzingId"),
    ("accepted", "geaccepteerd"),
    ("state", "status"),
    ("partner", "partner"),
    ("positive", "positief"),
    ("valid_until", "geldigTotEnMet"),
    ("kind", "soort"),
    ("places", "aantal"),
    ("support_hours", "begeleidingsurenPerWeek"),
    ("task_id", "taakId"),
    ("role", "rol"),
    ("due_by", "uiterlijkOp"),
    ("entitlement", "recht"),
    ("household", "huishouden"),
    ("income", "inkomen"),
    ("payments", "betalingen"),
    ("payees", "rekeningen"),
    ("debts", "schulden"),
    ("iban", "iban"),
    ("trajectories", "trajecten"),
    ("referrals", "verwijzingen"),
    ("indication", "indicatieBeschutWerk"),
    ("tasks", "taken"),
    ("steps", "stappen"),
    ("objections", "bezwaren"),
    ("story", "verhaal"),
    ("message", "bericht"),
    ("deadlines", "termijnen"),
    ("risk_card", "risicokaart"),
    ("home_visits", "huisbezoeken"),
    ("intake_route", "intakeroute"),
    ("letter_address", "briefadres"),
    ("held_places", "plaatsenBeschutWerk"),
    ("ladder", "participatieladder"),
    ("rung", "trede"),
    ("target_groups", "doelgroepen"),
    ("statements", "overzichten"),
    ("decisions", "beschikkingen"),
    ("grants", "toekenningen"),
    ("unused_schemes", "ongebruikteRegelingen"),
    ("recourse", "verhaal"),
    ("days", "dagen"),
    ("person", "medewerker"),
    ("on_behalf_of", "namens"),
    ("passed_to", "doorgegevenAan"),
    ("purpose", "doel"),
    ("last_day", "laatsteDag"),
    ("deputy", "vervanger"),
    ("area", "gebied"),
    ("sort", "volgorde"),
    ("by", "per"),
    ("outcome", "uitkomst"),
    ("notes", "notities"),
    ("policy_version", "beleidsversie"),
    ("missing", "ontbrekendeGegevens"),
    ("from_day", "ingangsdatum"),
    ("successor", "opvolger"),
    ("against", "tegen"),
    ("notified_on", "bekendgemaaktOp"),
    ("received_on", "ontvangenOp"),
    ("posted_on", "gepostOp"),
    ("decided_by", "beslotenDoor"),
    ("step", "stap"),
    ("until", "totEnMet"),
    ("on", "dag"),
    ("valid_from", "geldigVanaf"),
    ("on_day", "dag"),
    ("month", "maand"),
    ("earlier_this_year_cents", "eerderDitJaar"),
    ("left_out_cents", "buitenBeschouwing"),
    ("payer", "betaler"),
    ("committed_on", "overtredingOp"),
    ("heard_on", "gehoordOp"),
    ("execution_day", "betaaldag"),
    ("payee", "begunstigde"),
    ("monthly_cents", "bedragPerMaand"),
    ("cents", "bedrag"),
    ("outside", "buitenBijstand"),
    ("despite", "afwijking"),
    ("all_to", "allesAanDeze"),
    ("who", "wie"),
    ("payment", "betalingId"),
    ("run_id", "runId"),
    ("first_month", "vanaf"),
    ("last_month", "totEnMet"),
    ("year", "jaar"),
    ("gift_cents", "gift"),
    ("stage", "fase"),
    ("number", "nummer"),
    ("scheme", "regeling"),
    ("form", "vorm"),
    ("once", "eenmalig"),
    ("until_day", "einddatum"),
    ("wage_tax", "loonheffing"),
    ("minima", "minimaregeling"),
    ("basis_points", "tarief"),
    ("credit_cents", "heffingskorting"),
    ("corrects", "verbetert"),
    ("replaces_decision", "vervangtBesluit"),
    ("page", "page"),
    ("page_size", "pageSize"),
    ("assessed_on", "peildatum"),
    ("decided_on", "beslisdatum"),
    ("known_on", "bekendOp"),
    ("documents", "stukken"),
    ("complete", "compleet"),
    ("version", "versie"),
    ("ask", "vraag"),
    ("document_id", "documentId"),
    ("portfolio", "portfolio"),
    ("competences", "portfolio.competenties"),
    ("education", "portfolio.opleidingen"),
    ("experience", "portfolio.ervaring"),
    ("languages", "portfolio.talen"),
    ("licences", "portfolio.bewijzen"),
    ("hours_per_week", "portfolio.urenPerWeek"),
    ("about", "portfolio.overMij"),
    ("after_version", "naVersie"),
    ("title", "titel"),
    ("proves", "bewijstVan"),
    ("evidence_request", "verzoek"),
    ("answers", "stukken"),
    ("bytes", "bestand"),
    ("media_type", "bestand"),
    ("idempotency-key", "Idempotency-Key"),
    ("x-municipality", "Gemeente"),
];

/// Documents that go through as they are, so that the names in them stay.
const DOCUMENTS: &[(&str, &str)] = &[("facts_json", "gegevens"), ("local_json", "eigenRegels")];

/// The path of a field as the interface names it: `facts.birth_date` is `gegevens.geboortedatum`.
pub fn property_path(field: &str) -> String {
    let (head, within) = field.split_at(field.find(['.', '[']).unwrap_or(field.len()));
    if let Some((_, dutch)) = DOCUMENTS.iter().find(|(wire, _)| *wire == head) {
        return format!("{dutch}{within}");
    }
    let parts = field.split('.').map(|part| {
        let (name, index) = part.find('[').map_or((part, ""), |at| part.split_at(at));
        let dutch = FactKey::from_code(name)
            .map(facts::property)
            .or_else(|| FIELDS.iter().find(|(wire, _)| *wire == name).map(|(_, dutch)| (*dutch).to_owned()))
            .unwrap_or_else(|| camel(name));
        format!("{dutch}{index}")
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Where in a message something is wrong. In the interface one day holds for all facts of a message.
pub fn place(field: &str, rule: &str) -> String {
    let field = if rule == "stated-not-in-the-future" { "stated_on" } else { field };
    property_path(field)
}

/// The name of something a rule looked at: a fact by its property, anything else as it is.
pub fn input_name(name: &str) -> String {
    FactKey::from_code(name).map_or_else(|| name.to_owned(), facts::property)
}

/// What people read for that name: a fact of the rules of law by its words, also deep within a section.
pub fn input_words(name: &str) -> String {
    let words = rules::facts::Facts::in_dutch(name);
    if words == name { TraceInput::dutch_name(name).into_owned() } else { words }
}

/// Where something that a rule looked at comes from: whoever stated it, or a text that stays as it is.
pub fn input_source(source: &str) -> String {
    // Nobody states what is derived, so no message of the interface has a code for it.
    if FactSource::from_code(source) == Some(FactSource::Derived) {
        return "berekend".to_owned();
    }
    Bron::of_wire(source).as_ref().to_owned()
}

/// Words to one code in kebab-case; whatever is neither letter nor digit parts words.
fn kebab(words: &str) -> String {
    let words = words.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Words to one camelCase name; whatever is neither letter nor digit parts words.
fn camel(words: &str) -> String {
    let mut name = String::new();
    for word in words.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        if name.is_empty() {
            name.push_str(&first.to_ascii_lowercase());
        } else {
            name.push_str(&first.to_ascii_uppercase());
        }
        name.push_str(rest);
    }
    name
}

/// What a task is about, where the services name it by a word and what follows it.
const SUBJECTS: &[(&str, &str)] = &[
    ("advance", "voorschot"),
    ("claimant", "aanvrager"),
    ("deviation", "afwijking"),
    ("document", "document"),
    ("partner", "partner"),
    ("recovery", "hersteltermijn"),
    ("risk-recheck", "opnieuw-nagaan"),
    ("statement", "verklaring"),
];

/// What a task is about, as a consultant reads it; an id or a sentence stays as it is.
pub fn subject(wire: &str) -> String {
    let named = SUBJECTS.iter().find_map(|(english, dutch)| {
        let rest = wire.strip_prefix(english)?;
        (rest.is_empty() || rest.starts_with('-')).then(|| format!("{dutch}{rest}"))
    });
    let of_fact = || {
        let (code, rest) = wire.split_once('-')?;
        FactKey::from_code(code).map(|key| format!("{}-{rest}", facts::property(key)))
    };
    let of_facts = || {
        let names: Option<Vec<_>> =
            wire.split(',').map(|code| FactKey::from_code(code).map(FactKey::dutch)).collect();
        names.map(|names| names.join(", "))
    };
    named.or_else(of_fact).or_else(of_facts).unwrap_or_else(|| wire.to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("facts.birth_date", "gegevens.geboortedatum")]
    #[case("facts[2].capital", "gegevens[2].vermogen")]
    #[case("citizen_service_number", "burgerservicenummer")]
    #[case("facts_json.applicant.birth_date", "gegevens.applicant.birth_date")]
    #[case("local_json", "eigenRegels")]
    #[case("assessed_on", "peildatum")]
    #[case("something_new", "somethingNew")]
    #[case("idempotency-key", "Idempotency-Key")]
    fn a_field_has_one_name_outside(#[case] wire: &str, #[case] expected: &str) {
        assert_eq!(property_path(wire), expected);
    }

    #[rstest]
    #[case("consultant", "consulent")]
    #[case("derived", "berekend")]
    #[case("PW art. 21", "PW art. 21")]
    fn a_source_is_read_in_dutch(#[case] wire: &str, #[case] expected: &str) {
        assert_eq!(input_source(wire), expected);
    }

    #[rstest]
    #[case::of_the_catalogue("birth_date", "geboortedatum")]
    #[case::of_law("partner.died_on", "dag van overlijden van de partner")]
    #[case::in_dutch_already("Werkplein de Linde", "Werkplein de Linde")]
    fn what_a_rule_looked_at_is_read_in_dutch(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(input_words(name), expected);
    }

    #[test]
    fn no_path_of_a_fact_of_law_is_read_as_a_code() {
        for path in ["conduct.suspension.suspended_from", "conduct.fine.too_much", "recovery.norm"] {
            let words = input_words(path);
            assert!(!words.contains(['.', '_']), "{path} is read as {words}");
        }
    }

    #[rstest]
    #[case("advance-2026-03-30", "voorschot-2026-03-30")]
    #[case("birth_date-4", "geboortedatum-4")]
    #[case("risk-recheck-2026-09-01", "opnieuw-nagaan-2026-09-01")]
    #[case("claimant", "aanvrager")]
    #[case("capital", "vermogen")]
    #[case("monthly_earnings,household", "netto loon per maand, huishouden")]
    #[case("documents of april", "documents of april")]
    #[case("april 2026: er ontbreekt iets", "april 2026: er ontbreekt iets")]
    #[case("01970000-0000-7000-8000-000000000001", "01970000-0000-7000-8000-000000000001")]
    fn what_a_task_is_about_is_read_in_dutch(#[case] wire: &str, #[case] expected: &str) {
        assert_eq!(subject(wire), expected);
    }

    #[test]
    fn no_wire_name_stands_twice() {
        let mut wires: Vec<_> = FIELDS.iter().map(|(wire, _)| wire).collect();
        wires.sort();
        wires.dedup();
        assert_eq!(wires.len(), FIELDS.len());
    }
}
