//! A policy in plain Dutch, for whoever must agree with it.

use std::fmt::Write as _;

use domain::Direction;

use crate::model::{Instrument, Partner, Policy};

impl Policy {
    /// Gate, categories, instruments and partners in plain Dutch, a line each.
    pub fn describe(&self) -> String {
        let mut text = format!("{}: {}\n", self.label, self.document);
        let names: Vec<_> =
            self.municipalities.iter().map(|each| format!("{} ({})", each.label, each.code)).collect();
        line(
            &mut text,
            &format!("Geldt vanaf {} in {}.", self.valid_from.format("%d-%m-%Y"), names.join(" en ")),
        );
        line(&mut text, &self.describe_gate());
        line(&mut text, "\nIndeling:");
        for category in &self.categories {
            let start = category.instrument.as_deref().and_then(|key| self.instrument(key));
            let start = start.map(|each| format!(", begint met {}", each.label)).unwrap_or_default();
            line(
                &mut text,
                &format!(
                    "- {}: {}{start}. {} Termijn {} maanden; gesprek om de {} maanden. ({})",
                    category.label,
                    direction_dutch(category.direction),
                    category.goal,
                    category.term_months,
                    category.review_months,
                    category.source,
                ),
            );
        }
        line(&mut text, "\nInstrumenten:");
        self.instruments.iter().for_each(|each| line(&mut text, &describe_instrument(each)));
        line(&mut text, "\nPartners:");
        self.partners.iter().for_each(|each| line(&mut text, &describe_partner(each)));
        if self.deviation.four_eyes {
            line(&mut text, "\nEen afwijkende indeling moet een tweede persoon goedkeuren.");
        }
        text
    }

    fn describe_gate(&self) -> String {
        if self.gate.every_new_applicant {
            format!(
                "Elke nieuwe aanvrager zoekt eerst {} weken zelf naar werk. ({})",
                self.gate.weeks, self.gate.source
            )
        } else {
            format!("Zoektermijn alleen als de wet die voorschrijft. ({})", self.gate.source)
        }
    }
}

fn describe_instrument(instrument: &Instrument) -> String {
    let extension = match instrument.extensions {
        0 => "niet te verlengen".to_owned(),
        times => format!("{times} keer {} maanden te verlengen", instrument.extension_months),
    };
    let mut text = format!("- {}: {} maanden, {extension}", instrument.label, instrument.months);
    if instrument.extension_needs_reason {
        text.push_str(" in bijzondere gevallen");
    }
    if let Some(months) = instrument.min_contract_months {
        let _ = write!(text, "; de werkgever wil een contract van ten minste {months} maanden geven");
    }
    if instrument.only_without_study_finance {
        text.push_str("; alleen als er geen studiefinanciering voor is");
    }
    if instrument.only_when_cost_covering {
        text.push_str("; alleen als het voor deze persoon ten minste de kosten dekt");
    }
    for condition in &instrument.conditions {
        let _ = write!(text, "; {condition}");
    }
    format!("{text}. ({})", instrument.source)
}

fn describe_partner(partner: &Partner) -> String {
    let directions: Vec<_> = partner.directions.iter().copied().map(direction_dutch).collect();
    let areas: Vec<_> = partner.areas.iter().map(u32::to_string).collect();
    let areas =
        if areas.is_empty() { "alle gebieden".to_owned() } else { format!("gebied {}", areas.join(", ")) };
    let mut tasks = Vec::new();
    if !directions.is_empty() {
        let (directions, from, to) = (directions.join(", "), partner.capacity_from, partner.capacity_to);
        tasks.push(format!("{directions}; verdiencapaciteit {from} tot en met {to} %"));
    }
    if let Some(range) = partner.supports {
        tasks.push(format!("ondersteunt bij verdiencapaciteit {} tot en met {} %", range.from, range.to));
    }
    format!(
        "- {}: {}; {areas}; {} plaatsen. ({})",
        partner.label,
        tasks.join("; "),
        partner.places,
        partner.source,
    )
}

const fn direction_dutch(direction: Direction) -> &'static str {
    match direction {
        Direction::Work => "naar werk",
        Direction::Sheltered => "naar beschut werk",
        Direction::Care => "naar zorg en participatie",
        Direction::OwnStrength => "op eigen kracht",
    }
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
