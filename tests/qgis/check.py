"""Opens the layers that makan wrote in QGIS, as an analyst would, and checks what is there.

    /usr/bin/python3 tests/qgis/check.py FOLDER [PNG_FOLDER]

FOLDER holds makan.gpkg, makan.qgz and the GeoJSON files. PNG_FOLDER (FOLDER/png by default) gets the canvas and the
print layout as pictures. The last line tells how many checks passed and failed; the exit code is 1 when one failed.
"""
import json
import os
import shutil
import sys
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    Qgis, QgsApplication, QgsDateTimeRange, QgsExpressionContext, QgsExpressionContextUtils, QgsFeatureRequest, QgsLayoutExporter, QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemMap,
    QgsLayoutItemScaleBar, QgsMapRendererParallelJob, QgsMapSettings, QgsPalLayerSettings, QgsProject, QgsReadWriteContext, QgsRectangle,
    QgsVectorLayer, QgsVectorLayerTemporalContext, QgsVectorLayerTemporalProperties,
)
from qgis.PyQt.QtCore import QDateTime, QSize, QTime, QVariant  # noqa: E402

LAYERS = {"events": "Point", "places": "Point", "areas": "MultiPolygon", "routes": "MultiLineString",
          "borders": "MultiLineString", "regions": "MultiPolygon"}
TYPES = {"event_id": QVariant.String, "event_date": QVariant.Date, "fatalities": QVariant.LongLong,
         "latitude": QVariant.Double, "confidence": QVariant.Double, "needs_review": QVariant.Bool,
         "location_ar": QVariant.String, "text": QVariant.String}
counts = {"passed": 0, "failed": 0}
messages = []


def check(what, ok, found=""):
    counts["passed" if ok else "failed"] += 1
    if not ok:
        print(f"FAIL  {what}: {found}")


def same(what, found, expected):
    check(what, found == expected, f"found {found!r}, expected {expected!r}")


def check_files(folder):
    """Each layer of each file stands by itself."""
    for name, wkb in LAYERS.items():
        with open(f"{folder}/{name}.geojson", encoding="utf-8") as file:
            features = json.load(file)["features"]
        located = sum(f["geometry"] is not None for f in features)
        sources = {"gpkg": f"{folder}/makan.gpkg|layername={name}", "geojson": f"{folder}/{name}.geojson",
                   "geojsonl": f"{folder}/{name}.geojsonl", "fgb": f"{folder}/{name}.fgb"}
        for kind, source in sources.items():
            if not os.path.exists(source.split("|")[0]) or (kind != "gpkg" and not located):
                continue
            layer = QgsVectorLayer(source, name, "ogr")
            check(f"{name}.{kind} is valid", layer.isValid(), layer.error().message())
            same(f"{name}.{kind}: CRS", layer.crs().authid(), "EPSG:4326")
            same(f"{name}.{kind}: features", layer.featureCount(), located if kind == "fgb" else len(features))
            if kind != "gpkg":
                continue
            same(f"{name}.{kind}: geometry", layer.wkbType(), getattr(__import__("qgis.core").core.QgsWkbTypes, wkb))
            bad = [f.id() for f in layer.getFeatures() if f.hasGeometry() and not f.geometry().isGeosValid()]
            if name != "regions":  # whose shapes come from elsewhere
                same(f"{name}.{kind}: shapes that are not valid", bad, [])
            fields = [k for k in (features[0]["properties"] if features else {})]
            if fields:
                same(f"{name}.{kind}: fields", [f.name() for f in layer.fields()][1:], fields)
            check(f"{name}.{kind}: the default style is loaded", layer.loadDefaultStyle()[1], layer.loadDefaultStyle()[0])
            check(f"{name}.{kind}: has a spatial index", layer.hasSpatialIndex() == 2, layer.hasSpatialIndex())
            if name == "events":
                for field, kind_ in TYPES.items():
                    same(f"events: type of {field}", layer.fields().field(field).type(), kind_)
                same("events: every alias", [f.name() for f in layer.fields() if not f.alias() and f.name() != "fid"], [])


