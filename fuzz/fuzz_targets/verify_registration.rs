//! See [`fuzz::verify_registration`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::verify_registration::check(input);
});
