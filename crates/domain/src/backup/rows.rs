//! Rows as bytes: each column is a kind and its value, nothing of it an engine's. Whoever can seal to a public key can make a file, so
//! everything that is read is bounded.

use store::whole::{Field, Row};

const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;

pub(super) fn encode(row: &Row, to: &mut Vec<u8>) {
    for field in row {
        match field {
            Field::Null => to.push(NULL),
            Field::Int(number) => {
                to.push(INT);
                to.extend_from_slice(&number.to_le_bytes());
            }
            Field::Text(text) => long(TEXT, text.as_bytes(), to),
            Field::Bytes(bytes) => long(BYTES, bytes, to),
        }
    }
}

fn long(kind: u8, bytes: &[u8], to: &mut Vec<u8>) {
    to.push(kind);
    // The whole row has a length that fits: see `making`.
    to.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    to.extend_from_slice(bytes);
}

/// A row of so many columns that fills all the bytes.
pub(super) fn decode(mut bytes: &[u8], columns: usize) -> Option<Row> {
    let mut row = Vec::with_capacity(columns);
    for _ in 0..columns {
        let (kind, rest) = bytes.split_first()?;
        let (field, rest) = match *kind {
            NULL => (Field::Null, rest),
            INT => {
                let (number, rest) = rest.split_first_chunk::<8>()?;
                (Field::Int(i64::from_le_bytes(*number)), rest)
            }
            TEXT => {
                let (text, rest) = take(rest)?;
                (Field::Text(std::str::from_utf8(text).ok()?.to_owned()), rest)
            }
            BYTES => {
                let (bytes, rest) = take(rest)?;
                (Field::Bytes(bytes.to_vec()), rest)
            }
            _ => return None,
        };
        row.push(field);
        bytes = rest;
    }
    bytes.is_empty().then_some(row)
}

fn take(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field() -> impl Strategy<Value = Field> {
        prop_oneof![
            Just(Field::Null),
            any::<i64>().prop_map(Field::Int),
            ".{0,20}".prop_map(Field::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Field::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn a_row_is_read_as_it_was_written(row in proptest::collection::vec(field(), 0..8)) {
            let mut bytes = Vec::new();
            encode(&row, &mut bytes);
            prop_assert_eq!(decode(&bytes, row.len()), Some(row.clone()));
            prop_assert_eq!(decode(&bytes, row.len() + 1), None);
            bytes.push(0);
            prop_assert_eq!(decode(&bytes, row.len()), None);
        }

        #[test]
        fn anything_else_is_refused_and_nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60), columns in 0..6usize) {
            if let Some(row) = decode(&bytes, columns) {
                let mut again = Vec::new();
                encode(&row, &mut again);
                prop_assert_eq!(again, bytes);
            }
        }
    }
}
