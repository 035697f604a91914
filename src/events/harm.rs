//! Numbers of killed, wounded, abducted, freed: which number counts whom, and what befell them.

use super::event::Toll;
use super::implied::own_number;
use super::scan::{ActAt, Clause, Reality, Voice};
use super::unit::{Unit, units};
use crate::lexicon::{Act, ActorMention, Count as Number, Cue};
use crate::text::Lang;

/// What befell people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Harm {
    Killed,
    Injured,
    Abducted,
    Freed,
    Arrested,
}

/// One count of people.
#[derive(Debug, Clone)]
pub(super) struct Count1 {
    pub harm: Harm,
    pub toll: Toll,
    /// The people counted; `None` for "12 dead".
    pub party: Option<ActorMention>,
    /// A part of a number given before ("among them two women").
    pub is_part: bool,
    /// The text says a number, and not only "soldiers".
    pub is_numeral: bool,
    /// It replaces an earlier number.
    pub is_revised: bool,
    /// They are counted beside those named before: "and eight others".
    pub is_rest: bool,
    /// They were taken, and then killed: "captured two men and killed them".
    pub is_captive: bool,
}

impl Count1 {
    /// So many, known from the sides or a denial alone.
    pub(super) fn exactly(number: u32, harm: Harm, party: Option<ActorMention>) -> Count1 {
        Count1 {
            harm,
            toll: Toll::exactly(number),
            party,
            is_part: false,
            is_numeral: true,
            is_revised: false,
            is_rest: false,
            is_captive: false,
        }
    }
}

pub(super) fn harm_of(act: Act) -> Option<Harm> {
    Some(match act {
        Act::Kill | Act::Die | Act::Neutralise | Act::Lynch => Harm::Killed,
        Act::Injure => Harm::Injured,
        Act::Abduct => Harm::Abducted,
        Act::Free => Harm::Freed,
        Act::Arrest => Harm::Arrested,
        _ => return None,
    })
}

