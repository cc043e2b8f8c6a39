"""The plan's addresses."""

from django.urls import path

from zugong.modules.plan.pages import breakdown_list, breakdowns, editions, plans, reports, tasks, uploading

urlpatterns = [
    path("plan/", plans.index, name="plan_index"),
    path("plan/<int:year>/", plans.of_year, name="plan_of_year"),
    path("plan/<int:year>/coverage/", plans.coverage_page, name="plan_coverage"),
    path("plan/new", uploading.new, name="plan_new"),
    path("plan/editions/<int:number>/", editions.edition, name="plan_edition"),
    path("plan/editions/<int:number>/accept/", editions.accept_edition, name="plan_accept"),
    path("plan/editions/<int:number>/blocks/<int:place>/", editions.block, name="plan_block"),
    path("plan/editions/<int:number>/targets/new/", editions.add, name="plan_add_target"),
    path("plan/editions/<int:number>/targets/<int:at>/", editions.target, name="plan_target"),
    path("plan/editions/<int:number>/targets/<int:at>/drop/", editions.drop, name="plan_drop_target"),
    path("plan/tasks/<int:number>/", tasks.task, name="plan_task"),
    path("plan/tasks/<int:number>/edit/", tasks.edit_task, name="plan_edit_task"),
    path("plan/tasks/<int:number>/files/", tasks.attach_to_task, name="plan_task_file"),
    path("plan/tasks/<int:number>/clock/", tasks.start_clock, name="plan_task_clock"),
    path("plan/<int:year>/breakdowns/", breakdown_list.of_year, name="plan_breakdowns"),
    path("plan/targets/<int:number>/breakdown/", breakdowns.breakdown, name="plan_breakdown"),
    path("plan/targets/<int:number>/breakdown/comment/", breakdowns.comment, name="plan_comment"),
    path("plan/comments/<int:number>/answer/", breakdowns.answer_comment, name="plan_answer_comment"),
    path("plan/parts/<int:number>/hand-on/", breakdowns.hand_on, name="plan_hand_on"),
    path("plan/parts/<int:number>/report/", reports.report, name="plan_report_part"),
    path("plan/reports/", reports.index, name="plan_reports"),
    path("plan/reports/<int:number>/", reports.shown, name="plan_report"),
    path("plan/mine/", reports.mine, name="plan_mine"),
]
