use domain::{Direction, RefusalKind};

use super::{Running, of, partner, request, routing, rules};
use crate::model::{Answer, Event, answer, expire, withdraw};

#[test]
fn a_decline_goes_to_the_next_partner_until_none_is_left_and_a_withdrawal_begins_anew() {
    let (partners, routing) = ([partner("a", 5), partner("b", 5)], routing(&[]));
    let mut running = Running::new(rules(&partners, &routing));
    let (of, request) = (of(1), request(Direction::Work));
    running.offer(&of, &request);
    let first = running.open(&of).unwrap();
    assert_eq!((first.partner.as_str(), first.answer_by.to_string().as_str()), ("a", "2026-03-16"));

    let no = Answer::Decline("geen plek in de groep".into());
    let step = running.step(&of, |known| answer(known, &first, &no)).unwrap();
    let events = running.lay(step);
    let [Event::Declined(declined), Event::Offered(next)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((declined.partner.as_str(), next.partner.as_str()), ("a", "b"));

    let next = running.open(&of).unwrap();
    let step = running.step(&of, |known| expire(known, next.id));
    let events = running.lay(step);
    assert!(matches!(&events[..], [Event::Declined(_), Event::NoPartnerLeft(_)]), "{events:?}");
    assert_eq!(running.offer(&of, &request), [Event::NoPartnerLeft(of.clone())]);

    let step = running.step(&of, |known| withdraw(known, &of, "andere categorie"));
    assert_eq!(running.lay(step), [Event::Withdrawn(of.clone())]);
    assert!(matches!(&running.offer(&of, &request)[..], [Event::Offered(again)] if again.partner == "a"));
}

#[test]
fn an_answer_is_taken_once_and_refused_by_name_when_it_cannot_be() {
    let (partners, routing) = ([partner("a", 5)], routing(&[]));
    let mut running = Running::new(rules(&partners, &routing));
    let of = of(1);
    running.offer(&of, &request(Direction::Work));
    let offered = running.open(&of).unwrap();
    let no = Answer::Decline("vol".into());

    let step = running.step(&of, |known| answer(known, &offered, &Answer::Accept)).unwrap();
    running.lay(step);
    let accepted = running.open(&of).unwrap();
    let again = running.step(&of, |known| answer(known, &accepted, &Answer::Accept)).unwrap();
    assert!(again.events.is_empty() && again.referrals.is_empty());
    let refusal = running.step(&of, |known| answer(known, &accepted, &no)).unwrap_err();
    assert_eq!(refusal.rule, "referral-answered");
    let late = running.step(&of, |known| expire(known, accepted.id));
    assert!(late.events.is_empty() && late.referrals.is_empty() && late.lines.len() == 1);

    let step = running.step(&of, |known| withdraw(known, &of, "beëindigd"));
    running.lay(step);
    let withdrawn = running.of_case(&of).remove(0);
    let refusal = running.step(&of, |known| answer(known, &withdrawn, &Answer::Accept)).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.kind), ("referral-withdrawn", RefusalKind::Precondition));
}
