//! Lists that are in memory as a whole, as workspaces, roles and groups are: searched by the beginning of a word, put in order and cut into
//! pages. A place in one is the name and the id beside it, so that it stays where it is when rows come and go. It must never be given what grows
//! with the members of a pool.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::user_word::{folded, words};

/// Rows of a page.
const PAGE: usize = 50;
const LONGEST_SEARCH: usize = 200;
const MOST_TERMS: usize = 5;

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct ShortAsk {
    pub search: String,
    /// From Z to A.
    pub backwards: bool,
    /// Where a page begins, as the page before said it.
    pub place: Option<String>,
}

/// By what a row stands where it stands, and by what it is found.
#[derive(Debug, Clone)]
pub struct Key {
    pub name: String,
    pub id: String,
    pub texts: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct ShortPage<T> {
    pub rows: Vec<T>,
    pub next: Option<String>,
    pub previous: Option<String>,
}

type Place = (String, String);

/// One page of those that fit.
pub fn page<T>(rows: Vec<T>, ask: &ShortAsk, key: impl Fn(&T) -> Key) -> ShortPage<T> {
    let terms = terms(&ask.search);
    let fits = |row: T| {
        let Key { name, id, texts } = key(&row);
        let words: Vec<_> = texts.iter().chain([&name]).flat_map(|text| words(text)).collect();
        let is_found = terms.iter().all(|term| words.iter().any(|word| word.starts_with(term.as_str())));
        is_found.then(|| ((folded(&name), id), row))
    };
    let mut found: Vec<(Place, T)> = rows.into_iter().filter_map(fits).collect();
    found.sort_by(|(one, _), (other, _)| if ask.backwards { other.cmp(one) } else { one.cmp(other) });
    let is_before = |place: &Place, other: &Place| if ask.backwards { place > other } else { place < other };
    let start = match ask.place.as_deref().and_then(read_place) {
        None => 0,
        Some((true, from)) => found.partition_point(|(place, _)| !is_before(&from, place)),
        Some((false, from)) => found.partition_point(|(place, _)| is_before(place, &from)).saturating_sub(PAGE),
    };
    // Whoever stood there is gone, and all behind them: the last ones.
    let start = if start < found.len() { start } else { found.len().saturating_sub(PAGE) };
    let end = start.saturating_add(PAGE).min(found.len());
    let place = |at: usize, on: bool| found.get(at).map(|(place, _)| write_place(place, on));
    let next = (end < found.len()).then(|| place(end.saturating_sub(1), true)).flatten();
    let previous = (start > 0).then(|| place(start, false)).flatten();
    let rows = found.into_iter().skip(start).take(PAGE).map(|(_, row)| row).collect();
    ShortPage { rows, next, previous }
}

fn terms(search: &str) -> Vec<String> {
    let search: String = search.chars().filter(|letter| !letter.is_control()).take(LONGEST_SEARCH).collect();
    folded(&search).split_whitespace().take(MOST_TERMS).map(str::to_owned).collect()
}

fn write_place((name, id): &Place, on: bool) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{name}\n{id}", if on { '>' } else { '<' }))
}

/// Nothing where it is none of ours: then the list begins at its beginning.
fn read_place(text: &str) -> Option<(bool, Place)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let (on, rest) = match text.strip_prefix('>') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('<')?),
    };
    let (name, id) = rest.rsplit_once('\n')?;
    Some((on, (name.to_owned(), id.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(count: usize) -> Vec<(usize, String)> {
        (0..count).map(|number| (number, format!("Name {}", number % 7))).collect()
    }

    fn key((number, name): &(usize, String)) -> Key {
        Key { name: name.clone(), id: format!("{number:03}"), texts: vec![format!("slug-{number}")] }
    }

    #[test]
    fn each_row_is_met_once_on_the_way_on_and_back() {
        for backwards in [false, true] {
            let mut ask = ShortAsk { backwards, ..ShortAsk::default() };
            let mut pages = Vec::new();
            loop {
                let page = page(people(120), &ask, key);
                pages.push(page.rows);
                match page.next {
                    Some(next) => ask.place = Some(next),
                    None => break,
                }
            }
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20]);
            let mut all: Vec<_> = pages.concat().into_iter().map(|(number, _)| number).collect();
            all.sort_unstable();
            assert_eq!(all, (0..120).collect::<Vec<_>>());
            let last = page(people(120), &ask, key);
            ask.place = last.previous;
            assert_eq!(page(people(120), &ask, key).rows, pages[1]);
        }
    }

    #[test]
    fn every_term_begins_a_word() {
        let found = |search: &str| {
            let ask = ShortAsk { search: search.to_owned(), ..ShortAsk::default() };
            page(people(20), &ask, key).rows.len()
        };
        assert_eq!((found(""), found("NAME 3"), found("ame"), found("slug-19"), found(" \u{0} ")), (20, 3, 0, 1, 20));
        let lost = ShortAsk { place: Some("nonsense".into()), ..ShortAsk::default() };
        assert_eq!(page(people(3), &lost, key).rows.len(), 3);
    }
}
