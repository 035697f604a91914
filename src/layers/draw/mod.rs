//! Maps for those without QGIS: a drawn map (SVG, PNG) and a page with map and table (HTML).

mod ground;
mod html;
mod labels;
#[cfg(feature = "png")]
mod png;
mod scene;
mod svg;

use super::error::Result;
use super::schema::{Feature, Layer};
use super::set::Metadata;
use super::writer::{Encoder, Sink, flush};
use scene::Scene;
use std::io::Write;

/// Gathers the layers, and draws them at the end.
pub(crate) struct Picture {
    sink: Sink,
    scene: Scene,
    render: fn(&Scene) -> Result<Vec<u8>>,
}

impl Picture {
    /// A map as SVG.
    pub fn svg(sink: Sink, meta: &Metadata) -> Picture {
        Picture { sink, scene: Scene::new(meta), render: |scene| svg::render(scene).map(String::into_bytes) }
    }

    /// A map as PNG.
    #[cfg(feature = "png")]
    pub fn png(sink: Sink, meta: &Metadata) -> Picture {
        Picture { sink, scene: Scene::new(meta), render: png::render }
    }

    /// A page with map and table.
    pub fn html(sink: Sink, meta: &Metadata) -> Picture {
        Picture { sink, scene: Scene::new(meta), render: |scene| html::render(scene).map(String::into_bytes) }
    }
}

impl Encoder for Picture {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.scene.layers.push((layer.clone(), Vec::new()));
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        if let Some((layer, features)) = self.scene.layers.last_mut()
            && layer.name != "places"
        {
            features.push(feature.clone());
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let picture = (self.render)(&self.scene)?;
        self.sink.write_all(&picture)?;
        flush(&mut self.sink)
    }
}
