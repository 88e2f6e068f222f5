//! A Rust file, taken apart as far as tidiness needs it.
//!
//! In: a file's text. Out: its lines up to its tests, with comments and the insides of strings
//! blanked, and the strings apart. Not here: any rule.

use std::path::{Path, PathBuf};

/// A source file without its tests.
pub struct Code {
    /// Below the project, with `/`.
    pub path: String,
    /// Lines as written, up to the tests.
    pub raw: Vec<String>,
    /// The same lines without comments and without what strings hold.
    pub lines: Vec<String>,
    /// What string and character literals hold, each with its line.
    pub literals: Vec<(usize, String)>,
}

/// All Rust files under a folder but the ones that are tests, in order of path.
pub fn code(project: &Path, folder: &str) -> Vec<Code> {
    let mut paths = Vec::new();
    walk(&project.join(folder), &mut paths);
    paths.sort();
    let tests = |p: &&PathBuf| p.file_name().is_some_and(|n| n == "tests.rs");
    let read = |p: &PathBuf| {
        let text = std::fs::read_to_string(p).unwrap_or_else(|e| panic!("{}: {e}", p.display()));
        let path = p.strip_prefix(project).unwrap_or(p).to_string_lossy();
        Code::of(path.replace('\\', "/"), &text)
    };
    paths.iter().filter(|p| !tests(p)).map(read).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for path in entries.flatten().map(|e| e.path()) {
        match path.is_dir() {
            true => walk(&path, paths),
            false if path.extension().is_some_and(|e| e == "rs") => paths.push(path),
            false => {}
        }
    }
}

impl Code {
    /// Takes a text apart.
    pub fn of(path: String, text: &str) -> Self {
        // Tests are blocks behind the code; a line for tests alone may stand before it.
        let tests = text.match_indices("\n#[cfg(test)]\n").find(|(at, mark)| {
            let next = text[at + mark.len()..].lines().next();
            next.is_some_and(|line| line.ends_with('{'))
        });
        let text = &text[..tests.map_or(text.len(), |(at, _)| at + 1)];
        let (blanked, literals) = Reader::new(text).read();
        let lines = |s: &str| s.lines().map(str::to_owned).collect();
        Self {
            path,
            raw: lines(text),
            lines: lines(&blanked),
            literals,
        }
    }

    /// `path:line`, from 1.
    pub fn at(&self, line: usize) -> String {
        format!("{}:{}", self.path, line + 1)
    }

    /// The room that the file belongs to: `text` for `src/text/plain.rs` and for `src/text.rs`.
    pub fn room(&self) -> &str {
        let below = self.path.split('/').nth(1).unwrap_or_default();
        below.trim_end_matches(".rs")
    }
}

/// Goes through a text once, character by character.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    blanked: String,
    literals: Vec<(usize, String)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            blanked: String::new(),
            literals: Vec::new(),
        }
    }

    fn read(mut self) -> (String, Vec<(usize, String)>) {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            if rest.starts_with("//") {
                self.blank(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                self.blank(rest.find("*/").map_or(rest.len(), |n| n + 2));
            } else if let Some((open, close)) = literal(rest, self.blanked.chars().next_back()) {
                self.keep(open);
                let inside = &rest[open..close];
                self.literals.push((self.line, inside.to_owned()));
                self.blank(close - open);
            } else {
                self.keep(rest.chars().next().map_or(1, char::len_utf8));
            }
        }
        (self.blanked, self.literals)
    }

    fn keep(&mut self, bytes: usize) {
        let piece = &self.text[self.at..self.at + bytes];
        self.line += piece.matches('\n').count();
        self.blanked.push_str(piece);
        self.at += bytes;
    }

    /// Blanks all but line ends; a closing quote is kept, so that it opens nothing.
    fn blank(&mut self, bytes: usize) {
        let piece = &self.text[self.at..self.at + bytes];
        self.line += piece.matches('\n').count();
        let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
        self.blanked.extend(piece.chars().map(blank));
        self.at += bytes;
        // The closing quote of what was blanked.
        let rest = &self.text[self.at..];
        if rest.starts_with(['"', '\'']) && !piece.starts_with("//") {
            self.blanked.push(' ');
            self.at += 1;
        }
    }
}

/// Where the inside of a literal that begins here starts and ends.
fn literal(rest: &str, before: Option<char>) -> Option<(usize, usize)> {
    let word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with('r') && !word {
        let hashes = rest[1..].bytes().take_while(|b| *b == b'#').count();
        let open = 1 + hashes + 1;
        if rest[1 + hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            return Some((
                open,
                rest[open..].find(&close).map_or(rest.len(), |n| open + n),
            ));
        }
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (n, c) in rest[1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Some((1, 1 + n)),
            // A lifetime: no quote after one character.
            _ if quote == '\'' && n > 0 && !rest[1..].starts_with('\\') => return None,
            _ => {}
        }
    }
    None
}
