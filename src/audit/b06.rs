//! 分别: names and values in step.

use super::Check;
use super::context::{Context, Sentence};
use super::finding::{Finding, Link};
use super::words::mask;
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "B06",
    page: "B06 分别对应 / parallel lists

What: as many values follow 分别 as names (or figures with names) stand before it.
Why: a value that was left out shifts all that follow.
Example: 甲县、乙县、丙县分别完成81%、79% has three names and two values. Names are split in every plausible way
(和 and 及 can stand inside a name, 城乡 is two); only where none fits is it asked about.",
    yes: &[
        ("甲镇、乙镇、丙镇分别完成⟦81%⟧、⟦79%⟧和⟦77%⟧。", Verdict::Consistent),
        ("甲镇、乙镇、丙镇、丁镇分别完成⟦81%⟧和⟦79%⟧。", Verdict::Suspicious),
        ("新增女干部⟦32名⟧、女职工⟦41名⟧，分别占总数的⟦22.1%|share⟧和⟦31.5%|share⟧。", Verdict::Consistent),
    ],
    no: &[
        "城乡居民收入分别增长⟦8%|change⟧和⟦9%|change⟧。",
        "完成投资⟦3亿元⟧，分别由三个部门实施。",
        "全县⟦40家⟧超市、菜场销售额、客流量分别增长⟦5%|change⟧和⟦7%|change⟧。",
    ],
    run,
};

/// A sentence's value lists that 分别 puts in step; the first can be the figures before it.
pub(super) struct Chain {
    /// In order; each list has at least two figures.
    pub lists: Vec<Vec<usize>>,
    /// How many names the words before the first 分别 can be read as.
    pub names: Vec<usize>,
    /// False where a mark can stand within what one name is of: 50个步行街、商圈客流量.
    plain: bool,
}

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for chain in chains(ctx) {
        let ids: Vec<usize> = chain.lists.iter().flatten().copied().collect();
        let n = chain.lists.first().map_or(0, Vec::len);
        let even = chain.lists.iter().all(|l| l.len() == n);
        let fits = even && (chain.lists.len() > 1 || chain.names.contains(&n));
        let names = chain.names.first().copied().unwrap_or(n);
        let (verdict, shown) = if fits {
            (Verdict::Consistent, n)
        } else if even
            && chain.plain
            && chain.names.iter().any(|k| *k >= 2)
            && chain.names.iter().all(|k| *k > n)
        {
            (Verdict::Suspicious, names)
        } else {
            (Verdict::NotCheckable, names)
        };
        out.push(
            ctx.finding("B06", verdict, &ids)
                .link(Link::Medium)
                .low()
                .say(
                    format!("“分别”前{shown}项、后{n}个数值"),
                    format!("{shown} names and {n} values"),
                ),
        );
    }
}

/// The chains of every sentence.
pub(super) fn chains(ctx: &Context) -> Vec<Chain> {
    ctx.sentences.iter().flat_map(|s| of(ctx, s)).collect()
}

fn of(ctx: &Context, s: &Sentence) -> Vec<Chain> {
    let mut out: Vec<Chain> = Vec::new();
    let mut last_end = 0;
    for (at, word) in s.masked.match_indices("分别") {
        let after = list(s, at + word.len());
        if after.len() < 2 {
            continue;
        }
        let before = front(s, last_end, at);
        let (names, plain) = (names(ctx, s, at), plain(s, at));
        let near = at.saturating_sub(last_end) <= 45;
        last_end = after.last().map_or(at, |x| x.0 + mask::COUNT.len_utf8());
        let values: Vec<usize> = after.iter().map(|x| x.1).collect();
        match out.last_mut() {
            Some(c)
                if before.is_empty()
                    && near
                    && c.lists.last().is_some_and(|l| l.len() == values.len()) =>
            {
                c.lists.push(values);
            }
            _ if before.len() == values.len() => out.push(Chain {
                lists: vec![before, values],
                names,
                plain,
            }),
            _ => out.push(Chain {
                lists: vec![values],
                names,
                plain,
            }),
        }
    }
    out
}

/// The run of figures of one kind from a place on, joined by 、和及 or commas with nothing new between.
fn list(s: &Sentence, from: usize) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for &(at, id) in s.slots.iter().filter(|x| x.0 >= from) {
        let letter = s.masked[at..].chars().next();
        match out.last() {
            None => {
                let gap = &s.masked[from..at];
                if gap.contains(['，', '。', '；']) || letter == Some(mask::DATE) {
                    return Vec::new();
                }
            }
            Some((prev, _)) => {
                let gap = &s.masked[prev + 3..at];
                let joined = matches!(gap, "、" | "和" | "及" | "与" | "，" | "以及" | "、和");
                if !joined || letter != s.masked[*prev..].chars().next() {
                    break;
                }
            }
        }
        out.push((at, id));
    }
    out
}

/// Figures in a list of names with figures: 女干部32名、女职工41名，分别.
fn front(s: &Sentence, from: usize, at: usize) -> Vec<usize> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let clause = s.masked[..at].trim_end_matches('，');
    let start = clause
        .rfind(['，', '。', '；', '：'])
        .map_or(0, |i| i + '，'.len_utf8())
        .max(from);
    if start > clause.len() {
        return Vec::new();
    }
    for &(place, id) in s.slots.iter().filter(|x| x.0 >= start && x.0 < at) {
        if let Some((prev, _)) = out.last() {
            let gap = &s.masked[prev + 3..place];
            if !gap.contains(['、', '和', '及', '与']) {
                return Vec::new();
            }
        }
        out.push((place, id));
    }
    if out.len() < 2 {
        Vec::new()
    } else {
        out.into_iter().map(|x| x.1).collect()
    }
}

/// The clause before a place.
fn clause<'s>(s: &'s Sentence, at: usize) -> &'s str {
    let front = s.masked[..at].trim_end_matches('，');
    let mark = front.rfind(['，', '。', '；', '：']);
    &front[mark.map_or(0, |i| i + '，'.len_utf8())..]
}

/// True for a list of short names without figures.
fn plain(s: &Sentence, at: usize) -> bool {
    let figure = |c: char| c.is_ascii_digit() || (mask::COUNT..=mask::DATE).contains(&c);
    let short = |name: &str| name.chars().count() <= 8 && !name.contains(figure);
    clause(s, at).split('、').all(short)
}

/// The ways to count the names in the clause before 分别.
fn names(ctx: &Context, s: &Sentence, at: usize) -> Vec<usize> {
    let clause = clause(s, at);
    let marks = clause.matches('、').count();
    let joins: usize = ["和", "及", "与"]
        .iter()
        .map(|w| clause.matches(w).count())
        .sum();
    let fused = ctx
        .words
        .list("fused")
        .iter()
        .any(|w| clause.contains(w.as_str()));
    let mut out: Vec<usize> = (marks + 1..=marks + joins + 1).rev().collect();
    if fused {
        out.push(marks + joins + 2);
        out.push(2);
    }
    if marks + joins == 0 && !fused {
        out.clear();
    }
    out
}
