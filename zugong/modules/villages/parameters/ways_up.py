"""The numbers that rule the ways up and the naming of role models, each with its source; all of them may differ by place."""

from zugong.kernel.parameters.declaring import declare

CIVIL = "各地面向优秀村干部招录乡镇公务员公告的通行条件（系统默认，以当年公告为准）"
COUNTY = "县区自主招聘乡镇事业单位人员方案（系统默认，以当年公告为准）"
NAMING = "优秀村党组织书记评选办法的通行规定（系统默认，可调整）"

for track, source, of in (("civil", CIVIL, "招录乡镇公务员"), ("county", COUNTY, "招聘乡镇事业单位人员")):
    declare(
        code=f"villages.ways_up.{track}.chief_years", label=f"{of}：任村正职至少", default=2, unit="年", source=source
    )
    declare(
        code=f"villages.ways_up.{track}.deputy_years",
        label=f"{of}：任村副职以上至少",
        default=3,
        unit="年",
        source=source,
    )
    declare(
        code=f"villages.ways_up.{track}.most_age", label=f"{of}：年龄不超过", default=40, unit="周岁", source=source
    )
    declare(
        code=f"villages.ways_up.{track}.most_age_named",
        label=f"{of}：放宽村的年龄不超过",
        default=45,
        unit="周岁",
        source=source,
    )
    declare(
        code=f"villages.ways_up.{track}.named_places",
        label=f"{of}：年龄放宽的村、乡镇或县区（填代码）",
        default=[],
        unit="单位代码",
        source=source,
    )
    declare(
        code=f"villages.ways_up.{track}.least_level",
        label=f"{of}：学历至少（40 中专、50 大专、60 本科，0 不要求）",
        default=50,
        unit="学历代码",
        source=source,
    )
    declare(
        code=f"villages.ways_up.{track}.party",
        label=f"{of}：须是中共党员",
        default=track == "civil",
        unit="",
        source=source,
    )
    declare(
        code=f"villages.ways_up.{track}.grades",
        label=f"{of}：上年度考核等次须是（空为不要求）",
        default=["excellent", "competent"],
        unit="",
        source=source,
        allowed=(("excellent", "优秀"), ("competent", "称职"), ("basic", "基本称职"), ("incompetent", "不称职")),
    )
    declare(
        code=f"villages.ways_up.{track}.written_share",
        label=f"{of}：笔试成绩占总成绩",
        default=60,
        unit="%",
        source=source,
        least=0,
        most=100,
    )
    declare(
        code=f"villages.ways_up.{track}.most_bonus",
        label=f"{of}：笔试加分最多",
        default=5,
        unit="分",
        source=source,
        least=0,
    )
    declare(
        code=f"villages.ways_up.{track}.ties",
        label=f"{of}：总成绩相同时依次比较",
        default=["written", "bonus"],
        unit="",
        source=source,
        allowed=(("written", "笔试成绩"), ("interview", "面试成绩"), ("bonus", "加分")),
    )
    declare(
        code=f"villages.ways_up.{track}.service_years",
        label=f"{of}：最低服务年限",
        default=5,
        unit="年",
        source=source,
        least=0,
    )
declare(
    code="villages.ways_up.recommend_days",
    label="乡镇对报名提出推荐意见的时限",
    default=5,
    unit="个工作日",
    source=CIVIL,
)
declare(code="villages.ways_up.review_days", label="县级资格审查时限", default=10, unit="个工作日", source=CIVIL)
declare(
    code="villages.ways_up.publicity_days",
    label="晋升人选公示期",
    default=5,
    unit="个工作日",
    source="公示期五至七个工作日（系统默认，可调整）",
    least=5,
    most=7,
)
declare(
    code="villages.ways_up.select_ratio", label="考察对象与计划人数之比不超过", default=1.5, unit="倍", source=CIVIL
)
declare(
    code="villages.role_models.cap_years",
    label="同一称号几年内不重复命名",
    default=3,
    unit="年",
    source=NAMING,
    least=0,
)
declare(
    code="villages.role_models.least_votes", label="推荐会同意票至少占到会人数", default=67, unit="%", source=NAMING,
    least=0, most=100,
)  # fmt: skip
declare(code="villages.role_models.recommend_days", label="乡镇签署推荐时限", default=5, unit="个工作日", source=NAMING)
declare(code="villages.role_models.review_days", label="县级审查推荐时限", default=10, unit="个工作日", source=NAMING)
declare(
    code="villages.role_models.publicity_days",
    label="典型人选公示期",
    default=5,
    unit="个工作日",
    source=NAMING,
    least=5,
)
