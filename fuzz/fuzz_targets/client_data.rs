//! See [`fuzz::client_data`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::client_data::check(input);
});
