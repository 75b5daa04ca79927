//! See [`fuzz::authenticator_data`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::authenticator_data::check(input);
});
