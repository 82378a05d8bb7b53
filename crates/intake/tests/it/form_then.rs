//! The form as it was, for whoever has to account for it.

use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use service::Refused;

use crate::form::{YOUNG, answer, answers, named, opened, question, record_acts, topics};
use crate::world::{TODAY, World, on_both};

on_both!(the_form_of_an_earlier_day_is_as_it_was);

async fn read_on(world: &World, case: &str, day: &str) -> Result<pb::GetFormResponse, Refused> {
    let message = pb::GetFormRequest { case_id: case.into(), on_day: day.into() };
    let answer = world.form().get_form(world.by(Role::QualityOfficer, message)).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Refused::from_status(&status))
}

async fn the_form_of_an_earlier_day_is_as_it_was(world: Arc<World>) {
    let case = &opened(&world, YOUNG).await;
    let message = answers(case, 1, "applicant", "debts=yes, basic_qualification=no");
    answer(&world, world.by(Role::ClientSystem, message)).await.unwrap();
    let first = read_on(&world, case, "").await.unwrap();

    world.advance("2026-03-05");
    let mut message = answers(case, 2, "consultant", "birth_date=1985-06-01, debts=no");
    for fact in &mut message.facts {
        fact.stated_on = "2026-03-05".into();
    }
    answer(&world, world.by(Role::IntakeConsultant, message)).await.unwrap();
    record_acts(&world, case).await;

    let now = read_on(&world, case, "").await.unwrap();
    assert!(!topics(&now).contains(&"education") && now.missing_acts.is_empty());
    assert_eq!((now.on_day.as_str(), now.version), ("2026-03-05", 3));
    for day in [TODAY, "2026-03-04"] {
        let then = read_on(&world, case, day).await.unwrap();
        assert_eq!((then.on_day.as_str(), then.version), (day, 2));
        assert!(topics(&then).contains(&"education"));
        assert_eq!(then.missing_acts, ["vacancy-offered", "rights-told"]);
        let answered = |form: &pb::GetFormResponse| question(form, "debts").unwrap().answer.clone();
        assert!(answered(&then) == answered(&first));
        assert!(
            answered(&then) != answered(&now) && then.page.contains("maart 2026. Er ontbreken"),
            "{}",
            then.page
        );
    }
    assert!(read_on(&world, case, TODAY).await.unwrap() == first);
    let refused = async |day: &str| named(&read_on(&world, case, day).await.err().unwrap());
    assert_eq!(refused("2026-03-06").await, ["on_day not-in-the-future"]);
    assert_eq!(refused("2026-03-01").await, ["on_day after-the-application"]);
    assert_eq!(refused("gisteren").await, ["on_day date-format"]);
}
