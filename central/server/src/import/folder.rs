//! Where a sheet comes from: the file of its name in the folder, or whatever file a profile describes in its place.

use super::migrate::{self, plan};
use super::sheet::{RowError, Sheet};
use loggia_foreign::profile::Row;
use loggia_foreign::{Limits, Profile, Remark};
use loggia_schema::message::{Finding, import};
use std::path::Path;

impl Sheet {
    /// Reads `file` of `folder`. The headings must be exactly `headings`, in any order. A profile whose target is this
    /// file takes its place: the rows then come from whatever file it describes, column by column.
    pub fn read(folder: &Path, file: &'static str, headings: &'static [&'static str]) -> Sheet {
        let mut errors = Vec::new();
        let profiles = plan::profiles(folder, &mut errors);
        if let Some((_, profile)) = profiles.iter().find(|(_, profile)| profile.target == file) {
            return Sheet::foreign(folder, file, headings, profile);
        }
        match std::fs::read(folder.join(file)) {
            Ok(bytes) => Sheet::parse(file, headings, &bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Sheet::broken(file, import::FILE_MISSING)
            }
            Err(_) => Sheet::broken(file, import::FILE_UNREADABLE),
        }
    }

    /// The rows of another program's file under our headings.
    fn foreign(
        folder: &Path,
        file: &'static str,
        headings: &'static [&'static str],
        profile: &Profile,
    ) -> Sheet {
        let mut sheet = Sheet {
            file,
            lines: Vec::new(),
            errors: Vec::new(),
        };
        for heading in headings {
            if !profile.columns.iter().any(|column| column.to == *heading) {
                sheet.heading_error(import::HEADING_MISSING, heading);
            }
        }
        let opened = std::fs::File::open(folder.join(&profile.file))
            .map_err(|_| Finding::new(import::FILE_MISSING).with("file", &profile.file));
        let rows = opened.and_then(|opened| migrate::reading(profile, opened, Limits::USUAL));
        let told = |line, remark: &Remark| RowError {
            field: remark.field.clone(),
            ..RowError::of_file(&profile.file, line, &remark.finding).owned_by(&profile.owner)
        };
        match rows {
            Ok(rows) => {
                for row in rows {
                    match row {
                        Ok(Row::Record(row)) => {
                            let cell = |name: &&'static str| (*name, row.get(name).to_owned());
                            let cells = headings.iter().map(cell).collect();
                            sheet.lines.push((row.line, cells));
                        }
                        Ok(Row::Refused(row)) => {
                            let errors = row.reasons.iter().map(|remark| told(row.line, remark));
                            sheet.errors.extend(errors);
                        }
                        Ok(Row::LeftOut) => {}
                        Err(finding) => {
                            sheet
                                .errors
                                .push(RowError::of_file(&profile.file, 0, &finding))
                        }
                    }
                }
            }
            Err(finding) => sheet
                .errors
                .push(RowError::of_file(&profile.file, 0, &finding)),
        }
        sheet
    }
}
