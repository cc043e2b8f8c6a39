"""The numbers that rule the plan at work, each with its source."""

from zugong.kernel.parameters.declaring import declare

NOTES = "督查督办三色管理惯例（系统默认，可调整）"

declare(code="plan.lamp.near_points", label="落后多少个百分点亮黄灯", default=10, unit="个百分点", source=NOTES)
declare(code="plan.lamp.overdue_points", label="落后多少个百分点亮红灯", default=25, unit="个百分点", source=NOTES)
declare(code="plan.lamp.near_days", label="到期前几天开始提醒", default=7, unit="天", source=NOTES)
declare(code="plan.lamp.near_progress", label="临近到期时应达到的进度", default=90, unit="%", source=NOTES)
declare(code="plan.postpone.most", label="同一任务最多延期次数", default=2, unit="次", source=NOTES)
declare(code="plan.report.day", label="每月几个工作日内填报上月进展", default=5, unit="个工作日", source=NOTES)
declare(code="plan.slip.reply_days", label="督查单反馈时限", default=5, unit="个工作日", source=NOTES)
declare(code="plan.sign.days", label="单位签发时限", default=2, unit="个工作日", source=NOTES)
declare(code="plan.confirm.days", label="科室确认时限", default=3, unit="个工作日", source=NOTES)
