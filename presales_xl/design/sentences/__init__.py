"""The sentences of companies' own appraisal forms, read as rules.

`cell.read` takes the text of one cell and returns a `Reading`: its pieces in the order of the text, each figure with
its place in the source, and the rule that they make in the terms of `scheme.rules`, with names in the source's words.
`cell.read_rows` does so for a table with what is required in one cell and what it gives in the next. A piece is
understood, or its remarks say what is assumed of it, or what a person has to decide (`pieces.in_words`). No figure is
made up: what the source leaves open is missing from the rule, and a remark asks for it.

`drafted.draft` makes an indicator of a reading, with the inputs, figures, levels and raters that a scheme needs for it.

A text of a form is said in the grammar's terms by `paraphrased`. It goes
through `characters` (full-width signs, dashes, numbering, clauses), `conditions` with `phrases.lark` (a
clause in phrases, what is required), `statements` and `named` (what that earns or costs, or only says: pieces) or
`equations` with `equations.lark` (what is calculated), and the pieces of a cell through `reworded` (said in plain
terms) and `gathered` to the rule:
`banded` and `tabled` (bounds, places), `stepped`, `mixed` and `several` (steps from standards), `shared` (shares,
formulas), `judged` (counts, levels, raters).

===================  ========================================  ===============================
piece                phrases, such as                                  rule of the pieces together
===================  ========================================  ===============================
band                 ≥95%得15分；达到/不低于/超过/不足 N 得；A≤x<B     `bands`; `vs_mean` of a mean
                     80-90%得；95分以上(含)、60分以下；3次得；控制在N内
rest                 其余/其他/否则 不得分
rank                 第一名得；排名3-5；前三名；第6名以后；倒数第一    `rank_bands`
case                 按时提交得5分；优秀10分；…的（3分）；无投诉得     `all_or_nothing`, `levels`
level, grade         优：9-10分；A级 80-89分；90分以上为优秀           `level_range`; a grade scale
deduct, add          每发现一次扣；迟到一次扣；加2分/篇；每例加；-5分  `deduct`, `add`; with a range within `limits`
short, over          每低1%扣；每超过N加；低于目标每5%扣               `standard_steps`; `growth` of 环比/较上月
standard             标准为90%；以95%为基准；目标值90%
share                按完成率计分；按比例得分                          `target_ratio`
                     80%-95%按比例得分；中间按线性插值；按比例递减     a straight line between bounds
                     门槛值80%，目标值100%；达到门槛得60%，按线性插值
equation             得分=完成率×20；奖金=基数×系数；按X的N%计提       `target_ratio`, `formula`, pay …
cap, floor, no_cap   最高加5分；封顶120%；扣完为止；不封顶
no_floor             可扣至负分；不设下限；不保底
veto, lowered,       一票否决；当月绩效为0分；下调一级；评定为D级      beside the rule
graded
grade                S：95分以上，系数1.2                              grades with coefficients
rater                上级60%、同事40%；总监与总经理各50%；由…评分      `rating` with raters
weight               30%；工作量（10）；满分15分；权重20%              the full points
words                signatures, opinions, sources, periods            kept as words
===================  ========================================  ===============================

Assumed are, among others: 以上, 以下 and 以内 include their number unless 不含 says otherwise; a bound that two bands
share goes to the better one; steps that are not whole do not count; nothing falls
below 0 points; a share gives no more than the full points.
"""
