//! Every layout class and every part of a document, in small texts written for it.

use super::*;
use std::sync::LazyLock;

/// Loaded once for the tests of this room.
pub(super) static WORDS: LazyLock<DocumentWords> =
    LazyLock::new(|| DocumentWords::built_in().expect("patterns/document.toml loads"));

fn read(raw: &str) -> Vec<Document<'static>> {
    let text = Text {
        raw: raw.into(),
        encoding: "utf-8",
        damaged: 0,
    };
    let found = documents(&text, &WORDS).into_iter();
    found.map(Document::into_owned).collect()
}

fn paragraphs<'d>(d: &'d Document) -> Vec<&'d str> {
    d.blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Paragraph))
        .map(|b| &*b.plain.text)
        .collect()
}

fn headings<'d>(d: &'d Document) -> Vec<&'d str> {
    d.blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Heading(_)))
        .map(|b| &*b.plain.text)
        .collect()
}

fn tables<'d>(d: &'d Document<'d>) -> Vec<&'d Table<'d>> {
    d.blocks
        .iter()
        .filter_map(|b| match &b.kind {
            BlockKind::Table(t) => Some(&**t),
            _ => None,
        })
        .collect()
}

fn cells<'r>(row: &'r [Cell]) -> Vec<&'r str> {
    row.iter().map(|c| &*c.plain.text).collect()
}

const NOTICE: &str = "临江市水务局

临水发[2019]27号

关于印发《临江市农村供水三年
行动方案》的通知
各县（区）水务局，局属各单位：
现将《临江市农村供水三年行动方案》印发给你们，请遵照执行。
临江市水务局
2019年4月8日
（此件公开发布）
临江市农村供水三年
行动方案
为做好农村供水工作，制定本方案。
一、目标
到2021年，自来水普及率达到95%。
";

#[test]
fn a_notice_and_what_it_prints() {
    let d = read(NOTICE);
    assert_eq!(d.len(), 2);
    assert_eq!(
        d[0].title.as_deref(),
        Some("关于印发《临江市农村供水三年行动方案》的通知")
    );
    assert_eq!(d[0].doc_no.as_deref(), Some("临水发〔2019〕27号"));
    assert_eq!(d[0].issuer.as_deref(), Some("临江市水务局"));
    assert_eq!(d[0].issued.as_deref(), Some("2019-04-08"));
    assert_eq!(d[0].region.as_deref(), Some("临江市"));
    assert_eq!(d[0].recipients, ["各县（区）水务局", "局属各单位"]);
    assert_eq!((d[0].genre, d[0].year), (Genre::Notice, Some(2019)));
    assert_eq!(d[1].title.as_deref(), Some("临江市农村供水三年行动方案"));
    assert_eq!(d[1].genre, Genre::WorkPlan);
    assert_eq!(
        (d[1].doc_no.as_deref(), d[1].issued.as_deref()),
        (None, Some("2019-04-08"))
    );
    assert_eq!(d[0].span.end, d[1].span.start);
}

#[test]
fn the_same_on_one_line_with_wide_blanks() {
    let raw: String = NOTICE
        .lines()
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join("　　");
    let raw = raw.replace("三年　　行动", "三年行动");
    let d = read(&raw);
    assert_eq!(d.len(), 2);
    assert_eq!(d[1].title.as_deref(), Some("临江市农村供水三年行动方案"));
    assert_eq!(headings(&d[1]), ["一、目标"]);
}

#[test]
fn line_breaks_lost_without_a_blank() {
    let d = read(
        "各镇人民政府，各街道办事处：《河东县校车管理实施细则（试行）》已经县政府同意，现印发给你们，请认真执行。\
         河东县人民政府办公室2016年9月1日河东县校车管理实施细则（试行）为保障学生乘车安全，制定本细则。\
         一、管理职责（一）县教育局负责登记。（二）县公安局负责检查。二、车辆要求1．座位不超过45个。2．每年检验两次。",
    );
    assert_eq!(d.len(), 2);
    assert_eq!(d[0].issuer.as_deref(), Some("河东县人民政府办公室"));
    assert_eq!((d[0].title.as_deref(), d[0].genre), (None, Genre::Notice));
    assert_eq!(
        d[1].title.as_deref(),
        Some("河东县校车管理实施细则（试行）")
    );
    assert_eq!(headings(&d[1]), ["一、管理职责", "二、车辆要求"]);
    assert_eq!(paragraphs(&d[1]).last(), Some(&"2．每年检验两次。"));
}

