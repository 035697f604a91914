//! Where a sentence is cut into clauses that may tell of different events.

use crate::lexicon::{Act, Cue, Hit, Sense};
use crate::text::{Lang, Precision, Token, dates, numbers};
use crate::toponyms::Mention;
use jiff::civil::Date;

/// How a clause begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cut {
    /// After a sign or a word that parts.
    Plain,
    /// "And burned the market of B": with the subject of the clause before.
    Continued,
    /// "And 23 others in B": with the act of the clause before.
    Gapped,
    /// "And mine blast near B": another act with a place of its own.
    Apart,
    /// "Another", "separately".
    Another,
    /// "Two attacks, the first in A, ..., the second in B ...": by those of the first.
    Second,
}

/// Words that part two reports in one sentence.
const BREAKS: &[&str] = &["while", "whereas", "tandis", "alors", "pendant", "فيما", "بينما", "whilst"];

/// The folded word at a token, empty past the end.
fn key<'t>(all: &'t [Token<'_>], at: usize) -> &'t str {
    all.get(at).map_or("", |t| t.key.as_str())
}

/// "October 27: gunmen ...": an entry of a list of events begins with its day and a colon.
fn is_entry(all: &[Token<'_>], lang: Lang) -> bool {
    /// Tokens of the longest day, and of a bullet before it.
    const HEAD: usize = 7;
    /// A year to read days without one in.
    const ANY: Date = Date::constant(2020, 1, 1);
    let head = all.get(..HEAD.min(all.len())).unwrap_or_default();
    let Some(colon) = head.iter().position(|t| t.is_sign(":")) else { return false };
    let day = head.get(..colon).map(|day| dates(day, lang, Some(ANY))).unwrap_or_default();
    day.iter().any(|d| d.precision == Precision::Day && d.tokens.start <= 2 && d.tokens.end == colon)
}

/// The first token of each clause, and how it begins.
pub(super) fn cuts(
    all: &[Token<'_>],
    hits: &[Hit],
    lang: Lang,
    mentions: &[Mention],
    spots: &[bool],
) -> Vec<(usize, Cut)> {
    let mut cuts = vec![(0, if is_entry(all, lang) { Cut::Another } else { Cut::Plain })];
    let reports = |h: &Hit| {
        h.senses
            .iter()
            .any(|s| matches!(s, Sense::Verb(a) | Sense::Noun(a, _) if !matches!(a, Act::Do | Act::Result | Act::Move)))
    };
    let breaks = |i: usize, token: &Token<'_>| {
        let in_time = || matches!(token.key.as_str(), "في" | "وفي") && key(all, i + 1) == "حين";
        i > 0 && (BREAKS.contains(&token.key.as_str()) || token.key == "وبينما" || token.key == "فبينما" || in_time())
    };
    for (i, token) in all.iter().enumerate() {
        if token.is_sign(";؛•") {
            cuts.push((i + 1, Cut::Plain));
        } else if breaks(i, token) {
            // "Hit a mine while escorting traders between A and B": where only one side reports, the other
            // tells more of the same.
            let end = (i + 1..all.len())
                .find(|&j| all.get(j).is_some_and(|t| t.is_sign(";؛•") || breaks(j, t)))
                .unwrap_or(all.len());
            let from = cuts.last().map_or(0, |c| c.0);
            let within = |from: usize, to: usize| {
                hits.iter().any(|h| h.tokens.start >= from && h.tokens.end <= to && reports(h))
            };
            if within(from, i) && within(i, end) {
                cuts.push((i, Cut::Plain));
            }
        }
    }
    for i in 1..all.len() {
        // Few words open a second matter: only there it is asked what was told before.
        if !says_more(all, hits, i, lang) && !comes_after(all, i) {
            continue;
        }
        let from = cuts.iter().map(|c| c.0).filter(|&c| c <= i).max().unwrap_or(0);
        if hits.iter().any(|h| h.tokens.start >= from && h.tokens.end <= i && reports(h)) {
            cuts.push((i, Cut::Plain));
        }
    }
    for hit in hits {
        if hit.senses.contains(&Sense::Cue(Cue::Another)) && !is_another_person(all, hits, hit, lang) {
            // "The group said, in another context, that ...": nothing was reported yet, so that all of
            // it is the new event's.
            let told = hits.iter().any(|h| h.tokens.end <= hit.tokens.start && reports(h));
            cuts.push((if told { hit.tokens.start } else { 0 }, Cut::Another));
        }
    }
    let first = (0..all.len()).find(|&t| is_first(key(all, t)));
    if let Some(first) = first {
        let second = (first + 1..all.len()).filter(|&t| is_second(all, t, lang));
        let told = |at: usize| hits.iter().any(|h| h.tokens.start > at && reports(h));
        cuts.extend(second.filter(|&t| told(t)).map(|t| (t, Cut::Second)));
    }
    cuts.sort_unstable();
    let marks: Vec<usize> = cuts.iter().map(|c| c.0).collect();
    coordinated(all, hits, lang, mentions, spots, &marks, &mut cuts);
    cuts.sort_unstable();
    cuts.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 = a.1.max(b.1);
        }
        same
    });
    cuts
}

