#!/usr/bin/env python3
"""Rebuilds gazetteer/models/shape-ar.tsv: how far the letters of an Arabic word look like a foreign name.

A village of the Sahel is spelled by its sound (دوينتزا), a word of the language grows from a root and wears
prefixes and endings (لقواته). Logistic regression over the runs of one to three letters of a word, its edges (^ $)
included, tells the two apart: names are the Arabic names of places outside the Arab countries in gazetteer/core,
words are those of the PyPI package wordfreq (Speer 2022, CC BY-SA 4.0). Letters are folded as in src/text/fold.rs.
The last line of the output on stderr says how well it does on a fifth that was held out.
Needs: python3 -m pip install wordfreq==3.1.1
"""
import math
import pathlib
import random
import re
import sys

from frequency import fold
from wordfreq import get_frequency_dict

ROOT = pathlib.Path(__file__).resolve().parent.parent
ARAB = set("DZ BH KM DJ EG IQ JO KW LB LY MA OM PS QA SA SO SD SY TN AE YE EH IR AF PK IL".split())
# The countries that the news of the Sahel names; their names count threefold.
NEAR = set("ML NE BF NG TD SN GM CI GN BJ TG GH CM MR SL LR GW CF".split())
LEAST_ZIPF = 2.6
ROUNDS, RATE, PULL = 12, 0.15, 0.0005


def grams(word):
    edged = f"^{word}$"
    return {edged[i:i + n] for n in (1, 2, 3) for i in range(len(edged) - n + 1)} - {"^", "$"}


def names():
    out = {}
    for file in ("places.tsv", "divisions.tsv"):
        for line in (ROOT / "core" / file).read_text(encoding="utf-8").splitlines()[1:]:
            columns = line.split("\t")
            country = columns[5]
            if country in ARAB:
                continue
            for name in columns[9].split("|"):
                if not name.startswith("ar:"):
                    continue
                for word in re.split(r"[^\w]+", name[3:]):
                    folded = fold(word)
                    if len(folded) >= 3 and not folded.startswith("ال"):
                        out[folded] = max(out.get(folded, 1), 3 if country in NEAR else 1)
    return out


def main():
    known = names()
    words = {}
    for word, share in get_frequency_dict("ar", wordlist="best").items():
        zipf = math.log10(share) + 9
        folded = fold(word)
        if zipf >= LEAST_ZIPF and len(folded) >= 3 and re.fullmatch(r"[\u0621-\u064a]+", word):
            words[folded] = max(words.get(folded, 0), zipf)
    # A frequent word that is also part of a name is a word (شرق, جزيره).
    for word in list(known):
        if words.get(word, 0) >= 4:
            del known[word]
    rng = random.Random(7)
    share = 8 * sum(known.values()) / len(words)
    cases = [(w, 1, n) for w, n in known.items()] + [(w, 0, share / 8) for w in words if w not in known]
    rng.shuffle(cases)
    cut = len(cases) // 5
    held, train = cases[:cut], cases[cut:]

    def fit(cases):
        weight, bias = {}, 0.0
        rows = [(list(grams(w)), y, n) for w, y, n in cases]
        for round in range(ROUNDS):
            rng.shuffle(rows)
            rate = RATE / (1 + round)
            for found, y, n in rows:
                z = bias + sum(weight.get(g, 0.0) for g in found)
                step = rate * n * (y - 1 / (1 + math.exp(-max(-30, min(30, z)))))
                bias += step * 0.1
                for g in found:
                    w = weight.get(g, 0.0)
                    weight[g] = w + step - rate * PULL * w
        return weight, bias

    weight, bias = fit(train)
    score = lambda w: bias + sum(weight.get(g, 0.0) for g in grams(w))
    good = [(score(w), y) for w, y, _ in held]
    for y in (1, 0):
        side = [s for s, label in good if label == y]
        right = sum((s > 0) == bool(y) for s in side)
        print(f"{'names' if y else 'words'}: {right} of {len(side)} held out are on their side", file=sys.stderr)
    if len(sys.argv) > 1:
        for w in sys.argv[1:]:
            print(w, round(score(fold(w)), 1), file=sys.stderr)
    weight, bias = fit(cases)
    lines = [f"{g}\t{w:.2f}" for g, w in sorted(weight.items(), key=lambda i: i[0].encode()) if abs(w) >= 0.1]
    (ROOT / "models" / "shape-ar.tsv").write_text(f"\t{bias:.2f}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "runs of letters", file=sys.stderr)


if __name__ == "__main__":
    main()
