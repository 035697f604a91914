//! What happened: type, actors, harm, date, who claims it; reports of one event merged.
