//! What the article knows beyond the clause: its places, its country, its groups, its day.

use super::event::Site;
use super::site::Scene;
use crate::article::Article;
use crate::gazetteer::{Kind, Place};
use crate::lexicon::{ActorId, ActorKind, ActorMention, Country, Lexicon, Role};
use crate::resolution::Resolution;
use crate::text::When;
use crate::toponyms::{Mention, Relation, RelationKind};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days before publication from which a dated event is history, not news. Reports of a month are
/// news in monthly reviews; ACLED's own notes follow within weeks.
const NEWS_DAYS: i64 = 60;

pub(super) struct World<'a> {
    pub lexicon: &'a Lexicon,
    pub article: &'a Article,
    pub mentions: &'a [Mention],
    pub relations: &'a [Relation],
    pub resolutions: &'a [Resolution],
    /// The day that relative dates count from.
    pub reference: Option<Date>,
    /// The country that most of the article is about.
    pub home: Option<Country>,
    /// The insurgent groups that the article names, coded names, the most named first, and the byte at
    /// which each is first named.
    pub groups: Vec<(String, usize)>,
    /// Places of sentences that tell of no event themselves, in the order of the text.
    pub scenes: Vec<Scene>,
    /// Whose "mercenaries" or "paramilitaries" the article means, by coded name.
    pub hired: Option<String>,
}

/// How far, km, from its point a lake or a desert may reach, and a river.
const EXPANSE_KM: f64 = 120.0;
const RIVER_KM: f64 = 250.0;

/// A natural feature that a point stands for badly.
fn is_expanse(kind: Kind) -> bool {
    matches!(kind, Kind::Lake | Kind::River | Kind::Desert)
}

impl<'a> World<'a> {
    pub(super) fn place(&self, mention: usize) -> Option<&Place> {
        self.resolutions.get(mention).and_then(|r| r.place.as_deref())
    }

    /// A country, a division or a region by usage.
    pub(super) fn is_area(&self, mention: usize) -> bool {
        if let Some(place) = self.place(mention) {
            return place.kind.is_area();
        }
        self.mentions.get(mention).is_some_and(|m| !m.asked.is_empty() && m.asked.iter().all(|k| k.is_area()))
    }

    /// How wide a place is: 0 for a spot, more for larger areas.
    pub(super) fn breadth(&self, mention: usize) -> u8 {
        if !self.is_area(mention) {
            return 0;
        }
        let kind = self
            .place(mention)
            .map(|p| p.kind)
            .or_else(|| self.mentions.get(mention).and_then(|m| m.asked.first().copied()))
            .unwrap_or(Kind::Region);
        match kind {
            Kind::Admin3 => 1,
            Kind::Admin2 => 2,
            Kind::Admin1 => 3,
            Kind::Region => 4,
            _ => 5,
        }
    }

    pub(super) fn is_area_site(&self, site: &Site) -> bool {
        site.mentions.iter().all(|&m| self.is_area(m))
    }

    pub(super) fn country_of(&self, site: Option<&Site>) -> Option<Country> {
        let Some(site) = site else { return self.home };
        let country = |m: usize| self.place(m).and_then(|p| Country::parse(&p.country));
        // Near the border with X it is not in X.
        let beyond = site.relation.and_then(|r| self.relations.get(r)).filter(|r| r.kind.is_border());
        if let Some(relation) = beyond {
            let across = |c: Country| relation.anchors.iter().any(|&a| country(a) == Some(c));
            let here = relation.of.and_then(country).or_else(|| {
                let told = |m: &usize| self.mentions.get(*m).is_some_and(|n| n.sentence == relation.sentence);
                (0..self.mentions.len()).filter(told).filter_map(country).find(|&c| !across(c))
            });
            if let Some(here) = here.or(self.home.filter(|&c| !across(c))) {
                return Some(here);
            }
        }
        let own = site.mentions.iter().filter_map(|&m| country(m)).next();
        own.or_else(|| self.country_told(site)).or(self.home)
    }

    /// The country of the divisions that the sentence of a place without one names: "X (Mayo-Dallah, Mayo-Kebbi Ouest)".
    fn country_told(&self, site: &Site) -> Option<Country> {
        let sentence = site.mentions.first().and_then(|&m| self.mentions.get(m)).map(|m| m.sentence)?;
        let here = (0..self.mentions.len()).filter(|&m| self.mentions.get(m).is_some_and(|n| n.sentence == sentence));
        let divisions = here.filter_map(|m| self.place(m)).filter(|p| p.kind.is_division());
        divisions.filter_map(|p| Country::parse(&p.country)).next()
    }

