//! The keys that the rules use, each with its unit. A file with another key has a fault, and so has a table without
//! one of these. What each means stands in `deploy/policies/national/README.md`.

/// A key of national law and how its value is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LawKey {
    /// Article and part of it: `21.b`, `52.share`.
    pub key: &'static str,
    pub unit: Unit,
    /// The law only ever raises it.
    pub(crate) rises: bool,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    EurosPerMonth,
    EurosPerYear,
    EurosPerHour,
    EurosPerDay,
    Euros,
    Share,
    Months,
    Weeks,
    Days,
    Years,
    Age,
    HoursPerWeek,
    BirthYear,
    MonthOfYear,
    Count,
    Brackets,
    Rule,
}

/// Which of the tables of [`super::National`] a key is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Amount,
    Rate,
    Term,
    Brackets,
    Rule,
}

impl Unit {
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::EurosPerMonth
            | Self::EurosPerYear
            | Self::EurosPerHour
            | Self::EurosPerDay
            | Self::Euros => Kind::Amount,
            Self::Share => Kind::Rate,
            Self::Months
            | Self::Weeks
            | Self::Days
            | Self::Years
            | Self::Age
            | Self::HoursPerWeek
            | Self::BirthYear
            | Self::MonthOfYear
            | Self::Count => Kind::Term,
            Self::Brackets => Kind::Brackets,
            Self::Rule => Kind::Rule,
        }
    }

    /// As a person writes it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::EurosPerMonth => "cents a month",
            Self::EurosPerYear => "cents a year",
            Self::EurosPerHour => "cents an hour",
            Self::EurosPerDay => "cents a day",
            Self::Euros => "cents",
            Self::Share => "hundredths of a percent",
            Self::Months => "months",
            Self::Weeks => "weeks",
            Self::Days => "days",
            Self::Years => "years",
            Self::Age => "age in years",
            Self::HoursPerWeek => "hours a week",
            Self::BirthYear => "year of birth",
            Self::MonthOfYear => "month of the year",
            Self::Count => "number",
            Self::Brackets => "brackets of income",
            Self::Rule => "in force or not",
        }
    }
}

/// Every key of national law.
pub fn law_keys() -> impl Iterator<Item = LawKey> {
    GROUPS
        .iter()
        .flat_map(|(unit, rises, keys)| keys.iter().map(|key| LawKey { key, unit: *unit, rises: *rises }))
}

