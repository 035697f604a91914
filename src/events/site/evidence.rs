//! What speaks for and against a place as the site of a clause's event.

use super::super::scan::Clause;
use super::super::world::World;
use super::words::{
    AND, BETWEEN, CHAIN, DEPARTS, FROM, IN, LEADS, LEADS_AR, LIVES, OF, OFFICES, POWERS, RESTS, ROADS, SAYS, THROUGH,
    TO, VOICES, WARDS,
};
use crate::gazetteer::Kind;
use crate::lexicon::{ActorMention, Cue};
use crate::resolution::Evidence;
use crate::text::Lang;
use crate::toponyms::{Relation, RelationKind};
use std::ops::Range;

/// The evidence for a place by its own name. `act` are the tokens that report the event.
pub(super) fn of_mention(
    world: &World<'_>,
    clause: &Clause<'_>,
    act: &Range<usize>,
    mention: usize,
    at: &Range<usize>,
    phrases: &[(usize, &Relation)],
) -> Evidence {
    let mut out = Evidence::new();
    let mut add = |name: &'static str, yes: bool| {
        if yes {
            out.push((name, 1.0));
        }
    };
    add(
        match world.breadth(mention) {
            0 => "spot",
            1 => "admin3",
            2 => "admin2",
            3 => "admin1",
            4 => "region",
            _ => "country",
        },
        true,
    );
    let place = world.place(mention);
    let resolution = world.resolutions.get(mention);
    add("unresolved", place.is_none());
    add("abroad", place.zip(world.home).is_some_and(|(p, home)| !p.country.is_empty() && p.country != home.code()));
    let is_seat = place.is_some_and(|p| p.code == "PPLC");
    add("seat", is_seat);
    add("river", place.is_some_and(|p| matches!(p.kind, Kind::River | Kind::Desert)));
    let title = world.article.title.as_deref().map(crate::text::key).unwrap_or_default();
    let surface = world.mentions.get(mention).map(|m| crate::text::key(&m.surface)).unwrap_or_default();
    add("in_title", !surface.is_empty() && title.contains(&surface));
    let (preposition, skipped) = governor(clause, at);
    let own = clause.tokens.get(at.start).zip(world.mentions.get(mention));
    let clitic = own.and_then(|(t, m)| {
        t.text.get(..m.range.start.saturating_sub(t.range.start)).and_then(|b| b.chars().next_back())
    });
    add("prep_in", IN.contains(&preposition) || clitic == Some('ب') || skipped == Some('ب'));
    let words = before(clause, at);
    let departs = words.iter().take(2).any(|w| DEPARTS.contains(w));
    add("prep_from", FROM.contains(&preposition) || departs);
    add("departs", departs);
    add("prep_to", TO.contains(&preposition) || preposition.starts_with("لل") && preposition.chars().count() > 4);
    add("prep_through", THROUGH.contains(&preposition));
    add("prep_of", OF.contains(&preposition));
    let near = |n: usize, list: &[&str]| words.iter().take(n).any(|w| list.contains(w) || list.contains(&bare(w)));
    add("voice", near(4, VOICES));
    add("power", is_seat && near(2, POWERS));
    let office = near(3, OFFICES);
    add("office", office);
    add("office_says", office && clause.has(Cue::Say));
    let says = near(4, SAYS);
    add("says", says);
    // "The army in the capital said": a place right before the verb of saying is the speaker's.
    let speaks = clause.tokens.get(at.end).is_some_and(|t| SAYS.contains(&t.key.as_str()));
    add("seat_says", is_seat && (says || speaks || near(4, VOICES)));
    add("lives", near(2, LIVES));
    let led = is_led(&words);
    add("led", led);
    // "In the hospital of X", "to X hospital".
    let ward = words.iter().take(4).any(|w| WARDS.contains(w))
        || clause.lang == Lang::En && WARDS.contains(&clause.key(at.end)) && led;
    add("ward", ward);
    add("road_to", near(3, ROADS));
    add("contained", is_contained(world, clause, mention));
    add("where", !ward && is_scene(clause, act, at));
    let prep = IN.contains(&preposition);
    let named_by = |p: &ActorMention| {
        // "A Katsina communal militia" holds the place that it is called by.
        p.tokens.start <= at.start && at.end < p.tokens.end
            || p.tokens.start == at.end && clause.lang == Lang::En && !prep
    };
    add("of_party", clause.parties.iter().any(named_by) || is_origin(world, clause, at));
    let anchors = |r: &Relation| r.anchors.contains(&mention);
    let here = |r: &&Relation| r.sentence == clause.sentence;
    add("anchor", world.relations.iter().filter(here).any(|r| anchors(r) && r.of.is_some_and(|o| o != mention)));
    add("phrase_anchor", phrases.iter().any(|(_, r)| anchors(r)));
    add("placed", world.relations.iter().any(|r| r.of == Some(mention)));
    add("fronted", at.end <= act.start && at.start <= 4 && !led);
    add("frame", is_frame(world, clause, &[mention]));
    out.push(("doubt", resolution.filter(|r| r.place.is_some()).map_or(0.0, |r| 1.0 - r.confidence)));
    out.extend(position(clause, act, at));
    out
}

