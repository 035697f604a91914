//! Events of several reports that are one event.

use super::event::{Event, Toll};
use crate::space::LonLat;
use crate::text::Precision;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// An event with the place it was found to lie at.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The report it comes from. Events of one report are never merged.
    pub doc: String,
    /// The day of that report.
    pub published: Option<Date>,
    /// What it says.
    pub event: Event,
    /// Where; `None` when the place was not found.
    pub point: Option<LonLat>,
    /// Radius, in km, that holds the true place with 90 % probability.
    pub uncertainty_km: f64,
}

/// One event, from all reports of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The event as the reports together tell it.
    pub event: Event,
    /// The report that places it most closely: an index into the input.
    pub lead: usize,
    /// All its reports: indices into the input, ordered by document.
    pub members: Vec<usize>,
    /// Why each report was joined, one line a report after the first.
    pub why: Vec<String>,
}

/// Kilometres that two reports of one place may lie apart though both claim to know it well:
/// the size of a commune. Chosen by judgement, not fitted.
const SAME_PLACE_KM: f64 = 15.0;
/// Above this uncertainty, km, a place alone does not tell two events apart or make them one.
const VAGUE_KM: f64 = 60.0;

/// Puts the reports of one event together. The answer does not depend on the order of the input:
/// the likest pairs are joined first, ties go by document, and a group only takes in what fits
/// every member of it.
///
/// Of conflicting tolls the number that most reports give stands; a tie goes to the report
/// published last, then to the lower number. The range covers all of them.
#[must_use]
pub fn merge(events: &[Located]) -> Vec<Merged> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by(|&a, &b| key(events, a).cmp(&key(events, b)));
    let mut pairs: Vec<(i64, usize, usize, String)> = Vec::new();
    for (i, &a) in order.iter().enumerate() {
        for (j, &b) in order.iter().enumerate().skip(i + 1) {
            if let Some((score, why)) = events.get(a).zip(events.get(b)).and_then(|(a, b)| likeness(a, b)) {
                pairs.push((score, i, j, why));
            }
        }
    }
    let fits: BTreeSet<(usize, usize)> = pairs.iter().map(|p| (p.1, p.2)).collect();
    pairs.sort_by_key(|(score, i, j, _)| (Reverse(*score), *i, *j));
    let mut group: Vec<usize> = (0..order.len()).collect();
    let mut why: Vec<Vec<String>> = vec![Vec::new(); order.len()];
    for (_, i, j, reason) in pairs {
        let (Some(&a), Some(&b)) = (group.get(i), group.get(j)) else { continue };
        if a == b {
            continue;
        }
        let of = |g: usize| -> Vec<usize> { (0..group.len()).filter(|&x| group.get(x) == Some(&g)).collect() };
        let (ours, theirs) = (of(a), of(b));
        let all_fit = ours.iter().all(|&x| theirs.iter().all(|&y| fits.contains(&(x.min(y), x.max(y)))));
        if !all_fit {
            continue;
        }
        let (keep, gone) = (a.min(b), a.max(b));
        let moved: Vec<String> = why.get_mut(gone).map(std::mem::take).unwrap_or_default();
        if let Some(list) = why.get_mut(keep) {
            list.extend(moved);
            list.push(reason);
        }
        for g in &mut group {
            if *g == gone {
                *g = keep;
            }
        }
    }
    (0..order.len())
        .filter(|&g| group.get(g) == Some(&g))
        .filter_map(|g| {
            let members: Vec<usize> =
                (0..group.len()).filter(|&x| group.get(x) == Some(&g)).filter_map(|x| order.get(x).copied()).collect();
            join(events, members, why.get(g).cloned().unwrap_or_default())
        })
        .collect()
}

fn key(events: &[Located], i: usize) -> (Option<Date>, &str, u32, usize) {
    events.get(i).map_or((None, "", 0, i), |e| (e.event.date, e.doc.as_str(), e.event.rank, e.event.trigger.start))
}

