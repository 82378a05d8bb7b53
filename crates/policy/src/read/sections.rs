//! The sections of each kind of file, written down once: what is read from it and what its JSON Schema publishes.

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::checks::Parts;
use super::document::{Document, Entries, Lined};
use super::national::{AmountRow, BracketRow, LapsedRow, RateRow, RuleRow, TermRow, UnknownRow};
use crate::examples::Written;
use crate::model::{
    Area, Budget, Category, Collection, DeviationRules, Duty, Earmark, EscalationStep, Exemption, FineRules,
    GateRules, HomeVisits, IncomeAboveNorm, IncomeEstimate, IncomeSupplement, IncomeYear, Indicator,
    Instrument, IntakeRoute, IntakeTopic, LowerNorm, LoweringBounds, LoweringDetails, Measure, MinimaScheme,
    MunicipalityEntry, OtherMeasure, Partner, PaymentRules, ProtectedFacts, PublishedShare, Question,
    ReturnActivity, ReviewRules, Routing, Scorecard, ShelteredRules, SmallBusiness, SpecialAssistance,
    StudySupplement, Target, TargetGroup, TaskTerms, WithoutBenefit, WorkProcess,
};
use crate::national::{EquatedDay, Holiday, PensionAge, SearchExceptions};
use crate::problem::Problem;

