//! Clauses that tell of one event put together.

use super::report::{Family, Report};
use super::sides::{Class, class};
use super::world::World;
use crate::lexicon::{Act, Role, Weapon};
use crate::text::{Precision, When};

/// The reports of one event, in the order of the text.
#[derive(Debug)]
pub(super) struct Draft {
    pub family: Family,
    pub reports: Vec<Report>,
    /// The day that it takes over from elsewhere in the article.
    pub lent: Option<When>,
}

impl Draft {
    pub(super) fn is_background(&self) -> bool {
        self.reports.iter().all(|r| r.is_background || r.is_earlier || r.family == Family::Detail)
    }

    /// A fight of which no party bears arms by calling: herders and farmers.
    pub(super) fn is_communal(&self) -> bool {
        let mut parties = self.reports.iter().flat_map(|r| &r.stands).peekable();
        let peaceful = |s: &super::sides::Stand| matches!(s.party.role, Some(Role::Civilian | Role::Person));
        self.reports.iter().any(|r| r.acts.contains(&Act::Clash))
            && parties.peek().is_some()
            && parties.all(|s| s.party.actor.is_none() && peaceful(s) || s.says && s.agent < 1.0 && s.patient < 1.0)
    }

    /// The most precise sites that the reports give.
    pub(super) fn best_sites(&self) -> Option<&Report> {
        self.reports
            .iter()
            .find(|r| !r.sites.is_empty() && !r.is_vague_site)
            .or_else(|| self.reports.iter().find(|r| !r.sites.is_empty()))
    }

    fn last_date(&self) -> &Option<crate::text::When> {
        self.reports.iter().map(|r| &r.date).rfind(|d| d.is_some()).unwrap_or(&None)
    }
}

/// What is told in the pluperfect and is older than so many days at the report's date is another matter than its news.
const PAST_DAYS: i32 = 10;

/// How well a report fits an event: the greatest wins, `None` when it cannot be it.
fn fit(world: &World<'_>, draft: &Draft, report: &Report, distance: usize) -> Option<i32> {
    let apart = report.is_apart && draft.reports.iter().any(|r| r.sentence == report.sentence);
    if apart || !compatible(draft.family, report.family, draft, report) {
        return None;
    }
    if (!draft.reports.iter().any(|r| r.date.is_none()) || report.date.is_some())
        && !Report::same_time(draft.last_date(), &report.date)
    {
        return None;
    }
    if is_of_other_day(draft, report) {
        return None;
    }
    if draft.is_background() != report.is_background
        && (report.is_vague_site || draft.best_sites().is_none_or(|d| d.is_vague_site))
    {
        // History without a place of its own is not the news.
        return None;
    }
    // What happened there years ago is not what happened there now, even where the news tells no day of its own.
    let is_past = |d: &When| world.reference.is_some_and(|now| (now - d.date).get_days() > PAST_DAYS);
    let is_dated_history = |r: &Report| {
        r.date
            .as_ref()
            .is_some_and(|d| r.is_background && world.is_old(d) || (r.is_background || r.is_pluperfect) && is_past(d))
    };
    let is_undated_news = |r: &Report| !r.is_background && r.date.is_none() && !r.is_definite;
    if is_dated_history(report) && !draft.is_background() && draft.reports.iter().all(|r| !is_dated_history(r))
        || is_undated_news(report) && !report.is_vague_site && draft.reports.iter().all(is_dated_history)
    {
        return None;
    }
    let counterblow = is_counterblow(world, draft, report);
    if counterblow && report.is_later {
        return None;
    }
    let mut score = -(distance.min(6) as i32);
    let theirs = draft.best_sites();
    match (theirs, report.sites.first()) {
        (Some(d), Some(_)) if !report.is_vague_site && !d.is_vague_site => {
            let same = d.sites.iter().any(|a| report.sites.iter().any(|b| world.same_place(a, b) || near(world, a, b)));
            // A headline's Kaduna is the state of that name, where the text goes on about a village of it.
            let heads = world.is_lead(d.sentence)
                && d.date.is_none()
                && d.sites.iter().any(|a| report.sites.iter().any(|b| world.is_named_after(b, a)));
            let same = same || heads && !report.is_another;
            if !same && (counterblow && !report.is_definite || !points_back(world, d, report)) {
                return None;
            }
            score += if same { 10 } else { 5 };
        }
        (Some(d), Some(b)) => {
            // One of the two is an area: it must hold the other.
            let (outer, inner) =
                if report.is_vague_site { (b, d.sites.first()) } else { (d.sites.first()?, report.sites.first()) };
            let held = inner.filter(|i| !world.lies_apart(outer, i)).is_some_and(|i| {
                // "In the west of the country": no name, and any place of it may lie there.
                // A lead's "near the border with Burkina Faso" is not in Burkina Faso.
                let leads = world.is_lead(if report.is_vague_site { report.sentence } else { d.sentence });
                let part = outer.mentions.is_empty() && world.is_part(outer) || leads && world.is_at_border(outer);
                let within =
                    |m: usize| part || outer.mentions.iter().any(|&o| world.same_mention(o, m) || world.holds(o, m));
                // The known ends of a stretch decide.
                let known = || i.mentions.iter().copied().filter(|&m| world.place(m).is_some());
                if known().next().is_some() {
                    known().any(within)
                } else {
                    i.mentions.is_empty() || i.mentions.iter().any(|&m| within(m))
                }
            });
            // "The attack on Tuesday was the latest in the region": it speaks of what was told.
            let points_back = report.is_definite && report.is_vague_site && d.is_vague_site && !report.is_another;
            if !(held || points_back) || (report.is_another && !report.is_vague_site) {
                return None;
            }
            score += if held { 4 } else { 0 };
        }
        _ => {
            if report.is_another && !report.is_definite {
                return None;
            }
        }
    }
    if report.is_another && score < 5 {
        return None;
    }
    if draft.is_background() != report.is_background {
        score -= 4;
    }
    score += overlap(world, draft, report) + likeness(draft, report);
    Some(score)
}

