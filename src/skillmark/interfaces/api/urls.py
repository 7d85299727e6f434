"""The API and its routers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from skillmark import __version__
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.api import catalogue, endorsements, verify
from skillmark.interfaces.api.problems import problem
from skillmark.interfaces.intake.pace import TooOften

api = NinjaAPI(
    title="Skillmark",
    version=__version__,
    description="Check credentials, and read the public catalogue.",
    urls_namespace="api",
    # ninja's own page loads scripts from elsewhere, which the content security policy rightly stops.
    docs_url=None,
)
api.add_router("/verify", verify.router, tags=["verify"])
api.add_router("/catalogue", catalogue.router, tags=["catalogue"])
api.add_router("/endorsements", endorsements.router, tags=["endorsements"])


@api.exception_handler(TooOften)
def too_often(_request: HttpRequest, refusal: TooOften) -> HttpResponse:
    response = problem(429, code=refusal.code, title=refusal.sentence, detail=refusal.next_step)
    response["Retry-After"] = str(refusal.seconds)
    return response


@api.exception_handler(Refused)
def refused(_request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(422, code=refusal.code, title=refusal.sentence, detail=refusal.next_step)


@api.exception_handler(NotAllowed)
def not_allowed(_request: HttpRequest, _error: NotAllowed) -> HttpResponse:
    return problem(404, code="not_found", title="There is no such thing, or you may not see it.")


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors)
    return problem(422, code="invalid_request", title="The request is not as described.", detail=places)


urlpatterns = [path("", api.urls)]
