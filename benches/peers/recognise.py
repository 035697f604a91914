"""The peer of the recogniser: flashgeotext, with its own names of cities and countries, on the same texts.

    python3 benches/peers/recognise.py tests/gold/dev

`pip install flashgeotext` brings it. It knows cities of more than 15,000 inhabitants and countries, in Latin letters.
"""

import glob, json, os, sys, time
from flashgeotext.geotext import GeoText

texts = {}
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.json"))):
    gold = json.load(open(path, encoding="utf-8"))
    if "text" in gold:
        texts.setdefault(gold["lang"], []).append(gold["text"])
geotext = GeoText()
for lang, some in [*texts.items(), ("all", [t for ts in texts.values() for t in ts])]:
    size = sum(len(t.encode()) for t in some)
    start = time.perf_counter()
    rounds = 5
    for _ in range(rounds):
        names = sum(sum(e["count"] for kind in geotext.extract(t).values() for e in kind.values()) for t in some)
    seconds = (time.perf_counter() - start) / rounds
    print(f"flashgeotext {lang:4} {size / 1e3:6.0f} kB {names:6} names {size / 1e6 / seconds:8.2f} MB/s")