/// "The first": of several events, or of anything else.
pub(super) fn is_first(key: &str) -> bool {
    matches!(key.trim_start_matches('و'), "الاول" | "الاولي" | "first" | "premier" | "premiere")
}

/// "And the second", "and the other" (folded Arabic).
pub(super) fn is_other(key: &str) -> bool {
    matches!(key, "والثاني" | "والثانيه" | "والاخر" | "والاخري")
}

/// "The second", where it stands for the event and not before its noun.
fn is_second(all: &[Token<'_>], at: usize, lang: Lang) -> bool {
    let next = key(all, at + 1);
    let preposition = all.get(at + 1).is_some_and(|t| t.is_sign(",،"))
        || matches!(
            next,
            "in" | "at"
                | "near"
                | "on"
                | "a"
                | "dans"
                | "pres"
                | "au"
                | "en"
                | "le"
                | "sur"
                | "في"
                | "قرب"
                | "علي"
                | "بالقرب"
                | "استهدف"
                | "استهدفت"
                | "وقع"
                | "وقعت"
        );
    let article = at.checked_sub(1).map_or("", |b| key(all, b));
    match lang {
        Lang::Ar => is_other(key(all, at)) && preposition,
        Lang::Fr => {
            matches!(key(all, at), "second" | "seconde" | "deuxieme" | "autre")
                && matches!(article, "le" | "la" | "l" | "'" | "’")
                && preposition
        }
        Lang::En => matches!(key(all, at), "second" | "other") && article == "the" && preposition,
    }
}

/// "... , and added that the chief of staff visited the post on Sunday": a second verb of saying with its
/// "that" opens another matter.
fn says_more(all: &[Token<'_>], hits: &[Hit], i: usize, lang: Lang) -> bool {
    let key = |i: usize| key(all, i);
    let opens = match lang {
        Lang::Ar => {
            key(i).starts_with('و')
                || matches!(key(i), "مضيفا" | "مضيفه" | "موكدا" | "موكده" | "مشيرا" | "مشيره" | "موضحا" | "موضحه")
        }
        _ => matches!(key(i), "and" | "et" | "adding" | "ajoutant" | "precisant" | "saying"),
    };
    if !opens {
        return false;
    }
    let verb = hits.iter().find(|h| {
        h.senses.contains(&Sense::Cue(Cue::Say))
            && h.tokens.start >= i
            && h.tokens.start <= i + usize::from(lang != Lang::Ar)
    });
    let end = match verb {
        Some(hit) => hit.tokens.end,
        None if matches!(key(i), "adding" | "ajoutant" | "precisant" | "saying")
            || lang == Lang::Ar && !key(i).starts_with('و') =>
        {
            i + 1
        }
        None => return false,
    };
    (end..end + 4).any(|t| matches!(key(t), "ان" | "انه" | "انها" | "بان" | "that" | "que" | "qu"))
}

/// "... , and the operations came after an ambush": what the news came after, at the end of its sentence.
fn comes_after(all: &[Token<'_>], i: usize) -> bool {
    let key = |i: usize| key(all, i);
    let comes = matches!(key(i), "وجاء" | "وجاءت" | "وياتي" | "وتاتي" | "وياتيان")
        || matches!(key(i), "which" | "and") && matches!(key(i + 1), "comes" | "came" | "follows" | "followed");
    comes
        && (i + 1..i + 5).any(|t| {
            matches!(key(t), "بعد" | "عقب" | "اثر" | "غداه" | "after" | "days" | "weeks" | "hours" | "a" | "an")
        })
}

/// Cuts before "and" where both sides tell of an act at a place of their own.
fn coordinated(
    all: &[Token<'_>],
    hits: &[Hit],
    lang: Lang,
    mentions: &[Mention],
    spots: &[bool],
    marks: &[usize],
    cuts: &mut Vec<(usize, Cut)>,
) {
    // Where the precise places of the sentence stand.
    let places: Vec<usize> = mentions
        .iter()
        .zip(spots)
        .filter(|(m, spot)| **spot && !m.is_dateline)
        .filter_map(|(m, _)| all.iter().position(|t| t.range.start <= m.range.start && m.range.start < t.range.end))
        .collect();
    if places.len() < 2 {
        return;
    }
    let days: Vec<usize> =
        dates(all, lang, None).into_iter().filter(|d| d.precision == Precision::Day).map(|d| d.tokens.start).collect();
    let numbers: Vec<usize> = numbers(all, lang).into_iter().map(|n| n.tokens.start).collect();
    let act = |from: usize, to: usize| {
        hits.iter()
            .filter(|h| h.tokens.start >= from && h.tokens.end <= to && h.senses.iter().any(has_place))
            .min_by_key(|h| h.tokens.start)
    };
    let mut from = 0;
    for i in 1..all.len() {
        if marks.contains(&i) {
            from = i;
        }
        // "The attack in A was the second this week, after gunmen raided B on Tuesday."
        if matches!(all.get(i).map(|t| t.key.as_str()), Some("after" | "بعدما"))
            && let Some(verb) = act(i, all.len()).filter(|h| h.senses.iter().any(|s| matches!(s, Sense::Verb(_))))
            && verb.tokens.start <= i + 5
            && act(from, i).is_some()
            && days.iter().any(|&d| d > i)
            && places.iter().any(|&p| p >= from && p < i)
            && places.iter().any(|&p| p >= verb.tokens.end)
        {
            cuts.push((i, Cut::Plain));
            from = i;
            continue;
        }
        if !is_and(all, i, lang) {
            continue;
        }
        let to = marks.iter().copied().find(|&m| m > i).unwrap_or(all.len());
        if act(from, i).is_some()
            && is_gapped(all, i, lang, &places, &numbers)
            && places.iter().any(|&p| p >= from && p < i)
        {
            cuts.push((i, Cut::Gapped));
            from = i;
            continue;
        }
        let Some(verb) = act(i, to) else { continue };
        if opens_elsewhere(all, i, &places) && act(from, i).is_some() {
            cuts.push((i, Cut::Plain));
            from = i;
            continue;
        }
        // The verb follows at once, or the day on which it happened does.
        let dated = days.iter().any(|&d| d >= i && d <= i + 3);
        let at_once = verb.tokens.start
            <= i + if matches!(all.get(i).map(|t| t.key.as_str()), Some("ثم" | "then" | "puis")) { 4 } else { 2 }
            && verb.senses.iter().any(|s| matches!(s, Sense::Verb(_)));
        let next = act(verb.tokens.end, to).map_or(to, |h| h.tokens.start);
        if is_named_apart(all, i, lang, verb) {
            let before = act(from, i).is_some_and(|h| places.iter().any(|&p| p >= h.tokens.end && p < i));
            if before && places.iter().any(|&p| p >= verb.tokens.end && p < next.min(verb.tokens.end + 8)) {
                cuts.push((i, Cut::Apart));
                from = i;
                continue;
            }
        }
        if !(at_once || dated) || act(from, i).is_none() {
            continue;
        }
        let left = places.iter().any(|&p| p >= from && p < i);
        // Its place follows before the next act.
        let limit = if dated { to } else { next.min(verb.tokens.end + 9) };
        let right = places.iter().any(|&p| p >= i && p < limit && (dated || p >= verb.tokens.end));
        let moved = all.get(verb.tokens.end..limit).is_some_and(|ts| ts.iter().any(|t| is_to(&t.key)));
        if left && right && !moved {
            cuts.push((i, if at_once && !dated { Cut::Continued } else { Cut::Plain }));
            from = i;
        }
    }
}

/// "Attack on the market of A and mine blast near B": after "and" the noun of another act, which is no
/// part of the first where it has a place of its own.
fn is_named_apart(all: &[Token<'_>], i: usize, lang: Lang, act: &Hit) -> bool {
    let noun = act.senses.iter().any(|s| matches!(s, Sense::Noun(a, _) if has_place_act(*a)));
    // Two words may stand before it: an article, a number, an adjective.
    let reach = if lang == Lang::Ar { i + 1 } else { i + 3 };
    let open = all.get(i..act.tokens.start).is_some_and(|ts| ts.iter().all(|t| !t.is_sign(",،.:;؛()")));
    noun && act.tokens.start <= reach && open
}

/// "Killed one and wounded another", "un autre blessé": of people, not of events.
fn is_another_person(all: &[Token<'_>], hits: &[Hit], hit: &Hit, lang: Lang) -> bool {
    let bare = hit
        .tokens
        .clone()
        .filter_map(|i| all.get(i))
        .all(|t| matches!(t.key.as_str(), "another" | "un" | "une" | "autre" | "second" | "seconde" | "deuxieme"));
    let names_event = |h: &Hit| {
        h.tokens.start >= hit.tokens.end
            && h.tokens.start <= hit.tokens.end + 3
            && h.senses.iter().any(|s| matches!(s, Sense::Noun(a, _) if has_place_act(*a)))
    };
    let incident = (hit.tokens.end..hit.tokens.end + 3).filter_map(|i| all.get(i)).any(|t| {
        matches!(
            t.key.as_str(),
            "incident" | "case" | "development" | "cas" | "fait" | "operation" | "village" | "locality" | "localite"
        )
    });
    // "One killed, another injured in an attack".
    let suffers = |h: &Hit| {
        let harmed = |s: &Sense| matches!(s, Sense::Verb(Act::Injure | Act::Kill | Act::Abduct | Act::Die));
        h.tokens.start == hit.tokens.end && h.senses.iter().any(harmed)
    };
    lang != Lang::Ar && bare && !incident && (hits.iter().any(suffers) || !hits.iter().any(names_event))
}

/// ", and in B gunmen ...", وفي ب خرج المئات: another place opens what follows.
fn opens_elsewhere(all: &[Token<'_>], i: usize, places: &[usize]) -> bool {
    let key = |i: usize| key(all, i);
    let after_sign = i.checked_sub(1).and_then(|b| all.get(b)).is_some_and(|t| t.is_sign(",،;؛"));
    let opens = matches!(key(i), "وفي" | "ففي")
        || after_sign && matches!(key(i + 1), "in" | "at" | "near" | "a" | "en" | "dans" | "في");
    opens && places.iter().any(|&p| p > i && p <= i + 4)
}

/// "Killed 38 people in A and 23 others in B": a number and a place follow, and no act.
fn is_gapped(all: &[Token<'_>], i: usize, lang: Lang, places: &[usize], numbers: &[usize]) -> bool {
    let key = |i: usize| key(all, i);
    let own = lang == Lang::Ar && key(i) != "و";
    let Some(&number) = numbers.iter().find(|&&n| n == i && own || n == i + 1) else { return false };
    // Up to three words between: others, more civilians, people.
    let Some(at) = (number + 1..number + 5).find(|&j| {
        matches!(key(j), "in" | "at" | "near" | "a" | "dans" | "pres" | "en" | "في" | "قرب")
            || key(j).starts_with('ب') && places.contains(&j)
    }) else {
        return false;
    };
    let open = all.get(number..at).is_some_and(|ts| ts.iter().all(|t| !t.is_sign(",،.:;؛()")));
    open && places.iter().any(|&p| p >= at && p <= at + 4)
}

/// "Taken to A" has no act in A.
fn is_to(key: &str) -> bool {
    matches!(key, "to" | "towards" | "toward" | "vers" | "from" | "الي" | "نحو" | "باتجاه")
}

fn is_and(all: &[Token<'_>], i: usize, lang: Lang) -> bool {
    let key = |i: usize| key(all, i);
    match lang {
        Lang::Ar => {
            (key(i).starts_with('و') || matches!(key(i), "ثم" | "كما")) && key(i).chars().count() > 1 || key(i) == "و"
        }
        _ => matches!(key(i), "and" | "et" | "then" | "puis" | "before" | "avant"),
    }
}

/// Acts that happen somewhere, and not to those who were there a moment ago.
fn has_place(sense: &Sense) -> bool {
    matches!(sense, Sense::Verb(act) | Sense::Noun(act, _) if has_place_act(*act))
}

fn has_place_act(act: Act) -> bool {
    matches!(
        act,
        Act::Attack
            | Act::Ambush
            | Act::Clash
            | Act::Repel
            | Act::Kill
            | Act::Blast
            | Act::AirStrike
            | Act::Shell
            | Act::Suicide
            | Act::Grenade
            | Act::Abduct
            | Act::Arrest
            | Act::Disrupt
            | Act::Loot
            | Act::Burn
            | Act::Take
            | Act::Retake
            | Act::Protest
            | Act::Riot
    )
}
