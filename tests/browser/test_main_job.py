"""The main job by clicking: a messy table in, issued, done, reviewed, closed; the bulletin out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Page

from daliang.ledger.models import Commitment
from tests.browser.conftest import PHONE, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TASK = "建成公共充电桩60个"


def messy_table(folder: Path) -> Path:
    """A table as offices keep it: title, merged two-level header, section row, several units."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "江川市2026年重点任务分解表"
    sheet.merge_cells("A1:F1")
    for place, text in {
        "A2": "序号",
        "B2": "要做的事",
        "C2": "责任单位",
        "E2": "完成时限",
        "F2": "备注",
        "C3": "牵头",
        "D3": "配合",
        "A4": "一、城市更新",
    }.items():
        sheet[place] = text
    for merged in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "A4:F4"):
        sheet.merge_cells(merged)
    sheet.append([1, TASK, "东港区", "市发改委、市住建局", "年底前", ""])
    sheet.append([2, "修缮老旧小区4个", "西塘区", "市住建局", "12月20日前", ""])
    path = folder / "任务分解表.xlsx"
    book.save(path)
    return path


def photograph(folder: Path) -> Path:
    """A small real photograph."""
    path = folder / "现场.jpg"
    Image.new("RGB", (320, 200), "#3a6").save(path)
    return path


def import_table(page: Page, path: Path) -> None:
    """Upload, correct one column, look at the preview, import."""
    page.goto("/")
    page.click("nav >> text=导入任务表")
    page.set_input_files("input[type=file]", path)
    page.fill("input[name=plan_year]", "2026")
    page.click("text=上传并核对列")
    row = page.locator("table.mapping tr", has_text="要做的事")
    row.locator("select").select_option(label="目标任务")
    page.click("text=确认列，看预览")
    assert page.locator("text=" + TASK).count() == 1
    page.click("text=确认导入")
    page.wait_for_selector("text=新增 2 项")


def open_item(page: Page) -> None:
    """Find the item in the register and open it."""
    page.goto("/")
    page.click("nav >> text=任务台账")
    page.click(f"text={TASK}")
    page.wait_for_selector("h1")


def test_the_main_job_by_clicking(visitors: Visitors, tmp_path: Path) -> None:
    clerk = visitors.sign_in("clerk")
    import_table(clerk, messy_table(tmp_path))
    open_item(clerk)
    clerk.click("aside >> text=提交审批")
    head = visitors.sign_in("head")
    open_item(head)
    head.click("aside >> text=审批通过")
    open_item(clerk)
    clerk.click("aside >> summary:has-text('交办')")
    clerk.click("aside >> button:has-text('交办')")

    phone = visitors.sign_in("east_liaison", width=PHONE)
    phone.goto("/ledger/mine/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
    phone.click("button:has-text('签收')")
    phone.click("summary:has-text('报送进展')")
    phone.fill("input[name=percent]", "100")
    phone.fill("textarea[name=text]", "60个充电桩全部建成通电")
    phone.set_input_files("input[name=files]", photograph(tmp_path))
    phone.check("input[name=is_final]")
    phone.click("form button:has-text('报送')")
    phone.wait_for_selector("text=已申请办结")

    clerk.goto("/")
    clerk.click("nav >> text=审核")
    clerk.click(f"text={TASK}")
    clerk.click("aside >> button:has-text('开始审核')")
    clerk.click("aside >> summary:has-text('销号')")
    clerk.click("button:has-text('确定销号')")
    clerk.wait_for_selector("text=已销号")

    assert Commitment.objects.get(title=TASK).state == "closed"
    bulletin = make_bulletin(clerk)
    text = "\n".join(p.text for p in docx.Document(BytesIO(bulletin)).paragraphs)
    assert "已销号1项" in text


def make_bulletin(page: Page) -> bytes:
    """Freeze the month, make the bulletin, download it."""
    page.goto("/")
    page.click("nav >> text=通报")
    page.click("a:has-text('月度封存') >> nth=0")
    page.click("button:has-text('封存')")
    page.wait_for_selector("text=已封存")
    page.click("nav >> text=通报")
    page.click("button:has-text('生成通报')")
    with page.expect_download() as download:
        page.click("a:has-text('第1版') >> nth=0")
    return Path(download.value.path()).read_bytes()