/// Wraps a text after `n` characters and puts `between` at each break.
fn wrapped(text: &str, n: usize, first: usize, between: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (head, rest) = chars.split_at(first.min(chars.len()));
    let mut lines: Vec<String> = vec![head.iter().collect()];
    lines.extend(rest.chunks(n).map(|c| c.iter().collect()));
    lines.join(between)
}

const LONG_ONE: &str = "全县共有河道一百二十条，去年清理淤泥三十二万立方米，加固堤防十八公里，投入资金四千六百万元，\
    其中县级财政安排两千万元，乡镇自筹一千万元，其余由上级补助，沿河居民的出行和灌溉条件明显改善，下一步还要建立长效管护机制，\
    落实河长巡查责任。";
const LONG_TWO: &str = "山塘水库方面，已完成除险加固四十五座，新增蓄水能力六百万立方米，保障了三万亩农田的灌溉用水，\
    同时对二十座小型水库安装了雨水情监测设备，实现了实时预警，汛期没有发生一起垮坝事故，群众的生命财产安全得到了切实的保障。";

#[test]
fn wrapped_lines_are_joined_and_headings_end() {
    for between in ["\n", "\n\n"] {
        let raw = format!(
            "一、河道治理与堤防加固工作的总体进展以及主要的成效情况{between}{}{between}二、水库{between}{}{between}",
            wrapped(LONG_ONE, 28, 28, between),
            wrapped(LONG_TWO, 28, 28, between),
        );
        let d = read(&raw);
        assert_eq!(headings(&d[0]).len(), 2, "{raw}");
        assert_eq!(paragraphs(&d[0]), [LONG_ONE, LONG_TWO], "{raw}");
    }
}

#[test]
fn wrapped_lines_with_indented_paragraphs() {
    let one = format!("    {}", wrapped(LONG_ONE, 28, 26, "\n"));
    let two = format!("    {}", wrapped(LONG_TWO, 28, 26, "\n"));
    let d = read(&format!("{one}\n{two}\n{one}\n{two}\n"));
    assert_eq!(paragraphs(&d[0]), [LONG_ONE, LONG_TWO, LONG_ONE, LONG_TWO]);
}

#[test]
fn page_numbers_do_not_end_a_paragraph() {
    let raw = wrapped(LONG_ONE, 28, 28, "\n").replacen("\n", "\n\n— 3 —\n\n", 2);
    let d = read(&raw);
    assert_eq!(paragraphs(&d[0]), [LONG_ONE]);
    assert!(
        d[0].blocks
            .iter()
            .any(|b| matches!(b.kind, BlockKind::Furniture))
    );
}

#[test]
fn a_page_break_inside_a_long_paragraph() {
    let chars: Vec<char> = LONG_ONE.chars().collect();
    let (a, b) = chars.split_at(61);
    let raw = format!(
        "{}\n\n{}\n\n{LONG_TWO}\n",
        a.iter().collect::<String>(),
        b.iter().collect::<String>()
    );
    assert_eq!(paragraphs(&read(&raw)[0]), [LONG_ONE, LONG_TWO]);
}

#[test]
fn fragments_put_where_the_line_before_ended() {
    let raw = "  公路养护支出。\n\n普通公路（项）。\n        主要用于：\n             路面修补。\n";
    let d = read(raw);
    assert_eq!(
        paragraphs(&d[0]),
        ["公路养护支出。", "普通公路（项）。主要用于：路面修补。"]
    );
}

#[test]
fn one_paragraph_a_line_is_left_alone() {
    let raw = "会议简讯\n城东小学新建教学楼\n建筑面积三千平方米。\n城西小学扩建操场。\n";
    let d = read(raw);
    assert_eq!(paragraphs(&d[0]).len(), 2);
}

