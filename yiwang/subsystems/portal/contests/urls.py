"""Which addresses do contests of websites answer?"""

from django.urls import path

from yiwang.subsystems.portal.contests.office import contests, drafting, entrants, problems

app_name = "portal_contests"
HERE = "office/contests/"
ONE = f"{HERE}<int:contest_id>/"
urlpatterns = [
    path(HERE, contests.listing, name="contests"),
    path(f"{HERE}new/", drafting.new, name="new"),
    path(ONE, contests.contest, name="contest"),
    path(f"{ONE}edit/", drafting.edit, name="edit"),
    path(f"{ONE}scheme/", contests.scheme, name="scheme"),
    path(f"{ONE}scheme/new/", drafting.criterion, name="criterion_new"),
    path(f"{ONE}scheme/<int:criterion_id>/", drafting.criterion, name="criterion"),
    path(f"{ONE}scheme/<int:criterion_id>/strike/", drafting.strike, name="strike"),
    path(f"{ONE}participants/", drafting.participants, name="participants"),
    path(f"{ONE}enter/", drafting.enter, name="enter"),
    path(f"{ONE}leave-out/<int:entrant_id>/", drafting.leave_out, name="leave_out"),
    path(f"{ONE}jurors/<int:post_id>/name/", drafting.name_juror, name="name_juror"),
    path(f"{ONE}jurors/<int:juror_id>/dismiss/", drafting.dismiss_juror, name="dismiss_juror"),
    *(
        path(f"{ONE}{verb}/", contests.step, {"verb": verb}, name=verb)
        for verb in ("announce", "count", "show", "finish")
    ),
    path(f"{ONE}call-off/", contests.call_off, name="call_off"),
    path(f"{ONE}result/", contests.ranking, name="result"),
    path(f"{ONE}result.csv", contests.table, name="table"),
    path(f"{ONE}result.xlsx", contests.workbook, name="workbook"),
    path(f"{ONE}bulletin.docx", contests.bulletin_docx, name="bulletin_docx"),
    path(f"{ONE}bulletin.pdf", contests.bulletin_pdf, name="bulletin_pdf"),
    path(f"{HERE}entrants/<int:entrant_id>/", entrants.entrant, name="entrant"),
    path(f"{HERE}entrants/<int:entrant_id>/report/", entrants.report, name="entrant_report"),
    path(f"{HERE}entrants/<int:entrant_id>/sheet/", entrants.sheet, name="sheet"),
    path(f"{HERE}entrants/<int:entrant_id>/object/", entrants.object_to, name="object"),
    path(f"{HERE}objections/<int:objection_id>/", entrants.answer, name="answer"),
    path(f"{HERE}problems/", problems.listing, name="problems"),
    path(f"{HERE}problems.csv", problems.table, name="problem_table"),
    path(f"{HERE}problems/import/", problems.take_in, name="import"),
    path(f"{HERE}problems/<int:problem_id>/", problems.problem, name="problem"),
    path(f"{HERE}problems/<int:problem_id>/claim/", problems.claim, name="claim"),
    path(f"{HERE}problems/<int:problem_id>/look-at/", problems.look_at, name="look_at"),
    path(f"{HERE}reports/<int:report_id>/", problems.report, name="report"),
]
