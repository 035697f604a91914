//! What one clause reports: its family of event, its time, whether it is news.

use super::dated::{AFTER, date, is_of_a_noun};
use super::event::Site;
use super::family::family;
pub(super) use super::family::{Family, belongs, is_violent};
use super::harm::{Count1, Harm, counts};
use super::implied::{implied, own_number};
use super::scan::{ActAt, Clause, Reality};
use super::sides::{Class, Stand, class, stands};
use super::site;
use super::world::World;
use crate::lexicon::{Act, ActorMention, Count, Cue, Lexicon, Role, Target, Weapon};
use crate::text::{Lang, Precision, When};
use jiff::ToSpan;
use std::ops::Range;

/// What one clause tells of an event.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub family: Family,
    pub sentence: usize,
    pub trigger: Range<usize>,
    pub acts: Vec<Act>,
    pub weapons: Vec<Weapon>,
    pub stands: Vec<Stand>,
    pub implied: Option<Role>,
    pub counts: Vec<Count1>,
    pub date: Option<When>,
    /// The day on which somebody told of it: it happened then or before.
    pub told: Option<When>,
    pub sites: Vec<Site>,
    /// The sites are areas only, or none.
    pub is_vague_site: bool,
    pub is_background: bool,
    /// Told in the pluperfect: before the news, or its details.
    pub is_earlier: bool,
    /// Told in the pluperfect, whatever its day.
    pub is_pluperfect: bool,
    pub is_another: bool,
    /// It names another act at another place than what its sentence tells before it.
    pub is_apart: bool,
    /// All its triggers are plural and say no more: "attacks".
    pub is_general: bool,
    /// Its trigger points back: this attack, الهجوم.
    pub is_definite: bool,
    pub only_attempted: bool,
    /// Without a fight: entered, left, handed over.
    pub is_unopposed: bool,
    /// All its triggers stand after "following", "to denounce", "accused of".
    pub is_aftermath: bool,
    /// The clause only says what the news came after: "this comes days after ...".
    pub is_recalled: bool,
    /// Told as what followed: later, then, hours after.
    pub is_later: bool,
    /// Arms, munitions or explosives are among what it names.
    pub hits_arms: bool,
    /// A verb reports it.
    pub is_verbal: bool,
    /// The clause counts over a time: since January, for years, in total.
    pub is_habit: bool,
    /// The clause names a year or a month and no day.
    pub is_loose: bool,
    /// It counts over several events, places or days.
    pub is_of_several: bool,
}

