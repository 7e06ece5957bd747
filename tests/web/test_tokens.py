from __future__ import annotations

from django.urls import reverse

from zhiji.organisation.tokens import tokens_of

SAID = {"name": "市执法监督平台", "scopes": ["cases:read"], "days": "90"}


def test_a_token_is_shown_once_and_revoked(cast, as_):
    client, page = as_(cast.lin), reverse("tokens")
    text = client.post(page, SAID).context["text"]
    assert text.startswith("zhiji_")
    assert text not in client.get(page).text
    [row] = tokens_of(cast.lin)
    assert "已收回" in client.post(reverse("token-revoke", args=[row.pk]), follow=True).text


def test_nobody_revokes_the_token_of_another(cast, as_):
    as_(cast.lin).post(reverse("tokens"), SAID)
    [row] = tokens_of(cast.lin)
    assert as_(cast.chen).post(reverse("token-revoke", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None
