"""What the pages say, in both languages."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "chat": ("问答", "Ask"),
    "corpus": ("报告库", "Corpus"),
    "check": ("核查", "Fact-check"),
    "audit": ("审读", "Audit"),
    "eval": ("评测", "Eval"),
    "title": ("政府信息公开年报问答", "Ask the open-information annual reports"),
    "subtitle": (
        "每个数字都出自报告中印着的单元格；不知道的，就说不知道。",
        "Every number comes from a printed cell you can see marked; what is not known is said to be unknown.",
    ),
    "input": (
        "问一个关于报告的问题，例如：哪个县2024年行政诉讼最多？",
        "Ask about the reports, for example: which county had most litigation in 2024?",
    ),
    "empty": ("这里还没有报告", "No reports here yet"),
    "empty_how": (
        "在命令行运行下面的命令，把报告读进来，然后刷新本页：",
        "Read some reports in from the command line, then reload this page:",
    ),
    "examples": ("可以这样问", "You could ask"),
    "sources": ("出处", "Sources"),
    "read_as": ("理解为", "Read as"),
    "notes": ("说明", "What else to know"),
    "choose": ("请选择", "Which do you mean?"),
    "nearest": ("可以改问", "You can ask instead"),
    "coverage": ("覆盖", "Coverage"),
    "table": ("数据表", "Table"),
    "download": ("下载", "Download"),
    "clear": ("清空对话", "Clear the conversation"),
    "reports": ("报告", "reports"),
    "divisions": ("地区", "divisions"),
    "years": ("年度", "years"),
    "bodies": ("机关", "bodies"),
    "original": ("原件页面", "Page of the original"),
    "check_intro": (
        "粘贴一段文字或上传文章，逐句核对。",
        "Paste a text or upload an article; every claim in it is checked.",
    ),
    "check_button": ("核查", "Check"),
    "check_paste": ("要核查的文字", "Text to check"),
    "check_upload": ("或上传文本文件", "Or upload a text file"),
    "pack": ("下载证据包（HTML）", "Download the evidence pack (HTML)"),
    "correction": ("改为", "Correction"),
    "audit_intro": (
        "报告自身的问题：勾稽关系、文表不一、跨年不符。",
        "What is wrong or odd in the reports themselves: arithmetic, prose against tables, year against year.",
    ),
    "audit_none": ("没有发现问题。", "Nothing was found."),
    "eval_intro": (
        "载入评测结果（gongkai eval --out 结果.json）。",
        "Load the results of a run (gongkai eval --out results.json).",
    ),
    "eval_upload": ("评测结果 JSON，可多选以比较", "Result files (JSON); several to compare"),
    "open": ("查看原文", "Show in source"),
    "pick": (
        "选一行，看它的单元格和原文；再选一个单元格，看它印在哪里。",
        "Pick a row to see its cells and text; pick a cell to see where it is printed.",
    ),
    "cells": ("表格数据", "Cells"),
    "text": ("全文", "Full text"),
    "identities": ("勾稽关系", "Identities"),
    "held": ("成立", "held"),
    "broken": ("不成立", "broken"),
    "supported": ("属实", "supported"),
    "refuted": ("不实", "refuted"),
    "unverifiable": ("无法核实", "unverifiable"),
    "exact": ("数字相同", "exact"),
    "rounded": ("约数相符", "rounded"),
    "derived": ("由单元格算得", "derived"),
    "wrong_value": ("数字不对", "wrong value"),
    "wrong_category": ("归类不对", "wrong category"),
    "wrong_body": ("机关不对", "wrong body"),
    "wrong_year": ("年份不对", "wrong year"),
    "wrong_unit": ("单位不对", "wrong unit"),
    "wrong_comparison": ("比较不对", "wrong comparison"),
    "no_such_report": ("没有这份报告", "no such report"),
    "not_comparable": ("不可比", "not comparable"),
    "not_reported": ("报告未填", "not reported"),
    "opinion": ("属于评价", "opinion"),
    "no_evidence": ("没有依据", "no evidence"),
    "model": ("语言模型", "Language model"),
    "use_model": ("使用语言模型", "Use the language model"),
    "model_help": (
        "打开后，问题以及答案所依据的单元格和句子会发送给所设置的语言模型；它写的每个数字、名称和关系都要经程序核对。",
        "When on, the question and the cells and sentences behind its answer are sent to the language model that is set up; every number, name and relation it writes is checked.",
    ),
    "store_error": ("数据打不开", "The stores cannot be opened"),
}


def say(key: str, language: str) -> str:
    """The words for `key`; KeyError for an unknown one."""
    zh, en = WORDS[key]
    return zh if language == "zh" else en
