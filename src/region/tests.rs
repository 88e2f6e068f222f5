use super::*;
use crate::pattern::DocumentWords;
use crate::segment::documents;
use crate::text::decode;
use smol_str::SmolStr;

fn regions() -> Regions {
    Regions::built_in().unwrap_or_else(|e| panic!("{e}"))
}

fn code(name: &str) -> Option<Code> {
    let found = regions().find(name, None, None);
    assert!(found.is_some(), "{name} is known");
    found
}

fn digits(code: Option<Code>) -> String {
    code.map(|c| c.to_string()).unwrap_or_default()
}

#[test]
fn the_table_is_as_its_generator_writes_it() {
    let source = include_str!("../../patterns/region.tsv");
    let rows: Vec<Vec<&str>> = source
        .lines()
        .skip(1)
        .map(|l| l.split('\t').collect())
        .collect();
    assert!(rows.iter().all(|r| r.len() == 5));
    let today: Vec<&str> = rows
        .iter()
        .filter(|r| r[4].is_empty())
        .map(|r| r[0])
        .collect();
    assert!(today.windows(2).all(|w| w[0] < w[1]), "sorted, each once");
    assert!(rows[today.len()..].iter().all(|r| !r[4].is_empty()));
    let level = |l| {
        today
            .iter()
            .filter(|c| c.parse().is_ok_and(|c| Code::new(c).level() == l))
            .count()
    };
    assert_eq!(
        (level(Level::Province), level(Level::Prefecture)),
        (34, 333)
    );
    assert_eq!((today.len(), rows.len()), (3217, 3460));
    for r in &rows {
        assert!(r[0].len() == 6 && r[0].parse::<u32>().is_ok(), "{r:?}");
        assert!(r[2].chars().count() >= 2 && r[1].starts_with(r[2]), "{r:?}");
    }
    for c in &today {
        let parent = c.parse().map(|c| Code::new(c).province());
        assert!(parent.is_ok_and(|p| regions().get(p).is_some()), "{c}");
    }
}

#[test]
fn one_place_in_all_its_spellings() {
    for name in [
        "酒泉市",
        "酒泉",
        "甘肃省酒泉市",
        "甘肃酒泉",
        "甘肃酒泉市",
        "甘肃省酒泉",
    ] {
        assert_eq!(digits(regions().find(name, None, None)), "620900", "{name}");
    }
    for name in ["内蒙古自治区", "内蒙古"] {
        assert_eq!(digits(regions().find(name, None, None)), "150000", "{name}");
    }
    for name in ["北京市朝阳区", "北京朝阳"] {
        assert_eq!(digits(regions().find(name, None, None)), "110105", "{name}");
    }
}

#[test]
fn names_that_repeat_are_read_from_where_the_document_stands() {
    for (name, own, want) in [
        ("朝阳区", None, ""),
        ("朝阳区", Some("北京市"), "110105"),
        ("朝阳区", Some("长春市"), "220104"),
        ("朝阳", Some("辽宁省"), "211300"),
        ("海南", None, "460000"),
        ("海南", Some("青海省"), "632500"),
        ("鼓楼区", Some("江苏省"), ""),
        ("鼓楼区", Some("南京市"), "320106"),
        ("鼓楼区", Some("玄武区"), "320106"),
        ("不存在县", None, ""),
    ] {
        let within = own.and_then(code);
        assert_eq!(
            digits(regions().find(name, within, None)),
            want,
            "{name} in {own:?}"
        );
    }
}

#[test]
fn former_names_count_in_their_time() {
    for (name, year, want) in [
        ("襄樊市", Some(2009), "420600"),
        ("襄樊市", Some(2020), "420600"),
        ("巢湖市", Some(2008), "341400"),
        ("巢湖市", Some(2020), "340181"),
        ("重庆市", Some(2018), "500000"),
        ("重庆市", None, "500000"),
        ("思茅", Some(2005), "530800"),
        ("海门", Some(2015), "320684"),
        ("海门", Some(2023), "320614"),
        ("伊春", Some(2015), "230700"),
        ("郧县", Some(2012), "420321"),
    ] {
        assert_eq!(
            digits(regions().find(name, None, year)),
            want,
            "{name} in {year:?}"
        );
    }
}

