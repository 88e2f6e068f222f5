//! What the house asks of its source files, where the compiler does not ask it.
//!
//! A rule that finds something fails with one `file:line: what` for each place. Numbers below may
//! only go down.

#[path = "tidy/code.rs"]
mod code;

use code::{Code, code};
use std::path::Path;

/// Lines of a file before its tests.
const FILE: usize = 400;
/// Files that are longer, and how long they may be.
const LONG_FILES: &[(&str, usize)] = &[];

/// Lines of a function.
const FUNCTION: usize = 60;
/// Functions that are longer, how long they may be, and why.
const LONG_FUNCTIONS: &[(&str, usize)] = &[
    // One expression a line.
    ("src/fact/vocabulary.rs new", 92),
];

/// Names that say nothing.
const EMPTY_NAMES: [&str; 4] = ["util", "helper", "manager", "common"];

/// Where a call may panic, and why it does not.
const PANICS: &[(&str, &str)] = &[
    (
        "src/pattern/lazy.rs",
        "the pattern that matches nothing compiles",
    ),
    (
        "src/value/unit.rs",
        "the table is compiled in, and a test reads it",
    ),
];

/// Where Chinese literals belong to the code, and why.
const CHINESE: &[(&str, &str)] = &[
    (
        "src/value/",
        "numerals, calendars, units and rounding are code",
    ),
    ("src/text/", "folding and encodings are about characters"),
    (
        "src/record.rs",
        "the schema explains fields by their official names",
    ),
    (
        "src/cli/audit",
        "the closing line of a table for Chinese readers",
    ),
    (
        "src/audit/",
        "each check holds its page, its examples and its messages beside it; its words are in patterns/audit.toml",
    ),
];
/// Literals with Chinese elsewhere: mostly particles at which phrases are cut (的, 和, 、), the last
/// characters of areas by their rank (省, 市, 县), and numerals of headings.
const CHINESE_ELSEWHERE: usize = 123;

fn sources() -> Vec<Code> {
    code(Path::new(env!("CARGO_MANIFEST_DIR")), "src")
}

fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// The rooms in the order of `src/lib.rs`.
fn rooms(sources: &[Code]) -> Vec<String> {
    let Some(lib) = sources.iter().find(|c| c.path == "src/lib.rs") else {
        panic!("no src/lib.rs");
    };
    let room = |l: &String| Some(l.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    lib.lines.iter().filter_map(room).collect()
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let sources = sources();
    let rooms = rooms(&sources);
    let place = |room: &str| rooms.iter().position(|r| r == room);
    let mut found = Vec::new();
    for c in &sources {
        // The program's own files see the library from outside.
        let Some(own) = place(c.room()) else { continue };
        for (n, line) in c.lines.iter().enumerate() {
            for used in used(line) {
                if place(&used).is_none_or(|p| p > own) {
                    found.push(format!(
                        "{}: {} uses {used}, which stands below it in src/lib.rs",
                        c.at(n),
                        c.room()
                    ));
                }
            }
        }
    }
    none(found);
}

/// The names after each `crate::` in a line, those in braces too.
fn used(line: &str) -> Vec<String> {
    let word = |s: &str| {
        s.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let after = line
        .match_indices("crate::")
        .map(|(n, m)| &line[n + m.len()..]);
    let names = after.flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split(',').map(|s| word(s.trim())).collect(),
        None => vec![word(rest)],
    });
    names.filter(|n| !n.is_empty()).collect()
}

#[test]
fn files_are_short() {
    let limit = |path: &str| {
        LONG_FILES
            .iter()
            .find(|(p, _)| *p == path)
            .map_or(FILE, |(_, n)| *n)
    };
    let long = sources()
        .into_iter()
        .filter(|c| c.raw.len() > limit(&c.path));
    none(
        long.map(|c| {
            format!(
                "{}:1: {} lines before its tests, more than {}",
                c.path,
                c.raw.len(),
                limit(&c.path)
            )
        })
        .collect(),
    );
}

#[test]
fn functions_are_short() {
    let mut found = Vec::new();
    for c in sources() {
        for (start, name, lines) in functions(&c) {
            let place = format!("{} {name}", c.path);
            let limit = LONG_FUNCTIONS
                .iter()
                .find(|(f, _)| *f == place)
                .map_or(FUNCTION, |(_, n)| *n);
            if lines > limit {
                found.push(format!(
                    "{}: fn {name} is {lines} lines long, more than {limit}",
                    c.at(start)
                ));
            }
        }
    }
    none(found);
}

