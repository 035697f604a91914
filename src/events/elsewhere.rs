//! A place that an event takes over from the sentence before.

use super::event::Site;
use super::fuse::Draft;
use super::world::World;
use crate::lexicon::Act;

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
