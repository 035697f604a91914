//! One clause read with the lexicon: its acts, parties, numbers, dates, cues and places.

use super::ambiguous::{Known, are_drones, drop_halts, drop_walkouts, seize_people};
use super::cut::Cut;
use super::noun::reads_as_noun;
use crate::article::Article;
use crate::lexicon::{Act, ActorMention, Count, Cue, Hit, Lexicon, Role, Sense, Target, Weapon};
use crate::text::{Lang, Number, Token, When, dates, numbers};
use crate::toponyms::Mention;
use jiff::civil::Date;
use std::ops::Range;

/// A word that reports an act.
#[derive(Debug, Clone)]
pub(super) struct ActAt {
    pub act: Act,
    pub is_verb: bool,
    pub count: Count,
    pub definite: bool,
    /// Tokens of the clause.
    pub tokens: Range<usize>,
    pub voice: Voice,
    pub reality: Reality,
    /// It stands after "after", "to denounce", "accused of".
    pub is_aftermath: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Active,
    Passive,
    /// Nouns, and Arabic verbs that are written alike for both.
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reality {
    Happened,
    Attempted,
    Not,
}

/// A clause, or a sentence where it has only one.
#[derive(Debug)]
pub(super) struct Clause<'a> {
    pub sentence: usize,
    /// Of the headline, or of the first sentence of the text.
    pub opens: bool,
    pub lang: Lang,
    pub tokens: &'a [Token<'a>],
    pub acts: Vec<ActAt>,
    pub parties: Vec<ActorMention>,
    pub numbers: Vec<Number>,
    pub dates: Vec<When>,
    pub cues: Vec<(Cue, Range<usize>)>,
    pub targets: Vec<(Target, Count, Range<usize>)>,
    pub weapons: Vec<Weapon>,
    /// Mentions in the clause, and where they stand in it.
    pub places: Vec<(usize, Range<usize>)>,
    /// "Another", "separately" opens it.
    pub is_another: bool,
    /// It names another act at another place than the clause before it in its sentence.
    pub is_apart: bool,
    /// It tells of the first of two, and the clause after it of the second.
    pub has_second: bool,
    /// It shares the subject of the clause before it: "and burned the market of B".
    pub is_continued: bool,
}

impl<'a> Clause<'a> {
    pub(super) fn key(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.key.as_str())
    }

    pub(super) fn has(&self, cue: Cue) -> bool {
        self.cues.iter().any(|(c, _)| *c == cue)
    }

    /// "By" stands right before a token, or one word lies between.
    pub(super) fn is_by(&self, at: usize) -> bool {
        self.cues.iter().any(|(c, by)| *c == Cue::By && by.end <= at && at - by.end <= 1)
    }

    /// The acts that the clause reports as done.
    pub(super) fn done(&self) -> impl Iterator<Item = &ActAt> {
        self.acts.iter().filter(|a| a.reality != Reality::Not)
    }

    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.saturating_sub(1))) {
            (Some(a), Some(b)) => a.range.start..b.range.end,
            _ => 0..0,
        }
    }
}

/// Cuts the article into clauses and reads each.
pub(super) fn clauses<'a>(
    lexicon: &Lexicon,
    article: &Article,
    tokens: &'a [Token<'a>],
    mentions: &[Mention],
    reference: Option<Date>,
    spots: &[bool],
) -> Vec<Clause<'a>> {
    let mut out = Vec::new();
    let known = Known::of(tokens);
    for (sentence, span) in article.sentences.iter().enumerate() {
        let start = tokens.partition_point(|t| t.range.start < span.range.start);
        let end = tokens.partition_point(|t| t.range.start < span.range.end);
        let Some(all) = tokens.get(start..end).filter(|t| !t.is_empty()) else { continue };
        let hits = lexicon.hits(all, span.lang);
        let cuts = super::cut::cuts(all, &hits, span.lang, mentions, spots);
        for (i, &(from, kind)) in cuts.iter().enumerate() {
            let another = matches!(kind, Cut::Another | Cut::Second);
            let to = cuts.get(i + 1).map_or(all.len(), |c| c.0);
            let Some(part) = all.get(from..to).filter(|p| p.iter().any(Token::is_word)) else { continue };
            let mut clause = read(lexicon, part, sentence, span.lang, mentions, reference);
            known.correct(lexicon, &mut clause);
            clause.is_another = another;
            clause.opens = sentence <= article.headline;
            clause.is_apart = kind == Cut::Apart;
            clause.has_second = cuts.get(i + 1).is_some_and(|c| c.1 == Cut::Second);
            clause.is_continued = matches!(kind, Cut::Continued | Cut::Gapped | Cut::Second);
            if kind == Cut::Gapped {
                take_over(&mut clause, out.last_mut());
            }
            out.push(clause);
        }
    }
    out
}