/// The evidence for a phrase that places whatever the clause reports.
pub(super) fn of_phrase(
    world: &World<'_>,
    clause: &Clause<'_>,
    act: &Range<usize>,
    relation: &Relation,
    phrases: &[(usize, &Relation)],
) -> Evidence {
    let mut out = Evidence::new();
    out.push((
        match relation.kind {
            RelationKind::Near | RelationKind::QuarterOf | RelationKind::In => "phrase_near",
            RelationKind::Distance => "phrase_distance",
            RelationKind::Between => "phrase_between",
            RelationKind::OnRoad if relation.anchors.len() > 1 => "phrase_road",
            RelationKind::OnRoad => "phrase_road_to",
            RelationKind::Path => "phrase_path",
            RelationKind::Direction => "phrase_direction",
            RelationKind::PartOf => "phrase_part",
            RelationKind::Border => "phrase_border",
            RelationKind::BorderDistance => "phrase_border_km",
            RelationKind::Along => "phrase_along",
        },
        1.0,
    ));
    // "More than 700 km from the capital" says how remote a place is, not where.
    let most = if relation.direction.is_none() { 200.0 } else { 300.0 };
    if relation.kind == RelationKind::Distance && relation.km.is_some_and(|km| km > most) {
        out.push(("phrase_remote", 1.0));
    }
    // "On the road from A to B, to the north of C": the second phrase places the first.
    let follows = |other: &Relation| {
        let gap = world.article.text.get(other.range.end..relation.range.start).unwrap_or_default().trim();
        other.range.end < relation.range.start && gap.chars().count() <= 8 && gap.starts_with([',', '،'])
    };
    if phrases.iter().any(|(_, other)| follows(other)) {
        out.push(("phrase_trails", 1.0));
    }
    if matches!(relation.kind, RelationKind::OnRoad | RelationKind::Between) && is_narrowed(world, clause, relation) {
        out.push(("phrase_narrowed", 1.0));
    }
    let lost = relation.anchors.iter().filter(|a| world.place(**a).is_none()).count();
    if lost > 0 {
        out.push(("anchors_lost", lost as f64 / relation.anchors.len() as f64));
    }
    if relation.anchors.is_empty() {
        out.push(("no_anchor", 1.0));
    }
    // "In eastern Gnagna province": a part of a division is no wider than it.
    let is_division = |m: &usize| matches!(world.breadth(*m), 1..=3);
    if relation.kind == RelationKind::PartOf && relation.anchors.first().is_some_and(is_division) {
        out.push(("phrase_part_division", 1.0));
    }
    let spots = relation.anchors.iter().filter(|a| !world.is_area(**a)).count();
    if !relation.anchors.is_empty() && spots == 0 {
        out.push(("anchor_area", 1.0));
    }
    if relation.kind == RelationKind::PartOf && is_frame(world, clause, &relation.anchors) {
        out.push(("frame", 1.0));
    }
    let start = clause.tokens.partition_point(|t| t.range.end <= relation.range.start);
    let end = clause.tokens.partition_point(|t| t.range.start < relation.range.end).max(start + 1);
    let words = before(clause, &(start..end));
    for (name, list) in [("voice", VOICES), ("says", SAYS)] {
        if words.iter().take(4).any(|w| list.contains(w) || list.contains(&bare(w))) {
            out.push((name, 1.0));
        }
    }
    out.extend(position(clause, act, &(start..end)));
    out
}

/// "Along the A-B road in the town of C": the spot named right behind tells where on the road.
fn is_narrowed(world: &World<'_>, clause: &Clause<'_>, relation: &Relation) -> bool {
    let end = clause.tokens.partition_point(|t| t.range.start < relation.range.end);
    let is_spot = |m: usize| !world.is_area(m) && !relation.anchors.contains(&m);
    let spot = clause.places.iter().find(|(m, at)| at.start >= end && at.start - end <= 3 && is_spot(*m));
    spot.is_some_and(|(_, at)| IN.contains(&governor(clause, at).0))
}

