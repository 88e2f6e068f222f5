//! Rows for tests: one of each kind with every field said, and bare ones.

use super::*;
use crate::value::Comparator;

/// A document, three facts, two findings and an error.
pub fn rows() -> Vec<Row> {
    let mut bare = fact("f2", None);
    (bare.page, bare.group, bare.low, bare.high) = (None, None, None, None);
    let date = fact("f3", Some(Value::Date("2019".into())));
    let quantity = Value::Quantity(Decimal(Number::new(8970, -2)));
    vec![
        Row::Document(document()),
        Row::Fact(fact("f1", Some(quantity))),
        Row::Fact(bare),
        Row::Fact(date),
        Row::Finding(finding(Some("d1"))),
        Row::Finding(finding(None)),
        Row::Error(ErrorRow {
            path: "b.txt".into(),
            stage: Stage::Read,
            message: "empty \"file\"".into(),
        }),
    ]
}

fn document() -> DocumentRow {
    DocumentRow {
        id: "d1".into(),
        path: "dossié/a.txt".into(),
        sha256: "00".into(),
        format: "txt".into(),
        encoding: "utf-8".into(),
        title: Some("“Títle”".into()),
        doc_no: None,
        issuer: None,
        issued: Some("2019-03".into()),
        recipients: vec!["Ωmega".into(), "a\"b\\c,{}".into(), String::new()],
        region: None,
        region_code: None,
        genre: Genre::Notice,
        start: 0,
        end: 5,
        chars: 5,
        facts: 3,
        warnings: Vec::new(),
    }
}

fn fact(id: &str, value: Option<Value>) -> FactRow {
    FactRow {
        id: id.into(),
        document: "d1".into(),
        path: "dossié/a.txt".into(),
        kind: Kind::Rate,
        role: Some(Role::Attainment),
        status: None,
        value,
        low: Some(Decimal(Number::new(89_695, -3))),
        high: Some(Decimal(Number::new(13, 60))),
        unit: Some("%".into()),
        comparator: Some(Comparator::ApproxOver),
        subject: Some("=ß".into()),
        indicator: None,
        agent: None,
        agent_name: None,
        period: Some("2018".into()),
        region: None,
        region_code: None,
        group: Some("g1".into()),
        section: vec!["§ 1".into()],
        start: 0,
        end: 5,
        line: 1,
        page: Some(3),
        text: "89.70%\t\n\\N".into(),
        evidence: "§\u{0}89.70%".into(),
        rule: "rate.percent".into(),
    }
}

fn finding(document: Option<&str>) -> FindingRow {
    FindingRow {
        id: "x1".into(),
        document: document.map(str::to_owned),
        path: document.map(|_| "dossié/a.txt".into()),
        check: "A01".into(),
        verdict: Verdict::Inconsistent,
        facts: vec!["f1".into(), "f2".into()],
        spans: match document {
            Some(_) => vec![Place::Here(0, 5)],
            None => vec![Place::In("dossié/a.txt".into(), 0, 5)],
        },
        severity: Severity::Error,
        strength: document.map(|_| Decimal(Number::new(990, -3))),
        expected: Some((Some(Decimal(Number::new(-5, -1))), None)),
        reported: None,
        message_zh: "35 ≠ 39".into(),
        message_en: "35 of 39".into(),
    }
}
