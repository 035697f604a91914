//! The spatial index of a GeoPackage table, packed at once instead of feature by feature.
//!
//! SQLite keeps an R-tree in three plain tables (<https://www.sqlite.org/rtree.html>, section 6; rtree.c): `_node` holds
//! the nodes as blobs, node 1 the root; `_parent` the node above each node; `_rowid` the leaf of each feature. Filling them
//! from boxes sorted along a Hilbert curve is several times faster than inserting, and the tree is better packed.
//! `rtreecheck` finds it in order (tests/layers.rs).

use super::hilbert_at;
use crate::layers::error::Result;
use crate::layers::geometry::Bounds;
use rusqlite::{Connection, params};

/// Cells of a full node: SQLite's `RTREE_MAXCELLS`, which fits a page of 4096 bytes.
const MOST_CELLS: usize = 51;
/// Bytes of a node of two dimensions with that many cells: 4, and 24 a cell.
const NODE_BYTES: usize = 4 + 24 * MOST_CELLS;

/// A box with what it is the box of: a feature in a leaf, a node above.
#[derive(Debug, Clone, Copy)]
struct Cell {
    id: i64,
    /// West, east, south, north: degrees, rounded outwards.
    sides: [f32; 4],
}

/// Gathers the boxes of features.
#[derive(Debug, Default)]
pub(super) struct Tree {
    leaves: Vec<Cell>,
}

impl Tree {
    /// Adds feature `id` with its box.
    pub(super) fn add(&mut self, id: i64, b: Bounds) {
        self.leaves.push(Cell { id, sides: [down(b.west), up(b.east), down(b.south), up(b.north)] });
    }

    /// Fills the tables of the empty R-tree `name`, a quoted name being `"{name}"`.
    pub(super) fn write(mut self, db: &Connection, name: &str) -> Result<()> {
        let name = name.replace('"', "\"\"");
        self.leaves.sort_by_cached_key(hilbert);
        let mut levels = vec![nodes(&self.leaves)];
        while let Some(top) = levels.last().filter(|top| top.len() > 1) {
            let cells: Vec<Cell> = top.iter().map(|node| Cell { id: 0, sides: around(node) }).collect();
            levels.push(nodes(&cells));
        }
        // Node 1 is the root; the others follow level by level.
        let sizes: Vec<usize> = levels.iter().map(Vec::len).collect();
        let first = |level: usize| 1 + sizes.iter().skip(level + 1).sum::<usize>();
        let number = |level: usize, i: usize| (first(level) + i) as i64;
        let mut insert = db.prepare(&format!("INSERT OR REPLACE INTO \"{name}_node\" VALUES (?, ?)"))?;
        let mut above = db.prepare(&format!("INSERT INTO \"{name}_parent\" VALUES (?, ?)"))?;
        let mut homes = Vec::with_capacity(self.leaves.len());
        let mut blob = Vec::with_capacity(NODE_BYTES);
        for (level, nodes) in levels.iter().enumerate().rev() {
            let mut child = 0;
            for (i, node) in nodes.iter().enumerate() {
                let own = number(level, i);
                blob.clear();
                let depth = if own == 1 { level as u16 } else { 0 };
                blob.extend(depth.to_be_bytes());
                blob.extend((node.len() as u16).to_be_bytes());
                for cell in node {
                    let id = if level == 0 { cell.id } else { number(level - 1, child) };
                    child += 1;
                    blob.extend(id.to_be_bytes());
                    cell.sides.iter().for_each(|side| blob.extend(side.to_be_bytes()));
                    if level == 0 {
                        homes.push((id, own));
                    } else {
                        above.execute(params![id, own])?;
                    }
                }
                blob.resize(NODE_BYTES, 0);
                insert.execute(params![own, blob])?;
            }
        }
        homes.sort_unstable();
        let mut home = db.prepare(&format!("INSERT INTO \"{name}_rowid\" VALUES (?, ?)"))?;
        for (id, node) in homes {
            home.execute(params![id, node])?;
        }
        Ok(())
    }
}

/// Cells in as few nodes as hold them, evenly; one empty node for none.
fn nodes(cells: &[Cell]) -> Vec<Vec<Cell>> {
    let count = cells.len().div_ceil(MOST_CELLS).max(1);
    let at = |i: usize| cells.len() * i / count;
    (0..count).map(|i| cells.get(at(i)..at(i + 1)).unwrap_or_default().to_vec()).collect()
}

fn around(cells: &[Cell]) -> [f32; 4] {
    let empty = [f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::NEG_INFINITY];
    cells.iter().fold(empty, |a, c| {
        let b = c.sides;
        [a[0].min(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].max(b[3])]
    })
}

/// The greatest `f32` that is not above `x`.
fn down(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) > x { near.next_down() } else { near }
}

/// The least `f32` that is not below `x`.
fn up(x: f64) -> f32 {
    let near = x as f32;
    if f64::from(near) < x { near.next_up() } else { near }
}

/// The place of a box's middle along a Hilbert curve over the globe, steps of 360 / 65,536 degrees.
fn hilbert(cell: &Cell) -> u32 {
    let [west, east, south, north] = cell.sides;
    let step = |low: f32, high: f32, from: f32, span: f32| {
        ((f32::midpoint(low, high) - from) / span * 65_536.0).clamp(0.0, 65_535.0) as u32
    };
    let (x, y) = (step(west, east, -180.0, 360.0), step(south, north, -180.0, 360.0));
    hilbert_at(x, y)
}
