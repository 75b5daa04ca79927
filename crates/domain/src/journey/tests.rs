//! The decision, case by case; `property` walks the whole space.

mod cases;
mod property;
mod space;
