#!/usr/bin/env python3
"""Make gazetteer/borders/: land borders, country outlines, first-level divisions.

    python3 gazetteer/build/borders.py          # all files
    python3 gazetteer/build/borders.py drawn    # only drawn.bin.zst and lengths.tsv, from detailed.bin.zst, offline

Needs `npm`, `apt-get` and `dpkg-deb` (to fetch two data packages) and makes itself a virtual environment with
pinned tools. The same packages give the same bytes. The format is described in gazetteer/borders/SOURCES.md and
read by src/space/borders/decode.rs.
"""

import glob
import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TOOLS = ["shapely==2.0.6", "numpy==1.26.4", "zstandard==0.23.0", "geographiclib==2.0"]
COAST_PACKAGE = "@geo-maps/countries-coastline-10m@0.6.0"
NATURAL_EARTH_PACKAGE = "qgis-common"

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(os.path.dirname(HERE), "borders")
CACHE = os.environ.get("MAKAN_BUILD_CACHE") or os.path.join(tempfile.gettempdir(), "makan-build-borders")

# Countries whose outline is kept at the tolerance of the source (10 m on land).
DETAILED = ("BEN BFA CAF CIV CMR DZA EGY ESH GHA GIN GMB GNB LBR LBY MAR MLI MRT NER NGA SDN SEN SLE SSD TCD TGO TUN").split()
# Their other neighbours: only the borders with them are kept.
AROUND = "COD COG ERI ESP ETH GAB GNQ ISR KEN PSE UGA".split()
# Where two outlines overlap, the one named first in this list holds the ground (SOURCES.md says why).
PRECEDENCE = ["ESH", "EGY", "SDN"]

GRID = 1e5  # whole numbers a degree: 1e-5 degree is 1.1 m, the grid of the source
COAST_TOLERANCE = 0.0018  # degrees, about 200 m
ISLAND_KM2 = 5.0
DRAWN_TOLERANCE = 0.0018  # degrees, about 200 m: what a map at 1:500,000 can show
DRAWN_COAST_TOLERANCE = 0.009  # degrees, about 1 km
DRAWN_ISLAND_KM2 = 30.0
WORLD_TOLERANCE = 0.03  # degrees, about 3 km
WORLD_ISLAND_KM2 = 100.0
DIVISION_TOLERANCE = 0.002  # degrees, about 220 m


def bootstrap():
    """Run again inside a virtual environment that has the pinned tools."""
    venv = os.path.join(CACHE, "venv")
    python = os.path.join(venv, "bin", "python")
    if not os.path.exists(os.path.join(venv, "ready")):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TOOLS], check=True)
        open(os.path.join(venv, "ready"), "w").close()
    if os.environ.get("MAKAN_BUILD_INSIDE") != "1":
        env = dict(os.environ, MAKAN_BUILD_INSIDE="1")
        sys.exit(subprocess.run([python, os.path.abspath(__file__), *sys.argv[1:]], env=env).returncode)


def fetch():
    """The two sources: path of the coastline GeoJSON, path of the world map GeoPackage."""
    coast = os.path.join(CACHE, "coast", "package", "map.geo.json")
    if not os.path.exists(coast):
        folder = os.path.join(CACHE, "coast")
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", COAST_PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["tar", "xzf", glob.glob(os.path.join(folder, "*.tgz"))[0]], cwd=folder, check=True)
    world = os.path.join(CACHE, "qgis", "world_map.gpkg")
    if not os.path.exists(world):
        folder = os.path.join(CACHE, "qgis")
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", NATURAL_EARTH_PACKAGE], cwd=folder, check=True)
        deb = sorted(glob.glob(os.path.join(folder, "*.deb")))[0]
        subprocess.run(["dpkg-deb", "-x", deb, os.path.join(folder, "x")], check=True)
        shutil.copy(os.path.join(folder, "x/usr/share/qgis/resources/data/world_map.gpkg"), world)
    return coast, world


def km2(ring):
    """Area of a ring of degrees, near enough to tell an islet from an island."""
    lat = math.radians(sum(p[1] for p in ring) / len(ring))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
    return abs(twice) / 2 * 111.2**2 * math.cos(lat)


def grid(point):
    return (round(point[0] * GRID), round(point[1] * GRID))


