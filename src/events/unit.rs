//! Counted groups of people in a clause: a number, and whom it counts.

use super::harm::{Harm, harm_of};
use super::implied::told_as_toll;
use super::scan::{ActAt, Clause, Reality};
use crate::lexicon::{ActorMention, Role};
use crate::text::{Lang, Number};
use std::ops::Range;

/// A counted group of people: tokens, number, people.
pub(super) struct Unit {
    pub start: usize,
    pub end: usize,
    pub number: Option<Number>,
    pub party: Option<usize>,
    /// The unit is itself a word of harm: 15 dead.
    pub direct: Option<Harm>,
}

/// "A boy of seven", "aged 70": how old, and not how many.
fn is_age(clause: &Clause<'_>, number: &Number) -> bool {
    let before = |back: usize| number.tokens.start.checked_sub(back).map_or("", |i| clause.key(i));
    let of_one = before(1) == "of"
        && matches!(before(2), "boy" | "girl" | "man" | "woman" | "child" | "teenager" | "pupil" | "student" | "baby");
    // "A 10-year-old", "19-year old".
    let after = |i: usize| clause.key(number.tokens.end + i);
    let years = |w: &str| matches!(w, "year" | "years");
    let of_years = (years(after(0)) || years(after(1))) && (1..=4).any(|i| after(i) == "old");
    of_one || of_years || before(1) == "aged"
}

/// The counted groups of the clause, in their order; people without a number, too.
pub(super) fn units(clause: &Clause<'_>) -> Vec<Unit> {
    let mut out = Vec::new();
    let mut used = vec![false; clause.parties.len()];
    let owners = owners(clause);
    let is_owner = |p: &ActorMention| owners.iter().any(|o| o.start == p.tokens.start);
    let is_owners = |at: usize| owners.iter().any(|o| o.contains(&at));
    for number in &clause.numbers {
        let end = number.tokens.end;
        if clause.dates.iter().any(|d| d.tokens.start < end && number.tokens.start < d.tokens.end)
            || is_hour(clause, number)
            || is_base(clause, number)
            || is_age(clause, number)
        {
            continue;
        }
        let is_of = |w: &str| {
            matches!(
                w,
                "of" | "de"
                    | "من"
                    | "d"
                    | "the"
                    | "des"
                    | "les"
                    | "other"
                    | "others"
                    | "autres"
                    | "their"
                    | "his"
                    | "its"
            )
        };
        let party = clause.parties.iter().position(|p| {
            p.tokens.start >= end
                && !is_owner(p)
                && (end..p.tokens.start).filter(|&t| !is_owners(t)).nth(4).is_none()
                && (end..p.tokens.start).filter(|&t| !is_of(clause.key(t)) && !is_owners(t)).count() <= 2
                && (end..p.tokens.start).all(|t| clause.tokens.get(t).is_none_or(|t| !t.is_sign(",،.;:)")))
                && !clause.acts.iter().any(|a| a.tokens.start >= end && a.tokens.end <= p.tokens.start)
                && !clause
                    .numbers
                    .iter()
                    .any(|n| n.tokens.start >= end && n.tokens.end <= p.tokens.start && !is_base(clause, n))
        });
        // "One of the soldiers": some numerals are no counts.
        let thing = clause.targets.iter().any(|(_, _, at)| {
            // In "five killed, houses burned" the five are no houses.
            let open = clause.tokens.get(end..at.start).is_some_and(|ts| ts.iter().all(|t| !t.is_sign(",،.;؛()")));
            at.start >= end
                && at.start - end <= 2
                && open
                && party.is_none_or(|p| clause.parties[p].tokens.start > at.start)
        });
        if thing {
            continue;
        }
        let direct = clause.acts.iter().find(|a| {
            a.tokens.start >= end
                && a.tokens.start - end <= 1
                && (end..a.tokens.start).all(|t| {
                    is_of(clause.key(t)) || matches!(clause.key(t), "were" | "more" | "are" | "have" | "personnes")
                })
                && harm_of(a.act).is_some()
                // فقتلوا منهم ثمانية وجرحوا آخرين: with "and" the verb begins anew.
                && !(clause.lang == Lang::Ar && a.is_verb && clause.key(a.tokens.start).starts_with(['و', 'ف']))
                && party.is_none_or(|p| clause.parties[p].tokens.start >= a.tokens.start)
        });
        if let Some(act) = direct {
            if act.reality == Reality::Not {
                continue;
            }
            out.push(Unit {
                start: number.tokens.start,
                end: act.tokens.end,
                number: Some(number.clone()),
                party: None,
                direct: harm_of(act.act),
            });
            continue;
        }
        let next_is_unit = !clause.tokens.get(end).is_some_and(|t| t.is_word()) || verb_follows(clause, end);
        match party {
            Some(p) => {
                // "One Dozo chief": both words are of the one who is counted.
                let own = clause.parties.get(p).map_or(0, |p| p.tokens.end);
                let is_head =
                    clause.lang != Lang::Ar && clause.parties.get(p + 1).is_some_and(|head| head.tokens.start == own);
                used.iter_mut().skip(p).take(1 + usize::from(is_head)).for_each(|flag| *flag = true);
                out.push(Unit {
                    start: number.tokens.start,
                    end: clause.parties[p].tokens.end,
                    number: Some(number.clone()),
                    party: Some(p),
                    direct: None,
                });
            }
            // "Killed 15", "wounding 20": a bare number counts only beside the harm word.
            // "The toll has risen to 37."
            None if told_as_toll(clause, number) => {
                out.push(Unit {
                    start: number.tokens.start,
                    end,
                    number: Some(number.clone()),
                    party: None,
                    direct: Some(Harm::Killed),
                });
            }
            None if next_is_unit || preceded(clause, number) => {
                out.push(Unit {
                    start: number.tokens.start,
                    end,
                    number: Some(number.clone()),
                    party: None,
                    direct: None,
                });
            }
            None => {}
        }
    }
    for (p, party) in clause.parties.iter().enumerate() {
        if used.get(p).copied().unwrap_or(true) || party.role.is_none() || is_owner(party) {
            continue;
        }
        let collective = matches!(party.role, Some(Role::Group | Role::AirForce));
        let army = clause_collective(clause, party);
        if !collective && !army {
            out.push(Unit {
                start: party.tokens.start,
                end: party.tokens.end,
                number: None,
                party: Some(p),
                direct: None,
            });
        }
    }
    out.sort_by_key(|u| u.start);
    out
}

