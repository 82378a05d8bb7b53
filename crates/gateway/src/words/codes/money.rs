//! Codes about money.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    closed Betaalrunstatus, "Hoe het met de betaalrun staat." {
        "calculating" => "doorrekenen",
        "ready" => "gereed",
        "approved" => "goedgekeurd",
        "releasing" => "vrijgeven",
        "released" => "vrijgegeven",
        "discarding" => "intrekken",
        "discarded" => "ingetrokken",
    }
    closed Betalingstatus, "Hoe het met de betaling staat." {
        "waiting" => "wacht-op-run",
        "prepared" => "klaargezet",
        "released" => "naar-de-bank",
        "settled" => "betaald",
        "rejected" => "afgewezen",
        "replaced" => "opnieuw-gedaan",
        "withdrawn" => "ingetrokken",
    }
    open Betalingsoort, "Wat er betaald wordt." {
        "assistance" => "bijstand",
        "holiday-allowance" => "vakantietoeslag",
        "advance" => "voorschot",
        "correction" => "nabetaling",
        "special-assistance" => "bijzondere-bijstand",
        "minima" => "minimaregeling",
        "supplement" => "toeslag",
        "wage-cost-subsidy" => "loonkostensubsidie",
        "refund" => "terugbetaling",
        "ioaw" => "ioaw",
        "ioaz" => "ioaz",
        "self-employed" => "bbz",
    }
    closed Regeling, "Een regeling naast de algemene bijstand." {
        "ioaw" => "ioaw",
        "ioaz" => "ioaz",
        "self-employed" => "bbz",
        "income-supplement" => "individuele-inkomenstoeslag",
        "study-supplement" => "studietoeslag",
        "special-assistance" => "bijzondere-bijstand",
        "minima" => "minimaregeling",
        "wage-cost-subsidy" => "loonkostensubsidie",
    }
    closed Toekenningsvorm, "In welke vorm het wordt gegeven." {
        "gift" => "gift",
        "loan" => "lening",
    }
    open Geldbesluitsoort, "Waarover is besloten." {
        "granted" => "toegekend",
        "refused" => "afgewezen",
        "ended" => "beeindigd",
        "withdrawn" => "ingetrokken",
        "debt" => "schuld",
        "reversed" => "herroepen",
        "settled" => "vastgesteld",
        "recourse" => "verhaal",
        "measure" => "maatregel",
        "suspension" => "opschorting",
        "written-off" => "kwijtgescholden",
        "warning" => "waarschuwing",
        "warning-fell" => "waarschuwing-vervallen",
        "on-behalf" => "doorbetaling",
        "set-off" => "verrekend",
        "set-off-fell" => "verrekening-vervallen",
        "not-claimed" => "niet-teruggevorderd",
    }
    open Onderhoudsplichtige, "Op wie wordt verhaald." {
        "spouse" => "echtgenoot",
        "former-spouse" => "ex-echtgenoot",
        "parent" => "ouder",
        "donee" => "begiftigde",
        "estate" => "nalatenschap",
    }
    closed Begunstigde, "Wie betaald wordt." {
        "applicant" => "aanvrager",
        "partner" => "partner",
        "partner-1" => "partner-1",
        "partner-2" => "partner-2",
        "partner-3" => "partner-3",
        "partner-4" => "partner-4",
        "partner-5" => "partner-5",
        "partner-6" => "partner-6",
        "partner-7" => "partner-7",
        "partner-8" => "partner-8",
        "partner-9" => "partner-9",
        "third-1" => "vaste-lasten-1",
        "third-2" => "vaste-lasten-2",
        "third-3" => "vaste-lasten-3",
        "third-4" => "vaste-lasten-4",
        "third-5" => "vaste-lasten-5",
        "third-6" => "vaste-lasten-6",
        "third-7" => "vaste-lasten-7",
        "third-8" => "vaste-lasten-8",
        "third-9" => "vaste-lasten-9",
        "employer-1" => "werkgever-1",
        "employer-2" => "werkgever-2",
        "employer-3" => "werkgever-3",
        "employer-4" => "werkgever-4",
        "employer-5" => "werkgever-5",
        "employer-6" => "werkgever-6",
        "employer-7" => "werkgever-7",
        "employer-8" => "werkgever-8",
        "employer-9" => "werkgever-9",
    }
    open Schuldsoort, "Waar de schuld vandaan komt." {
        "recovery" => "terugvordering",
        "advance" => "voorschot",
        "loan" => "lening",
        "fine" => "boete",
    }
    closed Schuldbesluitsoort, "Waarover iemand heeft besloten." {
        "recovery" => "terugvordering",
        "fine" => "boete",
        "loan" => "lening",
    }
    closed Kwijtscheldingsgrond, "Waarom een schuld niet meer betaald hoeft te worden." {
        "recovery-stopped" => "lang-genoeg-betaald",
        "arrangement" => "schuldregeling",
        "fine-remission" => "boete-na-schuldregeling",
        "urgent-reasons" => "dringende-redenen",
        "lapsed" => "verjaard",
    }
    closed Terugvorderingsreden, "Waarom er te veel is betaald." {
        "information" => "inlichtingen-niet-gegeven",
        "too-much" => "te-veel-toegekend",
        "loan" => "lening-niet-nagekomen",
        "guarantee" => "borgtocht",
        "advance" => "voorschot-zonder-recht",
        "mistake" => "vergissing",
        "later-means" => "later-ontvangen-middelen",
    }
    open Medeschuldenaar, "Wie een schuld ook moet betalen." {
        "partner" => "partner",
        "unreported-partner" => "niet-opgegeven-partner",
    }
    closed Schuldbetaler, "Wie op een schuld betaalde." {
        "applicant" => "aanvrager",
        "partner" => "partner",
        "unreported-partner" => "niet-opgegeven-partner",
        "other" => "iemand-anders",
    }
    open Verschilsoort, "Wat er anders is dan de maand ervoor." {
        "new" => "nieuw",
        "ended" => "beeindigd",
        "changed" => "gewijzigd",
        "open" => "niet-te-berekenen",
        "no-account" => "geen-rekening",
    }
    open Regelsoort, "Waar het bedrag over gaat." {
        "assistance" => "bijstand",
        "lowering" => "verlaging",
        "holiday-reserved" => "gespaarde-vakantietoeslag",
        "holiday-paid" => "vakantietoeslag",
        "correction" => "correctie-over-een-eerdere-maand",
        "advance-settled" => "verrekend-voorschot",
        "offset" => "inhouding-voor-een-schuld",
        "paid-on-behalf" => "betaald-aan-een-ander",
    }
    open Onderdeelsoort, "Welke stap het is van de norm naar de bijstand van een maand." {
        "norm" => "norm",
        "norm-change" => "verhoging-of-verlaging-van-de-norm",
        "income" => "inkomen",
        "free" => "telt-niet-mee",
        "holiday-claim" => "vakantietoeslag-over-inkomen",
        "spouse" => "inkomen-van-een-partner-zonder-recht",
        "above-norm" => "inkomen-boven-de-norm",
        "settled" => "vastgesteld-door-een-consulent",
        "other-days" => "andere-dagen-van-de-maand",
    }
    closed Inkomstensoort, "Wat er ontvangen is." {
        "earnings" => "loon",
        "self-employment" => "inkomsten-uit-eigen-werk",
        "former-work" => "uitkering-of-inkomen-uit-vroeger-werk",
        "without-tax-credit" => "uitkering-zonder-algemene-heffingskorting",
        "reduced-state-pension" => "onvolledige-aow",
        "private-pension" => "aanvullend-pensioen",
        "tax-credit" => "heffingskorting",
        "maintenance" => "alimentatie",
        "parental-maintenance" => "onderhoud-door-ouders",
        "rent-or-board" => "huur-of-kostgeld",
        "student-finance" => "studiefinanciering",
        "unpaid-work" => "onbetaald-werk-dat-betaald-hoort-te-zijn",
        "informal-care" => "onbetaalde-mantelzorg",
        "holiday-allowance-paid" => "uitbetaalde-vakantietoeslag",
        "food-bank" => "hulp-van-de-voedselbank",
        "in-kind" => "loon-in-natura",
        "from-capital" => "inkomen-uit-vermogen",
        "other" => "overig-inkomen",
        "for-someone-else" => "bestemd-voor-een-ander",
        "child-benefit" => "kinderbijslag",
        "young-disabled-credit" => "jonggehandicaptenkorting",
        "allowance" => "toeslag",
        "expense-refund" => "teruggaaf-of-onkostenvergoeding",
        "child-earnings" => "loon-van-een-kind-ten-laste",
        "exempt-interest" => "rente-over-vrij-vermogen",
        "reintegration-premium" => "premie-voor-re-integratie",
        "volunteer-allowance" => "vrijwilligersvergoeding",
        "damages" => "schadevergoeding",
        "gift" => "gift",
        "energy-allowance" => "energietoeslag",
        "exempt-by-law" => "tegemoetkoming-die-de-wet-vrijlaat",
        "carers-token" => "mantelzorgcompliment",
    }
    open Boekingsoort, "Waarom er iets te betalen kwam of afging." {
        "month" => "bijstand",
        "earlier-month" => "bijstand-over-een-eerdere-maand",
        "correction" => "correctie-over-een-eerdere-maand",
        "holiday" => "vakantietoeslag",
        "advance" => "voorschot",
        "became-debt" => "schuld-geworden",
        "advance-settled" => "verrekend-voorschot",
        "offset" => "inhouding-voor-een-schuld",
        "scheme" => "andere-regeling",
        "reversed" => "terug-na-bezwaar",
        "other" => "anders",
    }
    closed Beschikkinguitkomst, "Wat er is besloten." {
        "granted" => "toegekend",
        "denied" => "afgewezen",
        "person-decides" => "mens-beslist",
        "ended" => "beeindigd",
    }
    closed Beschikkingwijze, "Hoe het besluit tot stand kwam." {
        "assessed" => "volgens-de-regels",
        "settled" => "door-een-consulent",
        "ended" => "door-het-einde-van-de-zaak",
    }
    open Grootboekrekening, "Een rekening van het grootboek." {
        "expense-assistance" => "lasten-bijstand",
        "expense-ioaw" => "lasten-ioaw",
        "expense-ioaz" => "lasten-ioaz",
        "expense-bbz" => "lasten-bbz",
        "expense-special" => "lasten-bijzondere-bijstand",
        "expense-minima" => "lasten-minimaregelingen",
        "expense-supplement" => "lasten-toeslagen",
        "expense-wage-cost-subsidy" => "lasten-loonkostensubsidie",
        "holiday-reserve" => "gespaarde-vakantietoeslag",
        "payable" => "te-betalen",
        "payable-schemes" => "te-betalen-andere-regelingen",
        "ordered" => "in-opdracht",
        "in-transit" => "onderweg",
        "bank" => "bank",
        "returned" => "teruggekomen",
        "debt-recovery" => "vordering-terugvordering",
        "debt-advance" => "vordering-voorschot",
        "debt-loan" => "vordering-lening",
        "debt-fine" => "vordering-boete",
        "income-fines" => "baten-boetes",
        "claim-recourse" => "vordering-verhaal",
        "income-recourse" => "baten-verhaal",
        "received" => "ontvangen-geld",
        "wage-tax" => "loonheffing",
        "written-off" => "afgeschreven",
    }
    open Invorderingsfactor, "Waar de scorekaart invordering naar kijkt." {
        "months-in-arrears" => "maanden-achterstand",
        "missed-instalments" => "gemiste-termijnen",
        "broken-arrangements" => "niet-nagekomen-regelingen",
        "unanswered-contacts" => "contacten-zonder-reactie",
        "owed-euros" => "schuld-in-euros",
        "other-seizures" => "beslagen-van-anderen",
        "can-pay" => "kan-nu-betalen",
        "from-breach" => "na-schending-inlichtingenplicht",
    }
    open Bankpostsoort, "Waarom iemand het nakijkt." {
        "other-file" => "ander-bestand",
        "unknown-payment" => "onbekende-betaling",
        "other-amount" => "ander-bedrag",
        "contradiction" => "tegenstrijdig",
        "other-account" => "andere-rekening",
        "credit" => "onbekende-bijschrijving",
        "debit" => "onbekende-afschrijving",
        "unknown-debt" => "onbekende-schuld",
        "debt-not-booked" => "niet-geboekt-op-schuld",
    }
    open Afschriftfout, "Wat er aan een afschrift niet klopt." {
        "no-balance" => "saldo-ontbreekt",
        "not-adding-up" => "telt-niet-op",
        "not-following" => "sluit-niet-aan",
    }
    closed Openpostsoort, "Waar een open post op wacht." {
        "payable" => "niet-in-opdracht",
        "waiting" => "wacht-op-run",
        "prepared" => "klaargezet",
        "released" => "naar-de-bank",
        "rejected" => "afgewezen",
    }
}
