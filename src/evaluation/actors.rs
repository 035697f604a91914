//! When two names mean one actor.

use crate::lexicon::{Actor, Lexicon};
use crate::text::key;

/// True when two names mean one actor: they are written alike (letter case, accents and years of
/// office aside), are names of one row of the actor table (short name, ACLED's name, id, an alias),
/// or one of them is a part or the successor of the other there. A name that leaves two actors open
/// (`A and/or B`) is one that leaves the same two open. Who is named first makes no difference.
#[must_use]
pub fn same_actor(a: &str, b: &str) -> bool {
    let (a, b) = (Name::read(a), Name::read(b));
    if a.plain == b.plain {
        return true;
    }
    if a.country != b.country {
        return false;
    }
    if !a.roots.is_empty() && a.roots.iter().any(|x| b.roots.contains(x)) {
        return true;
    }
    let open = |n: &Name| n.alternatives.len() > 1 && n.alternatives.iter().all(|roots| !roots.is_empty());
    let holds = |x: &Name, y: &Name| {
        x.alternatives.iter().all(|roots| y.alternatives.iter().any(|other| other.iter().any(|r| roots.contains(r))))
    };
    open(&a) && open(&b) && holds(&a, &b) && holds(&b, &a)
}

/// A name taken apart.
struct Name {
    /// Folded, without years.
    plain: String,
    /// What stands in brackets at its end, where that is a country; folded.
    country: String,
    /// The ids of the rows that it stands in.
    roots: Vec<&'static str>,
    /// The rows of each actor that it leaves open.
    alternatives: Vec<Vec<&'static str>>,
}

impl Name {
    fn read(name: &str) -> Name {
        let name = without_years(name.trim());
        let plain = fold(name);
        let (base, tail) = match name.strip_suffix(')').and_then(|n| n.rsplit_once(" (")) {
            Some((base, tail)) => (base, tail),
            None => (name, ""),
        };
        // "Islamic State Sahel Province (ISSP)": an abbreviation says the same again.
        let is_short = !tail.is_empty() && tail.chars().all(|c| c.is_uppercase() || c == '-');
        let whole = roots(&plain);
        let (country, roots_of) = match (whole.is_empty(), tail.is_empty() || is_short) {
            (false, _) => (String::new(), whole),
            (true, true) => (String::new(), roots(&fold(base))),
            (true, false) => (fold(tail), roots(&fold(base))),
        };
        let alternatives = name.split(" and/or ").map(|part| roots(&fold(part))).collect();
        Name { plain, country, roots: roots_of, alternatives }
    }
}

/// `Military Forces of Mali (2021-) Air Force` is `Military Forces of Mali`: years of office, and a
/// branch named after them, are no part of who acts.
fn without_years(name: &str) -> &str {
    let is_years =
        |y: &str| y.starts_with(|c: char| c.is_ascii_digit()) && y.chars().all(|c| c.is_ascii_digit() || c == '-');
    let mut from = 0;
    while let Some(open) = name.get(from..).and_then(|rest| rest.find(" (")).map(|at| from + at) {
        let inside = name.get(open + 2..).and_then(|rest| rest.split_once(')')).map_or("", |(inside, _)| inside);
        if is_years(inside) {
            return name.get(..open).unwrap_or(name);
        }
        from = open + 2;
    }
    name
}

/// Folded, with one spelling for countries and branches of the Islamic State that have two.
fn fold(name: &str) -> String {
    let name = key(name).replace(&key("Côte d'Ivoire"), &key("Ivory Coast"));
    // Both names of a branch of the Islamic State count as one, as in the agreement of the labellers.
    if name == key("Islamic State") { key("Islamic State Sahel Province") } else { name }
}

/// The ids of the rows that a folded name stands in, and of those that they are a part of. Names of
/// the table come before aliases, which texts use more loosely.
fn roots(name: &str) -> Vec<&'static str> {
    let actors = Lexicon::embedded().actors();
    let is_named = |a: &&Actor| {
        let written = std::iter::once(&a.acled_name).chain(&a.data_names);
        // ACLED writes "RSF: Rapid Support Forces": either half is the name.
        let halves = written.clone().flat_map(|n| n.split(": "));
        [a.id.as_str(), &a.name]
            .into_iter()
            .chain(written.map(String::as_str))
            .chain(halves)
            .any(|n| fold(without_years(n)) == name)
    };
    let mut found: Vec<&Actor> = actors.iter().filter(is_named).collect();
    if found.is_empty() {
        let proper = |n: &str| !n.starts_with(char::is_lowercase);
        found = actors.iter().filter(|a| a.aliases.iter().any(|n| proper(n) && fold(n) == name)).collect();
    }
    found.into_iter().map(|a| if a.part_of.is_empty() { a.id.as_str() } else { &a.part_of }).collect()
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
            ("Military Forces of Burkina Faso", "Military Forces of Burkina Faso (2022-) Air Force"),
            ("Islamic State", "Islamic State Sahel Province"),
            ("Islamic State Sahel Province", "Islamic State Sahel Province (ISSP)"),
            ("ISSP", "IS Sahel: Islamic State Sahel Province"),
            ("ISWAP", "Islamic State West Africa Province (ISWAP) and/or Boko Haram"),
            ("Rapid Support Forces", "RSF"),
            ("VDP", "Volunteers for the Defense of the Homeland"),
            ("VDP", "VDP: Volunteers for Defense of Homeland"),
            ("JNIM and/or Islamic State Sahel Province", "Islamic State Sahel Province (ISSP) and/or JNIM"),
            ("Fula Ethnic Militia (Mali)", "Fulani Ethnic Militia (Mali)"),
            ("Military Forces of Ivory Coast", "Military Forces of Côte d'Ivoire (2011-)"),
        ] {
            assert!(same_actor(a, b) && same_actor(b, a), "{a} / {b}");
        }
        for (a, b) in [
            ("JNIM", "Islamic State Sahel Province"),
            ("JNIM", "JNIM and/or Islamic State Sahel Province"),
            ("Civilians (Mali)", "Civilians (Niger)"),
            ("Civilians (Mali)", "Unidentified Armed Group (Mali)"),
            ("Military Forces of Mali", "Police Forces of Mali"),
            ("Fulani Ethnic Militia (Mali)", "Fulani Ethnic Militia (Niger)"),
            ("Fulani Ethnic Militia (Mali)", "Dogon Ethnic Militia (Mali)"),
        ] {
            assert!(!same_actor(a, b) && !same_actor(b, a), "{a} / {b}");
        }
    }
}
