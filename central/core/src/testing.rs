//! For tests only: a PostgreSQL of their own, and one test text for both engines.
//!
//! The server is started once per test binary, in a folder of its own under the temporary directory, with its socket
//! there and no TCP port, and never touches the machine's clusters. As root it runs as the user `postgres`. A small
//! shell stands between: when the test process ends in any way its standard input closes, and it stops the server and
//! removes the folder. Each test gets a fresh database.

use crate::access::PasswordCost;
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::ctx::{Actor, Ctx};
use crate::db::Db;
use crate::entropy::Entropy;
use crate::subsystem::Subsystem;
use jiff::Timestamp;
use loggia_schema::ids::MunicipalityId;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The municipality of tests.
pub const MUNICIPALITY: MunicipalityId = MunicipalityId(1);

/// Runs a test on SQLite in memory and on a fresh PostgreSQL database, without any tables.
#[allow(clippy::expect_used)]
pub fn on_both(test: impl Fn(&Db)) {
    test(&Db::memory(MUNICIPALITY).expect("SQLite in memory"));
    test(&Postgres::get().database());
}

/// As [`on_both`], with the tables of core and of the given subsystems.
#[allow(clippy::expect_used)]
pub fn with_tables(subsystems: &'static [&'static Subsystem], test: impl Fn(&App)) {
    on_both(|db| {
        let app = app(db.clone(), subsystems);
        app.migrate().expect("migrations");
        test(&app);
    });
}

/// An app for tests: training clock stopped at 2026-11-23 10:00 in Athens, seeded randomness, cheap passwords.
#[allow(clippy::expect_used)]
pub fn app(db: Db, subsystems: &'static [&'static Subsystem]) -> App {
    let clock = Clock::training();
    clock.set(now()).expect("a training clock");
    App::new(
        Parts::new(
            db,
            clock,
            Entropy::seeded(1),
            PasswordCost::TESTS,
            subsystems,
        )
        .on_loopback(),
    )
}

/// 2026-11-23 10:00 in Athens.
pub fn now() -> Timestamp {
    Timestamp::constant(1_795_420_800, 0)
}

/// Circumstances for a test; `n` makes the ids differ.
pub fn ctx(n: u8) -> Ctx {
    Ctx {
        municipality: MUNICIPALITY,
        now: now(),
        today: crate::clock::athens_day(now()),
        actor: Actor::System("test"),
        training: true,
        nonce: [n; 16],
    }
}

/// The PostgreSQL of this test binary.
pub struct Postgres {
    folder: PathBuf,
    databases: AtomicU32,
    /// Held so that its standard input stays open as long as this process lives.
    _keeper: Child,
}

