"""The numbers that rule the register, each with its source."""

from zugong.kernel.parameters.declaring import declare

NOTES = "村干部台账常规核查口径（系统默认，可调整）"

declare(code="villages.age.least", label="在任村干部最低年龄", default=18, unit="周岁", source=NOTES)
declare(code="villages.age.most", label="在任村干部最高年龄，超过的列为疑点", default=75, unit="周岁", source=NOTES)
declare(code="villages.age.young", label="年轻村干部的年龄上限", default=35, unit="周岁", source=NOTES)
