use crate::article::Article;
use crate::gazetteer::Gazetteer;
use crate::text::Lang;
use crate::toponyms::Recogniser;

/// The relations of a text as `kind of <- anchors km direction`.
fn read(lang: Lang, text: &str) -> Vec<String> {
    let gazetteer = Gazetteer::embedded().unwrap();
    let article = Article::new("test", text.to_owned(), Some(lang));
    let found = Recogniser::new(&gazetteer).find(&article, &[]);
    let name = |m: usize| found.mentions[m].surface.clone();
    found
        .relations
        .iter()
        .map(|r| {
            let anchors: Vec<String> = r.anchors.iter().map(|a| name(*a)).collect();
            let kind = serde_json::to_value(r.kind).unwrap();
            let mut out = format!(
                "{} {} <- {}",
                kind.as_str().unwrap(),
                r.of.map_or_else(|| "·".to_owned(), name),
                anchors.join("+")
            );
            if let Some(km) = r.km {
                out.push_str(&format!(" {km:.0}"));
            }
            if let Some(direction) = r.direction {
                out.push_str(&format!(" {direction}"));
            }
            out
        })
        .collect()
}

/// Each line of `cases.txt`: language, text, and the relation that must be among those read.
#[test]
fn phrases_are_read_in_three_languages() {
    let mut wrong = Vec::new();
    for line in include_str!("cases.txt").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [lang, text, wanted @ ..] = columns.as_slice() else { panic!("{line}") };
        let found = read(Lang::parse(lang).unwrap(), text);
        for want in wanted {
            let fits = match want.strip_prefix('!') {
                Some(unwanted) => !found.iter().any(|f| f == unwanted),
                None => found.iter().any(|f| f == want),
            };
            if !fits {
                wrong.push(format!("{text}\n   wanted {want}\n   read   {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
