//! Charts as SVG, drawn here. A chart holds no colour of its own: its parts have classes, so that the style of the page decides, in the light and
//! in the dark. It must never be the only place where a number stands: beside each chart is a table with the same numbers.

use plotters::prelude::*;

/// Colours that stand for classes; no page ever shows them.
const INK: RGBColor = RGBColor(0, 0, 1);
const QUIET: RGBColor = RGBColor(0, 0, 2);
const TRACK: RGBColor = RGBColor(0, 0, 3);
const BAR: RGBColor = RGBColor(0, 0, 4);
const OTHER: RGBColor = RGBColor(0, 0, 5);
const PARTS: [(&str, &str); 5] =
    [("#000001", "ink"), ("#000002", "quiet"), ("#000003", "track"), ("#000004", "bar"), ("#000005", "other")];

/// Wide enough for a phone; the page makes it wider where there is room.
const WIDTH: i32 = 360;
const ROW: i32 = 38;
const SIZE: i32 = 12;
const HEIGHT: i32 = 150;
/// Letters of a label that have room beside a number.
const LONGEST: usize = 34;

/// One bar: what it is of, what it says at its end, and how long it is in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub label: String,
    pub value: String,
    pub per_mille: i64,
}

/// Bars below each other, each in a track that shows what the whole is.
pub(crate) fn bars(name: &'static str, bars: &[Bar]) -> String {
    let rows = i32::try_from(bars.len()).unwrap_or_default();
    let mut text = String::new();
    if rows == 0 || draw_bars(&mut text, rows, bars).is_none() {
        return String::new();
    }
    finished(name, &text)
}

fn draw_bars(text: &mut String, rows: i32, bars: &[Bar]) -> Option<()> {
    let size = (u32::try_from(WIDTH).ok()?, u32::try_from(rows * ROW).ok()?);
    let root = SVGBackend::with_string(text, size).into_drawing_area();
    let face = ("sans-serif", SIZE).into_font();
    let label = TextStyle::from(face.clone()).color(&INK);
    let value = TextStyle::from(face).color(&QUIET).pos(text_at_the_end());
    for (row, bar) in (0..).zip(bars) {
        let top = row * ROW;
        let length = i32::try_from(bar.per_mille.clamp(0, 1000) * i64::from(WIDTH) / 1000).ok()?;
        // A sliver for what is little: nothing and something are not the same.
        let length = if bar.per_mille > 0 { length.max(2) } else { 0 };
        root.draw(&Text::new(shortened(&bar.label), (0, top + 2), label.clone())).ok()?;
        root.draw(&Text::new(bar.value.clone(), (WIDTH, top + 2), value.clone())).ok()?;
        root.draw(&Rectangle::new([(0, top + 20), (WIDTH, top + 30)], TRACK.filled())).ok()?;
        if length > 0 {
            root.draw(&Rectangle::new([(0, top + 20), (length, top + 30)], BAR.filled())).ok()?;
        }
    }
    root.present().ok()
}

/// Two lines over days: what is counted with a passkey, and what by other ways. `first` and `last` are how the days are called.
pub(crate) fn lines(name: &'static str, days: &[(i64, i64)], (first, last): (&str, &str)) -> String {
    let mut text = String::new();
    if days.len() < 2 || draw_lines(&mut text, days, (first, last)).is_none() {
        return String::new();
    }
    finished(name, &text)
}