/// Where a place stands beside the act.
fn position(clause: &Clause<'_>, act: &Range<usize>, at: &Range<usize>) -> Evidence {
    let gap = if at.start >= act.end { act.end..at.start } else { at.end.min(act.start)..act.start };
    let mut out: Evidence = vec![("distance", (1.0 + gap.len() as f64).ln() / 3.0)];
    if at.start >= act.end {
        out.push(("after", 1.0));
    }
    let inside = |r: &Range<usize>| gap.start <= r.start && r.end <= gap.end;
    let acts = clause.done().filter(|a| a.is_verb && inside(&a.tokens)).count();
    let places = clause.places.iter().filter(|(_, p)| inside(p)).count();
    let signs = gap.clone().filter(|t| clause.tokens.get(*t).is_some_and(|t| t.is_sign(",،;؛:"))).count();
    let says = clause.cues.iter().any(|(c, r)| matches!(c, Cue::Say | Cue::Claim) && inside(r));
    for (name, count, most) in [("acts_between", acts, 2), ("places_between", places, 3), ("signs_between", signs, 4)] {
        if count > 0 {
            out.push((name, count.min(most) as f64));
        }
    }
    if says {
        out.push(("says_between", 1.0));
    }
    out
}

/// The word that governs a place, over articles and class nouns; and the clitic that such a noun carries.
fn governor<'c>(clause: &'c Clause<'_>, at: &Range<usize>) -> (&'c str, Option<char>) {
    let mut back = at.start;
    let mut skipped = None;
    for _ in 0..4 {
        let Some(before) = back.checked_sub(1) else { return ("", skipped) };
        let Some(token) = clause.tokens.get(before) else { return ("", skipped) };
        let word = clause.key(before);
        if token.is_sign("'’\"«“") {
            back = before;
            continue;
        }
        let stem = word.strip_prefix(['ب', 'ل']).unwrap_or(word);
        // "A" is an article in English, "à" in French.
        let is_noun = BETWEEN.contains(&word) && (word != "a" || clause.lang == Lang::En)
            || BETWEEN.contains(&stem) && stem != word;
        // "Of" after a class noun is a part of it: in the town of X.
        let is_of = OF.contains(&word)
            && before.checked_sub(1).is_some_and(|b| BETWEEN.contains(&clause.key(b)) && clause.key(b) != "a");
        if !(is_noun || is_of) {
            return (word, skipped);
        }
        if stem != word {
            skipped = word.chars().next();
        }
        back = before;
    }
    ("", skipped)
}

/// The words before a place, the nearest first, up to a sign or another place.
fn before<'c>(clause: &'c Clause<'_>, at: &Range<usize>) -> Vec<&'c str> {
    let floor = clause.places.iter().filter(|(_, p)| p.end <= at.start).map(|(_, p)| p.end).max().unwrap_or(0);
    (floor..at.start)
        .rev()
        .take(8)
        .take_while(|&t| clause.tokens.get(t).is_some_and(|t| !t.is_sign(",،.:;؛()•")))
        .map(|t| clause.key(t))
        .filter(|k| !k.is_empty())
        .collect()
}

/// "Went on to X, where they killed one": what follows happened there.
fn is_scene(clause: &Clause<'_>, act: &Range<usize>, at: &Range<usize>) -> bool {
    let link = (at.end..at.end + 4).find(|&t| matches!(clause.key(t), "where" | "حيث" | "ou"));
    link.is_some_and(|link| {
        act.start > link
            && act.start - link <= 8
            && !clause.places.iter().any(|(_, p)| p.start >= at.end && p.end <= act.start)
            && (clause.lang != Lang::Fr || clause.tokens.get(link).is_some_and(|t| t.text.eq_ignore_ascii_case("où")))
    })
}

fn bare<'w>(word: &&'w str) -> &'w str {
    word.trim_start_matches(['و', 'ف', 'ب'])
}

