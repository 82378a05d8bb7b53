use std::io::{self, Write};

use domain::{Cents, Iban};
use rstest::rstest;
use sepa::Totals;
use sepa::transfer::{Batch, CreditTransferFile, LEAST, MOST, Refused, Transfer, write};

use crate::common::{batch, day, header, transfer};

fn refusal(batches: &[(Batch, Vec<Transfer>)]) -> String {
    write(io::sink(), &header(), batches).unwrap_err().to_string()
}

#[rstest]
#[case(0)]
#[case(-1)]
#[case(MOST.get() + 1)]
fn an_amount_out_of_bounds_is_refused(#[case] cents: i64) {
    let said = refusal(&[(batch("B"), vec![transfer(33, cents), transfer(34, 2)])]);
    assert_eq!(
        said,
        "payment A2611000000000000000000000000000011 is not between € 0,01 and € 999.999.999,99"
    );
}

#[rstest]
#[case(LEAST)]
#[case(MOST)]
fn an_amount_at_the_bound_is_paid(#[case] amount: Cents) {
    let told = write(io::sink(), &header(), &[(batch("B"), vec![transfer(1, amount.get())])]).unwrap();
    assert_eq!(told.totals.sum, amount);
}

#[test]
fn a_payment_stands_in_a_file_once_also_in_another_batch() {
    let twice = "payment A2611000000000000000000000000000011 stands in the file twice";
    assert_eq!(refusal(&[(batch("B"), vec![transfer(33, 1), transfer(33, 1)])]), twice);
    assert_eq!(refusal(&[(batch("A"), vec![transfer(33, 1)]), (batch("B"), vec![transfer(33, 2)])]), twice);
    let mut again = transfer(33, 1);
    again.id = again.id.again().unwrap();
    assert!(write(io::sink(), &header(), &[(batch("B"), vec![transfer(33, 1), again])]).is_ok());
}

#[test]
fn a_batch_stands_in_a_file_once() {
    let said = refusal(&[(batch("B"), vec![transfer(1, 1)]), (batch("B"), vec![transfer(2, 1)])]);
    assert_eq!(said, "batch B stands in the file twice");
}

#[test]
fn a_file_or_batch_without_payments_is_refused() {
    assert_eq!(refusal(&[]), "RUN-2026-11 holds no payment");
    assert_eq!(refusal(&[(batch("A"), vec![transfer(1, 1)]), (batch("B"), vec![])]), "B holds no payment");
}

#[test]
fn nothing_is_executed_before_the_day_of_the_file() {
    let mut late = batch("B");
    late.execution = day("2026-11-21");
    assert_eq!(
        refusal(&[(late, vec![transfer(1, 1)])]),
        "batch B is to be executed before the day of the file"
    );
}

#[test]
fn only_accounts_in_sepa_are_paid_or_pay() {
    let outside = Iban::with_check_digits("TR", "0000000TEST0000000000001").or_else(|_| {
        // A Turkish number begins with five digits of the bank and a reserve digit.
        Iban::with_check_digits("TR", "000000TEST00000000000A")
    });
    let outside = outside.unwrap();
    let mut payment = transfer(33, 1);
    payment.account = outside;
    let said = refusal(&[(batch("B"), vec![payment])]);
    assert_eq!(said, "payment A2611000000000000000000000000000011 goes to a country outside SEPA");
    let mut from = batch("B");
    from.account = outside;
    assert_eq!(refusal(&[(from, vec![transfer(1, 1)])]), "batch B pays from an account outside SEPA");
}

#[test]
fn totals_that_do_not_come_out_are_refused_at_the_batch_and_at_the_file() {
    let announced = Totals::new(2, Cents::new(300));
    let mut file = CreditTransferFile::begin(io::sink(), &header(), announced).unwrap();
    let mut writer = file.batch(&batch("B"), announced).unwrap();
    writer.transfer(&transfer(1, 100)).unwrap();
    let said = writer.finish().unwrap_err().to_string();
    assert_eq!(said, "B was announced as 2 payments of together € 3,00, and came to 1 of € 1,00");

    let mut file = CreditTransferFile::begin(io::sink(), &header(), announced).unwrap();
    let mut writer = file.batch(&batch("B"), Totals::new(2, Cents::new(299))).unwrap();
    writer.transfer(&transfer(1, 100)).unwrap();
    writer.transfer(&transfer(2, 199)).unwrap();
    writer.finish().unwrap();
    let said = file.finish().unwrap_err().to_string();
    assert_eq!(said, "RUN-2026-11 was announced as 2 payments of together € 3,00, and came to 2 of € 2,99");
}

#[test]
fn a_file_with_a_batch_that_was_not_finished_is_refused() {
    let totals = Totals::new(1, Cents::new(100));
    let mut file = CreditTransferFile::begin(io::sink(), &header(), totals).unwrap();
    let mut writer = file.batch(&batch("A"), totals).unwrap();
    writer.transfer(&transfer(1, 100)).unwrap();
    drop(writer);
    assert!(matches!(file.batch(&batch("B"), totals), Err(Refused::Unfinished)));
    assert!(matches!(file.finish(), Err(Refused::Unfinished)));
}

#[test]
fn a_payment_that_is_refused_leaves_no_trace() {
    let totals = Totals::new(1, Cents::new(100));
    let mut with = Vec::new();
    let mut file = CreditTransferFile::begin(&mut with, &header(), totals).unwrap();
    assert!(file.batch(&batch("A"), Totals::default()).is_err());
    let mut writer = file.batch(&batch("B"), totals).unwrap();
    assert!(writer.transfer(&transfer(1, 0)).is_err());
    writer.transfer(&transfer(1, 100)).unwrap();
    assert!(writer.transfer(&transfer(1, 100)).is_err());
    writer.finish().unwrap();
    file.finish().unwrap();
    let mut without = Vec::new();
    write(&mut without, &header(), &[(batch("B"), vec![transfer(1, 100)])]).unwrap();
    assert!(with == without);
}

#[test]
fn more_than_a_file_can_say_is_refused() {
    let many = Totals::new(1_000_000_000_000_000, Cents::new(1));
    let much = Totals::new(1, Cents::new(1_000_000_000_000_000_000));
    for totals in [many, much] {
        let refused = CreditTransferFile::begin(io::sink(), &header(), totals);
        assert!(matches!(refused, Err(Refused::TooMuch(_))));
    }
}

/// A disk that is full after so many bytes, and then has room again.
struct Full {
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.room.checked_sub(bytes.len()) {
            Some(room) => self.room = room,
            None => {
                self.room = usize::MAX;
                return Err(io::ErrorKind::StorageFull.into());
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn after_a_write_that_failed_nothing_is_called_a_file() {
    let totals = Totals::new(1_000, Cents::new(1_000));
    let mut file = CreditTransferFile::begin(Full { room: 70_000 }, &header(), totals).unwrap();
    let mut writer = file.batch(&batch("B"), totals).unwrap();
    let failed = (0..1_000).filter(|n| writer.transfer(&transfer(*n, 1)).is_err()).count();
    assert!(failed > 0, "the disk was full");
    assert!(writer.finish().is_err());
    assert!(file.finish().is_err());
}

#[test]
fn a_refusal_names_nobody() {
    let payment = transfer(33, 0);
    let refused =
        write(io::sink(), &header(), &[(batch("B"), vec![payment.clone(), transfer(1, 1)])]).unwrap_err();
    let said = format!("{refused} {refused:?} {payment:?} {:?}", batch("B"));
    assert!(!said.contains("Voorbeeld") && !said.contains("TEST000"), "{said}");
}
