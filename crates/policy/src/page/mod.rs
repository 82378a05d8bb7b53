//! A policy as a page of tables that a council member can read: Markdown in plain Dutch, made from the files and
//! never written by hand. One module for each chapter.

mod cell;
mod choices;
mod duties;
mod finance;
mod groups;
mod income;
mod intake;
mod markdown;
mod support;
mod tables;
mod who;
mod words;
mod work;

use markdown::Page;

use crate::model::Policy;
use crate::policies::Policies;
pub(crate) use cell::words as cell_in_dutch;
pub(crate) use support::instrument_in_one_line;

impl Policy {
    /// The whole policy as a Markdown page in plain Dutch. The same files give the same page.
    pub fn page(&self) -> String {
        let mut page = Page::new(&format!("Beleid van {}", self.label));
        page.says(
            "Deze bladzijde laat het beleid zien zoals het systeem het uitvoert. Zij is gemaakt uit de bestanden van het \
             beleid. Wie iets wil veranderen, verandert die bestanden en maakt deze bladzijde opnieuw. In de kolom Bron \
             staat waar een regel vandaan komt. ‘Keuze bij inrichting’ betekent: het document zegt hier niets over, en \
             bij het inrichten is een keuze gemaakt. Die keuzes staan bij elkaar in het laatste hoofdstuk.",
        );
        who::chapter(self, &mut page);
        intake::gate(self, &mut page);
        intake::topics(self, &mut page);
        intake::questions(self, &mut page);
        intake::routes(self, &mut page);
        groups::categories(self, &mut page);
        groups::target_groups(self, &mut page);
        duties::chapter(self, &mut page);
        support::without_benefit(self, &mut page);
        support::instruments(self, &mut page);
        support::partners(self, &mut page);
        support::sheltered(self, &mut page);
        work::scorecard(self, &mut page);
        work::process(self, &mut page);
        income::chapter(self, &mut page);
        finance::counting(self, &mut page);
        finance::money(self, &mut page);
        choices::chapter(self, &mut page);
        page.ends_with(&format!(
            "Tenant `{}`, geldt vanaf {}, versie `{}`. De versie is een vingerafdruk van de bestanden: verandert er één \
             letter, dan verandert de versie.",
            self.tenant,
            domain::day_in_dutch(self.valid_from),
            self.version,
        ));
        page.text()
    }
}

impl Policies {
    /// The index of the pages of all tenants, as Markdown in plain Dutch.
    pub fn index_page(&self) -> String {
        let mut page = Page::new("Het beleid per gemeente");
        page.says(
            "Voor elke gemeente staat hier een bladzijde met haar beleid. De bladzijden zijn gemaakt uit de bestanden in \
             `deploy/policies` met `meedoen policy page`; verander ze niet zelf.",
        );
        let rows = self.tenants().map(|policy| {
            vec![
                format!("[{}]({}.md)", policy.label, policy.tenant),
                policy.document.clone(),
                words::joined(policy.municipalities.iter().map(|each| each.label.clone())),
                domain::day_in_dutch(policy.valid_from),
                policy.categories.len().to_string(),
                policy.instruments.len().to_string(),
                policy.partners.len().to_string(),
            ]
        });
        page.table(
            &["Beleid", "Document", "Gemeenten", "Geldt vanaf", "Groepen", "Soorten hulp", "Partners"],
            rows,
        );
        page.text()
    }
}
