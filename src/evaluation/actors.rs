//! When two names mean one actor.

use crate::lexicon::{Actor, Lexicon};
use crate::text::key;

/// True when two names mean one actor: they are written alike (letter case and accents aside), are
/// names of one row of the actor table (short name, ACLED's name, id), or one of them is a part or
/// the successor of the other there. Who is named first makes no difference.
#[must_use]
pub fn same_actor(a: &str, b: &str) -> bool {
    let (plain_a, plain_b) = (plain(a), plain(b));
    if plain_a == plain_b {
        return true;
    }
    let (a, b) = (roots(&plain_a), roots(&plain_b));
    a.iter().any(|x| b.contains(x))
}

/// The name without years in brackets, folded.
fn plain(name: &str) -> String {
    let name = name.trim();
    let years = name.strip_suffix(')').and_then(|n| n.rsplit_once(" (")).filter(|(_, y)| {
        y.starts_with(|c: char| c.is_ascii_digit()) && y.chars().all(|c| c.is_ascii_digit() || c == '-')
    });
    let name = years.map_or(name, |(before, _)| before);
    // Both names of a branch of the Islamic State count as one, as in the agreement of the labellers.
    let name = key(name);
    if name == key("Islamic State") { key("Islamic State Sahel Province") } else { name }
}

/// The ids of the rows that a name stands in, and of those that they are a part of.
fn roots(name: &str) -> Vec<&'static str> {
    let actors = Lexicon::embedded().actors();
    let is_named = |a: &&Actor| {
        // ACLED writes "RSF: Rapid Support Forces": either half is the name.
        let halves = a.acled_name.split(": ");
        [a.id.as_str(), &a.name, &a.acled_name].into_iter().chain(halves).any(|n| plain(n) == name)
    };
    actors.iter().filter(is_named).map(|a| if a.part_of.is_empty() { a.id.as_str() } else { &a.part_of }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_actor() {
        for (a, b) in [
            ("JNIM", "jnim"),
            ("JNIM", "JNIM: Group for Support of Islam and Muslims"),
            ("JNIM", "Katiba Macina"),
            ("Military Forces of Mali", "Military Forces of Mali (2021-)"),
            ("Islamic State", "Islamic State Sahel Province"),
            ("Rapid Support Forces", "RSF"),
        ] {
            assert!(same_actor(a, b) && same_actor(b, a), "{a} / {b}");
        }
        for (a, b) in [
            ("JNIM", "Islamic State Sahel Province"),
            ("Civilians (Mali)", "Civilians (Niger)"),
            ("Civilians (Mali)", "Unidentified Armed Group (Mali)"),
            ("Military Forces of Mali", "Police Forces of Mali"),
        ] {
            assert!(!same_actor(a, b) && !same_actor(b, a), "{a} / {b}");
        }
    }
}
