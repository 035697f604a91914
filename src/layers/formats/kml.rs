//! KML 2.2: a folder a layer, with typed fields, the colours of the event types and a time for each event. KMZ is the
//! same in a zip file.

use crate::layers::error::Result;
use crate::layers::geometry::{plain, shape, turned_rings, xy};
use crate::layers::schema::{Cell, Feature, FieldType, Layer};
use crate::layers::set::Metadata;
use crate::layers::style;
use crate::layers::writer::{Encoder, Sink, flush};
use crate::layers::xml::text;
use geo_types::{Coord, Geometry, Polygon};
use std::io::{self, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) struct Kml {
    sink: Out,
    meta: Metadata,
    layer: Option<Layer>,
    begun: bool,
}

impl Kml {
    pub fn new(sink: Sink, meta: &Metadata) -> Kml {
        Kml { sink: Out::Plain(sink), meta: meta.clone(), layer: None, begun: false }
    }

    /// KMZ: a zip file that holds `doc.kml`.
    pub fn packed(sink: Sink, meta: &Metadata) -> Result<Kml> {
        let mut zip = ZipWriter::new(sink);
        // The earliest time that a zip file knows, so that the same input gives the same bytes. Not a zip64: GDAL opens
        // none, and 4 GB are more than any reader of KMZ takes.
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        zip.start_file("doc.kml", options)?;
        Ok(Kml { sink: Out::Packed(Some(Box::new(zip))), meta: meta.clone(), layer: None, begun: false })
    }

    fn head(&mut self) -> io::Result<()> {
        let out = &mut self.sink;
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>")?;
        writeln!(out, "<name>{}</name>", text(&self.meta.title))?;
        let credit = [self.meta.made_from.as_str(), &self.meta.attribution.join("; "), &self.meta.generator].join("\n");
        writeln!(out, "<description>{}</description>", text(credit.trim()))?;
        for (i, t) in style::TYPES.iter().enumerate() {
            let color = abgr("ff", t.color);
            writeln!(
                out,
                "<Style id=\"event{i}\"><IconStyle><color>{color}</color><scale>0.9</scale></IconStyle></Style>"
            )?;
        }
        let line = |out: &mut Out, id: &str, alpha: &str, color: &str, width: &str, fill: &str| {
            let (color, fill) = (abgr(alpha, color), abgr(fill, color));
            writeln!(
                out,
                "<Style id=\"{id}\"><LineStyle><color>{color}</color><width>{width}</width></LineStyle><PolyStyle><color>{fill}</color></PolyStyle></Style>"
            )
        };
        line(out, "areas", "c0", style::TYPES[0].color, "1", "20")?;
        line(out, "routes", "ff", "#3d3a36", "3", "00")?;
        line(out, "borders", "ff", style::BORDER, "2", "00")?;
        line(out, "regions", "80", style::BORDER, "1", "00")
    }

    /// The fields of the layer, with their types.
    fn schema(&mut self, layer: &Layer) -> io::Result<()> {
        let out = &mut self.sink;
        let name = text(&layer.name);
        write!(out, "<Schema name=\"{name}\" id=\"{name}\">")?;
        for field in &layer.fields {
            let kind = match field.kind {
                FieldType::Text | FieldType::Date => "string",
                FieldType::Int => "int",
                FieldType::Real(_) => "double",
                FieldType::Flag => "bool",
            };
            let (field, alias) = (text(&field.name), text(&field.alias));
            write!(
                out,
                "<SimpleField type=\"{kind}\" name=\"{field}\"><displayName>{alias}</displayName></SimpleField>"
            )?;
        }
        writeln!(out, "</Schema>")
    }

    fn placemark(&mut self, layer: &Layer, feature: &Feature) -> io::Result<()> {
        let out = &mut self.sink;
        let of = |name: &str| {
            layer
                .cells(feature)
                .find(|(f, _)| f.name == name)
                .map(|(_, c)| c.to_text().into_owned())
                .unwrap_or_default()
        };
        let name = ["location", "name", "surface", "relation", "event_id"].map(of).into_iter().find(|n| !n.is_empty());
        write!(out, "<Placemark><name>{}</name>", text(&name.unwrap_or_default()))?;
        if layer.name == "events" {
            let day = of("event_date");
            if !day.is_empty() {
                write!(out, "<TimeStamp><when>{day}</when></TimeStamp>")?;
            }
            // A balloon reads HTML, so what the article says is escaped for HTML, and that for XML.
            let lines = [[day, of("event_type")].join(" "), [of("actor1"), of("actor2")].join(" – "), of("text")];
            let html: Vec<_> = lines.iter().map(|l| format!("<p dir=\"auto\">{}</p>", text(l))).collect();
            write!(out, "<description>{}</description>", text(&html.concat()))?;
            let kind = of("event_type");
            let i = style::TYPES.iter().position(|t| t.value == kind).unwrap_or(style::TYPES.len() - 1);
            write!(out, "<styleUrl>#event{i}</styleUrl>")?;
        } else if layer.name != "places" {
            write!(out, "<styleUrl>#{}</styleUrl>", text(&layer.name))?;
        }
        write!(out, "<ExtendedData><SchemaData schemaUrl=\"#{}\">", text(&layer.name))?;
        for (field, cell) in layer.cells(feature).filter(|(_, cell)| *cell != Cell::Null) {
            write!(out, "<SimpleData name=\"{}\">{}</SimpleData>", text(&field.name), text(&cell.to_text()))?;
        }
        write!(out, "</SchemaData></ExtendedData>")?;
        if let Some(shape) = shape(feature) {
            geometry(out, shape)?;
        }
        writeln!(out, "</Placemark>")
    }
}

