//! How a name sounds: from Arabic or Latin spelling to sound units, learned edit costs, the fuzzy
//! index.
