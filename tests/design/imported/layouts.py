"""Forms in the layouts that companies use, with what each of their indicators is: full points, kind of rule, figures.

The sentences are made up. Of an indicator that somebody has to decide about no rule is expected.
"""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.design.imported.forms import document, workbook

#: The cells of a sheet, row by row.
Rows = Sequence[Sequence[object]]
#: Full points, kind of rule ("" where it is to be decided), and all figures of the rule by what they are.
Expected = tuple[float, str, Mapping[str, object]]


@dataclass(frozen=True)
class Layout:
    """A form: how it is written, its indicators by name, its sections, points added or taken away, and grades."""

    write: Callable[[Path], Path]
    expected: Mapping[str, Expected]
    sections: Sequence[str] = ()
    changes: Mapping[str, Sequence[float]] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)


def _dimensions(folder: Path) -> Path:
    rows: Rows = [
        ["华东大区售前岗位月度绩效考核表"],
        ["姓名：", None, "部门：", None, "考核月份：    年   月"],
        ["考核维度", "考核指标", "权重", "评分标准", "数据来源", "评分", None],
        [None, None, None, None, None, "自评", "上级评"],
        ["业绩指标\n（70%）", "商机\n转化率", 0.4, "≥30%得40分；≥20%得30分；≥10%得15分；＜10%得0分", "CRM系统"],
        [None, "方案提交\n及时率", 0.3, "每延迟1次扣5分，扣完为止", "项目部"],
        ["能力态度（30%）", "产品知识", 0.2, "考试≥90分得20分，≥80分得15分，≥60分得8分，＜60分得0分", "培训部"],
        [None, "协作精神", 0.1, "优秀10分，良好8分，一般5分，较差0分", "上级"],
        ["合计", None, 1],
        ["被考核人签字：", None, None, "考核人签字："],
    ]
    merged = ["A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:G3", "A5:A6", "A7:A8", "A9:B9"]
    return workbook(folder / "维度.xlsx", rows, merged, percent=["C5", "C6", "C7", "C8", "C9"])


DIMENSIONS = Layout(
    _dimensions,
    {
        "商机转化率": (40, "bands", {"bands": {"≥0.3": 40, "≥0.2": 30, "≥0.1": 15, "else": 0}}),
        "方案提交及时率": (30, "deduct", {"deductions": [5], "floor": 0}),
        "产品知识": (20, "bands", {"bands": {"≥90": 20, "≥80": 15, "≥60": 8, "else": 0}}),
        "协作精神": (10, "levels", {"points": [10, 8, 5, 0]}),
    },
    sections=("业绩指标", "能力态度"),
)


def _broken_lines(folder: Path) -> Path:
    table: list[Any] = [
        ["序号", "考核项目", "考核内容", "标准\n分值", "评分标准", "考核得分"],
        ["1", "投标\n支持", "编制技术标书", "30", "标书出现废标1次\n扣10分，出现错漏\n每处扣2分，扣完为止", ""],
        ["2", "售前\n交流", "组织客户技术交流", "25", "每月完成8场及以上得25分；5-7场得15分；\n5场以下不得分", ""],
        ["3", "资料\n更新", "维护产品资料库", "25", "按时更新得25分，否则不得分", ""],
        [
            "4",
            "客户\n反馈",
            "客户对售前服务的评价",
            "20",
            "满意度95%（含）以上得20分，90%（含）-95%得15分，90%以下得5分",
            "",
        ],
        [("合　计", 3), "100", "", ""],
    ]
    return document(folder / "断行.docx", ["售前部季度考核表", "考核期：第   季度", table, "总经理意见："])


BROKEN_LINES = Layout(
    _broken_lines,
    {
        "投标支持": (30, "deduct", {"deductions": [10, 2], "floor": 0}),
        "售前交流": (25, "bands", {"bands": {"≥8": 25, "≥5": 15, "else": 0}}),
        "资料更新": (25, "all_or_nothing", {}),
        "客户反馈": (20, "bands", {"bands": {"≥0.95": 20, "≥0.9": 15, "else": 5}}),
    },
)


