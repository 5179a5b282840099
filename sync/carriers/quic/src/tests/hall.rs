//! The hall and its room: one session per device, so many at once, and who is told to come back.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_without_room_says_when_to_come_back() {
    let hall = TownHall::new(KeyPair::from_seed(&[0xcc; 32]));
    let limits = Limits {
        sessions: 1,
        retry: Millis(4_321),
        ..Limits::default()
    };
    let running = start(hall, limits);
    let (keys, store) = office(&running.hall, 1, 1, "x");
    let (second, other) = office(&running.hall, 2, 1, "x");
    let client = Client::new(running.address).unwrap();
    let pin = Pin::Keys(vec![running.hall.keys.public()]);
    // the first caller holds its line open and says nothing
    let held = client.call(running.address, &keys, pin).await.unwrap();
    while running.hall.answered.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let driven = sync(&running, &second, &other).await.unwrap();
    assert_eq!(driven.ending, Ending::Busy(Millis(4_321)));
    held.close(0_u8.into(), b"");
    let driven = sync_until_free(&running, &keys, &store).await;
    assert!(matches!(driven.ending, Ending::Done(_)));
}

/// The office has seen its session end a moment before the town hall has: its next call is no second session.
#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_calls_again_at_once_is_not_told_busy() {
    let running = running();
    let (keys, store) = office(&running.hall, 1, 1, "x");
    for call in 0..40 {
        let driven = sync(&running, &keys, &store).await.unwrap();
        assert!(
            matches!(driven.ending, Ending::Done(_)),
            "call {call}: {driven:?}"
        );
    }
}
