//! The network that the keeper of the tests walks.

use super::*;
use loggia_cases::records::{
    Charging, ConnectionRecord, DebtFlag, KeeperRecord, Mark, MeterRecord, NetworkRecord,
    SeasonRecord, SeasonState,
};
use loggia_schema::irrigation::Dial;

impl Town {
    /// A network of three meters, read by the first person; the third connection is in debt.
    pub(super) fn water(&mut self) {
        let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
        self.record(
            WATER,
            &NetworkRecord {
                code: "Δ1".to_owned(),
                name: "Δίκτυο δοκιμής".to_owned(),
                place: "her".to_owned(),
                active: true,
            },
        );
        self.record(
            WATER,
            &SeasonRecord {
                code: "2026".to_owned(),
                from: day("2026-03-01"),
                to: day("2026-12-20"),
                state: SeasonState::Open,
            },
        );
        self.record(
            WATER,
            &KeeperRecord {
                keeper: UserId([1; 16]),
                network: "Δ1".to_owned(),
                valid_from: day("2026-03-01"),
                valid_to: None,
                legal_basis: "δοκιμή".to_owned(),
            },
        );
        for no in 1..=3_u32 {
            let debt = DebtFlag {
                overdue: true,
                settled: false,
                as_of: day("2026-11-01"),
            };
            self.record(
                WATER,
                &ConnectionRecord {
                    no: format!("Σ{no}"),
                    network: "Δ1".to_owned(),
                    holder: "Δοκιμή Παραδείγματος".to_owned(),
                    phone: None,
                    person: None,
                    class: "farmer".to_owned(),
                    charging: Charging::Metered,
                    parcels: Vec::new(),
                    cap_m3: None,
                    last_season: None,
                    debt: (no == 3).then_some(debt),
                    active: true,
                },
            );
            self.record(
                WATER,
                &MeterRecord {
                    no: format!("Υ{no}"),
                    serial: format!("77000{no}"),
                    connection: Some(format!("Σ{no}")),
                    network: "Δ1".to_owned(),
                    route: no * 10,
                    place: "στη στροφή".to_owned(),
                    dial: Dial {
                        digits: 5,
                        decimals: 0,
                        multiplier: 1,
                    },
                    seal: String::new(),
                    start: Mark {
                        value: 1_200,
                        on: day("2025-11-20"),
                    },
                    last: None,
                    stopped: false,
                    active: true,
                },
            );
        }
    }
}
