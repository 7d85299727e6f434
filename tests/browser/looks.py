"""Every page of the address table: who looks at it, where it is, and what is done there before looking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.furnish import (
    ASA,
    BRAM,
    DANA,
    EMMA,
    INES,
    LEA,
    OLGA,
    PAT,
    RENE,
    ROB,
    SAOIRSE,
    Furnished,
)  # fmt: skip
from tests.browser.handed_in import forged, record_around, shared_document

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(frozen=True)
class Look:
    """A page: its name in the address table, who looks at it, where it is, and what is done there before looking."""

    name: str
    who: str
    address: str
    status: int = 200
    do: Callable[[Page, Furnished], None] | None = None
    words: str = ""

    def __str__(self) -> str:
        return f"{self.name}{' ' + self.words if self.words else ''}"


def press(label: str) -> Callable[[Page, Furnished], None]:
    """Presses a button of the page's own content, and waits for what comes."""

    def act(page: Page, _furnished: Furnished) -> None:
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=label, exact=True).first.click()

    return act


def check_text(text: str) -> Callable[[Page, Furnished], None]:
    """Has a text checked on the public page."""

    def act(page: Page, furnished: Furnished) -> None:
        page.get_by_label("Or paste a link").fill(furnished.address(text))
        press("Check it")(page, furnished)

    return act


def paste(page: Page, text: str) -> None:
    """Has the text of a credential checked."""
    page.get_by_label("Or paste a link").fill(text)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Check it", exact=True).click()


def check_forged(page: Page, furnished: Furnished) -> None:
    """Checks a shared credential after somebody wrote another name into it."""
    paste(page, forged(shared_document(page, furnished.address("{base}/s/{single}/"))))


def check_nested(page: Page, furnished: Furnished) -> None:
    """Checks a record around a shared credential, and opens all that can be opened."""
    paste(page, record_around(shared_document(page, furnished.address("{base}/s/{single}/"))))
    unfold(page, furnished)


def sign_in_wrongly(page: Page, furnished: Furnished) -> None:
    page.fill("input[name=login]", "nobody@people.example")
    page.fill("input[name=password]", "not the password")
    press("Sign in")(page, furnished)


def send_expired(page: Page, furnished: Furnished) -> None:
    """Sends a form after the cookie that vouches for it has gone."""
    page.context.clear_cookies(name="csrf")
    press("Check it")(page, furnished)


def clear_name(page: Page, furnished: Furnished) -> None:
    page.fill("input[name=name]", "")
    press("Save the name")(page, furnished)


