//! The specification of a month as a page.

use domain::{Cents, day_in_dutch};
use rules::month::{Line, LineKind};

use super::month::{Changed, MonthSpecification};
use super::month_parts;
use super::page::{Amount, Page, Readable, Text, amount};
use super::words::{due_in_dutch, kind_in_dutch, payee_in_dutch, status_in_dutch};
use crate::model::money::Version;

impl Readable for MonthSpecification {
    fn page(&self) -> String {
        let mut page = Page::new(&format!("Specificatie van uw bijstand: {}", self.month.in_dutch()));
        page.says(&format!("Kenmerk van uw zaak: {}.", self.case));
        self.tell_faults(&mut page);
        self.tell_calculation(&mut page);
        self.tell_change(&mut page);
        self.tell_schemes(&mut page);
        self.tell_due(&mut page);
        self.tell_payments(&mut page);
        page.part("Vakantietoeslag");
        page.says(&format!(
            "Na de betaling van deze maand is er {} vakantietoeslag voor u gespaard. U krijgt die in juni, of na het einde van \
             uw uitkering.",
            self.holiday_kept
        ));
        for month in &self.holiday_told_in {
            page.says(&format!(
                "Wat de berekening hierboven daaraan toevoegt of verandert, telt mee op de specificatie van {}.",
                month.in_dutch()
            ));
        }
        page.part("Klopt er iets niet?");
        page.says(
            "Kijk of uw inkomen en uw huishouden kloppen met wat hier staat. Geef door wat anders is. \
             Dan rekenen wij de maand opnieuw uit. U krijgt dan een nieuwe specificatie; deze blijft bewaard.",
        );
        page.text()
    }
}

impl MonthSpecification {
    fn tell_faults(&self, page: &mut Page) {
        if self.faults.is_empty() {
            return;
        }
        page.says("Let op: deze specificatie sluit niet aan op het grootboek. Betaal of vorder hier niets op voordat dit is uitgezocht.");
        page.list(self.faults.iter().map(ToString::to_string));
    }

    fn tell_calculation(&self, page: &mut Page) {
        page.part("Hoe hoog is uw bijstand?");
        self.tell_end(page);
        let Some(Version { version, calculation }) = &self.stands else {
            page.says("Over deze maand is geen bijstand uitgerekend.");
            return;
        };
        page.says(&format!(
            "Dit is berekening {version} van {}. Wij keken naar wat op {} bekend was.",
            self.month.in_dutch(),
            day_in_dutch(calculation.known)
        ));
        let row = |line: &Line| {
            vec![line.kind.dutch().to_owned(), why(line), line.explanation.source.clone(), amount(line.cents)]
        };
        let total = vec![
            "samen".into(),
            "Dit is wat de maand u geeft.".into(),
            String::new(),
            amount(calculation.payable),
        ];
        let columns = [Text("Wat"), Text("Waarom"), Text("Artikel"), Amount("Bedrag")];
        page.table(&columns, calculation.lines.iter().map(row).chain([total]), "");
        month_parts::tell(page, &calculation.lines);
        if calculation.lines.iter().any(nets) {
            page.says(
                "Hoe werkt het met inkomen? De norm is het bedrag waar u samen met uw inkomen op uitkomt. Wij halen daarom \
                 het inkomen dat meetelt van de norm af. Wat overblijft, is uw bijstand. Verdient u meer, dan wordt de \
                 bijstand lager; verdient u minder, dan wordt de bijstand hoger.",
            );
        }
    }

    /// Since when there is no right, for whoever reads a month without.
    fn tell_end(&self, page: &mut Page) {
        let Some(until) = self.right_until.filter(|until| *until < self.month.last_day()) else { return };
        page.says(&format!(
            "Uw recht op bijstand is gestopt. De laatste dag met recht was {}. Waarom dat zo is, staat in het besluit over het \
             einde, bij uw besluiten.",
            day_in_dutch(until)
        ));
    }

