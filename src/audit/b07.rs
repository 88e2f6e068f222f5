//! A stated count against the list that follows or precedes it.

use super::Check;
use super::context::{Context, Wording};
use super::finding::{Finding, Link, Spot};
use crate::record::Verdict;

pub static CHECK: Check = Check {
    id: "B07",
    page: "B07 总述与列举 / stated count against the list

What: N个方面 against 一是…二是… in the same block, or in the blocks under a heading “三个注重”; 省、市、县三级 and 《甲》《乙》（“两个规划”）
are counted by their marks. With 等 a shorter list is fine. Fixed phrases (四个意识) have no list and are skipped.
Why: an item is added or dropped and the count stays.
Example: 抓好四个方面工作。一是…。二是…。三是…。 is asked about.",
    yes: &[
        ("要抓好三个方面工作。一是加强领导。二是完善机制。三是强化督导。", Verdict::Consistent),
        ("要抓好四个方面工作。一是加强领导。二是完善机制。三是强化督导。", Verdict::Suspicious),
        ("建立省、市、县三级平台。", Verdict::Consistent),
        ("建成甲校、乙校、丙校等 11 所学校。", Verdict::Consistent),
        ("# 一、突出“两个强化”\n一是强化领导。\n二是强化落实。\n# 二、下一步\n一是巩固成果。", Verdict::Consistent),
    ],
    no: &[
        "增强四个意识，一是坚定信心，二是担当作为。",
        "实施三年行动。一是加强领导。二是完善机制。",
        "要抓好四个方面工作。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let mut runs: Option<((usize, usize), Runs)> = None;
    for w in ctx.wordings("B07") {
        let Some(n) = w.text("n").and_then(count) else {
            continue;
        };
        let found = match w.pattern {
            "aspects" => {
                let end = w.captures.get(0).map_or(0, |m| m.end());
                let at = (w.document, w.index);
                if runs.as_ref().is_none_or(|r| r.0 != at) {
                    runs = Some((at, Runs::of(ctx, &w.block.plain.text)));
                }
                runs.as_ref().and_then(|r| aspects(ctx, &w, n, end, &r.1))
            }
            "titles" => {
                let titles = w.text("list").map_or(0, |l| l.matches('《').count());
                w.spot("text")
                    .filter(|_| n == titles)
                    .map(|spot| agreed(ctx, n, n, spot))
            }
            "pair" => w
                .spot("text")
                .filter(|_| n == 2)
                .map(|spot| agreed(ctx, n, 2, spot)),
            _ => marked(ctx, &w, n),
        };
        out.extend(found);
    }
    headings(ctx, out);
}

/// A Chinese or Arabic number up to 99.
pub(super) fn count(s: &str) -> Option<usize> {
    const DIGITS: &str = "零一二三四五六七八九";
    let s = s.trim();
    if let Ok(n) = s.parse() {
        return Some(n);
    }
    let digit = |c: char| DIGITS.chars().position(|d| d == c);
    let chars: Vec<char> = s.chars().collect();
    match chars.as_slice() {
        ['两' | '双'] => Some(2),
        ['十'] => Some(10),
        [c] => digit(*c),
        ['十', c] => digit(*c).map(|d| 10 + d),
        [c, '十'] => digit(*c).map(|d| 10 * d),
        [c, '十', d] => digit(*c).zip(digit(*d)).map(|(c, d)| 10 * c + d),
        _ => None,
    }
}

/// Items of a list: marks, and one more for a word that joins the last.
fn items(list: &str) -> usize {
    let marks = list.matches('、').count();
    let tail = list.rsplit('、').next().unwrap_or("");
    let joined = ["以及", "及", "和"].iter().any(|w| tail.contains(w));
    marks + 1 + usize::from(joined)
}

/// 省、市、县三级: the list that stands before a number, from the last mark on. Only its
/// agreement is said, since its first item's beginning is not known.
fn marked(ctx: &Context, w: &Wording, n: usize) -> Option<Finding> {
    const MARKS: &str = "，。；：（）“”《》";
    let whole = w.captures.name("text")?;
    let before = &w.block.plain.text[..whole.start()];
    let (mut start, mut marks, mut item) = (before.len(), 0, 0);
    for (i, c) in before.char_indices().rev() {
        if MARKS.contains(c) {
            break;
        }
        start = i;
        if c != '、' {
            item += 1;
        } else if (1..=20).contains(&item) && marks < n {
            (marks, item) = (marks + 1, 0);
        } else {
            // No list, or longer than the number whatever else stands in it.
            return None;
        }
        if marks == 0 && item > 20 {
            return None;
        }
    }
    let list = &before[start..];
    // A longer number was cut where its last digits begin.
    let cut = list.ends_with(|c: char| c.is_ascii_digit() || c == '.');
    if marks == 0 || cut {
        return None;
    }
    let (m, etc) = (items(list), w.text("etc").is_some());
    let holds = n == m || (etc && m <= n) || n == marks + 1;
    let spot = ctx.spot(w.document, w.block, start..whole.end());
    holds.then(|| agreed(ctx, n, m, spot))
}

fn agreed(ctx: &Context, n: usize, m: usize, spot: Spot) -> Finding {
    let f = ctx.finding("B07", Verdict::Consistent, &[]).at([spot]);
    told(f, n, m)
}

fn told(f: Finding, n: usize, m: usize) -> Finding {
    f.link(Link::Medium).low().say(
        format!("总述“{n}”，列举{m}项"),
        format!("says {n}, lists {m}"),
    )
}

/// The ordinals that open the items of a list, in their order.
const ORDINALS: [&str; 10] = [
    "一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是",
];

/// Where a block's items open: found once, however many counts stand in the block.
struct Runs {
    /// The places of each ordinal.
    places: [Vec<usize>; ORDINALS.len()],
    /// The last word of a list that goes on elsewhere.
    continued: Option<usize>,
}

impl Runs {
    fn of(ctx: &Context, text: &str) -> Self {
        let at = |word: &str| text.match_indices(word).map(|m| m.0).collect();
        let words = ctx.words.list("continued").iter();
        Self {
            places: ORDINALS.map(at),
            continued: words.filter_map(|w| text.rfind(w.as_str())).max(),
        }
    }

    /// The places of an ordinal from there on.
    fn behind(&self, ordinal: usize, from: usize) -> &[usize] {
        let places = &self.places[ordinal];
        &places[places.partition_point(|p| *p < from)..]
    }

    /// The places of 一是, 二是 … in strict order.
    fn run(&self, mut from: usize) -> Vec<std::ops::Range<usize>> {
        let mut out = Vec::new();
        for (ordinal, word) in ORDINALS.iter().enumerate() {
            let Some(place) = self.behind(ordinal, from).first() else {
                break;
            };
            from = place + word.len();
            out.push(*place..from);
        }
        out
    }
}

/// N个方面 and the run 一是, 二是 … behind it in the same block.
fn aspects(ctx: &Context, w: &Wording, n: usize, from: usize, runs: &Runs) -> Option<Finding> {
    let run = runs.run(from);
    if run.len() < 2 {
        return None;
    }
    let claim = w.spot("text")?;
    let places = run.iter().map(|r| ctx.spot(w.document, w.block, r.clone()));
    // A second run or a final item without a number can complete the list.
    let open = runs.continued.is_some_and(|p| p >= from) || runs.behind(0, from).len() > 1;
    let verdict = match (run.len() == n, open) {
        (true, _) => Verdict::Consistent,
        (false, true) => return None,
        (false, false) => Verdict::Suspicious,
    };
    Some(told(
        ctx.finding("B07", verdict, &[]).at([claim]).at(places),
        n,
        run.len(),
    ))
}

/// “三个X” in a heading and 一是X at the start of the blocks up to the next heading.
fn headings(ctx: &Context, out: &mut Vec<Finding>) {
    for (document, d) in ctx.documents.iter().enumerate() {
        let blocks = &d.document.blocks;
        for (i, block) in blocks.iter().enumerate() {
            let text = &block.plain.text;
            if text.len() > 160 || text.chars().count() > 40 {
                continue;
            }
            let claim = ctx
                .words
                .patterns("B07")
                .iter()
                .filter(|p| p.name == "heading" && ctx.held[document][i].meets(&p.needs))
                .find_map(|p| p.regex.captures(text));
            let Some(claim) = claim else { continue };
            let Some(n) = claim.name("n").and_then(|m| count(m.as_str())) else {
                continue;
            };
            let mut places: Vec<Spot> = Vec::new();
            for b in &blocks[i + 1..] {
                if ctx
                    .words
                    .patterns("B07")
                    .iter()
                    .any(|p| p.name == "next" && p.regex.is_match(&b.plain.text))
                {
                    break;
                }
                let word = ORDINALS.get(places.len());
                if let Some(w) = word.filter(|w| b.plain.text.starts_with(**w)) {
                    places.push(ctx.spot(document, b, 0..w.len()));
                }
            }
            if places.len() == n {
                let head = ctx.spot(document, block, 0..text.len());
                out.push(told(
                    ctx.finding("B07", Verdict::Consistent, &[])
                        .at([head])
                        .at(places),
                    n,
                    n,
                ));
            }
        }
    }
}
