//! Hands `tauri.conf.json` and the icon to Tauri's code generation. Opens no network and writes only to `OUT_DIR`.
fn main() {
    tauri_build::build();
}
