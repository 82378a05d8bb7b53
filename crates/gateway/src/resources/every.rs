//! One answer of each service about the same case.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use service::Line;
use tonic::{Code, Status};

use crate::App;
use crate::problem::Problem;

/// What every service answers, by its name. One that never heard of the case has nothing to say; what another cannot say
/// is no answer at all, because one with a part missing would look whole.
///
/// # Errors
///
/// [`Problem`] when a service cannot answer, or none of them knows the case.
pub(super) async fn of_every_service<'a, T, F>(
    app: &'a App,
    ask: impl Fn(&'a Line) -> F,
) -> Result<BTreeMap<&'static str, T>, Problem>
where
    F: Future<Output = Result<T, Status>>,
{
    whole(answers(app, |_| true, ask).await)
}

/// What those of some services answer that may tell it to the caller, and the names of those that may not. One that never
/// heard of the case has nothing to say.
///
/// # Errors
///
/// [`Problem`] when a service cannot answer, none of them knows the case, or none may tell of it.
pub(super) async fn of_who_may_tell<'a, T, F>(
    app: &'a App,
    asked: &[&str],
    ask: impl Fn(&'a Line) -> F,
) -> Result<Told<T>, Problem>
where
    F: Future<Output = Result<T, Status>>,
{
    told(answers(app, |name| asked.contains(&name), ask).await)
}

async fn answers<'a, T, F>(
    app: &'a App,
    asked: impl Fn(&str) -> bool,
    ask: impl Fn(&'a Line) -> F,
) -> Vec<(&'static str, Result<T, Status>)>
where
    F: Future<Output = Result<T, Status>>,
{
    let asked = app.clients.all().into_iter().filter(|(name, _)| asked(name)).map(|(name, line)| {
        let answer = ask(line);
        async move { (name, answer.await) }
    });
    join_all(asked).await
}

type Told<T> = (BTreeMap<&'static str, T>, Vec<&'static str>);

fn told<T>(answers: Vec<(&'static str, Result<T, Status>)>) -> Result<Told<T>, Problem> {
    let (kept_back, answers): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|(_, answer)| matches!(answer, Err(status) if status.code() == Code::PermissionDenied));
    let names = kept_back.iter().map(|(name, _)| *name).collect();
    match whole(answers) {
        Ok(parts) => Ok((parts, names)),
        Err(problem) => {
            Err(kept_back.into_iter().find_map(|(_, answer)| answer.err()).map_or(problem, Into::into))
        }
    }
}

fn whole<T>(answers: Vec<(&'static str, Result<T, Status>)>) -> Result<BTreeMap<&'static str, T>, Problem> {
    let (mut parts, mut unknown) = (BTreeMap::new(), None);
    for (name, answer) in answers {
        match answer {
            Ok(part) => {
                parts.insert(name, part);
            }
            Err(status) if status.code() == Code::NotFound => unknown = Some(status),
            Err(status) => return Err(status.into()),
        }
    }
    if parts.is_empty() {
        return Err(unknown.map_or_else(Problem::not_found, Into::into));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_never_heard_of_it_is_left_out_and_who_cannot_answer_fails_all() {
        let heard =
            whole(vec![("income", Ok(1)), ("intake", Err(Status::not_found("no"))), ("workflow", Ok(2))]);
        assert_eq!(heard.unwrap(), BTreeMap::from([("income", 1), ("workflow", 2)]));

        let away = whole(vec![("income", Ok(1)), ("intake", Err(Status::unavailable("away")))]);
        assert!(away.is_err());
        let not_you = || Err(Status::permission_denied("not you"));
        let (parts, kept_back) = told(vec![("income", not_you()), ("intake", Ok(1))]).unwrap();
        assert_eq!((parts, kept_back), (BTreeMap::from([("intake", 1)]), vec!["income"]));
        assert!(told::<i32>(vec![("income", not_you()), ("intake", Err(Status::not_found("no")))]).is_err());
        let nobody = whole::<i32>(vec![("income", Err(Status::not_found("no")))]);
        assert!(nobody.is_err(), "nobody knows the case");
    }
}
