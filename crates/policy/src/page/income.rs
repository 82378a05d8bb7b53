//! What the law leaves to the municipality about income.

use super::markdown::Page;
use super::words;
use crate::model::{
    CapitalTest, Collection, DurableGoods, GrantedOnce, IncomeAboveNorm, IncomeEstimate, IncomeRules,
    IncomeSupplement, IncomeTest, LowerNorm, MinimaScheme, OtherDuty, Policy, SpecialAssistance,
};

/// Whether a policy says anything about it.
fn is_empty(rules: &IncomeRules) -> bool {
    *rules == IncomeRules::default()
}

pub(super) fn chapter(policy: &Policy, page: &mut Page) {
    page.chapter("Inkomen: wat de wet aan de gemeente overlaat");
    let rules = &policy.income;
    if is_empty(rules) {
        page.says(
            "Het beleid zegt hier niets over. Waar de wet het aan de gemeente overlaat, beslist een medewerker.",
        );
        return;
    }
    page.says("Waar hier niets over staat, beslist een medewerker.");
    page.table(&["Waarover", "Wat geldt", "Bron"], rows(rules));
    if !rules.minima.is_empty() {
        page.section("Regelingen voor wie weinig geld heeft");
        let schemes = rules.minima.iter().map(|scheme| {
            let children = if scheme.with_children { "alleen met kinderen" } else { "iedereen" };
            vec![
                scheme.label.clone(),
                format!("tot {} % van de norm", scheme.income_percent),
                capital(scheme.capital).to_owned(),
                children.to_owned(),
                paid(scheme),
                how_often(scheme),
                scheme.source.clone(),
            ]
        });
        let columns =
            ["Regeling", "Inkomen", "Vermogen", "Voor wie", "Wat wordt betaald", "Hoe vaak", "Bron"];
        page.table(&columns, schemes);
    }
    if let Some(collection) = &rules.collection {
        self::collection(collection, page);
    }
}

fn rows(rules: &IncomeRules) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = |what: &str, value: String, source: &str| {
        rows.push(vec![what.to_owned(), value, source.to_owned()]);
    };
    let lower = |norm: &LowerNorm| format!("{} % van de norm voor gehuwden minder", norm.percent);
    for (what, norm) in [
        ("Wie geen woonkosten heeft", &rules.no_housing_costs),
        ("Wie pas van school komt", &rules.school_leavers),
    ] {
        if let Some(norm) = norm {
            row(what, lower(norm), &norm.source);
        }
    }
    if let Some(supplement) = &rules.income_supplement {
        row("Individuele inkomenstoeslag", self::supplement(supplement), &supplement.source);
    }
    if let Some(supplement) = &rules.study_supplement {
        let amounts = supplement.amounts.iter();
        let amounts: Vec<_> =
            amounts.map(|each| format!("vanaf {} jaar {}", each.from_age, each.month_cents)).collect();
        let value = format!("{} per maand; nooit minder dan de wet zegt", amounts.join(", "));
        row("Studietoeslag", value, &supplement.source);
    }
    if let Some(rules) = &rules.special_assistance {
        row("Bijzondere bijstand", special(rules), &rules.source);
    }
    if let Some(business) = &rules.small_business {
        let hours = business.most_hours.map(|hours| format!("hoogstens {hours} uur per week"));
        let profit = business.most_yearly_profit_euros;
        let profit = profit.map(|profit| format!("hoogstens {} winst per jaar", words::euros(profit)));
        let bounds: Vec<_> = hours.into_iter().chain(profit).collect();
        row("Kleine zelfstandige", words::or(bounds.join("; "), "geen grens"), &business.source);
    }
    if let Some(estimate) = &rules.income_estimate {
        row("Inkomsten die niet op tijd zijn opgegeven", self::estimate(estimate), &estimate.source);
    }
    if let Some(above) = &rules.income_above_norm {
        row("Geen bijstand door inkomen", above_norm(above), &above.source);
    }
    if let Some(lowering) = &rules.lowering {
        let spread = lowering.spread_over_months.map_or_else(
            || "niet te spreiden".to_owned(),
            |months| format!("te spreiden over {}", words::months(months)),
        );
        let again = words::months(lowering.repeat_within_months);
        row("Verlaging", format!("opnieuw binnen {again}; {spread}"), &lowering.source);
    }
    for measure in &rules.other_measures {
        let (first, again) = (words::months(measure.months), words::months(measure.repeat_months));
        let value = format!("{} % minder, {first}; opnieuw: {again}", measure.percent);
        row(duty(measure.duty), value, &measure.source);
    }
    if let Some(fines) = &rules.fines {
        let warns = if fines.warns_when_allowed { "waarschuwt als dat mag" } else { "waarschuwt niet" };
        let step = fines.round_up_to_euros;
        let round = step.map(|step| format!("; rondt af naar boven op {}", words::euros(step)));
        row("Boete", format!("{warns}{}", round.unwrap_or_default()), &fines.source);
    }
    rows
}

