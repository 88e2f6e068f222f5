use std::io::BufRead;
fn main() {
    let ind = gongwen::indicator::Indicators::built_in().unwrap();
    for l in std::io::stdin().lock().lines() {
        let l = l.unwrap();
        let c: Vec<&str> = l.split('\t').collect();
        let role = match c[2] {
            "attainment" => Some(gongwen::value::Role::Attainment),
            "share" => Some(gongwen::value::Role::Share),
            "change" => Some(gongwen::value::Role::Change),
            _ => Some(gongwen::value::Role::Level),
        };
        let r = ind.of_value(c[1], role, Some(c[3]));
        println!(
            "{}\t{}\t{}\t{}\t{}",
            r.map_or("-", |i| &i.id),
            c[1],
            c[2],
            c[3],
            c[0]
        );
    }
}
