//! Puts the pages' files into the program: our own from `static/`, the fetched ones from the assets cache.
//!
//! No network. The cache is `LOGGIA_ASSETS` or the workspace's `.cache/assets`, filled by `tools/assets`; without
//! it the build stops and says what to run. All files share one fingerprint, which becomes part of their address,
//! so a browser may keep them for ever and relative addresses between them (stylesheet → font) hold.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Name under which a file is served, and the folder it comes from.
const FILES: &[(&str, Source)] = &[
    ("digigov.css", Source::Fetched),
    ("loggia.css", Source::Own),
    ("loggia.js", Source::Own),
    ("htmx.js", Source::Fetched),
    ("sse.js", Source::Fetched),
    ("icon.svg", Source::Own),
    ("notice.txt", Source::Own),
    ("roboto-greek-400.woff2", Source::Fetched),
    ("roboto-greek-700.woff2", Source::Fetched),
    ("roboto-greek-ext-400.woff2", Source::Fetched),
    ("roboto-greek-ext-700.woff2", Source::Fetched),
    ("roboto-latin-400.woff2", Source::Fetched),
    ("roboto-latin-700.woff2", Source::Fetched),
    ("roboto-latin-ext-400.woff2", Source::Fetched),
    ("roboto-latin-ext-700.woff2", Source::Fetched),
];

enum Source {
    Own,
    Fetched,
}

fn main() -> Result<(), String> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let own = here.join("static");
    let cache = match env::var_os("LOGGIA_ASSETS") {
        Some(folder) => PathBuf::from(folder),
        None => here.join("../.cache/assets"),
    };
    println!("cargo::rerun-if-env-changed=LOGGIA_ASSETS");
    println!("cargo::rerun-if-changed={}", cache.display());

    let mut bundle = Fnv::new();
    let mut rows = String::new();
    for (name, source) in FILES {
        let folder = match source {
            Source::Own => &own,
            Source::Fetched => &cache,
        };
        let path = folder.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        let bytes = read(&path)?;
        bundle.add(name.as_bytes());
        bundle.add(&bytes);
        let place = path
            .canonicalize()
            .map_err(|e| format!("{}: {e}", path.display()))?;
        rows.push_str(&format!("    ({name:?}, include_bytes!({place:?})),\n"));
    }
    let code = format!(
        "const FINGERPRINT: &str = \"{0:016x}\";\n\
         const ETAG: &str = \"\\\"{0:016x}\\\"\";\n\
         static FILES: &[(&str, &[u8])] = &[\n{rows}];\n",
        bundle.0
    );
    let out = PathBuf::from(variable("OUT_DIR")?).join("assets.rs");
    fs::write(&out, code).map_err(|e| format!("{}: {e}", out.display()))
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set: run this through cargo"))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| {
        format!("{}: {e}\n\n    The pages need fetched files that are never committed. Run tools/setup (or tools/assets) once.\n", path.display())
    })
}

/// FNV-1a: tells one build's files from another's; it guards nothing.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
