import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.kernel.organizations.tests.makers import make_post, sign_in
from yiwang.kernel.processes import shipped
from yiwang.kernel.processes.declarations import MANAGER
from yiwang.kernel.processes.definitions import in_force
from yiwang.kernel.processes.models import Definition
from yiwang.kernel.processes.tests.documents import framed, line
from yiwang.kernel.processes.tests.makers import make_definition, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    sign_in(client, make_post(roles=[MANAGER]))
    return client


@pytest.fixture
def clerk() -> Client:
    official = Client()
    sign_in(official, make_post())
    return official


def uploaded(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("leave.bpmn", text.encode(), "application/xml")


def test_a_manager_sees_every_process_with_its_version_in_force(manager):
    make_run()
    page = manager.get("/office/processes/").content.decode()
    for name in ("即办件", "承诺件", "转报件", "并联审批", "审核", "传阅"):
        assert name in page
    assert "使用中" in page


def test_the_list_asks_the_database_a_fixed_number_of_times(manager, django_assert_max_num_queries):
    shipped.install()
    manager.get("/office/processes/")
    with django_assert_max_num_queries(12):
        manager.get("/office/processes/")
    for number in range(10):
        make_definition(framed(line(f"s{number}")), "leave")
    with django_assert_max_num_queries(12):
        manager.get("/office/processes/")


def test_only_process_managers_keep_processes_but_every_official_may_see_a_diagram(clerk):
    shipped.install()
    version = in_force("promised")
    for address in ("", "import/", "promised/", f"versions/{version.pk}/", f"versions/{version.pk}/draw/"):
        assert clerk.get(f"/office/processes/{address}").status_code == 409
    assert clerk.post(f"/office/processes/versions/{version.pk}/put-in-force/").status_code == 409
    answer = clerk.get(f"/office/processes/versions/{version.pk}/document/")
    assert answer["Content-Type"].startswith("application/xml")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.decode() == version.xml
    assert Client().get(f"/office/processes/versions/{version.pk}/document/").status_code == 302


def test_a_manager_imports_compares_and_puts_in_force(manager):
    make_definition(framed(line("a")), "leave")
    told = {"key": "leave", "file": uploaded(framed(line("a", "b"))), "note": "增加复核"}
    answer = manager.post("/office/processes/import/", told)
    version = Definition.objects.get(key="leave", version=2)
    assert answer.url == f"/office/processes/versions/{version.pk}/"
    page = manager.get(answer.url).content.decode()
    assert "新增环节“b”。" in page
    assert "启用第 2 版" in page
    assert in_force("leave").version == 1
    manager.post(f"/office/processes/versions/{version.pk}/put-in-force/")
    assert in_force("leave") == version
    assert "启用第" not in manager.get(answer.url).content.decode()


def test_what_is_refused_is_said_in_place_and_nothing_typed_is_lost(manager):
    told = {
        "key": "leave",
        "note": "改动说明",
        "file": uploaded(framed(line("a", more='<scriptTask id="s"/>'))),
    }
    answer = manager.post("/office/processes/import/", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "脚本任务“s”会运行脚本，不予导入。" in page
    assert "改动说明" in page
    assert not Definition.objects.exists()
    assert (
        "只能用小写字母"
        in manager.post("/office/processes/import/", {**told, "key": "请假"}).content.decode()
    )


def test_what_can_only_be_drawn_says_why_and_offers_no_start(manager):
    drawn = make_definition(framed(line("a", more='<callActivity id="c" name="查询"/>')), "leave")
    page = manager.get(f"/office/processes/versions/{drawn.pk}/").content.decode()
    assert "调用活动“查询”由程序或其他流程执行" in page
    assert "启用第" not in page
    assert manager.post(f"/office/processes/versions/{drawn.pk}/put-in-force/").status_code == 409


def test_what_is_drawn_in_the_browser_comes_in_like_any_document(manager):
    first = make_definition(framed(line("a")), "leave")
    address = f"/office/processes/versions/{first.pk}/draw/"
    assert "&lt;process" in manager.get(address).content.decode()
    answer = manager.post(address, {"xml": framed(line("a", "b")), "note": "画的"})
    assert answer.status_code == 302
    assert Definition.objects.get(key="leave", version=2).note == "画的"
    drawn = framed(line("a", more='<serviceTask id="s" name="查" implementation="x"/>'))
    answer = manager.post(address, {"xml": drawn, "note": "再画"})
    assert answer.status_code == 422
    assert "服务任务“查”指定了程序实现" in answer.content.decode()
    assert "再画" in answer.content.decode()


def test_an_unknown_process_is_not_found(manager):
    assert manager.get("/office/processes/unknown/").status_code == 404


def test_the_chart_stands_on_the_page_without_scripts(manager):
    shipped.install()
    page = manager.get("/office/processes/promised/").content.decode()
    assert '<svg class="flow-column"' in page
    assert 'aria-label="承诺件流程图：' in page
    assert "<li>受理：尚未开始</li>" in page
