//! How many instructions a fixed input takes, against `benches/baseline.toml`.
//!
//! `cargo test --release --test instructions -- --ignored` fails where a count has grown by more than
//! 5 % ; with `BLESS=1` it writes the counts. It needs valgrind, and the processor and the compiler that
//! the baseline names: others count otherwise, which is why it is not asked with the other tests.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Growth that is let pass, in hundredths.
const GROWTH: u64 = 5;

fn count(args: &[&str]) -> u64 {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_gongwen"))
        .args(args)
        .current_dir(root)
        .output()
        .unwrap_or_else(|e| panic!("valgrind: {e}; install it"));
    let told = String::from_utf8_lossy(&out.stderr);
    let line = told.lines().find(|l| l.contains("Collected"));
    let count = line.and_then(|l| l.rsplit(' ').next()).map(str::parse);
    match count {
        Some(Ok(count)) => count,
        _ => panic!("valgrind counted nothing:\n{told}"),
    }
}

#[test]
#[ignore = "needs valgrind and the machine of the baseline"]
fn no_more_than_before() {
    if cfg!(debug_assertions) {
        panic!("counts are of a release build: cargo test --release");
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/baseline.toml");
    let inputs: [(&str, &[&str]); 3] = [
        ("start", &["explain", "--text", "全市投入资金1.2亿元。"]),
        (
            "extract",
            &["extract", "corpus", "-q", "-j", "1", "--include", "*.txt"],
        ),
        (
            "audit",
            &["audit", "corpus", "-q", "-j", "1", "--include", "*.txt"],
        ),
    ];
    let counts: BTreeMap<&str, u64> = inputs.map(|(name, args)| (name, count(args))).into();
    if std::env::var_os("BLESS").is_some() {
        let lines = counts.iter().map(|(name, n)| format!("{name} = {n}\n"));
        let head = "# Instructions by callgrind; written by BLESS=1 cargo test --release --test instructions -- --ignored\n";
        std::fs::write(&file, format!("{head}{}", lines.collect::<String>())).unwrap();
    }
    let text = std::fs::read_to_string(&file).unwrap();
    let before: BTreeMap<String, u64> = toml::from_str(&text).unwrap();
    for (name, now) in counts {
        let most = before[name] * (100 + GROWTH) / 100;
        println!("{name}: {now}, before {}", before[name]);
        assert!(
            now <= most,
            "{name}: {now} instructions, {} before",
            before[name]
        );
    }
}
