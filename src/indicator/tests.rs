use super::*;
use proptest::prelude::*;

fn built_in() -> Indicators {
    Indicators::built_in().unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn one_indicator_in_all_its_spellings() {
    let known = built_in();
    for subject in [
        "学前三年毛入园率",
        "学前3年毛入园率",
        "学前教育三年毛入园率",
        "全市学前三年毛入园率",
        "我省学前三年毛入园率",
        "甘肃省学前三年毛入园率",
        "定西市安定区学前三年毛入园率",
        "2020年全省学前三年毛入园率达到",
        "全县2020年末学前三年毛入园率（%）",
        "学前三年 毛入园率",
        "学前三年毛入园率（以县（区）为单位）",
        "截至2020年底全市学前三年毛入园率为",
        "全市的学前三年毛入园率",
    ] {
        let id = known.find(subject).map(|i| i.id.as_str());
        assert_eq!(id, Some("preschool_gross_3y"), "{subject}");
    }
    for subject in [
        "0～6个月婴儿纯母乳喂养率",
        "0-6个月婴儿纯母乳喂养率",
        "0—6个月婴儿纯母乳喂养率",
        "０－６个月婴儿纯母乳喂养率",
    ] {
        let id = known.find(subject).map(|i| i.id.as_str());
        assert_eq!(id, Some("exclusive_breastfeeding"), "{subject}");
    }
    for subject in ["“两癌”筛查率", "\"两癌\"筛查率", "两癌筛查率"] {
        let id = known.find(subject).map(|i| i.id.as_str());
        assert_eq!(id, Some("two_cancer_screening"), "{subject}");
    }
}

#[test]
fn a_part_is_not_the_whole() {
    let known = built_in();
    for (subject, want) in [
        ("孕产妇住院分娩率", Some("hospital_delivery")),
        ("农村孕产妇住院分娩率", Some("hospital_delivery_rural")),
        ("贫困地区孕产妇住院分娩率", None),
        ("城市婴儿死亡率", None),
        ("男童小学净入学率", None),
        ("女童净入学率", Some("primary_net_girls")),
        ("城镇居民人均可支配收入", Some("income_urban")),
        ("孕产妇死亡率控制情况", None),
        ("交通事故死亡率", None),
        ("铁路货运量", None),
        ("民办幼儿园总数", None),
        ("", None),
        ("全市", None),
        ("2020年", None),
    ] {
        assert_eq!(
            known.find(subject).map(|i| i.id.as_str()),
            want,
            "{subject}"
        );
    }
}

#[test]
fn names_that_say_little_need_a_place_or_a_time() {
    let known = built_in();
    assert_eq!(known.find("死亡率"), None);
    assert_eq!(
        known.find("全市死亡率").map(|i| i.id.as_str()),
        Some("death_rate")
    );
    assert_eq!(known.find("从业人员"), None);
}

#[test]
fn the_unit_must_fit() {
    let known = built_in();
    for (subject, role, unit, want) in [
        ("常住人口", Role::Level, "人", Some("population_resident")),
        ("常住人口", Role::Share, "%", None),
        ("常住人口", Role::Change, "%", Some("population_resident")),
        ("地区生产总值", Role::Other, "CNY", Some("gdp")),
        ("地区生产总值增速", Role::Change, "pp", Some("gdp")),
        ("地区生产总值", Role::Attainment, "%", None),
        ("婴儿死亡率", Role::Level, "‰", Some("infant_mortality")),
        ("婴儿死亡率", Role::Level, "%", None),
        ("政协委员中女性", Role::Share, "%", Some("women_cppcc")),
        ("政协委员中女性", Role::Level, "名", None),
        ("孤儿数", Role::Level, "名", Some("orphans")),
        ("地区生产总值 指标值", Role::Other, "CNY", Some("gdp")),
        ("粮食 产量同比增长", Role::Change, "%", Some("grain_output")),
    ] {
        let id = known
            .of_value(subject, Some(role), Some(unit))
            .map(|i| i.id.as_str());
        assert_eq!(id, want, "{subject} {role:?} {unit}");
    }
}

#[test]
fn every_name_leads_to_its_own_entry() {
    let known = built_in();
    for i in known.entries() {
        for name in i.aliases.iter().chain([&i.name]) {
            let found = known.find(&format!("全市{name}"));
            assert_eq!(found.map(|f| &f.id), Some(&i.id), "{name}");
        }
    }
}

#[test]
fn the_files_are_whole() {
    let known = built_in();
    assert_eq!(known.entries().len(), 426);
    for i in known.entries() {
        assert!(!i.units.is_empty() && !i.source.is_empty(), "{}", i.id);
        assert!(
            i.id.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        );
    }
    for pair in known.nested() {
        for id in [&pair.inner, &pair.outer] {
            assert!(known.get(id).is_some(), "{id}");
        }
    }
}

#[test]
fn a_file_of_ones_own_extends_or_replaces() {
    let of = |name: &str, text: &str| {
        let file = Registry {
            name: name.into(),
            place: format!("mine/{name}"),
            text: text.into(),
        };
        let regions = Regions::built_in().unwrap_or_else(|e| panic!("{e}"));
        Indicators::of(&[file], &regions)
    };
    let entry = |name: &str| {
        format!(
            "[[indicator]]\nid = \"mine\"\nname = \"{name}\"\nunits = [\"%\"]\npolarity = \"higher\"\nclass = \"hard\"\nsource = \"here\"\n"
        )
    };
    let more =
        of("indicator-mine.toml", &entry("垃圾分类覆盖率")).unwrap_or_else(|e| panic!("{e}"));
    assert!(more.find("全市垃圾分类覆盖率").is_some());
    assert!(more.find("婴儿死亡率").is_some());
    let other =
        of("indicator-health.toml", &entry("垃圾分类覆盖率")).unwrap_or_else(|e| panic!("{e}"));
    assert!(other.find("产前筛查率").is_none());
    let twice = of("indicator-mine.toml", &entry("婴儿死亡率")).err();
    assert!(twice.is_some_and(|e| e.what.contains("infant_mortality and mine")));
}

#[test]
fn the_built_in_expressions_compile() {
    let known = built_in();
    assert!(known.front.compiles() && known.back.compiles());
}

/// The longest reading first, each asked for by its whole name.
fn in_full<'k>(known: &'k Indicators, key: &str) -> Option<&'k Indicator> {
    let (mut front, mut placed) = (key, false);
    loop {
        let mut text = Some(front);
        while let Some(name) = text {
            let named = known.names.iter().find(|(own, _)| own == name);
            if let Some((_, at)) =
                named.filter(|_| placed || known.generic.iter().all(|g| g != name))
            {
                return known.entries.get(*at);
            }
            let cut = known.back.find(name).map(|m| m.start());
            text = cut.filter(|end| *end > 0).map(|end| &name[..end]);
        }
        front = &front[known.cut(front)?..];
        placed = true;
    }
}

proptest! {
    #[test]
    fn a_name_is_found_as_without_its_opening(subject in "(全市|2020年|定西|其中){0,2}(死亡率|地区生产总值|出生率|GDP|棚|新){0,2}(为|同比|增长|达|完成|棚){0,3}") {
        let known = built_in();
        prop_assert_eq!(known.search(&subject), in_full(&known, &subject));
    }

    #[test]
    fn a_subject_that_names_one_begins_as_it_must(subject in "(?:全市|甘肃省|年末|上半 年|２０|各级|“| ){0,2}[婴儿死亡率货运量女童a ]{0,2}(?:婴儿死亡率|货运量|女童净入学率)?(?:达到|为)?") {
        let known = built_in();
        prop_assert!(known.may_begin(&subject) || known.find(&subject).is_none());
    }
}
