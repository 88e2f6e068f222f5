//! What is compiled beforehand is what the patterns compile to now.
//!
//! `BLESS=1 cargo test --test prebuilt` writes `src/pattern/prebuilt.bin`.

use gongwen::extract::Extractor;
use gongwen::pattern::prebuilt;
use gongwen::source::Input;
use std::path::Path;
use walkdir::WalkDir;

#[test]
fn what_is_compiled_beforehand_is_what_the_patterns_compile_to() {
    prebuilt::record();
    let extractor = Extractor::built_in(None).unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    // What texts ask for: the corpus, and the pattern files with their examples.
    for entry in ["corpus", "patterns"]
        .iter()
        .flat_map(|f| WalkDir::new(project.join(f)))
    {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|e| e == "txt" || e == "toml") {
            extractor.rows(&Input {
                path: path.display().to_string().into(),
                bytes: std::fs::read(&path).unwrap(),
                sha256: "00".into(),
            });
        }
    }
    extractor.compile();
    let now = prebuilt::recorded().unwrap();
    let file = project.join("src/pattern/prebuilt.bin");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    assert!(
        std::fs::read(&file).unwrap() == now,
        "patterns/, or how they are compiled, changed; run BLESS=1 cargo test --test prebuilt"
    );
}
