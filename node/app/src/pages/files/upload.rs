//! What a form with files sent: its values as typed, and the files with their names.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use loggia_cases::attachment::too_large;
use loggia_schema::message::{Finding, files, web};
use loggia_ui::Values;

/// Files of one upload.
const MOST: usize = 20;

/// A form with files.
#[derive(Debug, Default)]
pub struct Upload {
    /// Everything that is no file.
    pub values: Values,
    /// Name and content of each file, in their order.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Upload {
    /// Reads the form. What came before a refusal is kept, so that the form comes back with it.
    pub async fn read(mut form: Multipart) -> (Upload, Option<Finding>) {
        let mut upload = Upload::default();
        let mut pairs = Vec::new();
        let refused = loop {
            match form.next_field().await {
                Ok(None) => break None,
                Err(error) => break Some(refusal(&error)),
                Ok(Some(field)) => {
                    let name = field.name().unwrap_or_default().to_owned();
                    let Some(file) = field.file_name().map(str::to_owned) else {
                        match field.text().await {
                            Ok(text) => pairs.push((name, text)),
                            Err(error) => break Some(refusal(&error)),
                        }
                        continue;
                    };
                    match field.bytes().await {
                        // a file field that was left alone
                        Ok(bytes) if bytes.is_empty() && file.is_empty() => {}
                        Ok(_) if upload.files.len() >= MOST => {
                            break Some(
                                Finding::new(files::TOO_MANY_AT_ONCE)
                                    .on("file")
                                    .with("n", MOST),
                            );
                        }
                        Ok(bytes) => upload.files.push((plain(&file), bytes.to_vec())),
                        Err(error) => break Some(refusal(&error)),
                    }
                }
            }
        };
        upload.values = Values::from_pairs(pairs);
        (upload, refused)
    }
}

fn refusal(error: &MultipartError) -> Finding {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Finding::new(web::REQUEST_UNREADABLE).on("file"),
    }
}

/// The last part of a name: some browsers send the whole path.
fn plain(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_name() {
        assert_eq!(plain("C:\\Users\\x\\IMG 1.jpg"), "IMG 1.jpg");
        assert_eq!(plain("../../etc/passwd"), "passwd");
        assert_eq!(plain("φωτό.png"), "φωτό.png");
    }
}
