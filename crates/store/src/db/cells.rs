//! Values on their way into a statement and out of a row. The dialect knows three types (BIGINT, text, bytes) and NULL;
//! whatever else a column holds is a corrupt row, reported by table, column and key, never guessed at.

use std::{borrow::Cow, fmt::Write};

use super::{postgres, sqlite};
use crate::error::Error;

/// One parameter or one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
    Null,
}

/// A Rust type that goes into a statement.
pub(crate) trait Parameter {
    fn value(&self) -> Value<'_>;
}

/// A Rust type that a cell can be read as; `None` makes the row a corrupt one.
pub(crate) trait Cell: Sized {
    fn from_value(value: Value<'_>) -> Option<Self>;
}

/// The parameters of a statement, in the order of their numbers.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Parameter::value(&$value)),*] };
}
pub(crate) use params;

/// An enum whose variants are words in a text column.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl $crate::db::Cell for $name {
            fn from_value(value: $crate::db::Value<'_>) -> Option<$name> {
                match value { $crate::db::Value::Text(word) => $name::from_word(word), _ => None }
            }
        }

        impl $crate::db::Parameter for $name {
            fn value(&self) -> $crate::db::Value<'_> {
                $crate::db::Value::Text(self.as_str())
            }
        }
    };
}
pub(crate) use words;

/// One row of an answer.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::postgres::Row),
}

impl<'r> Row<'r> {
    /// Reads the cells from the first on. `key` is the position of the column that names the row in an error.
    pub(crate) fn of(&'r self, table: &'static str, key: usize) -> Cells<'r> {
        Cells { row: self, table, key, next: 0 }
    }

    fn value(&self, column: usize) -> Option<Value<'_>> {
        match self {
            Row::Sqlite(row) => sqlite::cell(row, column),
            Row::Postgres(row) => postgres::cell(row, column),
        }
    }

    fn column_name(&self, column: usize) -> Option<&str> {
        match self {
            Row::Sqlite(row) => row.as_ref().column_name(column).ok(),
            Row::Postgres(row) => row.columns().get(column).map(::postgres::Column::name),
        }
    }
}

/// Takes the cells of a row one after the other, in the order in which the statement lists them.
pub(crate) struct Cells<'r> {
    row: &'r Row<'r>,
    table: &'static str,
    key: usize,
    next: usize,
}

impl Cells<'_> {
    /// The next cell. Its name is for the error; in debug builds it is compared with the statement's.
    pub(crate) fn take<T: Cell>(&mut self, column: &'static str) -> Result<T, Error> {
        let position = self.next;
        self.next += 1;
        debug_assert_eq!(self.row.column_name(position), Some(column), "column {position} of {}", self.table);
        self.row.value(position).and_then(T::from_value).ok_or_else(|| self.corrupt(column))
    }

    fn corrupt(&self, column: &'static str) -> Error {
        Error::CorruptRow { table: self.table, column, id: self.key() }
    }

    fn key(&self) -> String {
        match self.row.value(self.key) {
            Some(Value::Text(text)) => text.to_owned(),
            Some(Value::Int(number)) => number.to_string(),
            Some(Value::Blob(bytes)) => match <[u8; 16]>::try_from(bytes) {
                Ok(id) => uuid::Uuid::from_bytes(id).to_string(),
                Err(_) => bytes.iter().fold(String::new(), |mut hex, byte| {
                    // Writing to a String does not fail.
                    let _ = write!(hex, "{byte:02x}");
                    hex
                }),
            },
            Some(Value::Null) | None => "unknown".to_owned(),
        }
    }
}

impl Cell for i64 {
    fn from_value(value: Value<'_>) -> Option<i64> {
        match value {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }
}

impl Cell for u32 {
    fn from_value(value: Value<'_>) -> Option<u32> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Cell for bool {
    fn from_value(value: Value<'_>) -> Option<bool> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl Cell for String {
    fn from_value(value: Value<'_>) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl Cell for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Vec<u8>> {
        match value {
            Value::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl<const N: usize> Cell for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<[u8; N]> {
        match value {
            Value::Blob(bytes) => bytes.try_into().ok(),
            _ => None,
        }
    }
}

impl Cell for Cow<'static, str> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        String::from_value(value).map(Into::into)
    }
}

impl<T: Cell> Cell for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! parameters {
    ($($of:ty => |$value:ident| $to:expr),+ $(,)?) => {$(
        impl Parameter for $of {
            fn value(&self) -> Value<'_> {
                let $value = self;
                $to
            }
        }
    )+};
}

parameters! {
    i64 => |number| Value::Int(*number),
    u32 => |number| Value::Int(i64::from(*number)),
    bool => |flag| Value::Int(i64::from(*flag)),
    str => |text| Value::Text(text),
    String => |text| Value::Text(text),
    Cow<'static, str> => |text| Value::Text(text),
    [u8] => |bytes| Value::Blob(bytes),
    Vec<u8> => |bytes| Value::Blob(bytes),
}

impl<const N: usize> Parameter for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Parameter::value)
    }
}

impl<T: Parameter + ?Sized> Parameter for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}
