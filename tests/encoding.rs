//! How often the encoding of a short text is told rightly, and how fast: figures, not a gate.
//!
//! `cargo test --profile quick --test encoding -- --ignored --nocapture`

use encoding_rs::{BIG5, GB18030, UTF_8};
use gongwen::text::decode;

#[test]
#[ignore = "measures"]
fn measure() {
    let mut texts = Vec::new();
    for set in ["samples", "real", "unlabelled"] {
        let dir = format!(
            concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/texts/{}"),
            set
        );
        for f in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            if let Ok(t) = decode(&std::fs::read(f.path()).unwrap(), None) {
                texts.push((f.path(), t.raw.into_owned()));
            }
        }
    }
    texts.sort();
    let s2t: std::collections::HashMap<char, char> = include_str!("../src/text/simplified.txt")
        .lines()
        .filter_map(|l| {
            let mut c = l.chars();
            Some((c.next()?, c.next()?))
        })
        .filter(|(a, _)| ('\u{4e00}'..'\u{9fa6}').contains(a) && !BIG5.encode(&a.to_string()).2)
        .map(|(a, b)| (b, a))
        .collect();
    let mut seed = 88172645463325252u64;
    let mut rnd = move |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    for max in [4usize, 8, 16, 64, 1000] {
        let mut right = std::collections::BTreeMap::<&str, (usize, usize)>::new();
        for round in 0..2000 {
            let (_, t) = &texts[rnd(texts.len())];
            let chars: Vec<char> = t
                .chars()
                .filter(|c| !c.is_whitespace() || *c == '\n')
                .collect();
            let n = 2 + rnd(max - 1);
            if chars.len() <= n {
                continue;
            }
            let at = rnd(chars.len() - n);
            let cut: String = chars[at..at + n].iter().collect();
            if cut
                .chars()
                .filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c))
                .count()
                * 2
                < n
            {
                continue;
            }
            let trad: String = cut
                .chars()
                .map(|c| s2t.get(&c).copied().unwrap_or(c))
                .collect();
            let gb = GB18030.encode(&cut).0.into_owned();
            let gbt = GB18030.encode(&trad).0.into_owned();
            let wide = |be: bool| -> Vec<u8> {
                cut.encode_utf16()
                    .flat_map(|u| if be { u.to_be_bytes() } else { u.to_le_bytes() })
                    .collect()
            };
            let mut damage = |b: &[u8]| {
                let mut b = b.to_vec();
                for _ in 0..(b.len() / 200).max(1) {
                    let i = rnd(b.len());
                    b.remove(i);
                }
                b
            };
            let big: String = trad
                .chars()
                .filter(|c| !BIG5.encode(&c.to_string()).2)
                .collect();
            let mut cases: Vec<(&str, &str, Vec<u8>)> = vec![
                ("gbk", "gb18030", gb.clone()),
                ("gbk traditional", "gb18030", gbt),
                ("gbk damaged", "gb18030", damage(&gb)),
                ("gbk cut", "gb18030", gb[..gb.len() - 1].to_vec()),
                ("gbk head cut", "gb18030", gb[1..].to_vec()),
                ("utf-8 damaged", "utf-8", damage(cut.as_bytes())),
                (
                    "utf-8 cut",
                    "utf-8",
                    cut.as_bytes()[..cut.len() - 1].to_vec(),
                ),
                ("utf-16le", "utf-16le", wide(false)),
                ("utf-16be", "utf-16be", wide(true)),
                ("big5", "big5", BIG5.encode(&big).0.into_owned()),
                ("big5 damaged", "big5", damage(&BIG5.encode(&big).0)),
            ];
            let mut mixed = gb.clone();
            mixed.extend("\n责任单位：妇联\n".as_bytes());
            mixed.extend(&gb);
            cases.push(("gbk with a utf-8 line", "gb18030", mixed));
            let mut ascii = b"<html><head><title>x</title></head><body><p class=a>".repeat(4);
            ascii.extend(
                GB18030
                    .encode(&cut.chars().take(6).collect::<String>())
                    .0
                    .as_ref(),
            );
            ascii.extend(b"</p></body></html>");
            cases.push(("ascii with six gbk", "gb18030", ascii));
            for (what, want, bytes) in cases {
                if bytes.is_ascii()
                    || (want != "utf-8"
                        && std::str::from_utf8(&bytes).is_ok()
                        && !want.starts_with("utf-16"))
                {
                    continue;
                }
                let got = decode(&bytes, None).map_or("refused", |t| t.encoding);
                let e = right.entry(what).or_default();
                e.1 += 1;
                if got == want {
                    e.0 += 1
                } else if round < 300 && max == 64 {
                    println!("  {what}: {got}: {cut}");
                }
            }
        }
        println!("2..={max} characters");
        for (w, (r, n)) in right {
            println!("  {w:24} {:6.2} % of {n}", 100.0 * r as f64 / n as f64);
        }
    }
    let all: String = texts
        .iter()
        .map(|t| t.1.as_str())
        .collect::<String>()
        .repeat(8);
    for e in [UTF_8, GB18030] {
        let b = e.encode(&all).0.into_owned();
        let t = std::time::Instant::now();
        let got = decode(&b, None).unwrap();
        println!(
            "{} {:.0} MB/s",
            got.encoding,
            b.len() as f64 / 1e6 / t.elapsed().as_secs_f64()
        );
    }
}
