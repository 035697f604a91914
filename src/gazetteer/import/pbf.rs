//! OpenStreetMap extracts (`.osm.pbf`): nodes by their point, ways by the middle of their box,
//! relations by their label or centre, else by the middle of their ways.

use super::{Entry, Sink, osm};
use crate::gazetteer::Error;
use crate::space::LonLat;
use osmpbf::{Element, ElementReader, RelMemberType};
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Read};
use std::path::Path;

/// True when a file begins as an extract does: the length of a header, then its name.
pub(super) fn is_pbf(path: &Path) -> bool {
    let mut head = [0; 15];
    let read = std::fs::File::open(path).and_then(|mut f| f.read_exact(&mut head));
    read.is_ok() && head.get(6..) == Some(b"OSMHeader")
}

/// A named thing whose point is still to be found.
struct Waiting {
    entry: Entry,
    nodes: Vec<i64>,
    ways: Vec<i64>,
}

/// Reads an extract, up to three times over: for what is named, for the ways of relations, for their nodes.
pub(super) fn read(path: &Path, sink: &mut Sink) -> Result<(), Error> {
    let mut waiting: Vec<Waiting> = Vec::new();
    let mut failed = None;
    each(path, sink, |element, sink| {
        let done = match element {
            Element::Node(n) => node(n.id(), &n.tags().collect::<Vec<_>>(), LonLat::new(n.lon(), n.lat()), sink),
            Element::DenseNode(n) => node(n.id(), &n.tags().collect::<Vec<_>>(), LonLat::new(n.lon(), n.lat()), sink),
            Element::Way(w) => {
                let entry = osm::entry("way", w.id(), &w.tags().collect::<Vec<_>>());
                waiting.extend(entry.map(|entry| Waiting { entry, nodes: w.refs().collect(), ways: Vec::new() }));
                Ok(())
            }
            Element::Relation(r) => {
                let entry = osm::entry("relation", r.id(), &r.tags().collect::<Vec<_>>());
                waiting.extend(entry.map(|entry| relation(entry, &r)));
                Ok(())
            }
        };
        failed = failed.take().or(done.err());
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    find_nodes_of_ways(path, sink, &mut waiting)?;
    let wanted: HashSet<i64> = waiting.iter().flat_map(|w| w.nodes.iter().copied()).collect();
    let mut points: HashMap<i64, LonLat> = HashMap::new();
    if !wanted.is_empty() {
        each(path, sink, |element, _| {
            let (id, point) = match element {
                Element::Node(n) => (n.id(), LonLat::new(n.lon(), n.lat())),
                Element::DenseNode(n) => (n.id(), LonLat::new(n.lon(), n.lat())),
                _ => return,
            };
            if wanted.contains(&id) {
                points.insert(id, point);
            }
        })?;
    }
    for Waiting { mut entry, nodes, .. } in waiting {
        match middle(nodes.iter().filter_map(|id| points.get(id))) {
            Some(point) => {
                osm::put_at(&mut entry, point);
                sink.place(entry)?;
            }
            None => sink.reject(0, format!("{}: its nodes are not in the extract", entry.place.id)),
        }
    }
    Ok(())
}

fn each(path: &Path, sink: &mut Sink, mut take: impl FnMut(Element, &mut Sink)) -> Result<(), Error> {
    let file = std::fs::File::open(path).map_err(|e| sink.io(e))?;
    let length = file.metadata().map(|m| m.len()).unwrap_or(0);
    let reader = ElementReader::new(BufReader::with_capacity(1 << 20, file));
    reader.for_each(|element| take(element, sink)).map_err(|e| sink.unknown(format!("the extract is damaged: {e}")))?;
    (sink.importer.on_read)(length);
    Ok(())
}

fn node(id: i64, tags: &[(&str, &str)], point: LonLat, sink: &mut Sink) -> Result<(), Error> {
    if tags.is_empty() || !point.is_valid() {
        return Ok(());
    }
    let Some(mut entry) = osm::entry("node", id, tags) else { return Ok(()) };
    osm::put_at(&mut entry, point);
    sink.place(entry)
}

fn relation(entry: Entry, relation: &osmpbf::Relation) -> Waiting {
    let (mut nodes, mut ways) = (Vec::new(), Vec::new());
    for member in relation.members() {
        match member.member_type {
            RelMemberType::Node if matches!(member.role(), Ok("label" | "admin_centre")) => {
                nodes.push(member.member_id)
            }
            RelMemberType::Way => ways.push(member.member_id),
            _ => {}
        }
    }
    nodes.truncate(1);
    Waiting { entry, ways: if nodes.is_empty() { ways } else { Vec::new() }, nodes }
}

fn find_nodes_of_ways(path: &Path, sink: &mut Sink, waiting: &mut [Waiting]) -> Result<(), Error> {
    let mut owners: HashMap<i64, Vec<usize>> = HashMap::new();
    for (i, w) in waiting.iter().enumerate() {
        w.ways.iter().for_each(|way| owners.entry(*way).or_default().push(i));
    }
    if owners.is_empty() {
        return Ok(());
    }
    each(path, sink, |element, _| {
        if let Element::Way(way) = element
            && let Some(owners) = owners.get(&way.id())
        {
            for owner in owners {
                if let Some(w) = waiting.get_mut(*owner) {
                    w.nodes.extend(way.refs());
                }
            }
        }
    })
}

/// The middle of the box around points.
fn middle<'p>(points: impl Iterator<Item = &'p LonLat>) -> Option<LonLat> {
    let mut bounds: Option<[f64; 4]> = None;
    for p in points {
        let [west, south, east, north] = bounds.unwrap_or([p.lon, p.lat, p.lon, p.lat]);
        bounds = Some([west.min(p.lon), south.min(p.lat), east.max(p.lon), north.max(p.lat)]);
    }
    bounds.map(|[west, south, east, north]| LonLat::new(f64::midpoint(west, east), f64::midpoint(south, north)))
}
