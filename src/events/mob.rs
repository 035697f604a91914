//! People without arms by calling who do violence: crowds, villagers, peoples at odds.

use super::fuse::Draft;
use super::report::Family;
use super::sides::{Class, Stand, class};
use super::world::World;
use crate::lexicon::{Act, Count, Role, Sense};
use crate::text::tokenize;

/// What people without arms do in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mob {
    /// They attack people or property, and nobody armed takes part: a riot.
    Alone { hits_people: bool },
    /// They kill others without arms who are charged with nothing: an attack of a communal militia.
    Kills,
    /// They kill armed men: a fight of a communal militia.
    AgainstArmed,
    /// They beat or stone armed men: a riot.
    BeatsArmed,
    /// They clash with the forces of the state: a demonstration that turned violent.
    AgainstForces,
    /// They fight each other, and bear no arms by calling: merchants, families, students.
    Brawl,
    /// People are hurt while the crowd protests, and the text names nobody who did it but its forces.
    Unrest,
}

/// The violence of people without arms that the reports tell, if there is any.
pub(super) fn mob(world: &World<'_>, draft: &Draft) -> Option<Mob> {
    if !matches!(draft.family, Family::Violence | Family::Loot) {
        return None;
    }
    let stands = || draft.reports.iter().flat_map(|r| &r.stands);
    let peaceful = |s: &Stand| {
        let is_people = s.party.role == Some(Role::Person) && draft.family == Family::Loot && is_the_people(world, s);
        s.party.actor.is_none() && (s.party.role == Some(Role::Civilian) || is_people)
    };
    let violent = |act: Option<Act>| {
        act.is_none_or(|a| {
            matches!(a, Act::Attack | Act::Burn | Act::Loot | Act::Kill | Act::Lynch | Act::Injure | Act::Capture)
        })
    };
    let crowd = |s: &Stand| peaceful(s) && !is_bare_men(world, s) && s.party.count == Count::Many && !s.says;
    let does = |s: &&Stand| crowd(s) && s.agent >= 1.5 && s.agent > s.patient && violent(s.act);
    let acts = |act: Act| draft.reports.iter().any(|r| r.acts.contains(&act));
    let of = |s: &Stand| class(world.lexicon, &s.party);
    let brawls = |s: &Stand| s.act.is_none_or(|a| matches!(a, Act::Clash | Act::Injure));
    if acts(Act::Clash)
        && draft.reports.iter().all(|r| r.weapons.is_empty())
        && stands().any(|s| crowd(s) && brawls(s))
        && stands().any(|s| of(s) == Class::State && brawls(s))
        && !stands().any(|s| matches!(of(s), Class::Insurgent | Class::Militia))
    {
        return Some(Mob::AgainstForces);
    }
    let fighters = || stands().filter(|s| !s.says && s.party.role == Some(Role::Civilian));
    if draft.is_communal() && fighters().next().is_some() && fighters().all(|s| is_of_town(world, s)) {
        return Some(Mob::Brawl);
    }
    stands().find(does)?;
    let armed = |s: &Stand| of(s).is_armed();
    if stands().any(|s| armed(s) && s.patient >= 2.0 && s.agent < 1.0) {
        if acts(Act::Kill) {
            return Some(Mob::AgainstArmed);
        }
        let others = [Act::Clash, Act::Abduct, Act::Die, Act::Ambush].into_iter().any(acts);
        if !others && !stands().any(|s| armed(s) && s.agent >= 1.0) {
            return Some(Mob::BeatsArmed);
        }
    }
    if stands().any(armed) || acts(Act::Abduct) || acts(Act::Sexual) || acts(Act::Clash) {
        return None;
    }
    let victims = || stands().filter(|s| of(s) == Class::Civilian && s.patient >= 2.0 && s.patient > s.agent);
    let kills = draft.reports.iter().any(|r| r.acts.contains(&Act::Kill) && r.stands.iter().any(|s| does(&s)));
    if kills && !acts(Act::Lynch) && victims().next().is_some() && !victims().any(|s| is_charged(world, s)) {
        return Some(Mob::Kills);
    }
    let hits_people = stands().any(|s| of(s) == Class::Civilian && s.patient >= 1.5 && s.patient > s.agent);
    // "They lined up the men and shot nine": a doer without a victim or a target is rather one.
    let hits_things =
        acts(Act::Burn) || acts(Act::Loot) || acts(Act::Lynch) || draft.reports.iter().any(|r| r.implied.is_some());
    // Who burns a post of the forces is up against them.
    let on_forces = draft.reports.iter().any(|r| matches!(r.implied, Some(Role::Soldier | Role::Police)));
    if on_forces && acts(Act::Burn) {
        return Some(Mob::AgainstForces);
    }
    (hits_people || hits_things).then_some(Mob::Alone { hits_people })
}

