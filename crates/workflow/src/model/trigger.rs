use super::state::Region;

macro_rules! triggers {
    (heard { $($heard:ident @ $home:ident),+ $(,)? } signals { $($signal:ident),+ $(,)? }) => {
        /// What a row of the table reacts to. What is heard from outside (a service, a person, the clock) has one
        /// region as its home, which decides on it in every state. Signals pass between regions within one
        /// advance; a region without a row for a signal leaves it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Trigger { $($heard),+, $($signal),+ }

        impl Trigger {
            /// All that come from outside.
            pub const HEARD: &'static [Self] = &[$(Self::$heard),+];
            pub const SIGNALS: &'static [Self] = &[$(Self::$signal),+];

            /// The region that decides on it; `None` for a signal.
            pub const fn home(self) -> Option<Region> {
                match self {
                    $(Self::$heard => Some(Region::$home),)+
                    $(Self::$signal => None),+
                }
            }
        }
    };
}

triggers! {
    heard {
        SearchAsked @ Gate,
        NoSearch @ Gate,
        SearchPassed @ Gate,
        SearchLifted @ Gate,
        SearchLeft @ Gate,
        SearchLeftBeside @ Gate,
        SearchBegins @ Gate,
        SearchTermOver @ Gate,
        IntakeCompleted @ Intake,
        FactsChanged @ Intake,
        NotProcessed @ Intake,
        NotProcessedAfterDecision @ Intake,
        RightGranted @ Entitlement,
        RightDenied @ Entitlement,
        RightDeniedBeside @ Entitlement,
        RightToPerson @ Entitlement,
        RightGrantedUnasked @ Entitlement,
        RightToPersonUnasked @ Entitlement,
        BenefitEnded @ Entitlement,
        BenefitEndedBeside @ Entitlement,
        CategoryNew @ Category,
        CategoryKept @ Category,
        CategoryLacksFacts @ Category,
        CategoryToPerson @ Category,
        DeviationProposed @ Category,
        DeviationSettled @ Category,
        ReferralOffered @ Referral,
        ReferralAccepted @ Referral,
        ReferralDeclined @ Referral,
        NoPartnerLeft @ Referral,
        ReferralWithdrawn @ Referral,
        AnswerTermOver @ Referral,
        AdviceRequested @ Referral,
        AdviceNegative @ Referral,
        PlaceAssigned @ Referral,
        PutOnWaitingList @ Referral,
        PlaceReleased @ Referral,
        TrajectoryStarted @ Trajectory,
        TrajectoryRefused @ Trajectory,
        OneTrajectoryEnded @ Trajectory,
        LastTrajectoryEnded @ Trajectory,
        OneTrajectorySucceeded @ Trajectory,
        TrajectorySucceeded @ Trajectory,
        OneOutflowToDecide @ Trajectory,
        LastOutflowToDecide @ Trajectory,
        TrajectoriesClosed @ Trajectory,
        TrajectoryTermOver @ Trajectory,
        ReviewUnchanged @ Review,
        ReviewRecategorise @ Review,
        ReviewTermOver @ Review,
        PolicyReview @ Review,
        PolicyReviewEarly @ Review,
        SeenAgain @ Review,
        SeenAgainComplete @ Review,
        SeenAgainEarly @ Review,
        ObjectionInTime @ Objection,
        ObjectionLate @ Objection,
        ObjectionExcused @ Objection,
        ObjectionInadmissible @ Objection,
        ObjectionHeard @ Objection,
        ObjectionAdvised @ Objection,
        ObjectionTermChanged @ Objection,
        ObjectionUpheld @ Objection,
        ObjectionDismissed @ Objection,
        ObjectionWithdrawn @ Objection,
        ObjectionTermOver @ Objection,
        ObjectionNoticed @ Objection,
        NoticeTermOver @ Objection,
        ObjectionTermNear @ Objection,
        AppealLodged @ Objection,
        AppealOver @ Objection,
        AppealUpheld @ Objection,
        AppealSentBack @ Objection,
        AppealSentBackUnheard @ Objection,
        DecisionReversed @ Objection,
        DecisionNotReversed @ Objection,
        EndAsked @ Closure,
        ApplicationNotReopened @ Closure,
        SuccessorNamed @ Closure,
        ContactRecorded @ Closure,
        ContactTermOver @ Closure,
        TaskDone @ Closure,
        TaskTermOver @ Closure,
        ReplyTermOver @ Closure,
        PaymentRejected @ Closure,
        SignalRaised @ Closure,
        SignalRepeated @ Closure,
        SignalMoot @ Closure,
        SignalSettled @ Closure,
        LastingSignalRaised @ Closure,
        LastingSignalSettled @ Closure,
    }
    signals {
        GatePassed,
        IntakeWaits,
        DecideRight,
        SkipRight,
        FactsNew,
        RightFactsNew,
        AssistanceAsked,
        AssistanceDropped,
        AskCategory,
        CategoryChanged,
        WayClear,
        GoToPartner,
        GoSheltered,
        GoAlone,
        PartnerAccepted,
        OnWaitingList,
        GotPlace,
        PlaceRefused,
        PlanReview,
        ReviewNow,
        Recategorise,
        ReassessRight,
        RedoReferral,
        RedoTrajectory,
        CaseOver,
        Ends,
        AllTakenBack,
        CaseReopens,
        ReopenAgain,
        AskAgain,
    }
}
