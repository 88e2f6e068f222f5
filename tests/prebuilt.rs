//! What is compiled beforehand is what the patterns compile to now.
//!
//! `BLESS=1 cargo test --test prebuilt` writes `src/pattern/prebuilt.bin`.

use gongwen::extract::Extractor;
use gongwen::pattern::{Patterns, prebuilt};
use std::path::Path;

#[test]
fn what_is_compiled_beforehand_is_what_the_patterns_compile_to() {
    prebuilt::record();
    let patterns = Patterns::built_in().unwrap();
    Extractor::new(patterns, None).unwrap().compile();
    let now = prebuilt::recorded().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pattern/prebuilt.bin");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    assert!(
        std::fs::read(&file).unwrap() == now,
        "patterns/, or how they are compiled, changed; run BLESS=1 cargo test --test prebuilt"
    );
}
