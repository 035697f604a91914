//! `map.png`: the drawn map as a picture, with the fonts of this machine.

use super::scene::Scene;
use super::svg;
use crate::layers::error::{Error, Result};
use resvg::{tiny_skia, usvg};
use std::sync::Arc;

/// Dots of the picture for each px of the drawing: 2,400 across, sharp in print at 200 dpi.
const SCALE: f32 = 2.0;

pub(super) fn render(scene: &Scene) -> Result<Vec<u8>> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_system_fonts();
    if fonts.is_empty() {
        let text = "a PNG needs a font, and this machine has none; install one (on Debian fonts-noto-core, which has \
                    Arabic letters), or write svg and open it elsewhere";
        return Err(Error::data(text));
    }
    let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
    let wrong = |e: &dyn std::fmt::Display| Error::data(format!("the map cannot be drawn as PNG: {e}"));
    let tree = usvg::Tree::from_str(&svg::render(scene)?, &options).map_err(|e| wrong(&e))?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(|| wrong(&"it has no size"))?;
    let mut picture = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or_else(|| wrong(&"it is too large"))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|e| wrong(&e))
}