/// Told with a day of its own and by means of its own: a kidnapping on the 12th is no part of a bombing on the 13th.
fn is_of_other_day(draft: &Draft, report: &Report) -> bool {
    let day = |d: &Option<When>| d.as_ref().filter(|d| d.precision == Precision::Day).map(|d| d.date);
    let (Some(theirs), Some(own)) = (day(draft.last_date()), day(&report.date)) else { return false };
    let theirs_told: Vec<Act> = draft.reports.iter().flat_map(means).collect();
    let told = |act: &Act| theirs_told.contains(act);
    let is_told_whole =
        MEANS.iter().any(told) || draft.reports.iter().flat_map(|r| &r.counts).any(|c| c.is_numeral && !c.is_part);
    let own_means = means(report);
    theirs != own && !report.is_definite && is_told_whole && !own_means.is_empty() && !own_means.iter().any(told)
}

/// Acts that tell one kind of event from another.
const MEANS: &[Act] =
    &[Act::Ambush, Act::Blast, Act::Suicide, Act::AirStrike, Act::Shell, Act::Abduct, Act::Grenade, Act::Protest];

/// The means that a report tells of, by their acts and by what they are done with.
fn means(report: &Report) -> Vec<Act> {
    let with = report.weapons.iter().filter_map(|w| match w {
        Weapon::Artillery => Some(Act::Shell),
        Weapon::Air => Some(Act::AirStrike),
        Weapon::Bomb => Some(Act::Blast),
        _ => None,
    });
    report.acts.iter().copied().filter(|a| MEANS.contains(a)).chain(with).collect()
}

/// What the forces did to attackers: another matter than their attack where it came later, or at a place of its own.
fn is_counterblow(world: &World<'_>, draft: &Draft, report: &Report) -> bool {
    let side = |r: &Report, agent: bool, of: fn(Class) -> bool| {
        r.stands.iter().any(|s| {
            let (own, other) = if agent { (s.agent, s.patient) } else { (s.patient, s.agent) };
            own > 1.0 && own > other && of(class(world.lexicon, &s.party))
        })
    };
    let armed = |c: Class| matches!(c, Class::State | Class::Militia);
    let rebel = |c: Class| c == Class::Insurgent;
    let strikes = report.acts.iter().any(|a| matches!(a, Act::Kill | Act::Neutralise | Act::AirStrike | Act::Arrest));
    let of_forces =
        report.acts.iter().any(|a| matches!(a, Act::Neutralise | Act::AirStrike)) || side(report, true, armed);
    let told = |agent: bool, of: fn(Class) -> bool| draft.reports.iter().any(|r| side(r, agent, of));
    let assault = |r: &Report| r.acts.iter().any(|a| matches!(a, Act::Attack | Act::Ambush | Act::Abduct));
    let attacked = (told(true, rebel) || told(false, |c| c == Class::Civilian) || draft.reports.iter().any(assault))
        && !told(false, rebel)
        && !told(true, armed);
    strikes && of_forces && side(report, false, rebel) && attacked
}

