//! The account of what a policy says of a person: every rule tried, every fact, and the plain text.

use std::fs;

use crate::common::{TOWN, day, facts, load, of, policies, today, town};
use domain::{Fact, FactKey, FactSource, FactValue};
use policy::{Explained, Policy, TableName, TableTrace, Verdict};

/// Someone of 45 in the town who can earn 65 %.
const GROUP_2: &str = "birth_date=1980-05-01, household=single, assistance_requested=yes, needs_sheltered=no, \
                       earning_capacity=65, job_register=no";
/// Someone in Emmen-Coevorden with good chances and little motivation.
const FOR_A_PERSON: &str = "birth_date=1970-05-01, household=single, assistance_requested=yes, demand=high, \
                            skills=high, motivation=low, hours_available=32, earning_capacity=80, \
                            needs_sheltered=no, job_register=no, exempted=no, former_entrepreneur=no";

fn explained<'p>(policy: &'p Policy, stated: &str) -> Explained<'p> {
    policy.explained(&facts(stated), today())
}

fn table<'a, 'p>(explained: &'a Explained<'p>, name: TableName) -> &'a TableTrace<'p> {
    explained.tables.iter().find(|table| table.table == name).unwrap()
}

/// The text holds these lines in this order.
fn has_lines(text: &str, lines: &[&str]) {
    let mut rest = text.lines();
    for line in lines {
        assert!(
            rest.any(|each| each == *line),
            "`{line}` does not stand there, or not in its place:\n{text}"
        );
    }
}

#[test]
fn a_category_is_told_with_every_rule_that_was_tried() {
    let root = town();
    let policies = load(&root);

    let text = explained(of(&policies, TOWN), GROUP_2).text();

    has_lines(
        &text,
        &[
            "Gemeente Voorbeeld: wat het beleid zegt op 02-03-2026",
            "Eerst zelf zoeken",
            "Er geldt geen zoektermijn. De aanvraag wordt meteen behandeld.",
            "Indeling",
            "Regel: categories/2. Bron: Voorbeeld 2015 § 2.4.2 doelgroep 2.",
            "Wat dat betekent",
            "Richting: werk.",
            "De regie heeft: re-integratieconsulent.",
            "Het doel is uiterlijk 02-03-2027 bereikt.",
            "Het volgende gesprek is op 02-09-2026.",
            "Welke hulp mogelijk is",
            "Wie u kan begeleiden",
            "- Werkbedrijf",
            "- Veilig Werk",
            "Naar welke gegevens is gekeken",
            "- verdiencapaciteit: 65 (van een medewerker, 02-03-2026)",
            "- leeftijd: 45 (berekend, 02-03-2026)",
            "Welke regels zijn bekeken",
            "- categories/1, Doelgroep 1: verdiencapaciteit boven 80 %: nee, ‘verdiencapaciteit’ is 65 en moet \
             hoger dan 80 % zijn (Voorbeeld 2015 § 2.4.2 doelgroep 1)",
            "- categories/2, Doelgroep 2: verdiencapaciteit 50 tot en met 80 %: ja, deze regel geldt (Voorbeeld 2015 \
             § 2.4.2 doelgroep 2)",
            "- categories/6, Doelgroep 4: verdiencapaciteit onder 10 %: nee, ‘verdiencapaciteit’ is 65 en moet \
             lager dan 10 % zijn (Voorbeeld 2015 bijlage § 2 Richtingen)",
            "Welk beleid geldt",
        ],
    );
    let version = &of(&policies, TOWN).version;
    assert!(text.contains(&format!("Versie {}.", &version[..12])), "{text}");
    // nothing is missing, and whoever asks assistance is not told of support without it
    assert!(!text.contains("Wat nog niet bekend is") && !text.contains("without-benefit"), "{text}");
}

