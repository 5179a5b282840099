//! The Tauri part: builds the window, keeps it at home, and closes the office behind it.

use crate::office::{Office, Opening};
use crate::{papers, rules};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::webview::{DownloadEvent, NewWindowResponse};
use tauri::{App, AppHandle, Manager as _, RunEvent, Url, WebviewUrl, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

/// The only window's label.
const LABEL: &str = "main";
/// Set by a WebDriver; see the crate's head.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// The office while the window is open; taken out once, on the way out.
type Slot = Arc<Mutex<Option<Box<dyn Office>>>>;

/// Shows the office of the folder `store` until the window closes, and closes the office. `opening` is called only
/// when no other window of the same folder is open. Must be called on the main thread, inside no runtime, after
/// [`tauri::async_runtime::set`] has been given the program's runtime.
pub fn run(store: PathBuf, opening: Opening) -> tauri::Result<()> {
    let office: Slot = Arc::default();
    let kept = Arc::clone(&office);
    let app = tauri::Builder::default()
        .plugin(single_instance(&store))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .setup(move |app| {
            match tauri::async_runtime::block_on(opening()) {
                Ok(open) => {
                    let address = open.address();
                    *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(open);
                    window_at(app, address)?;
                }
                Err(sentence) => window_of_failure(app, &sentence)?,
            }
            leave_on_signal(app.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(move |_, event| {
        if let RunEvent::Exit = event {
            let open = office.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(open) = open {
                tauri::async_runtime::block_on(open.close());
            }
        }
    });
    Ok(())
}

fn single_instance(store: &std::path::Path) -> tauri::plugin::TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(rules::instance_name(store))
        .callback(|app, _arguments, _folder| {
            if let Some(window) = app.get_webview_window(LABEL) {
                // A window manager may refuse the focus; the window is there all the same.
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        })
        .build()
}

fn window_at(app: &App, address: Url) -> Result<(), Box<dyn std::error::Error>> {
    if !rules::is_loopback(&address) {
        return Err("the office gave an address that is not this machine's".into());
    }
    let folder = Arc::new(papers::PaperFolder::create()?);
    let home = address.clone();
    plain_window(app, address)
        .on_navigation(move |target| rules::stays_home(&home, target))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(move |_, event| match event {
            DownloadEvent::Requested { destination, .. } => match folder.place(destination) {
                Some(place) => {
                    *destination = place;
                    true
                }
                None => false,
            },
            DownloadEvent::Finished {
                path: Some(path),
                success: true,
                ..
            } => {
                papers::show(&path);
                true
            }
            _ => true,
        })
        .build()?;
    Ok(())
}

fn window_of_failure(app: &App, sentence: &str) -> Result<(), Box<dyn std::error::Error>> {
    tracing::error!("the office could not be opened");
    plain_window(app, "about:blank".parse()?)
        .on_navigation(|target| target.as_str() == "about:blank")
        .initialization_script(format!(
            "addEventListener('DOMContentLoaded',()=>{{{}}});",
            rules::failure_script(sentence)
        ))
        .build()?;
    Ok(())
}

fn plain_window(app: &App, address: Url) -> WebviewWindowBuilder<'_, Wry, App> {
    let driven = std::env::var(AUTOMATION).is_ok_and(|value| value == "true");
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::External(address))
        .title("Loggia")
        .inner_size(1180.0, 800.0)
        .min_inner_size(480.0, 480.0)
        // WebKit allows no driver in an ephemeral context.
        .incognito(!driven)
        .devtools(false)
}

/// A terminal's Ctrl-C and a system's shutdown close the office as the window's button does.
fn leave_on_signal(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        stop_asked().await;
        app.exit(0);
    });
}

#[cfg(unix)]
async fn stop_asked() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn stop_asked() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