/// A report that speaks of something told before (the attack, the convoy) at a place that may be the
/// same: within 40 km, where one of the two is only a stretch, a road, a surrounding.
fn points_back(world: &World<'_>, told: &Report, report: &Report) -> bool {
    /// Farther than this, km, it is another matter, whatever points back.
    const FAR_KM: f64 = 40.0;
    let (Some(a), Some(b)) = (told.sites.first(), report.sites.first()) else { return false };
    let pairs = || a.mentions.iter().flat_map(|&x| b.mentions.iter().map(move |&y| (x, y)));
    let km = pairs().filter_map(|(x, y)| world.km(x, y)).min_by(f64::total_cmp);
    let known = pairs().all(|(x, y)| world.km(x, y).is_some());
    let loose = world.looseness(a) >= 2 || world.looseness(b) >= 2;
    let close = km.is_some_and(|km| km <= FAR_KM) || !known;
    !report.is_another && close && (report.is_definite || loose && report.date.is_none())
}

/// Distinct mentions that a relation of the text ties together: Alatona near Diabaly.
fn near(world: &World<'_>, a: &super::event::Site, b: &super::event::Site) -> bool {
    let mentions = |m: usize, list: &[usize]| list.iter().any(|&x| world.same_mention(x, m));
    [(a, b), (b, a)].into_iter().any(|(x, y)| {
        world.relations.iter().any(|r| {
            let tied = r.of.is_some_and(|o| mentions(o, &x.mentions))
                || x.relation.is_some_and(|i| world.relations.get(i) == Some(r));
            // "60 km east of Y", "on the road to Y" is not at Y.
            let close = r.km.is_none_or(|km| km <= 25.0) && y.mentions.len() == 1;
            // What is itself placed by Y is not at Y.
            let at_y = y.relation.is_none() || world.looseness(y) == 0;
            tied && close
                && at_y
                && r.anchors.iter().any(|&anchor| mentions(anchor, &y.mentions) && !world.is_area(anchor))
        })
    })
}

fn compatible(a: Family, b: Family, draft: &Draft, report: &Report) -> bool {
    use Family::{Arrest, Crowd, Loot, Move, Territory, Violence};
    if b == Family::Detail {
        return true;
    }
    if a == b {
        return !(a == Violence && clashing_means(draft, report));
    }
    match (a, b) {
        // What an attack brings with it.
        (Violence, Loot | Territory | Arrest | Move) | (Loot | Territory, Violence) => true,
        (Violence, Family::Free) => {
            draft.reports.iter().any(|r| r.acts.contains(&Act::Abduct)) && report.sites.is_empty()
        }
        (Crowd, Violence | Arrest | Loot) => {
            let of_crowd = |role: Option<Role>| matches!(role, Some(Role::Protester | Role::Rioter));
            // "An attack on a post at X killed ten people" is told of another matter.
            let of_people = |role: Option<Role>| role == Some(Role::Person) && report.is_vague_site;
            // Rebels who were killed were no demonstrators.
            let of_rebels = report
                .counts
                .iter()
                .filter_map(|c| c.party.as_ref())
                .any(|p| p.actor.is_some() || matches!(p.role, Some(Role::Militant)));
            report.sites.is_empty() && !of_rebels
                || report.stands.iter().any(|s| of_crowd(s.party.role) || of_people(s.party.role))
        }
        (Loot, Move) => true,
        _ => false,
    }
}

/// Bombs from the air and an ambush on the ground are two events unless the text joins them.
fn clashing_means(draft: &Draft, report: &Report) -> bool {
    let air = |acts: &[Act]| acts.contains(&Act::AirStrike);
    let ground = |acts: &[Act]| acts.iter().any(|a| matches!(a, Act::Ambush | Act::Blast | Act::Suicide | Act::Abduct));
    let theirs: Vec<Act> = draft.reports.iter().flat_map(|r| r.acts.iter().copied()).collect();
    // "A bomb then went off under the reinforcements": no part of the attack before it.
    let fights = |acts: &[Act]| acts.iter().any(|a| matches!(a, Act::Attack | Act::Ambush | Act::Clash));
    let bursts = |acts: &[Act]| acts.contains(&Act::Blast);
    if report.is_later
        && !report.is_definite
        && !report.sites.is_empty()
        && bursts(&report.acts)
        && !fights(&report.acts)
        && fights(&theirs)
        && !bursts(&theirs)
    {
        return true;
    }
    (air(&report.acts) && !report.is_definite && ground(&theirs) && !air(&theirs))
        || (ground(&report.acts) && !report.is_definite && air(&theirs) && !ground(&theirs))
}

