//! The grammar of spatial phrases: from lexicon words and mentions to [`Relation`]s.
//!
//! Arabic, French and English all put the anchor after the phrase ("25 km north of X"), so that one
//! grammar serves them; what differs are the words, which the lexicons hold, and English class nouns
//! and roads, which may also follow ("Mopti region", "the Sévaré–Gao road").

use super::context::Context;
use super::lexicon::Category;
use super::recognise::Found;
use super::{Direction, Mention, Relation, RelationKind};
use crate::gazetteer::Kind;
use crate::text::{Token, TokenKind};

/// One step of a sentence as the grammar sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Item {
    /// A mention, by its number in the article.
    Mention(usize),
    Near,
    In,
    From,
    To,
    Between,
    Road,
    Border,
    Tri,
    Along,
    Km(f64),
    Dir(Direction),
    Quarter,
    Class,
    Whole,
    Number(f64),
    Link,
    And,
    Open,
    Close,
    Comma,
    Dash,
    /// Any other word or sign: phrases do not reach over it.
    Other,
}

/// An item and the tokens it covers.
#[derive(Debug, Clone, Copy)]
struct Step {
    item: Item,
    start: usize,
    end: usize,
    /// A conjunction (و) is attached before it.
    joined: bool,
    /// The preposition attached before it (ب, ل).
    preposition: Option<char>,
}

/// Reads the relations of one sentence. `offset` is the byte of the sentence in the article;
/// the mentions of the sentence are those from number `first` on.
pub(super) fn relations(context: &Context, offset: usize, sentence: usize, found: &mut Found, first: usize) {
    let steps = steps(context, offset, found, first);
    let mut grammar = Grammar { context, offset, sentence, steps: &steps, mentions: &found.mentions, out: Vec::new() };
    grammar.read();
    let relations = grammar.out;
    found.relations.extend(relations);
}

fn steps(context: &Context, offset: usize, found: &Found, first: usize) -> Vec<Step> {
    let mentions: Vec<(usize, &Mention)> = found.mentions.iter().enumerate().skip(first).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(token) = context.tokens.get(at) {
        let begins = |m: &&(usize, &Mention)| {
            m.1.range.start - offset < token.range.end && m.1.range.end - offset > token.range.start
        };
        if let Some((number, mention)) = mentions.iter().find(begins) {
            let end = mention.range.end - offset;
            let stop = context.tokens.iter().skip(at).take_while(|t| t.range.start < end).count() + at;
            let clitics = attached(token, mention.range.start - offset);
            out.push(Step {
                item: Item::Mention(*number),
                start: at,
                end: stop.max(at + 1),
                joined: clitics.0,
                preposition: clitics.1,
            });
            at = stop.max(at + 1);
            continue;
        }
        let step = cue_step(context, at, token);
        at = step.end;
        out.push(step);
    }
    out
}

/// The clitics between the start of a token and the byte where its name begins.
fn attached(token: &Token, name_start: usize) -> (bool, Option<char>) {
    let before = token.text.get(..name_start.saturating_sub(token.range.start)).unwrap_or_default();
    (before.contains(['و', 'ف']), before.chars().find(|c| matches!(c, 'ب' | 'ل' | 'ك')))
}

/// The most telling reading of the words at a token that are no mention.
fn cue_step(context: &Context, at: usize, token: &Token) -> Step {
    let plain = |item, end| Step { item, start: at, end, joined: false, preposition: None };
    match token.kind {
        TokenKind::Number => {
            let digits: String = token.key.chars().filter(char::is_ascii_digit).collect();
            let value = decimal(token.text).or_else(|| digits.parse().ok());
            return plain(value.map_or(Item::Other, Item::Number), at + 1);
        }
        TokenKind::Sign => {
            let item = match token.text {
                "," | "،" => Item::Comma,
                "(" | "[" => Item::Open,
                ")" | "]" => Item::Close,
                "-" | "–" | "—" | "‑" | "/" => Item::Dash,
                "'" | "’" | "\"" | "«" | "»" | "“" | "”" => Item::Link,
                _ => Item::Other,
            };
            return plain(item, at + 1);
        }
        TokenKind::Word => {}
    }
    if matches!(token.key.as_str(), "et" | "and" | "و") {
        return plain(Item::And, at + 1);
    }
    let mut best: Option<(u8, Step)> = None;
    for cue in context.cues_at(at) {
        let (rank, item) = match cue.category {
            Category::Dir(d) => (10, Item::Dir(*d)),
            Category::Tri => (10, Item::Tri),
            Category::Near => (9, Item::Near),
            Category::Between => (9, Item::Between),
            Category::Km(factor) => (9, Item::Km(*factor)),
            Category::Border => (8, Item::Border),
            Category::Road => (8, Item::Road),
            Category::Along => (7, Item::Along),
            Category::Whole => (6, Item::Whole),
            Category::Class(kinds) if kinds.first() == Some(&Kind::Quarter) => (6, Item::Quarter),
            Category::Class(_) => (5, Item::Class),
            Category::Link | Category::Far => (3, Item::Link),
            Category::To => (4, Item::To),
            Category::In => (3, Item::In),
            Category::From => (3, Item::From),
            _ => continue,
        };
        let step = Step {
            item,
            start: at,
            end: cue.tokens.end,
            joined: cue.clitics.conjunction,
            preposition: cue.clitics.preposition,
        };
        let is_better = best.as_ref().is_none_or(|(r, s)| (step.end, rank) > (s.end, *r));
        if is_better {
            best = Some((rank, step));
        }
    }
    best.map_or_else(|| plain(word_number(token).map_or(Item::Other, Item::Number), at + 1), |(_, step)| step)
}

