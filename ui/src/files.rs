//! The files of a case: what they are, where they are, a small picture of those that are one (συνημμένα).
//!
//! A picture is shown at its own address, never inside the page; a PDF is a link. Where a file stands is always said in
//! words: a file that the centre has not signed for is never shown as arrived.

use crate::format;
use crate::status::Badge;
use jiff::civil::DateTime;
use loggia_cases::attachment::Attachment;
use maud::{Markup, Render, html};

/// Where a file is, as this place sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// Here, with its badge; and what was said when it was refused.
    Here(Option<Badge>, Option<String>),
    /// Not here.
    Elsewhere,
    /// On its way here, so many per cent; and what was said when it was refused.
    Coming(u8, Option<String>),
    /// It has not arrived at the centre.
    Expected,
    /// Erased, or its particulars are not here.
    Gone,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Item {
    /// What the event keeps.
    pub file: Attachment,
    /// Its name, if it is here.
    pub name: Option<String>,
    /// When it was attached.
    pub at: DateTime,
    /// Who attached it.
    pub by: String,
    /// Where it is.
    pub stand: Stand,
    /// Its address, where its content can be shown.
    pub href: String,
    /// Shown small inside the page; else a link.
    pub picture: bool,
    /// Address that asks for it (POST), where that makes sense.
    pub ask: Option<String>,
}

impl Item {
    fn is_here(&self) -> bool {
        matches!(self.stand, Stand::Here(..))
    }

    fn title(&self) -> String {
        let what = crate::cases::sentence_case(self.file.what.greek());
        match &self.name {
            Some(name) if !name.is_empty() => format!("{what}: {name}"),
            _ => what,
        }
    }

    fn detail(&self) -> String {
        let pages = match self.file.pages {
            0 | 1 => String::new(),
            n => format!("{n} σελίδες · "),
        };
        let (size, at) = (format::bytes(self.file.bytes), format::date_time(self.at));
        format!("{pages}{size} · {at} · {}", self.by)
    }
}

/// All files of a case.
#[derive(Debug, Clone, Default)]
pub struct Files(pub Vec<Item>);

impl Render for Files {
    fn render(&self) -> Markup {
        html! {
            @if self.0.is_empty() {
                p { "Δεν υπάρχουν συνημμένα." }
            } @else {
                ul.lg-files { @for item in &self.0 { (draw(item)) } }
            }
        }
    }
}

fn draw(item: &Item) -> Markup {
    let title = item.title();
    html! {
        li.lg-files__item {
            @if item.is_here() && item.picture {
                a.lg-files__picture href=(item.href) target="_blank" rel="noopener" {
                    img src=(item.href) alt=(title) loading="lazy";
                    span.govgr-visually-hidden { ", ανοίγει σε νέο παράθυρο" }
                }
            }
            div.lg-files__words {
                p {
                    @if item.is_here() && !item.picture {
                        a.govgr-link href=(item.href) { (title) " (" (item.file.media.extension().to_uppercase()) ")" }
                    } @else {
                        strong { (title) }
                    }
                }
                p.govgr-hint { (item.detail()) }
                p { (stand(&item.stand)) }
                @if let Some(path) = &item.ask {
                    form method="post" action=(path) {
                        button.govgr-btn.govgr-btn-secondary {
                            "Ζήτηση από το Κέντρο" span.govgr-visually-hidden { ": " (title) }
                        }
                    }
                }
            }
        }
    }
}

fn stand(stand: &Stand) -> Markup {
    html! {
        @match stand {
            Stand::Here(badge, why) => {
                @if let Some(badge) = badge { (badge.render()) " " }
                @if let Some(why) = why { (why) }
            }
            Stand::Elsewhere => "Δεν βρίσκεται σε αυτή τη συσκευή.",
            Stand::Coming(percent, why) => {
                "Έρχεται από το Κέντρο: " (percent) "%. "
                @if let Some(why) = why { (why) }
            }
            Stand::Expected => "Δεν έχει φτάσει ακόμη στο Κέντρο.",
            Stand::Gone => "Έχει διαγραφεί, ή τα στοιχεία του δεν έχουν φτάσει.",
        }
    }
}

/// The newest file of the scanner's folder, before it is attached: what a person must recognise at a glance.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// When it was written.
    pub at: DateTime,
    /// Its bytes.
    pub bytes: u64,
    /// Address of a small picture of it; `None` for a PDF.
    pub preview: Option<String>,
}

impl Render for Candidate {
    fn render(&self) -> Markup {
        html! {
            figure.lg-candidate {
                @if let Some(src) = &self.preview {
                    img.lg-candidate__picture src=(src) alt={ "Μικρογραφία του αρχείου " (self.name) };
                }
                figcaption {
                    strong { (self.name) } br;
                    (format::date_time(self.at)) " · " (format::bytes(self.bytes))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_cases::attachment::{Media, What};
    use loggia_schema::ids::{BlobId, PartId};

    fn item(media: Media, stand: Stand) -> Item {
        Item {
            file: Attachment {
                blob: BlobId([1; 32]),
                media,
                bytes: 300 << 10,
                pages: 2,
                what: What::Photo,
                part: PartId([1; 16]),
            },
            name: Some("IMG <1>.jpg".to_owned()),
            at: jiff::civil::date(2026, 11, 25).at(10, 32, 0, 0),
            by: "Δοκιμή".to_owned(),
            stand,
            href: "/cases/1/files/2".to_owned(),
            picture: media.is_picture(),
            ask: None,
        }
    }

    #[test]
    fn only_what_is_here_is_shown_and_nothing_arrives_without_its_word() {
        let shown = |item| Files(vec![item]).render().into_string();
        let here = shown(item(Media::Jpeg, Stand::Here(Some(Badge::Queued), None)));
        assert!(here.contains("<img src=\"/cases/1/files/2\""));
        assert!(here.contains("σε ουρά") && !here.contains("καταχωρίστηκε"));
        assert!(here.contains("IMG &lt;1&gt;.jpg") && here.contains("2 σελίδες"));
        let pdf = shown(item(Media::Pdf, Stand::Here(Some(Badge::Registered), None)));
        assert!(!pdf.contains("<img") && pdf.contains("(PDF)"));
        for stand in [Stand::Elsewhere, Stand::Gone, Stand::Expected] {
            let absent = shown(item(Media::Jpeg, stand));
            assert!(!absent.contains("<img") && !absent.contains("href"));
        }
        let coming = shown(item(
            Media::Jpeg,
            Stand::Coming(40, Some("Αργότερα.".into())),
        ));
        assert!(coming.contains("40%") && coming.contains("Αργότερα."));
        let mut asked = item(Media::Jpeg, Stand::Elsewhere);
        asked.ask = Some("/ask".to_owned());
        assert!(shown(asked).contains("action=\"/ask\""));
        assert!(
            Files::default()
                .render()
                .into_string()
                .contains("Δεν υπάρχουν")
        );
    }
}
