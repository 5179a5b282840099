//! Attaching: the newest file of the scanner's folder with one key, or files of this machine through the browser.
//!
//! What arrives is cleaned off the store's thread; only what may be kept comes near the store. Several files become one
//! attachment each, or one PDF together.

use super::upload::Upload;
use crate::pages::menu::CaseWords;
use crate::pages::refusal::attempt;
use crate::scanner::{self, Found};
use crate::server::answer::{self, Answer};
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse as _, Response};
use loggia_cases::attachment::What;
use loggia_node::NodeError;
use loggia_node::commands::{Clean, FileAttach, Which};
use loggia_node::queries::Shown;
use loggia_papers::{Bound, Cleaned};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Finding, files};
use loggia_ui::files::Candidate;
use loggia_ui::{Choice, Field, Form, Notice, Values};

/// The page: what the folder holds newest, and the form for everything else.
pub async fn page(Path(doc): Path<String>, window: Window) -> Response {
    window
        .page(move |desk| {
            let values = desk.fresh()?;
            draw(desk, &doc, &values, &[], Place::Folder)
        })
        .await
}

/// Where a refusal belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Folder,
    Upload,
}

fn draw(
    desk: &mut Desk<'_>,
    doc: &str,
    values: &Values,
    findings: &[Finding],
    place: Place,
) -> Result<Answer, NodeError> {
    let shown = desk.session.show(&Which::parse(doc))?;
    let folder = scanner::folder(&mut desk.session)?;
    let newest = match &folder {
        Some(folder) => scanner::newest(folder),
        None => Ok(None),
    };
    let on = |here: Place| if place == here { findings } else { &[] };
    let mut page = desk
        .titled(format!("Επισύναψη αρχείου: {}", shown.number))
        .crumb(shown.number.clone(), format!("/cases/{}", shown.doc));
    let has_newest = match (&newest, &folder) {
        (Ok(Some(found)), _) => {
            page = page.body(of_folder(&shown, found, values, on(Place::Folder)));
            true
        }
        (Err(finding), _) => {
            page = page.notice(Notice::error(finding).link("Φάκελος σαρωτή", "/scanner"));
            false
        }
        (Ok(None), Some(_)) => {
            let empty = Finding::new(files::FOLDER_EMPTY).greek();
            page = page.notice(Notice::warning(empty).link("Φάκελος σαρωτή", "/scanner"));
            false
        }
        (Ok(None), None) => {
            let none = Finding::new(files::FOLDER_NOT_SET).greek();
            page = page.notice(Notice::warning(none).link("Φάκελος σαρωτή", "/scanner"));
            false
        }
    };
    let upload = of_upload(&shown, values, on(Place::Upload), has_newest);
    Ok(Answer::form(page.body(&upload), findings))
}

/// The newest file, with the focus on what it is: Enter attaches it.
fn of_folder(shown: &Shown, found: &Found, values: &Values, findings: &[Finding]) -> Form {
    let usual = if found.is_pdf() {
        What::Scan
    } else {
        What::Photo
    };
    let values = match values.get("what") {
        "" => values.clone().with("what", usual.name()),
        _ => values.clone(),
    };
    let preview = format!("/scanner/newest?seen={}", found.at.as_microsecond());
    let candidate = Candidate {
        name: found.name.clone(),
        at: local_date_time(found.at),
        bytes: found.bytes,
        preview: (!found.is_pdf()).then_some(preview),
    };
    let path = format!("/cases/{}/attach/newest", shown.doc);
    Form::new(path, "Επισύναψη του νεότερου")
        .group("Το νεότερο αρχείο του φακέλου σαρωτή")
        .block(candidate)
        .field(what().focused())
        .hidden("key", values.get("key"))
        .hidden("seen", found.seen())
        .values(&values)
        .findings(findings)
        .prefix("newest-")
}

fn of_upload(shown: &Shown, values: &Values, findings: &[Finding], second: bool) -> Form {
    let values = match values.get("what") {
        "" => values.clone().with("what", What::Document.name()),
        _ => values.clone(),
    };
    let form = Form::new(format!("/cases/{}/attach", shown.doc), "Επισύναψη αρχείων")
        .group("Αρχεία αυτού του υπολογιστή")
        .field(
            Field::files("file", "Εικόνες JPEG ή PNG, ή PDF")
                .hint(
                    "Έως 16 MB το καθένα. Οι εικόνες μικραίνουν και χάνουν τα στοιχεία θέσης τους.",
                )
                .required(),
        )
        .field(what())
        .field(Field::checkbox("join", "Όλα μαζί σε ένα PDF"))
        .hidden("key", format!("u{}", values.get("key")))
        .back("Πίσω στην υπόθεση", format!("/cases/{}", shown.doc))
        .values(&values)
        .findings(findings);
    if second { form.secondary() } else { form }
}

fn what() -> Field {
    let choice = |what: What| Choice::new(what.name(), what.greek());
    Field::radios(
        "what",
        "Τι είναι",
        What::ALL.into_iter().map(choice).collect(),
    )
}

