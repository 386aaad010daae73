"""What `presales-xl addin install | uninstall | doctor` says, and how it ends."""

import sys
from pathlib import Path

import pytest

from presales_xl.addin.installation import install
from presales_xl.cli import main
from presales_xl.cli.addin import doctor_at, install_at, uninstall_at
from presales_xl.cli.console import Session
from tests.addin.homes import mac, windows


def test_the_command_says_what_it_wrote_and_what_it_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = windows(tmp_path)
    assert install_at(Session("zh"), places) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"加载项已安装：{places.addin}",
        f"  已写入 {places.addin}",
        "请重新启动 Excel，功能区会出现「售前考核」。"
        "没有出现时双击安装包里的「环境检查.cmd」，或运行 presales-xl addin doctor。",
    ]
    assert install_at(Session("zh"), places) == 0
    assert capsys.readouterr().out == f"加载项已是最新，无需改动：{places.addin}\n"
    places.addin.write_bytes(b"mine")
    assert uninstall_at(Session("zh"), places) == 0
    assert f"  未动 {places.addin}（安装之后被别人改过）" in capsys.readouterr().out.splitlines()
    assert uninstall_at(Session("zh"), places) == 0
    assert capsys.readouterr().out.splitlines() == [
        "本机没有安装记录，什么也没有改动。",
        f"{places.addin} 不是由 presales-xl addin install 放入的，未作改动；如不需要请手工删除。",
    ]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is Excel for this system")
@pytest.mark.parametrize("command", ["install", "uninstall", "doctor"])
def test_where_there_is_no_excel_the_command_says_what_to_use(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["addin", command])
    assert left.value.code == 1
    output = capsys.readouterr()
    assert "presales-xl run 命令名 文件" in output.out + output.err


def test_the_command_ends_with_1_only_when_something_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = mac(tmp_path)
    assert doctor_at(Session("zh"), places) == 1
    assert (
        f"✗ 加载项不在 Excel 的启动文件夹（{places.addin}）。请运行 presales-xl addin install。"
        in capsys.readouterr().out
    )
    install(places, "zh")
    assert doctor_at(Session("zh"), places) == 0
    assert "✗" not in capsys.readouterr().out
    assert doctor_at(Session("en"), None) == 1
    assert "presales-xl run COMMAND FILE" in capsys.readouterr().out
