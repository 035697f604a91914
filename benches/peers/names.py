"""The peer of the name index: a table transliteration and rapidfuzz, on the questions of measure_names.

    python3 benches/peers/names.py cities500.json ML.txt

Same names (Latin names of the test countries and of Mali's populated and administrative places, with
and without GeoNames' lower-case machine romanisations), same questions, same 10 km.
"""

import json, math, re, sys, time, unicodedata
from rapidfuzz import fuzz, process

TEST = "ML BF NE MR SN GN CI TD NG GH BJ TG GM CM".split()
CLASS = "مدينة قرية بلدة منطقة ولاية محافظة بلدية دائرة مقاطعة إقليم كومونة".split()
TABLE = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئ", "a b t th j h kh d dh r z s sh s d t z a gh f k k l m n h ou i a a a i a ou i".split()))


def clean(name):
    name = re.split("[،,(]", name)[0].replace("\u200e", "").replace("\u200f", "").strip()
    for word in CLASS:
        if name.startswith(word + " "):
            name = name[len(word):].strip()
    return name if len(name) > 1 and re.fullmatch("[\u0621-\u063a\u0640-\u0652\u0670 -]+", name) else None


def fold(name):
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if c.isascii() and c.isalnum())


def read(cities, mali, romanised):
    places = {}
    for key, city in json.load(open(cities)).items():
        if city["countrycode"] in TEST:
            places[int(key)] = (city["latitude"], city["longitude"], {city["name"], *city["alternatenames"]})
    for line in open(mali):
        row = line.split("\t")
        if row[6] in "PA" and row[6]:
            names = {row[1], row[2], *row[3].split(",")}
            key = int(row[0])
            places[key] = (*places[key][:2], places[key][2] | names) if key in places else (float(row[4]), float(row[5]), names)
    names, questions = [], []
    for lat, lon, all_names in places.values():
        questions += [(q, lat, lon) for q in sorted({clean(n) for n in all_names} - {None})]
        for n in sorted(all_names):
            letters = [c for c in n if c.isalpha()]
            if letters and all(c < "\u02b0" or "\u1e00" <= c <= "\u1eff" for c in letters):
                if romanised or any(c.isupper() for c in n):
                    names.append((fold(n), lat, lon))
    return names, questions


for romanised in (False, True):
    names, questions = read(sys.argv[1], sys.argv[2], romanised)
    keys = [n[0] for n in names]
    first = ten = 0
    start = time.process_time()
    for query, lat, lon in questions:
        latin = "".join(TABLE.get(c, "") for c in query)
        ranks = []
        for _, _, at in process.extract(latin, keys, scorer=fuzz.ratio, limit=10):
            _, y, x = names[at]
            ranks.append(math.hypot((y - lat) * 111.2, (x - lon) * 111.2 * math.cos(math.radians(lat))) <= 10)
        first += ranks[0]
        ten += any(ranks)
    spent = time.process_time() - start
    n = len(questions)
    print(f"{len(names)} names, romanised={romanised}: {n} queries, recall@1 {first/n:.3f} recall@10 {ten/n:.3f}, {n/spent:.0f} queries/s")
