//! `intake_10k`: how many changes a processor second of the real centre turns into posted rows.
//!
//! A real laptop writes 5,000 tickets, each with its service: 10,000 changes. They pass the real admit gate into the real
//! store of the centre and are left unjudged. Then `loggia-central judge` runs over a fresh copy of that store, once per
//! run: documents, rows, lines, postings and verdicts, until nothing is left. The value is changes by the processor
//! time of that process, its start included.

use crate::figure::{Figure, RUNS};
use crate::proc;
use crate::setting::{self, Setting};
use loggia_intake::CentreStore;
use loggia_node::{Node, inspect};
use loggia_server::install::Place;
use loggia_sync::feed::FeedId;
use loggia_sync::gates::{self, AdmitView};
use loggia_sync::store::SyncStore;
use loggia_tests::{Centre, Laptop, Program};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Tickets, each two changes.
const TICKETS: u32 = 5_000;
/// Bytes of bodies in a bundle, as a session takes them.
const BUDGET: usize = 1 << 20;
/// How long one run may take, on a slow machine.
const LIMIT: Duration = Duration::from_secs(600);

pub fn intake_10k(setting: &mut Setting) -> Vec<Figure> {
    let laptop = setting.town.laptop("Π2", "astynomos2", &["ΔΑ-1"]);
    setting.town.centre.stop();
    let mut node = write(&laptop);
    let folder = setting.town.centre.folder.clone();
    let keys = beside(&folder, ".keys.json");
    hand_over(&mut node, &folder, &keys);
    let rates: Vec<f64> = (0..RUNS)
        .map(|_| {
            let copy = setting.town.sandbox.join("copy");
            copy_folder(&folder, &copy);
            let before = proc::children();
            let judged = judge(&setting.town.centre, &copy, &keys);
            let spent = proc::children() - before;
            std::fs::remove_dir_all(&copy).unwrap();
            let all = u64::from(TICKETS) * 2;
            assert_eq!(
                judged,
                json!({ "judged": all, "not_accepted": 0, "waiting": 0 })
            );
            f64::from(TICKETS * 2) / spent
        })
        .collect();
    vec![Figure::new("intake_10k", "changes/cpu-s", &rates)]
}

/// The laptop's tickets, written by its own node.
fn write(laptop: &Laptop) -> Node {
    let (mut node, actor, _) = setting::open(laptop);
    for n in 0..TICKETS {
        let mut session = node.session(&actor).unwrap();
        let written = session.fine_issue(&format!("intake {n}"), &setting::ticket(n));
        assert!(written.is_ok(), "{written:?}");
    }
    node
}

/// Everything of the laptop's feed through the admit gate into the centre's store.
fn hand_over(node: &mut Node, folder: &Path, keys: &Path) {
    let place = Place {
        folder: folder.to_owned(),
        keys: keys.to_owned(),
        postgres: None,
        now: None,
    };
    let install = place.open().unwrap();
    let mut centre = CentreStore::new(install.app.clone(), install.centre.clone());
    let feed = FeedId {
        device: node.device().unwrap(),
        incarnation: SyncStore::incarnation(node).unwrap(),
        scope: SyncStore::scopes(node).unwrap()[0],
    };
    let signer = node.meeting().unwrap().keys;
    loop {
        let held = centre
            .tip(&feed)
            .unwrap()
            .map_or_else(Default::default, |tip| tip.height);
        let Some(run) = node.run_after(&feed, held, BUDGET).unwrap() else {
            return;
        };
        let signed = run
            .into_signed(AdmitView::municipality(node), &signer)
            .unwrap();
        let checked = gates::admit(signed.to_bundle(), &centre, inspect).unwrap();
        centre.admit(&checked.unwrap()).unwrap();
    }
}

fn judge(centre: &Centre, folder: &Path, keys: &Path) -> Value {
    let program: Program = centre.program(&["judge", "--keys"]);
    // The last --dir counts.
    program
        .arg(keys)
        .arg("--dir")
        .arg(folder)
        .limit(LIMIT)
        .json()
}

fn beside(folder: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = folder.to_owned().into_os_string();
    name.push(ending);
    name.into()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
