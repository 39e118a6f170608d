"""The numbers a case carries: recognised, checked and written in their one form; never repaired.

Formats and check digits: ZC 0006-2003 for patent applications, GB 32100-2015 for unified social credit
codes, and the written forms of the trademark office, CPCC and the layout-design register.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

NumberKind = Literal["patent_application", "credit_code", "trademark", "software", "layout", "pct"]

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z (GB 32100-2015)
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
PATENT_TYPES = {"1": "发明", "2": "实用新型", "3": "外观设计", "8": "PCT发明", "9": "PCT实用新型"}


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """What ``text`` is: its kind (None: not recognised), whether it is right, its written form, and if it is
    wrong one Chinese sentence saying which character, and the check character it should have."""

    text: str
    kind: NumberKind | None
    valid: bool
    canonical: str | None
    problem: str | None = None
    expected_check: str | None = None


def check_number(text: str) -> NumberCheck:
    """Recognise and check ``text``; full-width characters, blanks, CN/ZL and dots don't matter."""
    plain = _plain(text)
    if not plain:
        return NumberCheck(text, None, False, None, "没有填写号码。")
    recognisers: tuple[Callable[[str, str], NumberCheck | None], ...] = (
        _credit,
        _software,
        _layout,
        _pct,
        _patent,
        _trademark,
        _credit_misshapen,
    )
    for recognise in recognisers:
        found = recognise(text, plain)
        if found is not None:
            return found
    problem = f"“{text.strip()}”不像是申请号、统一社会信用代码或登记号，请核对后重新填写。"
    return NumberCheck(text, None, False, None, problem)


def canonical_application_number(text: str) -> str | None:
    """The written form of a right patent application number ("202610123456.7"), None for anything else."""
    found = _patent(text, _plain(text))
    return found.canonical if found is not None and found.valid else None


def number_key(text: str) -> str:
    """The form numbers are stored and compared in: upper case, no blanks, dots or CN/ZL; any text is accepted."""
    plain = re.sub(r"[.·\-]", "", _plain(text))
    return re.sub(r"^(CN|ZL)(?=\d)", "", plain)


def bare_key(text: str) -> str:
    """Letters and digits alone: the form numbers from outside the office are looked for in."""
    return re.sub(r"[^0-9A-Z]", "", number_key(text))


def numbers_in(text: str) -> Iterator[str]:
    """The written forms of every right patent application number that stands in ``text``, in order."""
    half = unicodedata.normalize("NFKC", text)
    for match in re.finditer(r"(?<!\d)(?:\d{12}|\d{8})\.?[0-9Xx](?![0-9A-Za-z])", half, re.ASCII):
        canonical = canonical_application_number(match[0])
        if canonical is not None:
            yield canonical


def patent_check_digit(digits: str) -> str:
    """The check character (0-9 or X) of the first 12 (since 2003-10) or 8 digits of an application number."""
    if len(digits) not in (8, 12) or not re.fullmatch("[0-9]+", digits):
        raise ValueError(f"8 or 12 digits are needed, not {digits!r}")
    total = sum(int(digit) * weight for digit, weight in zip(digits, PATENT_WEIGHTS, strict=False))
    return "0123456789X"[total % 11]


