"""The numbers that rule joint vetting and the filing of secretaries, each with its source."""

from zugong.kernel.parameters.declaring import declare

NOTES = "村干部县级联审办法（系统默认，可调整）"

declare(
    code="villages.vetting.departments",
    label="联审征求意见的县级部门，按单位名称的结尾查找",
    default=[
        "纪委监委", "委政法委", "公安局", "人民法院", "民政局", "司法局", "自然资源和规划局", "卫生健康委员会", "信访局",
    ],
    unit="部门",
    source=NOTES,
)  # fmt: skip
declare(code="villages.vetting.self_check_days", label="村级自查时限", default=5, unit="个工作日", source=NOTES)
declare(code="villages.vetting.township_days", label="乡镇初审时限", default=5, unit="个工作日", source=NOTES)
declare(code="villages.vetting.reply_days", label="联审部门答复时限", default=5, unit="个工作日", source=NOTES)
declare(
    code="villages.vetting.review_days",
    label="县级汇总审核时限，自征求部门意见起",
    default=8,
    unit="个工作日",
    source=NOTES,
)
declare(code="villages.vetting.decide_days", label="县级审定时限", default=3, unit="个工作日", source=NOTES)
declare(
    code="villages.vetting.feedback_days", label="乡镇签收结果并公示的时限", default=3, unit="个工作日", source=NOTES
)
declare(code="villages.vetting.publicity_days", label="联审通过人选公示天数", default=5, unit="个工作日", source=NOTES)
declare(
    code="villages.vetting.validity_months", label="联审结果有效期，自审定之日起", default=6, unit="个月", source=NOTES
)
declare(
    code="villages.vetting.required_from",
    label="自哪一天起任职须先通过联审，此前的任职不要求",
    default="2023-07-01",
    unit="日期",
    source=NOTES,
)
declare(
    code="villages.filing.days", label="村党组织书记任免报县级备案的时限", default=10, unit="个工作日", source=NOTES
)
declare(code="villages.filing.confirm_days", label="县级确认书记备案的时限", default=5, unit="个工作日", source=NOTES)
declare(
    code="villages.filing.required_from",
    label="自哪一天起村党组织书记任免须报县级备案",
    default="2023-01-01",
    unit="日期",
    source=NOTES,
)
declare(
    code="villages.filing.change_days",
    label="前任离任后多少天内接任的，作为一次调整备案",
    default=15,
    unit="天",
    source=NOTES,
)
