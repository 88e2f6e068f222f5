#!/usr/bin/env python3
"""Writes many small notices, each of its own, in folders of a thousand.

    tools/small_files.py FOLDER COUNT

The same count gives the same files. What stores are measured on (tools/measure_stores.sh).
"""

import os
import random
import sys

COUNTIES = ["青山", "白水", "红岩", "绿洲", "金沙", "银湖", "东岭", "西河", "南桥", "北塘"]
UNITS = ["教育局", "卫生健康局", "民政局", "财政局", "人力资源和社会保障局", "妇联"]
SENTENCES = [
    "全{c}县{a}项主要指标中已有{b}项达标，达标率为{r}%。",
    "投入资金{m}万元，新建幼儿园{a}所，受益儿童{n}人。",
    "学前教育毛入园率达到{r}%，比上年提高{d}个百分点。",
    "到{y}年底，孕产妇死亡率控制在{d}/10万以下。",
    "由{u}牵头，{v}配合，于{y}年{k}月底前完成整改任务。",
    "各乡镇要高度重视，加强领导，落实责任，确保各项工作任务落到实处。",
    "其中女性{n}人，占总数的{r}%，城乡居民参保人数达{m}万人。",
]


def notice(n):
    rng = random.Random(n)
    year = rng.randint(2011, 2023)

    def sentence():
        met = rng.randint(10, 60)
        return rng.choice(SENTENCES).format(
            c=COUNTIES[n % 10], a=met + rng.randint(0, 9), b=met, r=f"{rng.uniform(50, 99):.1f}",
            m=f"{rng.uniform(1, 900):.2f}", n=rng.randint(100, 90000), d=f"{rng.uniform(0.1, 9):.2f}",
            y=rng.randint(year, year + 5), k=rng.randint(1, 12), u=rng.choice(UNITS), v=rng.choice(UNITS))

    head = [f"{COUNTIES[n % 10]}妇儿工委办〔{year}〕{n}号", f"关于做好{year}年妇女儿童工作的通知", "各乡镇人民政府、县直各单位："]
    body = ["".join(sentence() for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(1, 3))]
    tail = [f"{COUNTIES[n % 10]}县人民政府妇女儿童工作委员会", f"{year}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"]
    return "\n".join(head + body + tail) + "\n"


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    for n in range(count):
        sub = os.path.join(folder, f"{n // 1000:04}")
        if n % 1000 == 0:
            os.makedirs(sub, exist_ok=True)
        with open(os.path.join(sub, f"{n:07}.txt"), "w", encoding="utf-8") as out:
            out.write(notice(n))


if __name__ == "__main__":
    main()