impl Postgres {
    /// The server, started at the first call.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start: a test that silently skips an engine proves nothing.
    #[allow(clippy::expect_used)]
    pub fn get() -> &'static Self {
        static SERVER: OnceLock<Postgres> = OnceLock::new();
        SERVER.get_or_init(|| {
            Self::start().expect("PostgreSQL must be installed (apt install postgresql)")
        })
    }

    /// The address of a fresh, empty database.
    ///
    /// # Panics
    /// If the server is gone.
    #[allow(clippy::expect_used)]
    pub fn url(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let mut client = postgres::Client::connect(&self.address("postgres"), postgres::NoTls)
            .expect("the server lives");
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("a fresh database");
        self.address(&name)
    }

    /// A handle on a fresh, empty database.
    ///
    /// # Panics
    /// If the server is gone.
    #[allow(clippy::expect_used)]
    pub fn database(&self) -> Db {
        Db::postgres(&self.url(), MUNICIPALITY).expect("a connection")
    }

    fn address(&self, database: &str) -> String {
        format!(
            "host={} user=postgres dbname={database}",
            self.folder.display()
        )
    }

    fn start() -> Result<Self, String> {
        let bin =
            newest_bin().ok_or("no /usr/lib/postgresql/*/bin/postgres and none on the path")?;
        let folder = fresh_folder()?;
        let data = folder.join("data");
        let owner = as_owner(&folder)?;
        let made = command(&bin.join("initdb"), owner)
            .args([
                "--no-sync",
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-D",
            ])
            .arg(&data)
            .output()
            .map_err(|error| error.to_string())?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned());
        }
        let script = "\"$0\" -D \"$1/data\" -k \"$1\" -c listen_addresses= -c fsync=off -c max_connections=60 \
                      -c shared_buffers=32MB >\"$1/log\" 2>&1 & server=$!; cat >/dev/null; kill -INT $server; \
                      wait $server; rm -rf \"$1/data\" \"$1/log\"; rmdir \"$1\"";
        let keeper = command(Path::new("/bin/sh"), owner)
            .args(["-c", script])
            .arg(bin.join("postgres"))
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| error.to_string())?;
        let server = Self {
            folder,
            databases: AtomicU32::new(0),
            _keeper: keeper,
        };
        server.wait_until_it_answers()?;
        Ok(server)
    }

    fn wait_until_it_answers(&self) -> Result<(), String> {
        let started = Instant::now();
        loop {
            match postgres::Client::connect(&self.address("postgres"), postgres::NoTls) {
                Ok(_) => return Ok(()),
                Err(error) if started.elapsed() > Duration::from_secs(30) => {
                    return Err(error.to_string());
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }
}

/// A folder with a short path: a socket's path has at most 107 bytes.
fn fresh_folder() -> Result<PathBuf, String> {
    let tag = Entropy::System
        .bytes::<6>()
        .map_err(|error| error.to_string())?;
    let folder =
        PathBuf::from("/tmp").join(format!("lg-pg-{}", data_encoding::HEXLOWER.encode(&tag)));
    std::fs::create_dir(&folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

/// PostgreSQL refuses to run as root: then the folder goes to its own user, who also runs it.
fn as_owner(folder: &Path) -> Result<Option<(u32, u32)>, String> {
    use std::os::unix::fs::MetadataExt;
    let me = std::fs::metadata(folder).map_err(|error| error.to_string())?;
    if me.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let line = users
        .lines()
        .find(|line| line.starts_with("postgres:"))
        .ok_or("there is no user postgres")?;
    let mut fields = line.split(':').skip(2);
    let mut id = || {
        fields
            .next()
            .and_then(|field| field.parse().ok())
            .ok_or("/etc/passwd cannot be read")
    };
    let (uid, gid) = (id()?, id()?);
    std::os::unix::fs::chown(folder, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
    Ok(Some((uid, gid)))
}

fn command(program: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/tmp").env("LC_ALL", "C.UTF-8");
    if let Some((uid, gid)) = owner {
        command.gid(gid).uid(uid);
    }
    command
}

fn newest_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut bins: Vec<PathBuf> = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("postgres").exists())
        .collect();
    bins.sort();
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    });
    bins.pop().or(on_path)
}

/// Prepares every complete SQL text that stands in the Rust sources under `folder` on this database, and returns how
/// many there were. The tables must exist. Texts put together at run time (with a hole `{…}`) are left out.
///
/// # Panics
/// With all texts that the engine refuses, and their files.
#[allow(clippy::expect_used)]
pub fn prepare_all_sql(db: &Db, folder: &Path) -> usize {
    let mut texts = Vec::new();
    collect_sql(folder, &mut texts);
    let refused: Vec<String> = texts
        .iter()
        .filter_map(|(file, sql)| {
            let refused = db.read(|tx| tx.prepare(sql)).err()?;
            Some(format!("{}: {sql}\n    {refused}", file.display()))
        })
        .collect();
    assert!(
        refused.is_empty(),
        "{:?} refuses:\n{}",
        db.engine(),
        refused.join("\n")
    );
    texts.len()
}

#[allow(clippy::expect_used)]
fn collect_sql(folder: &Path, texts: &mut Vec<(PathBuf, String)>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a source folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                collect_sql(&path, texts);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs")
            && path.file_stem().is_some_and(|name| name != "tests")
        {
            let source = std::fs::read_to_string(&path).expect("a source file");
            let program = source
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default();
            texts.extend(
                literals(program)
                    .into_iter()
                    .filter(|text| is_sql(text))
                    .map(|text| (path.clone(), text)),
            );
        }
    }
}

fn is_sql(text: &str) -> bool {
    let verb = text.split_whitespace().next().unwrap_or_default();
    matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH")
        && text.split_whitespace().count() > 3
        && !text.contains('{')
        && !text.contains("pg_")
        && !text.contains("sqlite_")
}

/// The plain string literals of a Rust source: enough of a lexer for our own files.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            '\'' => {
                // A character such as '"' or '\''; a lifetime has no closing quote and is left alone.
                let escaped = rest.next_if_eq(&'\\').is_some();
                if escaped || rest.peek() == Some(&'"') {
                    rest.next();
                }
            }
            '"' => found.push(literal(&mut rest)),
            _ => {}
        }
    }
    found
}

fn literal(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            '"' => break,
            '\\' => match rest.next() {
                Some('\n') => while rest.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => text.push('\n'),
                Some(other) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    text
}
