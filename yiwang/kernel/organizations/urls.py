"""Which addresses do the pages about units, people and posts have?"""

from django.urls import path

from yiwang.kernel.organizations.office import account, ledger, people, posts, units

app_name = "organizations"
urlpatterns = [
    path("office/account/", account.account, name="account"),
    path("office/account/act-as/", account.act_as, name="act_as"),
    path("office/account/sessions/<int:session_id>/end/", account.end_session, name="end_session"),
    path("office/account/sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
    path("office/organizations/units/", units.unit_list, name="units"),
    path("office/organizations/units/<int:unit_id>/", units.unit_page, name="unit"),
    path("office/organizations/units/<int:unit_id>/aliases/", units.add_alias, name="add_alias"),
    path("office/organizations/units/<int:unit_id>/order/", units.reorder, name="reorder"),
    path("office/organizations/units/<int:unit_id>/<slug:name>/", units.change, name="change_unit"),
    path("office/organizations/aliases/<int:alias_id>/remove/", units.remove_alias, name="remove_alias"),
    path("office/organizations/ledger/", ledger.imports, name="ledger"),
    path("office/organizations/ledger/<int:import_id>/", ledger.ledger_import, name="ledger_import"),
    path("office/organizations/ledger/<int:import_id>/rejections.csv", ledger.rejections, name="rejections"),
    path("office/organizations/people/", people.person_list, name="people"),
    path("office/organizations/people/enrol/", people.enrol, name="enrol"),
    path("office/organizations/people/<int:person_id>/", people.person_page, name="person"),
    path("office/organizations/people/<int:person_id>/amend/", people.amend, name="amend"),
    path("office/organizations/people/<int:person_id>/appoint/", people.appoint, name="appoint"),
    path("office/organizations/people/<int:person_id>/deactivate/", people.deactivate, name="deactivate"),
    path("office/organizations/people/<int:person_id>/reactivate/", people.reactivate, name="reactivate"),
    path(
        "office/organizations/people/<int:person_id>/password/", people.issue_password, name="issue_password"
    ),
    path("office/organizations/people/<int:person_id>/unlock/", people.unlock, name="unlock"),
    path(
        "office/organizations/people/<int:person_id>/second-factor/",
        people.remove_second_factor,
        name="remove_second_factor",
    ),
    path("office/organizations/people/<int:person_id>/sessions/", people.end_sessions, name="end_sessions"),
    path("office/organizations/posts/<int:post_id>/roles/", posts.change_roles, name="change_roles"),
    path("office/organizations/posts/<int:post_id>/end/", posts.end_post, name="end_post"),
    path("office/organizations/posts/<int:post_id>/delegate/", posts.delegate, name="delegate"),
    path("office/organizations/roles/", posts.role_list, name="roles"),
    path("office/organizations/delegations/", posts.delegations, name="delegations"),
    path("office/organizations/delegations/<int:post_id>/end/", posts.end_delegation, name="end_delegation"),
]