fn draw_lines(text: &mut String, days: &[(i64, i64)], (first, last): (&str, &str)) -> Option<()> {
    let size = (u32::try_from(WIDTH).ok()?, u32::try_from(HEIGHT).ok()?);
    let root = SVGBackend::with_string(text, size).into_drawing_area();
    let highest = days.iter().map(|(passkey, other)| (*passkey).max(*other)).max()?.max(1);
    let end = i64::try_from(days.len() - 1).ok()?;
    let (top, bottom) = (22, HEIGHT - 22);
    let place = |(day, number): (i64, i64)| {
        let across = i32::try_from(day * i64::from(WIDTH) / end).unwrap_or_default();
        let up = i32::try_from(number * i64::from(bottom - top) / highest).unwrap_or_default();
        (across, bottom - up)
    };
    let face = ("sans-serif", SIZE).into_font();
    let quiet = TextStyle::from(face).color(&QUIET);
    root.draw(&Text::new(domain::figures::grouped(highest), (0, 2), quiet.clone())).ok()?;
    for height in [top, bottom] {
        root.draw(&PathElement::new([(0, height), (WIDTH, height)], TRACK.stroke_width(1))).ok()?;
    }
    let line = |of: fn(&(i64, i64)) -> i64| (0..).zip(days).map(move |(day, numbers)| place((day, of(numbers))));
    root.draw(&PathElement::new(line(|day| day.1).collect::<Vec<_>>(), OTHER.stroke_width(2))).ok()?;
    root.draw(&PathElement::new(line(|day| day.0).collect::<Vec<_>>(), BAR.stroke_width(2))).ok()?;
    root.draw(&Text::new(first.to_owned(), (0, bottom + 6), quiet.clone())).ok()?;
    root.draw(&Text::new(last.to_owned(), (WIDTH, bottom + 6), quiet.pos(text_at_the_end()))).ok()?;
    root.present().ok()
}

fn text_at_the_end() -> plotters::style::text_anchor::Pos {
    use plotters::style::text_anchor::{HPos, Pos, VPos};
    Pos::new(HPos::Right, VPos::Top)
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LONGEST {
        return label.to_owned();
    }
    label.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Classes in place of colours, and nothing that the page's style says anyway. `name` is what it is called by whoever does not see it.
fn finished(name: &'static str, drawn: &str) -> String {
    let mut text = drawn.replace('\n', "");
    for said in [
        " opacity=\"1\"",
        " stroke=\"none\"",
        " fill=\"none\"",
        " font-family=\"sans-serif\"",
        " text-anchor=\"start\"",
    ] {
        text = text.replace(said, "");
    }
    for (colour, class) in PARTS {
        text = text.replace(&format!(" fill=\"{colour}\""), &format!(" class=\"{class}\""));
        text = text.replace(&format!(" stroke=\"{colour}\""), &format!(" class=\"{class}-line\""));
    }
    for attribute in [" font-size=\"", " stroke-width=\"", " xmlns=\""] {
        text = without(&text, attribute);
    }
    // Its size is the page's to say.
    let rest = text.find("viewBox").and_then(|place| text.get(place..)).unwrap_or_default();
    format!("<svg class=\"chart\" role=\"img\" aria-label=\"Chart: {name}\" {rest}")
}

/// Leaves an attribute out wherever it stands.
fn without(text: &str, attribute: &str) -> String {
    let mut pieces = text.split(attribute);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('"').map_or(piece, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_classes_and_no_colours_and_what_it_says_stays_text() {
        let bar = |label: &str, per_mille| Bar { label: label.into(), value: "7".into(), per_mille };
        let drawn = bars("Things", &[bar("<b>&\"", 500), bar("little", 1), bar("none", 0)]);
        assert!(
            drawn.starts_with("<svg class=\"chart\" role=\"img\" aria-label=\"Chart: Things\" viewBox=\"0 0 360 114\""),
            "{drawn}"
        );
        assert!(!drawn.contains('#') && !drawn.contains("style=") && !drawn.contains("<b>"), "{drawn}");
        assert!(drawn.contains("&lt;b&gt;&amp;&quot;"), "{drawn}");
        assert!(!drawn.contains("font-size"), "{drawn}");
        assert_eq!((drawn.matches("class=\"bar\"").count(), drawn.matches("class=\"track\"").count()), (2, 3));
        assert!(drawn.contains("width=\"180\"") && drawn.contains("width=\"2\""), "{drawn}");
        let drawn = lines("Days", &[(0, 3), (5, 1), (10, 0)], ("1 May", "3 May"));
        assert!(drawn.contains("class=\"bar-line\"") && drawn.contains("class=\"other-line\""), "{drawn}");
        assert!(!drawn.contains('#') && drawn.contains("1 May"), "{drawn}");
        assert_eq!((bars("", &[]), lines("", &[(1, 1)], ("", ""))), (String::new(), String::new()));
    }
}
