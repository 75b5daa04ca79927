//! See [`fuzz::attestation_object`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::attestation_object::check(input);
});