/// First line, name and length of each function with a body.
fn functions(c: &Code) -> Vec<(usize, String, usize)> {
    let mut found = Vec::new();
    for (start, line) in c.lines.iter().enumerate() {
        let Some(name) = named(line, &["fn"]).pop() else {
            continue;
        };
        let mut depth = 0;
        for (n, line) in c.lines.iter().enumerate().skip(start) {
            let before = depth;
            depth = depth + line.matches('{').count()
                - line
                    .matches('}')
                    .count()
                    .min(depth + line.matches('{').count());
            if depth == 0 && (before > 0 || line.contains('}')) {
                found.push((start, name, n - start + 1));
                break;
            }
            if depth == 0 && line.trim_end().ends_with(';') {
                break;
            }
        }
    }
    found
}

/// The names that a line gives with one of the keywords.
fn named(line: &str, keywords: &[&str]) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs = words.windows(2).filter(|w| keywords.contains(&w[0]));
    let name = |w: &[&str]| {
        w[1].chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    pairs.map(name).filter(|n: &String| !n.is_empty()).collect()
}

#[test]
fn names_say_something() {
    let empty = |name: &str| {
        let snake = name.chars().flat_map(|c| match c.is_uppercase() {
            true => vec!['_', c.to_ascii_lowercase()],
            false => vec![c],
        });
        let snake: String = snake.collect();
        snake
            .split('_')
            .any(|w| EMPTY_NAMES.contains(&w) || EMPTY_NAMES.contains(&w.trim_end_matches('s')))
    };
    let mut found = Vec::new();
    for c in sources() {
        if c.path.split(['/', '.']).any(empty) {
            found.push(format!("{}:1: a name that says nothing", c.path));
        }
        for (n, line) in c.lines.iter().enumerate() {
            let names = named(line, &["fn", "mod", "struct", "enum", "trait", "type"]);
            found.extend(
                names
                    .iter()
                    .filter(|n| empty(n))
                    .map(|name| format!("{}: {name}: a name that says nothing", c.at(n))),
            );
        }
    }
    none(found);
}

#[test]
fn nothing_panics_on_purpose() {
    let mut found = Vec::new();
    for c in sources() {
        let mut calls = Vec::new();
        for (n, line) in c.lines.iter().enumerate() {
            for call in [".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!"] {
                if line.contains(call) {
                    calls.push(format!(
                        "{}: {call}: return an error, or a type that cannot fail",
                        c.at(n)
                    ));
                }
            }
        }
        let allowed = PANICS.iter().filter(|(p, _)| *p == c.path).count();
        if calls.len() > allowed {
            found.extend(calls);
        }
    }
    none(found);
}

/// The compiler asks for a page on every public item; this asks that it is asked, and for a page on
/// the modules that are not public.
#[test]
fn modules_and_public_items_say_what_they_are() {
    let mut found = Vec::new();
    for c in sources() {
        if c.path == "src/lib.rs" && !c.raw.iter().any(|l| l == "#![warn(missing_docs)]") {
            found.push("src/lib.rs:1: no warning of missing docs".into());
        }
        if !c.raw.first().is_some_and(|l| l.starts_with("//!")) {
            found.push(format!("{}:1: the module does not say what it is", c.path));
        }
    }
    none(found);
}

#[test]
fn chinese_stands_in_patterns() {
    let chinese = |s: &str| s.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    let mut found = Vec::new();
    for c in sources()
        .iter()
        .filter(|c| !CHINESE.iter().any(|(p, _)| c.path.starts_with(p)))
    {
        let literals = c.literals.iter().filter(|(_, s)| chinese(s));
        found.extend(literals.map(|(n, s)| format!("{}: {s:?}", c.at(*n))));
    }
    for (path, why) in CHINESE {
        println!("{path}: {why}");
    }
    println!("elsewhere: {}\n{}", found.len(), found.join("\n"));
    assert!(
        found.len() <= CHINESE_ELSEWHERE,
        "{} Chinese literals outside patterns/, more than {CHINESE_ELSEWHERE}:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn a_file_is_taken_apart() {
    let text = "use crate::{a, b::c};\n#[cfg(test)]\nmod tests;\n// \"no\"\nlet x: &'a str = r#\"一 \"二\"\"#; let y = '三'; f(\"\\\"四\");\n#[cfg(test)]\nmod tests {\nx\n";
    let c = Code::of("src/room/x.rs".into(), text);
    let held: Vec<&str> = c.literals.iter().map(|(_, s)| s.as_str()).collect();
    assert_eq!(held, ["一 \"二\"", "三", "\\\"四"]);
    assert_eq!((c.room(), c.lines.len()), ("room", 5));
    assert_eq!(used(&c.lines[0]), ["a", "b"]);
}
