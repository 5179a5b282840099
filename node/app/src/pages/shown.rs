//! From a case of the node to what the kit's case screens take: names behind ids, badges, the folded state.

use crate::server::window::Desk;
use loggia_cases::Folded;
use loggia_cases::case::{Case, Off};
use loggia_cases::private::PrivatePart;
use loggia_node::NodeError;
use loggia_node::queries::{Badge as Stored, FileStand, ListRow, Shown};
use loggia_schema::ids::{Incarnation, PartId, UserId};
use loggia_ui::cases::{Names, View};
use loggia_ui::{Badge, Record};
use std::collections::BTreeMap;

/// Names this device holds for one case.
pub struct Held {
    users: BTreeMap<UserId, String>,
    devices: BTreeMap<Incarnation, String>,
    parts: BTreeMap<PartId, PrivatePart>,
}

impl Held {
    /// Looks the names of a case up.
    ///
    /// # Errors
    /// The disk's.
    pub fn of(desk: &mut Desk<'_>, shown: &Shown) -> Result<Held, NodeError> {
        let users = desk
            .session
            .users()?
            .into_iter()
            .map(|user| (user.id, user.name))
            .collect();
        let mut devices = BTreeMap::new();
        for event in &shown.events {
            let incarnation = event.key.incarnation;
            if !devices.contains_key(&incarnation)
                && let Some(device) = desk.session.device_of(incarnation)?
            {
                devices.insert(incarnation, device.name);
            }
        }
        Ok(Held {
            users,
            devices,
            parts: shown.parts.iter().cloned().collect(),
        })
    }

    /// The record of a case, drawn by its kind.
    ///
    /// # Errors
    /// Ours: the state is not its kind's.
    pub fn record<C: Case>(
        &self,
        desk: &Desk<'_>,
        shown: &Shown,
        draw: impl FnOnce(&View<'_, C>) -> Record,
    ) -> Result<Record, NodeError> {
        self.view(desk, shown, draw)
    }

    /// Anything drawn from a case by its kind.
    ///
    /// # Errors
    /// Ours: the state is not its kind's.
    pub fn view<C: Case, T>(
        &self,
        desk: &Desk<'_>,
        shown: &Shown,
        draw: impl FnOnce(&View<'_, C>) -> T,
    ) -> Result<T, NodeError> {
        let folded: Folded<C::State> = serde_json::from_value(shown.folded.clone())
            .map_err(|_| NodeError::Us("a state that is not its kind's"))?;
        let user = |id| self.users.get(&id).cloned();
        let device = |incarnation| self.devices.get(&incarnation).cloned();
        let part = |id| self.parts.get(&id).cloned();
        let view = View {
            folded: &folded,
            events: &shown.events,
            effects: &shown.effects,
            names: Names {
                user: &user,
                device: &device,
                part: &part,
            },
            badge: Some(badge_of(shown)),
            today: desk.today(),
        };
        Ok(draw(&view))
    }
}

/// The badge of a whole case: refused if something of it was, else the least advanced of its events.
fn badge_of(shown: &Shown) -> Badge {
    if shown
        .timeline
        .iter()
        .any(|line| line.off == Some(Off::Refused))
    {
        return Badge::Refused;
    }
    // a case is at the centre when its files are, too
    let files = shown.files.iter().filter_map(|line| match line.stand {
        FileStand::OnlyHere { .. } => Some(Stored::Queued),
        _ => None,
    });
    let events = shown.timeline.iter().map(|line| line.badge);
    events.chain(files).min().map_or(Badge::Local, word)
}

/// The badge of a row; what this device did not write came from the centre.
pub fn badge_of_row(row: &ListRow) -> Badge {
    if row.off {
        Badge::Refused
    } else {
        row.badge.map_or(Badge::Registered, word)
    }
}

/// What is stored, as screens say it: «καταχωρίστηκε» only behind a receipt of the centre.
pub const fn word(stored: Stored) -> Badge {
    match stored {
        Stored::Queued => Badge::Queued,
        Stored::Sent => Badge::Sent,
        Stored::Received | Stored::BackedUp => Badge::Registered,
    }
}
