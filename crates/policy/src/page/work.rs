//! How the work is done: scorecard, home visits, four eyes, steps before a decision, terms.

use super::markdown::Page;
use super::{tables, words};
use crate::model::{FactCheck, HomeVisits, Policy, RiskLevel};

pub(super) fn scorecard(policy: &Policy, page: &mut Page) {
    page.chapter("Controle bij de aanvraag");
    match (&policy.scorecard, &policy.tables.scorecard) {
        (Some(card), Some(table)) => {
            page.says(
                "Een aanvraag krijgt punten. Hoe meer punten, hoe meer er wordt nagekeken. De punten beslissen verder \
                 niets, en een medewerker mag met redenen anders doen. De punten van alle regels die passen, worden \
                 opgeteld.",
            );
            tables::collect(page, table, "Punten", str::to_owned);
            let rows = card.levels.iter().map(|level| {
                vec![level.label.clone(), level.from_points.to_string(), checks(level), card.source.clone()]
            });
            page.table(&["Controle", "Vanaf zoveel punten", "Wat wordt nagegaan, en hoe", "Bron"], rows);
            page.says(&format!(
                "Bij de zwaarste controle wordt elke {} opnieuw gekeken.",
                words::months(card.recheck_months)
            ));
        }
        _ => page.says("Dit beleid werkt niet met punten: elke aanvraag wordt op dezelfde manier nagekeken."),
    }
    page.section("Huisbezoek");
    match &policy.home_visits {
        Some(visits) => page.table(
            &["Regel", "Antwoord", "Bron"],
            [
                (
                    "Toestemming vragen en vastleggen vóór het binnengaan",
                    words::yes(visits.consent_recorded).to_owned(),
                ),
                ("De reden vastleggen vóór het bezoek", words::yes(visits.ground_recorded).to_owned()),
                ("Met hoeveel mensen gaat de gemeente ten minste?", visits.people.to_string()),
                ("Redenen van het beleid zelf, naast een concrete reden", grounds(visits)),
            ]
            .map(|(rule, answer)| vec![rule.to_owned(), answer, visits.source.clone()]),
        ),
        None => page.says("Het document zegt niets over huisbezoek."),
    }
}

/// What a level verifies, and how.
fn checks(level: &RiskLevel) -> String {
    let one = |check: &FactCheck| {
        let facts = words::joined(check.facts.iter().map(|key| key.dutch().to_owned()));
        format!("{facts}: {}", check.depth.dutch())
    };
    let all = level.verify.iter().map(one).collect::<Vec<_>>().join("; ");
    words::or(all, "–")
}

fn grounds(visits: &HomeVisits) -> String {
    words::or(words::joined(visits.grounds.iter().map(|ground| ground.label.clone())), "geen")
}

/// Who does what in a payment run.
const fn people(number: u32) -> &'static str {
    if number == 2 {
        "twee: wie een betaalrun start, keurt hem niet goed"
    } else {
        "drie: starten, goedkeuren en vrijgeven doet telkens een ander"
    }
}

pub(super) fn process(policy: &Policy, page: &mut Page) {
    page.chapter("Zo wordt er gewerkt");
    let (deviation, reviews) = (&policy.deviation, &policy.reviews);
    let talks = deviation
        .case_discussion_months
        .map_or_else(|| "niet".to_owned(), |months| format!("elke {}", words::months(months)));
    let row = |what: &str, value: String, source: &str| vec![what.to_owned(), value, source.to_owned()];
    page.table(
        &["Vraag", "Antwoord", "Bron"],
        [
            row(
                "Kijkt een tweede persoon mee als een medewerker afwijkt?",
                words::yes(deviation.four_eyes).to_owned(),
                &deviation.source,
            ),
            row(
                "Hoeveel mensen zijn er nodig om uit te betalen?",
                people(policy.payments.people).to_owned(),
                &policy.payments.source,
            ),
            row("Wanneer is er overleg over maatwerk?", talks, &deviation.source),
            row(
                "Hoe vaak is er contact met wie ontheffing heeft?",
                format!("elke {}", words::months(reviews.exempted_months)),
                &reviews.source,
            ),
        ],
    );
    page.section("Stappen vóór een besluit");
    let rows = policy.work_processes.iter().map(|process| {
        let steps =
            process.steps.iter().enumerate().map(|(place, step)| format!("{}. {}", place + 1, step.label));
        let shown =
            process.steps.iter().enumerate().filter_map(|(place, step)| {
                step.proof.map(|proof| format!("{}. {}.", place + 1, proof.dutch()))
            });
        vec![
            process.decision.dutch().to_owned(),
            steps.collect::<Vec<_>>().join(" "),
            Some(shown.collect::<Vec<_>>().join(" "))
                .filter(|shown| !shown.is_empty())
                .unwrap_or_else(|| "–".into()),
            process.source.clone(),
        ]
    });
    page.table(&["Besluit over", "Stappen", "Het besluit wacht tot", "Bron"], rows);
    page.section("Termijnen van taken");
    let tasks = &policy.tasks;
    page.table(
        &["Taak", "Termijn", "Bron"],
        [
            ("Kijken naar het bewijs van het zoeken", tasks.assess_search_days),
            ("Het intakegesprek voeren", tasks.hold_intake_days),
            ("Een gegeven aanvullen", tasks.supply_facts_days),
            ("Een aanvraag aanvullen: ten minste", tasks.recovery_least_days),
            ("Beslissen over het recht op bijstand", tasks.decide_days),
            ("Indelen als een medewerker dat doet", tasks.categorise_days),
            ("Een afwijking goedkeuren", tasks.confirm_deviation_days),
            ("Een partner vinden als er geen over is", tasks.find_partner_days),
            ("Achter een advies van UWV aan gaan", tasks.await_advice_days),
            ("Een gesprek over de voortgang voeren", tasks.review_days),
        ]
        .map(|(task, days)| vec![task.to_owned(), words::days(days), tasks.source.clone()]),
    );
    page.section("Als een taak te laat is");
    if policy.escalations.is_empty() {
        page.says("Een taak die te laat is, blijft bij wie hem had.");
        return;
    }
    let rows = policy.escalations.iter().map(|step| {
        vec![
            words::days(step.after_days),
            step.to.dutch().to_owned(),
            words::yes(step.release).to_owned(),
            step.source.clone(),
        ]
    });
    page.table(&["Na", "Ook voor de", "Gaat weg bij wie hem oppakte", "Bron"], rows);
}