/// "One of the three soldiers": the three are no dead.
fn is_base(clause: &Clause<'_>, number: &Number) -> bool {
    let of = |t: usize| {
        matches!(clause.key(t), "of" | "the" | "des" | "les" | "de" | "d" | "entre" | "من" | "parmi" | "their")
    };
    clause.numbers.iter().any(|n| {
        n.tokens.end < number.tokens.start
            && number.tokens.start - n.tokens.end <= 3
            && (n.tokens.end..number.tokens.start).all(of)
    })
}

/// "At 17:30", "à 17h30".
fn is_hour(clause: &Clause<'_>, number: &Number) -> bool {
    let is_digits = |at: usize| clause.tokens.get(at).is_some_and(|t| t.text.starts_with(|c: char| c.is_ascii_digit()));
    let colon = |at: usize| clause.tokens.get(at).is_some_and(|t| t.is_sign(":"));
    let (start, end) = (number.tokens.start, number.tokens.end);
    let after = colon(end) && is_digits(end + 1);
    // "October 2: six robbers" is no hour.
    let joined = |at: usize| match (clause.tokens.get(at - 1), clause.tokens.get(at)) {
        (Some(colon), Some(minutes)) => colon.range.end == minutes.range.start && is_digits(at),
        _ => false,
    };
    let before =
        start >= 2 && (colon(start - 1) && joined(start) || clause.key(start - 1) == "h") && is_digits(start - 2);
    after || before || matches!(clause.key(end), "h" | "gmt")
}