    /// How loosely a site is told: 0 the place itself, 1 by distance or direction, 2 near it, between two
    /// places or on a road, 3 at a border.
    pub(super) fn looseness(&self, site: &Site) -> u8 {
        let Some(relation) = site.relation.and_then(|r| self.relations.get(r)) else {
            return if site.mentions.len() > 1 { 2 } else { 0 };
        };
        if relation.of.is_some_and(|of| site.mentions.contains(&of)) {
            return 0;
        }
        match relation.kind {
            RelationKind::In | RelationKind::PartOf | RelationKind::QuarterOf => 0,
            RelationKind::Distance | RelationKind::Direction => 1,
            RelationKind::Near
            | RelationKind::Between
            | RelationKind::OnRoad
            | RelationKind::Path
            | RelationKind::Along => 2,
            RelationKind::Border | RelationKind::BorderDistance => 3,
        }
    }

    /// The site is a part of a country or region that has no name: its west, its centre.
    pub(super) fn is_part(&self, site: &Site) -> bool {
        site.relation.and_then(|r| self.relations.get(r)).is_some_and(|r| r.kind == RelationKind::PartOf)
    }

    /// A place lies in another part of a country than a site tells of: one of the west is not "in the east of Mali".
    pub(super) fn lies_apart(&self, part: &Site, other: &Site) -> bool {
        /// Degrees on the other side of the country's middle that may still be called so.
        const SLACK: f64 = 1.0;
        let Some(relation) = part.relation.and_then(|r| self.relations.get(r)) else { return false };
        let (RelationKind::PartOf, Some(direction)) = (relation.kind, relation.direction) else { return false };
        let point = |m: &usize| self.place(*m).and_then(|p| p.point);
        // "Kayes, in the west of the country" is placed by the phrase, and no part of itself.
        let middle = relation.anchors.iter().find_map(point);
        let Some(middle) = middle.filter(|_| relation.of.is_none()) else { return false };
        let Some(bearing) = direction.bearing() else { return false };
        let (east, north) = (bearing.to_radians().sin(), bearing.to_radians().cos());
        let ahead = |p: crate::space::LonLat| (p.lon - middle.lon) * east + (p.lat - middle.lat) * north;
        let mut points = other.mentions.iter().filter_map(point).peekable();
        points.peek().is_some() && points.all(|p| ahead(p) < -SLACK)
    }

    /// The site is a stretch of a border, or near a country or region.
    pub(super) fn is_at_border(&self, site: &Site) -> bool {
        let kind = site.relation.and_then(|r| self.relations.get(r)).map(|r| r.kind);
        kind.is_some_and(RelationKind::is_border)
            || kind == Some(RelationKind::Near) && site.mentions.iter().all(|&m| self.is_area(m))
    }

    /// Two sites can be one place: the same name or place, or one holds the other.
    pub(super) fn same_place(&self, a: &Site, b: &Site) -> bool {
        a.mentions.iter().any(|&x| b.mentions.iter().any(|&y| self.same_mention(x, y)))
    }

    /// One place is the other, by name or by what it was found to be.
    pub(super) fn same_mention(&self, x: usize, y: usize) -> bool {
        if x == y {
            return true;
        }
        let (Some(a), Some(b)) = (self.mentions.get(x), self.mentions.get(y)) else { return false };
        match (self.place(x), self.place(y)) {
            (Some(p), Some(q)) if p.id == q.id => true,
            (Some(p), Some(q)) => {
                !p.name.is_empty() && p.name == q.name && p.kind.is_populated() == q.kind.is_populated()
            }
            _ => crate::text::key(&a.surface) == crate::text::key(&b.surface),
        }
    }

    /// The place lies in a division that bears the name of the town: Manini in Kaduna State, and Kaduna.
    pub(super) fn is_named_after(&self, place: &Site, town: &Site) -> bool {
        let named = |x: usize, y: usize| {
            let (Some(p), Some(t)) = (self.place(x), self.place(y)) else { return false };
            let name = crate::text::key(&t.name);
            let divisions = [&p.admin1, &p.admin1_old, &p.admin2];
            p.id != t.id
                && t.kind.is_populated()
                && p.country == t.country
                && divisions.iter().any(|d| !d.is_empty() && crate::text::key(d) == name)
        };
        place.mentions.iter().any(|&x| town.mentions.iter().any(|&y| named(x, y)))
    }

    /// The headline, or the first sentence of the text.
    pub(super) fn is_lead(&self, sentence: usize) -> bool {
        sentence <= self.article.headline
    }