/// Means and tolls in common.
fn likeness(draft: &Draft, report: &Report) -> i32 {
    let mut telling = MEANS.iter().chain(&[Act::Free, Act::Siege]);
    let same_act = telling.any(|a| report.acts.contains(a) && draft.reports.iter().any(|r| r.acts.contains(a)));
    let same_toll = report.counts.iter().any(|c| {
        c.is_numeral
            && draft.reports.iter().flat_map(|r| &r.counts).any(|d| d.harm == c.harm && d.toll.best == c.toll.best)
    });
    // "Claimed the mortar fire": that is none of the mine told of before.
    let own = means(report);
    let theirs: Vec<Act> = draft.reports.iter().flat_map(means).collect();
    let other = report.is_definite && !own.is_empty() && !theirs.is_empty() && !own.iter().any(|a| theirs.contains(a));
    3 * i32::from(same_act) + 3 * i32::from(same_toll) - 4 * i32::from(other)
}

/// Named parties in common.
fn overlap(world: &World<'_>, draft: &Draft, report: &Report) -> i32 {
    let names = |r: &Report| -> Vec<String> {
        r.stands
            .iter()
            .filter(|s| class(world.lexicon, &s.party) != Class::Civilian)
            .filter_map(|s| world.name(&s.party, world.home))
            .collect()
    };
    let theirs: Vec<String> = draft.reports.iter().flat_map(names).collect();
    i32::from(names(report).iter().any(|n| theirs.contains(n)))
}

/// Puts the reports of an article together, in the order of the text; the headline's go to what the text tells.
pub(super) fn fuse(world: &World<'_>, reports: Vec<Report>) -> Vec<Draft> {
    let (head, text): (Vec<Report>, Vec<Report>) =
        reports.into_iter().partition(|r| r.sentence < world.article.headline);
    let mut drafts = of_text(world, text);
    for report in head.into_iter().rev() {
        join_headline(world, report, &mut drafts);
    }
    drafts
}

/// Adds what a headline says to the first event that it can mean. One that the text tells nothing of stands
/// by itself where the headline says where it happened, or where the text tells of no event.
fn join_headline(world: &World<'_>, report: Report, drafts: &mut Vec<Draft>) {
    let report = Report { is_another: false, ..report };
    let news = drafts.iter().enumerate().filter(|(_, d)| !d.is_background());
    let best = news.filter_map(|(i, d)| fit(world, d, &report, i).map(|s| (s, std::cmp::Reverse(i)))).max();
    if let Some(draft) = best.and_then(|(_, i)| drafts.get_mut(i.0)) {
        if report.family == Family::Violence && matches!(draft.family, Family::Loot | Family::Territory) {
            draft.family = Family::Violence;
        }
        draft.reports.push(report);
    } else if report.family != Family::Detail && (!report.is_vague_site || drafts.iter().all(Draft::is_background)) {
        drafts.insert(0, Draft { family: report.family, reports: vec![report], lent: None });
    }
}

/// Puts the reports of a text together, in its order.
fn of_text(world: &World<'_>, reports: Vec<Report>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for report in reports {
        let best = drafts
            .iter()
            .enumerate()
            .filter_map(|(i, draft)| fit(world, draft, &report, drafts.len() - 1 - i).map(|s| (s, i)))
            .max();
        match best.and_then(|(_, i)| drafts.get_mut(i)) {
            Some(draft) => {
                if report.family == Family::Violence && matches!(draft.family, Family::Loot | Family::Territory) {
                    draft.family = Family::Violence;
                }
                draft.reports.push(report);
            }
            None if report.family == Family::Detail => {}
            None => drafts.push(Draft { family: report.family, reports: vec![report], lent: None }),
        }
    }
    // A headline or lead without a place joins the first event that fits it.
    let mut i = 0;
    while i < drafts.len() {
        let vague = drafts.get(i).is_some_and(|d| d.best_sites().is_none_or(|r| r.is_vague_site));
        let target = (i + 1..drafts.len()).find(|&j| {
            let (Some(a), Some(b)) = (drafts.get(i), drafts.get(j)) else { return false };
            vague
                && a.reports.iter().all(|r| !r.is_another && !r.is_background)
                && !b.is_background()
                && a.reports.iter().all(|r| fit(world, b, r, 0).is_some_and(|s| s > 0))
        });
        match target {
            Some(j) => {
                let head = drafts.remove(i);
                if let Some(draft) = drafts.get_mut(j - 1) {
                    let mut reports = head.reports;
                    reports.append(&mut draft.reports);
                    draft.reports = reports;
                    if draft.family != Family::Violence {
                        draft.family = head.family.min(draft.family);
                    }
                }
            }
            None => i += 1,
        }
    }
    drafts
}
