//! The words of `loggia-central`.
//!
//! Passwords never stand on the command line, where other users of the machine could read them: they come from a
//! file or, written as `-`, from standard input. What a command answers is one JSON line on standard output.

use crate::SUBSYSTEMS;
use clap::{Arg, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use loggia_core::subsystem::CliCommand;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The town hall: takes in what the offices wrote, keeps the books, serves the back office.
#[derive(Debug, Parser)]
#[command(name = "loggia-central", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// Where the installation is, and who acts.
    #[command(flatten)]
    pub options: Options,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the installation is, and who acts; understood before and after the command.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Data folder.
    #[arg(
        long,
        global = true,
        default_value = "loggia-central-data",
        env = "LOGGIA_CENTRAL_DIR"
    )]
    pub dir: PathBuf,
    /// Key file, outside the data folder; by default beside it.
    #[arg(long, global = true, env = "LOGGIA_CENTRAL_KEYS")]
    pub keys: Option<PathBuf>,
    /// Address of PostgreSQL instead of a file in the data folder.
    #[arg(long, global = true, env = "LOGGIA_POSTGRES", hide_env_values = true)]
    pub postgres: Option<String>,
    /// Clock of a training installation, e.g. 2026-11-23T10:00; refused by any other.
    #[arg(long, global = true, env = "LOGGIA_TRAINING_NOW")]
    pub now: Option<String>,
    /// Act as this user, with his rights; without it, as the administrator who holds the key file.
    #[arg(long, global = true)]
    pub user: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an installation: keys, store, chart of accounts, the open year.
    Init {
        /// Number of the municipality; stands in everything that is signed.
        #[arg(long, default_value_t = 1)]
        municipality: u32,
        /// Its name.
        #[arg(long, default_value = "Δήμος Ηρακλείου")]
        name: String,
        /// For exercises: nothing has legal effect, the clock may be set, test passwords are accepted.
        #[arg(long)]
        training: bool,
    },
    /// Serves the back office (HTTP) and the laptops (QUIC); prints both addresses as one JSON line.
    Serve {
        /// Address for laptops; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        quic: SocketAddr,
        /// Address for browsers; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        http: SocketAddr,
    },
    /// Brings a folder in: our own CSV files, and files of old programs with their profiles.
    Import {
        /// The folder.
        folder: PathBuf,
        /// Only check and count.
        #[arg(long)]
        dry_run: bool,
        /// Where every row that needs a person is listed: this name with .csv and .jsonl; by default `import-report`
        /// inside the folder.
        #[arg(long)]
        report: Option<PathBuf>,
    },
    /// Writes a demo folder.
    Demo {
        /// The folder.
        folder: PathBuf,
        /// Seed of the invented persons.
        #[arg(long, default_value_t = 2026)]
        seed: u64,
        /// `full`: 180,000 persons, 200,000 open debts, 9,000 connections; `small`: a hundredth of it. Alone it writes the
        /// files of old programs without their mistakes.
        #[arg(long, value_enum)]
        size: Option<DemoSize>,
        /// Files of old programs with their usual mistakes, and what has to come of them.
        #[arg(long)]
        dirt: bool,
    },
    /// Makes a one-time code for a new device.
    Enrol {
        /// Name of the device, as on its sticker.
        #[arg(long)]
        name: String,
        /// Codes of the desks it will hold, e.g. ΔΑ-1.
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
    },
    /// Takes a device out.
    Revoke {
        /// Its key, or its name if only one has it.
        device: String,
        /// Why; stands in the gap register.
        #[arg(long)]
        reason: String,
    },
    /// Users and their passwords.
    #[command(subcommand)]
    Users(Users),
    /// The line to the laptops: cut, restore, or say how it stands.
    Line {
        /// `cut`, `restore` or `show`.
        #[arg(default_value = "show")]
        what: String,
    },
    /// Devices with their last sync, feeds, what waits, open tasks.
    Status,
    /// Journal entries of a year.
    Journal {
        /// First accounting day.
        #[arg(long)]
        from: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 200)]
        limit: u32,
    },
    /// Blocks of numbers and what became of every number.
    Numbers,
    /// Looks at everything admitted and not yet judged; serve does that by itself.
    Judge,
    /// Copies the store into a new folder.
    Backup {
        /// The new folder.
        folder: PathBuf,
    },
    /// Restores a copy into an empty data folder, begins a new epoch and listens to the laptops until resume.
    Restore {
        /// The copy.
        folder: PathBuf,
    },
    /// After a restore, when the laptops have been heard: writes off what nobody handed in, grants numbers again.
    Resume,
    /// A command that a subsystem brought, and its words.
    #[command(skip)]
    Of(&'static CliCommand, Vec<String>),
}

