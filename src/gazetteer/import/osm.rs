//! What the tags of OpenStreetMap say of a place.

use super::geonames::clean;
use super::{Entry, country_at};
use crate::gazetteer::{Kind, Name, Place, Usage};
use crate::space::LonLat;
use crate::text::{Lang, Script, key};

/// The place that an element with those tags is, still without its point; `None` when it is none, or has no name.
pub(super) fn entry(element: &str, id: i64, tags: &[(&str, &str)]) -> Option<Entry> {
    let get = |wanted: &str| tags.iter().find(|(k, _)| *k == wanted).map(|(_, v)| *v);
    let kind = kind_of(&get)?;
    let names = names(tags);
    let is_latin = |n: &&Name| Script::of_name(&n.text) == Script::Latin;
    let of = |lang| names.iter().filter(is_latin).find(move |n| n.lang == Some(lang) && n.preferred);
    // The name on the ground in Latin letters; else the French or English one; else the name as it is.
    let plain = get("name").map(clean);
    let is_plain_latin = plain.as_ref().is_some_and(|name| Script::of_name(name) == Script::Latin);
    let main = if is_plain_latin { plain.clone() } else { None };
    let main = main.or_else(|| of(Lang::Fr).or_else(|| of(Lang::En)).map(|n| n.text.clone())).or(plain)?;
    if key(&main).is_empty() {
        return None;
    }
    let mut place = Place {
        id: format!("osm:{element}:{id}"),
        name: main,
        kind,
        population: get("population").and_then(|p| p.replace([' ', ','], "").parse().ok()).unwrap_or(0),
        sources: vec!["OpenStreetMap".to_owned()],
        ..Place::default()
    };
    let main = place.name.clone();
    names.into_iter().filter(|n| n.text != main || n.preferred).for_each(|name| place.add_name(name));
    Some(Entry { place, ..Entry::default() })
}

/// Puts an entry on the ground.
pub(super) fn put_at(entry: &mut Entry, point: LonLat) {
    entry.place.point = Some(point);
    entry.place.country = country_at(point);
}

/// All names that are tagged: `name`, `name:ar`, `alt_name:fr`, `old_name`, ...
fn names(tags: &[(&str, &str)]) -> Vec<Name> {
    let mut out = Vec::new();
    for (tag, value) in tags {
        let (what, code) = tag.split_once(':').unwrap_or((tag, ""));
        let usage = match what {
            "name" | "alt_name" | "official_name" | "int_name" | "nat_name" | "reg_name" => Usage::Plain,
            "short_name" => Usage::Short,
            "loc_name" => Usage::Colloquial,
            "old_name" => Usage::Historic,
            _ => continue,
        };
        for text in value.split(';').map(clean) {
            let script = Script::of_name(&text);
            let lang = Lang::parse(code).or((code.is_empty() && script == Script::Arabic).then_some(Lang::Ar));
            let is_other = script == Script::Other || (lang == Some(Lang::Ar) && script != Script::Arabic);
            if !is_other && !key(&text).is_empty() && code.len() <= 3 {
                out.push(Name { text, lang, preferred: what == "name" && lang.is_some() && !code.is_empty(), usage });
            }
        }
    }
    out
}

fn kind_of<'t>(get: &impl Fn(&str) -> Option<&'t str>) -> Option<Kind> {
    if get("boundary") == Some("administrative") {
        return match get("admin_level")? {
            "2" => Some(Kind::Country),
            "3" | "4" => Some(Kind::Admin1),
            "5" | "6" => Some(Kind::Admin2),
            "7" | "8" => Some(Kind::Admin3),
            _ => None,
        };
    }
    let of = |tag: &str, value: &str| get(tag) == Some(value);
    if of("amenity", "refugee_site") || of("place", "refugee_camp") {
        return Some(Kind::Camp);
    }
    let place = get("place").and_then(|place| match place {
        "country" => Some(Kind::Country),
        "state" => Some(Kind::Admin1),
        "region" => Some(Kind::Region),
        "city" => Some(Kind::City),
        "town" => Some(Kind::Town),
        "village" | "hamlet" | "isolated_dwelling" | "farm" => Some(Kind::Village),
        "suburb" | "quarter" | "neighbourhood" | "borough" => Some(Kind::Quarter),
        "island" | "islet" => Some(Kind::Island),
        "locality" => Some(Kind::Natural),
        _ => None,
    });
    if place.is_some() {
        return place;
    }
    if get("military").is_some() || of("landuse", "military") {
        return Some(Kind::Base);
    }
    if of("aeroway", "aerodrome") || of("aeroway", "airstrip") {
        return Some(Kind::Airport);
    }
    if of("barrier", "border_control") || of("amenity", "customs") || of("government", "customs") {
        return Some(Kind::Post);
    }
    if of("landuse", "quarry") || of("man_made", "mineshaft") || of("industrial", "mine") {
        return Some(Kind::Mine);
    }
    if of("man_made", "water_well") || of("natural", "spring") || of("natural", "oasis") {
        return Some(Kind::Well);
    }
    if of("landuse", "forest") || of("boundary", "protected_area") || of("leisure", "nature_reserve") {
        return Some(Kind::Forest);
    }
    match (get("natural"), get("waterway")) {
        (Some("peak" | "hill" | "ridge" | "cliff" | "rock" | "mountain_range" | "plateau"), _) => Some(Kind::Hill),
        (Some("water" | "wetland"), _) => Some(Kind::Lake),
        (Some("wood"), _) => Some(Kind::Forest),
        (Some("sand" | "dune" | "desert"), _) => Some(Kind::Desert),
        (Some("valley"), _) => Some(Kind::Valley),
        (_, Some("river")) => Some(Kind::River),
        (_, Some("stream" | "wadi")) => Some(Kind::Wadi),
        (Some(_), _) => Some(Kind::Natural),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_a_place_with_its_names() {
        let tags = [
            ("place", "town"),
            ("name", "تمبكتو"),
            ("name:fr", "Tombouctou"),
            ("name:en", "Timbuktu"),
            ("alt_name:ar", "تنبكتو;تمبوكتو"),
            ("old_name", "Tin Buktu"),
            ("name:ru", "Томбукту"),
            ("population", "54 453"),
        ];
        let Entry { place, .. } = entry("node", 27_565_035, &tags).unwrap();
        assert_eq!((place.id.as_str(), place.name.as_str()), ("osm:node:27565035", "Tombouctou"));
        assert_eq!((place.kind, place.population), (Kind::Town, 54_453));
        assert_eq!(place.name_in(Lang::En), Some("Timbuktu"));
        let arabic: Vec<_> = place.names.iter().filter(|n| n.lang == Some(Lang::Ar)).map(|n| &n.text).collect();
        assert_eq!(arabic, ["تمبكتو", "تنبكتو", "تمبوكتو"]);
        assert!(place.names.iter().any(|n| n.text == "Tin Buktu" && n.usage == Usage::Historic));
        assert!(!place.names.iter().any(|n| n.text.contains('Т')));
        assert!(entry("node", 1, &[("amenity", "school"), ("name", "École")]).is_none());
        assert!(entry("node", 1, &[("place", "village")]).is_none(), "no name");
    }
}