def _levels_in_columns(folder: Path) -> Path:
    rows: Rows = [
        ["售前工程师行为评价表（年度）"],
        ["评价要素", "优秀（25分）", "良好（20分）", "合格（15分）", "待改进（5分）", "得分"],
        ["责任心", "主动承担额外工作", "按要求完成工作", "偶尔需要督促", "经常推诿", None],
        ["学习能力", "能独立掌握新产品", "在指导下掌握", "掌握较慢", "不愿学习", None],
        ["沟通能力", "表达清楚，客户认可", "表达基本清楚", "表达一般", "表达混乱", None],
        ["执行力", "提前完成", "按时完成", "偶有拖延", "经常拖延", None],
    ]
    return workbook(folder / "等级.xlsx", rows, ["A1:F1"])


LEVELS_IN_COLUMNS = Layout(
    _levels_in_columns,
    {name: (25, "levels", {"points": [25, 20, 15, 5]}) for name in ("责任心", "学习能力", "沟通能力", "执行力")},
)


def _csv(folder: Path) -> Path:
    path = folder / "指标.csv"
    path.write_text(
        "2026年售前KPI,,,,,\r\n"
        "类别,KPI指标,权重,目标值,计分办法,信息来源\r\n"
        "财务,签约额完成率,35%,100%,按完成率计分，最高120%,财务部\r\n"
        '客户,方案中标率,25%,40%,"每低1%扣1分，每高1%加0.5分，最高加5分",投标部\r\n'
        "客户,重大投诉,20%,0次,每发生1次扣10分,客服部\r\n"
        '内部,案例沉淀,20%,4篇,"每少1篇扣5分，扣完为止",知识库\r\n'
        "合计,,100%,,,\r\n",
        encoding="gb18030",
        newline="",
    )
    return path


CSV = Layout(
    _csv,
    {
        "签约额完成率": (35, "target_ratio", {"cap": 1.2}),
        "方案中标率": (
            25,
            "standard_steps",
            {"standard": 0.4, "short_step": 0.01, "per_short": 1, "over_step": 0.01, "per_over": 0.5},
        ),
        "重大投诉": (20, "deduct", {"deductions": [10], "floor": 0}),
        "案例沉淀": (20, "standard_steps", {"standard": 4, "short_step": 1, "per_short": 5, "floor": 0}),
    },
    sections=("财务", "客户", "内部"),
)


def _old_workbook(folder: Path) -> Path:
    rows: Rows = [
        ["技术支持岗绩效指标"],
        ["指标名称", "权重", "目标值", "考核办法"],
        ["故障一次解决率", 0.5, None, "≥95%得50分，≥90%得40分，≥80%得20分，＜80%得0分"],
        ["工单关闭及时率", 0.3, 0.95, "每低1%扣2分"],
        ["周报提交", 0.2, None, "每缺1次扣5分，扣完为止"],
    ]
    made = workbook(folder / "旧表.xlsx", rows, ["A1:D1"], percent=["B3", "B4", "B5", "C4"])
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xls", "--outdir", str(folder), str(made)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return made.with_suffix(".xls")


OLD_WORKBOOK = Layout(
    _old_workbook,
    {
        "故障一次解决率": (50, "bands", {"bands": {"≥0.95": 50, "≥0.9": 40, "≥0.8": 20, "else": 0}}),
        "工单关闭及时率": (30, "standard_steps", {"standard": 0.95, "short_step": 0.01, "per_short": 2, "floor": 0}),
        "周报提交": (20, "deduct", {"deductions": [5], "floor": 0}),
    },
)


def _listed(folder: Path) -> Path:
    path = folder / "条文.txt"
    path.write_text(
        "售前岗位考核细则（试行）\n"
        "一、考核周期：每月一次\n"
        "二、考核内容\n"
        "1、方案质量（40分）：一次评审通过得40分，两次通过得25分，三次及以上通过得10分。\n"
        "2、响应速度（30分）：平均响应时间≤2小时得30分，≤4小时得20分，≤8小时得10分，＞8小时得0分。\n"
        "3、日志填写（30分）\n"
        "每漏填一天扣3分，扣完为止。\n"
        "三、其他说明\n"
        "本办法由人力资源部负责解释。\n",
        encoding="utf-8",
    )
    return path


LISTED = Layout(
    _listed,
    {
        "方案质量": (40, "levels", {"points": [40, 25, 10]}),
        "响应速度": (30, "bands", {"bands": {"≤2": 30, "≤4": 20, "≤8": 10, "else": 0}}),
        "日志填写": (30, "deduct", {"deductions": [3], "floor": 0}),
    },
)


