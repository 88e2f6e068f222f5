//! `gongwen patterns`: check, list and show what the facts are found by.
//!
//! In: the built-in patterns and a folder. Out: lines on the standard output.
//! Not here: what makes an example fail (`trial`).

use super::{DONE, FOUND, print, print_for_people};
use crate::Patterns as Command;
use anstyle::Style;
use gongwen::error::{Error, Result};
use gongwen::explain::{settled, word};
use gongwen::fact::Vocabulary;
use gongwen::pattern::{Cue, MentionPattern, Patterns};
use gongwen::trial::failures;
use std::fmt::Write;
use std::io::{self, IsTerminal};

/// `gongwen patterns`
pub fn patterns(args: &Command) -> Result<u8> {
    match args {
        Command::Check(folder) => check(&folder.patterns()?),
        Command::List(folder) => list(&folder.patterns()?),
        Command::Show { name, folder } => show(name, &folder.patterns()?),
    }
}

/// A line for each example that does not hold.
fn check(patterns: &Patterns) -> Result<u8> {
    // The second reading asks for words by name; a file that replaces one may lack some.
    Vocabulary::new(patterns)?;
    let failed = failures(patterns);
    let mut out = String::new();
    for f in &failed {
        let _ = writeln!(out, "{}: {}: {}", f.place, f.pattern, f.what);
    }
    print(&out)?;
    let mentions = patterns.mentions.iter().map(|p| p.yes.len() + p.no.len());
    let cues = patterns.cues.iter().map(|c| c.yes.len() + c.no.len());
    match failed.len() {
        0 => anstream::eprintln!("{} examples hold", mentions.chain(cues).sum::<usize>()),
        1 => anstream::eprintln!("1 example does not hold"),
        n => anstream::eprintln!("{n} examples do not hold"),
    }
    Ok(if failed.is_empty() { DONE } else { FOUND })
}

/// One line a pattern: name, what it gives, place, page.
fn list(patterns: &Patterns) -> Result<u8> {
    let mentions = patterns
        .mentions
        .iter()
        .map(|p| [p.name.as_str(), &word(&p.gives), &p.place, &p.says].map(str::to_owned));
    let cues = patterns
        .cues
        .iter()
        .map(|c| [c.name.as_str(), &settled(&c.sets), &c.place, &c.says].map(str::to_owned));
    let rows: Vec<[String; 4]> = mentions.chain(cues).collect();
    print(&if io::stdout().is_terminal() {
        table(&rows)
    } else {
        rows.iter().map(|r| r.join("\t") + "\n").collect()
    })?;
    Ok(DONE)
}

/// Columns as wide as their widest cell; the last one is left open.
fn table(rows: &[[String; 4]]) -> String {
    let width = |n: usize| rows.iter().map(|r| r[n].chars().count()).max().unwrap_or(0);
    let (a, b, c) = (width(0), width(1), width(2));
    let mut out = String::new();
    for [name, gives, place, says] in rows {
        let _ = writeln!(out, "{name:a$}  {gives:b$}  {place:c$}  {says}");
    }
    out
}

/// One pattern or cue with its page and its examples.
fn show(name: &str, patterns: &Patterns) -> Result<u8> {
    let mention = patterns.mentions.iter().find(|p| p.name == name);
    let cue = patterns.cues.iter().find(|c| c.name == name);
    let text = match (mention, cue) {
        (Some(p), _) => mention_page(p),
        (_, Some(c)) => cue_page(c),
        _ => return Err(Error::at("patterns show", unknown(name, patterns))),
    };
    print_for_people(&text)?;
    Ok(DONE)
}

fn mention_page(p: &MentionPattern) -> String {
    let mut out = head(&p.name, &p.place, &p.says);
    let _ = writeln!(out, "gives  {}", word(&p.gives));
    let _ = writeln!(out, "match  {}", p.written);
    for (text, value) in &p.yes {
        let value = if value.is_empty() {
            "passed over"
        } else {
            value
        };
        let _ = writeln!(out, "yes    {text}  → {value}");
    }
    nots(&mut out, &p.no);
    out
}

fn cue_page(c: &Cue) -> String {
    let mut out = head(&c.name, &c.place, &c.says);
    let _ = writeln!(out, "sets   {}", settled(&c.sets));
    let kinds: Vec<String> = c.on.iter().map(word).collect();
    let kinds = if kinds.is_empty() {
        "any kind".to_owned()
    } else {
        kinds.join(", ")
    };
    let _ = writeln!(out, "on     {kinds}");
    for (label, side) in [("left", &c.left), ("right", &c.right)] {
        if let Some(side) = side {
            let _ = writeln!(out, "{label:<6} {}", side.written);
        }
    }
    for text in &c.yes {
        let _ = writeln!(out, "yes    {text}");
    }
    nots(&mut out, &c.no);
    out
}

fn head(name: &str, place: &str, says: &str) -> String {
    let bold = Style::new().bold();
    format!("{bold}{name}{bold:#}  {place}\n{says}\n\n")
}

fn nots(out: &mut String, no: &[(String, String)]) {
    for (text, why) in no {
        let _ = writeln!(out, "no     {text}  ({why})");
    }
}

/// That there is no such pattern, and which names come near.
fn unknown(name: &str, patterns: &Patterns) -> String {
    const NEAR: f64 = 0.6;
    let mentions = patterns.mentions.iter().map(|p| p.name.as_str());
    let names = mentions.chain(patterns.cues.iter().map(|c| c.name.as_str()));
    let mut near: Vec<(f64, &str)> = names
        .map(|n| {
            let last = n.split_once('.').map_or(n, |(_, last)| last);
            let whole = strsim::normalized_damerau_levenshtein(n, name);
            let part = strsim::normalized_damerau_levenshtein(last, name);
            let holds = if n.contains(name) { 0.6 } else { 0.0 };
            (whole.max(part).max(holds), n)
        })
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<&str> = near.iter().take(4).map(|(_, n)| *n).collect();
    match near.as_slice() {
        [] => format!("no pattern `{name}`; `gongwen patterns list` prints all names"),
        near => format!("no pattern `{name}`; near: {}", near.join(", ")),
    }
}