impl Cli {
    /// Reads a command line. The commands of the subsystems are commands like all others: they stand in the help, and
    /// the options of [`Cli`] are understood before and after them. A word that nobody knows is an error, never silently
    /// an argument: `approve 7 --user maria` must not run as somebody else.
    ///
    /// # Errors
    /// What clap says about words that are none; the text of `--help` and `--version` too.
    pub fn read(line: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
        let matches = Cli::whole().try_get_matches_from(line)?;
        let brought = matches.subcommand().and_then(|(name, inside)| {
            let command = brought().find(|command| command.name == name)?;
            let words = inside.get_many::<String>(WORDS).into_iter().flatten();
            Some(Command::Of(command, words.cloned().collect()))
        });
        match brought {
            Some(command) => Ok(Cli {
                options: Options::from_arg_matches(&matches)?,
                command,
            }),
            None => Cli::from_arg_matches(&matches),
        }
    }

    /// Our own commands and those of the subsystems.
    fn whole() -> clap::Command {
        brought().fold(Cli::command(), |whole, command| {
            let words = Arg::new(WORDS).value_name("ΛΕΞΕΙΣ").num_args(0..);
            let about = clap::Command::new(command.name).about(command.help);
            whole.subcommand(about.arg(words))
        })
    }
}

/// Name of the free words of a subsystem's command.
const WORDS: &str = "words";

fn brought() -> impl Iterator<Item = &'static CliCommand> {
    SUBSYSTEMS.iter().flat_map(|subsystem| subsystem.cli)
}

/// How large a demonstration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DemoSize {
    /// The true size.
    Full,
    /// A hundredth of it.
    Small,
}

/// Users.
#[derive(Debug, Subcommand)]
pub enum Users {
    /// All of them.
    List,
    /// Sets a password.
    Password {
        /// Login name.
        login: String,
        /// File with the password, or `-` for standard input.
        #[arg(long, default_value = "-")]
        password_file: PathBuf,
    },
    /// Gives a role.
    Grant {
        /// Login name.
        login: String,
        /// Role, as in duties.csv.
        role: String,
    },
    /// Takes a role.
    Withdraw {
        /// Login name.
        login: String,
        /// Role.
        role: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[&str]) -> Result<Cli, clap::Error> {
        let line = std::iter::once("loggia-central").chain(line.iter().copied());
        Cli::read(line.map(OsString::from))
    }

    #[test]
    fn the_words_are_consistent() {
        Cli::whole().debug_assert();
    }

    #[test]
    fn a_user_named_after_a_subsystems_command_is_the_user() {
        for line in [
            ["approve", "7", "--user", "maria"],
            ["--user", "maria", "approve", "7"],
            ["approve", "--user", "maria", "7"],
        ] {
            let cli = read(&line).unwrap();
            assert_eq!(cli.options.user.as_deref(), Some("maria"), "{line:?}");
            let Command::Of(command, words) = cli.command else {
                panic!("{line:?} is {:?}", cli.command);
            };
            assert_eq!((command.name, words), ("approve", vec!["7".to_owned()]));
        }
        let cli = read(&["status", "--user", "maria"]).unwrap();
        assert_eq!(cli.options.user.as_deref(), Some("maria"));
    }

    #[test]
    fn a_word_nobody_knows_is_no_argument() {
        for line in [
            &["approve", "7", "--usr", "maria"][..],
            &["aprove", "7"],
            &[],
        ] {
            assert!(read(line).is_err(), "{line:?}");
        }
    }

    #[test]
    fn every_command_stands_in_the_help() {
        let help = Cli::whole().render_long_help().to_string();
        for command in brought() {
            assert!(help.contains(command.name), "{}", command.name);
        }
    }
}
