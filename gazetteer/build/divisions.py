"""Which pieces of Natural Earth's first-level divisions make which division, and when it stood.

Natural Earth 4.1 (2018) draws Mali's nine regions of 1991, the provinces of Burkina Faso and the prefectures of
Guinea (the level below their regions), the nineteen regions of Côte d'Ivoire before 2011, the ten of Ghana before 2019
and the forty-eight wilayas of Algeria before 2019. Sets of whole pieces are put together here; what would need a line
that the source does not have (Mali's nineteen regions of 2023, Ménaka and Taoudénit among them) is left out.
"""

# ISO alpha-2 -> (ISO alpha-3, first year of this set or None, last year or None)
COUNTRIES = {
    "BF": ("BFA", None, None), "BJ": ("BEN", 1999, None), "CI": ("CIV", 2000, 2011), "DZ": ("DZA", 1983, 2019),
    "GH": ("GHA", 1987, 2018), "GN": ("GIN", None, None), "ML": ("MLI", 1991, 2023), "MR": ("MRT", None, None),
    "NE": ("NER", 1992, None), "NG": ("NGA", 1996, None), "SN": ("SEN", 2008, None), "TD": ("TCD", 2012, None),
    "TG": ("TGO", None, None),
}

# What Natural Earth spells otherwise than the country does: piece -> (name, other names).
NAMES = {
    ("ML", "Timbuktu"): ("Tombouctou", "Timbuktu"), ("BJ", "Kouffo"): ("Couffo", "Kouffo"),
    ("CI", "Comoe"): ("Moyen-Comoé", "Comoé"), ("CI", "Cavally"): ("Moyen-Cavally", "Cavally"),
    ("CI", "N'zi-Comoé"): ("N'Zi-Comoé", ""), ("MR", "Guidimaka"): ("Guidimakha", "Guidimaka"),
    ("NG", "Nassarawa"): ("Nasarawa", "Nassarawa"), ("TD", "Ville de N'Djamena"): ("N'Djamena", "Ville de N'Djamena"),
    ("TG", "Centre"): ("Centrale", "Centre"), ("TD", "Lac"): ("Lac", "Lac Tchad"),
}

# First-level codes of GeoNames where they are not the digits of Natural Earth's FIPS code.
CODES = {
    ("MR", "Nouakchott"): "NKC", ("SN", "Kaffrine"): "16", ("SN", "Kédougou"): "17", ("SN", "Sédhiou"): "18",
    ("SN", "Kaolack"): "10", ("CI", "Lagunes"): "82", ("CI", "Sud-Comoé"): "89", ("CI", "Agnéby"): "74",
    ("CI", "Haut-Sassandra"): "80", ("CI", "Savanes"): "87", ("CI", "Vallée du Bandama"): "90", ("CI", "Comoe"): "85",
    ("CI", "Dix-Huit Montagnes"): "78", ("CI", "Lacs"): "81", ("CI", "Zanzan"): "92", ("CI", "Bas-Sassandra"): "76",
    ("CI", "Worodougou"): "91", ("CI", "Denguélé"): "77", ("CI", "Sud-Bandama"): "88", ("CI", "Fromager"): "79",
    ("CI", "N'zi-Comoé"): "86", ("CI", "Marahoué"): "83", ("CI", "Cavally"): "84", ("CI", "Bafing"): "75",
    ("DZ", "El Oued"): "43", ("DZ", "Tindouf"): "54",
}