/// The article opens with a demonstration, and speaks of no armed group: those who die in it die of that.
pub(super) fn is_of_unrest(world: &World<'_>, drafts: &[Draft], draft: &Draft) -> bool {
    let told = |act: &Act| {
        matches!(
            act,
            Act::Kill
                | Act::Die
                | Act::Injure
                | Act::Attack
                | Act::Clash
                | Act::Arrest
                | Act::Result
                | Act::Do
                | Act::Move
                | Act::Protest
                | Act::Riot
                | Act::Disperse
                | Act::Withdraw
        )
    };
    let fighters = |s: &Stand| matches!(class(world.lexicon, &s.party), Class::Insurgent | Class::Militia);
    let harmed = draft.reports.iter().any(|r| r.acts.iter().any(|a| matches!(a, Act::Kill | Act::Die | Act::Injure)));
    // "Police fired at a car; this set off protests": what comes before the crowd is another matter.
    let is_own = draft.reports.first().is_none_or(|r| r.acts.first() != Some(&Act::Attack));
    draft.family == Family::Violence
        && is_own
        && harmed
        && draft.reports.iter().all(|r| r.acts.iter().all(told) && r.weapons.is_empty())
        && !drafts.iter().flat_map(|d| &d.reports).flat_map(|r| &r.stands).any(fighters)
        && opens_with_crowd(world)
}

/// Sentences of an article that say what it is about.
const OPENING: usize = 2;

fn opens_with_crowd(world: &World<'_>) -> bool {
    let article = world.article;
    let title = article.title.as_deref().into_iter().map(|t| (t, article.lang));
    let first = article.sentences.iter().take(OPENING);
    let first = first.filter_map(|s| Some((article.text.get(s.range.clone())?, s.lang)));
    title.chain(first).any(|(text, lang)| {
        let hits = world.lexicon.hits(&tokenize(text), lang);
        hits.iter()
            .flat_map(|h| &h.senses)
            .any(|s| matches!(s, Sense::Verb(Act::Protest | Act::Riot) | Sense::Noun(Act::Protest | Act::Riot, _)))
    })
}

/// Thieves, suspects and the accused, whom crowds kill as justice of their own.
fn is_charged(world: &World<'_>, stand: &Stand) -> bool {
    const CHARGED: &[&str] =
        &["thie", "suspect", "alleged", "robber", "accused", "vole", "présumé", "accus", "لص", "مشتبه", "متهم"];
    let from = stand.party.range.start.saturating_sub(30);
    let from = (from..=stand.party.range.start).find(|&i| world.article.text.is_char_boundary(i)).unwrap_or(0);
    let words = world.article.text.get(from..stand.party.range.end).unwrap_or_default().to_lowercase();
    CHARGED.iter().any(|w| words.contains(w))
}

/// Merchants, students, families: their fights are no fights of communities with arms of their own, as
/// those of herders, miners or the inhabitants of villages are.
fn is_of_town(world: &World<'_>, stand: &Stand) -> bool {
    const OF_TOWN: &[&str] = &[
        "merchant",
        "trader",
        "student",
        "pupil",
        "activist",
        "famil",
        "passenger",
        "commerçant",
        "élève",
        "étudiant",
        "lycéen",
        "passager",
        "تاجر",
        "تجار",
        "طالب",
        "طلاب",
        "طلبة",
        "تلاميذ",
        "عائل",
        "أسر",
        "ركاب",
    ];
    let words = words_of(world, stand);
    stand.party.community.is_none() && OF_TOWN.iter().any(|w| words.contains(w))
}

/// "People burnt down the offices": the people of the place.
fn is_the_people(world: &World<'_>, stand: &Stand) -> bool {
    let words = words_of(world, stand);
    words.split_whitespace().any(|w| matches!(w, "people" | "gens" | "ناس" | "الناس"))
}

/// "Some ten men on motorcycles": men of no calling are armed men rather than a crowd.
fn is_bare_men(world: &World<'_>, stand: &Stand) -> bool {
    let words = words_of(world, stand);
    let last = words.split_whitespace().next_back().unwrap_or_default();
    matches!(
        last.trim_start_matches(['و', 'ف', 'ب', 'ل']),
        "men" | "man" | "hommes" | "homme" | "رجال" | "رجلا" | "رجلان" | "رجلين"
    )
}

/// The words that name a party, in lower case.
fn words_of(world: &World<'_>, stand: &Stand) -> String {
    world.article.text.get(stand.party.range.clone()).unwrap_or_default().to_lowercase()
}