/// Declares a kind of file: the sections that must be there, those that may, and the lists of tables.
macro_rules! file {
    (into Parts: $($file:tt)+) => {
        file! { $($file)+ }
        file! { @into_parts $($file)+ }
    };
    (
        @into_parts
        $(#[$about:meta])* $file:ident
        one { $($(#[$one_about:meta])* $one:ident: $one_type:ty,)* }
        maybe { $($(#[$maybe_about:meta])* $maybe:ident: $maybe_type:ty,)* }
        many { $($(#[$many_about:meta])* $many:ident: $many_type:ty,)* }
    ) => {
        impl $file {
            /// Lays what was read into the parts of a policy.
            pub(in crate::read) fn into_parts(self, parts: &mut Parts) {
                $(parts.$one = self.$one;)*
                $(parts.$maybe = self.$maybe;)*
                $(parts.$many = self.$many;)*
            }
        }
    };
    (
        $(#[$about:meta])* $file:ident
        one { $($(#[$one_about:meta])* $one:ident: $one_type:ty,)* }
        maybe { $($(#[$maybe_about:meta])* $maybe:ident: $maybe_type:ty,)* }
        many { $($(#[$many_about:meta])* $many:ident: $many_type:ty,)* }
    ) => {
        $(#[$about])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $file {
            $($(#[$one_about])* #[schemars(required)] pub $one: Option<Lined<$one_type>>,)*
            $($(#[$maybe_about])* pub $maybe: Option<Lined<$maybe_type>>,)*
            $($(#[$many_about])* #[schemars(default)] pub $many: Entries<$many_type>,)*
        }

        impl $file {
            /// Reads the text; faults go to `problems`.
            pub fn read(path: &str, text: &str, problems: &mut Vec<Problem>) -> Self {
                let mut document = Document::parse(path, text, problems);
                let read = Self {
                    $($one: document.one(stringify!($one)),)*
                    $($maybe: document.maybe(stringify!($maybe)),)*
                    $($many: document.many(stringify!($many)),)*
                };
                document.finish();
                read
            }
        }
    };
}

file! { into Parts:
    /// One version of a municipality's policy: who, the gate, categories, instruments, partners and terms.
    PolicyFile
    one {
        /// The tenant as residents know it.
        label: String,
        /// Title of the policy document.
        document: String,
        /// Holds from this day; the folder is named by it.
        valid_from: NaiveDate,
        gate: GateRules,
        without_benefit: WithoutBenefit,
        routing: Routing,
        sheltered: ShelteredRules,
        deviation: DeviationRules,
        reviews: ReviewRules,
        tasks: TaskTerms,
    }
    maybe {
        /// Its last day, where the document names one: a later version follows on the next.
        valid_until: NaiveDate,
        /// How many people it takes to pay; the most where it is absent.
        payments: PaymentRules,
        /// Shared parts that belong to this policy, each as `<name>/<valid-from>`.
        shared: Vec<String>,
    }
    many {
        /// Municipalities that run under this policy; at least one.
        municipalities: MunicipalityEntry,
        /// Areas that partners may be tied to.
        areas: Area,
        /// Topics of the intake.
        intake_topics: IntakeTopic,
        /// Where the intake asks otherwise than the catalogue of facts: in what words, of whom, and what it needs.
        questions: Question,
        /// An intake of its own for people who live where others do not; the first that fits counts.
        intake_routes: IntakeRoute,
        /// What categories.md may assign.
        categories: Category,
        /// What target-groups.md may assign; a person may be in several.
        target_groups: TargetGroup,
        /// Support with its limits.
        instruments: Instrument,
        /// Organisations that cases are referred to.
        partners: Partner,
        /// What must have been done before a decision.
        work_processes: WorkProcess,
        /// Who gets a task that is late.
        escalations: EscalationStep,
        /// What the document publishes about its caseload.
        distribution: PublishedShare,
    }
}

file! { into Parts:
    /// What a municipality asks of people, and what follows when they do not.
    DutiesFile
    one {
        return_activity: ReturnActivity,
    }
    maybe {
        /// Points of risk at the gate; together with scorecard.md.
        scorecard: Scorecard,
        home_visits: HomeVisits,
    }
    many {
        /// What is asked of people; duties.md says of whom.
        duties: Duty,
        /// Grounds for exemption from the labour duty.
        exemptions: Exemption,
        /// How far assistance is lowered when a duty is broken.
        measures: Measure,
    }
}

file! { into Parts:
    /// What the law leaves to the municipality about income; what is not here is left to a person.
    IncomeFile
    one {}
    maybe {
        /// The norm of who has no costs of housing (Participation Act art. 27).
        no_housing_costs: LowerNorm,
        /// The norm of who left school or study in the six months before (art. 28).
        school_leavers: LowerNorm,
        income_supplement: IncomeSupplement,
        study_supplement: StudySupplement,
        special_assistance: SpecialAssistance,
        small_business: SmallBusiness,
        /// What holds for a month of which income was not stated, after a month of which it was.
        income_estimate: IncomeEstimate,
        /// When somebody decides on a right that goes on while income leaves nothing to pay; absent: after the first month.
        income_above_norm: IncomeAboveNorm,
        lowering: LoweringDetails,
        fines: FineRules,
        collection: Collection,
    }
    many {
        /// Schemes for people on a low income.
        minima: MinimaScheme,
        /// How far assistance is lowered for duties that duties.toml has no measure for.
        other_measures: OtherMeasure,
    }
}

file! { into Parts:
    /// What a municipality counts, and what it may spend.
    FinanceFile
    one {}
    maybe {}
    many {
        /// What is counted.
        indicators: Indicator,
        /// What indicators should come to.
        targets: Target,
        /// What the document says indicators came to.
        results: Target,
        /// Money for one purpose.
        earmarks: Earmark,
        /// What an earmark has in a year.
        budgets: Budget,
        /// What is already promised from an earmark.
        commitments: Budget,
        /// Years of the income part of the budget.
        income_part: IncomeYear,
    }
}

file! {
    /// A part that several policies refer to.
    SharedFile
    one {
        /// What it is, in plain Dutch.
        #[expect(dead_code, reason = "for whoever reads the file")]
        label: String,
        /// The file is named by this day.
        valid_from: NaiveDate,
    }
    maybe {}
    many {
        /// Support with its limits.
        instruments: Instrument,
        /// Organisations that cases are referred to.
        partners: Partner,
    }
}

file! {
    /// National law by key and day: what a day brings, or what belongs to one subject.
    AmountsFile
    one {}
    maybe {
        /// First day of every row that has none of its own; the file is named by it.
        from: NaiveDate,
        /// Last day of every row that has no days of its own.
        until: NaiveDate,
    }
    many {
        amounts: AmountRow,
        /// Parts of amounts.
        rates: RateRow,
        /// Ages and terms.
        terms: TermRow,
        /// Tables that go by income; rows of one key go from low to high.
        brackets: BracketRow,
        /// What is law in a period.
        rules: RuleRow,
        /// What exists and is not known.
        unknown: UnknownRow,
        /// What does not exist any more.
        lapsed: LapsedRow,
    }
}

file! {
    /// Terms and bounds of national law that are no amounts.
    TermsFile
    one {
        lowering: LoweringBounds,
        protected: ProtectedFacts,
    }
    maybe {}
    many {
        /// Pension ages, from old to new.
        pension_age: PensionAge,
        /// Who is excepted from the search period of the law, from old to new.
        search_period: SearchExceptions,
        /// Public holidays, for the end of terms.
        holiday: Holiday,
        /// Days that a decree equates with public holidays, from old to new.
        equated_day: EquatedDay,
    }
}

file! {
    /// People with the outcome that the document gives them. They decide nothing.
    ExamplesFile
    one {}
    maybe {}
    many {
        people: Written,
    }
}

/// Where a value stands is no part of what is written.
impl<T: JsonSchema> JsonSchema for Lined<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}