/// "Killed 38 people in A and 23 others in B": what is left out is the act of the clause before.
fn take_over(clause: &mut Clause<'_>, before: Option<&mut Clause<'_>>) {
    let Some(before) = before else { return };
    let told = before.done().filter(|a| !matches!(a.act, Act::Result | Act::Do)).last().cloned();
    let (Some(told), Some(number)) = (told, clause.numbers.first()) else { return };
    if clause.done().next().is_none() {
        // It stands right before its number.
        let at = number.tokens.start.saturating_sub(1);
        clause.acts.push(ActAt { tokens: at..at + 1, ..told });
    }
    // A day at the end of the list is that of all of it.
    if before.dates.is_empty() {
        let end = before.tokens.len();
        before.dates.extend(clause.dates.iter().filter(|d| !d.since).cloned().map(|d| When { tokens: end..end, ..d }));
    }
}

fn read<'a>(
    lexicon: &Lexicon,
    tokens: &'a [Token<'a>],
    sentence: usize,
    lang: Lang,
    mentions: &[Mention],
    reference: Option<Date>,
) -> Clause<'a> {
    let places: Vec<(usize, Range<usize>)> = mentions
        .iter()
        .enumerate()
        .filter_map(|(i, m)| {
            let start = tokens.partition_point(|t| t.range.end <= m.range.start);
            let end = tokens.partition_point(|t| t.range.start < m.range.end);
            (start < end).then_some((i, start..end))
        })
        .collect();
    let mut hits = lexicon.hits(tokens, lang);
    for hit in hits.iter_mut().filter(|h| are_drones(tokens, h)) {
        hit.senses.retain(|s| !matches!(s, Sense::Noun(Act::Protest, _)));
    }
    let in_place = |h: &Hit| places.iter().any(|(_, p)| h.tokens.start >= p.start && h.tokens.end <= p.end);
    let dates = dates(tokens, lang, reference);
    // "March" in a date is no march, "may" no doubt.
    hits.retain(|h| {
        !dates.iter().any(|d| h.tokens.start < d.tokens.end && d.tokens.start < h.tokens.end && h.tokens.len() == 1)
    });
    hits.retain(|h| !in_place(h) || h.senses.iter().any(|s| matches!(s, Sense::Country(_) | Sense::Demonym(_))));
    let mut parties = lexicon.parties(tokens, &hits);
    for party in &mut parties {
        name_by_place(tokens, &places, party);
    }
    let places =
        places.into_iter().filter(|(_, p)| !parties.iter().any(|a| a.tokens.start <= p.start && p.end <= a.tokens.end));
    let mut clause = Clause {
        sentence,
        opens: false,
        lang,
        tokens,
        acts: Vec::new(),
        parties: Vec::new(),
        numbers: numbers(tokens, lang),
        dates,
        cues: Vec::new(),
        targets: Vec::new(),
        weapons: Vec::new(),
        places: places.collect(),
        is_another: false,
        is_apart: false,
        has_second: false,
        is_continued: false,
    };
    clause.parties = parties;
    clause.parties.extend(nationals(tokens, &hits, &clause.parties));
    clause.parties.sort_by_key(|p| p.tokens.start);
    if lang == Lang::En {
        // "Local farmers", "civilian drivers": the first word only says what the second are.
        let mut at: usize = 1;
        while let (Some(first), Some(head)) =
            (at.checked_sub(1).and_then(|b| clause.parties.get(b)), clause.parties.get(at))
        {
            let is_plain = first.actor.is_none() && matches!(first.role, Some(Role::Civilian | Role::Person));
            if is_plain && head.role.is_some() && first.tokens.end == head.tokens.start {
                let first = clause.parties.remove(at - 1);
                if let Some(head) = clause.parties.get_mut(at - 1) {
                    head.tokens.start = first.tokens.start;
                    head.range.start = first.range.start;
                }
            } else {
                at += 1;
            }
        }
    }
    let (mut bombs, mut aircraft): (Vec<Range<usize>>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    for hit in &hits {
        if hit.senses.contains(&Sense::Cue(Cue::Skip)) {
            continue;
        }
        // "Boko Haram frappe": a word that is the verb of one act and the noun of another is one of the two.
        let verb = hit.senses.iter().find_map(|s| if let Sense::Verb(act) = s { Some(*act) } else { None });
        let is_other = |act: Act| hit.tokens.len() == 1 && verb.is_some_and(|v| v != act);
        let as_noun = || reads_as_noun(tokens, hit, lang);
        // "L'attaque", "la patrouille": the noun of the act, or what is attacked, and no verb.
        let is_noun = |act: Act| {
            hit.senses.iter().any(|s| match s {
                Sense::Noun(noun, _) => *noun == act,
                Sense::Object(..) => lang == Lang::Fr,
                _ => false,
            })
        };
        for sense in &hit.senses {
            let at = hit.tokens.clone();
            match *sense {
                Sense::Noun(act, _) if lang == Lang::Fr && is_other(act) && !as_noun() => {}
                Sense::Verb(act) if is_noun(act) && as_noun() => {}
                Sense::Verb(act) => clause.acts.push(act_at(act, true, Count::One, hit)),
                Sense::Noun(act, count) => {
                    // A word that is a verb form and a noun alike stands once.
                    let twin = clause.acts.iter().any(|a| a.tokens == at && a.act == act);
                    if !twin {
                        clause.acts.push(act_at(act, false, count, hit));
                    }
                }
                Sense::Object(target, count) => clause.targets.push((target, count, at)),
                Sense::Weapon(weapon) => {
                    clause.weapons.push(weapon);
                    match weapon {
                        Weapon::Bomb => bombs.push(at),
                        Weapon::Air => aircraft.push(at),
                        _ => {}
                    }
                }
                Sense::Cue(cue) => clause.cues.push((cue, at)),
                _ => {}
            }
        }
    }
    hit_by_bomb(&mut clause, &bombs);
    strike_from_the_air(&mut clause, &aircraft);
    if let Some(end) = label(&clause) {
        clause.acts.retain(|a| a.tokens.start >= end);
    }
    drop_halts(&mut clause);
    drop_walkouts(&mut clause);
    super::taken::add(&mut clause);
    super::reality::judge(&mut clause);
    seize_people(&mut clause);
    clause
}

