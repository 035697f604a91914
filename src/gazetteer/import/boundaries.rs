//! Divisions as GeoJSON: the common operational datasets of OCHA (`ADM2_FR`, `adm2_name`,
//! `ADM2_PCODE`), geoBoundaries (`shapeName`, `shapeType`, `shapeGroup`), and any features with a `name`.

use super::geonames::{bare_division, clean};
use super::json::{Feature, Geometry, Rings};
use super::{Entry, Outline, Sink, country_at};
use crate::gazetteer::{Error, Kind, Name, Place};
use crate::space::{LonLat, iso2_of};
use crate::text::{Lang, Script, key};
use geo::{InteriorPoint, Validation};
use geo_types::{LineString, MultiPolygon, Polygon};
use serde_json::{Map, Value};
use std::collections::HashMap;

pub(super) fn read(features: Vec<Feature>, sink: &mut Sink) -> Result<(), Error> {
    for (number, feature) in (1..).zip(features) {
        let entry = parse(feature, number, sink);
        sink.take(number, entry)?;
    }
    Ok(())
}

/// The properties of a feature by their names in small letters.
struct Properties(HashMap<String, String>);

impl Properties {
    fn new(properties: &Map<String, Value>) -> Properties {
        let text = |value: &Value| match value {
            Value::String(s) => Some(s.trim().to_owned()),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        };
        let filled = properties.iter().filter_map(|(k, v)| Some((k.to_lowercase(), text(v)?)));
        Properties(filled.filter(|(_, v)| !v.is_empty()).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names of the division of a level, each with its language: `ADM2_FR`, `adm2_name`, `adm2_ref_name`.
    fn names(&self, level: u8) -> Vec<(String, Option<Lang>)> {
        let prefix = format!("adm{level}_");
        let mut out: Vec<(String, Option<Lang>)> = Vec::new();
        let found = ["fr", "name", "en", "name1", "ar", "name2", "name3", "ref_name", "ref", "alt", "alt1en"];
        for suffix in found {
            if let Some(name) = self.get(&format!("{prefix}{suffix}")) {
                let text = bare_division(&clean(name)).to_owned();
                let lang = Lang::parse(suffix).filter(|_| suffix.len() == 2);
                let lang = lang.or((Script::of_name(&text) == Script::Arabic).then_some(Lang::Ar));
                if !key(&text).is_empty() && !out.iter().any(|(known, _)| *known == text) {
                    out.push((text, lang));
                }
            }
        }
        out
    }
}

fn parse(feature: Feature, number: u64, sink: &Sink) -> Result<Entry, String> {
    let properties = Properties::new(feature.properties.as_ref().unwrap_or(&Map::new()));
    let get = |name: &str| properties.get(name);
    let label = sink.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let deepest = (0..=3u8).rev().find(|level| !properties.names(*level).is_empty());
    let level = get("shapetype").and_then(|t| t.to_lowercase().strip_prefix("adm")?.parse().ok()).or(deepest);
    let kind = match (level, get("kind").map(str::parse::<Kind>)) {
        (Some(0), _) => Kind::Country,
        (Some(1), _) => Kind::Admin1,
        (Some(2), _) => Kind::Admin2,
        (Some(3), _) => Kind::Admin3,
        (Some(deep), _) => return Err(format!("divisions of level {deep} are not kept; expected levels 0 to 3")),
        (None, Some(kind)) => kind.map_err(|e| e.to_string())?,
        (None, None) => Kind::default(),
    };
    let mut names = level.map(|level| properties.names(level)).unwrap_or_default();
    if names.is_empty() {
        let name = get("shapename").or(get("name")).map(clean);
        let bare = name.map(|n| if kind.is_division() { bare_division(&n).to_owned() } else { n });
        names.extend(bare.filter(|n| !key(n).is_empty()).map(|n| (n, None)));
        for lang in Lang::ALL {
            names.extend(get(&format!("name:{}", lang.code())).map(|n| (clean(n), Some(lang))));
        }
    }
    let main = names.iter().position(|(n, _)| Script::of_name(n) == Script::Latin).unwrap_or(0);
    if names.is_empty() {
        return Err("the feature has no name: expected ADM1_FR, adm1_name, shapeName or name".to_owned());
    }
    let (name, _) = names.remove(main);
    let (outline, point) = shape(feature.geometry)?;
    let country = [get("adm0_pcode"), get("iso3"), get("iso2"), get("shapegroup"), get("shapeiso"), get("country")];
    let country = country.into_iter().flatten().find_map(iso2).unwrap_or_else(|| country_at(point));
    let code = level.and_then(|l| get(&format!("adm{l}_pcode"))).map(|c| format!("pcode:{c}"));
    let id = code.or_else(|| get("shapeid").map(|id| format!("gb:{id}")));
    let id = id.or_else(|| match &feature.id {
        Some(Value::String(s)) => Some(format!("{label}:{s}")),
        _ => None,
    });
    let above = |level: u8| properties.names(level).into_iter().next().map(|(n, _)| n).unwrap_or_default();
    let mut place = Place {
        id: id.unwrap_or_else(|| format!("{label}:{number}")),
        name,
        kind,
        code: level.filter(|l| *l > 0).map(|l| format!("ADM{l}")).unwrap_or_default(),
        point: Some(point),
        country,
        admin1: above(1),
        admin2: above(2),
        admin3: above(3),
        sources: vec![label],
        ..Place::default()
    };
    for (text, lang) in names {
        place.add_name(Name { text, lang, preferred: lang.is_some(), ..Name::default() });
    }
    Ok(Entry { place, outline, ..Entry::default() })
}

/// The two letters of a country given by two or three, or by a code that begins with them.
fn iso2(code: &str) -> Option<String> {
    let code = code.split('-').next().unwrap_or_default().to_uppercase();
    match code.len() {
        2 => crate::space::iso3_of(&code).map(|_| code),
        3 => iso2_of(&code).map(str::to_owned),
        _ => None,
    }
}

/// The outline of a feature, when it has one, and a point within it.
fn shape(geometry: Option<Geometry>) -> Result<(Option<Outline>, LonLat), String> {
    let polygons = match geometry {
        Some(Geometry::Point { coordinates }) => {
            let point = match coordinates.as_slice() {
                [lon, lat, ..] => Some(LonLat::new(*lon, *lat)).filter(|p| p.is_valid()),
                _ => None,
            };
            return point.map(|p| (None, p)).ok_or_else(|| "its point lies outside the Earth".to_owned());
        }
        Some(Geometry::Polygon { coordinates }) => vec![coordinates],
        Some(Geometry::MultiPolygon { coordinates }) => coordinates,
        Some(Geometry::Other) | None => return Err("expected a point, a polygon or several".to_owned()),
    };
    let position = |p: Vec<f64>| match p.as_slice() {
        [lon, lat, ..] if LonLat::new(*lon, *lat).is_valid() => Ok((*lon, *lat)),
        _ => Err(format!("{p:?} is no longitude and latitude in degrees; expected EPSG:4326")),
    };
    let ring = |ring: Vec<Vec<f64>>| ring.into_iter().map(position).collect::<Result<Vec<_>, _>>();
    let rings = |rings: Rings| rings.into_iter().map(ring).collect::<Result<Vec<_>, _>>();
    let outline: Outline = polygons.into_iter().map(rings).collect::<Result<_, _>>()?;
    let polygon = |rings: &Vec<Vec<(f64, f64)>>| {
        let mut rings = rings.iter().map(|r| LineString::from(r.clone()));
        Polygon::new(rings.next().unwrap_or_else(|| LineString(Vec::new())), rings.collect())
    };
    let area = MultiPolygon(outline.iter().map(polygon).collect());
    let inside = if area.is_valid() { area.interior_point() } else { geo::Centroid::centroid(&area) };
    let inside = inside.ok_or("its polygon is empty")?;
    Ok((Some(outline), LonLat::new(inside.x(), inside.y())))
}
