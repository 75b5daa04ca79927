//! CBOR as another reader reads it, compared with what the verifier's reader made of the same bytes.
//!
//! The other reader accepts more (indefinite lengths, duplicate keys); the comparison must never excuse a difference in what both accept.

use ciborium::Value;
use webauthn::fuzzing::{self, Item};

/// The first item and its length, as the other reader has it.
pub(crate) fn first(bytes: &[u8]) -> Option<(Value, usize)> {
    let mut rest = bytes;
    let value = ciborium::from_reader(&mut rest).ok()?;
    Some((value, bytes.len() - rest.len()))
}

/// The first item, if the verifier's reader accepts it, after comparing the two readers.
pub(crate) fn compared(bytes: &[u8]) -> Option<(Item, usize)> {
    let (item, length) = fuzzing::cbor_item(bytes)?;
    assert!(length <= bytes.len(), "the item is longer than the input");
    assert!(!has_duplicate(&item), "a map has a key twice: {item:?}");
    match first(bytes) {
        Some((value, other_length)) => {
            assert_eq!(length, other_length, "the readers see other ends of {item:?}");
            assert!(agree(&item, &value), "the readers disagree: {item:?} and {value:?}");
            let written = written(&value);
            let (again, whole) = fuzzing::cbor_item(&written).expect("what another writer writes is accepted");
            assert_eq!(whole, written.len(), "what another writer wrote has another end");
            assert!(agree(&again, &value), "written again, it reads otherwise: {again:?} and {value:?}");
        }
        // Simple values that mean nothing yet are read for their length by us, and refused by the other reader.
        None => assert!(has_other(&item), "only the strict reader accepts {item:?}"),
    }
    Some((item, length))
}

/// The same for input that must be one item.
pub(crate) fn compared_whole(bytes: &[u8]) -> Option<Item> {
    let whole = fuzzing::cbor_whole(bytes);
    match compared(bytes) {
        Some((item, length)) if length == bytes.len() => assert_eq!(whole.as_ref(), Some(&item)),
        _ => assert_eq!(whole, None, "there is something behind the item"),
    }
    whole
}

/// The value of a map's member.
pub(crate) fn member<'a>(map: &'a Item, name: &Item) -> Option<&'a Item> {
    match map {
        Item::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, value)| value),
        _ => None,
    }
}

pub(crate) fn text(name: &str) -> Item {
    Item::Text(name.to_owned())
}

fn written(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("memory is all that writing needs");
    bytes
}

/// What the verifier reads for its length alone may be anything.
fn agree(item: &Item, value: &Value) -> bool {
    match (item, value) {
        (Item::Other, _) => true,
        (Item::Integer(number), Value::Integer(other)) => *number == i128::from(*other),
        (Item::Bytes(bytes), Value::Bytes(other)) => bytes == other,
        (Item::Text(text), Value::Text(other)) => text == other,
        (Item::Array(items), Value::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| agree(item, other))
        }
        (Item::Map(entries), Value::Map(others)) => {
            let same = |((key, value), (other_key, other)): (&(Item, Item), &(Value, Value))| {
                agree(key, other_key) && agree(value, other)
            };
            entries.len() == others.len() && entries.iter().zip(others).all(same)
        }
        _ => false,
    }
}

fn has_other(item: &Item) -> bool {
    match item {
        Item::Other => true,
        Item::Array(items) => items.iter().any(has_other),
        Item::Map(entries) => entries.iter().any(|(_, value)| has_other(value)),
        Item::Integer(_) | Item::Bytes(_) | Item::Text(_) => false,
    }
}

fn has_duplicate(item: &Item) -> bool {
    match item {
        Item::Array(items) => items.iter().any(has_duplicate),
        Item::Map(entries) => entries.iter().enumerate().any(|(place, (key, value))| {
            entries.iter().skip(place + 1).any(|(other, _)| other == key) || has_duplicate(value)
        }),
        _ => false,
    }
}