def faces_of(outlines, min_km2, choose):
    """Cut the plane by all outlines at once; say who owns each piece. `choose` settles overlaps and gaps."""
    import shapely
    from shapely.geometry import LineString, Polygon
    from shapely.ops import polygonize

    lines, whole, owner_of_whole = [], [], []
    for owner in sorted(outlines):
        for polygon in outlines[owner]:
            if km2(polygon[0]) < min_km2:
                continue
            rings = [polygon[0]] + [r for r in polygon[1:] if km2(r) >= min_km2]
            lines += [LineString(r) for r in rings]
            whole.append(Polygon(rings[0], rings[1:]).buffer(0))
            owner_of_whole.append(owner)
    noded = shapely.unary_union(lines, grid_size=1 / GRID)
    faces = list(polygonize(noded))
    faces.sort(key=lambda f: f.bounds)
    tree = shapely.STRtree(whole)
    owners = []
    for face in faces:
        point = face.representative_point()
        owners.append(sorted({owner_of_whole[i] for i in tree.query(point, predicate="intersects")}))
    return choose(faces, owners)


def settle(faces, owners):
    """One owner a face: overlaps by PRECEDENCE, gaps to the neighbour with the longest common line."""
    result = []
    edges = {}
    for i, face in enumerate(faces):
        for a, b in edges_of(face):
            edges.setdefault((min(a, b), max(a, b)), []).append(i)
    for i, (face, who) in enumerate(zip(faces, owners)):
        if len(who) > 1:
            ranked = sorted(who, key=lambda c: (PRECEDENCE.index(c) if c in PRECEDENCE else 99, c))
            result.append(ranked[0])
        else:
            result.append(who[0] if who else None)
    gaps = [i for i, who in enumerate(result) if who is None]
    for i in gaps:
        shared, total = {}, 0.0
        for a, b in edges_of(faces[i]):
            length = math.dist(a, b)
            total += length
            for j in edges[(min(a, b), max(a, b))]:
                if j != i and result[j] and j not in gaps:
                    shared[result[j]] = shared.get(result[j], 0.0) + length
        # A strip between countries that both outlines leave out; sea and the far world stay unowned.
        if shared and sum(shared.values()) > 0.999 * total and len(shared) > 1 and faces[i].area < 0.3:
            result[i] = max(sorted(shared), key=lambda c: shared[c])
            print(f"  gap of {faces[i].area * 12365:.1f} km2 at {faces[i].representative_point().coords[0]} "
                  f"between {sorted(shared)} to {result[i]}", file=sys.stderr)
    return result


def edges_of(face):
    """Directed edges on the grid, the face on the left."""
    from shapely.geometry.polygon import orient

    face = orient(face, 1.0)
    for ring in [face.exterior, *face.interiors]:
        points = [grid(p) for p in ring.coords]
        for a, b in zip(points, points[1:]):
            if a != b:
                yield a, b


def arcs_of(faces, owners, keep):
    """Chains of edges that part the same two owners: (left, right, points); `None` is the sea."""
    left = {}
    for face, owner in zip(faces, owners):
        for edge in edges_of(face):
            left[edge] = owner
    kind = {}  # undirected edge (in its stored direction) -> (left, right)
    for (a, b), owner in left.items():
        other = left.get((b, a))
        if owner == other or owner is None:
            continue
        if other is not None and other < owner:
            continue  # the same edge comes up from the other side
        if keep(owner, other):
            kind[(a, b)] = (owner, other)
    touching = {}
    for a, b in kind:
        touching.setdefault(a, []).append((a, b))
        touching.setdefault(b, []).append((a, b))
    def is_node(p):
        edges = touching[p]
        if len(edges) != 2 or kind[edges[0]] != kind[edges[1]]:
            return True
        return (edges[0][1] == p) == (edges[1][1] == p)  # not head to tail
    arcs, used = [], set()
    def walk(edge):
        label, points = kind[edge], list(edge)
        used.add(edge)
        while not is_node(points[-1]):
            following = [e for e in touching[points[-1]] if e[0] == points[-1] and e not in used]
            if not following:
                break
            used.add(following[0])
            points.append(following[0][1])
        arcs.append((label[0], label[1], points))
    for edge in sorted(kind):
        if edge not in used and is_node(edge[0]):
            walk(edge)
    for edge in sorted(kind):
        if edge not in used:
            walk(edge)
    arcs.sort(key=lambda a: (a[0], a[1] or "~", a[2][0], a[2][1], len(a[2])))
    return arcs