/// `POST /cases/{doc}/attach/newest`: only the file that was shown.
pub async fn newest(Path(doc): Path<String>, window: Window, Typed(values): Typed) -> Response {
    let folder = match window.value(scanner::folder).await {
        Ok(folder) => folder,
        Err(response) => return response,
    };
    let seen = values.get("seen").to_owned();
    let read = move || {
        let folder = folder.ok_or_else(|| Finding::new(files::FOLDER_NOT_SET))?;
        let found = scanner::newest(&folder)?.ok_or_else(|| Finding::new(files::FOLDER_EMPTY))?;
        if found.seen() != seen {
            return Err(Finding::new(files::FOLDER_CHANGED).with("name", &found.name));
        }
        let cleaned = loggia_papers::clean(&found.read()?)?;
        Ok(vec![(found.name, cleaned)])
    };
    let cleaned = blocking(read).await;
    save(window, doc, values, cleaned, Place::Folder).await
}

/// `POST /cases/{doc}/attach`: files of the browser.
pub async fn upload(Path(doc): Path<String>, window: Window, form: Multipart) -> Response {
    let (upload, refused) = Upload::read(form).await;
    let Upload {
        values,
        files: sent,
    } = upload;
    if let Some(finding) = refused {
        return save(window, doc, values, Ok(Err(vec![finding])), Place::Upload).await;
    }
    if sent.is_empty() {
        let none = vec![Finding::new(files::NO_FILE).on("file")];
        return save(window, doc, values, Ok(Err(none)), Place::Upload).await;
    }
    let at = match window
        .value(|session| Ok(session.moment()?.now.datetime()))
        .await
    {
        Ok(at) => at,
        Err(response) => return response,
    };
    let join = values.has("join") && sent.len() > 1;
    let clean = move || {
        let mut cleaned = Vec::with_capacity(sent.len());
        for (name, bytes) in sent {
            cleaned.push((name, loggia_papers::clean(&bytes)?));
        }
        if join {
            one_pdf(cleaned, at)
        } else {
            Ok(cleaned)
        }
    };
    let cleaned = blocking(clean).await;
    save(window, doc, values, cleaned, Place::Upload).await
}

/// Several files as one PDF that names each of them.
fn one_pdf(
    cleaned: Vec<(String, Cleaned)>,
    at: jiff::civil::DateTime,
) -> Result<Vec<(String, Cleaned)>, Finding> {
    let first = cleaned.first().map_or("", |(name, _)| name.as_str());
    let name = format!("{first} και άλλα {}.pdf", cleaned.len() - 1);
    let bound = cleaned.into_iter().map(|(caption, file)| Bound {
        caption,
        media: file.media,
        pages: file.pages,
        content: file.content,
    });
    let bytes = loggia_papers::bind(&name, at, bound.collect()).map_err(|error| {
        tracing::warn!(%error, "files could not be bound");
        Finding::new(files::PDF_UNREADABLE).on("file")
    })?;
    Ok(vec![(name, loggia_papers::clean(&bytes)?)])
}

type Cleaning = Result<Result<Vec<(String, Cleaned)>, Vec<Finding>>, NodeError>;

async fn blocking(
    work: impl FnOnce() -> Result<Vec<(String, Cleaned)>, Finding> + Send + 'static,
) -> Cleaning {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done.map_err(|finding| vec![finding])),
        Err(_) => Err(NodeError::Us("the cleaning of a file panicked")),
    }
}

/// Attaches what was cleaned, or shows the page again with why not.
async fn save(
    window: Window,
    doc: String,
    values: Values,
    cleaned: Cleaning,
    place: Place,
) -> Response {
    let cleaned = match cleaned {
        Ok(cleaned) => cleaned,
        Err(error) => return answer(Err(error)),
    };
    window
        .save(move |desk| {
            let done = match cleaned {
                Err(findings) => Err(findings),
                Ok(files) => attach_all(desk, &doc, &values, files)?,
            };
            match done {
                Ok(path) => Ok(Answer::See(path)),
                Err(findings) => {
                    // some of the files may be attached already: what is sent now is another command
                    let mut again = desk.fresh()?.with("what", values.get("what"));
                    if values.has("join") {
                        again = again.with("join", "1");
                    }
                    draw(desk, &doc, &again, &findings, place)
                }
            }
        })
        .await
}

fn attach_all(
    desk: &mut Desk<'_>,
    doc: &str,
    values: &Values,
    cleaned: Vec<(String, Cleaned)>,
) -> Result<Result<String, Vec<Finding>>, NodeError> {
    let Some(what) = What::parse(values.get("what")) else {
        return Ok(Err(vec![Finding::new(files::WHAT_MISSING).on("what")]));
    };
    let shown = desk.session.show(&Which::parse(doc))?;
    for (no, (name, file)) in cleaned.into_iter().enumerate() {
        let input = FileAttach {
            which: Which::Doc(shown.doc),
            what,
            name,
            file: Clean {
                media: file.media,
                pages: file.pages,
                content: file.content,
            },
        };
        // one key a file: a second press attaches none of them twice
        let key = format!("{}-{no}", values.get("key"));
        let done = attempt(
            values,
            |finding| finding,
            |_| desk.session.file_attach(&key, &input),
        )?;
        if let Err(findings) = done {
            return Ok(Err(findings));
        }
    }
    let record = CaseWords::href(shown.kind, &shown.doc.to_string());
    Ok(Ok(format!("{record}?attached=1")))
}

/// An answer, or the page of its error in a bare frame.
pub(super) fn answer(done: Result<Answer, NodeError>) -> Response {
    done.map_or_else(
        |error| answer::error_page(&crate::pages::frame::bare(), &error),
        |answer| answer.into_response(),
    )
}