fn supplement(supplement: &IncomeSupplement) -> String {
    let test = match supplement.income_test {
        IncomeTest::EachMonth => "elke maand",
        IncomeTest::Average => "gemiddeld",
    };
    format!(
        "{} voor een alleenstaande, {} voor een alleenstaande ouder, {} voor gehuwden; inkomen {} lang {test} tot {} % van de norm",
        words::euros(supplement.single_euros),
        words::euros(supplement.single_parent_euros),
        words::euros(supplement.couple_euros),
        words::months(supplement.reference_months),
        supplement.income_percent,
    )
}

fn estimate(estimate: &IncomeEstimate) -> String {
    if estimate.most_months == 0 {
        return "een medewerker beslist".to_owned();
    }
    let asked = match estimate.stated_within_days {
        0 => "zodra de maand voorbij is".to_owned(),
        days => format!("als dat {} na de maand nog niet is gebeurd", words::days(days)),
    };
    format!(
        "de gemeente schat ze op wat het laatst is opgegeven, hoogstens {} achter elkaar; daarna beslist een medewerker; een \
         medewerker vraagt ernaar {asked}",
        words::months(estimate.most_months)
    )
}

fn above_norm(above: &IncomeAboveNorm) -> String {
    let after = match above.months {
        1 => "na de eerste maand".to_owned(),
        months => format!("na {} achter elkaar", words::months(months)),
    };
    format!("{after} beslist een medewerker of het recht stopt")
}

fn special(special: &SpecialAssistance) -> String {
    let goods = match special.durable_goods {
        DurableGoods::Loan => "duurzame goederen als lening",
        DurableGoods::Gift => "duurzame goederen zonder terugbetalen",
    };
    let threshold = if special.threshold { "met de drempel van de wet" } else { "zonder drempel" };
    format!(
        "boven {} % van de norm betaalt iemand {} % zelf, {} lang; {}; {threshold}; {goods}",
        special.norm_percent,
        special.surplus_percent,
        words::months(special.months),
        capital(special.capital),
    )
}

fn paid(scheme: &MinimaScheme) -> String {
    match (scheme.amount_cents, scheme.most_cents) {
        (Some(amount), _) => amount.to_string(),
        (None, Some(most)) => format!("de kosten, hoogstens {most}"),
        (None, None) => "een medewerker beslist".to_owned(),
    }
}

fn how_often(scheme: &MinimaScheme) -> String {
    match (scheme.once, scheme.once_in_months) {
        (Some(GrantedOnce::CalendarYear), _) => "één keer per kalenderjaar".to_owned(),
        (Some(GrantedOnce::Ever), _) => "één keer".to_owned(),
        (None, Some(months)) => format!("één keer in {}", words::months(months)),
        (None, None) => "zo vaak als nodig".to_owned(),
    }
}

const fn capital(test: CapitalTest) -> &'static str {
    match test {
        CapitalTest::None => "vermogen telt niet mee",
        CapitalTest::Limit => "vermogen boven de grens van de wet telt mee",
        CapitalTest::All => "alle vermogen telt mee",
    }
}

const fn duty(duty: OtherDuty) -> &'static str {
    match duty {
        OtherDuty::Cooperation => "Niet meewerken",
        OtherDuty::Misconduct => "Zich ernstig misdragen",
        OtherDuty::Responsibility => "Te weinig verantwoordelijkheid",
    }
}

fn collection(collection: &Collection, page: &mut Page) {
    page.section("Hoe een schuld wordt geïnd");
    page.says(
        "De punten zeggen alleen hoe de gemeente een schuld het beste int, nooit wat iemand moet betalen.",
    );
    let points = collection.points.iter().map(|each| {
        let below = each.below.map(|below| format!(" tot {below}")).unwrap_or_default();
        vec![each.label.clone(), format!("vanaf {}{below}", each.from), each.points.to_string()]
    });
    page.table(&["Waarom", "Aantal", "Punten"], points);
    let bands = collection.bands.iter().map(|band| {
        vec![band.label.clone(), format!("vanaf {}", band.from_points), collection.source.clone()]
    });
    page.table(&["Wat de gemeente doet", "Punten", "Bron"], bands);
}
