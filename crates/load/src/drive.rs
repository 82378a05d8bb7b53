//! Keeping so many cases under way, and measuring how long each takes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use domain::{Municipality, Role};
use hdrhistogram::Histogram;
use uuid::Uuid;

use crate::applicants::Applicants;
use crate::client::Client;
use crate::watch::{Point, Watch};

/// Latencies are kept in microseconds, to three digits.
const DIGITS: u8 = 3;
/// So many people of each kind take turns in each municipality: the gateway limits what one of them may ask.
const PEOPLE: usize = 32;
/// So many failures are kept in words.
const FAILURES_KEPT: usize = 5;

/// Gives tokens: an installation's own issuer.
pub type Tokens =
    Box<dyn Fn(&str, Option<&str>, &[Role], &Municipality) -> anyhow::Result<String> + Send + Sync>;

/// The people that a case meets: applicants and partners, each with their own token.
pub struct Cast {
    applicants: Applicants,
    /// For each profile of the applicants.
    consultants: Vec<Vec<Client>>,
    tokens: Tokens,
    /// By profile and partner.
    partners: Mutex<HashMap<(usize, String), Vec<Client>>>,
    next: AtomicUsize,
}

impl Cast {
    /// People at this gateway.
    ///
    /// # Errors
    ///
    /// When a token cannot be had, or there are no applicants.
    pub fn new(gateway: &str, applicants: Applicants, tokens: Tokens) -> anyhow::Result<Self> {
        anyhow::ensure!(!applicants.is_empty(), "no municipality's policy leads anyone to work at once");
        let roles = [Role::IntakeConsultant, Role::ReintegrationConsultant];
        let mut consultants: Vec<Vec<Client>> = Vec::new();
        for profile in applicants.profiles() {
            let mut people: Vec<Client> = Vec::new();
            for number in 0..PEOPLE {
                let token = tokens(&format!("consultant-{number}"), None, &roles, &profile.municipality)?;
                people.push(match consultants.iter().flatten().chain(&people).next() {
                    Some(first) => first.acting_as(&token, &profile.municipality),
                    None => Client::new(gateway, &token, &profile.municipality)?,
                });
            }
            consultants.push(people);
        }
        Ok(Self { applicants, consultants, tokens, partners: Mutex::default(), next: AtomicUsize::new(0) })
    }

    /// How many people have not applied yet.
    pub fn left(&self) -> usize {
        self.applicants.len().saturating_sub(self.next.load(Ordering::SeqCst))
    }

    /// The next applicant applies; gives their number, the place of their profile, and the case.
    async fn apply(&self) -> anyhow::Result<(usize, usize, Uuid)> {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let (place, application) = self.applicants.application(number).context("there are no more people")?;
        let applied = self.consultants[place][number % PEOPLE].apply(&application, Uuid::new_v4()).await?;
        Ok((number, place, applied.case))
    }

    /// One of the people of a partner.
    fn partner(&self, number: usize, place: usize, partner: &str) -> anyhow::Result<Client> {
        let mut partners = self.partners.lock().unwrap_or_else(PoisonError::into_inner);
        let people = partners.entry((place, partner.to_owned())).or_default();
        if people.is_empty() {
            let municipality = &self.applicants.profiles()[place].municipality;
            for number in 0..PEOPLE {
                let user = format!("{partner}-{number}");
                let token = (self.tokens)(&user, Some(partner), &[Role::Partner], municipality)?;
                people.push(self.consultants[place][0].acting_as(&token, municipality));
            }
        }
        Ok(people[number % PEOPLE].clone())
    }

    /// How many referrals wait for an answer in all municipalities, as the gateway tells.
    ///
    /// # Errors
    ///
    /// When it does not answer.
    pub async fn offered(&self) -> anyhow::Result<u64> {
        let mut offered = 0;
        for people in &self.consultants {
            offered += people[0].offered().await?.total;
        }
        Ok(offered)
    }
}

/// How far each case is brought.
pub enum Way {
    /// From application to an offer to a partner.
    ToOffer(Watch),
    /// From application through an offer that the partner accepts at once to a planned review.
    ToReview { offers: Watch, reviews: Watch },
}

impl Way {
    /// Until a partner was offered the case.
    ///
    /// # Errors
    ///
    /// When the database of partner-contracts cannot be reached.
    pub async fn to_offer(partner_contracts: &str) -> anyhow::Result<Self> {
        Ok(Self::ToOffer(Watch::over(Point::Offered, partner_contracts).await?))
    }

    /// Until the review is planned.
    ///
    /// # Errors
    ///
    /// When one of the databases cannot be reached.
    pub async fn to_review(partner_contracts: &str, workflow: &str) -> anyhow::Result<Self> {
        let offers = Watch::over(Point::Offered, partner_contracts).await?;
        Ok(Self::ToReview { offers, reviews: Watch::over(Point::ReviewScheduled, workflow).await? })
    }

    async fn go(&self, cast: &Cast) -> anyhow::Result<()> {
        let (number, place, case) = cast.apply().await?;
        match self {
            Self::ToOffer(offers) => {
                offers.until(case).await.context("waiting for an offer")?;
            }
            Self::ToReview { offers, reviews } => {
                let offer = offers.until(case).await.context("waiting for an offer")?;
                let referral = offer.referral.context("an offer without a referral")?;
                cast.partner(number, place, &offer.partner)?.accept(referral).await?;
                reviews.until(case).await.context("waiting for a review")?;
            }
        }
        Ok(())
    }
}

/// What came of a number of cases.
pub struct Run {
    /// Microseconds from sending the application until the end of the way was seen.
    pub latencies: Histogram<u64>,
    pub elapsed: Duration,
    pub failed: usize,
    /// The first few, in words.
    pub failures: Vec<String>,
}

impl Run {
    /// Cases that came through.
    pub fn cases(&self) -> u64 {
        self.latencies.len()
    }
}

/// Brings so many cases to the end of their way, so many at once; the next applies when one is through. `progress`
/// hears how many are.
///
/// # Errors
///
/// When nothing can be measured; a case that fails is counted.
pub async fn drive(
    cast: &Arc<Cast>,
    way: &Arc<Way>,
    cases: usize,
    at_once: usize,
    progress: &Arc<AtomicUsize>,
) -> anyhow::Result<Run> {
    let mut latencies = Histogram::new(DIGITS)?;
    let (left, mut failures, mut failed) = (Arc::new(AtomicUsize::new(cases)), Vec::new(), 0);
    let since = Instant::now();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..at_once.min(cases) {
        let (cast, way, left) = (Arc::clone(cast), Arc::clone(way), Arc::clone(&left));
        let progress = Arc::clone(progress);
        workers.spawn(async move {
            let mut results = Vec::new();
            while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                let since = Instant::now();
                let result = way.go(&cast).await.map(|()| since.elapsed());
                progress.fetch_add(1, Ordering::Relaxed);
                results.push(result);
            }
            results
        });
    }
    while let Some(results) = workers.join_next().await {
        for result in results? {
            match result {
                Ok(latency) => latencies.record(u64::try_from(latency.as_micros())?)?,
                Err(error) => {
                    failed += 1;
                    if failures.len() < FAILURES_KEPT {
                        failures.push(format!("{error:#}"));
                    }
                }
            }
        }
    }
    Ok(Run { latencies, elapsed: since.elapsed(), failed, failures })
}