def _two_tables(folder: Path) -> Path:
    rows: Rows = [
        ["售前支持岗绩效合约"],
        ["一、业绩指标"],
        ["指标", "分值", "评分规则"],
        ["项目赢单率", 40, "≥50%得40分，≥40%得30分，≥30%得20分，＜30%得0分"],
        ["支持项目数", 20, "每少1个扣4分，扣完为止"],
        [],
        ["二、管理指标"],
        ["项目", "满分", "扣分标准"],
        ["报销规范", 20, "每退单1次扣2分"],
        ["考勤纪律", 20, "迟到每次扣1分，旷工每次扣10分"],
        [],
        ["等级", "分数", "系数"],
        ["A", "90分以上", 1.2],
        ["B", "70-89分", 1],
        ["C", "70分以下", 0.5],
    ]
    return workbook(folder / "两表.xlsx", rows, ["A1:C1"])


TWO_TABLES = Layout(
    _two_tables,
    {
        "项目赢单率": (40, "bands", {"bands": {"≥0.5": 40, "≥0.4": 30, "≥0.3": 20, "else": 0}}),
        "支持项目数": (20, "deduct", {"deductions": [4], "floor": 0}),
        "报销规范": (20, "deduct", {"deductions": [2], "floor": 0}),
        "考勤纪律": (20, "deduct", {"deductions": [1, 10], "floor": 0}),
    },
    sections=("业绩指标", "管理指标"),
    grades={"A": "≥90", "B": "≥70", "C": "else"},
)


def _aligned(folder: Path) -> Path:
    path = folder / "对齐.txt"
    path.write_text(
        "售前组考核（月度）\n\n"
        "考核项目        分值    考核标准\n"
        "需求调研报告    30      按时提交得30分，否则不得分\n"
        "演示环境可用率  40      ≥99%得40分，≥95%得30分，＜95%得0分\n"
        "内部培训        30      每少讲1次扣10分，扣完为止\n",
        encoding="utf-8",
    )
    return path


ALIGNED = Layout(
    _aligned,
    {
        "需求调研报告": (30, "all_or_nothing", {}),
        "演示环境可用率": (40, "bands", {"bands": {"≥0.99": 40, "≥0.95": 30, "else": 0}}),
        "内部培训": (30, "deduct", {"deductions": [10], "floor": 0}),
    },
)


def _section_rows(folder: Path) -> Path:
    table: list[Any] = [
        ["考核内容", "满分", "考核标准", "自评分", "部门评分"],
        [("一、工作业绩（60分）", 5)],
        ["招标参数提供", "30", "每延误1次扣5分，扣完为止", "", ""],
        ["竞品分析报告", "30", "每月完成2份及以上得30分，1份得15分，0份得0分", "", ""],
        [("二、工作态度（40分）", 5)],
        ["服从安排", "20", "优20分，良15分，中10分，差0分", "", ""],
        ["出勤", "20", "迟到或早退一次扣2分", "", ""],
        [("考核人评语：", 5)],
    ]
    return document(folder / "分组.docx", ["员工绩效评分表", table])


SECTION_ROWS = Layout(
    _section_rows,
    {
        "招标参数提供": (30, "deduct", {"deductions": [5], "floor": 0}),
        "竞品分析报告": (30, "bands", {"bands": {"≥2": 30, "≥1": 15, "else": 0}}),
        "服从安排": (20, "levels", {"points": [20, 15, 10, 0]}),
        "出勤": (20, "deduct", {"deductions": [2], "floor": 0}),
    },
    sections=("工作业绩", "工作态度"),
)


def _level_rows(folder: Path) -> Path:
    rows: Rows = [
        ["售前客服考核标准"],
        ["考核指标", "权重", "考核标准", "分值", "得分"],
        ["首次响应时间（秒）", "40%", "≤20", 100, None],
        [None, None, "20＜X≤40", 80, None],
        [None, None, "＞40", 50, None],
        ["咨询转化率", "60%", "≥45%", 100, None],
        [None, None, "35%≤X＜45%", 85, None],
        [None, None, "25%≤X＜35%", 60, None],
        [None, None, "＜25%", 0, None],
    ]
    return workbook(folder / "分行.xlsx", rows, ["A1:E1", "A3:A5", "B3:B5", "A6:A9", "B6:B9"])