/// Somebody went or was brought there.
fn is_led(words: &[&str]) -> bool {
    let to = words.iter().take(3).position(|w| IN.contains(w) || TO.contains(w) || w.starts_with("لل"));
    let Some(to) = to else { return false };
    // "Calm returned to X" after what happened there.
    if words.iter().any(|w| matches!(*w, "الهدوء" | "calm" | "calme")) {
        return false;
    }
    // "In" after a word of rest, "to" after any word of going.
    let rests = words.get(to).is_some_and(|w| matches!(*w, "in" | "at" | "في" | "dans"));
    words.iter().skip(to + 1).take(4).any(|w| {
        let own = bare(w);
        let stays = RESTS.iter().any(|l| w.starts_with(l));
        let goes = LEADS.iter().any(|l| w.starts_with(l))
            || LEADS_AR
                .iter()
                .any(|l| own == *l || l.chars().count() > 2 && own.starts_with(l) && own.len() <= l.len() + 6);
        stays || goes && !rests
    })
}

/// The place only tells where the one before it lies: Diabaly (Niono, Segou); X, cercle de Y; X in Y.
fn is_contained(world: &World<'_>, clause: &Clause<'_>, mention: usize) -> bool {
    let Some(i) = clause.places.iter().position(|(m, _)| *m == mention) else { return false };
    if is_of_region(world, clause, i) {
        return true;
    }
    let Some((before, at)) = i.checked_sub(1).and_then(|b| clause.places.get(b)) else { return false };
    if world.is_area(*before) || world.mentions.get(*before).is_some_and(|m| m.is_dateline) {
        return false;
    }
    let Some((_, own)) = clause.places.get(i) else { return false };
    let Some(gap) = clause.tokens.get(at.end..own.start) else { return false };
    let chains =
        !gap.is_empty() && gap.len() <= 5 && gap.iter().all(|t| t.is_sign("(,،-–") || CHAIN.contains(&t.key.as_str()));
    let comma_only = gap.iter().all(|t| t.is_sign(",،"));
    // A bare comma may also part a list: then "and" follows.
    chains && !(comma_only && list_follows(clause, i))
}

/// "The three-border area between A, B and C": countries that only say where the region lies.
fn is_of_region(world: &World<'_>, clause: &Clause<'_>, mut at: usize) -> bool {
    const REGION: u8 = 4;
    let joins = |gap: &[crate::text::Token<'_>]| {
        gap.len() <= 4
            && gap.iter().all(|t| {
                t.is_sign(",،'’")
                    || matches!(t.key.as_str(), "between" | "entre" | "بين" | "of" | "de" | "le" | "la" | "l" | "the")
                    || AND.contains(&t.key.as_str())
            })
    };
    while let (Some((before, x)), Some((own, y))) =
        (at.checked_sub(1).and_then(|b| clause.places.get(b)), clause.places.get(at))
    {
        let is_country = world.breadth(*own) > REGION;
        if !is_country || !clause.tokens.get(x.end..y.start).is_some_and(joins) {
            return false;
        }
        if world.breadth(*before) == REGION {
            return true;
        }
        at -= 1;
    }
    false
}

/// "Troops from Niger and Chad", جنود من بنين: where a party comes from.
fn is_origin(world: &World<'_>, clause: &Clause<'_>, at: &Range<usize>) -> bool {
    let mut back = at.start;
    // Over the countries before it in a list.
    while let Some(before) = back.checked_sub(1) {
        let in_list = AND.contains(&clause.key(before)) || clause.tokens.get(before).is_some_and(|t| t.is_sign(",،"));
        let earlier = clause.places.iter().find(|(m, p)| p.end == before && world.is_area(*m));
        match earlier {
            Some((_, p)) if in_list => back = p.start,
            _ => break,
        }
    }
    let Some(preposition) = back.checked_sub(1).filter(|b| FROM.contains(&clause.key(*b))) else { return false };
    clause.parties.iter().any(|p| p.tokens.end == preposition)
}

/// Areas that hold another place of the clause: "the north of the country saw ... in the region of B" happened in B.
fn is_frame(world: &World<'_>, clause: &Clause<'_>, areas: &[usize]) -> bool {
    let holds = |area: usize| {
        clause.places.iter().any(|&(other, _)| {
            !world.same_mention(area, other)
                && world.place(other).is_some()
                && world.breadth(other) < world.breadth(area)
                && world.holds(area, other)
        })
    };
    areas.iter().any(|&area| world.is_area(area) && holds(area))
}

fn list_follows(clause: &Clause<'_>, i: usize) -> bool {
    let (Some((_, a)), Some((_, b))) = (clause.places.get(i), clause.places.get(i + 1)) else { return false };
    let gap = clause.tokens.get(a.end..b.start);
    gap.is_some_and(|gap| gap.len() <= 2 && gap.iter().any(|t| AND.contains(&t.key.as_str())))
}
