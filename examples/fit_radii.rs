//! Fits how far from its mark something lies that a text places by a phrase, and prints the table, to be
//! kept as `gazetteer/models/radii.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_radii -- tests/gold/dev tests/gold/fresh > /tmp/radii.tsv
//! ```
//!
//! Every phrase of the gold whose anchors have points is drawn as makan draws it, and the distance from the
//! mark to the true point is divided by the radius of the shape. The factor is the split conformal quantile of
//! these shares: of n phrases the one at rank ⌈0.9 (n + 1)⌉, so that the next phrase lies inside with nine
//! tenths' probability (Vovk et al. 2005; Lei et al. 2018). Few phrases of a kind are labelled, so that those of
//! all kinds are counted in with the weight of [`POOLED`] phrases together. What that holds of articles that it was not
//! fitted to is printed: each article is left out in turn.
//!
//! Radii of places are kept as they are: our gold takes its points from the gazetteer that is to be judged, and
//! would call every village exact. Stretches keep their shape: the gold labels the middle of them, which nobody saw.

use makan::article::Article;
use makan::evaluation::{Gold, GoldMention, GoldRelation, read_gold};
use makan::gazetteer::{Kind, Place};
use makan::resolution::{Resolution, locate, radii};
use makan::space::{LonLat, distance_km};
use makan::text::Lang;
use makan::toponyms::{Direction, Found, Mention, Relation, RelationKind};
use std::collections::BTreeMap;
use std::error::Error;

/// So many phrases of a kind all others together weigh as.
const POOLED: f64 = 8.0;
const HELD: f64 = 0.9;
/// A guessed end is right about every second time, and then the band holds the truth: nine tenths of both
/// cases together are four fifths of those in which it is wrong.
const GUESSED: f64 = 0.8;

fn main() -> Result<(), Box<dyn Error>> {
    // For each kind, the article's number and the share.
    let mut shares: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
    let mut article = 0;
    let mut lengths: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for folder in std::env::args().skip(1) {
        let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
        files.sort();
        for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
            let (gold, _) = read_gold(path)?;
            article += 1;
            for relation in &gold.relations {
                if let Some(share) = share(&gold, relation) {
                    shares.entry(relation.kind.clone()).or_default().push((article, share));
                }
                if let Some(km) = length(&gold, relation) {
                    lengths.entry(relation.kind.clone()).or_default().push(km);
                }
            }
        }
    }
    println!(
        "# How far the truth lies, at nine tenths. `cargo run --release --example fit_radii -- tests/gold/dev tests/gold/fresh` prints this file again."
    );
    println!(
        "# place.KIND: km around the point of a place of that kind (set, not fitted). half_stretch.KIND: km from the known end of a stretch"
    );
    println!(
        "# whose other end is lost. relation.KIND: factor on the radius of the shape that the phrase draws; behind it the phrases it rests on."
    );
    for kind in Kind::ALL {
        let name = format!("place.{}", kind.code());
        if radii().get(&name) > 0.0 {
            println!("{name}\t{}", radii().get(&name));
        }
    }
    for set in ["place.commune", "place.beside", "place.other"] {
        println!("{set}\t{}", radii().get(set));
    }
    // The truth may lie anywhere on the stretch: ten points of each.
    for (kind, lengths) in lengths {
        let mut along: Vec<f64> = lengths.iter().flat_map(|l| (1..=10).map(move |i| l * f64::from(i) / 10.0)).collect();
        println!("half_stretch.{kind}\t{:.0}", quantile(&mut along, HELD));
        if kind == "between" {
            println!("half_stretch.guessed\t{:.0}", quantile(&mut along, GUESSED));
        }
        eprintln!(
            "{kind}: {} stretches, the longest {:.0} km",
            lengths.len(),
            lengths.iter().fold(0.0, |a, b| b.max(a))
        );
    }
    for (kind, own) in &shares {
        let factor = conformal(&shares, kind, None);
        let inside = own.iter().filter(|s| s.1 <= conformal(&shares, kind, Some(s.0)).max(LEAST)).count();
        let now = own.iter().filter(|s| s.1 <= radii().factor(kind)).count();
        eprintln!("{kind}: {} phrases, {now} inside the radius in force, {inside} left out of the fit", own.len());
        println!("relation.{kind}\t{:.2}", factor.max(LEAST));
    }
    Ok(())
}

/// No phrase is so sure that its radius is less than this share of its shape's.
const LEAST: f64 = 0.6;

