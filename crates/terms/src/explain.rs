//! How a due date came about, line by line.

use chrono::NaiveDate;
use domain::day_in_dutch;

use crate::count::Count;
use crate::span::Ending;
use crate::{Calendar, Reason, Span, State, Stop, Term};

/// One step on the way to a due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Plain Dutch.
    pub text: String,
    /// The article.
    pub source: String,
    /// The day that the step leads to.
    pub day: Option<NaiveDate>,
    /// Days that did not count.
    pub days: Option<i64>,
}

impl Line {
    fn new(text: impl Into<String>, source: impl Into<String>) -> Self {
        Self { text: text.into(), source: source.into(), day: None, days: None }
    }

    fn to(self, day: NaiveDate) -> Self {
        Self { day: Some(day), ..self }
    }
}

/// What moves the end of a term.
const WORKING_DAY: &str = "Algemene termijnenwet art. 1 lid 1";
const WORKING_DAYS: &str = "Algemene termijnenwet art. 2";
const TOO_LONG: &str = "Algemene termijnenwet art. 4";

impl Term {
    /// How its due date came about, by what was known on a day; the last line says where it stands on that day.
    pub fn explain(&self, on: NaiveDate, calendar: &Calendar) -> Vec<Line> {
        let term = self.known(on);
        let count = Count::of(&term, calendar);
        let mut lines = vec![term.began(on), term.lasts()];
        let stops = term.stops.iter().zip(&count.lost);
        lines.extend(stops.map(|(stop, lost)| term.stood_still(stop, *lost)));
        let lost: i64 = count.lost.iter().sum();
        if let (Some(last), true) = (count.last, lost > 0 && term.extension.is_none()) {
            let text = format!(
                "Samen telden {} niet mee. Zo loopt de termijn tot en met {}.",
                of_days(lost),
                day_in_dutch(last)
            );
            lines.push(Line { days: Some(lost), ..Line::new(text, term.source()) }.to(last));
        }
        lines.extend(term.made_longer(count.last));
        lines.extend(term.moved(&count, calendar));
        lines.push(term.stands(on, calendar));
        lines
    }

    fn began(&self, on: NaiveDate) -> Line {
        let counts = if self.kind.counts_first_day() {
            "Die dag telt mee"
        } else {
            "De termijn telt vanaf de dag erna"
        };
        let day = day_in_dutch(self.start);
        let (began, source) = match &self.begun_by {
            Some(Reason { text, source }) => (text.clone(), source.as_str()),
            None if on < self.start => (format!("De {} begint op {day}.", self.kind.dutch()), self.source()),
            None => (format!("{} op {day}.", self.kind.began()), self.source()),
        };
        Line::new(format!("{began} {counts}."), source).to(self.start)
    }

    fn lasts(&self) -> Line {
        let end = self.span_end();
        let day = day_in_dutch(end);
        let text = match &self.span {
            Span::Lasting(length) => format!("De termijn is {}: tot en met {day}.", length.in_dutch()),
            Span::Until { .. } => format!("De termijn is gegeven tot en met {day}."),
        };
        Line::new(text, self.source()).to(end)
    }

    fn stood_still(&self, stop: &Stop, lost: i64) -> Line {
        let source = self.kind.stops_by(stop.reason).unwrap_or_default();
        let (why, from) = (stop.reason.dutch(), day_in_dutch(stop.from));
        let Some(until) = stop.until() else {
            return Line::new(format!("Vanaf {from} staat de termijn stil: {why}."), source).to(stop.from);
        };
        let all = (until.signed_duration_since(stop.from).num_days() + 1).max(0);
        let mut text = if all == 0 {
            format!(
                "De termijn zou stilstaan vanaf {from}: {why}. Dat was meteen voorbij en kostte geen dag."
            )
        } else {
            format!(
                "Van {from} tot en met {} telt niet mee: {why}. Dat zijn {}.",
                day_in_dutch(until),
                of_days(all)
            )
        };
        if lost < all {
            text.push_str(&match lost {
                0 => " Die dagen telden al niet mee of vallen na de termijn.".to_owned(),
                lost => format!(" Daarvan telden er {} al niet mee.", all - lost),
            });
        }
        if stop.reason.told_when_over() {
            text.push_str(" De aanvrager hoort binnen welke tijd het besluit nu komt.");
        }
        Line { days: Some(lost), ..Line::new(text, source) }
    }