LEVEL_ROWS = Layout(
    _level_rows,
    {
        "首次响应时间(秒)": (40, "bands", {"out_of": 100, "bands": {"≤20": 100, "≤40": 80, "else": 50}}),
        "咨询转化率": (60, "bands", {"out_of": 100, "bands": {"≥0.45": 100, "≥0.35": 85, "≥0.25": 60, "else": 0}}),
    },
)


def _in_brackets(folder: Path) -> Path:
    rows: Rows = [
        ["解决方案部考核表"],
        ["考核项目", "考核细则", "考核部门", "实际得分"],
        ["方案评审通过率（35分）", "≥90%得35分，≥80%得25分，≥70%得15分，＜70%得0分", "质量部", None],
        ["报价准确性【25分】", "报价每出错1次扣5分，扣完为止", "商务部", None],
        ["客户拜访（20分）", "每月拜访≥10家得20分，≥6家得12分，＜6家得0分", "销售部", None],
        ["部门评价（20分）", "由销售总监评分", "销售部", None],
    ]
    return workbook(folder / "括号.xlsx", rows, ["A1:D1"])


IN_BRACKETS = Layout(
    _in_brackets,
    {
        "方案评审通过率": (35, "bands", {"bands": {"≥0.9": 35, "≥0.8": 25, "≥0.7": 15, "else": 0}}),
        "报价准确性": (25, "deduct", {"deductions": [5], "floor": 0}),
        "客户拜访": (20, "bands", {"bands": {"≥10": 20, "≥6": 12, "else": 0}}),
        "部门评价": (20, "rating", {}),
    },
)


def _nested_weights(folder: Path) -> Path:
    rows: Rows = [
        ["售前经理季度绩效计划"],
        ["维度", "维度权重", "指标", "指标权重", "计算方法"],
        ["业务贡献", "60%", "支持签约额", "70%", "得分=实际完成/目标×100"],
        [None, None, "新客户数", "30%", "每少1家扣20分，扣完为止"],
        ["团队建设", "40%", "人员培养", "50%", "优100分，良80分，中60分，差0分"],
        [None, None, "流程执行", "50%", "每违反1次扣10分，扣完为止"],
    ]
    return workbook(folder / "两级.xlsx", rows, ["A1:E1", "A3:A4", "B3:B4", "A5:A6", "B5:B6"])


NESTED_WEIGHTS = Layout(
    _nested_weights,
    {
        "支持签约额": (42, "target_ratio", {"out_of": 100}),
        "新客户数": (18, "deduct", {"out_of": 100, "deductions": [20], "floor": 0}),
        "人员培养": (20, "levels", {"out_of": 100, "points": [100, 80, 60, 0]}),
        "流程执行": (20, "deduct", {"out_of": 100, "deductions": [10], "floor": 0}),
    },
    sections=("业务贡献", "团队建设"),
)


def _from_hundred(folder: Path) -> Path:
    rows: Rows = [
        ["售前驻场人员考核表（月度）"],
        ["说明：基础分100分，按下列项目加减。"],
        ["考核项目", "加扣分标准", "本月情况", "得分"],
        ["迟到早退", "每次扣2分", None, None],
        ["客户书面表扬", "每次加5分", None, None],
        ["设备损坏", "每发生一起扣10分", None, None],
        ["日志", "每缺一天扣1分", None, None],
        ["驻场表现", "甲方评价优加10分，良得0分，差扣10分", None, None],
    ]
    return workbook(folder / "百分.xlsx", rows, ["A1:D1", "A2:D2"])


FROM_HUNDRED = Layout(
    _from_hundred,
    {"基础分": (100, "formula", {})},
    changes={"迟到早退": [-2], "客户书面表扬": [5], "设备损坏": [-10], "日志": [-1], "驻场表现": [10, -10]},
)


def _markdown(folder: Path) -> Path:
    path = folder / "表格.md"
    path.write_text(
        "# 售前架构师考核\n\n"
        "| 指标 | 权重 | 评分标准 |\n"
        "| --- | ---: | --- |\n"
        "| 架构方案复用率 | 50% | ≥60%得50分，≥40%得35分，＜40%得15分 |\n"
        "| 技术难题攻关 | 30% | 每解决1项加10分，最高30分 |\n"
        "| 技术分享 | 20% | 每季度分享≥3次得20分，≥1次得10分，＜1次得0分 |\n"
        "\n"
        "等级：A≥90分，B 80-89分，C 60-79分，D 60分以下\n",
        encoding="utf-8",
    )
    return path


