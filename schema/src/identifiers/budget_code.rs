//! Κωδικός αριθμός προϋπολογισμού, the code of a budget line.

use super::define::{all_digits, bare};
use crate::message::{Finding, input};

identifier! {
    /// Budget code: the old form `00.6011`, `20-6641.0001` (service, economic code, sub-code; `9111` alone) or the
    /// form of 2026, `055.2120102`, `055.2120102.001`, `055.2120102001`. Which of them holds is dated data.
    BudgetCode, open
}

impl BudgetCode {
    /// Reads a code as the budget prints it; blanks are dropped. Refusals: Σ-100 empty, Σ-178 shape.
    pub fn parse(typed: &str) -> Result<BudgetCode, Finding> {
        let text = bare(typed);
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if text == "9111" || is_old(&text) || is_new(&text) {
            return Ok(BudgetCode(text));
        }
        Err(Finding::new(input::BUDGET_CODE_FORM).with("value", text))
    }
}

/// `NN.NNNN` or `NN-NNNN`, then `.NNNN` if there is a sub-code.
fn is_old(text: &str) -> bool {
    text.split_once(['.', '-']).is_some_and(|(service, rest)| {
        let (economic, sub) = rest
            .split_once('.')
            .map_or((rest, None), |(e, s)| (e, Some(s)));
        digits_of(service, 2) && digits_of(economic, 4) && sub.is_none_or(|sub| digits_of(sub, 4))
    })
}

/// `NNN.NNNNNNN`, then three digits more with or without a dot.
fn is_new(text: &str) -> bool {
    text.split_once('.').is_some_and(|(body, rest)| {
        let (economic, sub) = rest
            .split_once('.')
            .map_or((rest, None), |(e, s)| (e, Some(s)));
        let tail = match sub {
            Some(sub) => digits_of(economic, 7) && digits_of(sub, 3),
            None => digits_of(economic, 7) || digits_of(economic, 10),
        };
        digits_of(body, 3) && tail
    })
}

fn digits_of(text: &str, n: usize) -> bool {
    text.len() == n && all_digits(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::define::tests::run_mixed_vectors;

    #[test]
    fn vectors() {
        run_mixed_vectors::<BudgetCode>("budget_code");
    }

    #[test]
    fn shapes_between_the_two_forms_are_refused() {
        for typed in [
            "00.6011.",
            "00.6011.1",
            "00-6011-0001",
            "055-2120102",
            "055.2120102.01",
            "055.21201020",
            "9112",
            "00..6011",
        ] {
            assert_eq!(
                BudgetCode::parse(typed).unwrap_err().code,
                input::BUDGET_CODE_FORM,
                "{typed}"
            );
        }
        assert!(BudgetCode::parse("055.2120102.001").is_ok());
        assert!(BudgetCode::parse("055.2120102").is_ok());
    }
}