def simplify(arcs, tolerance_of, min_km2):
    """Fewer points by Douglas-Peucker, the ends kept; islets whose whole shore is one arc are left out."""
    from shapely.geometry import LineString

    result = []
    for one, other, points in arcs:
        tolerance = tolerance_of(one, other)
        closed = points[0] == points[-1]
        if closed and other is None and km2([(x / GRID, y / GRID) for x, y in points]) < min_km2:
            continue
        if tolerance:
            line = LineString([(x / GRID, y / GRID) for x, y in points]).simplify(tolerance, preserve_topology=False)
            short = [grid(p) for p in line.coords]
            if closed and len(short) < 4:
                line = LineString([(x / GRID, y / GRID) for x, y in points]).simplify(tolerance / 8)
                short = [grid(p) for p in line.coords]
            points = [p for i, p in enumerate(short) if i == 0 or p != short[i - 1]]
        result.append((one, other, points))
    return result


def simplify_valid(arcs, tolerance_of, min_km2, checked, wanted=None, by_arc=False):
    """`simplify`, again and more gently around those owners whose outline it would cross with itself; and the rings.
    With `by_arc`, only those of their arcs that cross."""
    tolerance = [tolerance_of(a, b) for a, b, _ in arcs]
    whole = arcs
    for attempt in range(12 if by_arc else 6):
        # Each arc carries its own tolerance through by its number.
        numbered = [simplify([arc], lambda a, b, t=t: t, min_km2) for arc, t in zip(whole, tolerance)]
        kept = [i for i, s in enumerate(numbered) if s]
        arcs = [numbered[i][0] for i in kept]
        owners = sorted(wanted or {a for a, _, _ in arcs} | {b for _, b, _ in arcs if b})
        rings = {c: rings_of(arcs, c) for c in owners}
        crossed = [c for c in checked if not is_valid(arcs, rings[c])]
        if not crossed:
            break
        around = {n if n >= 0 else ~n for c in crossed for ring in rings[c] for n in ring}
        for n in (by_arc and around & crossing(arcs)) or around:
            tolerance[kept[n]] = tolerance[kept[n]] and tolerance[kept[n]] / 2
    else:
        print(f"  outlines that cross themselves: {crossed}", file=sys.stderr)
    return arcs, rings


def crossing(arcs):
    """The numbers of the arcs that cross themselves or another one."""
    import shapely
    from shapely.geometry import LineString

    lines = [LineString(points) for _, _, points in arcs]
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    return {i for i, line in enumerate(lines) if not line.is_simple} | set(map(int, one)) | set(map(int, other))


def is_valid(arcs, rings):
    """True when no two edges of the rings cross."""
    from shapely.geometry import LinearRing

    for ring in rings:
        points = []
        for n in ring:
            part = arcs[n][2] if n >= 0 else arcs[~n][2][::-1]
            points += part if not points else part[1:]
        if len(points) < 4:
            return False
        if not LinearRing(points).is_simple:
            return False
    return True


def rings_of(arcs, owner):
    """Closed chains of arcs around an owner, each arc as index, or ~index when walked backwards."""
    directed = {}
    for i, (one, other, points) in enumerate(arcs):
        if one == owner:
            directed.setdefault(points[0], []).append((i, points[-1], points[1]))
        if other == owner:
            directed.setdefault(points[-1], []).append((~i, points[0], points[-2]))
    for nexts in directed.values():
        nexts.sort()
    rings = []
    while directed:
        start = min(directed)
        ring, at = [], start
        while True:
            nexts = directed.get(at)
            if not nexts:
                raise SystemExit(f"open ring of {owner} at {at}")
            arc, end, _ = nexts.pop(0)
            if not nexts:
                del directed[at]
            ring.append(arc)
            at = end
            if at == start:
                break
        rings.append(ring)
    return rings


class Writer:
    """Little numbers in few bytes: LEB128, signed ones zigzag."""

    def __init__(self):
        self.out = bytearray()

    def unsigned(self, n):
        while n >= 0x80:
            self.out.append(n & 0x7F | 0x80)
            n >>= 7
        self.out.append(n)

    def signed(self, n):
        self.unsigned((n << 1) ^ (n >> 63))

    def text(self, s):
        raw = s.encode()
        self.unsigned(len(raw))
        self.out += raw


