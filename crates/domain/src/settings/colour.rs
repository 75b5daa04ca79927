//! Colours that can be read: a workspace's own one is moved towards black or white until it has the contrast that people need. It must never
//! be asked for a name of a colour: what comes in is three numbers.

pub type Colour = [f64; 3];

pub const BLACK: Colour = [0.0; 3];
pub const WHITE: Colour = [1.0; 3];

/// WCAG 2.2, 1.4.3, with a little to spare for rounding.
pub const LEAST: f64 = 4.55;

/// The ground of a button in a mail, on which its white text can be read.
pub fn of_button(colour: [u8; 3]) -> String {
    hex(towards(shares(colour), BLACK, |shade| contrast(shade, WHITE) >= LEAST))
}

pub fn towards(colour: Colour, end: Colour, is_enough: impl Fn(Colour) -> bool) -> Colour {
    let steps = (0..=50).map(|step| mix(colour, end, f64::from(step) / 50.0));
    steps.into_iter().find(|shade| is_enough(*shade)).unwrap_or(end)
}

pub fn shares(colour: [u8; 3]) -> Colour {
    colour.map(|part| f64::from(part) / 255.0)
}

pub fn mix(colour: Colour, other: Colour, share: f64) -> Colour {
    std::array::from_fn(|part| colour[part] * (1.0 - share) + other[part] * share)
}

/// WCAG 2.2: relative luminance, and the ratio of two.
fn luminance(colour: Colour) -> f64 {
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Digit by digit, so that no number is ever cut.
pub fn hex(colour: Colour) -> String {
    let digits = colour.map(|part| {
        let nearest = (0..=255_u8).min_by(|one, other| {
            let far = |step: &u8| (f64::from(*step) / 255.0 - part).abs();
            far(one).total_cmp(&far(other))
        });
        format!("{:02x}", nearest.unwrap_or_default())
    });
    format!("#{}", digits.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_button_can_be_read_on_any_colour() {
        for part in 0..=255_u8 {
            for colour in [[part; 3], [part, 255, 0], [255, part, 0], [0, 255, part], [part, 0, 255], [255, 255, part]]
            {
                let ground = towards(shares(colour), BLACK, |shade| contrast(shade, WHITE) >= LEAST);
                assert!(contrast(ground, WHITE) >= 4.5, "{colour:?} {ground:?}");
            }
        }
        // One that can be read is used as it is.
        assert_eq!(of_button([0x1d, 0x6a, 0x63]), "#1d6a63");
        assert_ne!(of_button([0xff, 0xe0, 0x20]), "#ffe020");
    }
}
