use std::fmt;
use std::str::FromStr;

use crate::{InvalidCode, Private};

/// A code of one of ISO 20022's external code sets: one to four capitals and digits, such as `AC04` or `RJCT`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    characters: [u8; 4],
    length: usize,
}

impl Code {
    pub fn as_str(&self) -> &str {
        self.characters.get(..self.length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl FromStr for Code {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if text.is_empty() || text.len() > 4 || !text.bytes().all(capital) {
            return Err(InvalidCode::Code);
        }
        let mut characters = [0; 4];
        characters[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self { characters, length: text.len() })
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a payment was rejected or came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// A code of the list that all banks share (`ExternalStatusReason1Code`, `ExternalReturnReason1Code`).
    pub code: Option<Code>,
    /// A code of the bank itself, where it gives one in place of that.
    pub proprietary: Option<String>,
    /// What the bank adds in words. It may name somebody.
    pub information: Vec<Private>,
}

impl Reason {
    /// What the code means and what to do about it, for a consultant or a treasurer.
    pub fn in_dutch(&self) -> Option<&'static str> {
        self.code.and_then(|code| reason_in_dutch(code.as_str()))
    }
}

/// What a reason code means, in plain Dutch (from ISO 20022 external code sets, and EPC125-05 for SEPA's own use).
pub fn reason_in_dutch(code: &str) -> Option<&'static str> {
    Some(match code {
        "AC01" => "Het rekeningnummer klopt niet of bestaat niet. Vraag het juiste nummer na.",
        "AC03" => "Het rekeningnummer van de ontvanger is ongeldig. Vraag het juiste nummer na.",
        "AC04" => "De rekening is opgeheven. Vraag naar een andere rekening.",
        "AC06" => "De rekening is geblokkeerd. Vraag de ontvanger om dit bij de bank na te gaan.",
        "AC13" => "Dit is geen rekening van het juiste soort. Vraag naar een gewone betaalrekening.",
        "AG01" => {
            "Op deze rekening mag niet worden overgemaakt, bijvoorbeeld omdat het een spaarrekening is. Vraag naar een gewone betaalrekening."
        }
        "AG02" => "De bank kent deze soort betaling niet. Laat de beheerder het bestand nakijken.",
        "AM02" => "Het bedrag is hoger dan de bank toestaat. Overleg met de bank.",
        "AM03" => "De bank doet geen betalingen in deze muntsoort.",
        "AM04" => {
            "Er staat te weinig geld op de rekening van de gemeente. Vul de rekening aan en betaal daarna opnieuw."
        }
        "AM05" => "De bank ziet dit als een dubbele betaling. Ga eerst na of het geld al is overgemaakt.",
        "AM09" => "Het bedrag klopt niet volgens de bank. Ga na wat is verstuurd.",
        "AM10" => "De controlesom van het bestand klopt niet. Laat de beheerder het bestand nakijken.",
        "BE01" => "De naam hoort niet bij het rekeningnummer. Vraag na van wie de rekening is.",
        "BE04" => "Het adres van de ontvanger ontbreekt of klopt niet.",
        "BE05" => "De bank herkent de opdrachtgever niet. Laat de beheerder de instellingen nakijken.",
        "CNOR" => "De bank van de ontvanger is niet aangesloten. Vraag naar een andere rekening.",
        "CUST" => "De betaling is op verzoek teruggegeven.",
        "DNOR" => "De bank van de gemeente is niet aangesloten. Overleg met de bank.",
        "DT01" => "De datum van de betaling klopt niet. Kies een andere dag.",
        "DUPL" => "De betaling was al gedaan. Ga na of het geld al is overgemaakt.",
        "FF01" => "De bank kan het bestand niet lezen. Laat de beheerder het bestand nakijken.",
        "FOCR" => "De betaling is teruggegeven nadat de gemeente daarom had gevraagd.",
        "FR01" => "De betaling is teruggegeven vanwege een vermoeden van fraude. Overleg met de bank.",
        "MD07" => "De ontvanger is overleden. Ga dit na voordat iets wordt overgemaakt of teruggevraagd.",
        "MS02" => "De ontvanger heeft de betaling geweigerd. De reden is niet gegeven.",
        "MS03" => "De bank noemt geen reden. Vraag de ontvanger of de bank wat er is.",
        "NARR" => "De bank geeft de reden in eigen woorden.",
        "NOAS" => "De ontvanger heeft niet geantwoord.",
        "RC01" => "De code van de bank (BIC) klopt niet. Laat de code weg of vraag hem na.",
        "RR01" => {
            "De bank mist het rekeningnummer van de gemeente. Laat de beheerder de instellingen nakijken."
        }
        "RR02" => {
            "De bank mist de naam of het adres van de gemeente. Laat de beheerder de instellingen nakijken."
        }
        "RR03" => "De bank mist de naam of het adres van de ontvanger. Vul deze aan.",
        "RR04" => "De bank mag de betaling volgens de regels niet doen. Overleg met de bank.",
        "SVNR" => "De bank heeft de gevraagde dienst niet uitgevoerd. Overleg met de bank.",
        "TM01" => "De betaling kwam te laat op de dag binnen. Kies een volgende werkdag.",
        "UPAY" => "De betaling was niet verschuldigd.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_reasons_have_a_text_and_others_say_so() {
        for code in ["AC01", "AC04", "AC06", "AG01", "AM05", "BE04", "MD07", "MS03", "RR04"] {
            let reason = Reason { code: code.parse().ok(), ..Reason::default() };
            assert!(reason.in_dutch().is_some_and(|text| text.ends_with('.') && text.len() > 20), "{code}");
        }
        assert_eq!(reason_in_dutch("ZZ99"), None);
        assert_eq!(Reason::default().in_dutch(), None);
    }

    #[test]
    fn a_code_has_one_to_four_capitals_and_digits() {
        assert_eq!("AC04".parse::<Code>().map(|code| code.to_string()), Ok("AC04".into()));
        for wrong in ["", "AC040", "ac04", "A-04", "é"] {
            assert_eq!(wrong.parse::<Code>(), Err(InvalidCode::Code), "{wrong}");
        }
    }
}
