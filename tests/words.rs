//! The dictionary of words is jieba-rs's, and words are cut as jieba-rs cuts them.
//!
//! `BLESS=1 cargo test --test words` writes `src/fact/words.bin` from the dictionary of the jieba-rs
//! that Cargo.lock names.

use gongwen::fact::words;
use jieba_rs::Jieba;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Frequencies by word, from jieba-rs's sources.
fn dictionary() -> BTreeMap<String, u32> {
    // Packages of other platforms are not on the machine.
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let version = Command::new(rustc).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|l| l.strip_prefix("host: "));
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", host.unwrap()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let known: serde_json::Value = serde_json::from_slice(&asked.stdout).unwrap();
    let packages = known["packages"].as_array().unwrap();
    let jieba = packages.iter().find(|p| p["name"] == "jieba-rs").unwrap();
    let manifest = Path::new(jieba["manifest_path"].as_str().unwrap());
    let file = manifest.with_file_name("src").join("data").join("dict.txt");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let entry = |line: &str| {
        let mut parts = line.split_ascii_whitespace();
        let word = parts.next().unwrap().to_owned();
        (word, parts.next().unwrap().parse().unwrap())
    };
    text.lines().map(entry).collect()
}

/// The trie as `fact::words` reads it.
fn packed(words: &BTreeMap<String, u32>) -> Vec<u8> {
    #[derive(Default)]
    struct Node {
        children: BTreeMap<u16, Node>,
        weight: Option<u32>,
    }
    let mut root = Node::default();
    for (word, weight) in words {
        let mut node = &mut root;
        for unit in word.encode_utf16() {
            assert!(!(0xd800..0xe000).contains(&unit), "{word}: beyond 16 bits");
            node = node.children.entry(unit).or_default();
        }
        node.weight = Some(*weight);
    }
    let mut weights: Vec<u32> = words.values().copied().collect();
    weights.sort_unstable();
    weights.dedup();
    let place = |w: u32| u16::try_from(weights.binary_search(&w).unwrap() + 1).unwrap();
    let mut out = Vec::new();
    out.extend((weights.len() as u32).to_le_bytes());
    out.extend(words.values().sum::<u32>().to_le_bytes());
    weights.iter().for_each(|w| out.extend(w.to_le_bytes()));
    let mut level = vec![(0u16, &root)];
    let mut next_child = 1u32;
    while !level.is_empty() {
        let mut below = Vec::new();
        for (unit, node) in level {
            out.extend(unit.to_le_bytes());
            out.extend(node.weight.map_or(0, place).to_le_bytes());
            out.extend(next_child.to_le_bytes());
            next_child += node.children.len() as u32;
            below.extend(node.children.iter().map(|(u, n)| (*u, n)));
        }
        level = below;
    }
    // Where the children of the last node end.
    out.extend([0; 4]);
    out.extend(next_child.to_le_bytes());
    out
}

#[test]
fn the_dictionary_is_that_of_jieba() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fact/words.bin");
    let packed = packed(&dictionary());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &packed).unwrap();
    }
    assert!(
        std::fs::read(&file).unwrap() == packed,
        "src/fact/words.bin is not made from the jieba-rs of Cargo.lock; run BLESS=1 cargo test --test words"
    );
}

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => texts(&path, out),
            path if path.extension().is_some_and(|e| e == "txt" || e == "md") => out.push(path),
            _ => {}
        }
    }
}

fn ends_by_jieba(jieba: &Jieba, text: &str) -> Vec<usize> {
    let tokens = jieba.cut(text, false);
    tokens.iter().map(|t| t.byte_end).collect()
}

#[test]
fn texts_are_cut_as_jieba_cuts_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    texts(&root.join("corpus"), &mut files);
    let beside = root.join("../shared/texts");
    match beside.is_dir() {
        true => texts(&beside, &mut files),
        false => println!("skipped: no texts beside the project"),
    }
    let jieba = Jieba::new();
    let mut lines = 0;
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for line in text.lines().filter(|l| !l.is_empty()) {
            lines += 1;
            let (ours, theirs) = (words::cut(line).to_vec(), ends_by_jieba(&jieba, line));
            assert_eq!(ours, theirs, "{}: {line}", file.display());
        }
    }
    assert!(lines > 500, "only {lines} lines were compared");
}

#[test]
fn odd_texts_are_cut_as_jieba_cuts_them() {
    let jieba = Jieba::new();
    for text in [
        "",
        "a\r\nb",
        "\r",
        "4S店的C++与AT&T",
        "GDP增长6.5%-7%左右",
        "𠮷野家，㐂字𪚥",
        "x y　z",
        "３５％",
        "abc12中国",
        "豈有此理",
    ] {
        assert_eq!(
            words::cut(text).to_vec(),
            ends_by_jieba(&jieba, text),
            "{text:?}"
        );
    }
    // Any pair of common characters, and their runs.
    let common =
        "的一是不了在人有我他这中大来上国个到说们为子和地出道也时年发展经济社会妇女儿童规划指标";
    let chars: Vec<char> = common.chars().collect();
    let mut state = 7usize;
    for _ in 0..20_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let text: String = (0..12)
            .map(|n| chars[(state >> (n * 4)) % chars.len()])
            .collect();
        assert_eq!(
            words::cut(&text).to_vec(),
            ends_by_jieba(&jieba, &text),
            "{text}"
        );
    }
}
