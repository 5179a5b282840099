//! What keepers of the water want: to read the meters of one short walk, both the same ones.

use crate::command::{Attempt, Command, Meant};
use crate::dice::Dice;
use crate::office::Office;
use crate::options::Options;
use loggia_node::commands::ReadingTake;

/// The network that both keepers were appointed to.
const NETWORK: &str = "ΔΙΚ-2";
/// The meters of their walk.
const METERS: [&str; 4] = ["Υ0032", "Υ0033", "Υ0034", "Υ0035"];

/// What the keeper at this laptop does next. Without the meters of his network he reads nothing.
pub fn keeper(
    office: &mut Office,
    key: String,
    options: &Options,
    dice: &mut Dice,
) -> Option<Attempt> {
    let meter = *dice.pick(&METERS);
    let stop = office.session()?.ok()?.stop(NETWORK, Some(meter)).ok()??;
    let (wrong, backwards) = options.keeper;
    let honest = Meant::Reading {
        start: stop.meter.start.value,
    };
    let few = u64::try_from(dice.between(1, 12)).expect("a small number");
    let (value, meant) = match () {
        () if dice.permille(wrong) => {
            let typed = *dice.pick(&["", "-5", "1.234", "εννιά"]);
            (typed.to_owned(), Meant::Wrong("a reading without digits"))
        }
        () if dice.permille(backwards) => ((stop.last.value - few).to_string(), honest),
        () => ((stop.last.value + few).to_string(), honest),
    };
    let command = Command::Read(ReadingTake {
        scope: Some(stop.scope),
        meter: meter.to_owned(),
        value,
        ..ReadingTake::default()
    });
    Some(Attempt {
        key,
        command,
        meant,
    })
}
