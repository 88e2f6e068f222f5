use super::*;
use proptest::prelude::*;

fn read(s: &str) -> Option<(String, i32, bool)> {
    numeral(s).map(|n| (n.number.to_string(), n.number.exponent, n.over))
}

#[test]
fn writings() {
    for (s, value, exponent, over) in [
        ("39", "39", 0, false),
        ("1,100万", "11000000", 4, false),
        ("8.12万", "81200", 2, false),
        (".5", "0.5", -1, false),
        ("二百五十", "250", 0, false),
        ("二百五", "250", 0, false),
        ("一千零五", "1005", 0, false),
        ("两千四百五", "2450", 0, false),
        ("二〇一五", "2015", 0, false),
        ("三点五", "3.5", -1, false),
        ("三点五万", "35000", 3, false),
        ("廿", "20", 0, false),
        ("卅三", "33", 0, false),
        ("半", "0.5", -1, false),
        ("一半", "0.5", -1, false),
        ("壹佰贰拾万", "1200000", 4, false),
        ("一百零四万", "1040000", 4, false),
        ("4.78万亿", "4780000000000", 10, false),
        ("四万万", "400000000", 8, false),
        ("百万", "1000000", 4, false),
        ("三百万", "3000000", 4, false),
        ("三万五千", "35000", 3, false),
        ("九万四", "94000", 3, false),
        ("3千万", "30000000", 7, false),
        ("3千万亿", "3000000000000000", 15, false),
        ("5万4千6百", "54600", 2, false),
        ("1万2000", "12000", 0, false),
        ("1亿2345.6万", "123456000", 3, false),
        ("20余万", "200000", 4, true),
        ("1.2万余", "12000", 3, true),
        ("十多万", "100000", 4, true),
        ("十几", "10", 0, true),
        ("一百几十万", "1000000", 4, true),
        ("1000多", "1000", 0, true),
        ("一万五千亿", "1500000000000", 8, false),
        ("-5.2", "-5.2", -1, false),
        ("负一百二十万", "-1200000", 4, false),
        ("五分之一", "0.2", -1, false),
        ("一又二分之一", "1.5", -1, false),
        ("五兆六十二亿四万五千二", "5006200045200", 2, false),
        ("5亿1万4千6百", "500014600", 2, false),
        ("二〇〇万", "2000000", 4, false),
        ("0", "0", 0, false),
        ("零", "0", 0, false),
    ] {
        assert_eq!(read(s), Some((value.to_owned(), exponent, over)), "{s}");
    }
}

#[test]
fn not_numerals() {
    for s in [
        "",
        "万",
        "亿",
        "余",
        "几",
        "七八",
        "八九亿",
        "二三十",
        "一百二三",
        "一二三",
        "数十",
        "几百",
        "三分之一",
        "百分之五",
        "5万4",
        "1,23",
        "五十千",
        "3万3万",
        "一百零",
        "点五",
        "5.",
        "两两",
        "3万亿亿亿亿",
        "99999999999999999999999999999999999999999999",
        "-",
        "负",
        "一点",
        "12月",
    ] {
        assert_eq!(read(s), None, "{s}");
    }
}

#[test]
fn prefixes() {
    for (s, want) in [
        ("五十千", Some("五十")),
        ("两百点两", Some("两百")),
        ("6亿千瓦时", Some("6亿")),
        ("5万千瓦", Some("5万")),
        ("2015,123", Some("2015")),
        ("十足", Some("十")),
        ("二三十个", None),
        ("三分之一", None),
        ("百分之五", None),
    ] {
        assert_eq!(
            find_numeral_prefix(s).map(|(end, _)| &s[..end]),
            want,
            "{s}"
        );
    }
}

