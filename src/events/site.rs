//! Where a clause's event happened: the most precise place that the words tie to it.

use super::event::Site;
use super::scan::Clause;
use super::world::World;
use crate::toponyms::{Relation, RelationKind};
use std::ops::Range;

/// The sites of a clause, best first; several only when the text lists several places.
pub(super) fn sites(world: &World<'_>, clause: &Clause<'_>, trigger: &Range<usize>) -> Vec<Site> {
    let here: Vec<&(usize, Range<usize>)> = clause
        .places
        .iter()
        .filter(|(m, _)| world.mentions.get(*m).is_some_and(|m| !m.is_dateline))
        .filter(|(_, at)| !super::elsewhere::is_elsewhere(clause, at))
        .collect();
    if here.is_empty() {
        return Vec::new();
    }
    let in_clause = |m: usize| here.iter().any(|(h, _)| *h == m);
    let relations: Vec<(usize, &Relation)> = world
        .relations
        .iter()
        .enumerate()
        .filter(|(_, r)| r.sentence == clause.sentence && r.anchors.iter().any(|&a| in_clause(a)))
        .collect();
    let places_event = |r: &Relation| !matches!(r.kind, RelationKind::In | RelationKind::PartOf);
    // Places that only serve to say where another one lies.
    let is_anchor = |m: usize| relations.iter().any(|(_, r)| r.anchors.contains(&m) && r.of.is_some_and(|o| o != m));
    let free: Vec<usize> = here
        .iter()
        .map(|(m, _)| *m)
        .filter(|&m| !world.is_area(m) && !is_anchor(m) && !is_passed(world, clause, m))
        .filter(|&m| !relations.iter().any(|(_, r)| r.of.is_none() && places_event(r) && r.anchors.contains(&m)))
        .collect();
    let own_relation = |m: usize| relations.iter().find(|(_, r)| r.of == Some(m)).map(|(i, _)| *i);
    let gap = |m: usize| distance(world, m, trigger);
    // Between two places, on a road, so many km from one: the phrase itself is the place.
    let phrase = relations
        .iter()
        .filter(|(_, r)| {
            r.of.is_none()
                && places_event(r)
                && r.anchors.iter().any(|&a| {
                    !world.is_area(a)
                        || r.km.is_some()
                        || matches!(r.kind, RelationKind::Border | RelationKind::BorderDistance)
                })
        })
        .min_by_key(|(_, r)| {
            let border = matches!(r.kind, RelationKind::Border | RelationKind::BorderDistance);
            (border, r.anchors.iter().map(|&a| gap(a)).min())
        });
    let nearest = free.iter().copied().min_by_key(|&m| (containers(world, clause, m), gap(m)));
    if let Some((index, relation)) = phrase {
        let closer = nearest.is_some_and(|m| {
            relation.anchors.iter().map(|&a| gap(a)).min().is_none_or(|g| {
                gap(m) < g
                    || is_located(clause, m)
                    || containers(world, clause, m) == 0
                        && !matches!(relation.kind, RelationKind::Between | RelationKind::OnRoad | RelationKind::Path)
            })
        });
        if !closer {
            return vec![Site { mentions: relation.anchors.clone(), relation: Some(*index) }];
        }
    }
    if let Some(pair) = between(clause, nearest, &free) {
        return vec![Site { mentions: pair, relation: None }];
    }
    if let Some(best) = nearest {
        let mut out = vec![Site { mentions: vec![best], relation: own_relation(best) }];
        for &other in &free {
            if other != best && listed(world, clause, best, other) && !world.same_mention(best, other) {
                out.push(Site { mentions: vec![other], relation: own_relation(other) });
            }
        }
        return out;
    }
    // No spot: the smallest area. Two places passed are a way ("from A to B"), one is no place.
    let passed = here.iter().filter(|(m, _)| !world.is_area(*m) && is_passed(world, clause, *m)).count();
    let area = here
        .iter()
        .map(|(m, _)| *m)
        .filter(|&m| !is_anchor(m) || free.is_empty())
        .filter(|&m| world.is_area(m) || passed != 1 || !is_passed(world, clause, m))
        .min_by_key(|&m| (world.breadth(m), gap(m)));
    area.map(|m| {
        let relation = relations.iter().find(|(_, r)| r.anchors.contains(&m)).map(|(i, _)| *i);
        vec![Site { mentions: vec![m], relation }]
    })
    .unwrap_or_default()
}

