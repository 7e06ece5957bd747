"""Every page of the web system: its address, what answers it, its name, and who may open it. This is the one table."""

from __future__ import annotations

from zhiji.organisation.permissions import Verb
from zhiji.web import evidence_stream, health, tus
from zhiji.web.access import Door, Page
from zhiji.web.account import safety, second_step, single_sign_on
from zhiji.web.account import views as account
from zhiji.web.approvals import views as approvals
from zhiji.web.cases import explaining, finding, rejudging, striking
from zhiji.web.cases import views as cases
from zhiji.web.discussions import views as discussions
from zhiji.web.documents import views as documents
from zhiji.web.events import views as events
from zhiji.web.holidays import views as holidays
from zhiji.web.ledger import tiles
from zhiji.web.ledger import views as ledger
from zhiji.web.numbers import views as numbers
from zhiji.web.office import accounts, importing, staff, stand_ins, units
from zhiji.web.people import views as people
from zhiji.web.recordings import views as recordings
from zhiji.web.regulations import laws, trials
from zhiji.web.regulations import views as regulations
from zhiji.web.relations import views as relations
from zhiji.web.tokens import views as tokens
from zhiji.web.verify import views as verify
from zhiji.web.workbench import views as workbench

CASE = "cases/<str:number>"
RULES = "regulations/<str:regulation>"