def encode(owners, arcs, rings):
    """Owners (each a list of texts), arcs, rings -> bytes. All arc heads come first, so that a reader finds one fast."""
    w = Writer()
    w.out += b"MKB1"
    keys = sorted(owners)
    index = {k: i for i, k in enumerate(keys)}
    w.unsigned(len(keys))
    for k in keys:
        w.unsigned(len(owners[k]))
        for field in owners[k]:
            w.text(field)
    bodies = []
    for _, _, points in arcs:
        b = Writer()
        px = py = 0
        for x, y in points:
            b.signed(x - px)
            b.signed(y - py)
            px, py = x, y
        bodies.append(bytes(b.out))
    w.unsigned(len(arcs))
    for (one, other, points), body in zip(arcs, bodies):
        w.unsigned(index[one])
        w.unsigned(index[other] + 1 if other is not None else 0)
        w.unsigned(len(points))
        w.unsigned(len(body))
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        for n in (min(xs), min(ys), max(xs), max(ys)):
            w.signed(n)
    for k in keys:
        w.unsigned(len(rings.get(k, [])))
        for ring in rings.get(k, []):
            w.unsigned(len(ring))
            for arc in ring:
                w.signed(arc)
    for body in bodies:
        w.out += body
    return bytes(w.out)


def write(name, raw, note):
    import zstandard

    packed = zstandard.ZstdCompressor(level=19, write_content_size=True, write_checksum=True).compress(raw)
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(packed)
    print(f"{name}: {note}; {len(raw)} bytes, packed {len(packed)}", file=sys.stderr)


def detailed(path):
    wanted = set(DETAILED + AROUND)
    outlines = {}
    with open(path) as f:
        for feature in json.load(f)["features"]:
            code = feature["properties"]["A3"]
            if code in wanted:
                g = feature["geometry"]
                outlines[code] = g["coordinates"] if g["type"] == "MultiPolygon" else [g["coordinates"]]
    owners_of_faces = None

    def choose(faces, owners):
        nonlocal owners_of_faces
        owners_of_faces = settle(faces, owners)
        return faces

    faces = faces_of(outlines, 1.0, choose)
    arcs = arcs_of(faces, owners_of_faces, lambda a, b: a in DETAILED or (b in DETAILED))
    arcs, rings = simplify_valid(arcs, lambda a, b: COAST_TOLERANCE if b is None else None, ISLAND_KM2, DETAILED, DETAILED)
    owners = {c: [c] for c in DETAILED + AROUND}
    pairs = {(a, b) for a, b, _ in arcs if b}
    write("detailed.bin.zst", encode(owners, arcs, rings),
          f"{len(arcs)} arcs, {len(pairs)} borders, {sum(len(a[2]) for a in arcs)} points")
    for a, b in sorted(pairs):
        km = sum(length_km(p) for x, y, p in arcs if (x, y) == (a, b))
        n = sum(len(p) for x, y, p in arcs if (x, y) == (a, b))
        print(f"  {a}-{b}: {km:.0f} km, {n} points", file=sys.stderr)


def drawn():
    """Borders and outlines to draw with, and the lengths of the borders in full, from detailed.bin.zst."""
    import zstandard
    from geographiclib.geodesic import Geodesic

    with open(os.path.join(OUT, "detailed.bin.zst"), "rb") as f:
        arcs = decode(zstandard.ZstdDecompressor().decompress(f.read()))
    km = {}
    for one, other, points in arcs:
        if other:
            degrees = [(x / GRID, y / GRID) for x, y in points]
            metres = sum(Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0], Geodesic.DISTANCE)["s12"]
                         for a, b in zip(degrees, degrees[1:]))
            pair = "-".join(sorted((one, other)))
            km[pair] = km.get(pair, 0.0) + metres / 1000
    with open(os.path.join(OUT, "lengths.tsv"), "w") as f:
        f.write("border\tlength_km\n")
        f.writelines(f"{pair}\t{km[pair]:.3f}\n" for pair in sorted(km))
    tolerance = lambda a, b: DRAWN_COAST_TOLERANCE if b is None else DRAWN_TOLERANCE
    arcs, rings = simplify_valid(arcs, tolerance, DRAWN_ISLAND_KM2, DETAILED, DETAILED, by_arc=True)
    write("drawn.bin.zst", encode({c: [c] for c in DETAILED + AROUND}, arcs, rings),
          f"{len(arcs)} arcs, {sum(len(a[2]) for a in arcs)} points")


def decode(raw):
    """The arcs of a file that `encode` made: (left, right, points)."""
    at = 4

    def unsigned():
        nonlocal at
        n = shift = 0
        while True:
            byte = raw[at]
            at += 1
            n |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return n

    def signed():
        n = unsigned()
        return (n >> 1) ^ -(n & 1)

    def text():
        nonlocal at
        n = unsigned()
        at += n
        return raw[at - n:at].decode()

    owners = [[text() for _ in range(unsigned())] for _ in range(unsigned())]
    heads = []
    for _ in range(unsigned()):
        one, other, points, _ = unsigned(), unsigned(), unsigned(), unsigned()
        [signed() for _ in range(4)]
        heads.append((owners[one][0], owners[other - 1][0] if other else None, points))
    for _ in owners:
        for _ in range(unsigned()):
            [signed() for _ in range(unsigned())]
    arcs = []
    for one, other, count in heads:
        points, x, y = [], 0, 0
        for _ in range(count):
            x, y = x + signed(), y + signed()
            points.append((x, y))
        arcs.append((one, other, points))
    return arcs


