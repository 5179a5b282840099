//! Προσωπικός αριθμός, the number of the citizen.

use super::Afm;
use super::define::bare;
use crate::message::{Finding, input};
use crate::text::code_letters;

identifier! {
    /// Προσωπικός αριθμός: three Latin letters or digits (two chosen by the citizen, one check), then the ΑΦΜ.
    /// The rule of the check character is not published and is not checked.
    PersonalNumber, hidden
}

impl PersonalNumber {
    /// Reads twelve characters, blanks and lower case allowed; Greek look-alike letters become Latin.
    ///
    /// Refusals: Σ-100 empty, Σ-134 shape, Σ-135 the ΑΦΜ inside it.
    pub fn parse(typed: &str) -> Result<PersonalNumber, Finding> {
        let text = code_letters(&bare(typed));
        if text.is_empty() {
            return Err(Finding::new(input::EMPTY));
        }
        if text.len() != 12
            || !text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        {
            return Err(Finding::new(input::PERSONAL_NUMBER_FORM));
        }
        Afm::parse(&text[3..]).map_err(|_| Finding::new(input::PERSONAL_NUMBER_AFM))?;
        Ok(PersonalNumber(text))
    }

    /// The ΑΦΜ inside it.
    pub fn afm(&self) -> Result<Afm, Finding> {
        Afm::parse(&self.0[3..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_and_the_afm_inside() {
        let number = PersonalNumber::parse("α7k 000123454").unwrap();
        assert_eq!(number.as_str(), "A7K000123454");
        assert_eq!(number.afm().unwrap().as_str(), "000123454");
        let code = |typed| PersonalNumber::parse(typed).unwrap_err().code;
        assert_eq!(code("A7K000123455"), input::PERSONAL_NUMBER_AFM);
        assert_eq!(code("A7K00012345"), input::PERSONAL_NUMBER_FORM);
        assert_eq!(code("Λ7K000123454"), input::PERSONAL_NUMBER_FORM);
        assert_eq!(code("A-K000123454"), input::PERSONAL_NUMBER_FORM);
        assert_eq!(code("A7KEL1234567"), input::PERSONAL_NUMBER_AFM);
        assert_eq!(code(""), input::EMPTY);
    }
}
