#!/usr/bin/env python3
"""Rebuilds gazetteer/lexicon/frequency-{ar,fr,en}.tsv from the word lists of the PyPI package wordfreq.

Each line holds a folded word and ten times its Zipf frequency (log10 of its count in a billion words).
The lists tell how likely a word is a common one, which is evidence that it is no village.
Needs: python3 -m pip install wordfreq==3.1.1
"""
import math
import pathlib
import unicodedata

from wordfreq import top_n_list, zipf_frequency

SIZES = {"ar": 40000, "fr": 24000, "en": 24000}
# The folding of src/text/fold.rs, as far as dictionary words need it; a test there checks that it agrees.
LETTERS = str.maketrans({
    "\u0640": None, "ء": None, "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ک": "ك", "ڪ": "ك", "ۆ": "و", "ڨ": "گ", "ڭ": "گ", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o",
    "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th",
})


def fold(word):
    decomposed = unicodedata.normalize("NFKD", word).lower()
    kept = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(LETTERS)
    return "".join(c for c in kept if c.isalnum())


def main():
    target = pathlib.Path(__file__).resolve().parent.parent / "lexicon"
    for lang, size in SIZES.items():
        counts = {}
        for word in top_n_list(lang, size):
            if " " in word or any(c.isdigit() for c in word):
                continue
            folded = fold(word)
            if len(folded) < 2:
                continue
            counts[folded] = counts.get(folded, 0.0) + 10 ** zipf_frequency(word, lang)
        lines = [f"{w}\t{round(10 * math.log10(c))}" for w, c in sorted(counts.items(), key=lambda i: i[0].encode())]
        (target / f"frequency-{lang}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
