"""The reading desk: documents in, lines checked, the list confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch.actions import take_table
from daliang.dispatch.documents import actions, confirming, intake, queries, rereading
from daliang.dispatch.documents.choices import LineState
from daliang.dispatch.documents.desk import checks_of, cuts_of, desk_for
from daliang.dispatch.documents.forms import IntakeForm, LineForm, WordForm
from daliang.dispatch.documents.models import Document
from daliang.dispatch.documents.verbs import AWAY, VERBS, line_of, parse
from daliang.dispatch.rows import register
from daliang.engine.checks import BadInput
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import propose
from daliang.ui.parts import Crumb

_RECENT = 50


@login_required
def documents(request: HttpRequest) -> HttpResponse:
    """Take a document in; the newest stand below."""
    require(request.user, Permission.DRAFT)
    form = IntakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer = _take(request, form)
        if answer is not None:
            return answer
    rows = queries.with_counts(queries.documents_for(request.user))[:_RECENT]
    context = {"heading": _("读文立项"), "form": form, "rows": rows}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "dispatch/documents/list.html", context, status=status)


@login_required
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a part of the text with the lines beside it; one line may be open for editing."""
    document = _document(request, pk)
    return _desk(request, document)


@require_POST
@login_required
def do(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the desk says: `verb:line` or `verb:line:value`."""
    document = _document(request, pk)
    verb, arguments = parse(request.POST.get("do", ""))
    try:
        said = VERBS[verb](request, document, arguments)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    line = arguments[0] if arguments and verb not in AWAY else ""
    return redirect(_back(request, document, line))


@require_POST
@login_required
def edit(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Save a line as the person corrected it; `accept` takes it at once."""
    document = _document(request, pk)
    row = line_of(document, str(line))
    form = LineForm(row, register(), request.POST)
    if not form.is_valid():
        return _desk(request, document, form=form, status=422)
    try:
        changes, supports = form.changes(), form.cleaned_data["supports"]
        actions.edit(by=request.user, line=row, changes=changes, supports=supports)
        if "accept" in request.POST:
            state = LineState.ACCEPTED
            actions.decide(by=request.user, document=document, lines=[row.pk], state=state)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request, document, ""))


@require_POST
@login_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the accepted lines into the ledger."""
    document = _document(request, pk)
    try:
        done = confirming.confirm(by=request.user, document=document, checks=checks_of(document))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("dispatch:desk", document.pk)
    said = _("已入台账：新增 %(n)s 项草稿，更新 %(m)s 项。缺单位或时限的在台账补齐后才能提交。")
    messages.success(request, said % {"n": done.made, "m": done.renewed})
    return redirect(f"{reverse('ledger:list')}?source={done.source.pk}")


@login_required
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what today's rules and dictionary would read otherwise; take it over when asked."""
    document = _document(request, pk)
    try:
        if request.method == "POST":
            count = rereading.adopt(by=request.user, document=document)
            messages.success(request, _("已更新 %(n)s 处；人工核对过的没有动。") % {"n": count})
            return redirect("dispatch:desk", document.pk)
        again, problems = rereading.reread(document), ()
    except BadInput as refusal:
        again, problems = None, refusal.problems
    context = {
        "heading": _("重读"),
        "crumbs": _crumbs(document),
        "document": document,
        "again": again,
        "problems": problems,
        "readings": document.readings.select_related("made_by"),
    }
    return render(request, "dispatch/documents/reread.html", context)


@login_required
def words(request: HttpRequest) -> HttpResponse:
    """The office's dictionary: try a word first, see what it would change, then keep it."""
    require(request.user, Permission.DRAFT)
    form = WordForm(request.POST or None, initial=request.GET.dict())
    tried = None
    if request.method == "POST" and form.is_valid():
        try:
            if "keep" in request.POST:
                row = rereading.teach(by=request.user, **form.cleaned_data)
                messages.success(request, _("已记住：%(word)s") % {"word": row})
                return redirect("dispatch:words")
            tried = rereading.try_word(by=request.user, **form.cleaned_data)
        except (NotAllowed, BadInput) as refusal:
            form.add_error(None, str(refusal))
    context = {
        "heading": _("读文词典"),
        "crumbs": [Crumb(_("读文立项"), reverse("dispatch:documents"))],
        "form": form,
        "tried": tried,
        "rows": queries.words_for(request.user),
    }
    return render(request, "dispatch/documents/words.html", context)