#[test]
fn a_bulletin_and_its_pieces() {
    let d = read(
        "南山省森林防火指挥部\n\n简 报\n\n南山省森林防火指挥部办公室编\n\n2020年3月6日\n\n目 录\n\n周大海同志在全省森林防火会议上的讲话.....1\n\n\
         严防死守 群防群治 确保林区安全.....4\n\n在全省森林防火会议上的讲话\n\n副省长　周大海\n\n（2020年3月2日）\n\n同志们：\n\n今年防火形势严峻，全省要提高警惕。\n\n\
         严防死守 群防群治 确保林区安全\n\n云岭市人民政府\n\n去年，全市没有发生较大火灾。\n\n下一步，我们将加强巡护。\n\n\
         报：省委办公厅。\n\n南山省森林防火指挥部办公室\n\n2020年3月6日印发\n",
    );
    assert_eq!(d.len(), 3);
    assert_eq!(d[0].title.as_deref(), Some("南山省森林防火指挥部简报"));
    assert_eq!(d[0].issuer.as_deref(), Some("南山省森林防火指挥部办公室"));
    assert_eq!(d[0].issued.as_deref(), Some("2020-03-06"));
    assert_eq!(
        (d[1].issuer.as_deref(), d[1].issued.as_deref()),
        (Some("周大海"), Some("2020-03-02"))
    );
    assert_eq!(d[1].genre, Genre::Speech);
    assert_eq!(
        (d[2].issuer.as_deref(), d[2].issued.as_deref()),
        (Some("云岭市人民政府"), None)
    );
    assert_eq!((d[2].genre, d[2].year), (Genre::WorkReport, Some(2020)));
    assert_eq!(d[2].region.as_deref(), Some("云岭市"));
    let tail = d[0].blocks.last().map(|b| &*b.plain.text);
    assert_eq!(tail, Some("2020年3月6日印发"));
}

#[test]
fn two_pieces_of_news() {
    let d = read(
        "全省气象工作会议在海州召开\n3月5日，全省气象工作会议在海州召开。截至2016年，南山省建成雷达12部，湖北省气象局来人交流。湖北省、湖北省。\n（省气象局办公室）\n\
         全省测绘工作座谈会举行\n3月9日，座谈会举行。\n（省测绘院）\n",
    );
    assert_eq!(d.len(), 2);
    assert_eq!(d[0].issuer.as_deref(), Some("省气象局办公室"));
    assert_eq!(
        (d[0].genre, d[0].year, d[0].issued.as_deref()),
        (Genre::MeetingNews, Some(2017), None)
    );
    assert_eq!(d[1].issuer.as_deref(), Some("省测绘院"));
}

#[test]
fn a_government_report_names_its_speaker() {
    let d = read(
        "政 府 工 作 报 告\n\n——2018年1月16日在青河县第九届人民代表大会第三次会议上\n\n青河县人民政府县长　李　明\n\n各位代表：\n\n现在，我向大会报告工作。\n",
    );
    assert_eq!(d[0].title.as_deref(), Some("政府工作报告"));
    assert_eq!(d[0].issuer.as_deref(), Some("李明"));
    assert_eq!(d[0].issued.as_deref(), Some("2018-01-16"));
    assert_eq!(d[0].region.as_deref(), Some("青河县"));
}

#[test]
fn a_subtitle_is_part_of_the_title() {
    let d = read(
        "守正创新 推动教育公平\n——在全市教育大会上的讲话\n海州市市长　王强\n（2019年9月10日）\n同志们：\n教育是大事。\n",
    );
    assert_eq!(
        d[0].title.as_deref(),
        Some("守正创新 推动教育公平——在全市教育大会上的讲话")
    );
    assert_eq!(
        (d[0].genre, d[0].issuer.as_deref()),
        (Genre::Speech, Some("王强"))
    );
}

#[test]
fn a_cut_has_no_title_and_no_guesses() {
    let d = read("三、保障措施\n加强领导，落实经费。今年完成投资三亿元。\n");
    assert_eq!(d.len(), 1);
    assert_eq!(
        (d[0].title.as_deref(), d[0].year, d[0].region.as_deref()),
        (None, None, None)
    );
    assert_eq!(read("").len(), 1);
}

#[test]
fn a_report_speaks_from_the_year_in_its_title() {
    let year = |raw: &str| read(raw).first().and_then(|d| d.year);
    assert_eq!(
        year("2016年青河县水利统计公报\n青河县水利局\n（2017年4月5日）\n供水量比上年增长两成。\n"),
        Some(2016)
    );
    assert_eq!(
        year(
            "关于2016年度考核结果的通知\n各乡镇：\n今年起按新办法考核。\n青河县水利局\n2017年4月5日\n"
        ),
        Some(2017)
    );
    assert_eq!(year("青河县2016—2020年水利规划\n今年开工。\n"), None);
}

#[test]
fn cited_numbers_are_not_the_documents() {
    let d = read(
        "关于开展节水宣传的通知\n各乡镇人民政府：\n根据《节水办法》（国发〔2015〕17号）要求，开展宣传。\n",
    );
    assert_eq!(d[0].doc_no, None);
    assert_eq!(d[0].recipients, ["各乡镇人民政府"]);
}

