"""Asks visitors to sign in without losing what they had typed when their session had ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict

_KEPT = "typed_before_sign_in"
# A session row is no place for novels; a longer text was saved as a draft before, or is still in the browser.
_LONGEST = 200_000


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Like `login_required`, and keeps a form that was sent after the session had ended (see `typed_before`).

    Answers that a page saves by itself get a 401 instead of the sign-in page, so that the page can say so.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.headers.get("X-Requested-With") == "autosave":
            return JsonResponse({"code": "signed_out"}, status=401)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(_back(request))

    return guarded


def _back(request: HttpRequest) -> str:
    """Where to go after signing in: a button's own address answers no GET, so back to the page that showed it."""
    page = urlsplit(request.headers.get("Referer", ""))
    if request.method == "POST" and page.netloc == request.get_host() and page.path != request.path:
        return f"{page.path}?{page.query}" if page.query else page.path
    return request.get_full_path()


def _keep(request: HttpRequest) -> None:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    text = typed.urlencode()
    if typed and len(text) <= _LONGEST:
        request.session[_KEPT] = {"path": request.path, "typed": text}


def typed_before(request: HttpRequest) -> QueryDict | None:
    """The form that was sent to this very address before the visitor had to sign in; given out once."""
    kept = request.session.get(_KEPT)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return None
    del request.session[_KEPT]
    return QueryDict(kept["typed"])