impl Encoder for Kml {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        if !self.begun {
            self.head()?;
            self.begun = true;
        }
        if self.layer.is_some() {
            writeln!(self.sink, "</Folder>")?;
        }
        self.schema(layer)?;
        // The ground is there for those who want it, but Google Earth has its own.
        let visible = i32::from(!matches!(layer.name.as_str(), "borders" | "regions" | "places"));
        writeln!(self.sink, "<Folder><name>{}</name><visibility>{visible}</visibility>", text(&layer.name))?;
        self.layer = Some(layer.clone());
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let Some(layer) = self.layer.take() else { return Ok(()) };
        self.placemark(&layer, feature)?;
        self.layer = Some(layer);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if !self.begun {
            self.head()?;
        }
        writeln!(self.sink, "{}</Document></kml>", if self.layer.is_some() { "</Folder>" } else { "" })?;
        self.sink.finish()
    }
}

/// Where the text goes.
enum Out {
    Plain(Sink),
    /// `None` once it is complete.
    Packed(Option<Box<ZipWriter<Sink>>>),
}

impl Out {
    fn finish(&mut self) -> Result<()> {
        match self {
            Out::Plain(sink) => flush(sink),
            Out::Packed(zip) => match zip.take() {
                Some(zip) => flush(&mut zip.finish()?),
                None => Ok(()),
            },
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Plain(sink) => sink.write(bytes),
            Out::Packed(Some(zip)) => zip.write(bytes),
            Out::Packed(None) => Err(io::ErrorKind::WriteZero.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Plain(sink) => sink.flush(),
            Out::Packed(zip) => zip.as_mut().map_or(Ok(()), |zip| zip.flush()),
        }
    }
}

/// `#rrggbb` as KML writes it.
fn abgr(alpha: &str, color: &str) -> String {
    let part = |i: usize| color.get(i..i + 2).unwrap_or("00");
    format!("{alpha}{}{}{}", part(5), part(3), part(1))
}

fn geometry(out: &mut impl Write, shape: &Geometry<f64>) -> io::Result<()> {
    match &*plain(shape) {
        Geometry::Point(p) => {
            write!(out, "<Point>")?;
            coords(out, &[p.0])?;
            write!(out, "</Point>")
        }
        Geometry::LineString(l) => {
            write!(out, "<LineString><tessellate>1</tessellate>")?;
            coords(out, &l.0)?;
            write!(out, "</LineString>")
        }
        Geometry::Polygon(p) => polygon(out, p),
        Geometry::MultiPoint(m) => multi(out, m.iter().map(|p| Geometry::from(*p))),
        Geometry::MultiLineString(m) => multi(out, m.iter().map(|l| Geometry::from(l.clone()))),
        Geometry::MultiPolygon(m) => {
            write!(out, "<MultiGeometry>")?;
            m.iter().try_for_each(|p| polygon(out, p))?;
            write!(out, "</MultiGeometry>")
        }
        Geometry::GeometryCollection(c) => multi(out, c.iter().cloned()),
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => Ok(()),
    }
}

fn multi<W: Write>(out: &mut W, parts: impl Iterator<Item = Geometry<f64>>) -> io::Result<()> {
    write!(out, "<MultiGeometry>")?;
    for part in parts {
        geometry(out, &part)?;
    }
    write!(out, "</MultiGeometry>")
}

fn polygon(out: &mut impl Write, p: &Polygon<f64>) -> io::Result<()> {
    write!(out, "<Polygon><tessellate>1</tessellate>")?;
    for (i, ring) in turned_rings(p).enumerate() {
        let tag = if i == 0 { "outerBoundaryIs" } else { "innerBoundaryIs" };
        write!(out, "<{tag}><LinearRing>")?;
        coords(out, &ring)?;
        write!(out, "</LinearRing></{tag}>")?;
    }
    write!(out, "</Polygon>")
}

fn coords(out: &mut impl Write, list: &[Coord<f64>]) -> io::Result<()> {
    write!(out, "<coordinates>")?;
    for (i, c) in list.iter().enumerate() {
        let (x, y) = xy(*c);
        write!(out, "{}{x},{y}", if i > 0 { " " } else { "" })?;
    }
    write!(out, "</coordinates>")
}
