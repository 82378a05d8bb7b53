//! Who has an intake of their own.

use domain::{FactKey, Facts, TraceInput};

use crate::categorise::inputs;
use crate::model::{IntakeRoute, Policy};

/// The intake that a person has by this policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteFound<'p> {
    /// `None`: the intake that everyone has.
    pub route: Option<&'p IntakeRoute>,
    /// What was looked at until it was found.
    pub inputs: Vec<TraceInput>,
    /// Unknown facts that could lead elsewhere.
    pub missing: Vec<FactKey>,
}

impl Policy {
    /// The first route that fits this person (IN-9).
    pub fn intake_route(&self, facts: &Facts) -> RouteFound<'_> {
        let (mut tested, mut missing) = (Vec::new(), Vec::new());
        for route in &self.intake_routes {
            for key in &route.when {
                match facts.yes_no(*key) {
                    Some(true) => {
                        tested.push(*key);
                        return RouteFound { route: Some(route), inputs: inputs(&tested, facts), missing };
                    }
                    Some(false) => tested.push(*key),
                    None => missing.push(*key),
                }
            }
        }
        RouteFound { route: None, inputs: inputs(&tested, facts), missing }
    }
}
