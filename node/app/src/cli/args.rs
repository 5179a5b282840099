//! The words of `loggia-node`.
//!
//! Passwords and enrolment codes never stand on the command line, where other users of the machine could read
//! them: they come from a file or, written as `-`, from standard input. What a command answers is one JSON line on
//! standard output; exit status 0 means that it is durable.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// An office of the municipality: works without a line, meets the centre when there is one.
#[derive(Debug, Parser)]
#[command(name = "loggia-node", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// Folder of the office's encrypted store.
    #[arg(
        long,
        global = true,
        default_value = "loggia-node-data",
        env = "LOGGIA_NODE_DIR"
    )]
    pub dir: PathBuf,
    /// Folder of the marks that must not lie inside the store; usual: beside it.
    #[arg(long, global = true, env = "LOGGIA_NODE_MARKS")]
    pub marks: Option<PathBuf>,
    /// Clock of a training store, e.g. 2026-11-23T10:00; refused by any other.
    #[arg(long, global = true, env = "LOGGIA_TRAINING_NOW")]
    pub now: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Who acts: the login name, and where the password is.
#[derive(Debug, Clone, Args)]
pub struct Who {
    /// Login name.
    #[arg(long)]
    pub user: String,
    /// File with the password, or `-` for standard input.
    #[arg(long, default_value = "-")]
    pub password_file: PathBuf,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes the folder, the device's key and the first user's key slot.
    Init {
        /// A store for exercises: papers and screens say so, and its clock may be set.
        #[arg(long)]
        training: bool,
        /// The first user of this device and the password they choose.
        #[command(flatten)]
        who: Who,
    },
    /// Joins the municipality with a one-time code.
    Enrol {
        /// Address of the centre.
        #[arg(long)]
        centre: SocketAddr,
        /// File with the enrolment code, or `-`.
        #[arg(long)]
        code_file: PathBuf,
        /// Name of the device as people call it.
        #[arg(long)]
        name: String,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// Serves the pages on this machine only, and syncs whenever there is a line.
    Serve {
        /// Port on 127.0.0.1; 0 takes a free one.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Do not sync by itself.
        #[arg(long)]
        no_sync: bool,
        /// New address of the centre, kept for the next time.
        #[arg(long)]
        centre: Option<SocketAddr>,
    },
    /// Fines (πρόστιμα).
    #[command(subcommand)]
    Fine(Fine),
    /// Cash receipts (διπλότυπα).
    #[command(subcommand)]
    Receipt(Receipt),
    /// Citizen requests (αιτήματα).
    #[command(subcommand)]
    Request(Request),
    /// The protocol and the papers of a village (πρωτόκολλο).
    #[command(subcommand)]
    Protocol(Protocol),
    /// Irrigation readings and what a water keeper does beside them (ενδείξεις άρδευσης).
    #[command(subcommand)]
    Reading(Reading),
    /// Attaches a picture or a PDF to a case; pictures are cleaned and made smaller.
    Attach {
        /// Number or id of the case.
        case: String,
        /// The file: JPEG, PNG or PDF.
        #[arg(long)]
        file: PathBuf,
        /// What it is to the case.
        #[arg(long, value_enum, default_value = "document")]
        what: FileKind,
        /// A key of the caller's own: the same key attaches once, a retry gets the first answer.
        #[arg(long)]
        key: Option<String>,
        /// Who acts.
        #[command(flatten)]
        who: Who,
    },
    /// The cash box (ταμειακή ημέρα).
    #[command(subcommand)]
    Cash(Cash),
    /// Lists cases.
    List {
        /// Which cases.
        #[arg(value_enum)]
        kind: Kind,
        /// Only this state.
        #[arg(long)]
        state: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// From which on.
        #[arg(long, default_value_t = 0)]
        offset: u32,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// Shows one case with its timeline, by number or id.
    Show {
        /// Number or id.
        what: String,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// Searches cases, and debts that can be paid here; accents do not matter.
    Search {
        /// At least two characters.
        text: String,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// What the office holds and what waits.
    Status {
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// Meets the centre once.
    Sync {
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// The leased numbers and how many remain.
    Numbers {
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// People of this device.
    #[command(subcommand)]
    Users(Users),
    /// Checks the signed stub of a paper without a network.
    Verify {
        /// The text of the paper's QR code.
        stub: String,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
    /// Recomputes every row from the entries.
    Rebuild {
        /// Only compare; exit status 1 when a row differs.
        #[arg(long)]
        check: bool,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
}

/// Which cases a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Fines.
    Fine,
    /// Cash receipts.
    Receipt,
    /// Citizen requests.
    Request,
    /// Entries of the protocol.
    Protocol,
    /// Reading books.
    Reading,
    /// Cash days.
    CashDay,
}

/// What an attached file is to its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileKind {
    /// A photograph of what was seen.
    Photo,
    /// A scan of a paper.
    Scan,
    /// A paper that came as a file.
    Document,
}

/// A file with the command's input as JSON, or `-`; the caller's key makes a retry harmless.
#[derive(Debug, Clone, Args)]
pub struct Input {
    /// File with the input as JSON, or `-` when the password comes from a file.
    #[arg(long)]
    pub input: PathBuf,
    /// A key of the caller's own: the same key is executed once, a retry gets the first answer.
    #[arg(long)]
    pub key: Option<String>,
    /// Who acts.
    #[command(flatten)]
    pub who: Who,
}

/// Commands on fines.
#[derive(Debug, Subcommand)]
pub enum Fine {
    /// Issues a fine with the next leased number.
    Issue(Input),
    /// Marks an issued number as spoiled, with a reason.
    Spoil(Input),
    /// Replaces a fine by a corrected one with a new number.
    Replace(Input),
    /// Records how and when a fine was served.
    Serve(Input),
}

/// Commands of the protocol.
#[derive(Debug, Subcommand)]
pub enum Protocol {
    /// Registers a document under the desk's next number.
    Register(Input),
    /// Charges an entry to a unit.
    Route(Input),
    /// Answers or files an entry.
    Answer(Input),
    /// Cancels an entry; its number stays.
    Cancel(Input),
}

/// Commands of a water keeper.
#[derive(Debug, Subcommand)]
pub enum Reading {
    /// Takes a reading.
    Take(Input),
    /// Mends the newest own reading of a meter before it is sent.
    Correct(Input),
    /// Decides about a held reading.
    Decide(Input),
    /// Replaces a meter, with its final reading.
    Replace(Input),
    /// Transfers a connection, with the shared final reading.
    Transfer(Input),
    /// Reports that no water comes.
    NoWater(Input),
    /// Asks for a turn of water.
    Turn(Input),
    /// Writes a note on a meter.
    Note(Input),
    /// Shows the walk of a network with the newest readings.
    Walk {
        /// Code of the network.
        network: String,
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
}

/// Commands on receipts.
#[derive(Debug, Subcommand)]
pub enum Receipt {
    /// Takes money and issues a receipt with the next leased number.
    Issue(Input),
    /// Cancels a receipt of the same cash day, with a reason.
    Cancel(Input),
    /// Marks the next number as spoiled, with a reason.
    Spoil(Input),
}

/// Commands on requests.
#[derive(Debug, Subcommand)]
pub enum Request {
    /// Takes a request in; what is missing makes it wait for the citizen.
    Register(Input),
    /// Does something with it: charge, comment, ask, bring papers, complete, reject and the rest.
    Act(Input),
}

/// Commands on the cash box of this device.
#[derive(Debug, Subcommand)]
pub enum Cash {
    /// Opens a box with its float.
    Open(Input),
    /// Counts the box and hands it to a colleague.
    Hand(Input),
    /// Takes over the box that was handed to the user.
    Take(Input),
    /// Gives back a box that was not taken over yet.
    Return(Input),
    /// Counts and closes the box.
    Close(Input),
    /// The boxes that are open, and what their receipts add up to.
    Show {
        /// Who asks.
        #[command(flatten)]
        who: Who,
    },
}

/// Commands on the device's users.
#[derive(Debug, Subcommand)]
pub enum Users {
    /// Lets a colleague log in on this device.
    Add {
        /// The colleague's login name.
        name: String,
        /// File with the colleague's first password.
        #[arg(long)]
        new_password_file: PathBuf,
        /// Who acts.
        #[command(flatten)]
        who: Who,
    },
    /// Chooses another password; after a colleague made the slot, this comes first.
    Password {
        /// File with the new password.
        #[arg(long)]
        new_password_file: PathBuf,
        /// Who acts, with the present password.
        #[command(flatten)]
        who: Who,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_words_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_argument_takes_a_password() {
        fn walk(command: &clap::Command) {
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(
                    !id.contains("password") || id.ends_with("password_file"),
                    "{id}"
                );
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&Cli::command());
    }
}
