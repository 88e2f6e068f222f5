use std::io::Write;
fn main() {
    let p = match gongwen::pattern::Patterns::built_in() {
        Ok(p) => p,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2)
        }
    };
    let x = match gongwen::extract::Extractor::new(p, None) {
        Ok(p) => p,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2)
        }
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for a in std::env::args().skip(1) {
        let mut files: Vec<_> = if std::path::Path::new(&a).is_dir() {
            std::fs::read_dir(&a)
                .unwrap()
                .map(|e| e.unwrap().path())
                .collect()
        } else {
            vec![a.into()]
        };
        files.sort();
        for f in files {
            if f.extension().is_some_and(|e| e == "jsonl") {
                continue;
            }
            for r in x.rows(&f.display().to_string().into(), &std::fs::read(&f).unwrap()) {
                serde_json::to_writer(&mut out, &r).unwrap();
                out.write_all(b"\n").unwrap();
            }
        }
    }
}
