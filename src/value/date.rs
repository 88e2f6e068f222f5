//! Stand-in.
#[derive(Debug, Clone, Default)]
pub struct Anchor {
    pub year: Option<i32>,
    pub month: Option<u8>,
}
#[derive(Debug, Clone)]
pub struct DateExpr(String);
impl DateExpr {
    pub fn resolve(&self, _: &Anchor) -> String {
        self.0.clone()
    }
}
pub fn date(s: &str) -> Option<DateExpr> {
    let d: Vec<String> = s
        .split(|c: char| !c.is_ascii_digit())
        .filter(|x| !x.is_empty())
        .map(|x| format!("{:0>2}", x))
        .collect();
    Some(DateExpr(d.join("-")))
}