def check_project(folder, png):
    project = QgsProject.instance()
    check("the project opens", project.read(f"{folder}/makan.qgz"), project.error())
    layers = {l.id().removesuffix("_makan"): l for l in project.mapLayers().values()}
    same("layers of the project", sorted(layers), sorted([*LAYERS, "review"]))
    same("bad layers", [n for n, l in layers.items() if not l.isValid()], [])
    same("CRS of the project", project.crs().authid(), "EPSG:4326")
    same("paths are relative", project.readBoolEntry("Paths", "/Absolute", True)[0], False)
    check("the project has a title", project.title() != "", project.title())
    events, review = layers["events"], layers["review"]
    same("events are styled by type", (events.renderer().type(), events.renderer().classAttribute()),
         ("categorizedSymbol", "event_type"))
    types = {f["event_type"] for f in events.getFeatures()}
    categories = events.renderer().categories()  # held, as QGIS does not hold what Python still looks at
    known = {c.value() for c in categories}
    check("every type has a style", types - known <= {None} or "" in known, types - known)
    symbols = [c.symbol() for c in categories]
    check("events are sized by fatalities",
          all(any("fatalities" in (l.dataDefinedProperties().property(0).expressionString() or "") for l in s.symbolLayers())
              for s in symbols), "no data-defined size")
    legend = [item.label() for item in events.renderer().legendSymbolItems()]
    check("the legend has sizes and types", events.featureCount() == 0 or {"Killed", "10", "50"} <= set(legend), legend)
    same("events to review", len(list(review.getFeatures())), sum(bool(f["needs_review"]) for f in events.getFeatures()))
    for name in ("events", "regions", "routes", "places"):
        same(f"{name}: labels", (layers[name].labelsEnabled(), layers[name].labeling().type()), (True, "rule-based"))
        for rule in layers[name].labeling().rootRule().children():
            check(f"{name}: labels do not collide", not rule.settings().displayAll)
    same("areas are a halo", layers["areas"].renderer().type(), "singleSymbol")
    check("areas are see-through", layers["areas"].renderer().symbol().symbolLayer(0).fillColor().alpha() < 80)
    check("routes are dashed", layers["routes"].renderer().symbol().symbolLayer(1).useCustomDashPattern())
    for field in events.fields():
        if field.name() != "fid":
            check(f"events: {field.name()} has an alias", events.attributeAlias(events.fields().indexOf(field.name())) != "")
    for rule in events.labeling().rootRule().children():
        apart = rule.settings().dataDefinedProperties().property(QgsPalLayerSettings.LabelDistance)
        check("labels keep off the ring of what needs review", "needs_review" in apart.expressionString(), apart.expressionString())
    regions = layers["regions"]
    division = next(r for r in regions.labeling().rootRule().children() if r.ruleKey() == "division")
    last = {}
    for f in regions.getFeatures():
        if f["kind"] == "admin1":
            last.setdefault(f["iso3"], []).append((f["until"] or 9999, f["name"]))
    wanted = sorted(name for all_ in last.values() for until, name in all_ if until == max(u for u, _ in all_))
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(regions))
    request = QgsFeatureRequest().setFilterExpression(division.filterExpression()).setExpressionContext(context)
    same("divisions of one time are named", sorted(f["name"] for f in regions.getFeatures(request)), wanted)
    form = events.editFormConfig()
    same("events: tabs of the form", [t.name() for t in form.tabs()],
         ["What happened", "Where", "Record"])
    time = events.temporalProperties()
    same("events: time", (time.isActive(), time.mode(), time.startField()),
         (True, QgsVectorLayerTemporalProperties.ModeFeatureDateTimeInstantFromField, "event_date"))
    days = sorted(f["event_date"] for f in events.getFeatures() if f["event_date"])
    span = project.timeSettings().temporalRange()
    if days:
        same("time of the project", (span.begin().date(), span.end().date()), (days[0], days[-1]))
    if days:
        day = QgsDateTimeRange(QDateTime(days[0], QTime(0, 0)), QDateTime(days[0], QTime(23, 59, 59)))
        on_it = {f["event_id"] for f in events.getFeatures() if f["event_date"] == days[0]}
        for name in ("events", "areas", "routes"):
            context = QgsVectorLayerTemporalContext()
            context.setLayer(layers[name])
            request = QgsFeatureRequest().setFilterExpression(
                layers[name].temporalProperties().createFilterString(context, day))
            shown = {f["event_id"] for f in layers[name].getFeatures(request)}
            same(f"{name}: shown on {days[0].toString('yyyy-MM-dd')}", shown,
                 on_it & {f["event_id"] for f in layers[name].getFeatures()})
    view = project.viewSettings().defaultViewExtent()
    check("the view holds the events", events.featureCount() == 0 or view.contains(events.extent()), view.toString())
    check("bookmarks", "All events" in [b.name() for b in project.bookmarkManager().bookmarks()])
    check("attribution", all(l.metadata().rights() for l in layers.values()))
    layouts = project.layoutManager().printLayouts()
    same("print layouts", [l.name() for l in layouts], ["Map"])
    items = layouts[0].items()
    for kind in (QgsLayoutItemMap, QgsLayoutItemLegend, QgsLayoutItemScaleBar, QgsLayoutItemLabel):
        check(f"the layout has a {kind.__name__}", any(isinstance(i, kind) for i in items))
    texts = {i.id(): i.text() for i in items if isinstance(i, QgsLayoutItemLabel)}
    check("the layout has title and attribution", texts.get("title") == project.title() and texts.get("attribution"), texts)
    render(project, view, f"{png}/canvas.png", QSize(1600, 1200))
    if days:
        points = [f.geometry().asPoint() for f in events.getFeatures() if f.hasGeometry()]
        busy = max(points, key=lambda p: sum(p.distance(q) < 0.6 for q in points))
        close = QgsRectangle(busy.x() - 0.8, busy.y() - 0.6, busy.x() + 0.8, busy.y() + 0.6)
        render(project, close, f"{png}/close.png", QSize(1200, 900))
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 150
    same("the layout is drawn", QgsLayoutExporter(layouts[0]).exportToImage(f"{png}/layout.png", settings),
         QgsLayoutExporter.Success)