/// A whole number in Chinese, written here from the rule and not with the reader's tables.
fn chinese(n: u128, digits: &[char; 10], units: [&str; 4]) -> String {
    let section = |n: u128| {
        let mut out = String::new();
        let mut gap = false;
        for p in (0..4).rev() {
            let d = (n / 10u128.pow(p) % 10) as usize;
            if d == 0 {
                gap |= !out.is_empty();
                continue;
            }
            if gap {
                out.push(digits[0]);
            }
            gap = false;
            out.push(digits[d]);
            out.push_str(units[p as usize]);
        }
        out
    };
    let mut out = String::new();
    for (i, scale) in [(2, "亿"), (1, "万"), (0, "")] {
        let part = n / 10_000u128.pow(i) % 10_000;
        if part == 0 {
            continue;
        }
        if !out.is_empty() && (part < 1000 || (n / 10_000u128.pow(i + 1)).is_multiple_of(10_000)) {
            out.push(digits[0]);
        }
        out.push_str(&section(part));
        out.push_str(scale);
    }
    if out.is_empty() {
        digits[0].to_string()
    } else {
        out
    }
}

const PLAIN: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FORMAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

proptest! {
    #[test]
    fn chinese_round_trip(n in 0u128..1_000_000_000_000) {
        for (digits, units) in [(&PLAIN, ["", "十", "百", "千"]), (&FORMAL, ["", "拾", "佰", "仟"])] {
            let s = chinese(n, digits, units);
            let read = numeral(&s).map(|r| (r.number.at(0), r.over));
            prop_assert_eq!(read, Some((Some(Number::new(n as i128, 0)), false)), "{}", s);
        }
    }

    #[test]
    fn mixed_round_trip(digits in 0u64..10_000_000, places in 0usize..4, scale in 0usize..6) {
        let (word, power) = [("", 0), ("百", 2), ("千", 3), ("万", 4), ("亿", 8), ("万亿", 12)][scale];
        let number = Number::new(digits.into(), -(places as i32));
        let s = format!("{number}{word}");
        let want = Numeral { number: number.scaled(power).unwrap(), over: false };
        prop_assert_eq!(numeral(&s), Some(want), "{}", s);
        let thousands = format!("{}", digits).as_bytes().rchunks(3).rev()
            .map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>().join(",");
        prop_assert_eq!(numeral(&thousands).map(|n| n.number), Some(Number::new(digits.into(), 0)));
    }

    #[test]
    fn positional_round_trip(n in 1000u32..3000) {
        let s: String = n.to_string().bytes().map(|b| PLAIN[usize::from(b - b'0')]).collect();
        let read = numeral(&s).map(|r| r.number);
        // 一二三四 and its like are counting, not numbers.
        let steps = s.chars().zip(s.chars().skip(1)).all(|(a, b)| {
            PLAIN.iter().position(|c| *c == b) == PLAIN.iter().position(|c| *c == a).map(|i| i + 1)
        });
        prop_assert_eq!(read, (!steps).then(|| Number::new(n.into(), 0)), "{}", s);
    }

    #[test]
    fn what_is_read_at_once_is_read_token_by_token(s in "[0-9]{0,4}[,.]?[0-9]{0,6}[十千万亿兆余半多.]{0,2}[人0-9]{0,2}") {
        prop_assert_eq!(plain_prefix(&s), by_tokens(&s), "{}", s);
    }

    #[test]
    fn what_is_read_at_once_is_read_as_any_other(s in "[0-9]{0,19}[.]?[0-9]{0,3}[.,千万亿余多一两九零]{0,3}") {
        if let Some(n) = at_once(&s) {
            prop_assert_eq!(Some(n), in_any_form(&s), "{}", s);
        }
    }

    #[test]
    fn no_string_makes_it_panic(s in "[0-9一二三两零〇十百千万亿兆点半余多几廿负又分之.,-]{0,24}", any in "\\PC{0,12}") {
        for s in [s, any] {
            if let Some((end, n)) = find_numeral_prefix(&s) {
                prop_assert!(s.is_char_boundary(end) && end > 0);
                prop_assert_eq!(numeral(&s[..end]), Some(n));
            }
        }
    }
}