MARKDOWN = Layout(
    _markdown,
    {
        "架构方案复用率": (50, "bands", {"bands": {"≥0.6": 50, "≥0.4": 35, "else": 15}}),
        "技术难题攻关": (30, "add", {"additions": [10], "cap": 30}),
        "技术分享": (20, "bands", {"bands": {"≥3": 20, "≥1": 10, "else": 0}}),
    },
    grades={"A": "≥90", "B": "≥80", "C": "≥60", "D": "else"},
)


def _names_and_contents(folder: Path) -> Path:
    table: list[Any] = [
        ["考核项目", "考核内容", "权重", "考核办法", "备注"],
        [("专业\n能力", 1, "restart"), "方案撰写", "25%", "按质量评分：优25分，良20分，中15分，差5分", ""],
        [("", 1, "continue"), "产品演示", "25%", "每场演示评分≥85分得25分，≥70分得15分，＜70分得5分", "销售打分"],
        [("工作\n量", 1, "restart"), "支持次数", "30%", "每月≥20次得30分，≥15次得24分，≥10次得15分，＜10次得0分", ""],
        [("", 1, "continue"), "资料归档", "20%", "未归档每项扣4分，扣完为止", ""],
        [("加分项：被客户书面表扬每次加2分，最高加6分。", 5)],
        [("直接上级意见：", 5)],
    ]
    return document(
        folder / "内容.docx", ["售前顾问考核评分表（季度）", table, "注：出现泄密事件的，当季考核得分为0分。"]
    )


NAMES_AND_CONTENTS = Layout(
    _names_and_contents,
    {
        "方案撰写": (25, "levels", {"points": [25, 20, 15, 5]}),
        "产品演示": (25, "bands", {"bands": {"≥85": 25, "≥70": 15, "else": 5}}),
        "支持次数": (30, "bands", {"bands": {"≥20": 30, "≥15": 24, "≥10": 15, "else": 0}}),
        "资料归档": (20, "deduct", {"deductions": [4], "floor": 0}),
    },
    sections=("专业能力", "工作量"),
    changes={"被客户书面表扬": [2]},
)


def _subtotals(folder: Path) -> Path:
    rows: Rows = [
        ["售前部月度绩效考核表"],
        ["考核指标", "考核内容", "计分标准", "分值", "自评", "上级"],
        ["工作业绩", "方案交付", "延期一次扣4分，扣完为止", 40],
        [None, "小计", None, 40],
        ["工作质量", "客户投诉", "无投诉得30分，每投诉一次扣10分，扣完为止", 30],
        [None, "文档规范", "A级30分，B级20分，C级10分", 30],
        [None, "小计", None, 60],
        ["总计", None, None, 100],
    ]
    return workbook(folder / "小计.xlsx", rows, ["A1:F1", "A3:A4", "A5:A7"])


SUBTOTALS = Layout(
    _subtotals,
    {
        "方案交付": (40, "deduct", {"deductions": [4], "floor": 0}),
        "客户投诉": (30, "deduct", {"deductions": [10], "floor": 0}),
        "文档规范": (30, "levels", {"points": [30, 20, 10]}),
    },
    sections=("工作业绩", "工作质量"),
)


def _five_points(folder: Path) -> Path:
    rows: Rows = [
        ["能力评价表（年度）"],
        ["序号", "评价指标", "指标定义", "权重", "5分", "4分", "3分", "2分", "1分", "评分"],
        [1, "技术能力", "掌握产品技术", "60%", "精通", "熟练", "一般", "较弱", "很弱"],
        [2, "沟通能力", "与客户沟通", "40%", "很强", "强", "一般", "弱", "很弱"],
    ]
    return workbook(folder / "五级.xlsx", rows, ["A1:J1"])


FIVE_POINTS = Layout(
    _five_points,
    {
        "技术能力": (60, "levels", {"out_of": 5, "points": [5, 4, 3, 2, 1]}),
        "沟通能力": (40, "levels", {"out_of": 5, "points": [5, 4, 3, 2, 1]}),
    },
)