/// All counts of people in the clause.
pub(super) fn counts(clause: &Clause<'_>) -> Vec<Count1> {
    let mut out: Vec<Count1> = Vec::new();
    let units = units(clause);
    let nearest: Vec<Option<(Harm, bool)>> =
        units.iter().map(|u| u.direct.map(|harm| (harm, false)).or_else(|| nearest_harm(clause, u, &units))).collect();
    let mut harms: Vec<Option<Harm>> = nearest.iter().map(|n| n.map(|n| n.0)).collect();
    let mut listed: Vec<bool> = nearest.iter().map(|n| n.is_some_and(|n| n.1)).collect();
    // Coordinated units share their harm: "the killing of a commander, a guard and two civilians", "3 soldiers
    // and 2 civilians were killed".
    for i in 1..units.len() {
        // What the act stands before goes on over commas.
        let goes_on = listed[i - 1] && moved(clause, &units[i]).is_none_or(|m| m > 1);
        let joins =
            is_joined(clause, &units[i - 1], &units[i]) || goes_on && coordinated(clause, &units[i - 1], &units[i]);
        if harms[i].is_none() && harms[i - 1].is_some() && joins {
            (harms[i], listed[i]) = (harms[i - 1], listed[i - 1]);
        }
    }
    for i in (0..units.len().saturating_sub(1)).rev() {
        if harms[i].is_none() && coordinated(clause, &units[i], &units[i + 1]) && !is_attacked(clause, &units[i]) {
            harms[i] = harms[i + 1];
        }
    }
    for i in 1..units.len() {
        if harms[i].is_none()
            && coordinated(clause, &units[i - 1], &units[i])
            && moved(clause, &units[i]).is_none_or(|m| m > 1)
        {
            harms[i] = harms[i - 1];
        }
        if harms[i].is_none() && is_added(clause, &units[i]) && !harms_differ_between(clause, &units[i - 1], &units[i])
        {
            harms[i] = harms[i - 1];
        }
    }
    let reaction = super::sides::reaction(clause);
    for (unit, harm) in units.iter().zip(harms) {
        let Some(harm) = harm else { continue };
        if reaction.as_ref().is_some_and(|r| r.contains(&unit.start)) {
            continue;
        }
        let party = unit.party.and_then(|p| clause.parties.get(p)).cloned().or_else(|| of_side(clause, unit));
        let toll = match (&unit.number, &party) {
            (Some(n), _) => Toll { best: n.best, low: n.low, high: n.high },
            (None, Some(p)) => {
                own_number(clause, p).map_or(Toll { best: crate::text::SEVERAL, low: 1, high: None }, Toll::exactly)
            }
            (None, None) => continue,
        };
        let is_part = clause.cues.iter().any(|(c, at)| {
            // قتلوا منهم ثمانية: the verb's own object is no part of a number before.
            let is_object =
                clause.acts.iter().any(|a| a.is_verb && a.tokens.end == at.start && harm_of(a.act).is_some());
            // Parts are of a number told before, here or in another clause: "an alliance of mostly Tuareg groups said ten died".
            let has_whole = at.start <= 2 || units.iter().any(|u| u.number.is_some() && u.end <= at.start);
            *c == Cue::Including
                && at.end <= unit.start
                && has_whole
                && !is_object
                && !sentence_resumes(clause, at.end, unit.start)
        });
        // "Four of them children", "trois d'entre eux", ثلاثة منهم.
        let of_them = unit.number.as_ref().is_some_and(|n| {
            let key = |i: usize| clause.key(n.tokens.end + i);
            matches!((key(0), key(1)), ("of", "them" | "whom") | ("d", "entre" | "eux"))
                || matches!((key(0), key(1), key(2)), ("d", _, "entre"))
                || matches!(key(0), "منهم" | "منهن")
        });
        let is_part = is_part || of_them;
        let count = Count1 {
            harm,
            toll,
            is_numeral: unit.number.is_some() || party.as_ref().is_some_and(|p| own_number(clause, p).is_some()),
            party,
            is_part,
            is_revised: clause.has(Cue::Revised),
            is_rest: unit.number.as_ref().is_some_and(|n| is_rest(clause.key(n.tokens.end))),
            is_captive: false,
        };
        if harm == Harm::Abducted && super::captive::is_killed(clause, unit) {
            out.push(Count1 { harm: Harm::Killed, is_captive: true, ..count.clone() });
        }
        out.push(count);
    }
    // قتيلان, جريحين: the dual counts by itself, where no number and nobody stands with it.
    for act in clause.done().filter(|a| !a.is_verb && !a.is_aftermath && a.count == Number::Two) {
        if let Some(harm) = harm_of(act.act).filter(|harm| out.iter().all(|c| c.harm != *harm)) {
            out.push(Count1::exactly(2, harm, None));
        }
    }
    if let Some(none) = super::unharmed::denied_harm(clause)
        && !out.iter().any(|c| c.harm == none)
    {
        out.push(Count1::exactly(0, none, None));
    }
    out
}

pub(super) fn is_rest(word: &str) -> bool {
    matches!(word, "others" | "other" | "autres" | "اخرون" | "اخرين" | "more")
}

/// "Côté armée : 6 morts", "in the ranks of the army", في صفوف الجيش: whose dead a bare number counts.
fn of_side(clause: &Clause<'_>, unit: &Unit) -> Option<ActorMention> {
    let side = |p: &&ActorMention| {
        (1..=3)
            .filter_map(|back| p.tokens.start.checked_sub(back))
            .any(|t| matches!(clause.key(t), "cote" | "rangs" | "ranks" | "صفوف" | "جانب" | "side" | "parmi"))
    };
    let gap = |p: &&ActorMention| {
        if p.tokens.end <= unit.start { unit.start - p.tokens.end } else { p.tokens.start.saturating_sub(unit.end) }
    };
    clause.parties.iter().filter(side).filter(|p| gap(p) <= 6).min_by_key(gap).cloned()
}

/// After "including two women", a verb or a new harm word ends the list of parts.
fn sentence_resumes(clause: &Clause<'_>, from: usize, to: usize) -> bool {
    clause.acts.iter().any(|a| a.tokens.start >= from && a.tokens.end <= to && harm_of(a.act).is_some())
}