/// Keys by unit, and whether the law only ever raises them.
const GROUPS: &[(Unit, bool, &[&str])] = &[
    (
        Unit::EurosPerMonth,
        true,
        &[
            "20.1.a",
            "20.1.b",
            "20.1.c",
            "20.2.a",
            "20.2.b",
            "20.2.c",
            "20.3",
            "21.a",
            "21.b",
            "22.a",
            "22.b",
            "22.c",
            "22a.3.a",
            "22a.3.b",
            "23.1.a",
            "23.1.b",
            "23.2.a",
            "23.2.b",
            "31.2.k.month",
            "31.2.n",
            "31.2.r",
            "31.2.y",
            "31.2.z",
            "31.2.aa",
            "33.5.a",
            "33.5.b",
            "36b.21",
            "36b.20",
            "36b.19",
            "36b.18",
            "36b.17",
            "36b.16",
            "36b.15",
            "36b.7b",
            "ioaw.5.3",
            "ioaw.5.3.single",
            "wml.month",
        ],
    ),
    (
        Unit::EurosPerMonth,
        false,
        &[
            "ioaw.gross.couple",
            "ioaw.gross.shared",
            "ioaw.gross.single",
            "ioaw.8.n",
            "ioaw.8.r",
            "ioaw.8.y",
            "wml.month.22",
            "wml.month.21",
            "wml.month.20",
            "wml.month.19",
            "wml.month.18",
        ],
    ),
    (
        Unit::EurosPerYear,
        true,
        &["31.2.j", "31.2.k.year", "31.2.m", "35.2", "15.2.b.3", "ioaz.5.2.2", "ioaz.5.2.3", "bbz.25"],
    ),
    (Unit::EurosPerHour, true, &["wml.hour"]),
    (Unit::EurosPerDay, false, &["awb.4.17.first", "awb.4.17.second", "awb.4.17.third"]),
    (
        Unit::Euros,
        true,
        &[
            "15.2.b.2",
            "34.2.d",
            "34.3.a",
            "34.3.b",
            "34.3.c",
            "ioaz.8.2",
            "bbz.3.1.a",
            "bbz.3.1.b",
            "bbz.3.2",
            "bbz.20.1",
            "bbz.22",
            "bbz.26",
            "bbz.24",
            "fine.2",
            "fine.3",
            "fine.5",
        ],
    ),
    (Unit::Euros, false, &["fine.start", "fine.warning", "awb.4.17.most", "awb.5.53"]),
    (
        Unit::Share,
        false,
        &[
            "18b.1",
            "18b.2",
            "18b.3",
            "19.3",
            "19.4.tax",
            "19.4.zvw",
            "22a.1.base",
            "22a.1.each",
            "24.share",
            "31.2.n.share",
            "31.2.r.share",
            "31.2.y.share",
            "31.2.z.share",
            "31.2.aa.share",
            "475d.share",
            "52.share",
            "53a.3",
            "58.7.share",
            "fine.intent",
            "fine.gross",
            "fine.normal",
            "fine.diminished",
            "fine.repeat",
            "fine.room",
            "bw.1.402a",
            "ioaz.return",
            "bbz.6.2",
            "bbz.15.a",
            "lks.cap",
            "lks.charges",
            "lks.forfait",
            "wml.holiday",
            "wml.youth.adult",
            "wml.youth.22",
            "wml.youth.21",
            "wml.youth.20",
            "wml.youth.19",
            "wml.youth.18",
            "wml.youth.17",
            "wml.youth.16",
            "wml.youth.15",
            "wml.youth.20.bbl",
            "wml.youth.19.bbl",
            "wml.youth.18.bbl",
        ],
    ),
    (
        Unit::Months,
        false,
        &[
            "3.4.a.months",
            "9a.months",
            "9a.plan.months",
            "9a.review.months",
            "10c.months",
            "10d.2.months",
            "10d.5.months",
            "10b.repeat.months",
            "18.3.months",
            "18.6.months",
            "18b.months",
            "18a.13.months",
            "18b.learn.months",
            "18.5.least",
            "18.5.most",
            "28.months",
            "31.2.n.months",
            "31.2.r.months",
            "31.2.z.months",
            "36.months",
            "41.4.school.months",
            "43a.months",
            "44.5.months",
            "45.1.months",
            "45.5.months",
            "56a.months",
            "58.4.months",
            "58.6.months",
            "58.7.months",
            "awb.4.104.months",
            "bbz.starter.months",
            "fine.months.intent",
            "fine.months.gross",
            "fine.months.normal",
            "fine.months.diminished",
            "fine.repeat.months",
            "fine.repeat.prison.months",
            "fine.warning.months",
            "ioaw.8.n.months",
            "ioaw.ww.months",
            "ioaz.before.months",
            "ioaz.after.months",
        ],
    ),
    (
        Unit::Weeks,
        false,
        &[
            "10b.weeks",
            "10d.12.weeks",
            "13.1.e.weeks",
            "13.4.weeks",
            "18b.test.weeks",
            "41.4.weeks",
            "52.weeks",
            "54.1.weeks",
            "awb.4.13.weeks",
            "awb.4.17.notice.weeks",
            "awb.4.87.weeks",
            "awb.5.51.weeks",
            "awb.6.7.weeks",
            "awb.7.10.weeks",
            "awb.7.10.committee.weeks",
            "awb.7.10.longer.weeks",
        ],
    ),
    (
        Unit::Days,
        false,
        &["45.3.days", "62.days", "awb.4.17.days", "awb.4.17.step.days", "fine.warning.days"],
    ),
    (Unit::Years, false, &["ioaz.business.years", "ioaz.work.years"]),
    (
        Unit::Age,
        false,
        &[
            "9.4.child-age",
            "9a.child-age",
            "11.age",
            "13.2.age",
            "19a.age",
            "21.age",
            "31.2.r.child-age",
            "31.5.age",
            "36.age",
            "41.4.age",
            "ioaw.age",
            "ioaz.age",
            "wml.adult-age",
        ],
    ),
    (Unit::HoursPerWeek, false, &["lks.hours"]),
    (Unit::BirthYear, false, &["ioaw.born-before", "bbz.older.born-before"]),
    (Unit::MonthOfYear, false, &["45.1.month"]),
    (Unit::Count, false, &["18.5.months", "18.5.first"]),
    (
        Unit::Brackets,
        false,
        &[
            "31.4.work",
            "31.4.benefit",
            "31.4.no-credit",
            "31.4.aow.single",
            "31.4.aow.couple",
            "31.4.aow.one",
            "31.4.aow.other",
        ],
    ),
    (
        Unit::Rule,
        false,
        &[
            "3.2.a.care",
            "6.1.g",
            "7a",
            "19a.care",
            "24a",
            "31.2.m.limit",
            "33.6",
            "40.3.d",
            "34.4",
            "34.present",
            "34a",
            "34b",
            "41.11",
        ],
    ),
];
