"""The operator's desk of notices: write, preview, publish, withdraw."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entrepot.notices import actions, queries, words
from entrepot.notices.forms import PictureForm, TextForm
from entrepot.notices.operators import require_operator
from entrepot.notices.rules.addresses import page_path, picture_path
from entrepot.notices.rules.texts import checked
from entrepot.notices.views.reading import article
from entrepot.notices.words import STATE_NAMES, Notice, NoticeState
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.values.editions import EDITIONS
from entrepot.web import public as web

NOTICES_PER_PAGE = 50
_TONES = {
    NoticeState.DRAFT: web.Tone.WAITING,
    NoticeState.PUBLISHED: web.Tone.DONE,
    NoticeState.WITHDRAWN: web.Tone.PLAIN,
}


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponseBase:
    """Drafts wait for a person; then every notice."""
    require_operator(request)
    asked = request.GET.get("state", "")
    state = NoticeState(asked) if asked in set(NoticeState) else None
    listed = queries.all_notices(state)
    page = web.paginate(request, listed, NOTICES_PER_PAGE)
    counts = queries.count_by_state()
    return web.export(request, _table(listed), "notices") or render(
        request,
        "notices/desk.html",
        {
            "page": page,
            "table": _table(page.items),
            "state": state,
            "states": [(one.value, _(STATE_NAMES[one]), counts[one]) for one in NoticeState],
            "drafts": queries.all_notices(NoticeState.DRAFT)[:5],
            "anything": any(counts.values()),
        },
    )


def _table(notices: Sequence[Notice]) -> web.Table:
    edition = web.edition()
    return web.Table(
        caption=_("Notices"),
        headings=(_("Notice"), _("Editions"), _("State"), _("Published"), _("Changed")),
        rows=[
            (
                web.Link(one.text(edition).title, reverse("notices:desk_notice", args=[one.ref])),
                web.list_text(EDITIONS[text.edition].name for text in one.texts),
                _status(one),
                one.published_at,
                one.changed_at,
            )
            for one in notices
        ],
        empty=_("No notice is like that."),
    )


def _status(notice: Notice) -> web.Status:
    return web.Status(_TONES[notice.state], _(STATE_NAMES[notice.state]))


@parties.sign_in_required
def notice(request: HttpRequest, ref: str) -> HttpResponseBase:
    require_operator(request)
    return _notice_page(request, queries.get_notice(ref), PictureForm())


def _notice_page(request: HttpRequest, found: Notice, form: PictureForm) -> HttpResponse:
    edition = web.edition()
    written = {text.edition: text for text in found.texts}
    return render(
        request,
        "notices/desk_notice.html",
        {
            "notice": found,
            "text": found.text(edition),
            "status": _status(found),
            "editions_of_it": [(code, one.name, written.get(code)) for code, one in EDITIONS.items()],
            "written_in": web.list_text(EDITIONS[code].name for code in written),
            "page_href": page_path(found, edition),
            "picture_href": picture_path(found.picture.small_file_ref, edition) if found.picture else "",
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@parties.sign_in_required
def write(request: HttpRequest, edition: str, ref: str = "") -> HttpResponseBase:
    """The text of one edition: of a notice, or the first one of a new notice. ?preview shows it and keeps nothing."""
    by = require_operator(request)
    if edition not in EDITIONS:
        raise words.no_such_notice()
    found = queries.get_notice(ref) if ref else None
    written = next((text for text in found.texts if text.edition == edition), None) if found else None
    form = TextForm(request.POST or None, initial=_as_initial(written), edition=edition)
    preview = None
    if request.method == "POST" and form.is_valid():
        text = form.text()
        try:
            if "preview" in request.POST:
                preview = checked(text)
            else:
                kept = _keep(ref, text, by)
                messages.success(request, _("The text is kept."))
                return redirect("notices:desk_notice", ref=kept.ref)
        except Refusal as refusal:
            web.keep_answers(form, refusal)
    return render(
        request,
        "notices/write.html",
        {
            "notice": found,
            "written": written,
            "written_in": edition,
            "text_language": EDITIONS[edition].name,
            "others": [(code, one.name) for code, one in EDITIONS.items() if code != edition],
            "form": form,
            "preview": preview,
            **(article(preview, found.picture if found else None) if preview else {}),
        },
        status=422 if form.errors else 200,
    )


def _keep(ref: str, text: words.NoticeText, by: str) -> Notice:
    if ref:
        return actions.write_text(notice_ref=ref, text=text, by=by, at=now())
    return actions.write_notice(written=[text], by=by, at=now())


def _as_initial(written: words.NoticeText | None) -> dict[str, str]:
    return {name: getattr(written, name) for name in ("title", "body", "alternative")} if written else {}


@require_POST
@parties.sign_in_required
def remove_text(request: HttpRequest, ref: str, edition: str) -> HttpResponseBase:
    actions.remove_text(notice_ref=ref, edition=edition, by=require_operator(request), at=now())
    messages.success(request, _("The text is removed."))
    return redirect("notices:desk_notice", ref=ref)


@require_POST
@parties.sign_in_required
def picture(request: HttpRequest, ref: str) -> HttpResponseBase:
    by = require_operator(request)
    found = queries.get_notice(ref)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["picture"].read(words.MOST_PICTURE_BYTES + 1)
        try:
            actions.set_picture(notice_ref=ref, content=content, by=by, at=now())
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            messages.success(request, _("The picture is kept."))
            return redirect("notices:desk_notice", ref=ref)
    return _notice_page(request, found, form)


@require_POST
@parties.sign_in_required
def remove_picture(request: HttpRequest, ref: str) -> HttpResponseBase:
    actions.remove_picture(notice_ref=ref, by=require_operator(request), at=now())
    messages.success(request, _("The picture is removed."))
    return redirect("notices:desk_notice", ref=ref)


@require_POST
@parties.sign_in_required
def publish(request: HttpRequest, ref: str) -> HttpResponseBase:
    actions.publish(notice_ref=ref, by=require_operator(request), at=now())
    messages.success(request, _("Published. Everybody can read it now."))
    return redirect("notices:desk_notice", ref=ref)


@require_POST
@parties.sign_in_required
def withdraw(request: HttpRequest, ref: str) -> HttpResponseBase:
    actions.withdraw(notice_ref=ref, by=require_operator(request), at=now())
    messages.success(request, _("Withdrawn. Nobody but operators can read it now."))
    return redirect("notices:desk_notice", ref=ref)