/// How alike two events are, and in what; `None` when they cannot be one.
fn likeness(a: &Located, b: &Located) -> Option<(i64, String)> {
    if a.doc == b.doc || a.event.is_background != b.event.is_background && a.event.date != b.event.date {
        return None;
    }
    let (x, y) = (&a.event, &b.event);
    let mut score = 0;
    let mut why = Vec::new();
    match (x.sub_event_type == y.sub_event_type, x.event_type() == y.event_type()) {
        (true, _) => (score, why) = (score + 3, vec![x.sub_event_type.name().to_lowercase()]),
        (_, true) => score += 2,
        _ if is_violent(x) && is_violent(y) => score += 1,
        _ => return None,
    }
    let days = match (x.date, y.date) {
        (Some(p), Some(q)) => p.since(q).ok().map(|s| s.get_days().abs())?,
        _ => return None,
    };
    let slack = match x.time_precision.max(y.time_precision) {
        Precision::Day => 1,
        Precision::Week => 7,
        Precision::Month | Precision::Year => 31,
    };
    if days > slack {
        return None;
    }
    score += i64::from(3 - days.min(3));
    why.push(if days == 0 { "the same day".to_owned() } else { format!("{days} days apart") });
    let km = distance_km(a.point?, b.point?);
    let vague = a.uncertainty_km.max(b.uncertainty_km) > VAGUE_KM;
    if km > SAME_PLACE_KM.max(a.uncertainty_km + b.uncertainty_km) {
        return None;
    }
    score += if vague { 0 } else { 3 };
    why.push(format!("{km:.0} km apart"));
    let shared: Vec<&String> = actors(x).into_iter().filter(|n| actors(y).contains(n)).collect();
    let named = |e: &Event| e.actor1.as_deref().is_some_and(|n| !is_generic(n));
    // Two reports that each name another author tell of two events.
    let of_other = |e: &Event, o: &Event| e.actor1.as_ref().is_some_and(|n| actors(o).contains(&n));
    if named(x) && named(y) && !of_other(x, y) && !of_other(y, x) {
        return None;
    }
    score += shared.len() as i64;
    why.extend(shared.iter().map(|n| format!("both name {n}")));
    let same_toll = x.fatalities.zip(y.fatalities).is_some_and(|(p, q)| p.best == q.best && p.best > 0);
    if same_toll {
        score += 2;
        why.push("the same toll".to_owned());
    }
    // A region alone makes no two reports one: they must share more than that.
    if vague && (x.sub_event_type != y.sub_event_type || shared.is_empty() || !(same_toll || days == 0 && slack == 1)) {
        return None;
    }
    Some((score, format!("{} and {}: {}", a.doc, b.doc, why.join(", "))))
}

fn is_violent(event: &Event) -> bool {
    matches!(event.event_type(), "Battles" | "Explosions/Remote violence" | "Violence against civilians")
}

fn is_generic(name: &str) -> bool {
    name.starts_with("Unidentified")
        || name.starts_with("Civilians")
        || name.starts_with("Protesters")
        || name.starts_with("Rioters")
}

fn actors(event: &Event) -> Vec<&String> {
    [&event.actor1, &event.actor2, &event.assoc_actor_1, &event.assoc_actor_2].into_iter().flatten().collect()
}

fn distance_km(a: LonLat, b: LonLat) -> f64 {
    let metres: f64 = Geodesic::wgs84().inverse(a.lat, a.lon, b.lat, b.lon);
    metres / 1000.0
}

fn join(events: &[Located], members: Vec<usize>, why: Vec<String>) -> Option<Merged> {
    let of: Vec<(usize, &Located)> = members.iter().filter_map(|&i| events.get(i).map(|e| (i, e))).collect();
    let &(lead, first) = of.iter().min_by(|(_, a), (_, b)| {
        a.uncertainty_km
            .total_cmp(&b.uncertainty_km)
            .then(b.event.confidence.total_cmp(&a.event.confidence))
            .then(a.doc.cmp(&b.doc))
    })?;
    let mut event = first.event.clone();
    for (_, other) in &of {
        let e = &other.event;
        fill(&mut event.actor1, &e.actor1);
        fill(&mut event.actor2, &e.actor2);
        event.assoc_actor_1 = event.assoc_actor_1.or_else(|| e.assoc_actor_1.clone());
        event.assoc_actor_2 = event.assoc_actor_2.or_else(|| e.assoc_actor_2.clone());
        event.claimed_by = event.claimed_by.or_else(|| e.claimed_by.clone());
        if e.time_precision < event.time_precision {
            (event.date, event.time_precision) = (e.date, e.time_precision);
        }
        event.is_background &= e.is_background;
        event.is_ongoing |= e.is_ongoing;
    }
    event.fatalities = agreed(&of, |e| e.fatalities);
    event.injuries = agreed(&of, |e| e.injuries);
    event.abducted = agreed(&of, |e| e.abducted);
    event.rank = of.iter().map(|(_, e)| e.event.rank).min().unwrap_or(event.rank);
    let doubt: f64 = of.iter().map(|(_, e)| 1.0 - e.event.confidence).product();
    // Independent reports would multiply doubt; reports copy each other, so take the middle.
    event.confidence = event.confidence.max(0.5 * (event.confidence + 1.0 - doubt));
    Some(Merged { event, lead, members, why })
}

