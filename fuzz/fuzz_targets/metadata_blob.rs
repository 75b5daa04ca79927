//! See [`fuzz::metadata_blob`].

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz::metadata_blob::check(input);
});