/// Where people came from, went or fled to, or were reached by telephone: not where it happened.
fn is_passed(world: &World<'_>, clause: &Clause<'_>, mention: usize) -> bool {
    if world.relations.iter().any(|r| r.of == Some(mention) || r.anchors.contains(&mention)) {
        return false;
    }
    let Some((_, at)) = clause.places.iter().find(|(m, _)| *m == mention) else { return false };
    let key = |back: usize| at.start.checked_sub(back).map_or("", |i| clause.key(i));
    // One class noun may stand between: toward the town of X, إلى بلدة X.
    let town = |w: &str| matches!(w, "town" | "city" | "village" | "ville" | "localite");
    let class_noun = matches!(key(1), "مدينه" | "بلده" | "قريه" | "town" | "city" | "ville" | "villes")
        || matches!(key(1), "of" | "de") && town(key(2));
    let article = matches!(key(1), "the" | "la" | "le" | "l");
    let preposition = if article {
        key(2)
    } else if class_noun && !matches!(key(2), "") {
        if matches!(key(1), "of" | "de") { key(4) } else { key(2) }
    } else {
        key(1)
    };
    let glued = clause.tokens.get(at.start).is_some_and(|t| t.key.starts_with("نحو"));
    match preposition {
        "نحو" | "الي" | "باتجاه" | "صوب" | "vers" | "toward" | "towards" | "depuis" => true,
        // "The road of X" leads there.
        "de" | "of" => matches!(key(2), "route" | "road"),
        "من" => !matches!(
            key(2),
            "بالقرب"
                | "قرب"
                | "مقربه"
                | "كل"
                | "الشمال"
                | "الجنوب"
                | "الشرق"
                | "الغرب"
                | "كلم"
                | "كيلومترا"
        ),
        "to" => !matches!(key(2), "close" | "next" | "near" | "adjacent" | "laid"),
        "from" => !matches!(key(2), "km" | "kilometres" | "kilometers" | "miles" | "far"),
        _ => glued,
    }
}

/// "Near X", "at the entrance of X" says more than the road on which X lies.
fn is_located(clause: &Clause<'_>, mention: usize) -> bool {
    let Some((_, at)) = clause.places.iter().find(|(m, _)| *m == mention) else { return false };
    (1..=3).any(|back| {
        at.start.checked_sub(back).is_some_and(|i| {
            clause.tokens.get(i..at.start).is_some_and(|ts| ts.iter().all(|t| t.is_word()))
                && matches!(
                    clause.key(i),
                    "near" | "at" | "عند" | "قرب" | "pres" | "hauteur" | "niveau" | "vicinity" | "outskirts" | "entree"
                )
        })
    })
}

/// "Between A and B" where the recogniser gave no relation for it: both ends.
fn between(clause: &Clause<'_>, nearest: Option<usize>, free: &[usize]) -> Option<Vec<usize>> {
    let at = clause.places.iter().position(|(m, _)| Some(*m) == nearest)?;
    [at, at.wrapping_sub(1)].into_iter().find_map(|i| {
        let ((a, x), (b, y)) = (clause.places.get(i)?, clause.places.get(i + 1)?);
        let opens = (1..=2).any(|back| {
            x.start.checked_sub(back).is_some_and(|t| matches!(clause.key(t), "between" | "entre" | "بين" | "وبين"))
        });
        (opens && y.start <= x.end + 2 && free.contains(a) && free.contains(b)).then(|| vec![*a, *b])
    })
}