/// Those counted are the ones who act: "by some 200 gunmen", "100 gunmen attacked the village".
fn acts_itself(clause: &Clause<'_>, unit: &Unit) -> bool {
    if unit.direct.is_some() {
        return false;
    }
    let by = clause.lang != Lang::Ar && clause.is_by(unit.start);
    if unit.number.is_none() {
        return by;
    }
    let attacks = clause.done().any(|a| {
        a.is_verb
            && a.voice == Voice::Active
            && !is_joined_participle(clause, a)
            && matches!(a.act, Act::Attack | Act::Ambush | Act::Loot | Act::Burn | Act::Take)
            && a.tokens.start >= unit.end
            && a.tokens.start - unit.end <= 2
    });
    // "Killed six farmers and burned houses": the object of a verb right before them is no subject of the next.
    let is_object = clause
        .done()
        .any(|a| a.is_verb && a.voice == Voice::Active && a.tokens.end <= unit.start && unit.start - a.tokens.end <= 2);
    by || attacks && unit.party.is_some() && !is_object
}

/// "Killing 15 people and stealing cattle": a participle behind "and" goes on about who did the one before.
pub(super) fn is_joined_participle(clause: &Clause<'_>, act: &ActAt) -> bool {
    clause.lang == Lang::En
        && clause.key(act.tokens.start).ends_with("ing")
        && act.tokens.start.checked_sub(1).is_some_and(|b| clause.key(b) == "and")
}

/// `next` stands right after `act`: "lynched and severely wounded".
fn follows(act: &ActAt, next: &ActAt) -> bool {
    next.tokens.start >= act.tokens.end && next.tokens.start - act.tokens.end <= 3
}

/// What befell the unit by the act nearest to it, and whether that stands before the unit.
fn nearest_harm(clause: &Clause<'_>, unit: &Unit, units: &[Unit]) -> Option<(Harm, bool)> {
    let mut best: Option<(f32, (Harm, bool))> = None;
    if acts_itself(clause, unit) {
        return None;
    }
    let attacked = is_attacked(clause, unit);
    // What the news follows on is another matter: "killed two, hours after five people died in A".
    let follows_on = |a: &&ActAt| {
        a.is_aftermath
            && harm_of(a.act).is_some()
            && clause.done().any(|b| {
                !b.is_aftermath && harm_of(b.act).is_some_and(|h| h != Harm::Injured) && b.tokens.end <= a.tokens.start
            })
    };
    for act in clause.done().filter(|a| a.reality != Reality::Attempted && !follows_on(a)) {
        // Bombers who blow themselves up die; a crowd may leave its victim wounded.
        let harm = match act.act {
            Act::Suicide if act.is_verb && unit.number.as_ref().is_some_and(|n| n.best > 1) => Some(Harm::Killed),
            Act::Lynch if clause.acts.iter().any(|a| a.act == Act::Injure && follows(act, a)) => Some(Harm::Injured),
            act => harm_of(act),
        };
        let Some(harm) = harm else { continue };
        let unit_between = |a: usize, b: usize| {
            units.iter().filter(|u| u.start >= a && u.end <= b && (u.number.is_some() || u.party.is_some())).count()
                as f32
        };
        let counted_between =
            |a: usize, b: usize| units.iter().any(|u| u.start >= a && u.start < b && u.number.is_some());
        let crossing = |a: usize, b: usize| {
            clause.tokens.get(a..b).is_some_and(|ts| ts.iter().any(|t| t.is_sign(";؛:.()"))) as u8 as f32
                + 0.3 * clause.tokens.get(a..b).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",،"))) as u8 as f32
        };
        // Another harm between them is the nearer one.
        let other_between = |a: usize, b: usize| {
            let between = |c: &&ActAt| c.tokens.start >= a && c.tokens.end <= b && harm_of(c.act).is_some();
            if clause.done().any(|c| between(&c)) { 3.0 } else { 0.0 }
        };
        let cost = if act.tokens.end <= unit.start {
            let distance = (unit.start - act.tokens.end) as f32;
            let against = match (clause.lang, act.voice, act.is_verb) {
                (Lang::Ar, Voice::Passive, true) if act.act == Act::Die => 0.5,
                (Lang::Ar, _, _) => 0.0,
                // After a passive stands its agent, not its victim.
                (_, Voice::Passive, _) => 8.0,
                _ => 0.0,
            };
            distance
                + against
                + 4.0 * unit_between(act.tokens.end, unit.start)
                + 6.0 * crossing(act.tokens.end, unit.start)
                + other_between(act.tokens.end, unit.start)
        } else if act.tokens.start >= unit.end && !(attacked && counted_between(unit.end, act.tokens.start)) {
            let from = if is_left(clause, unit, act) {
                act.tokens.start
            } else {
                after_parts(clause, unit.end, act.tokens.start, unit.party.is_some())
            };
            let distance = (act.tokens.start - from) as f32;
            let against = match (clause.lang, act.voice, act.is_verb) {
                (Lang::Ar, Voice::Passive, true) => 1.0,
                // "35 soldiers, they were killed": a plural verb right behind, without an object.
                (Lang::Ar, _, true) if distance == 0.0 && is_plural(clause, act) && !has_object(clause, act) => 0.5,
                (Lang::Ar, _, true) => 5.0,
                (_, Voice::Passive, _) => 0.0,
                // "Two civilians that gunmen had killed": the object of a relative clause.
                (_, Voice::Active, true) if matches!(clause.key(unit.end), "que" | "qu" | "whom") => 0.0,
                (_, Voice::Active, true) if super::captive::is_meant_by_pronoun(clause, unit.start, act) => 0.0,
                // Before an active verb stands its agent.
                (_, Voice::Active, _) => 9.0,
                _ if from == act.tokens.start => 0.0,
                _ => 6.0,
            };
            distance
                + against
                + 3.0 * unit_between(from, act.tokens.start)
                + 6.0 * crossing(from, act.tokens.start)
                + other_between(from, act.tokens.start)
        } else {
            continue;
        };
        let limit = if unit.number.is_some() { 9.0 } else { 5.0 };
        if cost <= limit && best.is_none_or(|b| cost < b.0) {
            best = Some((cost, (harm, act.tokens.end <= unit.start)));
        }
    }
    // "Rendered nearly 1000 people homeless": what is said of them nearer by is no harm to life.
    best.filter(|b| moved(clause, unit).is_none_or(|m| m as f32 >= b.0)).map(|b| b.1)
}

