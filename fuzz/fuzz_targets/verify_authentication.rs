//! See [`fuzz::verify_authentication`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::verify_authentication::check(input);
});