PAGES = (
    Page("login", account.login, "login", Door.ANYONE),
    Page("logout", account.logout, "logout", Door.SIGNED_IN),
    Page("login/second", second_step.ask, "mfa_authenticate", Door.ANYONE),
    Page("login/passkey", second_step.by_passkey, "login-passkey", Door.ANYONE),
    Page("login/sso/<slug:provider_id>", single_sign_on.begin, "openid_connect_login", Door.ANYONE),
    Page("login/sso/<slug:provider_id>/back", single_sign_on.come_back, "openid_connect_callback", Door.ANYONE),
    Page("account/password", safety.change_password, "password-change", Door.SIGNED_IN),
    Page("account/app", safety.add_app, "app-new", Door.SIGNED_IN),
    Page("account/passkeys/new", safety.add_passkey, "passkey-new", Door.SIGNED_IN),
    Page("account/factors/<int:pk>/remove", safety.remove, "factor-remove", Door.SIGNED_IN),
    Page("account/codes", safety.renew_codes, "codes-renew", Door.SIGNED_IN),
    Page("account/sessions/<int:pk>/end", safety.end_session, "session-end", Door.SIGNED_IN),
    Page("account", account.show, "account", Door.SIGNED_IN),
    Page("account/appearance", account.choose_appearance, "choose-appearance", Door.SIGNED_IN),
    Page("account/tokens", tokens.index, "tokens", Door.SIGNED_IN),
    Page("account/tokens/<int:pk>/revoke", tokens.revoke, "token-revoke", Door.SIGNED_IN),
    Page("healthz", health.alive, "healthz", Door.ANYONE),
    Page("readyz", health.ready, "readyz", Door.ANYONE),
    Page("metrics", health.metrics, "metrics", Door.PROTOCOL),
    Page("", workbench.show, "workbench", Door.SIGNED_IN),
    Page("cases/", finding.index, "case-list", Verb.VIEW_CASE),
    Page("cases/list.csv", finding.table, "case-table", Verb.VIEW_CASE),
    Page("cases/new", cases.new, "case-new", Verb.OPEN_CASE),
    Page(CASE, cases.show, "case", Verb.VIEW_CASE),
    Page(f"{CASE}/people", people.show, "people", Verb.VIEW_CASE),
    Page(f"{CASE}/parties/new", people.add_party, "party-new", Verb.HANDLE_CASE),
    Page(f"{CASE}/parties/<str:ref>", people.amend_party, "party-amend", Verb.HANDLE_CASE),
    Page(f"{CASE}/officers/new", people.add_officer, "officer-new", Verb.HANDLE_CASE),
    Page(f"{CASE}/strike/<str:ref>", striking.strike, "strike", Verb.HANDLE_CASE),
    Page(f"{CASE}/close", cases.close, "case-close", Verb.CONCLUDE),
    Page(f"{CASE}/relations/", relations.show, "relations", Verb.VIEW_CASE),
    Page(f"{CASE}/relations/merge", relations.merge, "relation-merge", Verb.HANDLE_CASE),
    Page(f"{CASE}/relations/split", relations.split, "relation-split", Verb.HANDLE_CASE),
    Page(f"{CASE}/relations/hand-over", relations.hand_over, "relation-hand-over", Verb.HAND_OVER),
    Page(f"{CASE}/relations/refer", relations.refer, "relation-refer", Verb.HANDLE_CASE),
    Page(f"{CASE}/relations/link", relations.link, "relation-link", Verb.HANDLE_CASE),
    Page(f"{CASE}/findings/<str:regulation>/<str:serial>/<str:subject>", explaining.show, "finding", Verb.VIEW_CASE),
    Page(f"{CASE}/rejudge", rejudging.show, "case-rejudge", Verb.VIEW_CASE),
    Page(f"{CASE}/trail", ledger.of_case, "case-trail", Verb.VIEW_CASE),
    Page(f"{CASE}/events/new", events.new, "event-new", Verb.HANDLE_CASE),
    Page(f"{CASE}/events/<str:ref>/discussion", discussions.show, "discussion", Verb.HANDLE_CASE),
    Page(f"{CASE}/events/<str:ref>", events.amend, "event-amend", Verb.HANDLE_CASE),
    Page(f"{CASE}/documents/new", documents.new, "document-new", Verb.HANDLE_CASE),
    Page(f"{CASE}/documents/<str:ref>/amend", documents.amend, "document-amend", Verb.HANDLE_CASE),
    Page(f"{CASE}/documents/<str:ref>/sign", documents.sign, "document-sign", Verb.HANDLE_CASE),
    Page(f"{CASE}/documents/<str:ref>/issue", documents.issue, "document-issue", Verb.HANDLE_CASE),
    Page(f"{CASE}/documents/<str:ref>/paper", documents.paper, "document-paper", Verb.VIEW_CASE),
    Page(f"{CASE}/records/<str:ref>", cases.record, "record", Verb.VIEW_CASE),
    Page(f"{CASE}/upload", recordings.upload, "upload", Verb.TAKE_IN),
    Page(f"{CASE}/approvals/", approvals.of_case, "approvals-of-case", Verb.VIEW_CASE),
    Page(f"{CASE}/approvals/<int:pk>/withdraw", approvals.withdraw, "approval-withdraw", Verb.HANDLE_CASE),
    Page(f"{CASE}/approvals/new", approvals.ask, "approval-request", Verb.HANDLE_CASE),
    Page("approvals/", approvals.index, "approval-list", Verb.DECIDE),
    Page("approvals/<int:pk>", approvals.decide, "approval-decide", Verb.DECIDE),
    Page("uploads/", tus.begin, "uploads", Door.PROTOCOL),
    Page("uploads/<str:upload_id>", tus.go_on, "upload-part", Door.PROTOCOL),
    Page("intakes/", recordings.intakes, "intake-list", Verb.TAKE_IN),
    Page("intakes/<int:pk>/stream", evidence_stream.stream_intake, "intake-stream", Verb.ASSIGN),
    Page("evidence/<int:pk>/stream", evidence_stream.stream, "evidence-stream", Verb.VIEW_EVIDENCE),
    Page("intakes/<int:intake>", recordings.assign, "intake-assign", Verb.ASSIGN),
    Page("numbers/", numbers.index, "numbers", Verb.MANAGE_NUMBERS),
    Page("regulations/", regulations.index, "regulation-list", Verb.VIEW_REGULATIONS),
    Page("regulations/trials/", trials.index, "trial-list", Verb.MANAGE_REGULATIONS),
    Page("regulations/trials/<int:pk>", trials.show, "trial", Verb.MANAGE_REGULATIONS),
    Page("regulations/trials/<int:pk>/compare", regulations.compare_draft, "trial-compare", Verb.MANAGE_REGULATIONS),
    Page("regulations/laws/<slug:law>", laws.change, "law-use", Verb.MANAGE_REGULATIONS),
    Page(RULES, regulations.show, "regulation", Verb.VIEW_REGULATIONS),
    Page(f"{RULES}/compare", regulations.choose, "regulation-choose", Verb.VIEW_REGULATIONS),
    Page(f"{RULES}/compare/<str:other>", regulations.compare, "regulation-compare", Verb.VIEW_REGULATIONS),
    Page(f"{RULES}/<str:article>", regulations.article, "article", Verb.VIEW_REGULATIONS),
    Page("holidays/", holidays.index, "holidays", Verb.MANAGE_CALENDAR),
    Page("holidays/<int:year>", holidays.show, "holiday-year", Verb.MANAGE_CALENDAR),
    Page("office/units/", units.index, "unit-list", Verb.VIEW_OFFICE),
    Page("office/units/new", units.new, "unit-new", Verb.MANAGE_OFFICE),
    Page("office/units/<int:pk>", units.amend, "unit", Verb.MANAGE_OFFICE),
    Page("office/units/<int:pk>/close", units.close, "unit-close", Verb.MANAGE_OFFICE),
    Page("office/staff/", staff.index, "staff-list", Verb.VIEW_OFFICE),
    Page("office/staff/new", staff.new, "staff-new", Verb.MANAGE_OFFICE),
    Page("office/staff/import", importing.from_table, "staff-import", Verb.MANAGE_OFFICE),
    Page("office/staff/<int:pk>", staff.show, "staff", Verb.VIEW_OFFICE),
    Page("office/staff/<int:pk>/amend", staff.amend, "staff-amend", Verb.MANAGE_OFFICE),
    Page("office/staff/<int:pk>/certificates/new", staff.issue, "certificate-new", Verb.MANAGE_OFFICE),
    Page("office/certificates/<int:pk>/end", staff.end, "certificate-end", Verb.MANAGE_OFFICE),
    Page("office/accounts/", accounts.index, "account-list", Verb.VIEW_ACCOUNTS),
    Page("office/accounts/new", accounts.new, "account-new", Verb.MANAGE_ACCOUNTS),
    Page("office/accounts/<int:pk>", accounts.show, "account-page", Verb.VIEW_ACCOUNTS),
    Page("office/accounts/<int:pk>/amend", accounts.amend, "account-amend", Verb.MANAGE_ACCOUNTS),
    Page("office/accounts/<int:pk>/roles", accounts.grant, "account-roles", Verb.GRANT_ROLES),
    Page("office/accounts/<int:pk>/password", accounts.renew_password, "account-password", Verb.MANAGE_ACCOUNTS),
    Page("office/accounts/<int:pk>/second", accounts.reset_second, "account-second", Verb.MANAGE_ACCOUNTS),
    Page(
        "office/accounts/<int:account>/sessions/<int:pk>", accounts.end_session, "account-session", Verb.MANAGE_ACCOUNTS
    ),
    Page("office/accounts/<int:pk>/close", accounts.close, "account-close", Verb.MANAGE_ACCOUNTS),
    Page("office/accounts/<int:pk>/reopen", accounts.reopen, "account-reopen", Verb.MANAGE_ACCOUNTS),
    Page("office/stand-ins/", stand_ins.index, "stand-in-list", Verb.VIEW_ACCOUNTS),
    Page("office/stand-ins/new", stand_ins.new, "stand-in-new", Verb.GRANT_ROLES),
    Page("office/stand-ins/<int:pk>/end", stand_ins.end, "stand-in-end", Verb.GRANT_ROLES),
    Page("verify/<str:code>", verify.show, "verify", Door.ANYONE),
    Page("ledger/", ledger.show, "ledger", Verb.VIEW_TRAIL),
    Page("ledger/entries/", ledger.entries, "ledger-entries", Verb.VIEW_TRAIL),
    Page("ledger/entries/<int:index>", ledger.entry, "ledger-entry", Verb.VIEW_TRAIL),
    Page("ledger/entries/<int:index>/proof", ledger.proof, "ledger-proof", Verb.VIEW_TRAIL),
    Page("ledger/consistency", ledger.consistency, "ledger-consistency", Verb.VIEW_TRAIL),
    Page("ledger/checkpoints", ledger.checkpoints, "ledger-checkpoints", Verb.VIEW_TRAIL),
    Page("ledger/checkpoint", tiles.checkpoint("sha256"), "checkpoint", Door.ANYONE),
    Page("ledger/sm3/checkpoint", tiles.checkpoint("sm3"), "checkpoint-sm3", Door.ANYONE),
    Page("ledger/tile/<path:path>", tiles.tile("sha256"), "tile", Door.PROTOCOL),
    Page("ledger/sm3/tile/<path:path>", tiles.tile("sm3"), "tile-sm3", Door.PROTOCOL),
)

urlpatterns = [page.pattern() for page in PAGES]
