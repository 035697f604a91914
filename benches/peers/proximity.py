#!/usr/bin/env python3
"""The questions of benches/proximity.rs, asked of others: the same points, the same border, one core each.

    python3 benches/peers/proximity.py border.geojson

border.geojson is the line of MLI-MRT as `makan` has it (any GeoJSON LineString or MultiLineString will do). What is not
installed is skipped and said so: geopandas+pyproj, scikit-learn, duckdb (with its spatial extension), PostGIS (PGDATABASE set).
Errors are against GeographicLib on every edge of the border that could be nearest.
"""

import json
import math
import os
import sys
import time

COUNT = int(os.environ.get("COUNT", "100000"))


def points(count, state):
    result = []
    for _ in range(count):
        pair = []
        for _ in range(2):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            pair.append((state >> 11) / 2**53)
        result.append((-12.25 + pair[0] * 16.5, 10.14 + pair[1] * 14.87))
    return result


def lines_of(path):
    with open(path) as f:
        data = json.load(f)
    while data["type"] in ("FeatureCollection", "Feature"):
        data = data["features"][0] if data["type"] == "FeatureCollection" else data["geometry"]
    return [data["coordinates"]] if data["type"] == "LineString" else data["coordinates"]


def exact_km(p, edges):
    """The least geodesic distance to any edge, by search along the geodesic, from the 30 edges nearest by the sphere."""
    from geographiclib.geodesic import Geodesic

    earth = Geodesic.WGS84

    def rough(e):
        (x1, y1), (x2, y2) = e
        c = math.cos(math.radians(p[1]))
        best = min(math.hypot((x1 + (x2 - x1) * t / 8 - p[0]) * c, y1 + (y2 - y1) * t / 8 - p[1]) for t in range(9))
        return best

    best = math.inf
    for a, b in sorted(edges, key=rough)[:30]:
        line = earth.InverseLine(a[1], a[0], b[1], b[0])

        def at(s):
            q = line.Position(s)
            return earth.Inverse(p[1], p[0], q["lat2"], q["lon2"])["s12"] / 1000

        low, high = 0.0, line.s13
        for _ in range(60):
            third = (high - low) / 3
            if at(low + third) < at(high - third):
                high -= third
            else:
                low += third
        best = min(best, at(low), at(0.0), at(line.s13))
    return best


def report(name, seconds, count, errors):
    worst = f"largest error {max(errors) * 1000:.3f} m" if errors else ""
    print(f"{name:<44} {seconds:8.2f} s {count / seconds:12.0f}/s  {worst}")


def main():
    lines = lines_of(sys.argv[1])
    edges = [(a, b) for line in lines for a, b in zip(line, line[1:])]
    pts = points(COUNT, 42)
    sample = pts[:20]
    try:
        truth = [exact_km(p, edges) for p in sample]
    except ImportError:
        print("geographiclib is not installed: no errors are given")
        truth = None

    def errors(km):
        return [abs(a - b) for a, b in zip(km, truth)] if truth else []

    try:
        import geopandas as gpd
        from shapely.geometry import MultiLineString

        border = gpd.GeoSeries([MultiLineString(lines)], crs=4326)
        layer = gpd.GeoSeries(gpd.points_from_xy(*zip(*pts)), crs=4326)
        start = time.time()
        # Metres of a projection made for the region: azimuthal equidistant at its middle.
        crs = "+proj=aeqd +lat_0=17.5 +lon_0=-4 +datum=WGS84"
        km = layer.to_crs(crs).distance(border.to_crs(crs)[0]) / 1000
        report("GeoPandas, azimuthal equidistant", time.time() - start, COUNT, errors(list(km[:20])))
        start = time.time()
        degrees = layer.distance(border[0])
        report("GeoPandas, degrees times 111.2", time.time() - start, COUNT, errors([d * 111.2 for d in degrees[:20]]))
    except ImportError:
        print("GeoPandas is not installed: skipped")

    try:
        import numpy as np
        from sklearn.neighbors import BallTree

        targets = np.radians([(y, x) for x, y in points(1_000_000, 7)])
        tree = BallTree(targets, metric="haversine")
        queries = np.radians([(y, x) for x, y in pts])
        for k in (1, 5):
            start = time.time()
            tree.query(queries, k=k)
            report(f"BallTree (haversine), {k} of a million", time.time() - start, COUNT, [])
    except ImportError:
        print("scikit-learn is not installed: skipped")

    try:
        import duckdb

        db = duckdb.connect(config={"threads": 1})
        db.execute("install spatial; load spatial")
        db.execute("create table p as select * from (values " + ",".join(f"({x},{y})" for x, y in pts) + ") t(x, y)")
        wkt = "MULTILINESTRING(" + ",".join("(" + ",".join(f"{x} {y}" for x, y in l) + ")" for l in lines) + ")"
        start = time.time()
        km = db.execute(f"select st_distance(st_point(x, y), st_geomfromtext('{wkt}')) * 111.2 from p").fetchall()
        report("DuckDB, degrees times 111.2", time.time() - start, COUNT, errors([d[0] for d in km[:20]]))
    except Exception as error:  # its spatial extension is fetched when first asked for
        print(f"DuckDB: skipped ({str(error).splitlines()[0][:80]})")

    if os.environ.get("PGDATABASE"):
        import psycopg

        with psycopg.connect() as db:
            db.execute("create temp table p (id serial, g geography)")
            with db.cursor().copy("copy p (g) from stdin") as copy:
                for x, y in pts:
                    copy.write_row([f"SRID=4326;POINT({x!r} {y!r})"])
            wkt = "MULTILINESTRING(" + ",".join("(" + ",".join(f"{x} {y}" for x, y in l) + ")" for l in lines) + ")"
            start = time.time()
            km = db.execute("select st_distance(g, %s::geography) / 1000 from p order by id", [f"SRID=4326;{wkt}"]).fetchall()
            report("PostGIS, geography", time.time() - start, COUNT, errors([d[0] for d in km[:20]]))
    else:
        print("PGDATABASE is not set: PostGIS skipped")


if __name__ == "__main__":
    main()