def _chapters(folder: Path) -> Path:
    path = folder / "章节.txt"
    path.write_text(
        "售前技术部考核方案\n"
        "一、考核周期：季度\n"
        "二、考核指标\n"
        "（一）工作业绩（60%）\n"
        "1. 项目支持数量（30分）：每季度完成10个得30分，每少1个扣3分\n"
        "2. 方案质量（30分）：评审得分90分以上得30分，80-90分得20分，80分以下得10分\n"
        "（二）工作态度（40%）\n"
        "1. 责任心（20分）：优20分、良15分、中10分、差5分\n"
        "2. 纪律性（20分）：违反一次扣5分\n"
        "三、考核等级\n"
        "优秀：90分以上；良好：80-89分；合格：60-79分；不合格：60分以下\n",
        encoding="gb18030",
    )
    return path


CHAPTERS = Layout(
    _chapters,
    {
        "项目支持数量": (30, "standard_steps", {"standard": 10, "short_step": 1, "per_short": 3}),
        "方案质量": (30, "bands", {"bands": {"≥90": 30, "≥80": 20, "else": 10}}),
        "责任心": (20, "levels", {"points": [20, 15, 10, 5]}),
        "纪律性": (20, "deduct", {"deductions": [5], "floor": 0}),
    },
    sections=("工作业绩", "工作态度"),
    grades={"优秀": "≥90", "良好": "≥80", "合格": "≥60", "不合格": "else"},
)


def _other_headings(folder: Path) -> Path:
    rows: Rows = [
        ["月度考核"],
        ["类别", "指标", "目标", "权重", "得分计算方式", "考核人"],
        ["结果类", "回款额", "100万元", "40%", "实际回款/目标回款×权重", "财务"],
        ["结果类", "合同质量", None, "30%", "合同退回1次扣5分，扣完为止", "法务"],
        ["过程类", "日报", None, "30%", "缺1篇扣1分，扣完为止", "上级"],
    ]
    return workbook(folder / "其他.xlsx", rows)


OTHER_HEADINGS = Layout(
    _other_headings,
    {
        "回款额": (40, "target_ratio", {}),
        "合同质量": (30, "deduct", {"deductions": [5], "floor": 0}),
        "日报": (30, "deduct", {"deductions": [1], "floor": 0}),
    },
    sections=("结果类", "过程类"),
)


def _shares_behind(folder: Path) -> Path:
    rows: Rows = [
        ["实施顾问考评表"],
        ["考核周期：", "季度", None, None, None],
        ["考评内容", None, "权重", "计分规则", "得分"],
        ["业绩部分70%", "交付准时率", "60%", "≥95%得60分，≥85%得40分，其余0分", None],
        [None, "返工", "40%", "每返工一次扣8分，扣完为止", None],
        ["协作部分30%", "文档移交", "55%", "缺一份扣5分，扣完为止", None],
        [None, "同事评价", "45%", "优45分，良30分，中15分，差0分", None],
        ["小结", None, "100%", None, None],
        ["等级", "优", "良", "中", "差"],
        ["分数区间", "≥90", "80-90", "60-80", "<60"],
        ["发放系数", 1.3, 1.1, 1, 0.6],
    ]
    return workbook(folder / "部分.xlsx", rows, ["A1:E1", "A3:B3", "A4:A5", "A6:A7", "A8:B8"])


SHARES_BEHIND = Layout(
    _shares_behind,
    {
        "交付准时率": (42, "bands", {"out_of": 60, "bands": {"≥0.95": 60, "≥0.85": 40, "else": 0}}),
        "返工": (28, "deduct", {"out_of": 40, "deductions": [8], "floor": 0}),
        "文档移交": (16.5, "deduct", {"out_of": 55, "deductions": [5], "floor": 0}),
        "同事评价": (13.5, "levels", {"out_of": 45, "points": [45, 30, 15, 0]}),
    },
    sections=("业绩部分", "协作部分"),
    grades={"优": "≥90", "良": "≥80", "中": "≥60", "差": "else"},
)


def _points_below_a_head(folder: Path) -> Path:
    rows: Rows = [
        ["解决方案经理半年考核"],
        ["类别", "要点", "要点说明", "分值", "评价尺度", None, None, "打分"],
        [None, None, None, None, 10, 6, 2, None],
        ["方案", "方案采纳率", "采纳数与提交数之比", 40, "≥80%", "60%-80%", "<60%", None],
        [None, "方案创新", "有新的思路", 30, "完全做到", "基本做到", "没有做到", None],
        ["团队", "带教新人", "带教人数", 30, "≥3人", "1-2人", "0人", None],
        ["汇总", None, None, 100, None, None, None, None],
    ]
    merged = ["A1:H1", "E2:G2", *(f"{column}2:{column}3" for column in "ABCDH"), "A4:A5", "A7:C7"]
    return workbook(folder / "尺度.xlsx", rows, merged)


