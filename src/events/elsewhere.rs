//! Places that a clause names and where its act did not happen: where the wounded were brought,
//! where people fled to, where somebody spoke.

use super::event::Site;
use super::fuse::Draft;
use super::scan::Clause;
use super::world::World;
use crate::lexicon::{Act, Cue};
use std::ops::Range;

/// Who speaks from a place, or is reached there.
const VOICES: &[&str] = &[
    "source",
    "sources",
    "correspondent",
    "correspondents",
    "reporter",
    "spokesman",
    "spokesperson",
    "reached",
    "correspondant",
    "correspondants",
    "joint",
    "jointe",
    "joints",
    "مصدر",
    "مصادر",
    "مراسل",
    "مراسلنا",
    "medics",
    "hospital",
    "hopital",
    "مستشفي",
    "المستشفي",
    "مستشفيات",
    "hopitaux",
    "hospitals",
    "reporters",
    "diplomats",
    "diplomates",
    "embassy",
    "ambassade",
];

/// Whose office it is, when it speaks.
const OFFICES: &[&str] = &[
    "mayor",
    "governor",
    "prefect",
    "maire",
    "gouverneur",
    "prefet",
    "عمده",
    "حاكم",
    "والي",
    "محافظ",
    "deputy",
    "depute",
    "نائب",
    "maires",
    "imam",
    "شبيبه",
    "بلديه",
    "police",
    "شرطه",
    "procureur",
    "prosecutor",
    "council",
];

/// Words of going somewhere after the event.
const LEADS: &[&str] = &[
    "evacu",
    "transfer",
    "transport",
    "fled",
    "flee",
    "displaced",
    "hospitali",
    "airlift",
    "refug",
    "conduit",
    "emmen",
    "achemin",
    "fui",
    "deplac",
    "arriv",
    "rushed",
    "treated",
    "buried",
    "inhum",
    "enterr",
    "soign",
    "admitted",
    "admis",
    "returned",
    "rentr",
    "headed",
    "retreat",
    "repli",
];

const RESTS: &[&str] =
    &["hospitali", "treated", "buried", "inhum", "enterr", "soign", "admitted", "admis", "refug", "evacu"];

const LEADS_AR: &[&str] = &[
    "نزح",
    "نزوح",
    "النزوح",
    "نقل",
    "اجل",
    "فر",
    "فرار",
    "لجا",
    "لجوء",
    "وصل",
    "وصول",
    "احيل",
    "عاد",
    "انسحب",
    "توجه",
    "اسعف",
    "غادر",
    "اتجه",
];

/// The place is where somebody spoke, or went, or was brought to.
pub(super) fn is_elsewhere(clause: &Clause<'_>, place: &Range<usize>) -> bool {
    // The words before the place, up to a sign or another place.
    let floor = clause.places.iter().filter(|(_, p)| p.end <= place.start).map(|(_, p)| p.end).max().unwrap_or(0);
    let words: Vec<&str> = (floor..place.start)
        .rev()
        .take(8)
        .take_while(|&t| clause.tokens.get(t).is_some_and(|t| !t.is_sign(",،.:;؛()•")))
        .map(|t| clause.key(t))
        .filter(|k| !k.is_empty())
        .collect();
    let bare = |w: &&str| w.trim_start_matches(['و', 'ف', 'ب']).to_owned();
    let near =
        |n: usize, list: &[&str]| words.iter().take(n).any(|w| list.contains(w) || list.contains(&bare(w).as_str()));
    if near(4, VOICES) {
        return true;
    }
    let speaks = clause.has(Cue::Say);
    if speaks && near(2, OFFICES) {
        return true;
    }
    let to = words.iter().take(3).position(|w| {
        matches!(*w, "to" | "a" | "au" | "vers" | "towards" | "toward" | "in" | "at" | "الي" | "نحو" | "في" | "dans")
            || w.starts_with("لل")
    });
    let Some(to) = to else { return false };
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

/// The place that the sentence before speaks of, for an event that names none itself: "soldiers
/// entered X. Nineteen people were shot."
pub(super) fn told_before(world: &World<'_>, draft: &Draft) -> Option<Site> {
    let counted = draft.reports.iter().any(|r| r.counts.iter().any(|c| c.is_numeral && c.toll.best > 0));
    let first = draft.reports.first()?;
    if draft.is_background()
        || !(counted || draft.reports.iter().any(|r| r.acts.contains(&Act::Riot)))
        || first.is_general
        || draft.reports.iter().any(|r| !r.sites.is_empty())
    {
        return None;
    }
    let before = first.sentence.checked_sub(1)?;
    let spots: Vec<usize> = (0..world.mentions.len())
        .filter(|&m| world.mentions.get(m).is_some_and(|n| n.sentence == before && !n.is_dateline))
        .filter(|&m| !world.is_area(m))
        .filter(|&m| !world.relations.iter().any(|r| r.of.is_some_and(|o| o != m) && r.anchors.contains(&m)))
        .collect();
    match spots.as_slice() {
        [only] => {
            Some(Site { mentions: vec![*only], relation: world.relations.iter().position(|r| r.of == Some(*only)) })
        }
        _ => None,
    }
}
