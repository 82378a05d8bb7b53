use super::household::Relation;
use super::reads::section;

section! {
    /// How two adults live, for whether they are a couple by law (Participation Act art. 3).
    pub struct LivingTogether {
        /// Married or registered partners.
        fact married: bool, "gehuwd of geregistreerd partner";
        /// Married and lastingly living apart (art. 3(2)(b)); absent: not.
        fact lastingly_apart: bool, "duurzaam gescheiden";
        /// Both have their main residence in the same dwelling (art. 3(3)).
        fact main_residence_shared: bool, "hoofdverblijf in dezelfde woning";
        /// They care for each other by sharing costs or otherwise (art. 3(3)).
        fact mutual_care: bool, "zorg voor elkaar";
        /// How they are related; an adult former foster child counts as first degree (art. 3(7)).
        fact relation: Relation, "familieband";
        /// A need of care of one of them is why they live together, and it lasts (art. 3(2)(a)).
        fact care_need: bool, "zorgbehoefte is de reden van het samenwonen";
        /// Married to each other, or treated as such for assistance, in the two years before the application
        /// (art. 3(4)(a)); absent: not.
        fact married_within_two_years: bool, "gehuwd in de twee jaar ervoor";
        /// They have a child together, or one recognised the other's (art. 3(4)(b)); absent: not.
        fact child_together: bool, "kind samen";
        /// Bound to care for each other by a contract of cohabitation (art. 3(4)(c)); absent: not.
        fact contract: bool, "samenlevingscontract";
        /// Registered elsewhere as running a joint household (art. 3(4)(d)); absent: not.
        fact registration: bool, "elders geregistreerd als gezamenlijke huishouding";
    }
}
