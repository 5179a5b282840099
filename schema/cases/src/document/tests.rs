use super::*;
use serde_json::json;

fn inc(byte: u8) -> Incarnation {
    Incarnation([byte; 10])
}

fn event(text: &str) -> NewEvent {
    NewEvent {
        v: 1,
        t: "noted".into(),
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        by: loggia_schema::ids::UserId([5; 16]),
        d: json!({ "text": text }),
    }
}

#[test]
fn smoke() {
    let mut a = CaseDoc::new();
    let x = a.append(inc(1), &event("a")).unwrap();
    assert_eq!(inspect_change(&x.change).unwrap(), x.facts);
    let y = a.append(inc(1), &event("b")).unwrap();
    let b = CaseDoc::load(None, [&y.change[..], &x.change[..]]).unwrap();
    assert_eq!(a.events(), b.events());
    assert_eq!(a.tips(), b.tips());
    let c = CaseDoc::load(Some(&a.save()), []).unwrap();
    assert_eq!(c.tips(), a.tips());
    assert_eq!(c.changes(), vec![x.change, y.change]);
}
