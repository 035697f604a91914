//! A place that an event takes over from the sentence before or after.

use super::event::Site;
use super::fuse::Draft;
use super::site::Scene;
use super::weigh::is_note;
use super::world::World;

/// The place that the sentence before or after speaks of, for an event that names none itself: "soldiers
/// entered X. Nineteen people were shot." Where it names an area, the place must lie in it. A note is about one place, whichever
/// of its sentences names that.
pub(super) fn told_before(world: &World<'_>, draft: &Draft) -> Option<Site> {
    let counted = draft.reports.iter().any(|r| r.counts.iter().any(|c| c.is_numeral && c.toll.best > 0));
    let verbal = draft.reports.iter().any(|r| r.is_verbal && !r.is_aftermath && !r.is_habit);
    let first = draft.reports.first()?;
    let note = is_note(world.article);
    if draft.is_background()
        || !(counted || verbal || note)
        || first.is_general && !note
        || draft.reports.iter().any(|r| !r.is_vague_site)
    {
        return None;
    }
    let last = draft.reports.iter().map(|r| r.sentence).max()?;
    let beside = |s: &&Scene| note || s.sentence + 1 >= first.sentence && s.sentence <= last + 1;
    let areas: Vec<usize> = draft.reports.iter().flat_map(|r| &r.sites).flat_map(|s| s.mentions.clone()).collect();
    let known = |m: &usize| world.place(*m).is_some();
    let held = |s: &&Scene| {
        areas.is_empty()
            || s.site.mentions.iter().filter(|m| known(m)).any(|&m| areas.iter().any(|&a| world.holds(a, m)))
    };
    // What comes before sets the scene; what comes after only adds to it.
    let score = |s: &Scene| s.score - if s.sentence > last { 1.0 } else { 0.0 };
    world.scenes.iter().filter(beside).filter(held).max_by(|a, b| score(a).total_cmp(&score(b))).map(|s| s.site.clone())
}

/// The town of the dateline, for news of an article that names no other spot: a report from the town about the town.
pub(super) fn dateline(world: &World<'_>, draft: &Draft) -> Option<Site> {
    let is_spot = |m: &usize| world.place(*m).is_some_and(|p| p.kind.is_populated());
    let is_of_head = |m: &usize| world.mentions.get(*m).is_some_and(|m| m.is_dateline && world.is_lead(m.sentence));
    let (head, rest): (Vec<usize>, Vec<usize>) = (0..world.mentions.len()).filter(is_spot).partition(is_of_head);
    let lone = !draft.is_background() && rest.is_empty();
    head.first().filter(|_| lone).map(|&m| Site { mentions: vec![m], relation: None })
}

/// The place that a coder's note is filed under: "the village of X (coded as Y)".
pub(super) fn filed_under(world: &World<'_>) -> Option<Site> {
    let text = &world.article.text;
    let filed = |m: &usize| {
        world.place(*m).is_some()
            && world.mentions.get(*m).and_then(|m| text.get(..m.range.start)).is_some_and(|before| {
                let before = before.trim_end();
                ["coded as", "coded to", "coded at", "coded in"].iter().any(|w| before.ends_with(w))
            })
    };
    (0..world.mentions.len()).find(filed).map(|m| Site { mentions: vec![m], relation: None })
}