/// "A drone struck a group of armed men", استهدفت طائرة مسيرة: what an aircraft does right there it does from the air.
fn strike_from_the_air(clause: &mut Clause<'_>, aircraft: &[Range<usize>]) {
    /// Words between the aircraft and its verb: an auxiliary, an adjective.
    const REACH: usize = 3;
    let (tokens, lang) = (clause.tokens, clause.lang);
    let open = |gap: Range<usize>| tokens.get(gap).is_some_and(|ts| ts.iter().all(|t| !t.is_sign(",،.;:()")));
    let flies = |act: &ActAt| {
        aircraft.iter().any(|at| {
            let before = at.end <= act.tokens.start && act.tokens.start - at.end <= REACH;
            let behind = lang == Lang::Ar && at.start == act.tokens.end;
            before && open(at.end..act.tokens.start) || behind
        })
    };
    for act in clause.acts.iter_mut().filter(|a| a.act == Act::Attack && a.is_verb) {
        if flies(act) {
            act.act = Act::AirStrike;
        }
    }
}

/// "A vehicle was torn apart by a mine": whatever the verb, a bomb that is told to have done it went off.
fn hit_by_bomb(clause: &mut Clause<'_>, bombs: &[Range<usize>]) {
    let tells = |a: &ActAt| !matches!(a.act, Act::Result | Act::Do | Act::Move);
    if clause.acts.iter().any(tells) || clause.lang == Lang::Ar {
        return;
    }
    let by = |at: &&Range<usize>| {
        clause.cues.iter().any(|(c, by)| *c == Cue::By && by.end <= at.start && at.start - by.end <= 2)
    };
    let passive = clause.has(Cue::Passive);
    if let Some(at) = bombs.iter().find(by).filter(|_| passive) {
        clause.acts.push(ActAt {
            act: Act::Blast,
            is_verb: true,
            count: Count::One,
            definite: false,
            tokens: at.clone(),
            voice: Voice::Open,
            reality: Reality::Happened,
            is_aftermath: false,
        });
    }
}