#[test]
fn run_in_headings_stay_inside() {
    let d = read(
        "一、任务\n（一）修路。今年修路三十公里。\n（二）建桥。建桥两座。\n二、要求\n各镇要落实责任。\n",
    );
    assert_eq!(headings(&d[0]), ["一、任务", "二、要求"]);
    let sections: Vec<String> = d[0]
        .blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Paragraph))
        .map(|b| b.section.join("/"))
        .collect();
    assert_eq!(sections, ["任务", "任务", "要求"]);
}

#[test]
fn markdown_headings_and_emphasis() {
    let d = read(
        "# 水利简况\n\n## 投入\n\n- **资金**：全年三亿元。\n> 数据来自年报。\n\n## 成效\n\n建成水库两座。\n",
    );
    assert_eq!(d[0].title.as_deref(), Some("水利简况"));
    assert_eq!(headings(&d[0]), ["投入", "成效"]);
    assert_eq!(
        paragraphs(&d[0]),
        ["资金：全年三亿元。", "数据来自年报。", "建成水库两座。"]
    );
}

#[test]
fn markup_inside_lines() {
    let d = read("说明\n\n<p><strong>本台</strong>消息：小麦丰收。</p><p>亩产五百公斤。</p>\n");
    assert_eq!(
        paragraphs(&d[0]),
        ["本台消息：小麦丰收。", "亩产五百公斤。"]
    );
}

#[test]
fn one_cell_a_line() {
    let d = read(
        "全年农业稳定增长。\n2017年牧业生产\n单位：万\n指标名称\n指标值\n增长（%）\n年末存栏\n牛（万头）\n30.5\n2.1\n#奶牛\n12.0\n持平\n羊（万只）\n88.2\n-1.4\n禽\n120\n3.3\n\
         全年渔业产值八亿元。\n产品\n单 位\n产 量\n增长（%）\n水泥\n万吨\n100\n2.0\n钢材\n万吨\n30\n-4.0\n棉纱\n吨\n500\n1.0\n以上数据为快报数。\n",
    );
    let t = tables(&d[0]);
    assert_eq!(t.len(), 2);
    assert_eq!(t[0].caption.as_deref(), Some("2017年牧业生产"));
    assert_eq!(t[0].unit.as_deref(), Some("万"));
    assert_eq!(cells(&t[0].heads), ["指标名称", "指标值", "增长（%）"]);
    assert_eq!(cells(&t[0].rows[0]), ["年末存栏"]);
    assert_eq!(cells(&t[0].rows[2]), ["#奶牛", "12.0", "持平"]);
    assert_eq!(t[0].row_path(2), ["年末存栏", "牛", "奶牛"]);
    assert_eq!(
        (t[0].row_unit(2), t[0].row_unit(3)),
        (Some("万头"), Some("万只"))
    );
    assert_eq!(t[0].column_unit(2), Some("%"));
    assert_eq!(cells(&t[1].heads), ["产品", "单位", "产量", "增长（%）"]);
    assert_eq!((t[1].row_unit(2), t[1].head(2)), (Some("吨"), "产量"));
}

#[test]
fn bars_tabs_and_frames() {
    let want = [["学校", "人数"], ["一中", "1200"], ["二中", "980"]];
    for raw in [
        "|学校|人数|\n|---|---|\n|一中|1200|\n|二中|980|\n",
        "学校\t人数\n一中\t1200\n二中\t980\n",
        "┌──┬──┐\n│学校│人数│\n├──┼──┤\n│一中│1200│\n├──┼──┤\n│二中│980 │\n└──┴──┘\n",
    ] {
        let d = read(raw);
        let t = tables(&d[0]);
        assert_eq!(t.len(), 1, "{raw}");
        assert_eq!(cells(&t[0].heads), want[0], "{raw}");
        assert_eq!(cells(&t[0].rows[1]), want[2], "{raw}");
    }
}

#[test]
fn columns_of_blanks() {
    let d = read(
        "学校      人数    教师\n一 中     1200     80\n二 中      980     66\n三 中      450     31\n",
    );
    let t = tables(&d[0]);
    assert_eq!(t.len(), 1);
    assert_eq!(cells(&t[0].rows[2]), ["三中", "450", "31"]);
}

#[test]
fn wrapped_cells_are_joined() {
    let d = read(
        "|类别  |2020年  |2021年  |\n|1.  |完成校舍维修，新建运 |添置设备，校内教师达到 |\n|办学条|动场两片。  |30人。  |\n|件  |  |  |\n\
         |  |验收要点：  |验收要点：  |\n|  |全部维修合同和付款的 |设备清单和教师名册与合 |\n|  |凭证。  |同。  |\n|2.  |招生100人。  |招生120人。  |\n",
    );
    let t = tables(&d[0]);
    let all: Vec<&str> = t[0].rows.iter().flat_map(|r| cells(r)).collect();
    assert!(all.contains(&"完成校舍维修，新建运动场两片。"), "{all:?}");
    assert!(all.contains(&"添置设备，校内教师达到30人。"), "{all:?}");
    assert_eq!(t[0].head(2), "2021年");
}

