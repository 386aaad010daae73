"""Forms as companies have them, with the names and full points of their indicators, noted before they were read.

The layouts are those of forms that companies published; the sentences are made up.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.design.imported.forms import document, workbook
from tests.design.imported.layouts import Rows

N = None


def _levels_with_points_in_cells(folder: Path) -> Path:
    rows: Rows = [
        ["销售支持部绩效考核评分表"],
        ["姓名：", N, "部门：", N, "考核时间：  年  月  日"],
        ["项目", "绩效方向", "绩效目标", "权重", "计分标准", N, N, N, "完成情况", "得分", N],
        [N, N, N, N, "1级", "2级", "3级", "4级", N, "自我评价", "上级评价"],
        [
            "业绩\n指标\n80分",
            "回款额",
            "每月回款2万",
            30,
            "1万以下（5分）",
            "1-2万（15分）",
            "2万（25分）",
            "2万以上（30分）",
            N,
            N,
            N,
        ],
        [N, "新客户开发", "每月成交一家", 30, "未开发（0分）", "1家（20分）", "1家以上（30分）", N, N, N, N],
        [N, "客情维护", "满意率80%", 20, "50%以下（5分）", "80%以下（10分）", "80%以上（20分）", N, N, N, N],
        [
            "素质\n指标\n20分",
            "5S维持",
            "工作素养",
            10,
            "着装大方（3分）",
            "桌面整齐（7分）",
            "资料有序（10分）",
            N,
            N,
            N,
            N,
        ],
        [N, "团队配合", "主动配合", 10, "被动（2分）", "配合（6分）", "主动（10分）", N, N, N, N],
        ["合计", N, N, 100],
    ]
    return workbook(
        folder / "form.xlsx",
        rows,
        ["A1:K1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:H3", "I3:I4", "J3:K3", "A5:A7", "A8:A9", "A10:C10"],
    )


def _parts_with_weights(folder: Path) -> Path:
    return document(
        folder / "form.docx",
        [
            "渠道经理绩效考核表",
            "评分说明：岗位职责占40%，工作目标占60%。",
            "第一部分：岗位职责（40%）",
            [
                ["关键考核要项", "考核标准", "权 重", "自我评分", "审核评分", "备 注"],
                ["1.拟定推广计划", "每延迟一次扣10分，扣完为止", "50%", "", "", ""],
                ["2.渠道资料整理", "每缺一份扣5分，扣完为止", "50%", "", "", ""],
            ],
            "第二部分：工作目标（60%）",
            [
                ["工作目标", "起止时间", "预期效果/考核标准", "完成情况", "权重", "自我评分", "审核评分", "备注"],
                ["1.渠道销售额", "全季", "≥100%得70分；≥80%得50分；其余0分", "", "70%", "", "", ""],
                ["2.渠道满意度", "全季", "≥90分得30分；≥80分得20分；其余0分", "", "30%", "", "", ""],
            ],
            "被考核员工签名：        日期：",
        ],
    )


def _names_that_are_categories_too(folder: Path) -> Path:
    rows: Rows = [
        ["交付顾问绩效考核表"],
        ["被考评对象", N, "部门", N, "考评时间", "  至  "],
        ["考核项目", "细分指标/关键指标", "权重（分）", "具体内容及定义", "得分"],
        ["项目交付", "里程碑达成率", 30, "按期完成的里程碑数÷计划里程碑数×100%", N],
        [N, "返工次数", 20, "每返工一次扣5分，扣完为止", N],
        ["客户关系", "客户满意度", 30, "客户调查得分；每低于90分1分扣2分", N],
        ["知识与技能", N, 20, "岗位要求所必须的知识", N],
    ]
    return workbook(folder / "form.xlsx", rows, ["A1:E1", "A4:A5", "A7:B7"])


def _points_with_their_unit(folder: Path) -> Path:
    rows: Rows = [
        ["电话客服绩效考核表"],
        ["考核人姓名：", N, "考核时段：", N, "填表日期："],
        ["考核项目", "考核指标", "考核标准", "满分", "自评得分", "经理评分", "备注"],
        ["日报表（30分）", "时间", "0-3分：缺6份以上报表。4-8分：缺2-6份报表。9-15分：按时发出", "15分", N, N, N],
        [N, "数量", "每少一份扣3分，扣完为止", "15分", N, N, N],
        ["通话质量（70分）", "接通率", "≥95%得40分；≥90%得25分；＜90%得0分", "40分", N, N, N],
        [N, "投诉", "每起有责投诉扣10分，扣完为止", "30分", N, N, N],
        ["总分", N, N, "100分", N, N, N],
        ["员工签字：", N, N, "经理签字："],
    ]
    return workbook(folder / "form.xlsx", rows, ["A1:G1", "A4:A5", "A6:A7"])


def _highest_points(folder: Path) -> Path:
    rows: Rows = [
        ["工程师绩效考核表"],
        ["考核项目", "考核指标", "最高分值", "评价标准", "评分"],
        [
            "工作绩效\n（70分）",
            "项目完成率",
            40,
            "① 计算公式：实际完成项目数/计划项目数×100%\n② 考核标准为100%，每低于5%，扣2分",
            N,
        ],
        [N, "文档质量", 30, "每发现一处错误扣2分，扣完为止", N],
        ["工作能力\n（20分）", "专业知识", 10, "① 了解基本知识 3\n② 熟悉产品 6\n③ 熟练掌握 10", N],
        [N, "沟通能力", 10, "优10分，良7分，一般4分，差0分", N],
        ["工作态度\n（10分）", "出勤率", 10, "迟到一次扣1分，扣完为止", N],
    ]
    return workbook(folder / "form.xlsx", rows, ["A1:E1", "A3:A4", "A5:A6"])


def _weights_behind_names_and_level_points(folder: Path) -> Path:
    return document(
        folder / "form.docx",
        [
            "售后主管季度考核办法",
            [
                ["序号", "KPI（权重）", "评分细则", "数据提供"],
                ["1", "一次修复率（30%）", "≥90%得30分，≥85%得20分，其余0分", "售后部"],
                ["2", "备件周转天数（20%）", "≤30天得20分，≤45天得10分，其余0分", "仓库"],
                ["3", "安全生产【10分】", "发生事故不得分，未发生得10分", "安全部"],
            ],
            "能力态度（40%）",
            [
                ["评价因素", "标准分", "优", "良", "中", "差"],
                ["计划性", "20", "20", "15", "10", "0"],
                ["主动性", "20", "20", "15", "10", "0"],
            ],
            "注：1. 本表每季度末由直接上级填写。2. 总分低于60分的，约谈。",
        ],
    )


def _vertical_text(folder: Path) -> Path:
    rows: Rows = [
        ["前台客服月度考核"],
        ["类\n别", "项\n目", "分\n值", "评 分 标 准", "自\n评\n20%", "主\n管\n评\n80%"],
        ["工\n作\n态\n度", "责\n任\n心", 20, "优20分，良15分，差5分", N, N],
        [N, "纪\n律", 20, "每迟到一次扣2分，扣完为止", N, N],
        ["业\n务", "接\n待\n量", 60, "≥300人次得60分，≥200人次得40分，其余20分", N, N],
        ["合\n计", N, 100],
    ]
    return workbook(folder / "form.xlsx", rows, ["A1:F1", "A3:A4", "A6:B6"])


def _three_orders_of_indicators(folder: Path) -> Path:
    path = folder / "form.csv"
    path.write_text(
        "技术顾问年度KPI考核,,,,\n一级指标,二级指标,三级指标,标准分,扣分说明\n业绩,收入,服务收入达成率,50,每低1个百分点扣1分，扣完为止\n业绩,收入,续约率,20,每低1个百分点扣1分，扣完为止\n内部,流程,工时填报,15,漏填一天扣1分，扣完为止\n内部,成长,认证,15,取得认证得15分，未取得不得分\n,,合计分,100,\n备注：以上数据由运营部提供,,,,\n",
        encoding="utf-8",
    )
    return path


def _shares_in_level_headings(folder: Path) -> Path:
    rows: Rows = [
        ["客服组绩效考核"],
        ["考核内容", "权重", "优秀90-100%", "良好75-89%", "合格60-74%", "不合格0-59%"],
        ["服务态度", 50, "主动热情", "态度较好", "态度一般", "态度差"],
        ["业务熟练", 50, "独立处理", "偶尔求助", "经常求助", "不能处理"],
    ]
    return workbook(folder / "form.xlsx", rows, [])


COMPANY_FORMS: Mapping[str, tuple[Callable[[Path], Path], Mapping[str, float]]] = {
    "levels_with_points_in_cells": (
        _levels_with_points_in_cells,
        {"回款额": 30, "新客户开发": 30, "客情维护": 20, "5S维持": 10, "团队配合": 10},
    ),
    "parts_with_weights": (
        _parts_with_weights,
        {"拟定推广计划": 20, "渠道资料整理": 20, "渠道销售额": 42, "渠道满意度": 18},
    ),
    "names_that_are_categories_too": (
        _names_that_are_categories_too,
        {"里程碑达成率": 30, "返工次数": 20, "客户满意度": 30, "知识与技能": 20},
    ),
    "points_with_their_unit": (_points_with_their_unit, {"时间": 15, "数量": 15, "接通率": 40, "投诉": 30}),
    "highest_points": (
        _highest_points,
        {"项目完成率": 40, "文档质量": 30, "专业知识": 10, "沟通能力": 10, "出勤率": 10},
    ),
    "weights_behind_names_and_level_points": (
        _weights_behind_names_and_level_points,
        {"一次修复率": 30, "备件周转天数": 20, "安全生产": 10, "计划性": 20, "主动性": 20},
    ),
    "vertical_text": (_vertical_text, {"责任心": 20, "纪律": 20, "接待量": 60}),
    "three_orders_of_indicators": (
        _three_orders_of_indicators,
        {"服务收入达成率": 50, "续约率": 20, "工时填报": 15, "认证": 15},
    ),
    "shares_in_level_headings": (_shares_in_level_headings, {"服务态度": 50, "业务熟练": 50}),
}