def unfold(page: Page, _furnished: Furnished) -> None:
    """Opens everything that can be opened, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def write_wrongly(page: Page, furnished: Furnished) -> None:
    """Sends a first draft in which an outcome cannot be seen, and a question has no right answer."""
    unfold(page, furnished)
    page.locator("[name=outcome_0]").fill("Understands chilling")
    page.locator("[name=questions_0]").fill("How cold?\n- 4 °C\n- 12 °C")
    press("Save and go on")(page, furnished)


def approve_in_spite_of_a_no(page: Page, furnished: Furnished) -> None:
    """Answers every question, one of them with no, and approves: the page asks once more."""
    for yes in page.get_by_role("radio", name="Yes", exact=True).all():
        yes.check()
    page.locator("#question-scope").get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("Why not: ").first.fill("Two fields at once, for twenty hours.")
    page.get_by_role("radio", name="Approve").check()
    press("Send review")(page, furnished)


def open_menu(page: Page, _furnished: Furnished) -> None:
    page.locator("details.menu:visible").first.locator("summary").click()


_QUIZ = "/design/{draft}/assessment/{draft_quiz}/"
_NEW_BATCH = "/staff/{org}/batches/new/?version={published}"
_PROJECT = "/design/{draft}/assessment/{draft_project}/"
LOOKS = [
    # for everybody
    Look("public:home", "", "/"),
    Look("public:home", "", "/", do=open_menu, words="with the menu open"),
    Look("public:home", DANA, "/", words="signed in"),
    Look("public:home", DANA, "/", do=open_menu, words="signed in, with the menu open"),
    Look("public:catalogue", "", "/catalogue/", do=unfold),
    Look("public:catalogue", "", "/catalogue/?q=nothing+has+this+name", words="without a match"),
    Look("public:catalogue", "", "/catalogue/?mode=online&sort=newest&level=5&level=6", words="narrowed"),
    Look("public:compare", "", "/compare/"),
    Look("public:compare", "", "/compare/?with={key}&with=lean-warehouse-operations&degree=1", words="with a degree"),
    Look("public:explainer", "", "/micro-credentials/"),
    Look("public:levels", "", "/skills/levels/"),
    Look("public:micro_credential", "", "/catalogue/{key}/"),
    Look("public:micro_credential", LEA, "/catalogue/{key}/", words="enrolled"),
    Look("public:achievement", "", "/achievements/{published}"),
    Look("public:invitation", "", "/invitations/{invitation}/"),
    Look("public:invitation", "", "/invitations/there-is-none/", status=404, words="unknown"),
    Look("public:verify", "", "/verify/"),
    Look("public:verify", EMMA, "/verify/", words="for an employer"),
    Look("public:verify", "", "/verify/", do=press("Check it"), words="sent empty"),
    Look("public:verify", "", "/verify/", do=check_text('{{"a": 1}}'), words="no credential"),
    Look("public:verify", "", "/verify/", do=check_text("{base}/s/{single}/"), words="verified"),
    Look("public:verify", "", "/verify/", do=check_forged, words="not genuine"),
    Look("public:verify", "", "/verify/", do=check_nested, words="a record with its parts open"),
    Look("public:verify", "", "/verify/", do=check_text("{base}/s/nothing/"), words="a dead link"),
    Look("public:verify", "", "/verify/", do=send_expired, words="expired"),
    Look("public:shared", "", "/s/{single}/"),
    Look("public:shared", "", "/s/{collection}/", words="a collection"),
    Look("public:shared", "", "/s/nothing/", status=404, words="gone"),
    Look("public:shared_item", "", "/s/{collection}/{item}/"),
    Look("public:issuer", "", "/issuers/northfield"),
    Look("public:issuer_profile", "", "/issuers/northfield/about/"),
    Look("public:issuer", "", "/issuers/brightline", words="a did:key issuer"),
    Look("public:skills", "", "/skills/"),
    Look("public:skills", "", "/skills/?q=data", words="found"),
    Look("public:skills", "", "/skills/?q=zzzz", words="without a match"),
    Look("public:skill", "", "/skills/{skill}/"),
    Look("public:skill", "", "/skills/{skill_group}/", words="a group"),
    Look("public:skill", "", "/skills/{local_skill}/", words="of this site"),
    Look("public:outbox", "", "/outbox/"),
    Look("public:outbox", "", "/outbox/?to=nobody", words="empty"),
    # accounts
    Look("account_login", "", "/accounts/login/"),
    Look("account_login", "", "/accounts/login/", do=sign_in_wrongly, words="refused"),
    Look("account_signup", "", "/accounts/signup/"),
    Look("account_reset_password", "", "/accounts/password/reset/"),
    Look("account_reset_password_done", "", "/accounts/password/reset/done/"),
    Look("account_reset_password_from_key", "", "/accounts/password/reset/key/1-set-password/"),
    Look("account_reset_password_from_key_done", "", "/accounts/password/reset/key/done/"),
    Look("account_request_login_code", "", "/accounts/login/code/"),
    Look("account_inactive", "", "/accounts/inactive/"),
    Look("account_logout", LEA, "/accounts/logout/"),
    Look("account:name", LEA, "/accounts/name/"),
    Look("account:name", LEA, "/accounts/name/", do=clear_name, words="sent empty"),
    Look("account_email", LEA, "/accounts/email/"),
    Look("account_change_password", LEA, "/accounts/password/change/"),
    Look("account_reauthenticate", LEA, "/accounts/reauthenticate/?next=/"),
    Look("usersessions_list", LEA, "/accounts/sessions/"),
    Look("mfa_index", LEA, "/accounts/2fa/"),
    Look("mfa_index", PAT, "/accounts/2fa/", words="with an app"),
    Look("mfa_activate_totp", LEA, "/accounts/2fa/totp/activate/"),
    Look("mfa_deactivate_totp", PAT, "/accounts/2fa/totp/deactivate/"),
    Look("mfa_list_webauthn", LEA, "/accounts/2fa/webauthn/"),
    Look("mfa_add_webauthn", LEA, "/accounts/2fa/webauthn/add/"),
    Look("mfa_view_recovery_codes", PAT, "/accounts/2fa/recovery-codes/"),
    Look("mfa_generate_recovery_codes", PAT, "/accounts/2fa/recovery-codes/generate/"),
    # learners
    Look("learner:home", LEA, "/learn/"),
    Look("learner:home", PAT, "/learn/", words="empty"),
    Look("learner:enrol", EMMA, "/learn/enrol/{offering}/"),
    Look("learner:course", LEA, "/learn/{enrolment}/", do=unfold),
    Look("learner:course", LEA, "/learn/{completed}/", words="completed"),
    Look("learner:course", LEA, "/learn/{waiting}/", words="on the waiting list"),
    Look("learner:course", "{paused_by}", "/learn/{paused}/", words="paused"),
    Look("learner:activity", LEA, "/learn/{enrolment}/activities/{published_text}/"),
    Look("learner:activity", LEA, "/learn/{enrolment}/activities/{published_video}/", words="video"),
    Look("learner:activity", LEA, "/learn/{enrolment}/activities/{published_check}/", words="question"),
    Look(
        "learner:activity",
        LEA,
        "/learn/{enrolment}/activities/{published_check}/",
        do=press("Check my answer"),
        words="answered",
    ),
    Look("learner:quiz", LEA, "/learn/{enrolment}/quizzes/{quiz}/"),
    Look("learner:attempt", LEA, "/learn/attempts/{attempt}/"),
    Look("learner:submit_attempt", LEA, "/learn/attempts/{attempt}/hand-in/"),
    Look("learner:result", "{failed_by}", "/learn/attempts/{failed}/result/", words="failed"),
    Look("learner:result", "{passed_by}", "/learn/attempts/{passed}/result/", words="passed"),
    Look("learner:project", LEA, "/learn/{enrolment}/projects/{project}/", do=unfold),
    Look("learner:earned", LEA, "/learn/{completed}/earned/"),
    Look("learner:preview", INES, "/learn/preview/{published}/"),
    Look("learner:preview_activity", INES, "/learn/preview/{published}/{published_check}/"),
    Look("learner:preview_assessment", INES, "/learn/preview/{published}/assessments/{quiz}/", words="quiz"),
    Look("learner:preview_assessment", INES, "/learn/preview/{published}/assessments/{project}/", words="project"),
    # assessors and instructors
    Look("assessor:queue", ASA, "/assess/"),
    Look("assessor:submission", ASA, "/assess/{taken}/", do=unfold, words="taken"),
    Look("assessor:submission", ASA, "/assess/{taken}/", do=press("Finish and tell the learner"), words="refused"),
    Look("assessor:submission", ASA, "/assess/{submitted}/", words="waiting"),
    Look("assessor:submission", ASA, "/assess/{marked}/", words="marked"),
    Look("assessor:submission", INES, "/assess/{taken}/", words="with a colleague"),
    Look("assessor:offerings", INES, "/assess/learners/"),
    Look("assessor:learners", INES, "/assess/learners/{offering}/"),
    Look("assessor:support", INES, "/assess/learners/{offering}/{enrolment}/"),
    # designers and reviewers
    Look("designer:workspace", DANA, "/design/"),
    Look("designer:new", DANA, "/design/new/"),
    Look("designer:new", DANA, "/design/new/", do=press("Begin the draft"), words="sent empty"),
    Look("designer:first", DANA, "/design/{empty}/first/", do=unfold),
    Look("designer:first", DANA, "/design/{empty}/first/", do=write_wrongly, words="sent with mistakes"),
    Look("designer:several_questions", DANA, _QUIZ + "questions/several/"),
    Look("designer:several_questions", DANA, _QUIZ + "questions/several/", do=press("Add these questions"),
         words="sent empty"),
    Look("designer:reviews", SAOIRSE, "/design/reviews/"),
    Look("designer:reviews", RENE, "/design/reviews/", words="empty"),
    Look("designer:overview", DANA, "/design/{draft}/", do=unfold, words="draft"),
    Look("designer:compare", DANA, "/design/{draft}/compare/", do=unfold),
    Look("designer:compare", DANA, "/design/{empty}/compare/", words="one version only"),
    Look("designer:pilot", BRAM, "/design/{approved}/pilot/"),
    Look("designer:pilot", DANA, "/design/{published}/pilot/", words="none"),
    Look("designer:hold", DANA, "/design/{published}/hold/"),
    Look("designer:retire", OLGA, "/design/{published}/retire/"),
    Look("designer:confirm", RENE, "/design/{published}/confirm/"),
    Look("designer:development", DANA, "/design/{draft}/development/", do=unfold),
    Look("designer:development", DANA, "/design/{published}/development/", words="published"),
    Look("designer:overview", DANA, "/design/{empty}/", do=unfold, words="an empty draft with a long name"),
    Look("designer:overview", SAOIRSE, "/design/{in_review}/", do=unfold, words="in review"),
    Look("designer:overview", SAOIRSE, "/design/{in_review}/", do=press("Send review"), words="review sent empty"),
    Look("designer:overview", SAOIRSE, "/design/{in_review}/", do=approve_in_spite_of_a_no, words="asked once more"),
    Look("designer:overview", BRAM, "/design/{approved}/", do=unfold, words="approved"),
    Look("designer:overview", DANA, "/design/{published}/", do=unfold, words="published"),
    *[Look(f"designer:{name}", DANA, f"/design/{{draft}}/{name}/", do=unfold) for name in (
        "basics", "promise", "outcomes", "level", "badge", "content", "assessment", "quality",
    )],
    *[Look(f"designer:{name}", DANA, f"/design/{{empty}}/{name}/", words="empty") for name in (
        "basics", "outcomes", "level", "badge", "content", "assessment", "quality",
    )],
    *[Look(f"designer:{name}", DANA, f"/design/{{empty}}/{name}/?missing=1", words="from the checklist") for name in (
        "level", "promise", "quality",
    )],
    Look("designer:outcomes", DANA, "/design/{draft}/outcomes/", do=press("Add outcome"), words="sent empty"),
    Look("designer:badge", DANA, "/design/{draft}/badge/?find=nurse&hue=20&icon=leaf", words="looked for an icon"),
    Look("designer:badge", DANA, "/design/{draft}/badge/?find=nothing", words="without a match"),
    Look("designer:languages", DANA, "/design/{draft}/languages/", do=unfold),
    Look("designer:translation", DANA, "/design/{draft}/languages/de/"),
    Look("designer:translation", DANA, "/design/{draft}/languages/ar/", do=press("Save"), words="sent empty"),
    Look("designer:skills", DANA, "/design/{draft}/skills/"),
    Look("designer:skills", DANA, "/design/{draft}/skills/?q=data", words="searched"),
    Look("designer:skills", DANA, "/design/{empty}/skills/?q=nothing", words="without a match"),
    Look("designer:proposals", DANA, "/design/skills/"),
    Look("designer:proposals", BRAM, "/design/skills/", words="empty"),
    Look("designer:propose_skill", DANA, "/design/skills/propose/?name=data+analysis"),
    Look("designer:propose_skill", DANA, "/design/skills/propose/", do=press("Propose it"), words="sent empty"),
    Look("designer:outcome", DANA, "/design/{draft}/outcomes/{outcome}/"),
    Look("designer:module", DANA, "/design/{draft}/content/modules/{module}/"),
    *[Look("designer:new_activity", DANA, f"/design/{{draft}}/content/modules/{{module}}/new/{kind}/", words=kind)
      for kind in ("text", "video", "check")],
    *[Look("designer:activity", DANA, f"/design/{{draft}}/content/activities/{{draft_{kind}}}/", words=kind)
      for kind in ("text", "video", "check")],
    *[Look("designer:new_assessment", DANA, f"/design/{{draft}}/assessment/new/{kind}/", words=kind)
      for kind in ("quiz", "project")],
    Look("designer:one_assessment", DANA, _QUIZ, do=unfold, words="quiz"),
    Look("designer:one_assessment", DANA, _PROJECT, do=unfold, words="project"),
    *[Look("designer:new_item", DANA, f"{_QUIZ}questions/new/{kind}/", words=kind)
      for kind in ("single", "multiple", "numeric", "short_text")],
    *[Look("designer:item", DANA, f"{_QUIZ}questions/{{item_{kind}}}/", words=kind)
      for kind in ("single", "multiple", "numeric", "short_text")],
    Look("designer:rubric_row", DANA, _PROJECT + "rubric/{outcome}/"),
    Look("designer:all_offerings", INES, "/design/offerings/"),
    Look("designer:offerings", INES, "/design/offerings/of/{micro_credential}/"),
    Look("designer:offering", INES, "/design/offerings/{offering}/", do=unfold),
    # earners
    Look("earner:wallet", LEA, "/wallet/"),
    Look("earner:wallet", "{offered_by}", "/wallet/", words="with something new"),
    Look("earner:wallet", PAT, "/wallet/", words="empty"),
    Look("earner:credential", LEA, "/wallet/{item}/", do=unfold),
    Look("earner:credential", "{offered_by}", "/wallet/{offered}/", words="offered"),
    Look("earner:credential", "{revoked_by}", "/wallet/{revoked}/", words="revoked"),
    Look("earner:credential", LEA, "/wallet/{imported}/", do=unfold, words="imported"),
    Look("earner:credential", LEA, "/wallet/{imported_record}/", do=unfold, words="an imported record"),
    Look("earner:import", LEA, "/wallet/import/"),
    Look("earner:import", LEA, "/wallet/import/", do=press("Import"), words="sent empty"),
    Look("earner:links", LEA, "/wallet/links/"),
    Look("earner:links", PAT, "/wallet/links/", words="empty"),
    Look("earner:new_collection", LEA, "/wallet/links/new/"),
    # employers
    Look("employer:reports", EMMA, "/employer/"),
    Look("employer:report", EMMA, "/employer/reports/{report}/"),
    Look("employer:report", EMMA, "/employer/reports/{record_report}/", do=unfold, words="of a record"),
    Look("employer:issuers", EMMA, "/employer/issuers/"),
    # staff
    Look("staff:home", PAT, "/staff/", status=404, words="for somebody without a role"),
    Look("staff:home", BRAM, "/staff/"),
    Look("staff:organisations", PAT, "/staff/organisations/"),
    Look("staff:proposals", PAT, "/staff/skills/"),
    Look("staff:proposal", PAT, "/staff/skills/{proposal}/"),
    Look("staff:proposal", PAT, "/staff/skills/{proposal}/", do=press("Decline"), words="refused"),
    Look("staff:proposal", PAT, "/staff/skills/{answered_proposal}/", words="answered"),
    *[Look(f"staff:{name}", OLGA, f"/staff/{{org}}/{path}", do=unfold) for name, path in (
        ("overview", ""), ("awards", "awards/"), ("credentials", "credentials/"), ("queue", "queue/"),
        ("keys", "keys/"), ("members", "members/"), ("organisation", "organisation/"), ("look", "look/"),
    )],
    Look("staff:credentials", ROB, "/staff/{org}/credentials/?q=nobody", words="without a match"),
    Look("staff:endorsements", ROB, "/staff/{org}/endorsements/", do=unfold),
    Look("staff:endorsements", EMMA, "/staff/harbour/endorsements/", do=unfold, words="for an employer"),
    Look("staff:endorsements", BRAM, "/staff/brightline/endorsements/", words="empty"),
    Look("staff:bring_endorsement", ROB, "/staff/{org}/endorsements/bring/"),
    Look("staff:bring_endorsement", ROB, "/staff/{org}/endorsements/bring/", do=press("Check and show it"),
         words="sent empty"),
    Look("staff:declare_recognition", ROB, "/staff/{org}/endorsements/declare/"),
    Look("staff:endorse_version", EMMA, "/staff/endorse/achievements/{published}/", do=unfold),
    Look("staff:endorse_version", EMMA, "/staff/endorse/achievements/{published}/", do=press("Sign it"),
         words="sent empty"),
    Look("staff:endorse_issuer", EMMA, "/staff/endorse/issuers/northfield/"),
    Look("staff:propose", ROB, "/staff/{org}/awards/propose/"),
    Look("staff:propose", BRAM, "/staff/brightline/awards/propose/", words="several to choose from"),
    Look("staff:award", ROB, "/staff/awards/{proposed}/", do=unfold, words="proposed"),
    Look("staff:award", ROB, "/staff/awards/{granted}/", words="granted"),
    Look("staff:batches", ROB, "/staff/{org}/batches/", words="with some"),
    Look("staff:batches", BRAM, "/staff/brightline/batches/", words="empty"),
    Look("staff:new_batch", ROB, _NEW_BATCH),
    Look("staff:new_batch", BRAM, "/staff/brightline/batches/new/", words="several to choose from"),
    Look("staff:new_batch", ROB, _NEW_BATCH, do=press("Read the table"), words="sent empty"),
    Look("staff:batch", ROB, "/staff/batches/{batch}/", do=unfold, words="with 37 problems"),
    Look("staff:batch", OLGA, "/staff/batches/{batch_proposed}/", do=unfold, words="to be approved"),
    Look("staff:batch", ROB, "/staff/batches/{batch_proposed}/", do=unfold, words="waiting"),
    Look("staff:batch", ROB, "/staff/batches/{batch_refused}/", words="refused"),
    Look("staff:batch", ROB, "/staff/batches/{batch_scheduled}/", do=unfold, words="scheduled"),
    Look("staff:batch", ROB, "/staff/batches/{batch_done}/", words="done"),
    Look("staff:batch", ROB, "/staff/batches/{batch}/", do=press("Propose 3 credentials"), words="without a go"),
    Look("staff:credentials", ROB, "/staff/{org}/credentials/?batch={batch_done}", words="of a batch"),
    Look("staff:batch", ROB, "/staff/batches/{reissue}/", words="issued anew"),
    Look("staff:undo", ROB, "/staff/{org}/undo/", words="of everything"),
    Look("staff:undo", ROB, "/staff/{org}/undo/", do=press("Undo them"), words="sent empty"),
    Look("staff:undo", ROB, "/staff/{org}/undo/?batch={batch_done}", words="of a batch"),
    Look("staff:undo", ROB, "/staff/{org}/undo/?batch={batch_undone}", words="of what is revoked"),
    Look("staff:undo", ROB, "/staff/{org}/undo/?q=nobody&state=suspended", words="without a match"),
    Look("staff:undo_job", ROB, "/staff/undo/{undo}/", words="done, issued anew"),
    Look("staff:credential", ROB, "/staff/credentials/{replaced}/", words="replaced"),
    Look("staff:credential", ROB, "/staff/credentials/{replacing}/", words="in place of another"),
    Look("staff:credential", ROB, "/staff/credentials/{credential}/"),
    Look("staff:credential", ROB, "/staff/credentials/{withdrawn}/", words="revoked"),
    Look("staff:credential", ROB, "/staff/credentials/{suspended}/", words="suspended"),
    Look("staff:change_status", ROB, "/staff/credentials/{credential}/revoke/"),
    Look("staff:change_status", ROB, "/staff/credentials/{credential}/revoke/", do=press("Revoke"), words="empty"),
    # the living page
    Look("ui:living", PAT, "/ui/", do=unfold),
    Look("ui:sample_credential", PAT, "/ui/credential/"),
    *[Look("ui:sample_credential", PAT, f"/ui/credential/?state={state}", do=unfold, words=state) for state in (
        "record", "presentation", "partly-shown",
    )],
    *[Look("ui:sample_credential", PAT, f"/ui/credential/?state={state}&as=check", do=unfold, words=f"check of {state}")
      for state in (
          "issuer-unknown", "revoked", "unchecked", "unreadable", "forged-inside", "record-long-name", "older",
      )],
]  # fmt: skip

# What the address table holds and nobody looks at, with the reason.
NO_PAGES = {
    "takes what a form sends and leads on": {
        "designer:submit", "designer:withdraw", "designer:review", "designer:publish", "designer:next_version",
        "designer:discard", "designer:lift", "designer:sign_step", "designer:demand_steps",
        "designer:remove_translation", "designer:align", "designer:arrange",
        "designer:arrange_inner", "designer:whole_rubric", "designer:switch",
        "designer:invite", "designer:confirm_invitations", "learner:pause", "learner:resume", "learner:leave",
        "learner:done", "learner:withdraw", "assessor:take", "assessor:give_back", "earner:withdraw", "earner:claim",
        "earner:decline", "earner:share", "earner:remove", "employer:forget_issuer", "staff:approve", "staff:decline",
        "staff:try_again", "staff:rotate_key", "staff:distrust_key", "staff:remove_role", "staff:issue_batch",
        "staff:approve_batch", "staff:cancel_batch", "staff:try_batch_again", "staff:undo_batch", "staff:cancel_undo",
        "staff:try_undo_again", "staff:accept_endorsement", "staff:decline_endorsement",
        "staff:ask_endorsement_again", "staff:withdraw_endorsement", "staff:sign_endorsement_again",
    },
    "is a file or a picture": {
        "designer:step_file",
        "designer:badge_file", "learner:video", "learner:captions", "learner:submission_file", "earner:download",
        "public:achievement_badge", "public:shared_file", "public:issuer_logo", "public:theme", "ui:sample_badge",
        "mfa_download_recovery_codes", "staff:batch_template", "staff:batch_table", "staff:batch_to_mend",
    },
    "is for programs": {
        "livez", "readyz", "public:context", "public:feed", "public:sitemap", "public:sitemap_part", "public:robots",
        "public:achievement_data", "public:issuer_did", "public:status_list",
        "public:status_reasons", "public:endorsement", "mfa_login_webauthn",
        "staff:batch_progress", "staff:undo_progress",
    },
    "is a part of a page that is looked at": {
        "designer:badge_preview", "designer:badge_icons", "designer:found_skills", "designer:lint",
    },
    "stands in the middle of signing in; test_story goes through it, or shares its page with one that is looked at": {
        "account_email_verification_sent", "account_confirm_login_code", "account_set_password",
        "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
        "mfa_edit_webauthn",
    },
}  # fmt: skip