    fn made_longer(&self, last: Option<NaiveDate>) -> Option<Line> {
        let extension = self.extension.as_ref()?;
        let (article, _) = self.kind.longer()?;
        let mut text = format!(
            "Op {} is de aanvrager verteld dat het besluit later komt, uiterlijk op {}. De reden: {}.",
            day_in_dutch(extension.told_on),
            day_in_dutch(extension.until),
            extension.reason.trim_end_matches('.'),
        );
        let line = match last.filter(|last| *last != extension.until) {
            Some(last) => {
                text.push_str(&format!(" Met de dagen die niet meetelden is dat {}.", day_in_dutch(last)));
                Line::new(text, article).to(last)
            }
            None => Line::new(text, article).to(extension.until),
        };
        Some(line)
    }

    fn moved(&self, count: &Count, calendar: &Calendar) -> Option<Line> {
        let (last, due) = count.last.zip(count.due)?;
        let free = calendar.free(last);
        match self.ending {
            Ending::TooLong if free.is_some() => {
                let text = format!(
                    "{} is {}. De termijn is zo lang dat hij daardoor niet verschuift.",
                    day_in_dutch(last),
                    free.unwrap_or_default()
                );
                Some(Line::new(text, TOO_LONG).to(last))
            }
            _ if last == due => None,
            _ => {
                let (why, source) = match free {
                    Some(free) => (format!("{} is {free}", day_in_dutch(last)), WORKING_DAY),
                    None if calendar.is_working_day(last) && self.stops_meet(last) => {
                        (format!("op {} staat de termijn stil", day_in_dutch(last)), WORKING_DAY)
                    }
                    None => ("er zijn te weinig werkdagen in de termijn".to_owned(), WORKING_DAYS),
                };
                let mut chars = why.chars();
                let why: String =
                    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
                let text = format!(
                    "{why}. De termijn loopt door tot en met de eerste werkdag: {}.",
                    day_in_dutch(due)
                );
                Some(Line::new(text, source).to(due))
            }
        }
    }

    fn stops_meet(&self, day: NaiveDate) -> bool {
        self.stops.iter().any(|stop| stop.meets(day, Some(day)))
    }

    fn stands(&self, on: NaiveDate, calendar: &Calendar) -> Line {
        let between = |from: NaiveDate, to: NaiveDate| of_days(to.signed_duration_since(from).num_days());
        let source = self.source();
        match self.state(on, calendar) {
            State::Ahead { due } => self.stands_ahead(due, &between(on, self.start)),
            State::Running { due } if due == on => {
                Line::new("Dit is de laatste dag van de termijn.", source).to(due)
            }
            State::Running { due } => {
                let text = format!("De laatste dag is {}, over {}.", day_in_dutch(due), between(on, due));
                Line::new(text, source).to(due)
            }
            State::Stopped { since } => {
                let since_or_from = if since > on { "vanaf" } else { "sinds" };
                let text = format!(
                    "De termijn staat stil {since_or_from} {}. De laatste dag is bekend als hij weer loopt.",
                    day_in_dutch(since)
                );
                Line::new(text, source)
            }
            State::Over { due } => {
                let mut text =
                    format!("De laatste dag was {}, {} geleden.", day_in_dutch(due), between(due, on));
                if let Some(waits) = self.kind.over_waits_for() {
                    text.push_str(&format!(" Nu wacht {waits}."));
                }
                Line::new(text, source).to(due)
            }
            State::Ended { on: ended, in_time } => {
                let day = day_in_dutch(ended);
                match &self.ended_because {
                    Some(Reason { text, source }) => {
                        Line::new(format!("De termijn eindigde op {day}. {text}"), source).to(ended)
                    }
                    None => {
                        let how = if in_time { "binnen de termijn" } else { "na de laatste dag" };
                        Line::new(format!("De termijn is klaar op {day}: {how}."), source).to(ended)
                    }
                }
            }
        }
    }

    /// Not yet running, for so long.
    fn stands_ahead(&self, due: Option<NaiveDate>, wait: &str) -> Line {
        let start = day_in_dutch(self.start);
        let ahead = format!("De termijn loopt nog niet: hij begint op {start}, over {wait}.");
        match due {
            Some(due) => {
                let last = format!("Als er niets tussenkomt, is {} de laatste dag.", day_in_dutch(due));
                Line::new(format!("{ahead} {last}"), self.source()).to(due)
            }
            None => {
                let still = "Hij staat dan stil. De laatste dag is bekend als hij loopt.";
                Line::new(format!("{ahead} {still}"), self.source())
            }
        }
    }

    /// The article that gives its length, or where its last day was given.
    fn source(&self) -> &str {
        match &self.span {
            Span::Lasting(length) => &length.source,
            Span::Until { source, .. } => source,
        }
    }
}

fn of_days(days: i64) -> String {
    if days == 1 { "1 dag".into() } else { format!("{days} dagen") }
}