    /// The area of mention `y` holds mention `x`, as far as is known.
    pub(super) fn holds(&self, y: usize, x: usize) -> bool {
        let (Some(outer), Some(inner)) = (self.place(y), self.place(x)) else {
            return self.is_wide(y);
        };
        match outer.kind {
            Kind::Country => outer.country == inner.country,
            Kind::Admin1 => {
                outer.country == inner.country
                    && (inner.admin1.is_empty()
                        || inner.admin1 == outer.name
                        || inner.admin1 == outer.admin1
                        || inner.admin1_old == outer.name
                        || outer.names.iter().any(|n| n.text == inner.admin1))
            }
            Kind::Admin2 => {
                outer.country == inner.country
                    && (inner.admin2.is_empty() || inner.admin2 == outer.name || inner.admin2 == outer.admin2)
            }
            Kind::Admin3 => {
                outer.country == inner.country
                    && (inner.admin3.is_empty() || inner.admin3 == outer.name || inner.admin2 == outer.admin2)
            }
            Kind::Region => true,
            kind if is_expanse(kind) => {
                let reach = if kind == Kind::River { RIVER_KM } else { EXPANSE_KM };
                self.km(y, x).is_some_and(|km| km <= reach)
            }
            _ => false,
        }
    }

    /// A division, a region, a lake, a river, a desert.
    fn is_wide(&self, mention: usize) -> bool {
        self.is_area(mention) || self.place(mention).is_some_and(|p| is_expanse(p.kind))
    }

    /// All that the site names is wide.
    pub(super) fn is_wide_site(&self, site: &Site) -> bool {
        site.mentions.iter().all(|&m| self.is_wide(m))
    }

    pub(super) fn is_old(&self, when: &When) -> bool {
        let Some(reference) = self.reference else { return false };
        match when.precision {
            crate::text::Precision::Year => when.date.year() < reference.year(),
            _ => when.date.checked_add(NEWS_DAYS.days()).is_ok_and(|limit| limit < reference),
        }
    }

    /// The groups that "the militants" at a place of the text may mean: named before it, or not long after.
    fn groups_before(&self, party: &ActorMention) -> Vec<&str> {
        /// Bytes within which a name may still follow: a sentence or two.
        const SOON: usize = 500;
        let named = self.groups.iter().filter(|(_, at)| *at <= party.range.end + SOON);
        named.map(|(name, _)| name.as_str()).collect()
    }

    /// Peacekeepers, by name or by role.
    pub(super) fn is_mission(&self, party: &ActorMention) -> bool {
        let named = party.actor.and_then(|a| self.lexicon.actor(a)).map(|a| a.kind == ActorKind::Peacekeeper);
        named.unwrap_or(party.role == Some(Role::Peacekeeper))
    }

    /// The country that a party belongs to, as far as its words or its row say.
    pub(super) fn party_country(&self, party: &ActorMention) -> Option<Country> {
        party.country.or_else(|| party.actor.and_then(|a| self.lexicon.actor(a)).and_then(|a| a.country))
    }

    /// Kilometres between two mentioned places, where both are known.
    pub(super) fn km(&self, a: usize, b: usize) -> Option<f64> {
        let point = |m: usize| self.place(m).and_then(|p| p.point);
        point(a).zip(point(b)).map(|(a, b)| crate::space::distance_km(a, b))
    }

    /// The coded name of a party in a country; `None` when it is nobody in particular.
    pub(super) fn name(&self, party: &ActorMention, country: Option<Country>) -> Option<String> {
        if let Some(id) = party.actor {
            let name = self.actor_name(id)?;
            let other = party.or_else.and_then(|id| self.actor_name(id)).filter(|other| *other != name);
            return Some(match other {
                // In the order of the table, whichever the text names first.
                Some(other) if party.or_else < party.actor => format!("{other} and/or {name}"),
                Some(other) => format!("{name} and/or {other}"),
                None => name,
            });
        }
        let country = party.country.or(country);
        let of = |what: &str| country.map_or_else(|| what.to_owned(), |c| format!("{what} of {}", c.name()));
        let in_country = |what: &str| country.map_or_else(|| what.to_owned(), |c| format!("{what} ({})", c.name()));
        let role = party.role?;
        // A civilian of a far country is still a civilian of the place.
        Some(match role {
            Role::Soldier | Role::AirForce | Role::Guard | Role::Security => of("Military Forces"),
            Role::Police | Role::Gendarme | Role::Ranger => of("Police Forces"),
            Role::Militant | Role::Member | Role::Group => match self.groups_before(party).as_slice() {
                [only] => (*only).to_owned(),
                [first, ..] if role == Role::Group => (*first).to_owned(),
                _ => in_country("Unidentified Armed Group"),
            },
            Role::Gunman | Role::Bandit => in_country("Unidentified Armed Group"),
            Role::Communal if party.community.is_some() => {
                in_country(&format!("{} Ethnic Militia", self.community(party)?))
            }
            Role::Communal if party.home.is_some() => {
                let home = party.home.clone().and_then(|at| self.article.text.get(at))?;
                in_country(&format!("{home} Communal Militia"))
            }
            // The volunteers of Burkina Faso are one force, by law of 2020.
            Role::Militia if self.are_volunteers(party, country) => "VDP".to_owned(),
            Role::Militia | Role::Communal => in_country("Unidentified Communal Militia"),
            Role::Mercenary => self.hired.clone().unwrap_or_else(|| in_country("Unidentified Armed Group")),
            Role::Peacekeeper => match country.map(|c| c.code().to_owned()).as_deref() {
                Some("ML") | None => "MINUSMA".to_owned(),
                _ => in_country("Peacekeepers"),
            },
            Role::Civilian | Role::Person | Role::Hostage | Role::Prisoner => in_country("Civilians"),
            Role::Protester => in_country("Protesters"),
            Role::Rioter => in_country("Rioters"),
        })
    }

