"""A report as a web page, with the furniture and the markup of real sites."""

from __future__ import annotations

from html import escape

from generator.layout import Cell, Rows, heading, table2, table4, tables3
from generator.reports import Made

DECLARED = {"utf-8": "utf-8", "gbk": "gbk", "gb2312": "gb2312", "gb18030-undeclared": "", "utf-8-declared-gbk": "gbk"}
STORED = {"utf-8": "utf-8", "utf-8-declared-gbk": "utf-8"}
FURNITURE_TOP = """<div class="topbar"><a href="/">首页</a> | <a href="/a/">要闻</a> | <a href="/b/">公开</a> | <a href="/c/">服务</a></div>
<div class="crumb">您现在的位置：<a href="/">首页</a> &gt; <a href="/gk/">政府信息公开</a> &gt; 2018年年报</div>
<script>var total = 999; document.write("<table><tr><td>1</td></tr></table>");</script>
<div style="display:none">2017年无关单位政府信息公开工作年度报告</div>"""
FURNITURE_BOTTOM = """<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="footer"><table><tr><td>主办：{body}</td><td>网站标识码：1234560001</td></tr>
<tr><td>ICP备20001234号</td><td>访问量：88</td></tr></table></div>"""


def page(made: Made) -> bytes:
    """The bytes of the page, in the style's charset."""
    style = made.style
    article = _article(made)
    if style.markup == "layout":
        menu = "<ul><li>机构简介</li><li>历年年报</li><li>2016年</li></ul>"
        article = f"<table width='1000'><tr><td width='220'>{menu}</td><td>{article}</td></tr></table>"
    elif style.markup == "nested":
        article = f"<table><tr><td><table><tr><td><div>{article}</div></td></tr></table></td></tr></table>"
    elif style.markup == "divs":
        article = f"<div><div id='zoom'><div class='content'>{article}</div></div></div>"
    declared = DECLARED[style.charset]
    head = f'<meta charset="{declared}">' if declared else ""
    name = made.title.replace("\n", "") or "年度报告"
    body = f"{FURNITURE_TOP if style.chrome else ''}{article}"
    body += FURNITURE_BOTTOM.format(body=made.body) if style.chrome else ""
    text = f"<!DOCTYPE html>\n<html><head>{head}<title>{escape(name)}</title></head><body>{body}</body></html>"
    return text.encode(STORED.get(style.charset, "gb18030"))


def _article(made: Made) -> str:
    lines = [f"<h1>{'<br>'.join(map(escape, made.title.split(chr(10))))}</h1>"] if made.title else []
    if made.style.title == "twice":
        lines += lines
    lines.append(f"<div>发布日期：{made.year + 1}-01-2{made.seed % 10}</div>")
    breaks = made.style.markup == "breaks"
    for number in range(7):
        if number:
            lines.append(_heading(made, heading(made, number)))
        prose = made.sections.get(number, ())
        lines += (
            ["<br>".join(map(escape, prose)) + "<br>"]
            if breaks and prose
            else [f"<p>　　{escape(p)}</p>" for p in prose]
        )
        lines += [_table(made, r) for r in {2: [table2(made)], 3: tables3(made), 4: [table4(made)]}.get(number, [])]
    return "\n".join(lines)


def _heading(made: Made, text: str) -> str:
    if made.style.markup == "word":
        return f'<p class="MsoNormal"><b><span lang="EN-US">{escape(text[:2])}</span><span>{escape(text[2:])}</span></b></p>'
    return f"{escape(text)}<br>" if made.style.markup == "breaks" else f"<h3>{escape(text)}</h3>"


def _table(made: Made, rows: Rows) -> str:
    lines = "\n".join("<tr>" + "".join(_cell(made, cell) for cell in row) + "</tr>" for row in rows)
    return f'<table border="1" style="border-collapse:collapse;width:100%">\n{lines}\n</table>'


def _cell(made: Made, cell: Cell) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (f' colspan="{cell.cols}"' if cell.cols > 1 else "")
    text = "&nbsp;" if cell.text == "\u00a0" else escape(cell.text)
    if made.style.markup == "word":
        text = f'<p class="MsoNormal" align="center"><span style="font-family:仿宋">{text}</span><o:p></o:p></p>'
    return f"<td{spans}>{text}</td>"