def render(project, extent, path, size):
    settings = QgsMapSettings()
    settings.setLayers([l for l in project.layerTreeRoot().checkedLayers()])
    settings.setDestinationCrs(project.crs())
    settings.setTransformContext(project.transformContext())
    settings.setBackgroundColor(project.backgroundColor())
    settings.setLabelingEngineSettings(project.labelingEngineSettings())
    settings.setOutputDpi(144)
    settings.setOutputSize(size)
    settings.setExtent(extent)
    settings.setFlag(QgsMapSettings.Antialiasing)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    same(f"{os.path.basename(path)} is drawn without errors", [e.message for e in job.errors()], [])
    image = job.renderedImage()
    image.save(path)
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    check(f"{os.path.basename(path)} is not blank", len(colours) > 20, len(colours))


def main():
    source = os.path.abspath(sys.argv[1])
    png = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else f"{source}/png"
    os.makedirs(png, exist_ok=True)
    QgsApplication.setPrefixPath("/usr", True)
    app = QgsApplication([], True)
    app.initQgis()
    app.messageLog().messageReceived.connect(
        lambda text, tag, level: messages.append(f"{tag}: {text}") if level >= Qgis.Warning else None)
    # QGIS touches the files that it opens; what stands in the folder is to stay as it was written. Opening a
    # moved copy also shows that the project's paths are relative.
    with tempfile.TemporaryDirectory() as folder:
        folder = f"{folder}/moved"
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("png"))
        print("QGIS", Qgis.QGIS_VERSION)
        check_files(folder)
        check_project(folder, png)
        same("warnings of QGIS", messages, [])
        QgsProject.instance().clear()
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    sys.stdout.flush()
    os._exit(1 if counts["failed"] else 0)  # QGIS does not always leave in order


main()