#[test]
fn level_words_look_upwards() {
    for (own, level, want) in [
        ("定西市", "市", "621100"),
        ("定西市", "省", "620000"),
        ("安定区", "市", "621100"),
        ("安定区", "区", "621102"),
        ("敦煌市", "市", "620982"),
        ("象州县", "县", "451322"),
        ("象州县", "区", "450000"),
        ("广西", "自治区", "450000"),
        ("上海市普陀区", "市", "310000"),
        ("大兴安岭地区", "区", ""),
        ("临夏回族自治州", "州", "622900"),
        ("甘肃省", "县", ""),
        ("广西", "省", ""),
    ] {
        let found = code(own).and_then(|own| regions().at_level(own, level));
        assert_eq!(digits(found), want, "{level} in {own}");
    }
}

#[test]
fn a_name_is_not_cut_out_of_a_longer_word() {
    let own = code("定西市");
    for text in [
        "上海市场占有率",
        "全区域覆盖",
        "全市场监管",
        "平安建设",
        "和平时期",
        "通道建设",
        "城区绿化",
        "全民健身",
        "市场主体",
        "我们",
        "本级财政",
        "广州市区人口",
        "新城区面积",
        "省会城市",
        "全市民",
    ] {
        assert_eq!(regions().leading(text, own, None), None, "{text}");
    }
    for (text, name, want) in [
        ("柳州市民政局", "柳州市", "450200"),
        ("甘肃省会宁县人口", "甘肃省会宁县", "620422"),
        ("上海市市场监管局", "上海市", "310000"),
        ("晋城市城区绿化", "晋城市城区", "140502"),
        ("内蒙古呼伦贝尔市", "内蒙古呼伦贝尔市", "150700"),
        ("安定区常住人口", "安定区", "621102"),
        ("全市外贸进出口", "全市", "621100"),
        ("全市面积", "全市", "621100"),
        ("全市区县", "全市", "621100"),
        ("全省城乡居民", "全省", "620000"),
    ] {
        let area = regions().leading(text, own, None);
        let read = area.map(|a| (&text[..a.len], digits(a.code)));
        assert_eq!(read, Some((name, want.to_string())), "{text}");
    }
}

fn area(own: &str, subject: &str, before: &str) -> Option<(SmolStr, String)> {
    let place = Place {
        subject: Some(subject),
        agent: None,
        before,
        section: &[],
        own: code(own),
        year: None,
    };
    regions()
        .area(&place)
        .map(|(name, code)| (name, digits(code)))
}

#[test]
fn the_area_of_a_value_is_the_nearest_that_begins_a_clause() {
    for (own, subject, before, want) in [
        (
            "定西市",
            "全市孕产妇死亡率",
            "全市孕产妇死亡率",
            Some(("全市", "621100")),
        ),
        (
            "定西市",
            "婴儿死亡率",
            "2020年底，全市孕产妇死亡率8.17/10万、婴儿死亡率",
            Some(("全市", "621100")),
        ),
        (
            "定西市",
            "毛入园率",
            "2020年，全市稳步推进，其中安定区毛入园率",
            Some(("安定区", "621102")),
        ),
        (
            "甘肃省",
            "毛入园率",
            "酒泉市肃州区毛入园率",
            Some(("酒泉市肃州区", "620902")),
        ),
        ("定西市", "资金", "争取资金", None),
        // Who acts is not where.
        ("甘肃省", "资金", "酒泉市教育局投入", None),
        ("甘肃省", "资金", "酒泉市人民政府投入", None),
        // Another area in the clause.
        (
            "定西市",
            "毛入园率",
            "全市毛入园率95%，高于全省平均水平",
            None,
        ),
        // Two areas, and a place below a county.
        ("甘肃省", "毛入园率", "酒泉市、定西市毛入园率分别为", None),
        ("四川省", "面积", "平武县木皮藏族乡面积", None),
        // An honour is no statement about the state, and stops what stood before.
        ("甘肃省", "文明单位", "全省共有12个，全国文明单位", None),
        // 全省 after another province.
        ("云南省", "出口", "浙江是农机大省，全省出口", None),
    ] {
        let want = want.map(|(name, code): (&str, &str)| (name.into(), code.to_string()));
        assert_eq!(area(own, subject, before), want, "{before}");
    }
}