/// "A Katsina communal militia": it is called by the place right before it.
fn name_by_place(tokens: &[Token<'_>], places: &[(usize, Range<usize>)], party: &mut ActorMention) {
    let called = party.role == Some(Role::Communal) && party.community.is_none() && party.country.is_none();
    let Some((_, place)) = places.iter().find(|(_, p)| called && p.end == party.tokens.start) else { return };
    if let (Some(first), Some(last)) = (tokens.get(place.start), tokens.get(place.end - 1)) {
        party.home = Some(first.range.start..last.range.end);
        party.tokens.start = place.start;
        party.range.start = first.range.start;
    }
}

/// Russian strikes, des drones ukrainiens: whose forces strike stands in the adjective.
fn nationals(tokens: &[Token<'_>], hits: &[Hit], parties: &[ActorMention]) -> Vec<ActorMention> {
    let strikes = |h: &&Hit| {
        h.senses.iter().any(|s| {
            matches!(s, Sense::Noun(Act::AirStrike | Act::Shell, _) | Sense::Weapon(Weapon::Air | Weapon::Artillery))
        })
    };
    let mut out = Vec::new();
    for hit in hits {
        let Some(country) = hit.senses.iter().find_map(|s| match s {
            Sense::Demonym(c) => Some(*c),
            _ => None,
        }) else {
            continue;
        };
        let beside =
            hits.iter().filter(strikes).any(|h| h.tokens.end == hit.tokens.start || hit.tokens.end == h.tokens.start);
        let free = parties.iter().all(|p| p.tokens.end <= hit.tokens.start || p.tokens.start >= hit.tokens.end);
        if beside
            && free
            && let (Some(first), Some(last)) = (tokens.get(hit.tokens.start), tokens.get(hit.tokens.end - 1))
        {
            out.push(ActorMention {
                range: first.range.start..last.range.end,
                tokens: hit.tokens.clone(),
                actor: None,
                role: Some(Role::AirForce),
                country: Some(country),
                count: Count::Many,
                or_else: None,
                community: None,
                home: None,
            });
        }
    }
    out
}

/// "Looting: On 5 May ...": where the heading of a note ends. What it names the note tells.
fn label(clause: &Clause<'_>) -> Option<usize> {
    let end = clause.tokens.iter().take(7).position(|t| t.is_sign(":"))?;
    let bare = clause.parties.iter().all(|p| p.tokens.start > end)
        && clause.numbers.iter().all(|n| n.tokens.start > end)
        && clause.places.iter().all(|(_, p)| p.start > end)
        && clause.acts.iter().filter(|a| a.tokens.start < end).all(|a| !a.is_verb);
    let told = clause.acts.iter().any(|a| a.tokens.start > end && a.act != Act::Result);
    let dated = clause.dates.iter().any(|d| d.tokens.start > end && d.tokens.start <= end + 3);
    (bare && told && dated).then_some(end)
}

fn act_at(act: Act, is_verb: bool, count: Count, hit: &Hit) -> ActAt {
    ActAt {
        act,
        is_verb,
        count,
        definite: hit.definite,
        tokens: hit.tokens.clone(),
        voice: Voice::Open,
        reality: Reality::Happened,
        is_aftermath: false,
    }
}