#[test]
fn an_unknown_fact_is_named_with_what_waits_for_it_and_where_it_is_asked() {
    let root = town();
    let policies = load(&root);
    let town = of(&policies, TOWN);

    let explained = explained(
        town,
        "birth_date=2004-05-01, household=single, assistance_requested=yes, needs_sheltered=no",
    );

    let capacity = explained.missing.iter().find(|each| each.key == FactKey::EarningCapacity).unwrap();
    assert_eq!(capacity.needed_for, ["de indeling"]);
    let asked_at: Vec<_> = capacity.asked_at.iter().map(|topic| topic.label.as_str()).collect();
    assert!(!asked_at.is_empty());
    let text = explained.text();
    has_lines(
        &text,
        &[
            "De aanvrager zoekt eerst 4 weken zelf naar werk of onderwijs, tot en met 29-03-2026.",
            "Regel: fact-missing. Bron: Meerjarenbeleidskader participatie, gemeente Voorbeeld, 2015.",
            &format!("- verdiencapaciteit. Nodig voor: de indeling. Gevraagd bij: {}.", asked_at.join(", ")),
            "Welke regels zijn bekeken",
            "- categories/2, Doelgroep 2: verdiencapaciteit 50 tot en met 80 %: nog niet bekend: verdiencapaciteit \
             (Voorbeeld 2015 § 2.4.2 doelgroep 2)",
            "- categories/4, Doelgroep 3: beschut werk: nee, ‘aangewezen op beschut werk’ is nee en moet ja zijn \
             (Voorbeeld 2015 bijlage § 2 Richtingen)",
        ],
    );
    // nobody asks in the intake whether someone is vulnerable: whoever knows states it
    let exception = text.lines().find(|line| line.starts_with("- kwetsbaar.")).unwrap();
    assert!(exception.contains("Nodig voor: een uitzondering op de zoektermijn."), "{exception}");
    assert!(!text.contains("Wat dat betekent") && !text.contains("duties/"), "{text}");
}

#[test]
fn what_the_policy_leaves_to_a_person_says_so_and_why() {
    let policies = policies();

    let explained = explained(of(policies, "emmen-coevorden:0109"), FOR_A_PERSON);

    let text = explained.text();
    has_lines(
        &text,
        &[
            "Het beleid laat deze indeling over aan een medewerker. De klant heeft goede kansen maar weinig motivatie.",
            "Regel: categories/3. Bron: Emmen-Coevorden 2007 § 6.2 motivatie; grens: keuze bij inrichting.",
        ],
    );
    let rows = &table(&explained, TableName::Categories).rows;
    assert_eq!(rows[2].gives, "een medewerker beslist");
    assert!(rows[2].counts && rows[2].verdict == Verdict::Holds);
    assert!(rows[3..].iter().all(|row| row.verdict == Verdict::NotLookedAt && !row.counts));
    let row = text.lines().find(|line| line.starts_with("- categories/1, ")).unwrap();
    assert!(row.contains("nee, ‘vraag op de arbeidsmarkt’ is hoog en moet geen zijn"), "{row}");
    let row = text.lines().find(|line| line.starts_with("- categories/4, ")).unwrap();
    assert!(row.contains("niet bekeken: een eerdere regel past al"), "{row}");
}

#[test]
fn support_without_benefit_is_told_to_whoever_asks_no_assistance() {
    let root = town();
    let policies = load(&root);
    let stated = GROUP_2.replace("assistance_requested=yes", "assistance_requested=no");

    let text = explained(of(&policies, TOWN), &stated).text();

    has_lines(
        &text,
        &[
            "Geen zoektermijn: de aanvrager vraagt alleen hulp naar werk en geen bijstand.",
            "Hulp zonder uitkering",
            "Indeling",
            "Hulp zonder uitkering (without-benefit)",
        ],
    );
}

#[test]
fn a_test_tells_the_words_of_the_cell_and_who_said_the_fact_and_when() {
    let root = town();
    let policies = load(&root);
    let mut stated = facts(GROUP_2);
    let (source, stated_on) = (FactSource::System, day("2025-11-30"));
    stated.put(FactKey::EarningCapacity, Fact { value: FactValue::Number(65), source, stated_on });

    let explained = of(&policies, TOWN).explained(&stated, today());

    let rows = &table(&explained, TableName::Categories).rows;
    let Verdict::Fails(test) = &rows[2].verdict else { panic!("{:?}", rows[2]) };
    assert_eq!(
        (test.key, test.asks, test.asks_in_dutch.as_str()),
        (FactKey::EarningCapacity, "[20..50)", "20 tot 50 %")
    );
    assert_eq!(test.fact.as_ref().map(|fact| (fact.source, fact.stated_on)), Some((source, stated_on)));
    assert!(explained.text().contains("- verdiencapaciteit: 65 (uit een ander systeem, 30-11-2025)"));
}

