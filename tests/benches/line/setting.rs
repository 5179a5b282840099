//! The town the benches run in: a real centre, laptops enrolled by the real programs, and one of them opened in here.

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use loggia_node::commands::FineIssue;
use loggia_node::env::{Env, FileHighWater, HighWater, TrainingClock};
use loggia_node::{Actor, Node};
use loggia_schema::ids::LeaseId;
use loggia_tests::town::PASSWORD;
use loggia_tests::{Laptop, Town};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The town's time, in Athens.
const NOW: &str = "2026-11-23T10:00";
/// Numbers of a block: one laptop writes tens of thousands of fines here without meeting the centre in between.
const BLOCK: &str = "50000";

/// What all benches share.
pub struct Setting {
    /// The town.
    pub town: Town,
    /// Its first laptop.
    pub laptop: Laptop,
    /// The laptop of a large office, once a bench asked for it.
    pub large: Option<Laptop>,
}

impl Setting {
    /// A centre with the demonstration data and one laptop of the police.
    pub fn new() -> Setting {
        let town = Town::with(NOW, |demo| larger_blocks(&demo.join("leases.csv")));
        let laptop = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
        Setting {
            town,
            laptop,
            large: None,
        }
    }
}

/// The size of a block is the last column.
fn larger_blocks(leases: &Path) {
    let text = std::fs::read_to_string(leases).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    let mut changed = vec![lines.next().unwrap()];
    changed.extend(lines.map(|line| format!("{};{BLOCK}", line.rsplit_once(';').unwrap().0)));
    std::fs::write(leases, changed.join("\n") + "\n").unwrap();
}

/// A laptop's node opened in this process, with the disk, the marks and the key derivation of the real one.
pub fn open(laptop: &Laptop) -> (Node, Actor, Marks) {
    let mut env = Env::system(&marks(laptop));
    let marks = Marks::new(&marks(laptop));
    env.marks = Box::new(marks.clone());
    let start = NOW.parse::<DateTime>().unwrap();
    let start = start.in_tz("Europe/Athens").unwrap().timestamp();
    env.clock = Box::new(TrainingClock::starting_at(start));
    let mut node = Node::open(&laptop.folder, env, "bench").unwrap();
    let actor = node.unlock(&laptop.user, PASSWORD).unwrap();
    (node, actor, marks)
}

/// The marks of a laptop, which the bench can wait for too.
#[derive(Clone)]
pub struct Marks(Arc<Mutex<FileHighWater>>);

impl Marks {
    fn new(folder: &Path) -> Marks {
        Marks(Arc::new(Mutex::new(FileHighWater::new(folder))))
    }

    /// Waits until every mark is on the disk.
    pub fn settle(&self) {
        self.0.lock().unwrap().settle().unwrap();
    }
}

impl HighWater for Marks {
    fn read(&mut self, lease: LeaseId) -> io::Result<Option<u64>> {
        self.0.lock().unwrap().read(lease)
    }

    fn write(&mut self, lease: LeaseId, used: u64) -> io::Result<()> {
        self.0.lock().unwrap().write(lease, used)
    }

    fn settle(&mut self) -> io::Result<()> {
        self.0.lock().unwrap().settle()
    }
}

/// Where a laptop keeps its marks: beside its folder.
pub fn marks(laptop: &Laptop) -> PathBuf {
    let mut name = laptop.folder.clone().into_os_string();
    name.push(".marks");
    PathBuf::from(name)
}

/// Tickets of one day: as many as a whole scope writes. The rule of repetition looks through some days of them.
const A_DAY: u32 = 100;

/// The `n`th ticket, on a plate of its own, put under the wiper: two events. Each day before today has its share.
pub fn ticket(n: u32) -> FineIssue {
    const LETTERS: [&str; 14] = [
        "Α", "Β", "Ε", "Ζ", "Η", "Ι", "Κ", "Μ", "Ν", "Ο", "Ρ", "Τ", "Υ", "Χ",
    ];
    let letter = LETTERS[usize::try_from(n / 9_000).unwrap()];
    let today = NOW.parse::<DateTime>().unwrap().date();
    let day = today.saturating_sub(i64::from(n / A_DAY % 60).days());
    let day = day.strftime("%d/%m/%Y").to_string();
    let form = json!({
        "date": day, "time": "08:30", "late_reason": "Δοκιμή μέτρησης", "plate": format!("ΗΚ{letter}-{}", 1_000 + n % 9_000),
        "vehicle": "ΙΧΕ, λευκό", "street": "25ης Αυγούστου", "street_no": "1", "community": "01",
        "violations": [{ "code": "Ρ-69" }], "service": { "kind": "windscreen", "date": day },
    });
    serde_json::from_value(form).unwrap()
}