    fn tell_change(&self, page: &mut Page) {
        let Some(Changed { from, to, now, no_longer }) = &self.changed else { return };
        page.part("Wat is er veranderd?");
        page.says(&format!(
            "Eerder rekenden wij uit dat de maand u {} geeft (berekening {}, met wat op {} bekend was). Nu is dat {}. Het verschil is {}.",
            from.payable,
            from.version,
            day_in_dutch(from.known),
            to.payable,
            Cents::new(to.payable.get().saturating_sub(from.payable.get()))
        ));
        page.list(
            now.iter()
                .map(|text| format!("Nu: {text}"))
                .chain(no_longer.iter().map(|text| format!("Eerst: {text}"))),
        );
        for month in &self.settled_in {
            page.says(&format!("Het verschil staat op de specificatie van {}.", month.in_dutch()));
        }
    }

    fn tell_schemes(&self, page: &mut Page) {
        if self.schemes.is_empty() {
            return;
        }
        page.part("Wat krijgt u uit andere regelingen?");
        let columns =
            [Text("Regeling"), Text("Aan"), Amount("Bruto"), Amount("Loonheffing"), Amount("Betaalbaar")];
        let rows = self.schemes.iter().map(|one| {
            let fixed = one.stands.fixed;
            let name = format!("{} (toekenning {})", one.name, one.grant);
            let amounts = [fixed.gross, fixed.withheld, fixed.net()].map(amount);
            [name, payee_in_dutch(one.payee)].into_iter().chain(amounts).collect()
        });
        page.table(&columns, rows, "");
        for one in self.schemes.iter().filter(|one| !one.stands.explanations.is_empty()) {
            page.says(&format!("Waarom is de {} dit bedrag?", one.name));
            let lines = one.stands.explanations.iter();
            page.list(lines.map(|line| format!("{} ({})", line.text.trim(), line.source)));
        }
    }

    fn tell_due(&self, page: &mut Page) {
        page.part("Wat krijgt u betaald?");
        let mut rows = Vec::new();
        if self.before != Cents::ZERO {
            rows.push(vec!["Stond nog open van eerder".to_owned(), amount(self.before)]);
        }
        rows.extend(self.due.iter().map(|due| vec![due_in_dutch(*due), amount(due.cents)]));
        rows.push(vec!["Samen te betalen".to_owned(), amount(self.to_pay())]);
        rows.push(vec!["Daarvan in een betaalopdracht".to_owned(), amount(self.ordered)]);
        if self.after != Cents::ZERO {
            rows.push(vec!["Blijft nog staan".to_owned(), amount(self.after)]);
        }
        page.table(&[Text("Wat"), Amount("Bedrag")], rows, "");
    }

    fn tell_payments(&self, page: &mut Page) {
        page.part("Betalingen");
        let columns = [
            Text("Aan"),
            Text("Rekening"),
            Text("Wat"),
            Text("Hoe staat het ermee"),
            Text("Dag"),
            Amount("Bedrag"),
        ];
        let rows = self.orders.iter().map(|order| {
            let payment = &order.payment;
            let day = order.paid_on.or(order.execution);
            vec![
                payee_in_dutch(payment.key.payee),
                order.account.clone().unwrap_or_else(|| "bij ons bekend".to_owned()),
                kind_in_dutch(payment.key.kind).to_owned(),
                status_in_dutch(payment.status).to_owned(),
                day.map(day_in_dutch).unwrap_or_default(),
                amount(payment.cents),
            ]
        });
        page.table(&columns, rows, "Deze maand is er niets betaald.");
    }
}

/// The text of a line, with norm and income where it has them.
fn why(line: &Line) -> String {
    let mut text = line.explanation.text.trim().to_owned();
    let input = |name: &str| {
        line.explanation.inputs.iter().find(|input| input.name == name).map(|input| input.value.as_str())
    };
    let (LineKind::Assistance, Some(norm)) = (line.kind, input("norm")) else { return text };
    let income = input("income").filter(|_| nets(line));
    // The rule may have said it already.
    if !text.contains(norm) {
        text.push_str(&format!(" De norm is {norm} per maand."));
    }
    match income {
        Some(income) if !text.contains(income) => {
            text.push_str(&format!(" Daar gaat {income} inkomen vanaf."))
        }
        Some(_) => {}
        None => text.push_str(" Er is geen inkomen dat meetelt."),
    }
    text
}

/// Whether income was taken off.
fn nets(line: &Line) -> bool {
    let nil = Cents::ZERO.to_string();
    let input = |name: &str| line.explanation.inputs.iter().find(|input| input.name == name);
    input("norm").is_some() && input("income").is_some_and(|income| income.value != nil)
}
