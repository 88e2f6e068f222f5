//! The command line from outside: each folder of `tests/cli` is one call.
//!
//! `cmd` holds the arguments, blanks between; `in/` the folder that it is called
//! in; `links` pairs of link and target to make there; `stdin` its standard
//! input; `stdout`, `stderr` and `status` what has to come (absent: nothing, 0);
//! `out/` files that it has to write. `BLESS=1 cargo test --test cli` writes
//! what came.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn gongwen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongwen"));
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &there),
            false => drop(fs::copy(entry.path(), there).unwrap()),
        }
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// Runs a case in a folder of its own.
fn call(case: &Path, folder: &Path) -> Output {
    if case.join("in").is_dir() {
        copy(&case.join("in"), folder);
    }
    #[cfg(unix)]
    for line in text(&case.join("links")).lines() {
        let (link, target) = line.split_once(' ').unwrap();
        std::os::unix::fs::symlink(target, folder.join(link)).unwrap();
    }
    let cmd = text(&case.join("cmd"));
    let mut child = gongwen()
        .args(cmd.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdin = fs::read(case.join("stdin")).unwrap_or_default();
    // A call that does not read it may have ended.
    let _ = child.stdin.take().unwrap().write_all(&stdin);
    child.wait_with_output().unwrap()
}

/// What came instead of what had to come, or what came is written down.
fn compare(expected: PathBuf, came: &str, wrong: &mut Vec<String>) {
    if text(&expected) == came {
        return;
    }
    if std::env::var_os("BLESS").is_none() {
        return wrong.push(format!(
            "{}:\n{}\n--- came:\n{came}",
            expected.display(),
            text(&expected)
        ));
    }
    match came {
        "" => fs::remove_file(expected).unwrap(),
        _ => fs::write(expected, came).unwrap(),
    }
}

#[test]
fn cases() {
    let mut wrong = Vec::new();
    let folders = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli")).unwrap();
    let mut cases: Vec<PathBuf> = folders.map(|f| f.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 15);
    for case in cases {
        let folder = tempfile::tempdir().unwrap();
        let came = call(&case, folder.path());
        let status = match came.status.code() {
            Some(0) => String::new(),
            code => format!("{}\n", code.unwrap_or(-1)),
        };
        compare(case.join("status"), &status, &mut wrong);
        compare(
            case.join("stdout"),
            &String::from_utf8_lossy(&came.stdout),
            &mut wrong,
        );
        compare(
            case.join("stderr"),
            &String::from_utf8_lossy(&came.stderr),
            &mut wrong,
        );
        for file in fs::read_dir(case.join("out")).into_iter().flatten() {
            let expected = file.unwrap().path();
            let written = text(&folder.path().join(expected.file_name().unwrap()));
            compare(expected, &written, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Files of several sizes and encodings, some of them bad.
fn many_files(folder: &Path) {
    let notice =
        "关于做好二〇一九年妇女儿童工作的通知\n全县39项指标中已有35项达标，达标率为89.7%。\n";
    for n in 0..60 {
        let sub = folder.join(format!("乡镇{}", n % 7));
        fs::create_dir_all(&sub).unwrap();
        let text = notice.repeat(n * n % 53);
        let bytes = match n % 5 {
            0 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            1 => [text.as_bytes(), b"\xff\xfe"].concat(),
            2 => vec![0; n],
            _ => text.into_bytes(),
        };
        fs::write(sub.join(format!("{n}.txt")), bytes).unwrap();
    }
}

fn extracted(folder: &Path, threads: &str) -> Vec<u8> {
    let out = gongwen()
        .args(["extract", ".", "-j", threads])
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    out.stdout
}

#[test]
fn threads_do_not_show_in_the_output() {
    let folder = tempfile::tempdir().unwrap();
    many_files(folder.path());
    let one = extracted(folder.path(), "1");
    assert!(one.iter().filter(|b| **b == b'\n').count() >= 60);
    for threads in ["2", "8", "0"] {
        assert!(extracted(folder.path(), threads) == one, "-j {threads}");
    }
}

#[test]
fn records_verify_until_the_file_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "全县39项指标中已有35项达标。").unwrap();
    for flag in ["--quiet", "--pretty", "--nested"] {
        let run = |args: &[&str]| {
            gongwen()
                .args(args)
                .current_dir(folder.path())
                .output()
                .unwrap()
        };
        assert!(
            run(&["extract", "a.txt", "-o", "r.jsonl", flag])
                .status
                .success()
        );
        let same = run(&["verify", "r.jsonl", "--quiet"]);
        assert_eq!(
            (same.status.code(), same.stdout.len(), same.stderr.len()),
            (Some(0), 0, 0)
        );
    }
    fs::write(&file, "全县40项指标中已有35项达标。").unwrap();
    let out = gongwen()
        .args(["verify", "r.jsonl"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&out.stdout).starts_with("a.txt: the file changed: sha256 is ")
    );
    fs::remove_file(&file).unwrap();
    let out = gongwen()
        .args(["verify", "r.jsonl"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn one_long_line_is_read() {
    let folder = tempfile::tempdir().unwrap();
    // Without optimisation a tenth of it takes as long.
    let bytes = if cfg!(debug_assertions) {
        2_000_000
    } else {
        20_000_000
    };
    let sentence = "全县共投入資金１３．４１亿元，新建幼儿园17所，";
    fs::write(
        folder.path().join("line.txt"),
        sentence.repeat(bytes / sentence.len()),
    )
    .unwrap();
    let out = gongwen()
        .args(["extract", "line.txt"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(out.stdout.starts_with(br#"{"record":"document","#));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    many_files(folder.path());
    let mut child = gongwen()
        .args(["extract", ".", "--quiet"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert_ne!(out.status.code(), Some(101));
}

fn output(args: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let out = gongwen().args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

#[test]
fn patterns_are_listed_with_tabs_and_hold() {
    let folder = tempfile::tempdir().unwrap();
    let (status, all, _) = output(&["patterns", "list"], folder.path());
    assert_eq!(status, Some(0));
    assert!(all.lines().all(|l| l.split('\t').count() == 4), "{all}");
    assert!(all.contains("rate.percent\trate\tpatterns/rate.toml:"));
    assert!(all.contains("cue.more_than\tcomparator gt\tpatterns/cue.toml:"));
    fs::write(folder.path().join("rate.toml"), MINE).unwrap();
    let (_, replaced, _) = output(&["patterns", "list", "--patterns", "."], folder.path());
    assert!(replaced.contains("rate.mine\trate\t./rate.toml:3\tTenths."));
    assert!(!replaced.contains("rate.percent"));
    fs::write(
        folder.path().join("rate.toml"),
        format!("extend = true\n{MINE}"),
    )
    .unwrap();
    let (_, extended, _) = output(&["patterns", "list", "--patterns", "."], folder.path());
    assert_eq!(extended.lines().count(), all.lines().count() + 1);
    assert!(extended.contains("rate.mine") && extended.contains("rate.percent"));
    let (status, out, err) = output(&["patterns", "check"], folder.path());
    assert_eq!((status, out.as_str()), (Some(0), ""));
    assert!(err.ends_with(" examples hold\n"), "{err}");
}

const MINE: &str = r#"
[[pattern]]
name = "mine"
says = "Tenths."
gives = "rate"
match = '(?<number>{number})(?<unit>成)'
yes = [["约有⟦三成⟧", "3 %"]]
no = [["三次", "no tenths"]]
"#;

#[test]
fn explaining_has_colours_only_where_they_are_wanted() {
    let call = |set: &[(&str, &str)]| {
        let out = Command::new(env!("CARGO_BIN_EXE_gongwen"))
            .args(["explain", "--text", "投入13.41亿元"])
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(set.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap().contains('\u{1b}')
    };
    assert!(!call(&[]));
    assert!(call(&[("CLICOLOR_FORCE", "1")]));
    assert!(!call(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn help_fits_a_screen() {
    for command in [
        "extract", "verify", "explain", "patterns", "audit", "schema",
    ] {
        let out = gongwen().args([command, "-h"]).output().unwrap();
        let help = String::from_utf8(out.stdout).unwrap();
        assert!(help.lines().count() <= 40, "{help}");
        assert!(help.lines().all(|l| l.chars().count() <= 100), "{help}");
    }
}
