//! The words before a place that say what it is to the event, in three languages (folded forms).

/// Prepositions of place.
pub(super) const IN: &[&str] = &[
    "in", "at", "inside", "within", "on", "into", "dans", "a", "au", "aux", "en", "sur", "في", "داخل", "ب", "علي", "وسط",
];
/// Of where something comes from.
pub(super) const FROM: &[&str] = &["from", "depuis", "من", "انطلاقا"];
/// Of where something goes.
pub(super) const TO: &[&str] = &["to", "toward", "towards", "vers", "الي", "نحو", "باتجاه", "صوب", "jusqu", "onto"];
/// Of what something passes.
pub(super) const THROUGH: &[&str] = &["via", "through", "par", "عبر", "across"];
/// Of what something belongs to.
pub(super) const OF: &[&str] = &["of", "de", "du", "d", "des"];
/// Articles, class nouns and other words that may stand between a preposition and its name.
pub(super) const BETWEEN: &[&str] = &[
    "the", "la", "le", "les", "l", "a", "an", "city", "town", "village", "villages", "towns", "locality", "region",
    "province", "district", "state", "commune", "cercle", "ville", "localite", "quartier", "neighbourhood", "مدينه",
    "بلده", "قريه", "قريتي", "قري", "ولايه", "منطقه", "دائره", "مقاطعه", "بلديه", "حي", "area", "zone", "department", "departement",
    "camp", "market", "marche", "سوق", "معسكر", "capital", "capitale", "العاصمه", "nearby", "small", "northern", "southern", "eastern",
    "western", "central",
];
/// Whoever speaks from a place or is reached there, and where the hurt are brought.
pub(super) const VOICES: &[&str] = &[
    "source", "sources", "correspondent", "correspondents", "reporter", "reporters", "spokesman", "spokesperson",
    "reached", "correspondant", "correspondants", "joint", "jointe", "joints", "مصدر", "مصادر", "مراسل", "مراسلنا",
    "medics", "hospital", "hospitals", "hopital", "hopitaux", "مستشفي", "المستشفي", "مستشفيات", "diplomats",
    "diplomates", "embassy", "ambassade", "journalist", "journalists", "journaliste", "analyst", "analyste",
];
/// Whose office it is, when it speaks.
pub(super) const OFFICES: &[&str] = &[
    "mayor", "governor", "prefect", "maire", "gouverneur", "prefet", "عمده", "حاكم", "والي", "محافظ", "deputy", "depute",
    "نائب", "maires", "imam", "شبيبه", "بلديه", "police", "شرطه", "procureur", "prosecutor", "council", "resident",
    "residents", "habitant", "habitants",
];
/// Words of saying that a place may follow: announced in Nouakchott.
pub(super) const SAYS: &[&str] = &[
    "said", "told", "announced", "announcing", "declared", "statement", "communique", "annonce", "annoncee", "declare",
    "indique", "affirme", "press", "presse", "اعلن", "اعلنت", "اعلنته", "اعلنتها", "قال", "قالت", "صرح", "بيان", "مؤتمر",
    "اعلان", "speaking", "interview", "conference", "summit", "sommet", "meeting", "reunion", "قمه", "اجتماع",
];
/// Words of going somewhere after the event, by their beginnings.
pub(super) const LEADS: &[&str] = &[
    "evacu", "transfer", "transport", "fled", "flee", "displaced", "hospitali", "airlift", "refug", "conduit", "emmen",
    "achemin", "fui", "deplac", "arriv", "rushed", "treated", "buried", "inhum", "enterr", "soign", "admitted", "admis",
    "returned", "rentr", "headed", "retreat", "repli", "withdr",
];
/// Those of them that mean a rest in the place.
pub(super) const RESTS: &[&str] =
    &["hospitali", "treated", "buried", "inhum", "enterr", "soign", "admitted", "admis", "refug", "evacu"];
/// The Arabic ones.
pub(super) const LEADS_AR: &[&str] = &[
    "نزح", "نزوح", "النزوح", "نقل", "اجل", "فر", "فرار", "لجا", "لجوء", "وصل", "وصول", "احيل", "عاد", "انسحب", "توجه", "اسعف",
    "غادر", "اتجه",
];
/// What a way is called, whose name then is where it leads.
pub(super) const ROADS: &[&str] = &["road", "route", "highway", "axe", "طريق", "الطريق", "محور", "track", "piste"];
/// Words of a chain of divisions: X, cercle de Y; X (Y, Z).
pub(super) const CHAIN: &[&str] = &[
    "cercle", "commune", "region", "province", "departement", "department", "district", "prefecture", "de", "du", "d", "l",
    "la", "le", "dans", "in", "the", "area", "municipality", "of", "ولايه", "بولايه", "دائره", "في", "منطقه", "بمنطقه", "مقاطعه",
    "state", "local", "government", "subprefecture", "arrondissement", "secteur", "zone",
];
/// "And" between the names of a list.
pub(super) const AND: &[&str] = &["and", "et", "و"];
