use super::*;

fn name(own: &str, year: i32, agent: &str) -> Option<String> {
    let regions = Regions::built_in().unwrap_or_else(|e| panic!("{e}"));
    let organs = Organs::built_in().unwrap_or_else(|e| panic!("{e}"));
    let own = regions.find(own, None, None);
    assert!(own.is_some());
    let setting = Setting {
        regions: &regions,
        own,
        year: Some(year),
    };
    organs.full_name(agent, &setting)
}

fn all(own: &str, year: i32, agents: &[&str], want: Option<&str>) {
    for agent in agents {
        assert_eq!(
            name(own, year, agent).as_deref(),
            want,
            "{agent} in {own} {year}"
        );
    }
}

#[test]
fn one_unit_in_all_its_spellings() {
    let spellings = [
        "市卫计委",
        "市卫生计生委",
        "柳州市卫计委",
        "柳州卫计委",
        "广西柳州市卫计委",
        "卫计委",
        "市卫生和计划生育委员会",
        "柳州市卫生和计划生育委员会",
    ];
    all(
        "柳州市",
        2018,
        &spellings,
        Some("柳州市卫生和计划生育委员会"),
    );
    let league = ["团省委", "共青团甘肃省委", "团甘肃省委"];
    all(
        "甘肃省",
        2021,
        &league,
        Some("中国共产主义青年团甘肃省委员会"),
    );
    let party = ["省委组织部", "甘肃省委组织部", "中共甘肃省委组织部"];
    all("甘肃省", 2021, &party, Some("中国共产党甘肃省委员会组织部"));
}

#[test]
fn a_level_word_means_the_documents_division_at_that_level() {
    for (own, agent, want) in [
        ("安定区", "省财政厅", Some("甘肃省财政厅")),
        ("安定区", "市财政局", Some("定西市财政局")),
        ("安定区", "区财政局", Some("定西市安定区财政局")),
        ("通渭县", "县财政局", Some("通渭县财政局")),
        ("定西市", "县财政局", None),
        ("甘肃省", "市财政局", None),
        ("柳州市", "自治区民政厅", Some("广西壮族自治区民政厅")),
        ("敦煌市", "市法院", Some("敦煌市人民法院")),
        ("定西市", "市法院", Some("定西市中级人民法院")),
        ("重庆市", "市教委", Some("重庆市教育委员会")),
        ("甘肃省", "省市场监管局", Some("甘肃省市场监督管理局")),
        ("定西市", "市民政局", Some("定西市民政局")),
    ] {
        assert_eq!(name(own, 2021, agent).as_deref(), want, "{agent} in {own}");
    }
}

#[test]
fn the_year_decides_between_names() {
    for (year, agent, want) in [
        (2008, "省交通厅", Some("甘肃省交通厅")),
        (2012, "省交通厅", Some("甘肃省交通运输厅")),
        // In 2009 it may be either.
        (2009, "省交通厅", None),
        (2012, "省卫健委", None),
        (2021, "省卫计委", None),
        (2021, "省卫健委", Some("甘肃省卫生健康委员会")),
        // A full name is sure in any year.
        (
            2021,
            "省卫生和计划生育委员会",
            Some("甘肃省卫生和计划生育委员会"),
        ),
    ] {
        assert_eq!(
            name("甘肃省", year, agent).as_deref(),
            want,
            "{agent} {year}"
        );
    }
}

#[test]
fn lists_are_read_one_by_one() {
    for (agent, want) in [
        ("省司法厅、省公安厅", Some("甘肃省司法厅、甘肃省公安厅")),
        (
            "省发改委、财政厅",
            Some("甘肃省发展和改革委员会、甘肃省财政厅"),
        ),
        (
            "省发改委和省财政厅",
            Some("甘肃省发展和改革委员会、甘肃省财政厅"),
        ),
        ("省人力资源和社会保障厅", Some("甘肃省人力资源和社会保障厅")),
        (
            "省委、省政府",
            Some("中国共产党甘肃省委员会、甘肃省人民政府"),
        ),
        ("省司法厅、有关单位", None),
        ("各市、州人民政府", None),
    ] {
        assert_eq!(name("甘肃省", 2021, agent).as_deref(), want, "{agent}");
    }
}

#[test]
fn what_is_not_sure_has_no_full_name() {
    for agent in [
        "政府",
        "宣传部",
        "法院",
        "领导小组",
        "各级财政",
        "省农业担保公司",
        "县区财政局",
        "市",
        "省",
        "",
        "、",
        "省妇联干部",
        "省教育厅基础教育处",
    ] {
        assert_eq!(name("甘肃省", 2021, agent), None, "{agent}");
    }
    // Districts and counties have branches of the city's bureau.
    assert_eq!(name("安定区", 2021, "区公安局"), None);
    assert_eq!(name("象州县", 2021, "象州生态环境局"), None);
}

#[test]
fn units_of_the_state_and_of_its_branches() {
    for (agent, want) in [
        ("财政部", "财政部"),
        ("国家卫健委", "国家卫生健康委员会"),
        ("全国妇联", "中华全国妇女联合会"),
        ("市税务局", "国家税务总局柳州市税务局"),
        ("国家统计局柳州调查队", "国家统计局柳州调查队"),
        ("柳州调查队", "国家统计局柳州调查队"),
        ("广西银保监局", "中国银行保险监督管理委员会广西监管局"),
    ] {
        assert_eq!(
            name("柳州市", 2021, agent).as_deref(),
            Some(want),
            "{agent}"
        );
    }
}

#[test]
fn a_file_of_ones_own_replaces_or_extends() {
    let regions = Regions::built_in().unwrap_or_else(|e| panic!("{e}"));
    let own = regions.find("柳州市", None, None);
    let setting = Setting {
        regions: &regions,
        own,
        year: None,
    };
    let unit = "[[unit]]\nshort = [\"数管局\"]\nfull = \"数据管理局\"\nlevels = [\"市\"]\n";
    let of = |text: String| {
        let file = Registry {
            name: "unit-of-government.toml".into(),
            place: "mine/unit-of-government.toml".into(),
            text,
        };
        Organs::of(&[file])
    };
    let more = of(format!("extend = true\n{unit}")).unwrap_or_else(|e| panic!("{e}"));
    assert!(more.full_name("市数管局", &setting).is_some());
    assert!(more.full_name("市财政局", &setting).is_some());
    let e = of("[[unit]]\nshorts = []\n".into()).err();
    assert_eq!(
        e.map(|e| e.place).as_deref(),
        Some("mine/unit-of-government.toml:2")
    );
}

#[test]
fn every_unit_of_the_table_is_whole() {
    let organs = Organs::built_in().unwrap_or_else(|e| panic!("{e}"));
    for u in &organs.units {
        assert!(!u.short.is_empty() && !u.levels.is_empty(), "{}", u.full);
        assert!(u.from.zip(u.to).is_none_or(|(f, t)| f <= t), "{}", u.full);
        assert!(
            u.region == Naming::Full || u.full.contains(GAP),
            "{}",
            u.full
        );
    }
}