/// "Left ten members of the VDP, a militia, dead": the adjective is said of whom the verb stands before.
fn is_left(clause: &Clause<'_>, unit: &Unit, act: &ActAt) -> bool {
    /// Tokens between them.
    const REACH: usize = 12;
    let verb = unit.start.checked_sub(1).map_or("", |t| clause.key(t));
    let leaves = matches!(verb, "left" | "leaving" | "leaves") || verb.starts_with("laiss");
    let is_state = matches!(clause.key(act.tokens.start), "dead" | "wounded" | "injured" | "hurt" | "morts" | "mort");
    let open = !clause.tokens.get(unit.end..act.tokens.start).is_some_and(|ts| ts.iter().any(|t| t.is_sign(".;:")));
    leaves && is_state && open && act.tokens.start - unit.end <= REACH
}

/// "Eleven people, including eight soldiers, were killed": where the sentence goes on after the parts
/// between commas; `from` itself where there are none.
fn after_parts(clause: &Clause<'_>, from: usize, to: usize, is_people: bool) -> usize {
    // "Six members of the guild (NVG) were killed".
    let bracket = |sign: &str, from: usize, to: usize| {
        (from..to).find(|&t| clause.tokens.get(t).is_some_and(|t| t.is_sign(sign)))
    };
    if is_people
        && let Some(open) = bracket("(", from, to.min(from + 4))
        && let Some(close) = bracket(")", open, to)
    {
        return close + 1;
    }
    let comma = |t: usize| clause.tokens.get(t).is_some_and(|t| t.is_sign(",،)"));
    let opens = clause.tokens.get(from).is_some_and(|t| t.is_sign(",،("))
        && clause.cues.iter().any(|(c, at)| *c == Cue::Including && at.start >= from && at.start <= from + 3);
    match (from + 2..to).find(|&t| comma(t)) {
        Some(end) if opens => end + 1,
        _ => from,
    }
}

/// How near, in tokens, the clause says of these people that they fled, or are missing.
fn moved(clause: &Clause<'_>, unit: &Unit) -> Option<usize> {
    // "Six soldiers dead and several missing": a number between takes it.
    let other = |at: &std::ops::Range<usize>| {
        let gap = if at.end <= unit.start { at.end..unit.start } else { unit.end..at.start };
        clause.numbers.iter().any(|n| n.tokens.start >= gap.start && n.tokens.end <= gap.end)
    };
    let cues = clause.cues.iter().filter(|(c, at)| *c == Cue::Moved && !other(at));
    let gap = |at: &std::ops::Range<usize>| match at.end <= unit.start {
        true => unit.start - at.end,
        false => at.start.saturating_sub(unit.end),
    };
    cues.map(|(_, at)| gap(at)).min().filter(|m| *m <= 5)
}

