//! How far a reported event agrees with one of the gold.

use super::actors::same_actor;
use super::{GoldEvent, OneOrMany};
use crate::events::{Event, SubEventType};
use jiff::civil::Date;

/// In which respects two events agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Each field is a question of its own with a yes or no.
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Agreement {
    /// In the right place.
    pub place: bool,
    /// At the right name, wherever that was put.
    pub named: bool,
    /// Of the right type.
    pub event_type: bool,
    /// Of the right sub-type.
    pub sub_type: bool,
    /// The right first actor; none is right where the gold has none.
    pub actor1: bool,
    /// The right second actor.
    pub actor2: bool,
    /// Both actors right, whichever of them is named first.
    pub actors: bool,
    /// The right number of dead.
    pub fatalities: bool,
    /// The right day; `None` where the gold has none.
    pub date: Option<bool>,
}

impl Agreement {
    /// Right place and right type.
    pub fn is_found(&self) -> bool {
        self.place && self.event_type
    }

    /// What a pair is worth in the matching: one found event is worth more than any number that are
    /// only in the right place, and that more than any number that only stand at the right name;
    /// the rest decides between equals. An article would need a thousand events to upset this.
    pub fn weight(&self) -> i64 {
        let details = [
            self.sub_type,
            self.actor1,
            self.actor2,
            self.actors,
            self.fatalities,
            self.date == Some(true),
            self.named,
        ];
        let details: i64 = details.into_iter().map(i64::from).sum();
        match (self.place, self.event_type, self.named) {
            (true, true, _) => 1_000_000_000_000 + details,
            (true, false, _) => 100_000_000 + details,
            (false, true, true) => 10_000 + details,
            _ => 0,
        }
    }
}

/// Compares a reported event with one of the gold.
pub(super) fn agreement(truth: &GoldEvent, event: &Event, place: bool, named: bool) -> Agreement {
    let sub = event.sub_event_type.name();
    let is_first =
        |actor: &Option<String>| is_actor(truth.actor1.as_deref(), truth.actor1_alt.as_ref(), actor.as_deref());
    let is_second =
        |actor: &Option<String>| is_actor(truth.actor2.as_deref(), truth.actor2_alt.as_ref(), actor.as_deref());
    let (actor1, actor2) = (is_first(&event.actor1), is_second(&event.actor2));
    Agreement {
        place,
        named,
        event_type: is_type(truth, event.event_type()),
        sub_type: truth.sub_type.as_deref() == Some(sub) || holds(truth.sub_type_alt.as_ref(), sub),
        actor1,
        actor2,
        actors: actor1 && actor2 || is_first(&event.actor2) && is_second(&event.actor1),
        fatalities: is_toll(truth, event.fatalities.map_or(0, |t| t.best)),
        date: is_date(truth, event.date),
    }
}

fn holds(alt: Option<&OneOrMany>, word: &str) -> bool {
    alt.is_some_and(|alt| alt.holds(word))
}

/// The type, another that is as right, or that of a sub-type that is as right.
fn is_type(truth: &GoldEvent, event_type: &str) -> bool {
    let by_sub = || {
        SubEventType::ALL.iter().any(|s| s.event_type() == event_type && holds(truth.sub_type_alt.as_ref(), s.name()))
    };
    truth.event_type == event_type || holds(truth.type_alt.as_ref(), event_type) || by_sub()
}

fn is_actor(truth: Option<&str>, alt: Option<&OneOrMany>, actor: Option<&str>) -> bool {
    match (truth, actor) {
        (None, None) => true,
        (truth, Some(actor)) => {
            truth.is_some_and(|t| same_actor(t, actor)) || alt.is_some_and(|a| a.words().any(|w| same_actor(w, actor)))
        }
        (Some(_), None) => false,
    }
}

/// No toll and a toll of 0 are one answer, as they are in ACLED's data.
fn is_toll(truth: &GoldEvent, dead: u32) -> bool {
    let in_range = truth.fatalities_range.is_some_and(|(low, high)| (low..=high).contains(&dead));
    in_range || truth.fatalities.unwrap_or(0) == dead
}

/// The day, or the month or year where the gold has no more than that; or within the range that is
/// as right.
fn is_date(truth: &GoldEvent, date: Option<Date>) -> Option<bool> {
    let want = truth.date.as_deref()?;
    let Some(date) = date.map(|d| d.to_string()) else { return Some(false) };
    // ISO dates sort as text.
    let in_range = truth.date_range.as_ref().is_some_and(|(from, to)| *from <= date && date <= *to);
    Some(in_range || date.starts_with(want))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(json: &str) -> GoldEvent {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn types() {
        let t = truth(r#"{"type":"Battles","sub_type":"Armed clash","sub_type_alt":["Attack"],"type_alt":"Riots"}"#);
        let right: Vec<&str> = ["Battles", "Riots", "Violence against civilians", "Protests"]
            .into_iter()
            .filter(|w| is_type(&t, w))
            .collect();
        assert_eq!(right, ["Battles", "Riots", "Violence against civilians"]);
    }

    #[test]
    fn tolls() {
        let t = truth(r#"{"type":"Battles","fatalities":11,"fatalities_range":[8,11]}"#);
        assert_eq!([7, 8, 11, 12].map(|n| is_toll(&t, n)), [false, true, true, false]);
        assert!(is_toll(&truth(r#"{"type":"Battles"}"#), 0) && !is_toll(&truth(r#"{"type":"Battles"}"#), 1));
    }

    #[test]
    fn dates() {
        let day = |d: &str| Some(d.parse().unwrap());
        let t = truth(r#"{"type":"Battles","date":"2025-06-14","date_range":["2025-06-13","2025-06-15"]}"#);
        assert_eq!(is_date(&t, day("2025-06-13")), Some(true));
        assert_eq!(is_date(&t, day("2025-06-16")), Some(false));
        assert_eq!(is_date(&t, None), Some(false));
        assert_eq!(is_date(&truth(r#"{"date":"2025-06"}"#), day("2025-06-30")), Some(true));
        assert_eq!(is_date(&truth("{}"), day("2025-06-30")), None);
    }

    #[test]
    fn actors() {
        assert!(is_actor(None, None, None));
        assert!(!is_actor(None, None, Some("JNIM")) && !is_actor(Some("JNIM"), None, None));
        let alt = OneOrMany::Many(vec!["FLA".to_owned()]);
        assert!(is_actor(Some("JNIM"), Some(&alt), Some("FLA")) && is_actor(Some("JNIM"), None, Some("Katiba Macina")));
    }

    #[test]
    fn one_found_outweighs_the_rest() {
        let none = Agreement {
            place: false,
            named: true,
            event_type: false,
            sub_type: true,
            actor1: true,
            actor2: true,
            actors: true,
            fatalities: true,
            date: Some(true),
        };
        let found = Agreement { place: true, event_type: true, ..none };
        let placed = Agreement { place: true, ..none };
        let named = Agreement { event_type: true, ..none };
        assert_eq!(none.weight(), 0);
        assert!(found.weight() > 1000 * placed.weight() && placed.weight() > 1000 * named.weight());
    }
}
