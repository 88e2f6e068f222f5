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
