"""Headers that neither Django nor django-csp sets: what of the device pages may use, and who may keep them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# The camera reads QR codes on the verify page; nothing else is ever asked for.
ABILITIES = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class PermissionsPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", ABILITIES)
        return response


class PrivatePagesMiddleware:
    """Pages of a signed-in person are kept by nobody on the way, and by their browser only until they sign out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("account_logout"):
            # Back must not show the last person's pages on a shared machine (Clear Site Data, section 3.1).
            response.headers["Clear-Site-Data"] = '"cache"'
        # Asked of the session only where somebody looked at it: a public file must not come to depend on cookies.
        if getattr(request.session, "accessed", False) and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