def _take(request: HttpRequest, form: IntakeForm) -> HttpResponse | None:
    values = dict(form.cleaned_data)
    upload, text = values.pop("file"), values.pop("text")
    name = upload.name if upload else "粘贴.txt"
    data = upload.read() if upload else text.strip().encode()
    try:
        if upload and _is_task_table(data, name):
            return _table(request, form, upload)
        title = values.pop("title") or _title(upload, text)
        paper = intake.Paper(name=name, data=data, title=title, **values)
        taken = intake.take(by=request.user, paper=paper)
    except BadInput as refusal:
        for problem in refusal.problems:
            form.add_error("file" if upload else "text", str(problem))
        return None
    _tell(request, taken)
    return redirect("dispatch:desk", taken.document.pk)


def _tell(request: HttpRequest, taken: intake.Taken) -> None:
    if not taken.is_new:
        said = _("这份文件 %(day)s 已由 %(who)s 收过，没有重复收，直接打开。")
        made = taken.document
        messages.warning(request, said % {"day": made.made_at.date(), "who": made.made_by})
    elif taken.same_words:
        said = _("文字与已收的《%(title)s》相同，只是文件不同；请勿重复立项。")
        messages.warning(request, said % {"title": taken.same_words.title})


def _is_task_table(data: bytes, name: str) -> bool:
    """Whether a workbook holds a task table: those have their own way in."""
    if not name.lower().endswith(".xlsx"):
        return False
    return bool(propose(open_workbook(data, name), remembered={}).tables)


def _table(request: HttpRequest, form: IntakeForm, upload: object) -> HttpResponse:
    upload.seek(0)  # type: ignore[attr-defined]
    job = take_table(
        by=request.user,
        upload=upload,  # type: ignore[arg-type]
        programme=form.cleaned_data["programme"],
        plan_year=form.cleaned_data["plan_year"],
    )
    messages.info(request, _("这是任务表，请核对各列的含义后导入。"))
    return redirect("dispatch:mapping", job.pk)


def _title(upload: object, text: str) -> str:
    if upload:
        return upload.name.rsplit(".", 1)[0]  # type: ignore[attr-defined]
    return text.strip().splitlines()[0].strip()[:120]


def _desk(
    request: HttpRequest, document: Document, form: LineForm | None = None, status: int = 200
) -> HttpResponse:
    asked = request.GET.get("line") or (str(form.line.pk) if form else "")
    part = request.GET.get("part", "1")
    view = desk_for(
        request.user,
        document,
        part=int(part) - 1 if part.isdigit() else 0,
        line=int(asked) if asked.isdigit() else None,
    )
    current = view.current
    known = register() if current and current.is_open else None
    if known and form is None:
        form = LineForm(current.line, known)
    context = {
        "heading": document.title,
        "crumbs": [Crumb(_("读文立项"), reverse("dispatch:documents"))],
        "view": view,
        "parts": range(1, view.parts + 1),
        "document": document,
        "form": form,
        "cuts": cuts_of(current.line) if current and current.is_open else [],
        "units": sorted(known.bodies) if known else [],
    }
    return render(request, "dispatch/documents/desk.html", context, status=status)


def _document(request: HttpRequest, pk: int) -> Document:
    require(request.user, Permission.DRAFT)
    found = queries.documents_for(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, document: Document, line: str) -> str:
    part = request.POST.get("part", "1")
    address = f"{reverse('dispatch:desk', args=[document.pk])}?part={part}"
    return f"{address}#l{line}" if line.isdigit() else address


def _crumbs(document: Document) -> list[Crumb]:
    return [
        Crumb(_("读文立项"), reverse("dispatch:documents")),
        Crumb(document.title, reverse("dispatch:desk", args=[document.pk])),
    ]