def credit_code_check(first17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015, mod 31)."""
    if len(first17) != 17 or any(c not in CREDIT_ALPHABET for c in first17):
        raise ValueError(f"17 characters of the code's alphabet are needed, not {first17!r}")
    total = sum(CREDIT_ALPHABET.index(c) * weight for c, weight in zip(first17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def _plain(text: str) -> str:
    """Half-width, upper case, without any blank or invisible character."""
    half = unicodedata.normalize("NFKC", text).replace("。", ".")
    return "".join(c for c in half if not c.isspace() and unicodedata.category(c) != "Cf").upper()


# -- patent applications --------------------------------------------------------------------------

_PATENT = re.compile(r"(?:(?:CN|ZL)[.:]?)?(\d{4}|\d{2})(\d)(\d{7}|\d{5})\.?([0-9A-Z])", re.ASCII)


def _patent(text: str, plain: str) -> NumberCheck | None:
    match = _PATENT.fullmatch(plain)
    if match is None or (len(match[1]), len(match[3])) not in ((4, 7), (2, 5)):
        return _patent_misshapen(text, plain)
    digits, check = match[1] + match[2] + match[3], match[4]
    problem = _patent_problem(match[1], match[2])
    expected = patent_check_digit(digits)
    if problem is None and check != expected:
        place = len(digits) + 1
        problem = f"申请号的校验位（第{place}位）应为 {expected}，而不是 {check}，请核对是否有数字写错或颠倒。"
    return NumberCheck(text, "patent_application", problem is None, f"{digits}.{check}", problem, expected)


def _patent_problem(year: str, kind: str) -> str | None:
    if len(year) == 4 and not 2003 <= int(year) <= 2099:
        return f"申请号的前四位应是申请年份，而“{year}”不是可能的年份，请核对。"
    if len(year) == 2 and 3 < int(year) < 85:
        return f"九位申请号只用到2003年，前两位“{year}”不是可能的年份（85至03），请核对。"
    if kind not in PATENT_TYPES:
        place = len(year) + 1
        return f"申请号第{place}位表示专利类型，只能是1、2、3、8、9，而不是“{kind}”，请核对。"
    return None


def _patent_misshapen(text: str, plain: str) -> NumberCheck | None:
    """Text that can only be meant as a patent application number and is not shaped like one."""
    body = re.sub(r"^(CN|ZL)[.:]?", "", plain)
    if body != plain and re.fullmatch(r"\d{7,9}[A-Z]\d?", body, re.ASCII):
        return NumberCheck(text, None, False, None, "这像是专利公开（公告）号，不是申请号，请填写申请号。")
    if re.fullmatch(r"20\d\d[12389]\d{7}\.?", body, re.ASCII):
        expected = patent_check_digit(body.rstrip("."))
        problem = f"申请号缺少最后的校验位（第13位），应为 {expected}，请补全。"
        return NumberCheck(text, "patent_application", False, None, problem, expected)
    if not _meant_as_patent(plain, body):
        return None
    stray = next((i for i, c in enumerate(body[:-1], 1) if not (c.isdigit() or c == ".")), None)
    count = len(body.replace(".", ""))
    if count in (9, 13) and stray is not None:
        problem = f"申请号第{stray}位“{body[stray - 1]}”不是数字，请核对。"
    else:
        problem = f"申请号应为13位（2003年10月前为9位），现为{count}位，请补全或核对。"
    return NumberCheck(text, "patent_application", False, None, problem)


def _meant_as_patent(plain: str, body: str) -> bool:
    if re.fullmatch(r"[0-9A-Z.]+", body, re.ASCII) is None:
        return False
    if body != plain and body[:1].isdigit():
        return True
    if re.fullmatch(r"\d{6,14}\.[0-9A-Z]?", body, re.ASCII):
        return True
    digits = sum(c.isdigit() for c in body)
    return re.fullmatch(r"[0-9A-Z]{12}\.?[0-9A-Z]", body) is not None and digits >= 11


# -- credit codes ---------------------------------------------------------------------------------


def _credit(text: str, plain: str) -> NumberCheck | None:
    if len(plain) != 18 or not re.fullmatch(r"[0-9A-Z]{18}", plain):
        return None
    for place, c in enumerate(plain[:17], 1):
        if c not in CREDIT_ALPHABET:
            wrong = f"统一社会信用代码不使用字母I、O、S、V、Z，第{place}位“{c}”有误，请核对。"
            return NumberCheck(text, "credit_code", False, plain, wrong)
    expected = credit_code_check(plain[:17])
    stray = next((place for place in range(3, 9) if not plain[place - 1].isdigit()), None)
    problem: str | None = None
    if stray is not None:
        problem = f"统一社会信用代码第3至8位是行政区划的数字，第{stray}位“{plain[stray - 1]}”有误，请核对。"
    elif plain[17] != expected:
        problem = f"统一社会信用代码的校验位（第18位）应为 {expected}，而不是 {plain[17]}，请核对是否有字符写错。"
    return NumberCheck(text, "credit_code", problem is None, plain, problem, expected)


def _credit_misshapen(text: str, plain: str) -> NumberCheck | None:
    if not re.fullmatch(r"(?=.*[A-Z].*\d)[19][1-9][0-9A-Z]{13,17}", plain) or len(plain) == 18:
        return None
    problem = f"统一社会信用代码应为18位，现为{len(plain)}位，请补全或核对。"
    return NumberCheck(text, "credit_code", False, None, problem)


# -- registers ------------------------------------------------------------------------------------


def _software(text: str, plain: str) -> NumberCheck | None:
    certificate = re.fullmatch(r"软著登字第?([0-9]+)号?", plain)
    if certificate is not None:
        digits = certificate[1]
        right = len(digits) in (7, 8)
        wrong = None if right else f"软件著作权证书号应有7或8位数字，现为{len(digits)}位，请核对。"
        return NumberCheck(text, "software", right, f"软著登字第{digits}号" if right else None, wrong)
    match = re.fullmatch(r"(\d{4})SR(\d*)", plain, re.ASCII)
    if match is None:
        return None
    problem: str | None = None
    if not 1991 <= int(match[1]) <= 2099:
        problem = f"软件登记号的前四位应是年份，而“{match[1]}”不是可能的年份，请核对。"
    elif len(match[2]) not in (6, 7):
        problem = f"软件登记号“SR”后应有6或7位数字，现为{len(match[2])}位，请核对。"
    return NumberCheck(text, "software", problem is None, plain if problem is None else None, problem)


def _layout(text: str, plain: str) -> NumberCheck | None:
    match = re.fullmatch(r"BS\.?(\d*)", plain, re.ASCII)
    if match is None:
        return None
    if len(match[1]) == 9:
        return NumberCheck(text, "layout", True, f"BS.{match[1]}")
    problem = f"布图设计登记号“BS.”后应有9位数字，现为{len(match[1])}位，请核对。"
    return NumberCheck(text, "layout", False, None, problem)


def _pct(text: str, plain: str) -> NumberCheck | None:
    if not plain.startswith("PCT"):
        return None
    match = re.fullmatch(r"PCT/?([A-Z]{2})(\d{4}|\d{2})/?(\d*)", plain, re.ASCII)
    if match is None:
        return NumberCheck(text, "pct", False, None, "国际申请号应写作 PCT/CN2026/012345，请核对。")
    country, year, serial = match.groups()
    digits = 6 if len(year) == 4 else 5  # until 2003: PCT/CC YY/NNNNN
    problem = None
    if len(serial) != digits:
        problem = f"国际申请号末段应有6位数字（2003年及以前为5位），现为{len(serial)}位，请核对。"
    elif len(year) == 4 and not 1978 <= int(year) <= 2099:
        problem = f"国际申请号中的“{year}”不是可能的年份，请核对。"
    canonical = f"PCT/{country}{year}/{serial}" if problem is None else None
    return NumberCheck(text, "pct", problem is None, canonical, problem)


_TRADEMARK = re.compile(r"第([1-9]\d{0,7}[A-Z]?)号|(G\d{6,7}[A-Z]?)|([1-9]\d{0,7}[A-Z]?)", re.ASCII)


def _trademark(text: str, plain: str) -> NumberCheck | None:
    match = _TRADEMARK.fullmatch(plain)
    if match is not None:
        return NumberCheck(text, "trademark", True, match[1] or match[2] or match[3])
    digits = re.fullmatch(r"第?(\d+)号?", plain, re.ASCII)
    if digits is None:
        return None
    if digits[1].startswith("0"):
        return NumberCheck(text, "trademark", False, None, "商标号不以0开头，请核对。")
    if plain.isdigit():
        problem = f"{len(plain)}位数字不是申请号（13位或9位）、商标号（至多8位）或信用代码（18位），请核对位数。"
        return NumberCheck(text, None, False, None, problem)
    return NumberCheck(text, "trademark", False, None, f"商标号至多8位数字，现为{len(digits[1])}位，请核对。")


def filing_year(number: str) -> int | None:
    """The year a patent application number was given in (ZC 0006-2003: its first four, before 2003-10 two digits).

    The filing date may be earlier (PCT national entry, divisional), never later. None: not such a number.
    """
    key = number_key(number)
    if len(key) == 13 and key[:4].isdigit():
        return int(key[:4])
    if len(key) == 9 and key[:2].isdigit():
        return int(key[:2]) + (1900 if key[:2] >= "85" else 2000)
    return None