/// A named actor is better than a generic one, any better than none.
fn fill(mine: &mut Option<String>, other: &Option<String>) {
    let replace = match (mine.as_deref(), other.as_deref()) {
        (None, Some(_)) => true,
        (Some(m), Some(o)) => m.starts_with("Unidentified") && !is_generic(o),
        _ => false,
    };
    if replace {
        mine.clone_from(other);
    }
}

fn agreed(of: &[(usize, &Located)], toll: impl Fn(&Event) -> Option<Toll>) -> Option<Toll> {
    let told: Vec<(Toll, &Located)> = of.iter().filter_map(|(_, e)| toll(&e.event).map(|t| (t, *e))).collect();
    let votes = |n: u32| told.iter().filter(|(t, _)| t.best == n).count();
    let (best, _) =
        told.iter().max_by_key(|(t, e)| (votes(t.best), e.published, Reverse(t.best), Reverse(e.doc.as_str())))?;
    Some(told.iter().fold(*best, |sum, (t, _)| sum.or(*t)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::SubEventType;

    fn report(
        doc: &str,
        day: i8,
        kind: SubEventType,
        actor: Option<&str>,
        killed: u32,
        at: (f64, f64),
        km: f64,
    ) -> Located {
        Located {
            doc: doc.to_owned(),
            published: Date::new(2026, 1, day + 1).ok(),
            event: Event {
                sentence: 0,
                sentences: vec![0],
                in_headline: false,
                trigger: 0..1,
                sub_event_type: kind,
                actor1: actor.map(str::to_owned),
                assoc_actor_1: None,
                actor2: Some("Military Forces of Mali".to_owned()),
                assoc_actor_2: None,
                fatalities: Some(Toll::exactly(killed)),
                injuries: None,
                abducted: None,
                claimed_by: None,
                date: Date::new(2026, 1, day).ok(),
                time_precision: Precision::Day,
                site: None,
                is_background: false,
                is_ongoing: false,
                rank: 1,
                confidence: 0.8,
            },
            point: Some(LonLat::new(at.0, at.1)),
            uncertainty_km: km,
        }
    }

    #[test]
    fn reports_of_one_event_become_one_whatever_their_order() {
        use SubEventType::{AirStrike, ArmedClash, Attack};
        let diabaly = (-6.02, 14.69);
        let mut reports = vec![
            report("a-ar", 2, ArmedClash, Some("JNIM"), 2, diabaly, 5.0),
            report("b-fr", 2, ArmedClash, Some("Unidentified Armed Group (Mali)"), 3, (-5.95, 14.75), 8.0),
            report("c-en", 3, Attack, None, 2, diabaly, 10.0),
            report("d-en", 2, ArmedClash, Some("Islamic State Sahel Province"), 2, diabaly, 5.0),
            report("e-en", 2, ArmedClash, Some("JNIM"), 2, (-3.0, 16.0), 5.0),
            report("f-en", 2, AirStrike, Some("Military Forces of Mali"), 9, (-8.0, 12.6), 5.0),
        ];
        let shape = |reports: &[Located]| -> BTreeSet<Vec<String>> {
            merge(reports).iter().map(|m| m.members.iter().map(|&i| reports[i].doc.clone()).collect()).collect()
        };
        let expected: BTreeSet<Vec<String>> = [vec!["a-ar", "b-fr", "c-en"], vec!["d-en"], vec!["e-en"], vec!["f-en"]]
            .into_iter()
            .map(|g| g.into_iter().map(str::to_owned).collect())
            .collect();
        for turn in 0..6 {
            reports.rotate_left(1);
            if turn % 2 == 0 {
                reports.swap(0, 3);
            }
            assert_eq!(shape(&reports), expected);
        }
        let merged = merge(&reports);
        let three = merged.iter().find(|m| m.members.len() == 3).unwrap();
        assert_eq!(three.event.actor1.as_deref(), Some("JNIM"));
        assert_eq!(three.event.fatalities, Some(Toll { best: 2, low: 2, high: Some(3) }));
        assert_eq!(three.why.len(), 2);
    }
}