    fn are_volunteers(&self, party: &ActorMention, country: Option<Country>) -> bool {
        let words = self.article.text.get(party.range.clone()).unwrap_or_default().to_lowercase();
        country.is_some_and(|c| c.code() == "BF")
            && self.reference.is_none_or(|r| r.year() >= 2020)
            && ["volunteer", "volontaire", "متطوع"].iter().any(|w| words.contains(w))
    }

    /// The name of the people that a party is of.
    pub(super) fn community(&self, party: &ActorMention) -> Option<&str> {
        party.community.and_then(|id| self.lexicon.actor(id)).map(|a| a.name.as_str())
    }

    /// The name that a row of the table is coded as: that of the group it is a part of.
    pub(super) fn actor_name(&self, id: ActorId) -> Option<String> {
        let id = self.branch(id);
        let actor =
            self.lexicon.actor(id).filter(|a| !matches!(a.kind, ActorKind::Organisation | ActorKind::Community))?;
        // Renamed or merged: from the year after its last one it is coded as what it became.
        let over = actor.until.is_none_or(|until| self.reference.is_some_and(|r| r.year() > until));
        let whole = self.lexicon.actors().iter().find(|a| over && a.id == actor.part_of).unwrap_or(actor);
        Some(whole.name.clone())
    }

    /// The branch that an umbrella name means where the article happens: al-Qaeda is JNIM in the Sahel
    /// since 2017 and AQIM before, the Islamic State its province of the Sahel or of West Africa.
    fn branch(&self, id: ActorId) -> ActorId {
        let Some(actor) = self.lexicon.actor(id) else { return id };
        let year = self.reference.map_or(i16::MAX, Date::year);
        let country = self.home.map(|c| c.code().to_owned()).unwrap_or_default();
        let branch = match (actor.id.as_str(), country.as_str()) {
            ("alqaeda", "ML" | "BF" | "NE" | "BJ" | "TG" | "CI") if year >= 2017 => "jnim",
            ("alqaeda", "ML" | "BF" | "NE" | "DZ" | "MR") => "aqim",
            ("islamic_state", "NG" | "TD" | "CM") => "iswap",
            ("islamic_state", "ML" | "BF" | "NE" | "BJ" | "TG") => "issp",
            // "Tuareg rebels" are those of their year: the front was founded in 2024, the coordination in 2014.
            ("fla" | "cma", _) if year < 2014 => "mnla",
            ("fla", _) if year < 2024 => "cma",
            _ => return id,
        };
        let known = self.lexicon.actors().iter().position(|a| a.id == branch);
        known.and_then(|at| u16::try_from(at).ok()).map_or(id, ActorId)
    }

    /// The country most spoken of: by places, then by nationalities.
    pub(super) fn find_home(
        lexicon: &Lexicon,
        mentions: &[Mention],
        relations: &[Relation],
        resolutions: &[Resolution],
        parties: &[ActorMention],
    ) -> Option<Country> {
        let mut votes: BTreeMap<Country, u32> = BTreeMap::new();
        for (number, (mention, resolution)) in mentions.iter().zip(resolutions).enumerate() {
            // "At the border with Mali" is told of what lies on the other side.
            if relations.iter().any(|r| r.is_border_of(number)) {
                continue;
            }
            if let Some(place) = &resolution.place
                && let Some(country) = Country::parse(&place.country)
            {
                *votes.entry(country).or_default() += if mention.is_dateline { 1 } else { 3 };
            }
        }
        for party in parties {
            let named = party.actor.and_then(|a| lexicon.actor(a)).and_then(|a| a.country);
            if let Some(country) = party.country.or(named).filter(|c| !c.is_foreign_power()) {
                *votes.entry(country).or_default() += 2;
            }
        }
        votes.into_iter().max_by_key(|(country, n)| (*n, std::cmp::Reverse(*country))).map(|(country, _)| country)
    }
}
