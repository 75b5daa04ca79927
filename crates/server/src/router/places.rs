//! Where in the table the line of a request is. Every request asks, so it is held against the lines of its method and its number of segments alone.

use super::{TABLE, fits};
use axum::http::Method;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The places in the table by method and number of segments, so that a request is held against some tens of lines and not against all.
static PLACES: LazyLock<HashMap<(&Method, usize), Vec<usize>>> = LazyLock::new(|| {
    let mut places: HashMap<_, Vec<usize>> = HashMap::new();
    for (place, line) in TABLE.iter().enumerate() {
        places.entry((&line.method, segments(line.path))).or_default().push(place);
    }
    places
});

/// Where in the table the line of a request is.
pub(crate) fn place(method: &Method, path: &str) -> Option<usize> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let mut places = PLACES.get(&(method, segments(path)))?.iter().copied();
    places.find(|place| TABLE.get(*place).is_some_and(|line| fits(line.path, path)))
}

/// Method and route of a place as they are told to whoever watches: words of the table, whatever was asked.
pub(crate) fn names(place: Option<usize>) -> (&'static str, &'static str) {
    place.and_then(|place| TABLE.get(place)).map_or(("other", "-"), |line| (method_name(&line.method), line.path))
}

/// The table's methods are few, and its names live as long as the process.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

fn segments(path: &str) -> usize {
    path.bytes().filter(|byte| *byte == b'/').count()
}
