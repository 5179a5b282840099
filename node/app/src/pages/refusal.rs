//! What a refused form goes through: findings renamed to the form's fields, ticks under warnings honoured.

use loggia_node::NodeError;
use loggia_schema::message::{Code, Fault, Finding, access, numbers, storage};
use loggia_ui::Values;

/// Gives the command what was ticked and answers what still stands in the way.
///
/// The first attempt carries no ticks; when only warnings refuse it and each of them is ticked for the value that
/// stands in its field, a second one carries them. So a tick never confirms something nobody has seen.
///
/// # Errors
/// What no form can mend: a failing disk, a mistake of ours, a locked store.
pub fn attempt<T>(
    values: &Values,
    rename: impl Fn(Finding) -> Finding,
    mut command: impl FnMut(Vec<Code>) -> Result<T, NodeError>,
) -> Result<Result<T, Vec<Finding>>, NodeError> {
    let mut confirmed: Vec<Code> = Vec::new();
    loop {
        let findings = match command(confirmed.clone()) {
            Ok(done) => return Ok(Ok(done)),
            Err(error) if shown_in_form(&error) => error.findings(),
            Err(error) => return Err(error),
        };
        let findings: Vec<Finding> = findings.into_iter().map(&rename).collect();
        let open = values.blocking(&findings);
        let ticked: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
        if !open.is_empty() || ticked.iter().all(|code| confirmed.contains(code)) {
            return Ok(Err(if open.is_empty() {
                findings
            } else {
                open_and_ticked(findings, &open)
            }));
        }
        confirmed.extend(ticked);
    }
}

/// Warnings that were ticked stay on the page with their tick as long as something else is open.
fn open_and_ticked(findings: Vec<Finding>, open: &[Finding]) -> Vec<Finding> {
    findings
        .into_iter()
        .filter(|finding| open.contains(finding) || finding.is_warning())
        .collect()
}

/// Whether the form is shown again with its values: everything that can be mended, a full disk among it.
fn shown_in_form(error: &NodeError) -> bool {
    let code = error.code();
    let elsewhere = [
        access::LOCKED,
        access::FIRST_LOGIN,
        access::NOT_ENROLLED,
        storage::DOCUMENT_MISSING,
        numbers::NUMBER_NOT_FOUND,
    ];
    !elsewhere.contains(&code)
        && (matches!(code.fault(), Fault::User | Fault::Disk) || findings_of_form(error))
}

/// Refusals of rules, whoever must mend them (a tariff that is missing for a date is the centre's).
fn findings_of_form(error: &NodeError) -> bool {
    matches!(error, NodeError::Refused(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::message::{cases, us};

    const WARNING: Code = numbers::NUMBERS_LOW;

    fn warned() -> NodeError {
        Finding::new(WARNING).on("plate").into()
    }

    #[test]
    fn a_warning_passes_only_with_the_tick_for_its_present_value() {
        let command = |confirmed: Vec<Code>| {
            if confirmed.contains(&WARNING) {
                Ok(7)
            } else {
                Err(warned())
            }
        };
        let values = |tick: &str| {
            Values::default()
                .with("plate", "ΗΚΑ-1000")
                .with("confirm", tick)
        };
        let tick = format!("{}:ΗΚΑ-1000", WARNING.number());
        let stale = format!("{}:ΗΚΑ-1001", WARNING.number());
        let same = |finding| finding;
        assert_eq!(attempt(&values(&tick), same, command).unwrap(), Ok(7));
        assert!(attempt(&values(&stale), same, command).unwrap().is_err());
        assert!(attempt(&Values::default(), same, command).unwrap().is_err());
    }

    #[test]
    fn a_command_that_warns_for_ever_is_not_asked_for_ever() {
        let values = Values::default().with("confirm", format!("{}:", WARNING.number()));
        let command = |_: Vec<Code>| Err::<(), _>(Finding::new(WARNING).into());
        assert!(
            attempt(&values, |finding| finding, command)
                .unwrap()
                .is_err()
        );
    }

    #[test]
    fn what_no_form_can_mend_is_no_finding_of_a_form() {
        let refused = |code| {
            attempt(
                &Values::default(),
                |finding| finding,
                |_| Err::<(), _>(NodeError::refuse(code)),
            )
        };
        assert!(refused(access::LOCKED).is_err());
        assert!(refused(cases::PLACE_MISSING).is_ok());
        let ours = attempt(
            &Values::default(),
            |finding| finding,
            |_| Err::<(), _>(NodeError::Us("broken")),
        );
        assert_eq!(ours.unwrap_err().code(), us::UNEXPECTED);
    }
}