/// What a clause reports; `None` when it reports no event.
pub(super) fn report(lexicon: &Lexicon, world: &World<'_>, clause: &Clause<'_>) -> Option<Report> {
    let counts = counts(clause);
    // Teams clash and ministers confront critics: without arms or dead nobody fought.
    let armed = |p: &crate::lexicon::ActorMention| !matches!(class(lexicon, p), Class::Other);
    let only_clash = clause.done().all(|a| matches!(a.act, Act::Clash | Act::Do | Act::Result | Act::Move));
    if only_clash
        && counts.is_empty()
        && clause.weapons.is_empty()
        && !clause.parties.iter().any(armed)
        && clause.targets.is_empty()
        && clause.done().all(|a| a.is_verb || a.act != Act::Clash)
    {
        return None;
    }
    let family = match family(lexicon, clause) {
        Some(family) => family,
        None if !counts.is_empty() => Family::Detail,
        None => return None,
    };
    let mut stands = if family == Family::Detail { Vec::new() } else { stands(lexicon, clause) };
    // Whoever is counted among the dead or the taken suffered the act, however far the verb stands from them.
    let most = stands.iter().map(|s| s.agent).fold(0.0, f32::max);
    for stand in stands.iter_mut().filter(|s| (s.agent < 1.0 || s.agent < most) && s.patient < 1.0 && !s.says) {
        let is_counted = counts.iter().any(|c| {
            matches!(c.harm, Harm::Killed | Harm::Injured | Harm::Abducted)
                && c.is_numeral
                && !c.is_part
                && c.toll.best > 0
                && c.party.as_ref().is_some_and(|p| p.range == stand.party.range)
        });
        if is_counted {
            (stand.agent, stand.patient) = (0.0, 2.0);
        }
    }
    let mut counts = counts;
    drop_doers(&mut counts, &stands);
    let is_one = |p: &ActorMention| own_number(clause, p) == Some(1);
    let killed = |s: &&Stand| s.patient >= 2.0 && s.act == Some(Act::Kill) && is_one(&s.party) && !s.says;
    if counts.iter().all(|c| c.harm != Harm::Killed)
        && let Some(stand) = stands.iter().find(killed)
    {
        counts.push(Count1::exactly(1, Harm::Killed, Some(stand.party.clone())));
    }
    // "The attackers withdrew" tells how an attack ended, and of no town that changed hands.
    let only_left = clause.done().all(|a| matches!(a.act, Act::Withdraw | Act::Do | Act::Result | Act::Move));
    let nameless = |s: &Stand| s.party.actor.is_none() && matches!(s.party.role, Some(Role::Gunman | Role::Bandit));
    let family = match family {
        Family::Territory if only_left && clause.places.is_empty() && stands.iter().any(nameless) => Family::Detail,
        family => family,
    };
    let in_family = |a: &&ActAt| belongs(family, a.act);
    let trigger = match family {
        Family::Detail => clause.acts.first()?,
        _ => clause.done().find(in_family)?,
    };
    if let Some(before) = super::when::told_after(clause, trigger) {
        let other = |s: &Stand| before.contains(&s.party.tokens.start);
        // "Bodies were found days after the army arrested them": no one else is told to have done it.
        if stands.iter().any(|s| !other(s) && s.agent >= 1.0) {
            stands.retain(|s| !other(s));
        }
        counts.retain(|c| c.party.as_ref().is_none_or(|p| !before.contains(&p.tokens.start)));
    }
    let (date, told) = date(clause, trigger, world.reference);
    let mut sites = site::sites(world, clause, &clause.bytes(&trigger.tokens));
    if trigger.is_aftermath && !trigger.is_verb {
        // "In Paris the ministry condemned an attack": what stands before it is another matter's place.
        let from = clause.bytes(&trigger.tokens).start;
        sites.retain(|s| s.mentions.iter().any(|&m| world.mentions.get(m).is_some_and(|m| m.range.start > from)));
    }
    if is_only_a_time(clause, trigger) {
        // "Since the raid, patrols have searched villages near B": B is where they search.
        let own = clause.places.iter().filter(|(_, p)| {
            p.start >= trigger.tokens.end
                && p.start - trigger.tokens.end <= 7
                && !clause.tokens.get(trigger.tokens.end..p.start).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",،")))
        });
        let own: Vec<usize> = own.map(|(m, _)| *m).collect();
        sites.retain(|s| s.mentions.iter().any(|m| own.contains(m)));
    }
    let reaction = super::sides::reaction(clause).filter(|_| family == Family::Crowd);
    if let Some(objected) = &reaction
        && clause.acts.iter().any(|a| objected.contains(&a.tokens.start) && is_violent(a.act))
    {
        let objected = clause.bytes(objected);
        // "Marched in protest at the killings at Sandana": they marched elsewhere.
        let inside = |m: &usize| world.mentions.get(*m).is_some_and(|m| objected.contains(&m.range.start));
        sites.retain(|s| s.mentions.is_empty() || !s.mentions.iter().all(inside));
    }
    let is_vague_site = sites.iter().all(|s| world.is_wide_site(s));
    // What a crowd objects to is not its deed.
    let answered = reaction.filter(|r| matches!(clause.key(r.start), "reaction" | "response" | "retaliation"));
    // "Demonstrated ... following a land dispute": what it came after is not done again.
    let only_after = clause.done().filter(in_family).all(|a| a.is_aftermath);
    let own = |a: &&ActAt| {
        (!a.is_aftermath || belongs(family, a.act) && (family != Family::Crowd || only_after || a.is_verb))
            && answered.as_ref().is_none_or(|r| !r.contains(&a.tokens.start))
    };
    let acts: Vec<Act> = clause.done().filter(own).map(|a| a.act).collect();
    let numeral = counts.iter().any(|c| c.is_numeral && c.toll.best > 0);
    let recent = date.as_ref().is_some_and(|d| d.precision <= Precision::Week && !world.is_old(d));
    let is_general = !numeral
        && date.as_ref().is_none_or(|d| d.precision > Precision::Week)
        && clause.done().filter(in_family).all(|a| !a.is_verb && a.count == Count::Many && a.act != Act::Siege)
        && clause
            .done()
            .filter(in_family)
            .all(|a| !matches!(a.act, Act::Protest | Act::Riot | Act::Clash | Act::Agree));
    let old = date.as_ref().is_some_and(|d| world.is_old(d))
        || clause.dates.iter().any(|d| {
            // "On the road to B, in an area where militants have stepped up attacks since 2015".
            let aside = || (trigger.tokens.end..d.tokens.start).any(|t| opens_relative(clause, t));
            d.precision == Precision::Year
                && world.is_old(d)
                && !recent
                && !is_of_a_noun(clause, d, trigger)
                && !aside()
        });
    let said = clause.has(Cue::Say) || clause.has(Cue::Claim);
    let habit = match family {
        Family::Siege => false,
        Family::Detail => clause.has(Cue::Background),
        _ => clause.done().filter(in_family).all(|a| is_habitual(clause, a)),
    };
    let is_background = old || !recent && habit;
    // "Had been killed": in Arabic the particle stands before the subject, elsewhere right by the verb.
    let in_pluperfect = clause.cues.iter().any(|(c, at)| {
        *c == Cue::Earlier
            && (clause.lang == Lang::Ar
                || clause.done().filter(in_family).any(|a| a.tokens.start >= at.end && a.tokens.start - at.end <= 3))
    });
    let is_pluperfect = in_pluperfect && !(said && clause.lang != Lang::Ar);
    let is_earlier = !recent && is_pluperfect;
    // "... as well as several wounded" tells of no other event.
    let is_harm_alone = sites.is_empty() && acts.iter().all(|a| matches!(a, Act::Injure | Act::Result));
    Some(Report {
        family,
        sentence: clause.sentence,
        trigger: clause.bytes(&trigger.tokens),
        weapons: clause.weapons.clone(),
        implied: implied(clause),
        stands,
        counts,
        date,
        told,
        is_vague_site,
        sites,
        is_background,
        is_earlier,
        is_pluperfect,
        is_another: clause.is_another && !is_harm_alone,
        is_apart: clause.is_apart,
        is_general,
        is_definite: clause.done().filter(in_family).all(|a| is_definite(clause, a)),
        is_aftermath: clause.done().filter(in_family).all(|a| a.is_aftermath),
        is_recalled: sequel(clause).is_some_and(|cue| {
            let own = || clause.done().filter(in_family);
            own().any(|a| a.tokens.start >= cue) && own().all(|a| a.tokens.start >= cue || !a.is_verb)
        }),
        is_later: (0..clause.tokens.len())
            .any(|t| LATER.contains(&clause.key(t)) || clause.key(t) == "بعد" && clause.key(t + 1) == "ذلك"),
        hits_arms: clause.targets.iter().any(|(t, ..)| *t == Target::Arms)
            || clause.weapons.iter().any(|w| matches!(w, Weapon::Bomb | Weapon::Artillery | Weapon::Grenade)),
        is_verbal: clause.done().filter(in_family).any(|a| a.is_verb),
        is_habit: habit,
        is_loose: clause.dates.iter().any(|d| d.precision >= Precision::Month)
            && !clause.dates.iter().any(|d| d.precision <= Precision::Week),
        is_unopposed: clause.has(Cue::Unopposed),
        is_of_several: super::total::counts_over_several(clause),
        only_attempted: clause.done().filter(in_family).all(|a| a.reality == Reality::Attempted),
        acts,
    })
}

