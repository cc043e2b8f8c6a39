"""The numbers that rule weak villages, each with its source."""

from zugong.kernel.parameters.declaring import declare

NOTES = "《中国共产党农村基层组织工作条例》关于整顿软弱涣散村党组织的要求；期限为系统默认，可调整"

declare(
    code="villages.weak.approve_days", label="软弱涣散村提出后县级研究的时限", default=10, unit="工作日", source=NOTES
)
declare(code="villages.weak.policy_days", label="列入后制定“一村一策”的时限", default=15, unit="工作日", source=NOTES)
declare(code="villages.weak.rectify_days", label="软弱涣散村整顿的时限", default=180, unit="自然日", source=NOTES)
declare(code="villages.weak.county_days", label="申请后县级验收的时限", default=15, unit="工作日", source=NOTES)
declare(code="villages.weak.city_days", label="县级验收后市级抽查的时限", default=20, unit="工作日", source=NOTES)
