//! What a process waits for: its timers, each by the first day on which it is due.

use chrono::{Days, NaiveDate};
use domain::SearchPeriod;
use serde::{Deserialize, Serialize};

use super::objection::ObjectionFile;
use super::process::Process;
use super::state::{Gate, Referral, Review, Trajectory};
use super::task::{Task, TaskKind};
use super::trigger::Trigger;

/// Days after which a service that owes an answer is missed. No policy: a healthy system answers in seconds.
const REPLY_DAYS: u64 = 7;

/// What the clock brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimerName {
    /// The search period is over.
    Search,
    /// The partner has not answered in time.
    Answer,
    /// The term of a trajectory is over.
    Trajectory,
    Review,
    /// A task is late.
    Task,
    /// A service owes an answer for too long.
    Reply,
    /// Nobody spoke with the client for long.
    Contact,
    /// The time to decide on an objection is over.
    Objection,
    /// So are the two weeks after a notice of default.
    Notice,
    /// It is nearly over.
    ObjectionNear,
}

impl TimerName {
    pub const ALL: [Self; 10] = [
        Self::Search,
        Self::Answer,
        Self::Trajectory,
        Self::Review,
        Self::Task,
        Self::Reply,
        Self::Contact,
        Self::Objection,
        Self::Notice,
        Self::ObjectionNear,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Search => "search-ends",
            Self::Answer => "answer-overdue",
            Self::Trajectory => "trajectory-ends",
            Self::Review => "review",
            Self::Task => "task-overdue",
            Self::Reply => "reply-overdue",
            Self::Contact => "contact-due",
            Self::Objection => "objection-due",
            Self::Notice => "objection-notice-over",
            Self::ObjectionNear => "objection-near",
        }
    }

    pub(super) const fn trigger(self) -> Trigger {
        match self {
            Self::Search => Trigger::SearchTermOver,
            Self::Answer => Trigger::AnswerTermOver,
            Self::Trajectory => Trigger::TrajectoryTermOver,
            Self::Review => Trigger::ReviewTermOver,
            Self::Task => Trigger::TaskTermOver,
            Self::Reply => Trigger::ReplyTermOver,
            Self::Contact => Trigger::ContactTermOver,
            Self::Objection => Trigger::ObjectionTermOver,
            Self::Notice => Trigger::NoticeTermOver,
            Self::ObjectionNear => Trigger::ObjectionTermNear,
        }
    }
}

impl Process {
    /// Every timer that runs, earliest first: the first day on which it is due.
    pub fn timers(&self) -> Vec<(NaiveDate, TimerName)> {
        let mut timers = Vec::new();
        if self.parked.is_some() {
            return timers;
        }
        if let Gate::Searching { until, .. } = self.gate {
            timers.push((SearchPeriod::until(until).handled_from(), TimerName::Search));
        }
        if let Referral::Offered { answer_by, .. } = self.referral {
            timers.push((day_after(answer_by), TimerName::Answer));
        }
        if let Trajectory::Running { running, .. } = &self.trajectory
            && let Some(first) = running.values().filter(|one| !one.noticed).map(|one| one.ends_on).min()
        {
            timers.push((day_after(first), TimerName::Trajectory));
        }
        if let Review::Scheduled { due, .. } = self.review {
            timers.push((due, TimerName::Review));
        }
        if let Some(first) = self.tasks.iter().filter_map(Task::next_due).min() {
            timers.push((first, TimerName::Task));
        }
        if !self.tasks.iter().any(|task| task.kind == TaskKind::ChaseAnswer)
            && let Some(first) = self.awaited().into_iter().map(|(_, since)| since).min()
        {
            let since = self.chased_on.map_or(first, |chased| chased.max(first));
            let due = since.checked_add_days(Days::new(REPLY_DAYS)).unwrap_or(NaiveDate::MAX);
            timers.push((due, TimerName::Reply));
        }
        timers.extend(self.contact_due().map(|due| (due, TimerName::Contact)));
        if let Some(first) = self.objections.iter().filter_map(ObjectionFile::to_notice).min() {
            timers.push((day_after(first), TimerName::Objection));
        }
        if let Some(first) = self.objections.iter().filter_map(ObjectionFile::penalty_after).min() {
            timers.push((day_after(first), TimerName::Notice));
        }
        if let Some(first) = self.objections.iter().filter_map(|file| file.warns_on).min() {
            timers.push((first, TimerName::ObjectionNear));
        }
        timers.sort_unstable();
        timers
    }

    /// The next day something is due; `None` when nothing is.
    pub fn next_due(&self) -> Option<NaiveDate> {
        self.timers().first().map(|(day, _)| *day)
    }
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}