/// An Arabic verb of many: قتلوا, لقوا.
fn is_plural(clause: &Clause<'_>, act: &ActAt) -> bool {
    clause.tokens.get(act.tokens.start).is_some_and(|t| t.key.ends_with("وا"))
}

/// People or a number stand right behind the verb.
fn has_object(clause: &Clause<'_>, act: &ActAt) -> bool {
    let end = act.tokens.end;
    clause.parties.iter().any(|p| p.tokens.start >= end && p.tokens.start - end <= 1)
        || clause.numbers.iter().any(|n| n.tokens.start == end)
}

/// "Attacked seven civilians in B, four were beheaded": the object of an attack is no toll.
fn is_attacked(clause: &Clause<'_>, unit: &Unit) -> bool {
    clause.done().any(|a| {
        a.is_verb
            && a.voice == Voice::Active
            && matches!(a.act, Act::Attack | Act::Ambush)
            && a.tokens.end <= unit.start
            && unit.start - a.tokens.end <= 1
    })
}

/// "Were killed, along with two of the attackers", ainsi que, إلى جانب: the words before the unit join it to
/// those told of before, across the verb.
fn is_added(clause: &Clause<'_>, unit: &Unit) -> bool {
    let before = |back: usize| unit.start.checked_sub(back).map_or("", |t| clause.key(t));
    // "As well as at least two", "with some ten".
    let skipped =
        (1..=4).find(|&b| !matches!(before(b), "at" | "least" | "some" | "about" | "a" | "d" | "au" | "moins"));
    let Some(at) = skipped else { return false };
    matches!(
        (before(at + 1), before(at)),
        ("along" | "together", "with")
            | ("well", "as")
            | ("as", "were" | "was")
            | ("ainsi", "que" | "qu")
            | ("الي", "جانب")
            | ("بالاضافه" | "اضافه" | "فضلا" | "علاوه", "الي" | "عن" | "علي")
    ) || before(at) == "plus"
}

/// Acts of different harm stand between two units: the second is not joined to the first.
fn harms_differ_between(clause: &Clause<'_>, a: &Unit, b: &Unit) -> bool {
    let mut harms = clause
        .done()
        .filter(|act| act.tokens.start >= a.end && act.tokens.end <= b.start)
        .filter_map(|act| harm_of(act.act));
    let first = harms.next();
    harms.any(|h| Some(h) != first)
}

/// "And" stands right before the second unit, and no act between the two.
fn is_joined(clause: &Clause<'_>, a: &Unit, b: &Unit) -> bool {
    // "Their guide and their driver".
    let own = b
        .start
        .checked_sub(1)
        .is_some_and(|t| matches!(clause.key(t), "their" | "his" | "her" | "leur" | "son" | "sa"));
    let and = b.start.checked_sub(1 + usize::from(own)).is_some_and(|t| matches!(clause.key(t), "and" | "et"));
    and && b.start >= a.end && b.start - a.end <= 7 && !act_between(clause, a, b)
}

/// "Gunmen attacked B, killing two soldiers": an act between them parts them.
fn act_between(clause: &Clause<'_>, a: &Unit, b: &Unit) -> bool {
    clause.done().any(|act| act.tokens.start >= a.end && act.tokens.end <= b.start)
}

fn coordinated(clause: &Clause<'_>, a: &Unit, b: &Unit) -> bool {
    if b.start < a.end || b.start - a.end > 4 {
        return false;
    }
    if act_between(clause, a, b) {
        return false;
    }
    // A number in brackets before the comma counts something else.
    if clause.tokens.get(a.end..b.start).is_some_and(|ts| ts.iter().any(|t| t.is_sign("()"))) {
        return false;
    }
    let gap: Vec<&str> = (a.end..b.start).map(|t| clause.key(t)).collect();
    let signs = clause.tokens.get(a.end..b.start).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",،")));
    gap.iter().any(|w| matches!(*w, "and" | "et" | "و" | "as" | "ainsi" | "dont" | "including" | "plus"))
        || clause.key(b.start).starts_with('و') && clause.lang == Lang::Ar
        || gap.iter().any(|w| w.starts_with('و')) && clause.lang == Lang::Ar
        || signs
}
