//! Contents against body.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link, Spot};
use super::words::{bare, is_bare};
use crate::record::Verdict;
use std::cell::OnceCell;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "R04",
    page: "R04 目录与正文 / contents against body

What: each entry of a list under 目录 is looked for in the body, blanks, marks and line breaks aside. Found entries are confirmed; an entry
of which nothing is found is asked about where all others are.
Why: a piece was dropped or renamed after the contents were made.
Example: an entry 强化责任 落实任务 without a piece of that title.",
    yes: &[("目 录\n◆抓重点 补短板 推动工作上台阶.....\n◆强责任 抓落实 全面完成任务.....\n# 抓重点 补短板\n推动工作上台阶\n正文。\n# 强责任 抓落实 全面完成任务\n正文。", Verdict::Consistent)],
    no: &["目 录\n正文没有条目。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for file in &ctx.files {
        let entries = entries(ctx, file);
        if entries.len() < 2 {
            continue;
        }
        let body = Body::of(ctx, file, &entries);
        let found: Vec<bool> = entries.iter().map(|e| body.holds(e)).collect();
        let missing = found.iter().filter(|f| !**f).count();
        for (e, found) in entries.iter().zip(found) {
            let f = |v| {
                ctx.finding("R04", v, &[])
                    .at([e.spot])
                    .link(Link::Medium)
                    .low()
            };
            if found {
                out.push(f(Verdict::Consistent).say(
                    format!("目录条目“{}”见于正文", e.title),
                    format!("entry “{}” stands in the body", e.title),
                ));
            } else if missing == 1 && entries.len() >= 4 {
                out.push(f(Verdict::Suspicious).say(
                    format!("目录条目“{}”不见于正文", e.title),
                    format!("entry “{}” is not in the body", e.title),
                ));
            }
        }
    }
}

struct Entry {
    title: String,
    spot: Spot,
    document: usize,
    block: usize,
}

/// The blocks behind 目录 that are marked or dotted as entries.
fn entries(ctx: &Context, file: &[usize]) -> Vec<Entry> {
    let mut out = Vec::new();
    for &document in file {
        let blocks = &ctx.documents[document].document.blocks;
        let Some(start) = blocks.iter().position(|b| {
            ctx.words
                .starts("contents", &bare(beginning(&b.plain.text)))
        }) else {
            continue;
        };
        for (i, b) in blocks.iter().enumerate().skip(start) {
            let text = &b.plain.text;
            let entry = text.contains("....") || text.contains("……") || text.contains('◆');
            if !entry {
                if i > start + 12 + out.len() {
                    break;
                }
                continue;
            }
            let title = title(text);
            if title.chars().count() >= 6 {
                out.push(Entry {
                    title,
                    spot: ctx.spot(document, b, 0..text.len()),
                    document,
                    block: i,
                });
            }
        }
    }
    out
}

/// The first twelve characters: 目　录 is written with blanks.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(12).map_or(text.len(), |x| x.0);
    &text[..end]
}

/// The words of an entry without marks, dots and page numbers.
fn title(text: &str) -> String {
    let text = text.trim_start_matches(['目', '录', '-', '◆', '—', ' ']);
    let end = text
        .find("....")
        .or_else(|| text.find("……"))
        .unwrap_or(text.len());
    squeezed(&text[..end])
}

fn squeezed(s: &str) -> String {
    let kept = |c: &char| !matches!(c, '◆' | '—' | '-' | '.' | '…') && !is_bare(*c);
    s.chars().filter(kept).collect()
}

/// All text but the entries.
struct Body<'a> {
    blocks: Vec<&'a str>,
    /// The same in one piece without blanks and marks, once it is asked for.
    squeezed: OnceCell<String>,
}

impl<'a> Body<'a> {
    fn of(ctx: &'a Context, file: &[usize], entries: &[Entry]) -> Self {
        let listed: BTreeSet<(usize, usize)> =
            entries.iter().map(|e| (e.document, e.block)).collect();
        let mut blocks = Vec::new();
        for &d in file {
            let all = ctx.documents[d].document.blocks.iter().enumerate();
            let rest = all.filter(|(i, _)| !listed.contains(&(d, *i)));
            blocks.extend(rest.map(|(_, b)| &*b.plain.text));
        }
        Self {
            blocks,
            squeezed: OnceCell::new(),
        }
    }

    fn holds(&self, e: &Entry) -> bool {
        // A speech is listed under its speaker's name and headed without it.
        let tail = e.title.split_once("同志").map_or(e.title.as_str(), |x| x.1);
        let tail = if tail.chars().count() >= 6 {
            tail
        } else {
            &e.title
        };
        let squeezed = || -> String { self.blocks.iter().map(|b| squeezed(b)).collect() };
        self.blocks.iter().any(|b| b.contains(tail))
            || self.squeezed.get_or_init(squeezed).contains(tail)
    }
}