/// The conformal quantile of a kind's shares, those of one article left out.
fn conformal(shares: &BTreeMap<String, Vec<(usize, f64)>>, kind: &str, without: Option<usize>) -> f64 {
    let kept = |(article, share): &(usize, f64)| (Some(*article) != without).then_some(*share);
    let pool: Vec<f64> = shares.values().flatten().filter_map(kept).collect();
    let own = shares.get(kind).into_iter().flatten().filter_map(kept).map(|s| (s, 1.0));
    let weight = POOLED / pool.len().max(1) as f64;
    let mut all: Vec<(f64, f64)> = own.chain(pool.iter().map(|s| (*s, weight))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The next phrase weighs one as well, and may lie anywhere.
    let wanted = HELD * (all.iter().map(|a| a.1).sum::<f64>() + 1.0);
    let mut sum = 0.0;
    let reached = all.iter().find(|a| {
        sum += a.1;
        sum >= wanted
    });
    reached.or(all.last()).map_or(1.0, |a| a.0)
}

/// The value below which a share of them lies, between two of them in proportion (Hyndman & Fan's type 7).
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = share * (values.len() as f64 - 1.0);
    let value = |i: f64| values.get(i as usize).copied().unwrap_or(1.0);
    value(at.floor()) + (value(at.ceil()) - value(at.floor())) * at.fract()
}

fn mention(gold: &Gold, start: usize) -> Option<&GoldMention> {
    gold.mentions.iter().find(|m| m.start == start && m.confident)
}

fn point(mention: &GoldMention) -> Option<LonLat> {
    Some(LonLat::new(mention.lon?, mention.lat?))
}

/// The length of the stretch that a phrase names, km.
fn length(gold: &Gold, relation: &GoldRelation) -> Option<f64> {
    let [a, b] = relation.anchors.as_slice() else { return None };
    matches!(relation.kind.as_str(), "between" | "on_road").then_some(())?;
    let ends = [a, b].map(|m| mention(gold, *m).filter(|m| m.kind != "country").and_then(point));
    Some(distance_km(ends[0]?, ends[1]?))
}

/// The distance from the mark to the truth as a share of the radius, with the factor in force taken out.
fn share(gold: &Gold, relation: &GoldRelation) -> Option<f64> {
    let kind: RelationKind = serde_json::from_value(relation.kind.clone().into()).ok()?;
    // "In" draws the place itself, paths tell of no point, and of a stretch the gold labels the middle.
    if matches!(kind, RelationKind::In | RelationKind::Path | RelationKind::Between | RelationKind::OnRoad) {
        return None;
    }
    let mut mentions: Vec<&GoldMention> = Vec::new();
    for anchor in &relation.anchors {
        mentions.push(mention(gold, *anchor).filter(|m| point(m).is_some())?);
    }
    let truth = match relation.of {
        Some(of) => point(mention(gold, of)?)?,
        None => {
            // The event that the gold puts at these names.
            let event = gold.events.iter().find(|e| mentions.iter().any(|m| e.names().any(|n| n == m.surface)))?;
            LonLat::new(event.lon?, event.lat?)
        }
    };
    // Only the anchors are known to the locator, with the other countries of the article for the borders.
    let others = gold.mentions.iter().filter(|m| m.kind == "country" && m.confident && point(m).is_some());
    let known: Vec<&GoldMention> = mentions.iter().copied().chain(others).collect();
    let found = Found {
        mentions: known.iter().map(|m| as_mention(m)).collect(),
        relations: vec![Relation {
            kind,
            of: None,
            anchors: (0..mentions.len()).collect(),
            km: relation.km,
            direction: relation.direction.as_deref().and_then(wind),
            range: 0..1,
            sentence: 0,
        }],
    };
    let resolutions: Vec<Resolution> = known.iter().map(|m| as_resolution(m)).collect();
    let at: Vec<usize> = (0..mentions.len()).collect();
    let article = Article::new("case", String::new(), None);
    let location = locate(&article, &found, &resolutions, &at, Some(0), 2024)?;
    let radius = location.placement.uncertainty_km / radii().factor(&relation.kind);
    Some(distance_km(location.placement.point, truth) / radius)
}

fn as_mention(m: &GoldMention) -> Mention {
    Mention {
        is_area: m.kind.parse().is_ok_and(Kind::is_area),
        ..Mention::certain(m.start..m.start + m.surface.len(), &m.surface, 0, Lang::En)
    }
}

fn as_resolution(m: &GoldMention) -> Resolution {
    let kind = m.kind.parse().unwrap_or(Kind::Village);
    let point = point(m);
    let country = point.and_then(|p| makan::space::Borders::embedded().country_at(p)).and_then(makan::space::iso2_of);
    let place = Place {
        id: format!("gold:{}", m.start),
        name: m.surface.clone(),
        kind,
        point,
        country: country.unwrap_or_default().to_owned(),
        ..Place::default()
    };
    Resolution::known(place)
}

fn wind(word: &str) -> Option<Direction> {
    serde_json::from_value(word.into()).ok().or((word == "C").then_some(Direction::Centre))
}
