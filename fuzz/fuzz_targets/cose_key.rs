//! See [`fuzz::cose_key`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::cose_key::check(input);
});