fn distance(world: &World<'_>, mention: usize, trigger: &Range<usize>) -> usize {
    world.mentions.get(mention).map_or(usize::MAX, |m| {
        if m.range.start >= trigger.end {
            m.range.start - trigger.end
        } else {
            trigger.start.saturating_sub(m.range.end)
        }
    })
}

/// 1 for a place that only tells where the one before it lies: Diabaly (Niono, Segou); X, cercle
/// de Y; X in Y. 0 for one that stands for itself.
fn containers(world: &World<'_>, clause: &Clause<'_>, mention: usize) -> usize {
    let Some(i) = clause.places.iter().position(|(m, _)| *m == mention) else { return 0 };
    let Some((before, at)) = i.checked_sub(1).and_then(|b| clause.places.get(b)) else { return 0 };
    if world.is_area(*before) || world.mentions.get(*before).is_some_and(|m| m.is_dateline) {
        return 0;
    }
    let Some((_, own)) = clause.places.get(i) else { return 0 };
    let Some(gap) = clause.tokens.get(at.end..own.start) else { return 0 };
    let chains = gap.len() <= 5
        && gap.iter().all(|t| {
            t.is_sign("(,،-–")
                || matches!(
                    t.key.as_str(),
                    "cercle"
                        | "commune"
                        | "region"
                        | "province"
                        | "departement"
                        | "department"
                        | "district"
                        | "prefecture"
                        | "de"
                        | "du"
                        | "d"
                        | "l"
                        | "la"
                        | "le"
                        | "dans"
                        | "in"
                        | "the"
                        | "area"
                        | "municipality"
                        | "of"
                        | "ولايه"
                        | "بولايه"
                        | "دائره"
                        | "في"
                        | "منطقه"
                        | "بمنطقه"
                        | "مقاطعه"
                        | "state"
                        | "local"
                        | "government"
                        | "subprefecture"
                        | "arrondissement"
                        | "secteur"
                        | "zone"
                )
        });
    let comma_only = gap.iter().all(|t| t.is_sign(",،"));
    // A bare comma may also part a list: then "and" follows.
    usize::from(chains && !(comma_only && list_follows(clause, i)))
}

fn list_follows(clause: &Clause<'_>, i: usize) -> bool {
    let (Some((_, a)), Some((_, b))) = (clause.places.get(i), clause.places.get(i + 1)) else { return false };
    clause
        .tokens
        .get(a.end..b.start)
        .is_some_and(|gap| gap.len() <= 2 && gap.iter().any(|t| matches!(t.key.as_str(), "and" | "et" | "و")))
}

/// Both places stand in one list: A, B and C.
fn listed(world: &World<'_>, clause: &Clause<'_>, a: usize, b: usize) -> bool {
    let position = |m: usize| clause.places.iter().position(|(p, _)| *p == m);
    let (Some(a), Some(b)) = (position(a), position(b)) else { return false };
    let (first, last) = (a.min(b), a.max(b));
    let mut joined = false;
    for i in first..last {
        let (Some((m, x)), Some((_, y))) = (clause.places.get(i), clause.places.get(i + 1)) else { return false };
        let Some(gap) = clause.tokens.get(x.end..y.start) else { return false };
        let arabic_and = y.start == x.end
            && world.mentions.get(*m).is_some()
            && clause.tokens.get(y.start).is_some_and(|t| {
                t.key.starts_with('و')
                    && clause
                        .places
                        .get(i + 1)
                        .is_some_and(|(n, _)| world.mentions.get(*n).is_some_and(|n| n.range.start > t.range.start))
            });
        let and = gap.iter().any(|t| matches!(t.key.as_str(), "and" | "et" | "و"));
        let plain = gap.len() <= 3
            && gap.iter().all(|t| {
                t.is_sign(",،") || matches!(t.key.as_str(), "and" | "et" | "و" | "de" | "a" | "in" | "في" | "of")
            });
        if !(plain && !gap.is_empty() || arabic_and) {
            return false;
        }
        joined |= and || arabic_and;
    }
    joined
}
