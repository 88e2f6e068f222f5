//! Every built-in pattern passes its own examples.

use gongwen::pattern::Patterns;
use gongwen::trial::failures;

#[test]
fn examples_hold() {
    let patterns = Patterns::built_in().unwrap_or_else(|e| panic!("{e}"));
    let failed: Vec<String> = failures(&patterns)
        .iter()
        .map(|f| format!("{}: {}: {}", f.place, f.pattern, f.what))
        .collect();
    assert!(
        failed.is_empty(),
        "{} examples fail:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

#[test]
fn every_file_of_a_folder_counts_in_the_fingerprint() {
    let fingerprint = |unit: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("unit.toml"), unit).unwrap();
        let patterns = Patterns::with(folder.path()).unwrap_or_else(|e| panic!("{e}"));
        patterns.fingerprint
    };
    let unit = include_str!("../patterns/unit.toml");
    let changed = format!("# another word\n{unit}");
    assert_ne!(fingerprint(unit), fingerprint(&changed));
    assert_eq!(fingerprint(unit), fingerprint(unit));
}