def length_km(points):
    return sum(111.2 * math.hypot((a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2 / GRID)), a[1] - b[1]) / GRID
               for a, b in zip(points, points[1:]))


def gpkg_polygons(blob):
    """The polygons of a GeoPackage geometry, as lists of rings."""
    import shapely

    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]
    geometry = shapely.from_wkb(blob[8 + envelope:])
    parts = geometry.geoms if geometry.geom_type == "MultiPolygon" else [geometry]
    return [[[(round(x, 5), round(y, 5)) for x, y in ring.coords] for ring in [p.exterior, *p.interiors]] for p in parts]


def first(faces, owners):
    """Overlaps (none but slivers) to the first by name."""
    return [(f, (o[0] if o else None)) for f, o in zip(faces, owners)]


def world(path):
    outlines, isos = {}, {}
    for blob, iso2, iso3, wb in sqlite3.connect(path).execute("select geom, iso_a2, ISO_A3, WB_A3 from countries"):
        code = iso3 if iso3 and iso3 != "-99" else ("XKX" if iso2 == "XK" else wb)
        if code and len(code) == 3:
            outlines.setdefault(code, []).extend(gpkg_polygons(blob))
            isos[code] = iso2
    owned = faces_of(outlines, 1.0, first)
    arcs = arcs_of([f for f, _ in owned], [o for _, o in owned], lambda a, b: True)
    arcs, rings = simplify_valid(arcs, lambda a, b: WORLD_TOLERANCE, WORLD_ISLAND_KM2, DETAILED)
    present = set(rings)
    write("world.bin.zst", encode({c: [c, isos[c]] for c in present}, arcs, rings),
          f"{len(present)} countries, {len(arcs)} arcs, {sum(len(a[2]) for a in arcs)} points")


def divisions(path):
    sys.path.insert(0, HERE)
    from divisions import COUNTRIES, sets_of

    outlines, meta = {}, {}
    rows = sqlite3.connect(path).execute(
        "select geom, iso_a2, name, fips, fid from states_provinces order by iso_a2, fid").fetchall()
    pieces = {}
    for blob, iso2, name, fips, _ in rows:
        if iso2 in COUNTRIES and name:
            pieces[(iso2, name)] = (gpkg_polygons(blob), fips or "")
    blobs = sets_of(pieces)  # [(iso3, name, names, code, since, until, [piece names])]
    for iso2, name in pieces:
        outlines[f"{iso2} {name}"] = pieces[(iso2, name)][0]
    owned = faces_of(outlines, 0.5, first)
    arcs = arcs_of([f for f, _ in owned], [o for _, o in owned], lambda a, b: True)
    arcs, rings = simplify_valid(arcs, lambda a, b: DIVISION_TOLERANCE, ISLAND_KM2, sorted(outlines))
    owners, rings = {}, {}
    pieces_left = {a for a, _, _ in arcs} | {b for _, b, _ in arcs if b}
    for number, (iso2, iso3, name, names, code, since, until, parts) in enumerate(blobs):
        key = f"{iso3} {number:03}"
        members = {f"{iso2} {p}" for p in parts}
        missing = members - pieces_left
        if missing:
            raise SystemExit(f"no polygon for {missing}")
        merged = [(key if a in members else a, key if b in members else b, p) for a, b, p in arcs]
        merged = [(a, b, p) if a != b else ("", "", p) for a, b, p in merged]  # a line within it is no bound of it
        rings[key] = rings_of(merged, key)
        owners[key] = [iso3, name, names, code, since, until]
    # The arcs part pieces, the rings name the divisions; arcs carry no owner of their own here.
    plain = [(sorted(owners)[0], None, p) for _, _, p in arcs]
    write("divisions.bin.zst", encode(owners, plain, rings),
          f"{len(owners)} divisions, {len(arcs)} arcs, {sum(len(a[2]) for a in arcs)} points")


def main():
    bootstrap()
    os.makedirs(OUT, exist_ok=True)
    if sys.argv[1:] == ["drawn"]:
        return drawn()
    coast, world_map = fetch()
    detailed(coast)
    drawn()
    world(world_map)
    divisions(world_map)


if __name__ == "__main__":
    main()