/// "اغتال مجهولون عمدة": of two whom a verb may count, the one shown to act is no victim.
fn drop_doers(counts: &mut Vec<Count1>, stands: &[Stand]) {
    // Only the form of the word counts them: no numeral stands before.
    let by_form = |c: &Count1| c.party.as_ref().is_some_and(|p| p.count != Count::Many);
    let acts = |c: &Count1| {
        if !by_form(c) && c.is_numeral {
            return false;
        }
        let stand = c.party.as_ref().and_then(|p| stands.iter().find(|s| s.party.range == p.range));
        stand.is_some_and(|s| s.agent >= 2.0 && s.patient == 0.0)
    };
    for harm in [Harm::Killed, Harm::Injured, Harm::Abducted] {
        let told = counts.iter().any(|c| c.harm == harm && !acts(c));
        counts.retain(|c| c.harm != harm || !acts(c) || !told && c.is_numeral);
    }
}

/// Told of as what happens for years or time and again.
fn is_habitual(clause: &Clause<'_>, act: &ActAt) -> bool {
    clause.cues.iter().any(|(cue, at)| match cue {
        // In "killed ten in B, where rebels have been active for years" the years are those of the rebels.
        Cue::Background => !(act.tokens.end..=at.start).any(|t| opens_relative(clause, t)),
        Cue::Habitual => {
            let before = at.end <= act.tokens.start && act.tokens.start - at.end <= 3;
            before || at.start >= act.tokens.end && at.start - act.tokens.end <= 1
        }
        _ => false,
    })
}

/// A word that opens a relative clause.
fn opens_relative(clause: &Clause<'_>, token: usize) -> bool {
    const RELATIVES: &[&str] = &[
        "where",
        "which",
        "whose",
        "whom",
        "who",
        "qui",
        "dont",
        "lequel",
        "laquelle",
        "lesquels",
        "lesquelles",
        "حيث",
        "التي",
        "الذي",
        "الذين",
        "اللذين",
        "اللتين",
        "اللواتي",
        "وهي",
        "وهو",
    ];
    clause.tokens.get(token).is_some_and(|t| RELATIVES.contains(&t.key.as_str()) || t.text.eq_ignore_ascii_case("où"))
}