#[test]
fn a_row_of_a_table_names_its_area_in_short() {
    let want = Some(("安定".into(), "621102".to_string()));
    assert_eq!(
        area("定西市", "临洮 常住人口", "").map(|a| a.1).as_deref(),
        Some("621124")
    );
    assert_ne!(area("定西市", "安定 常住人口", ""), want, "安定 is a word");
    assert_eq!(area("山东省", "水泥 产量", ""), None);
}

#[test]
fn a_heading_that_is_a_name_speaks_for_what_follows() {
    let read = |heading: &str| {
        let section = ["附件".to_string(), heading.to_string()];
        let place = Place {
            subject: Some("毛入园率"),
            agent: None,
            before: "毛入园率",
            section: &section,
            own: code("甘肃省"),
            year: None,
        };
        regions().area(&place).map(|(_, code)| digits(code))
    };
    assert_eq!(read("酒泉市").as_deref(), Some("620900"));
    assert_eq!(read("甘肃省"), None);
    assert_eq!(read("酒泉市工作情况"), None);
}

fn of_document(text: &str) -> Option<&'static str> {
    let words = DocumentWords::built_in().unwrap_or_else(|e| panic!("{e}"));
    let text = decode(text.as_bytes(), None).unwrap_or_else(|e| panic!("{e}"));
    let documents = documents(&text, &words);
    documents
        .first()
        .and_then(|d| regions().of_document(d))
        .map(|r| r.name)
}

#[test]
fn a_document_speaks_for_a_division() {
    let text = "柳州市妇女儿童工作委员会2018年工作要点\n\n2018年，我市工作如下。\n";
    assert_eq!(of_document(text), Some("柳州市"));
    let repeated = "普陀区2024年工作总结\n\n在上海市委领导下，普陀区完成各项任务。\n";
    assert_eq!(of_document(repeated), Some("普陀区"));
}

#[test]
fn a_province_goes_by_its_sign() {
    assert_eq!(digits(regions().abbreviated("渝")), "500000");
    assert_eq!(digits(regions().abbreviated("内")), "");
}

#[test]
fn a_slip_in_the_words_names_its_line() {
    let broken = BUILT_IN.replacen("nouns =", "noun =", 1);
    let e = Regions::parse("region.toml", &broken).err();
    let line = BUILT_IN.lines().position(|l| l.starts_with("nouns"));
    let want = format!("region.toml:{}", line.map_or(0, |l| l + 1));
    assert_eq!(e.map(|e| e.place), Some(want));
}

#[test]
fn the_built_in_expressions_compile() {
    let e = regions().expressions;
    assert!([&e.lead, &e.organ, &e.smaller].iter().all(|e| e.compiles()));
}

#[test]
fn a_slip_in_an_expression_names_it() {
    let broken = BUILT_IN.replacen("organ = '''(?x)^(?:", "organ = '''(?x)^(?:(", 1);
    let e = Regions::parse("region.toml", &broken).unwrap_err();
    let what = "`organ`: unclosed group, 「(?:(";
    assert!(e.what.starts_with(what) && e.place == "region.toml", "{e}");
}
