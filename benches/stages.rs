//! What each stage of the way costs, on the texts of the corpus: `cargo bench --bench stages`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gongwen::extract::Extractor;
use gongwen::fact::{self, Vocabulary};
use gongwen::mention::mentions;
use gongwen::pattern::Patterns;
use gongwen::segment::documents;
use gongwen::source::{self, Input};
use gongwen::text::decode;
use std::hint::black_box;

fn inputs() -> Vec<Input> {
    let reading = source::Options {
        include: vec!["*.txt".into()],
        ..source::Options::default()
    };
    source::places(vec!["corpus".into()], &reading)
        .expect("the corpus can be walked")
        .filter_map(|place| source::read(&place.ok()?, &reading).ok())
        .collect()
}

fn stages(c: &mut Criterion) {
    let patterns = Patterns::built_in().expect("the built-in patterns load");
    let vocabulary = Vocabulary::new(&patterns).expect("they have their words");
    let extractor = Extractor::new(Patterns::built_in().expect("they load"), None)
        .expect("they have their words");
    let inputs = inputs();
    let texts: Vec<_> = (inputs.iter())
        .filter_map(|i| decode(&i.bytes, None).ok())
        .collect();
    let found: Vec<_> = (texts.iter())
        .flat_map(|t| documents(t, &patterns.document))
        .collect();
    let rows: Vec<_> = inputs.iter().map(|i| extractor.rows(i)).collect();
    let bytes = inputs.iter().map(|i| i.bytes.len() as u64).sum();

    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("decode", |b| {
        b.iter(|| {
            inputs
                .iter()
                .for_each(|i| drop(black_box(decode(&i.bytes, None))))
        });
    });
    group.bench_function("segment", |b| {
        b.iter(|| {
            texts
                .iter()
                .for_each(|t| drop(black_box(documents(t, &patterns.document))))
        });
    });
    group.bench_function("mention", |b| {
        b.iter(|| {
            let blocks = found.iter().flat_map(|d| &d.blocks);
            blocks.for_each(|block| drop(black_box(mentions(&block.plain.text, &patterns))));
        });
    });
    group.bench_function("mention and fact", |b| {
        b.iter(|| {
            found.iter().for_each(|d| {
                fact::each(d, &patterns, &vocabulary, |facts| drop(black_box(facts)));
            });
        });
    });
    group.bench_function("all, to rows", |b| {
        b.iter(|| {
            inputs
                .iter()
                .for_each(|i| drop(black_box(extractor.rows(i))))
        });
    });
    group.bench_function("rows to JSON", |b| {
        b.iter(|| {
            for rows in &rows {
                let write = &mut |lines: &[u8]| {
                    black_box(lines);
                    Ok(())
                };
                rows.json(write).expect("nothing is written");
            }
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