/// Words that say that something followed what was told before.
const LATER: &[&str] = &[
    "later",
    "then",
    "afterwards",
    "subsequently",
    "ensuite",
    "puis",
    "poursuite",
    "لاحقا",
    "ثم",
    "عقبها",
    "بعدها",
    "aftermath",
    "pursued",
    "chased",
    "pursuit",
];

/// "This comes days after ...", "يأتي هذا الهجوم بعد": the clause opens by saying what the news came after.
/// Answers where that begins.
fn sequel(clause: &Clause<'_>) -> Option<usize> {
    let comes = (0..7).find(|&t| {
        matches!(
            clause.key(t).trim_start_matches('و'),
            "comes"
                | "came"
                | "coming"
                | "follows"
                | "followed"
                | "intervient"
                | "interviennent"
                | "survient"
                | "surviennent"
                | "ياتي"
                | "تاتي"
                | "جاء"
                | "جاءت"
                | "اتي"
                | "اتت"
        )
    })?;
    let after = |c: &(Cue, Range<usize>)| c.0 == Cue::Aftermath && c.1.start > comes && c.1.start - comes <= 12;
    clause.cues.iter().filter(|c| after(c)).map(|c| c.1.end).min()
}

fn is_definite(clause: &Clause<'_>, act: &ActAt) -> bool {
    act.definite
        || (1..=3).any(|back| {
            act.tokens.start.checked_sub(back).is_some_and(|i| {
                matches!(
                    clause.key(i),
                    "the"
                        | "this"
                        | "that"
                        | "l"
                        | "le"
                        | "la"
                        | "les"
                        | "cette"
                        | "ce"
                        | "cet"
                        | "هذا"
                        | "هذه"
                        | "these"
                        | "ces"
                )
            })
        })
}

/// A noun that points back and only says when: "since the raid", "depuis l'attaque", منذ الهجوم.
fn is_only_a_time(clause: &Clause<'_>, trigger: &ActAt) -> bool {
    let word = |back: usize| trigger.tokens.start.checked_sub(back).map_or("", |i| clause.key(i));
    let is_time = |word: &str| AFTER.contains(&word) || matches!(word, "before" | "avant" | "قبل");
    !trigger.is_verb && is_definite(clause, trigger) && (1..=3).any(|back| is_time(word(back)))
}

impl Report {
    /// Deaths and wounds of which no clause says that anybody brought them about.
    pub(super) fn is_bare_harm(&self) -> bool {
        matches!(self.family, Family::Violence | Family::Detail)
            && self.acts.iter().all(|a| matches!(a, Act::Kill | Act::Die | Act::Injure | Act::Result | Act::Do))
            && !self.stands.iter().any(|s| s.agent > 0.5)
    }

    /// Takes over who did the act of the clause before, where this one names nobody.
    pub(super) fn share_subject(&mut self, before: &Report) {
        self.is_background |= before.is_background && self.date.is_none();
        self.is_earlier |= before.is_earlier;
        if self.stands.iter().any(|s| s.agent > 0.5 && s.agent > s.patient) {
            return;
        }
        let doers = before.stands.iter().filter(|s| s.agent > 0.5 && s.agent > s.patient).cloned();
        self.stands.splice(0..0, doers);
    }

    /// The people to whom a harm came, if the clause says so.
    pub(super) fn harmed(&self, harm: Harm) -> impl Iterator<Item = &Count1> {
        self.counts.iter().filter(move |c| c.harm == harm)
    }

    /// Two reports can be of one day.
    pub(super) fn same_time(a: &Option<When>, b: &Option<When>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => {
                let (early, late) = (a.date.min(b.date), a.date.max(b.date));
                let within = |days: i64| early.checked_add(days.days()).is_ok_and(|limit| late <= limit);
                match a.precision.max(b.precision) {
                    Precision::Day => within(1),
                    Precision::Week => within(5),
                    // A month is its own days, and not those of the next.
                    Precision::Month => {
                        let (month, day) = if a.precision == Precision::Month { (a, b) } else { (b, a) };
                        let month = (month.date.year(), month.date.month());
                        let is_in =
                            |days: i64| day.date.checked_add(days.days()).is_ok_and(|d| (d.year(), d.month()) == month);
                        day.precision != Precision::Day || [-3, 0, 3].into_iter().any(is_in)
                    }
                    Precision::Year => within(366),
                }
            }
            _ => true,
        }
    }
}
