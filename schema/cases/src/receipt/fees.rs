//! What a fee of the catalogue costs: fixed, by unit, or typed (οίκοθεν έσοδο).

use crate::records::FeeRecord;
use loggia_schema::explain::{Explained, Explanation};
use loggia_schema::message::{Finding, cash};

/// Most units of one line.
pub const MOST: u32 = 100_000;

/// What is due for so many units; `None` when the catalogue has no amount and the clerk types it.
///
/// Refusals: [`cash::QUANTITY_MISSING`], [`cash::QUANTITY_FORM`], Σ-113.
pub fn due(fee: &FeeRecord, quantity: Option<u32>) -> Result<Option<Explained>, Finding> {
    let form = || Finding::new(cash::QUANTITY_FORM).on("quantity");
    let Some(price) = fee.amount else {
        // An amount that is typed has no units.
        return match quantity {
            None | Some(1) => Ok(None),
            Some(_) => Err(form().with("most", 1)),
        };
    };
    let why = Explanation::of(format!("{}, {}", fee.title, fee.legal_basis));
    if fee.unit.is_empty() {
        return match quantity {
            None | Some(1) => Ok(Some(why.amount("Ποσό του καταλόγου", price).give(price))),
            Some(_) => Err(form().with("most", 1)),
        };
    }
    let units = quantity.ok_or_else(|| {
        Finding::new(cash::QUANTITY_MISSING)
            .on("quantity")
            .with("code", &fee.code)
            .with("unit", &fee.unit)
    })?;
    if units == 0 || units > MOST {
        return Err(form().with("most", MOST));
    }
    let due = price.times(i64::from(units))?;
    let why = why
        .input("Τιμή μονάδας", price)
        .input("Ποσότητα", format!("{units} ({})", fee.unit))
        .amount(format!("{units} × {price}"), due);
    Ok(Some(why.give(due)))
}

/// The text of the line on the paper: «Φωτοαντίγραφα, 5 × 0,20 € (σελίδα)».
pub fn text(fee: &FeeRecord, quantity: Option<u32>) -> String {
    match (fee.amount, quantity) {
        (Some(price), Some(units)) if !fee.unit.is_empty() => {
            format!("{}, {units} × {price} ({})", fee.title, fee.unit)
        }
        _ => fee.title.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::date;
    use loggia_schema::message::{Code, input};
    use loggia_schema::money::Cents;

    fn fee(amount: Option<i64>, unit: &str) -> FeeRecord {
        FeeRecord {
            code: "ΑΝΤ".into(),
            title: "Φωτοαντίγραφα".into(),
            budget_code: "1499003001".into(),
            amount: amount.map(Cents),
            unit: unit.into(),
            valid_from: date("2020-01-01"),
            valid_to: None,
            legal_basis: "απόφαση δοκιμής".into(),
        }
    }

    fn cents(fee: &FeeRecord, quantity: Option<u32>) -> Result<Option<i64>, Code> {
        due(fee, quantity)
            .map(|due| due.map(|due| due.value.get()))
            .map_err(|finding| finding.code)
    }

    #[test]
    fn units_times_price_explains_itself_and_the_rest_is_fixed_or_typed() {
        let (page, hall, typed) = (fee(Some(20), "σελίδα"), fee(Some(6_000), ""), fee(None, ""));
        assert_eq!(cents(&page, Some(5)), Ok(Some(100)));
        assert_eq!(cents(&hall, None), Ok(Some(6_000)));
        assert_eq!(cents(&hall, Some(1)), Ok(Some(6_000)));
        assert_eq!(cents(&typed, None), Ok(None));
        let why = due(&page, Some(5)).unwrap().unwrap().greek().join("\n");
        assert!(
            why.contains("5 × 0,20") && why.contains("απόφαση δοκιμής"),
            "{why}"
        );
        assert_eq!(
            text(&page, Some(5)),
            "Φωτοαντίγραφα, 5 × 0,20\u{a0}€ (σελίδα)"
        );
        assert_eq!(text(&hall, Some(1)), "Φωτοαντίγραφα");
    }

    #[test]
    fn units_that_cannot_be_are_refused() {
        let page = fee(Some(20), "σελίδα");
        assert_eq!(cents(&page, None), Err(cash::QUANTITY_MISSING));
        for units in [0, MOST + 1, u32::MAX] {
            assert_eq!(
                cents(&page, Some(units)),
                Err(cash::QUANTITY_FORM),
                "{units}"
            );
        }
        assert_eq!(
            cents(&fee(Some(6_000), ""), Some(2)),
            Err(cash::QUANTITY_FORM)
        );
        assert_eq!(cents(&fee(None, ""), Some(2)), Err(cash::QUANTITY_FORM));
        assert_eq!(
            cents(&fee(Some(i64::MAX), "σελίδα"), Some(2)),
            Err(input::AMOUNT_OVERFLOW)
        );
    }
}