#[test]
fn rows_that_give_nothing_count_only_when_no_other_does() {
    let root = town();
    let policies = load(&root);
    let town = of(&policies, TOWN);
    let last = |stated: &str| {
        let explained = explained(town, stated);
        let row = table(&explained, TableName::TargetGroups).rows.last().unwrap().clone();
        (row.gives_nothing, row.verdict == Verdict::Holds, row.counts)
    };

    assert_eq!(last(GROUP_2), (true, true, true));
    assert_eq!(last(&GROUP_2.replace("1980", "1970")), (true, true, false));
    // while a group may still apply, "none" is not sure
    assert_eq!(last("birth_date=1980-05-01, assistance_requested=yes"), (true, true, false));
}

/// Once a category is given, exactly one row of its table counts: the one that decided.
#[test]
fn the_row_that_counts_is_the_one_that_decided() {
    let root = town();
    let (town, real) = (load(&root), policies());
    let mut decided = 0;
    for policy in town.tenants().chain(real.tenants()) {
        for capacity in [0, 9, 10, 19, 20, 49, 50, 80, 81, 100] {
            let stated = format!("{FOR_A_PERSON}, earning_capacity={capacity}");
            let explained = explained(policy, &stated);
            let rule = match &explained.outlook.categorisation {
                policy::Categorisation::Assigned { explanation, .. }
                | policy::Categorisation::PersonDecides { explanation } => &explanation.rule,
                policy::Categorisation::FactMissing { .. } => continue,
            };
            let counting = table(&explained, TableName::Categories).rows.iter().filter(|row| row.counts);
            assert_eq!(counting.map(|row| &row.rule).collect::<Vec<_>>(), [rule], "{}", policy.tenant);
            decided += 1;
        }
    }
    assert!(decided >= 20, "{decided}");
}

#[test]
fn points_of_risk_are_told_and_decide_no_right() {
    let root = town();
    let folder = root.path().join("a-town/2015-01-01");
    fs::write(
        folder.join("scorecard.md"),
        "# Punten\n\n| C+ | `months_on_benefit` | `points` | bron | toelichting |\n|---|---|---|---|---|\n|   | i | o | a | a |\n\
         | 1 | >= 36 | 4 | proef § 1 | De bijstand duurt al lang. |\n| 2 | - | 1 | proef § 2 | Iedereen krijgt een punt. |\n",
    )
    .unwrap();
    let duties = fs::read_to_string(folder.join("duties.toml")).unwrap();
    let scorecard = "\n[scorecard]\nrecheck_months = 12\nsource = \"proef\"\nlevels = [{ key = \"light\", label = \"Lichte controle\", \
                     from_points = 0 }, { key = \"deep\", label = \"Extra controle\", from_points = 5 }]\n";
    fs::write(folder.join("duties.toml"), duties + scorecard).unwrap();
    let policies = load(&root);
    let town = of(&policies, TOWN);

    let text = explained(town, &format!("{GROUP_2}, months_on_benefit=36")).text();
    assert!(text.contains("(5 punten). Dit beslist niet over een recht."), "{text}");
    assert!(text.contains("- 4 punten: De bijstand duurt al lang. (scorecard/1, proef § 1)"), "{text}");
    assert!(text.contains("- scorecard/2, 1 punt: ja, deze regel geldt (proef § 2)"), "{text}");
    // an unknown fact could add points
    let unknown = explained(town, GROUP_2);
    let key = unknown.missing.iter().find(|each| each.key == FactKey::MonthsOnBenefit).unwrap();
    assert_eq!(key.needed_for, ["de controle van de aanvraag"]);
}

/// Reading plain text of any policy for someone of whom nothing is known never fails and never decides.
#[test]
fn whoever_is_unknown_gets_an_account_and_no_category() {
    let policies = policies();
    for policy in policies.tenants() {
        let explained = explained(policy, "");
        assert!(explained.outlook.course.is_none(), "{}", policy.tenant);
        assert!(explained.missing.iter().any(|each| each.needed_for.contains(&"de indeling")));
        let text = explained.text();
        assert!(text.contains("Wat nog niet bekend is") && text.contains(&policy.document), "{text}");
    }
}