# Divisions of whole pieces: iso2 -> [(name, other names, GeoNames code, since, until, pieces)].
MERGED = {
    "GN": [
        ("Boké", "Boke", "B", None, None, "Boffa; Boke; Fria; Gaoual; Koundara"),
        ("Conakry", "", "04", None, None, "Conakry"),
        ("Faranah", "", "F", None, None, "Dabola; Dinguiraye; Faranah; Kissidougou"),
        ("Kankan", "", "K", None, None, "Kankan; Kérouané; Kouroussa; Mandiana; Siguiri"),
        ("Kindia", "", "D", None, None, "Coyah; Dubréka; Forécariah; Kindia; Télimélé"),
        ("Labé", "", "L", None, None, "Koubia; Labé; Lélouma; Mali; Tougué"),
        ("Mamou", "", "M", None, None, "Dalaba; Mamou; Pita"),
        ("Nzérékoré", "N'Zérékoré", "N", None, None, "Beyla; Guéckédou; Lola; Macenta; Nzérékoré; Yomou"),
    ],
    "BF": [
        ("Boucle du Mouhoun", "", "01", 2001, 2025, "Balé; Banwa; Kossi; Mou Houn; Nayala; Sourou"),
        ("Cascades", "", "02", 2001, 2025, "Komoé; Léraba"),
        ("Centre", "", "03", 2001, 2025, "Kadiogo"),
        ("Centre-Est", "", "04", 2001, 2025, "Boulgou; Koulpélogo; Kouritenga"),
        ("Centre-Nord", "", "05", 2001, 2025, "Bam; Namentenga; Sanmatenga"),
        ("Centre-Ouest", "", "06", 2001, 2025, "Boulkiemdé; Sanguié; Sissili; Ziro"),
        ("Centre-Sud", "", "07", 2001, 2025, "Bazéga; Nahouri; Zoundwéogo"),
        ("Est", "", "08", 2001, 2025, "Gnagna; Gourma; Komondjari; Kompienga; Tapoa"),
        ("Hauts-Bassins", "", "09", 2001, 2025, "Houet; Kénédougou; Tuy"),
        ("Nord", "", "10", 2001, 2025, "Loroum; Passoré; Yatenga; Zondoma"),
        ("Plateau-Central", "", "11", 2001, 2025, "Ganzourgou; Kourwéogo; Oubritenga"),
        ("Sahel", "", "12", 2001, 2025, "Oudalan; Séno; Soum; Yagha"),
        ("Sud-Ouest", "", "13", 2001, 2025, "Bougouriba; Ioba; Noumbiel; Poni"),
        # Decree of July 2025: ten regions renamed within their bounds, three parted along provinces.
        ("Bankui", "", "", 2025, None, "Balé; Banwa; Mou Houn"),
        ("Sourou", "", "", 2025, None, "Kossi; Nayala; Sourou"),
        ("Tannounyan", "", "", 2025, None, "Komoé; Léraba"),
        ("Kadiogo", "", "", 2025, None, "Kadiogo"),
        ("Nakambé", "", "", 2025, None, "Boulgou; Koulpélogo; Kouritenga"),
        ("Kuilsé", "", "", 2025, None, "Bam; Namentenga; Sanmatenga"),
        ("Nando", "", "", 2025, None, "Boulkiemdé; Sanguié; Sissili; Ziro"),
        ("Nazinon", "", "", 2025, None, "Bazéga; Nahouri; Zoundwéogo"),
        ("Goulmou", "", "", 2025, None, "Gourma; Kompienga"),
        ("Sirba", "", "", 2025, None, "Gnagna; Komondjari"),
        ("Tapoa", "", "", 2025, None, "Tapoa"),
        ("Guiriko", "", "", 2025, None, "Houet; Kénédougou; Tuy"),
        ("Yaadga", "", "", 2025, None, "Loroum; Passoré; Yatenga; Zondoma"),
        ("Oubri", "", "", 2025, None, "Ganzourgou; Kourwéogo; Oubritenga"),
        ("Liptako", "", "", 2025, None, "Oudalan; Séno; Yagha"),
        ("Soum", "", "", 2025, None, "Soum"),
        ("Djôrô", "", "", 2025, None, "Bougouriba; Ioba; Noumbiel; Poni"),
    ],
}


def sets_of(pieces):
    """[(iso2, iso3, name, other names, GeoNames code, since, until, pieces)], years as text, "" when unknown."""
    result = []
    year = lambda y: "" if y is None else str(y)
    for iso2 in sorted(COUNTRIES):
        iso3, since, until = COUNTRIES[iso2]
        if iso2 in MERGED:
            rows = [(n, o, c, s, u, [p.strip() for p in ps.split(";")]) for n, o, c, s, u, ps in MERGED[iso2]]
        else:
            rows = []
            for country, piece in sorted(k for k in pieces if k[0] == iso2):
                name, others = NAMES.get((iso2, piece), (piece, ""))
                fips = pieces[(iso2, piece)][1]
                rows.append((name, others, CODES.get((iso2, piece), fips[2:]), since, until, [piece]))
        for name, others, code, s, u, parts in rows:
            result.append((iso2, iso3, name, others, f"{iso2}.{code}" if code else "", year(s), year(u), parts))
    return result
