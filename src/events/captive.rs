//! Those who are taken and then killed: both befell them, and the second makes the event.

use super::harm::{Harm, harm_of};
use super::scan::{ActAt, Clause, Voice};
use super::unit::Unit;
use crate::lexicon::Act;
use crate::text::Lang;

/// Tokens between two verbs of one object or one subject, at most: "abducted and later killed".
const BESIDE: usize = 4;

/// The clause says that these people, whom it tells to be taken, were killed: "abducted and killed a doctor",
/// "captured two bandits and killed them", "ont enlevé le chef puis l'ont tué".
pub(super) fn is_killed(clause: &Clause<'_>, unit: &Unit) -> bool {
    let taken = clause.done().filter(|a| harm_of(a.act) == Some(Harm::Abducted) && a.is_verb);
    let Some(taken) = taken.min_by_key(|a| a.tokens.start.abs_diff(unit.start)) else { return false };
    let deaths = clause.done().filter(|a| matches!(a.act, Act::Kill | Act::Die) && a.is_verb);
    deaths.filter(|a| a.tokens.start >= taken.tokens.end).any(|kill| {
        let gap = taken.tokens.end..kill.tokens.start;
        // "Two teachers, abducted on Wednesday, were found dead".
        let dead = kill.tokens.clone().any(|t| matches!(clause.key(t), "dead" | "mort" | "morte" | "morts" | "mortes"));
        let of_one_subject = unit.end <= taken.tokens.start
            && (kill.voice == Voice::Passive || dead)
            // "Abducted by men on motorbikes and found dead".
            && !clause.parties.iter().any(|p| gap.contains(&p.tokens.start) && !clause.is_by(p.tokens.start))
            && !clause.numbers.iter().any(|n| gap.contains(&n.tokens.start));
        if of_one_subject {
            return true;
        }
        if kill.act == Act::Die {
            return false;
        }
        let between = gap.contains(&unit.start);
        let same_voice = (taken.voice == Voice::Passive) == (kill.voice == Voice::Passive);
        let beside = gap.len() <= BESIDE && !between && same_voice && is_second(clause, kill);
        beside || unit.end <= kill.tokens.start && has_pronoun(clause, kill)
    })
}

/// The verb is the second of two: a word that joins stands before it.
fn is_second(clause: &Clause<'_>, act: &ActAt) -> bool {
    let joins = |word: &str| matches!(word, "and" | "then" | "later" | "before" | "et" | "puis" | "avant" | "ثم");
    let before = (1..=BESIDE).filter_map(|back| act.tokens.start.checked_sub(back)).any(|t| joins(clause.key(t)));
    before || clause.lang == Lang::Ar && clause.key(act.tokens.start).starts_with(['و', 'ف'])
}

/// "Captured two bandits and killed them": the clause names somebody before the unit and its verb, who did it.
pub(super) fn is_meant_by_pronoun(clause: &Clause<'_>, start: usize, kill: &ActAt) -> bool {
    kill.is_verb
        && clause.lang != Lang::Ar
        && has_pronoun(clause, kill)
        && clause.parties.iter().any(|p| p.tokens.end < start)
        && !clause.parties.iter().any(|p| p.tokens.start > start + 4 && p.tokens.end <= kill.tokens.start)
}

/// The object of the verb is a pronoun: "killed them", "les ont tués".
fn has_pronoun(clause: &Clause<'_>, act: &ActAt) -> bool {
    match clause.lang {
        Lang::En => matches!(clause.key(act.tokens.end), "them" | "him" | "her" | "both"),
        Lang::Fr => (1..=3)
            .filter_map(|back| act.tokens.start.checked_sub(back))
            .any(|t| matches!(clause.key(t), "les" | "l" | "le" | "la")),
        Lang::Ar => ["هم", "ه", "ها", "هما"].iter().any(|p| clause.key(act.tokens.start).ends_with(p)),
    }
}