/// A number as digits: `25`, `3,5`, `1 200`, `٢٥`.
fn decimal(text: &str) -> Option<f64> {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => out.push(c),
            '٠'..='٩' => out.push(char::from_digit(c as u32 - '٠' as u32, 10)?),
            '.' | ',' | '٫' => out.push('.'),
            _ => {}
        }
    }
    // "1.200" is twelve hundred: three digits after one point group thousands.
    match out.split_once('.') {
        Some((whole, rest)) if rest.len() == 3 && !whole.is_empty() => format!("{whole}{rest}").parse().ok(),
        _ => out.parse().ok(),
    }
}

/// Number words that distances are given in; larger ones are written in digits.
fn word_number(token: &Token) -> Option<f64> {
    const WORDS: [(&str, f64); 51] = [
        ("deux", 2.0),
        ("trois", 3.0),
        ("quatre", 4.0),
        ("cinq", 5.0),
        ("six", 6.0),
        ("sept", 7.0),
        ("huit", 8.0),
        ("neuf", 9.0),
        ("dix", 10.0),
        ("douze", 12.0),
        ("quinze", 15.0),
        ("vingt", 20.0),
        ("trente", 30.0),
        ("quarante", 40.0),
        ("cinquante", 50.0),
        ("soixante", 60.0),
        ("cent", 100.0),
        ("dizaine", 10.0),
        ("vingtaine", 20.0),
        ("trentaine", 30.0),
        ("quarantaine", 40.0),
        ("cinquantaine", 50.0),
        ("quinzaine", 15.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("twelve", 12.0),
        ("fifteen", 15.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("hundred", 100.0),
        ("عشره", 10.0),
        ("عشرين", 20.0),
        ("ثلاثين", 30.0),
        ("اربعين", 40.0),
        ("خمسين", 50.0),
        ("ستين", 60.0),
        ("ثلاثه", 3.0),
        ("اربعه", 4.0),
        ("خمسه", 5.0),
        ("مئه", 100.0),
        ("سته", 6.0),
        ("سبعه", 7.0),
    ];
    WORDS.iter().find(|(word, _)| *word == token.key).map(|(_, value)| *value)
}

struct Grammar<'a, 'c> {
    context: &'a Context<'c>,
    offset: usize,
    sentence: usize,
    steps: &'a [Step],
    mentions: &'a [Mention],
    out: Vec<Relation>,
}

impl Grammar<'_, '_> {
    fn read(&mut self) {
        for at in 0..self.steps.len() {
            match self.item(at) {
                Item::Number(km) => self.distance(at, km),
                Item::Km(factor) => {
                    // كيلومترين: the dual is a unit and its number in one word.
                    let dual = self
                        .steps
                        .get(at)
                        .and_then(|s| self.context.tokens.get(s.start))
                        .is_some_and(|t| t.key.ends_with("ين"));
                    if dual && !matches!(at.checked_sub(1).map(|b| self.item(b)), Some(Item::Number(_))) {
                        self.after_unit(at, at, 2.0 * factor);
                    }
                }
                Item::Dir(direction) => self.direction(at, direction),
                Item::Near => self.near(at),
                Item::Between => self.between(at),
                Item::Road => self.road(at),
                Item::Border => self.border(at, at, None, None),
                Item::Tri => self.push(RelationKind::Border, None, Vec::new(), None, None, at, at),
                Item::Along => self.one_anchor(at, RelationKind::Along),
                Item::Quarter => self.quarter(at),
                Item::From => self.path(at),
                Item::Mention(number) => self.within(at, number),
                _ => {}
            }
        }
        self.out.sort_by_key(|r| r.range.start);
    }

    fn item(&self, at: usize) -> Item {
        self.steps.get(at).map_or(Item::Other, |s| s.item)
    }

    /// The first step from `at` on that is none of the fillers, within a few steps.
    fn after(&self, at: usize, fillers: &[Item]) -> usize {
        let mut next = at;
        while next < at + 7 && self.steps.get(next).is_some_and(|s| fillers.contains(&s.item)) {
            next += 1;
        }
        next
    }

    /// "25 km [north-east] of X", "25 km from the border".
    fn distance(&mut self, at: usize, value: f64) {
        let unit = self.after(at + 1, &[Item::Link, Item::From]);
        if let Item::Km(factor) = self.item(unit) {
            self.after_unit(at, unit, value * factor);
        }
    }

    fn after_unit(&mut self, at: usize, unit: usize, km: f64) {
        if !(0.1..=2000.0).contains(&km) {
            return;
        }
        let fillers = [Item::Link, Item::From, Item::In, Item::Class, Item::To];
        let mut next = self.after(unit + 1, &fillers);
        let mut direction = None;
        if let Item::Dir(wind) = self.item(next) {
            direction = Some(wind);
            next = self.after(next + 1, &fillers);
        }
        match self.item(next) {
            Item::Mention(anchor) => {
                let of = self.placed(at);
                self.push(RelationKind::Distance, of, vec![anchor], Some(km), direction, at, next);
            }
            Item::Border => self.border(at, next, Some(km), direction),
            _ => {}
        }
    }

    /// "north-west of X", "the north of Mali", "شمال البلاد".
    fn direction(&mut self, at: usize, direction: Direction) {
        // Part of a phrase of distance that was read already.
        let is_read = self.steps.get(at).is_some_and(|s| {
            let byte = self.byte(s.start);
            self.out.iter().any(|r| r.range.start <= byte && byte < r.range.end)
        });
        if is_read {
            return;
        }
        let next = self.after(at + 1, &[Item::Link, Item::From, Item::Class]);
        let asked_area = (at + 1..next).any(|i| self.item(i) == Item::Class);
        match self.item(next) {
            Item::Mention(anchor) => {
                let is_area = self.is_area(anchor, asked_area);
                let kind = if is_area || direction == Direction::Centre {
                    RelationKind::PartOf
                } else {
                    RelationKind::Direction
                };
                let of = self.placed(at).filter(|of| *of != anchor);
                self.push(kind, of, vec![anchor], None, Some(direction), at, next);
            }
            Item::Whole => {
                let of = self.placed(at);
                self.push(RelationKind::PartOf, of, Vec::new(), None, Some(direction), at, next);
            }
            _ => {}
        }
    }

    fn near(&mut self, at: usize) {
        let next = self.after(at + 1, &[Item::Link, Item::From, Item::In, Item::Class]);
        // The border itself is read at its own word.
        if let Item::Mention(anchor) = self.item(next) {
            let of = self.placed(at).filter(|of| *of != anchor);
            self.push(RelationKind::Near, of, vec![anchor], None, None, at, next);
        }
    }

    /// "between X and Y".
    fn between(&mut self, at: usize) {
        if at.checked_sub(1).is_some_and(|b| matches!(self.item(b), Item::Road | Item::Border)) {
            return;
        }
        let on_road = (at.saturating_sub(3)..at).any(|i| self.item(i) == Item::Road);
        if let Some((anchors, end)) = self.pair(at + 1) {
            let of = self.placed(at).filter(|of| !anchors.contains(of));
            let kind = if on_road { RelationKind::OnRoad } else { RelationKind::Between };
            self.push(kind, of, anchors, None, None, at, end);
        }
    }

    /// "the road between X and Y", "axe X-Y", "the road to X".
    fn road(&mut self, at: usize) {
        let start = self.after(
            at + 1,
            &[Item::Between, Item::Link, Item::From, Item::Number(0.0), Item::Class, Item::In, Item::To],
        );
        let start = if matches!(self.item(start), Item::Number(_)) {
            self.after(start + 1, &[Item::Between, Item::Link, Item::From])
        } else {
            start
        };
        if let Some((anchors, end)) = self.pair(start) {
            self.push(RelationKind::OnRoad, None, anchors, None, None, at, end);
        } else if let Item::Mention(anchor) = self.item(start) {
            let of = self.placed(at).filter(|of| *of != anchor);
            self.push(RelationKind::OnRoad, of, vec![anchor], None, None, at, start);
        } else if let Some(end) = at.checked_sub(1)
            && let (Item::Mention(second), Some(Item::Dash | Item::To), Some(Item::Mention(first))) =
                (self.item(end), end.checked_sub(1).map(|i| self.item(i)), end.checked_sub(2).map(|i| self.item(i)))
        {
            // "the Sévaré–Gao road"
            self.push(RelationKind::OnRoad, None, vec![first, second], None, None, end - 2, at);
        }
    }

    /// Two mentions joined by "and", "to" or a dash, from step `at` on.
    fn pair(&self, at: usize) -> Option<(Vec<usize>, usize)> {
        let first = self.after(at, &[Item::Link, Item::From, Item::Class, Item::In]);
        let Item::Mention(a) = self.item(first) else { return None };
        let mut next = first + 1;
        // An admin chain in brackets may follow the first name.
        if self.item(next) == Item::Open {
            next = (next..next + 8).find(|i| self.item(*i) == Item::Close)? + 1;
        }
        let joiner = self.after(
            next,
            &[Item::And, Item::To, Item::Dash, Item::Between, Item::Link, Item::Class, Item::From, Item::In],
        );
        let Item::Mention(b) = self.item(joiner) else { return None };
        let is_joined = self
            .steps
            .get(next..=joiner)?
            .iter()
            .any(|s| s.joined || matches!(s.item, Item::And | Item::To | Item::Dash));
        (is_joined && a != b).then(|| (vec![a, b], joiner))
    }

    /// "near the border with Mauritania", "on the Mali–Niger border", "10 km from the border".
    fn border(&mut self, start: usize, at: usize, km: Option<f64>, direction: Option<Direction>) {
        let byte = self.steps.get(at).map_or(0, |s| self.byte(s.start));
        if km.is_none() && self.out.iter().any(|r| r.kind == RelationKind::BorderDistance && r.range.contains(&byte)) {
            return;
        }
        let next = self.after(at + 1, &[Item::Link, Item::From, Item::In, Item::Class, Item::Between]);
        let with = next;
        let mut anchors = Vec::new();
        let mut end = at;
        let next = if matches!(self.item(with), Item::Other) && self.is_with(with) { with + 1 } else { with };
        let next = self.after(next, &[Item::Link, Item::From, Item::Class]);
        if let Item::Mention(first) = self.item(next) {
            anchors.push(first);
            end = next;
            if let Some((pair, last)) = self.pair(next) {
                anchors = pair;
                end = last;
            }
        } else if let Some(before) = at.checked_sub(1)
            && let Item::Mention(last) = self.item(before)
        {
            // "the Mali-Niger border"
            if let (Some(Item::Dash), Some(Item::Mention(first))) =
                (before.checked_sub(1).map(|i| self.item(i)), before.checked_sub(2).map(|i| self.item(i)))
            {
                anchors.push(first);
            }
            anchors.push(last);
        }
        let kind = if km.is_some() { RelationKind::BorderDistance } else { RelationKind::Border };
        let of = self.placed(start).filter(|of| !anchors.contains(of));
        self.push(kind, of, anchors, km, direction, start, end);
    }

    fn is_with(&self, at: usize) -> bool {
        let token = self.steps.get(at).and_then(|s| self.context.tokens.get(s.start));
        token.is_some_and(|t| matches!(t.key.as_str(), "مع" | "avec" | "with"))
    }

    fn one_anchor(&mut self, at: usize, kind: RelationKind) {
        let next = self.after(at + 1, &[Item::Link, Item::From, Item::Class, Item::In]);
        if let Item::Mention(anchor) = self.item(next) {
            let of = self.placed(at).filter(|of| *of != anchor);
            self.push(kind, of, vec![anchor], None, None, at, next);
        }
    }

    /// "the quarter X of the town Y", "a quarter of Y".
    fn quarter(&mut self, at: usize) {
        let next = self.after(at + 1, &[Item::Link, Item::From]);
        let Item::Mention(first) = self.item(next) else { return };
        let second = self.after(next + 1, &[Item::Link, Item::From, Item::In, Item::Class, Item::Comma]);
        match self.item(second) {
            Item::Mention(town)
                if second > next + 1 || self.steps.get(second).is_some_and(|s| s.preposition.is_some()) =>
            {
                self.push(RelationKind::QuarterOf, Some(first), vec![town], None, None, at, second);
            }
            _ => {}
        }
    }

    /// "from X to Y".
    fn path(&mut self, at: usize) {
        let first = self.after(at + 1, &[Item::Link, Item::Class]);
        let Item::Mention(a) = self.item(first) else { return };
        let to = self.after(first + 1, &[Item::Link, Item::Comma]);
        if self.item(to) != Item::To {
            return;
        }
        let last = self.after(to + 1, &[Item::Link, Item::Class, Item::From, Item::In]);
        if let Item::Mention(b) = self.item(last)
            && a != b
        {
            self.push(RelationKind::Path, None, vec![a, b], None, None, at, last);
        }
    }

    /// A mention that follows another as the area that holds it: "X, in the region of Y", "X (Y, Z)".
    fn within(&mut self, at: usize, area: usize) {
        let Some(step) = self.steps.get(at) else { return };
        let mut back = at;
        let mut has_in = step.preposition == Some('ب');
        let mut has_class = false;
        let mut has_open = false;
        let mut has_comma = false;
        while let Some(before) = back.checked_sub(1).filter(|b| at - b <= 6) {
            match self.item(before) {
                Item::In | Item::From => has_in = true,
                Item::Class => {
                    has_class = true;
                    has_in |= self.steps.get(before).is_some_and(|s| matches!(s.preposition, Some('ب' | 'ل')));
                }
                Item::Open => has_open = true,
                Item::Comma => has_comma = true,
                Item::Link | Item::Close => {}
                Item::Mention(inner) if inner != area => {
                    // English puts the noun behind: "Konna, Mopti region".
                    let class_after = self.item(at + 1) == Item::Class;
                    let is_contained = has_open
                        || has_in
                        || ((has_class || has_comma) && self.is_area(area, has_class || class_after));
                    let is_list = step.joined;
                    let is_read = self.out.iter().any(|r| r.of == Some(inner) && r.anchors.contains(&area));
                    if is_contained && !is_list && !is_read {
                        self.push(RelationKind::In, Some(inner), vec![area], None, None, before, at);
                    }
                    return;
                }
                _ => return,
            }
            back = before;
        }
    }

    fn is_area(&self, mention: usize, asked: bool) -> bool {
        let Some(mention) = self.mentions.get(mention) else { return false };
        match mention.asked.first() {
            Some(kind) => kind.is_area(),
            None => asked || mention.is_country_like,
        }
    }

    /// The mention just before a phrase, which the phrase places; `None` when something else
    /// stands between.
    fn placed(&self, at: usize) -> Option<usize> {
        let mut back = at;
        let mut comma = false;
        while let Some(before) = back.checked_sub(1).filter(|b| at - b <= 5) {
            match self.item(before) {
                Item::Mention(number) => return Some(number),
                Item::Comma | Item::Open => comma = true,
                Item::Link | Item::In | Item::From => {}
                Item::Other if !comma && self.is_located_verb(before) => {}
                _ => return None,
            }
            back = before;
        }
        None
    }

    /// "located", "الواقعة", "située": they join a name to the phrase that places it.
    fn is_located_verb(&self, at: usize) -> bool {
        let token = self.steps.get(at).and_then(|s| self.context.tokens.get(s.start));
        token.is_some_and(|t| {
            matches!(
                t.key.as_str(),
                "الواقعه"
                    | "الواقع"
                    | "تقع"
                    | "يقع"
                    | "التي"
                    | "الذي"
                    | "situe"
                    | "situee"
                    | "situes"
                    | "localite"
                    | "village"
                    | "is"
                    | "lies"
                    | "located"
                    | "which"
                    | "se"
                    | "trouve"
                    | "est"
            )
        })
    }

    fn byte(&self, token: usize) -> usize {
        self.offset + self.context.tokens.get(token).map_or(0, |t| t.range.start)
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        kind: RelationKind,
        of: Option<usize>,
        anchors: Vec<usize>,
        km: Option<f64>,
        direction: Option<Direction>,
        from: usize,
        to: usize,
    ) {
        let (Some(first), Some(last)) = (self.steps.get(from), self.steps.get(to)) else { return };
        let end = self.context.tokens.get(last.end.saturating_sub(1)).map_or(0, |t| t.range.end) + self.offset;
        let range = self.byte(first.start)..end;
        self.out.push(Relation { kind, of, anchors, km, direction, range, sentence: self.sentence });
    }
}