#[test]
fn prose_between_bars_is_prose() {
    let line = |s: &str| format!("|{s}|\n");
    let chars: Vec<char> = LONG_ONE.chars().chain(LONG_TWO.chars()).collect();
    let raw: String = chars
        .chunks(30)
        .map(|c| line(&c.iter().collect::<String>()))
        .collect();
    let d = read(&raw);
    assert!(tables(&d[0]).is_empty());
    assert_eq!(paragraphs(&d[0]).concat(), format!("{LONG_ONE}{LONG_TWO}"));
}

#[test]
fn every_quote_leads_back() {
    let d = read(NOTICE);
    for b in d.iter().flat_map(|d| &d.blocks) {
        let span = b.plain.span(0..b.plain.text.len());
        let raw: String = span
            .of(NOTICE)
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        assert_eq!(raw.chars().count(), b.plain.text.chars().count(), "{raw}");
    }
}

#[test]
fn cost_grows_with_length_only() {
    for piece in [
        "|甲|乙",
        "1.1.1.",
        "（“《",
        "。财政局2013年2月4日",
        "指标\n12\n",
        "目录\n甲.....1\n",
        "甲  12\n甲  乙  丙\n",
        "|甲|\n|甲|乙|\n",
    ] {
        let start = std::time::Instant::now();
        let _ = read(&piece.repeat(20_000));
        assert!(start.elapsed().as_secs() < 20, "{piece}");
    }
}

fn pieces() -> impl proptest::strategy::Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "\n",
        "\n\n",
        " ",
        "　　",
        "    ",
        "\t",
        "|",
        "│",
        "├─┤",
        "#",
        "# ",
        "- ",
        "> ",
        "**",
        "<p>",
        "</p>",
        "&nbsp;",
        "一、",
        "（二）",
        "3.",
        "（4）",
        "第一章 ",
        "第五条　",
        "。",
        "；",
        "：",
        "，",
        "《",
        "》",
        "“",
        "”",
        "（",
        "）",
        "——",
        "关于印发",
        "的通知",
        "工作方案",
        "报告",
        "讲话",
        "简报",
        "目录",
        ".....",
        "12.5",
        "持平",
        "单位：",
        "指标",
        "万吨",
        "2019年",
        "2019年4月8日",
        "印发",
        "海州市水务局",
        "省妇联",
        "各县人民政府",
        "同志们：",
        "市长　王强",
        "海发〔2019〕3号",
        "附件",
        "抄送：",
        "全市",
        "é",
        "𠮷",
        "\u{feff}",
        "\r\n",
        "\u{c}",
        "— 3 —",
        "召开",
        "截至2018年，",
        "甲",
        "乙丙丁",
    ];
    use proptest::prelude::*;
    prop::collection::vec(prop::sample::select(PIECES), 0..80).prop_map(|p| p.concat())
}

/// What begins as a piece of a bulletin, and has no title after all, does not begin over and over.
#[test]
fn a_piece_without_a_title_has_an_end() {
    let raw = "水利简报\n\
         今年全县新修水渠3800米，清淤1900多处，200口水窖已经蓄水，农户浇地不再等雨，节水灌溉面积达到\
         84%。明年这一比例要达到85%以上，山上的旱地也将用上渠水。我县\n\
         清水流进村口旱地变成良田连片\n\
         \n\
         甲县人民政府\n\
         投入80万元，为200户修好水窖。";
    let read = read(raw);
    assert_eq!(read.len(), 2, "{read:#?}");
    assert_eq!(read[1].span.end, raw.len());
}

proptest::proptest! {
    #[test]
    fn anything_can_be_read(raw in pieces()) {
        for raw in [raw.clone(), raw.repeat(9)] {
            for d in read(&raw) {
                assert!(d.span.end <= raw.len() && raw.get(d.span.start..d.span.end).is_some());
                for b in &d.blocks {
                    let span = b.plain.span(0..b.plain.text.len());
                    assert!(raw.get(span.start..span.end).is_some());
                    let _ = sentences(&b.plain.text);
                    if let BlockKind::Table(t) = &b.kind {
                        for r in 0..t.rows.len() {
                            let _ = (t.row_path(r), t.row_unit(r));
                        }
                    }
                }
            }
        }
    }
}
