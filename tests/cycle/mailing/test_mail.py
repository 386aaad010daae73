"""The way to the mail server: encrypted where that was asked for, the password from the environment, nothing lost."""

from pathlib import Path

import pytest

from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing.mail import PASSWORD
from tests.cycle.certificate import certificate
from tests.cycle.company import company, messages_of, refused
from tests.cycle.postbox import Postbox, only, serving
from tests.cycle.sending import PERIOD, issued, mailed, people, project_at, states


def test_without_a_server_nothing_is_lost_and_a_rerun_sends(tmp_path: Path, post: Postbox) -> None:
    with serving(Postbox()) as gone:
        pass
    project = issued(tmp_path, gone)
    sent = mailed(project)
    assert (set(states(sent).values()), [problem.code for problem in sent.problems]) == (
        {"ready"},
        ["mail.unreachable"],
    )
    with serving(post) as port:
        assert set(states(mailed(project_at(tmp_path, port))).values()) == {"done"}
    assert len(post.letters) == 3


def test_over_starttls_or_ssl_the_letters_are_encrypted_and_the_login_comes_from_the_environment(
    tmp_path: Path, post: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path / "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv(PASSWORD, "right")
    options = {"authenticator": only("hr", "right"), "auth_required": True}
    with serving(post, tls_context=context, require_starttls=True, **options) as port:
        sent = mailed(issued(tmp_path / "a", port, "starttls", 'user = "hr"\n'))
        assert set(states(sent).values()) == {"done"}, messages_of(sent.problems)
        monkeypatch.setenv(PASSWORD, "wrong")
        wrong = mailed(issued(tmp_path / "b", port, "starttls", 'user = "hr"\n'))
        monkeypatch.delenv(PASSWORD)
        missing = mailed(issued(tmp_path / "c", port, "starttls", 'user = "hr"\n'))
    assert post.is_encrypted == [True] * 3
    assert [problem.code for problem in wrong.problems] == ["mail.login"]
    assert [problem.code for problem in missing.problems] == ["mail.no_password"]
    assert "PRESALES_XL_MAIL_PASSWORD" in messages_of(missing.problems)[0]
    assert "再重新打开 Excel" in messages_of(missing.problems)[0]
    with serving(post, ssl_context=context) as port:
        assert set(states(mailed(issued(tmp_path / "d", port, "ssl"))).values()) == {"done"}


def test_nothing_goes_out_in_the_clear_where_encryption_was_asked_for(
    tmp_path: Path, post: Postbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, _ = certificate(tmp_path / "tls")
    codes = [problem.code for problem in mailed(issued(tmp_path / "a", port, "starttls")).problems]
    with serving(post, tls_context=context) as other:
        codes += [problem.code for problem in mailed(issued(tmp_path / "b", other, "starttls")).problems]
    monkeypatch.setenv(PASSWORD, "right")
    codes += [problem.code for problem in mailed(issued(tmp_path / "c", port, "none", 'user = "hr"\n')).problems]
    assert codes == ["mail.tls", "mail.tls", "mail.in_clear"]
    assert post.letters == []


def test_settings_that_are_missing_are_named(tmp_path: Path) -> None:
    project = company(tmp_path, people)
    generate(project, PERIOD, "zh")
    (message,) = refused(lambda: mailed(project))
    assert "没有设置邮件服务器或发件人。" in message
