//! A strict reader for the little CBOR that WebAuthn uses: everything is borrowed from the input.
//!
//! It must never accept what two readers could understand differently (trailing bytes, duplicate keys, indefinite
//! lengths), and never allocate for a length that the input does not have.

const MAX_DEPTH: u8 = 16;
/// Our maps have five entries; the check for duplicates is quadratic.
const MAX_MAP_ENTRIES: usize = 64;

/// The input is not CBOR, or not CBOR that we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// One item. Floats, booleans, null and tags are read for their length alone: no check rests on one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Integer(i128),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Value<'a>>),
    Map(Map<'a>),
    Other,
}

/// A map whose keys are unique.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Map<'a>(Vec<(Key<'a>, Value<'a>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    Integer(i128),
    Bytes(&'a [u8]),
    Text(&'a str),
}

impl<'a> Map<'a> {
    pub(crate) fn text(&self, name: &str) -> Option<&Value<'a>> {
        self.get(Key::Text(name))
    }

    pub(crate) fn label(&self, label: i128) -> Option<&Value<'a>> {
        self.get(Key::Integer(label))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = Key<'a>> {
        self.0.iter().map(|(key, _)| *key)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, wanted: Key<'_>) -> Option<&Value<'a>> {
        self.0.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value)
    }
}

/// Reads the one item that the whole input must be.
pub(crate) fn whole(input: &[u8]) -> Result<Value<'_>, Malformed> {
    let (value, rest) = item(input)?;
    if rest.is_empty() { Ok(value) } else { Err(Malformed) }
}

/// Reads the first item and returns what follows it.
pub(crate) fn item(input: &[u8]) -> Result<(Value<'_>, &[u8]), Malformed> {
    let mut reader = Reader { rest: input };
    let value = reader.value(MAX_DEPTH)?;
    Ok((value, reader.rest))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u8) -> Result<Value<'a>, Malformed> {
        let (major, argument) = self.head()?;
        match major {
            0 => Ok(Value::Integer(i128::from(argument))),
            1 => Ok(Value::Integer(-1 - i128::from(argument))),
            2 => Ok(Value::Bytes(self.take(argument)?)),
            3 => Ok(Value::Text(std::str::from_utf8(self.take(argument)?).map_err(|_| Malformed)?)),
            4 => self.array(argument, depth.checked_sub(1).ok_or(Malformed)?),
            5 => self.map(argument, depth.checked_sub(1).ok_or(Malformed)?),
            6 => self.value(depth.checked_sub(1).ok_or(Malformed)?).map(|_| Value::Other),
            _ => Ok(Value::Other),
        }
    }

    fn array(&mut self, count: u64, depth: u8) -> Result<Value<'a>, Malformed> {
        let count = self.plausible(count, 1)?;
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(self.value(depth)?);
        }
        Ok(Value::Array(values))
    }

    fn map(&mut self, count: u64, depth: u8) -> Result<Value<'a>, Malformed> {
        let count = self.plausible(count, 2)?;
        if count > MAX_MAP_ENTRIES {
            return Err(Malformed);
        }
        let mut entries: Vec<(Key<'a>, Value<'a>)> = Vec::with_capacity(count);
        for _ in 0..count {
            let key = match self.value(depth)? {
                Value::Integer(number) => Key::Integer(number),
                Value::Bytes(bytes) => Key::Bytes(bytes),
                Value::Text(text) => Key::Text(text),
                Value::Array(_) | Value::Map(_) | Value::Other => return Err(Malformed),
            };
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(Malformed);
            }
            entries.push((key, self.value(depth)?));
        }
        Ok(Value::Map(Map(entries)))
    }

    /// A count of items of which each takes at least `least` bytes.
    fn plausible(&self, count: u64, least: usize) -> Result<usize, Malformed> {
        let count = usize::try_from(count).map_err(|_| Malformed)?;
        if count > self.rest.len() / least { Err(Malformed) } else { Ok(count) }
    }

    /// The major type and its argument. Longer forms than needed are accepted, as real authenticators write them;
    /// indefinite lengths and reserved forms are not.
    fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let first = *self.take(1)?.first().ok_or(Malformed)?;
        let (major, short) = (first >> 5, first & 0x1f);
        let width = match short {
            0..=23 => return Ok((major, u64::from(short))),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(Malformed),
        };
        let argument = self.take(width)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        if major == 7 && width == 1 && argument < 32 { Err(Malformed) } else { Ok((major, argument)) }
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(length).map_err(|_| Malformed)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests;
