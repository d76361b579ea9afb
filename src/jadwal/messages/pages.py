"""The page ``docs/messages.md``, made from the catalogues: ``python -m jadwal.messages.pages > docs/messages.md``.

In: the catalogues.  Out: the page, every message of both languages with its remedy.  The rule this module owns: *the
page is never written by hand*.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator, Mapping

from jadwal.messages.catalogue import codes

_INTRODUCTION = """# All messages

Made from the catalogues in `src/jadwal/messages` by `python -m jadwal.messages.pages`; do not edit this page.

Everything that jadwal says, in English and in Arabic. What stands in braces is filled in: `{column}` is a name or a
figure of yours; `{n:day}` a number with its noun in the right plural. After the arrow (→) stands what would be right.

<p dir="rtl" lang="ar">كل ما يقوله jadwal بالإنكليزية والعربية. وما بين القوسين المعقوفين يُملأ بأسمائك وأرقامك، وما بعد
السهم هو الصواب أو العلاج. وإذا أعطاك jadwal رمز خطأ (في مخرجات JSON) فابحث عنه هنا.</p>
"""
_FIRST = {
    "case": ("Mistakes in a case folder", "أخطاء مجلد الحالة"),
    "cli": ("The command line", "سطر الأوامر"),
    "publish": ("Writing and reading results", "كتابة النتائج وقراءتها"),
    "finding": ("Findings", "الملاحظات"),
    "workbook": ("Workbooks", "المصنفات"),
    "place": ("The map's own areas", "مناطق الخريطة"),
    "assess": ("Notes on the board", "ملاحظات اللوحة"),
    "explain": ("What clashes", "ما يتعارض"),
    "rule": ("Rules of the plan", "قواعد الخطة"),
    "check": ("What the checker says of a timetable", "ما يقوله المدقق في جدول زمني"),
    "task": ("Work made from the tables", "أعمال تُصنع من الجداول"),
    "chance": ("Words for chances", "ألفاظ الاحتمالات"),
    "skeleton": ("The comments of a new case", "تعليقات الحالة الجديدة"),
    "table": ("Names of the tables", "أسماء الجداول"),
    "finding-part": ("Parts of findings", "أجزاء الملاحظات"),
    "simulate": ("The simulation", "المحاكاة"),
    "stage": ("What a command is doing", "ما يفعله الأمر الآن"),
}
_LAST = {"unit": ("Counted nouns, by plural category", "الأسماء المعدودة بحسب فئات الجمع")}


def page() -> str:
    """The whole page."""
    english, arabic = codes("en"), codes("ar")
    families = dict.fromkeys([*_FIRST, *sorted({_family(code) for code in english} - _LAST.keys()), *_LAST])
    lines = [_INTRODUCTION]
    for family in families:
        lines += _section(family, [code for code in english if _family(code) == family], english, arabic)
    return "\n".join(lines).rstrip() + "\n"


Catalogue = Mapping[str, Mapping[str, str]]


def _family(code: str) -> str:
    return code.partition(".")[0]


def _section(family: str, members: list[str], english: Catalogue, arabic: Catalogue) -> Iterator[str]:
    if not members:
        return
    titles = (_FIRST | _LAST).get(family, (family,))
    yield from (f"## {' · '.join(titles)}", "", "| code | English | العربية |", "|---|---|---|")
    for code in members:
        turned = f'<span dir="rtl" lang="ar">{_cell(arabic[code], "←")}</span>'
        yield f"| `{code}` | {_cell(english[code], '→')} | {turned} |"
    yield ""


def _cell(body: Mapping[str, str], arrow: str) -> str:
    """A message with its remedy, or the forms of a noun, as HTML: Markdown would read names in it as its own signs."""
    if "text" not in body:
        return _shown(" · ".join(body.values()))
    return f"<br>{arrow} ".join(_shown(part) for part in (body["text"], body.get("remedy", "")) if part)


def _shown(said: str) -> str:
    escaped = html.escape(said.strip(), quote=False).replace("{{", "{").replace("}}", "}")
    for sign in "\\|*_[]":
        escaped = escaped.replace(sign, f"&#{ord(sign)};")
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escaped)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page())
