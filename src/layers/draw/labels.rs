//! Where labels stand, so that none covers another or a marker.

use geo_types::Coord;

/// A box on the sheet, px.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    x: (f64, f64),
    y: (f64, f64),
}

impl Block {
    pub fn around(middle: Coord<f64>, width: f64, height: f64) -> Block {
        Block {
            x: (middle.x - width / 2.0, middle.x + width / 2.0),
            y: (middle.y - height / 2.0, middle.y + height / 2.0),
        }
    }

    fn meets(&self, other: &Block) -> bool {
        self.x.0 < other.x.1 && other.x.0 < self.x.1 && self.y.0 < other.y.1 && other.y.0 < self.y.1
    }

    fn is_in(&self, width: f64, height: f64) -> bool {
        self.x.0 >= 0.0 && self.y.0 >= 0.0 && self.x.1 <= width && self.y.1 <= height
    }
}

/// What is taken on a sheet.
pub(crate) struct Sheet {
    pub width: f64,
    pub height: f64,
    taken: Vec<Block>,
}

/// A label's place: the middle of its first line, and how it is anchored there.
pub(crate) struct Spot {
    pub x: f64,
    pub top: f64,
    pub anchor: &'static str,
}

impl Sheet {
    pub fn new(width: f64, height: f64) -> Sheet {
        Sheet { width, height, taken: Vec::new() }
    }

    /// Takes a block, free or not.
    pub fn take(&mut self, block: Block) {
        self.taken.push(block);
    }

    /// Takes a block when it is free and inside.
    pub fn try_take(&mut self, block: Block) -> bool {
        let free = block.is_in(self.width, self.height) && !self.taken.iter().any(|t| t.meets(&block));
        if free {
            self.taken.push(block);
        }
        free
    }

    /// A place for a label of `width` × `height` px beside a marker of radius `r`: right, left, below,
    /// above or at a corner of it; `None` when all are taken.
    pub fn beside(&mut self, marker: Coord<f64>, r: f64, width: f64, height: f64) -> Option<Spot> {
        let gap = r + 3.0;
        // A marker's corners are free, but its box is not.
        let near = r + 0.5;
        let places = [
            (marker.x + gap + width / 2.0, marker.y, "start"),
            (marker.x - gap - width / 2.0, marker.y, "end"),
            (marker.x, marker.y + gap + height / 2.0, "middle"),
            (marker.x, marker.y - gap - height / 2.0, "middle"),
            (marker.x + near + width / 2.0, marker.y - near - height / 2.0, "start"),
            (marker.x + near + width / 2.0, marker.y + near + height / 2.0, "start"),
            (marker.x - near - width / 2.0, marker.y - near - height / 2.0, "end"),
            (marker.x - near - width / 2.0, marker.y + near + height / 2.0, "end"),
        ];
        places.into_iter().find_map(|(x, y, anchor)| {
            self.try_take(Block::around(Coord { x, y }, width, height)).then(|| Spot {
                x: match anchor {
                    "start" => x - width / 2.0,
                    "end" => x + width / 2.0,
                    _ => x,
                },
                top: y - height / 2.0,
                anchor,
            })
        })
    }
}

/// The width of a text in a font of `size` px, near enough to place it: the fonts of readers differ.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c.is_uppercase() { 0.7 } else { 0.56 }).sum::<f64>() * size
}