POINTS_BELOW_A_HEAD = Layout(
    _points_below_a_head,
    {
        "方案采纳率": (40, "bands", {"out_of": 10, "bands": {"≥0.8": 10, "≥0.6": 6, "else": 2}}),
        "方案创新": (30, "levels", {"out_of": 10, "points": [10, 6, 2]}),
        "带教新人": (30, "bands", {"out_of": 10, "bands": {"≥3": 10, "≥1": 6, "else": 2}}),
    },
    sections=("方案", "团队"),
)


def _category_and_number(folder: Path) -> Path:
    rows: Rows = [
        ["网络工程师月考核表"],
        ["业务目标（60分）"],
        ["分类", "序号", "量化项", "评价标准", "权重", "自评得分"],
        ["值守", 1, "值班到岗", "每缺岗一次扣5分，扣完为止", "20%", None],
        ["巡检", 2, "巡检次数", "每少一次扣4分，扣完为止", "20%", None],
        [None, 3, "巡检记录", "每缺一份扣2分，扣完为止", "20%", None],
        ["行为要求（40分）"],
        ["分类", "序号", "考评点", "评价标准", "权重", "自评得分"],
        ["态度", 4, "服从安排", "好20分，一般10分，差0分", "20%", None],
        [None, 5, "仪容", "每违反一次扣2分，扣完为止", "20%", None],
    ]
    return workbook(folder / "分类.xlsx", rows, ["A1:F1", "A2:F2", "A5:A6", "A7:F7", "A9:A10"])


CATEGORY_AND_NUMBER = Layout(
    _category_and_number,
    {
        "值班到岗": (20, "deduct", {"deductions": [5], "floor": 0}),
        "巡检次数": (20, "deduct", {"deductions": [4], "floor": 0}),
        "巡检记录": (20, "deduct", {"deductions": [2], "floor": 0}),
        "服从安排": (20, "levels", {"points": [20, 10, 0]}),
        "仪容": (20, "deduct", {"deductions": [2], "floor": 0}),
    },
    sections=("值守", "巡检", "态度"),
)


def _bullets(folder: Path) -> Path:
    path = folder / "标准.txt"
    path.write_text(
        "\n".join(
            [
                "门店客服绩效标准",
                "服务质量（60%）",
                "• 着装：按规定穿工服、戴工牌。（占30%）每违规一次扣5分，扣完为止",
                "• 首问负责：谁接待谁负责到底。（占30%）≥95%得30分，≥90%得20分，其余0分",
                "学习成长（40%）",
                "• 培训：参加公司培训的情况。（权重：40%）缺席一次扣10分，扣完为止",
            ]
        ),
        encoding="utf-8",
    )
    return path


BULLETS = Layout(
    _bullets,
    {
        "着装": (30, "deduct", {"deductions": [5], "floor": 0}),
        "首问负责": (30, "bands", {"bands": {"≥0.95": 30, "≥0.9": 20, "else": 0}}),
        "培训": (40, "deduct", {"deductions": [10], "floor": 0}),
    },
    sections=("服务质量", "学习成长"),
)


LAYOUTS = {
    "dimensions": DIMENSIONS,
    "broken_lines": BROKEN_LINES,
    "levels_in_columns": LEVELS_IN_COLUMNS,
    "csv": CSV,
    "old_workbook": OLD_WORKBOOK,
    "listed": LISTED,
    "two_tables": TWO_TABLES,
    "aligned": ALIGNED,
    "section_rows": SECTION_ROWS,
    "level_rows": LEVEL_ROWS,
    "in_brackets": IN_BRACKETS,
    "nested_weights": NESTED_WEIGHTS,
    "from_hundred": FROM_HUNDRED,
    "markdown": MARKDOWN,
    "names_and_contents": NAMES_AND_CONTENTS,
    "subtotals": SUBTOTALS,
    "five_points": FIVE_POINTS,
    "chapters": CHAPTERS,
    "other_headings": OTHER_HEADINGS,
    "shares_behind": SHARES_BEHIND,
    "points_below_a_head": POINTS_BELOW_A_HEAD,
    "category_and_number": CATEGORY_AND_NUMBER,
    "bullets": BULLETS,
}