/// "The officer's daughters": who comes next is counted, and not the officer; the tokens of each such owner and its 's.
fn owners(clause: &Clause<'_>) -> Vec<Range<usize>> {
    if clause.lang != Lang::En {
        return Vec::new();
    }
    let pairs = clause.parties.windows(2).filter_map(|pair| {
        let [own, next] = pair else { return None };
        let s = clause.tokens.get(own.tokens.end..next.tokens.start).unwrap_or_default();
        let is_genitive = s.len() <= 3 && s.iter().any(|t| t.key == "s");
        is_genitive.then_some(own.tokens.start..next.tokens.start)
    });
    pairs.collect()
}

/// "The army", "الجيش": no people who can be counted.
fn clause_collective(clause: &Clause<'_>, party: &ActorMention) -> bool {
    let is_link = |t: &usize| matches!(clause.key(*t), "من" | "of" | "de" | "du" | "from" | "des");
    (party.tokens.start..party.tokens.end).take_while(|t| !is_link(t)).any(|t| {
        let key = clause.key(t);
        let bare = key.trim_start_matches(['و', 'ف', 'ب', 'ل']);
        matches!(
            key,
            "army"
                | "military"
                | "armee"
                | "armees"
                | "police"
                | "gendarmerie"
                | "forces"
                | "force"
                | "troops"
                | "group"
                | "groupe"
                | "groups"
                | "groupes"
                | "junta"
                | "junte"
                | "authorities"
                | "autorites"
                | "militia"
                | "milice"
                | "population"
                | "populations"
                | "unit"
                | "units"
                | "battalion"
                | "bataillon"
                | "unites"
                | "personnel"
        ) || matches!(
            bare,
            "الجيش"
                | "جيش"
                | "القوات"
                | "قوات"
                | "الشرطه"
                | "الدرك"
                | "الحرس"
                | "جماعه"
                | "الجماعه"
                | "تنظيم"
                | "مجموعه"
                | "لجيش"
                | "السلطات"
                | "وحده"
                | "حده"
                | "سكان"
                | "السكان"
                | "الاهالي"
                | "اهالي"
                | "قباءل"
                | "هييه"
                | "العسكر"
                | "كتيبه"
                | "كتائب"
                | "كتايب"
                | "المرتزقه"
        )
    })
}

/// The harm word stands right behind, or after auxiliaries: "18 were killed", and not "18 nationalities were killed".
fn verb_follows(clause: &Clause<'_>, at: usize) -> bool {
    let passed = |t: usize| {
        matches!(
            clause.key(t),
            "were"
                | "was"
                | "have"
                | "had"
                | "been"
                | "are"
                | "reported"
                | "confirmed"
                | "other"
                | "others"
                | "more"
                | "feared"
                | "believed"
                | "reportedly"
                | "also"
        ) || matches!(
            clause.key(t),
            "ont" | "a" | "ete" | "sont" | "etaient" | "autres" | "avaient" | "قد" | "اخرين" | "اخرون"
        )
    };
    let of = matches!(clause.key(at), "of" | "de" | "d" | "des" | "parmi" | "من");
    // "One guard was killed": some noun of people that no list has.
    let noun = clause.lang != Lang::Ar && !clause.key(at + 1).is_empty();
    let passed = |t: usize| passed(t) || of && t <= at + 1 || noun && t == at;
    let near = |a: &ActAt| a.tokens.start >= at && a.tokens.start - at <= 2;
    clause.acts.iter().any(|a| near(a) && harm_of(a.act).is_some() && (at..a.tokens.start).all(passed))
}

fn preceded(clause: &Clause<'_>, number: &Number) -> bool {
    // "Killed in two attacks", "tués dans une embuscade": the number is of what killed them.
    if clause.acts.iter().any(|a| !a.is_verb && a.tokens.start == number.tokens.end) {
        return false;
    }
    clause.acts.iter().any(|a| {
        a.tokens.end <= number.tokens.start && number.tokens.start - a.tokens.end <= 1 && harm_of(a.act).is_some()
    }) && !clause.tokens.get(number.tokens.end).is_some_and(|t| {
        matches!(
            t.key.as_str(),
            "km" | "kilometres"
                | "kilometers"
                | "percent"
                | "ans"
                | "years"
                | "days"
                | "jours"
                | "كيلومترا"
                | "كلم"
                | "hours"
                | "heures"
        )
    })
}
