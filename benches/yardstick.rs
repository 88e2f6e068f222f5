//! The yardstick: how fast jieba cuts the same texts on the same core.
//!
//! In: folders or files (`cargo bench --bench yardstick -- PATH...`). Out: megabytes a second of one
//! thread, for jieba's cut and for gongwen from the bytes to the stream's lines, files together as in a
//! run, best of five, loading left out of both.

use gongwen::extract::Extractor;
use gongwen::pattern::Patterns;
use gongwen::record::Form;
use gongwen::run::Options;
use gongwen::source::{self, Input};
use jieba_rs::Jieba;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The program's own, for both.
#[cfg(all(target_os = "linux", feature = "jemalloc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const ROUNDS: usize = 5;

fn main() {
    let paths: Vec<_> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let paths = if paths.is_empty() {
        vec!["corpus".to_string()]
    } else {
        paths
    };
    let reading = source::Options::default();
    let inputs: Vec<Input> = source::places(paths.iter().map(Into::into).collect(), &reading)
        .expect("the paths can be walked")
        .filter_map(|p| source::read(&p.ok()?, &reading).ok())
        .collect();
    let texts: Vec<String> = inputs
        .iter()
        .map(|i| String::from_utf8_lossy(&i.bytes).into_owned())
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} files, {:.1} MB", texts.len(), bytes as f64 / 1e6);

    let groups = groups(&inputs);
    let jieba = Jieba::new();
    let patterns = Patterns::built_in().expect("the built-in patterns load");
    let extractor = Extractor::new(patterns, None).expect("the built-in patterns have their words");
    // Turn by turn, so that both see the same machine.
    let (mut cut, mut lines) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        cut = cut.min(timed(|| {
            for text in &texts {
                black_box(jieba.cut(text, true));
            }
        }));
        lines = lines.min(timed(|| {
            for group in &groups {
                black_box(extractor.rows_of(Form::Lines, group));
            }
        }));
    }
    let speed = |d: Duration| bytes as f64 / 1e6 / d.as_secs_f64();
    println!("jieba cut   {:6.1} MB/s", speed(cut));
    println!("gongwen     {:6.1} MB/s", speed(lines));
    println!("ratio       {:6.2}", speed(lines) / speed(cut));
}

/// The files that a run reads together.
fn groups(inputs: &[Input]) -> Vec<&[Input]> {
    let options = Options::default();
    let mut groups = Vec::new();
    let mut left = inputs;
    while !left.is_empty() {
        let mut bytes = 0;
        let fits = |input: &&Input| {
            bytes += input.bytes.len() as u64;
            bytes <= options.group_bytes
        };
        let many = left.iter().take(options.group_files).take_while(fits);
        let (group, others) = left.split_at(many.count().max(1));
        groups.push(group);
        left = others;
    }
    groups
}

fn timed(f: impl FnOnce()) -> Duration {
    let start = Instant::now();
    f();
    start.elapsed()
}
