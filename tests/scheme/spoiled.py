"""Scheme files as people spoil them: what is wrong in each, where, what was found, what was expected."""

from typing import NamedTuple

from tests.scheme.small import SMALL, Change, changed


class Mistake(NamedTuple):
    """A mistake: its message, a part of the line that it is in, and what every message of it must say."""

    code: str
    line: str
    said: tuple[str, ...]


class Spoiled(NamedTuple):
    """A file with all of its mistakes."""

    source: str
    mistakes: tuple[Mistake, ...]

    def line_of(self, mistake: Mistake) -> int:
        """Return the line (from 1) that a mistake is in."""
        assert self.source.count(mistake.line) == 1, mistake
        return self.source[: self.source.index(mistake.line)].count("\n") + 1


def spoiled(change: Change, code: str, *said: str, line: str = "") -> Spoiled:
    """Return the small scheme with one change, which is one mistake."""
    return Spoiled(changed(SMALL, change), (Mistake(f"scheme.{code}", line or change[1], said),))


SPARE = "        enabled: false\n        rule: {kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}}\n"
EFFORT = '        rule: {kind: formula, formula: "min(total_of(visits.hours) * extra, points)"}'
PAY = "  bonus: {name: {zh: 奖金, en: Bonus}, formula: salary * share * factor}\n"
VETO = "      lying: {name: {zh: 作假, en: Lying}, when: won > joined, effect: total_zero}\n"
EXTRA = "      extra_work: {name: {zh: 加班, en: Extra work}, rule: {kind: add, additions: {won: 1}}}\n"
AMOUNT = "      amount: {name: x, formula: salary}\n"
KIND = "      lying: {name: 作假, points: 5, rule: {kind: veto, when: won > joined, effect: total_zero}}\n"

#: By file name.
FILES: dict[str, Spoiled] = {
    "comma": spoiled((EFFORT, EFFORT.replace('"', "")), "comma", '"min(total_of(visits.hours) * extra, points)"'),
    "comma_in_case": spoiled(
        ("kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}", "kind: cases, cases: {max(won, 1) > 1: 5, else: 0}"),
        "comma",
        '"max(won, 1) > 1"',
    ),
    "tab": spoiled(("  joined: {", "\tjoined: {"), "yaml_tab"),
    "wide_colon": spoiled(("id: small\nname: ", "id: small\nname："), "yaml_wide", "：", line="name：{"),
    "wide_comma": spoiled(("{kind: levels, of", "{kind: levels，of"), "yaml_wide", "，"),
    "wide_bands": spoiled(("{≥3: 5, ≥1: 2, else: 0}", "{≥3：5，≥1：2，else：0}"), "yaml_wide", "：", "，"),
    "wide_formula": spoiled(
        ("formula: won / joined", "formula: max（won，0）÷ joined"), "formula_typed", "（", "max(won, 0) / joined"
    ),
    "percent_sign": spoiled(("投标数, en: Joined}", "投标数, en: Joined}, unit: %"), "yaml_sign_first", '"%"'),
    "percent": spoiled(("value: 0.25", "value: 25%"), "percent", "25%", "0.25"),
    "percent_bound": spoiled(("of: won, bands: {≥3: 5", "of: won, bands: {≥300%: 5"), "percent", "≥300%", "≥3"),
    "indent": spoiled(("  factor: {", "   factor: {"), "yaml_indent", "3", "2"),
    "no_blank": spoiled(("id: small\n", "id:small\n"), "yaml_no_blank", "id: small"),
    "colon": spoiled(("name: {zh: 小方案, en: Small scheme}", "name: 小方案: 试行"), "yaml_colon", '"小方案: 试行"'),
    "bracket": spoiled(
        ("  salary: {name: {zh: 工资, en: Salary}", "  salary: {name: {zh: 工资, en: Salary"), "yaml_bracket", "}"
    ),
    "comma_in_list": spoiled(
        (
            "  joined: {name: {zh: 投标数, en: Joined}",
            "  joined: {left_out: [max(won, 1, 0) > 1], name: {zh: 投标数, en: Joined}",
        ),
        "comma",
        '"max(won, 1, 0) > 1"',
    ),
    "beside": spoiled(
        ("target: 0.5, cap: 1.2}", "target: 0.5}\n        cap: 1.2"), "field_inside", "cap", "rule", line="cap: 1.2"
    ),
    "pay_or_measure": spoiled(
        ("      spare:\n", f"{AMOUNT}      spare:\n"), "belongs_to", "measures", "pay", line="amount"
    ),
    "unknown_sign": spoiled(("when: grade == 'A'", "when: grade A"), "formula_syntax", "grade A"),
    "misspelt": spoiled(("cap: 1.2", "capp: 1.2"), "field_misspelt", "capp", "cap"),
    "inside": spoiled(
        ("        points: 10\n", "        points: 10\n        floor: 0\n"), "unknown_field", "floor", line="floor: 0"
    ),
    "of_roster": spoiled(("id: small\n", "id: small\nby_days: true\n"), "unknown_field", "by_days", line="by_days"),
    "veto": spoiled(("      spare:\n", f"{VETO}      spare:\n"), "belongs_to", "lying", "vetoes", line="lying"),
    "veto_kind": spoiled(("      spare:\n", f"{KIND}      spare:\n"), "belongs_to", "lying", "vetoes", line="lying"),
    "addition": spoiled(("      spare:\n", f"{EXTRA}      spare:\n"), "belongs_to", "adjustments", line="extra_work"),
    "equals": spoiled(("when: grade == 'A'", "when: grade = 'A'"), "formula_typed", "grade == 'A'"),
    "near_name": spoiled(("of: win_rate", "of: win_rates"), "formula_name_close", "win_rates", "win_rate"),
    "near_kind": spoiled(("kind: target_ratio", "kind: target_rate"), "value_close", "target_rate", "target_ratio"),
    "no_yaml": spoiled(("  won: {name", "  won: }{name"), "yaml_bracket", "}"),
    "twice": spoiled(("  joined: {", "  won: {"), "field_twice", "won", line="投标数"),
}
#: A file with mistakes in every layer: YAML, fields, names, formulas, kinds, circles, figures, texts.
EVERYTHING = Spoiled(
    changed(
        SMALL,
        ("name: {zh: 小方案, en: Small scheme}", "name：小方案"),
        ("type: count}\n  joined", "typ: count}\n  joined"),
        ("value: 0.25", "value: 0.5"),
        (
            "formula: won / joined, unit: rate}",
            "formula: won / joined, unit: rate}\n  a: {name: x, formula: b + 1}\n  b: {name: y, formula: a + 1}",
        ),
        ("target: 0.5", "target: half_of_it"),
        ("when: grade == 'A'", "when: salary + 1"),
        ("  rate.cap:", "  rate.top:"),
        ("salary * share * factor", "salary * share * factor * 12"),
    ),
    (
        Mistake("scheme.yaml_wide", "name：", ("：",)),
        Mistake("scheme.field_misspelt", "typ:", ("typ", "type")),
        Mistake("scheme.out_of_range", "value: 0.5", ("0.5", "0.2")),
        Mistake("scheme.cycle", "a: {name: x", ("a → b",)),
        Mistake("scheme.formula_name", "target: half", ("half_of_it",)),
        Mistake("scheme.needs_truth", "when: salary + 1", ()),
        Mistake("scheme.formula_number", "factor * 12", ("12",)),
    ),
)
