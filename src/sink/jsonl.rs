//! JSON Lines: one object a line, or spread out for people.

use super::{File, Sink};
use crate::record::{Form, Row, Rows};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

/// Writes each row as one JSON object.
#[derive(Debug)]
pub struct Jsonl<W> {
    out: W,
    /// One object, so that what is below gets it in one piece.
    line: Vec<u8>,
    /// Spread each object over lines.
    pub pretty: bool,
    /// One object for each document, with its facts and findings inside.
    pub nested: bool,
}

/// A document with what was found in it.
#[derive(Serialize)]
struct Nested<'a> {
    #[serde(flatten)]
    document: &'a Row,
    fact_list: Vec<&'a Row>,
    finding_list: Vec<&'a Row>,
}

impl<W: Write> Jsonl<W> {
    /// One object a line.
    pub fn new(out: W) -> Self {
        Self {
            out,
            line: Vec::new(),
            pretty: false,
            nested: false,
        }
    }

    /// What the rows went to.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Writes rows.
    pub fn write(&mut self, rows: &Rows) -> io::Result<()> {
        match (self.nested, self.pretty) {
            (true, _) => self.nest(&rows.to_vec()?),
            (false, true) => rows.each(&mut |rows| rows.iter().try_for_each(|r| self.object(r))),
            (false, false) => rows.json(&mut |lines| self.out.write_all(lines)),
        }
    }

    fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        match self.pretty {
            true => serde_json::to_writer_pretty(&mut self.line, object)?,
            false => serde_json::to_writer(&mut self.line, object)?,
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    /// Facts and findings go into their document; what has none stands by itself.
    fn nest(&mut self, rows: &[Row]) -> io::Result<()> {
        let mut inside: HashMap<&str, (Vec<&Row>, Vec<&Row>)> = HashMap::new();
        for row in rows {
            match row {
                Row::Fact(f) => inside.entry(&f.document).or_default().0.push(row),
                Row::Finding(f) => {
                    if let Some(document) = &f.document {
                        inside.entry(document).or_default().1.push(row);
                    }
                }
                _ => {}
            }
        }
        for row in rows {
            match row {
                Row::Document(d) => {
                    let (fact_list, finding_list) = inside.remove(&*d.id).unwrap_or_default();
                    self.object(&Nested {
                        document: row,
                        fact_list,
                        finding_list,
                    })?;
                }
                Row::Fact(_) => {}
                Row::Finding(f) if f.document.is_some() => {}
                Row::Finding(_) | Row::Error(_) => self.object(row)?,
            }
        }
        Ok(())
    }
}

impl<W: Write> Sink for Jsonl<W> {
    fn form(&self) -> Form {
        match self.nested || self.pretty {
            true => Form::Rows,
            false => Form::Lines,
        }
    }

    fn put(&mut self, _: &File, rows: &Rows) -> io::Result<()> {
        self.write(rows)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Decimal, DocumentRow, ErrorRow, FactRow, Stage, Value};
    use crate::value::{Genre, Kind, Number};

    fn rows() -> Vec<Row> {
        let document = DocumentRow {
            id: "d".into(),
            path: "a.txt".into(),
            sha256: "00".into(),
            format: "txt".into(),
            encoding: "utf-8".into(),
            title: None,
            doc_no: None,
            issuer: None,
            issued: None,
            recipients: Vec::new(),
            region: None,
            region_code: None,
            genre: Genre::Other,
            start: 0,
            end: 5,
            chars: 5,
            facts: 1,
            warnings: Vec::new(),
        };
        let fact = FactRow {
            id: "f".into(),
            document: "d".into(),
            path: "a.txt".into(),
            kind: Kind::Rate,
            role: None,
            status: None,
            value: Some(Value::Quantity(Decimal(Number::new(9_100, -2)))),
            low: None,
            high: None,
            unit: Some("%".into()),
            comparator: None,
            subject: None,
            indicator: None,
            agent: None,
            agent_name: None,
            period: None,
            region: None,
            region_code: None,
            group: None,
            section: Vec::new().into(),
            start: 0,
            end: 5,
            line: 1,
            page: None,
            text: "91.00%".into(),
            evidence: "91.00%".into(),
            rule: "rate.percent".into(),
        };
        let error = ErrorRow {
            path: "b.txt".into(),
            stage: Stage::Read,
            message: "empty".into(),
        };
        vec![Row::Document(document), Row::Fact(fact), Row::Error(error)]
    }

    fn written(pretty: bool, nested: bool) -> String {
        let mut sink = Jsonl::new(Vec::new());
        (sink.pretty, sink.nested) = (pretty, nested);
        sink.write(&rows().into()).unwrap();
        sink.finish().unwrap();
        String::from_utf8(sink.into_inner()).unwrap()
    }

    #[test]
    fn every_row_is_a_line_with_its_digits() {
        let lines = written(false, false);
        assert_eq!(lines.lines().count(), 3);
        let fact = lines.lines().nth(1).unwrap();
        assert!(fact.starts_with(r#"{"record":"fact","id":"f""#), "{fact}");
        assert!(fact.contains(r#""value":91.00,"#), "{fact}");
    }

    #[test]
    fn facts_stand_inside_their_document_with_their_digits() {
        let lines = written(false, true);
        assert_eq!(lines.lines().count(), 2);
        let document = lines.lines().next().unwrap();
        assert!(
            document.starts_with(r#"{"record":"document","id":"d""#),
            "{document}"
        );
        assert!(
            document.contains(r#""fact_list":[{"record":"fact","id":"f""#),
            "{document}"
        );
        assert!(document.contains(r#""value":91.00,"#), "{document}");
        assert!(lines.ends_with("\"message\":\"empty\"}\n"));
    }

    #[test]
    fn spread_out_it_is_the_same_json() {
        for nested in [false, true] {
            let parse = |s: String| -> Vec<serde_json::Value> {
                let objects = serde_json::Deserializer::from_str(&s).into_iter();
                objects.collect::<Result<_, _>>().unwrap()
            };
            assert_eq!(parse(written(true, nested)), parse(written(false, nested)));
        }
    }
}
