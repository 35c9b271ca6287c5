"""Backup and restore: what was there is there again, or nothing is changed and a sentence says why."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.audit import Change, System, acting
from accounts.roles import Role
from core.backups.archive import KEY_NAME, PASSPHRASE_NAME, ArchiveReader, BackupFailed
from core.backups.nightly import back_up, kept, rehearse_newest
from core.files.attachments import attach, attachments_of
from core.models import BackupRun, Notice
from households.models import Household
from tests.conftest import ClientOf, MakePost
from tests.core.test_attachments import JPEG
from tests.factories import HouseholdFactory, Tree

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "130199197001010017"


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv(PASSPHRASE_NAME, "correct horse battery")
    monkeypatch.delenv(KEY_NAME, raising=False)


@pytest.fixture
def household(tree: Tree, post: MakePost) -> Household:
    """With a number, a photo and a past."""
    made = HouseholdFactory(village=tree.village, name="王建国", id_number=NUMBER)
    with acting(post(Role.VILLAGE)):
        attach(made, SimpleUploadedFile("身份证.jpg", JPEG), "id_card", by=post(Role.VILLAGE))
        Household.objects.update(remark="第二版")
    return made


@pytest.fixture
def archive(household: Household, tmp_path: Path) -> Path:
    path = tmp_path / "nuanhu.backup"
    run("backup", path)
    return path


def run(command: str, path: Path, **options: Any) -> str:
    out = StringIO()
    call_command(command, str(path), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def empty_database(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """As on a new machine: an empty database and no files."""
    own, name = connection.settings_dict["NAME"], f"nuanhu_empty_{os.getpid()}"
    execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.MEDIA_ROOT = tmp_path / "new"
    yield
    connection.close()
    connection.settings_dict["NAME"] = own
    execute(f"DROP DATABASE {name} WITH (FORCE)")


def execute(statement: str) -> None:
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(statement)


def test_on_a_new_machine_everything_is_there_again(archive: Path, empty_database: None) -> None:
    told = run("restore", archive)

    household = Household.objects.get()
    assert (household.name, household.id_number, household.remark) == ("王建国", NUMBER, "第二版")
    [photo] = attachments_of(household)
    with photo.file.open() as file:
        assert file.read() == JPEG
    assert "文件 1 份" in told


def test_what_guards_the_data_is_restored_with_it(archive: Path, empty_database: None, tree: Tree) -> None:
    run("restore", archive)

    with acting(System.DEMO):
        household = Household.objects.get()
        household.name = "王建军"
        household.save()
    assert Change.objects.filter(row_id=household.pk, after__name="王建军").exists()
    with pytest.raises(Exception, match="没有指明"):
        Household.objects.update(name="无名")


def test_the_archive_tells_nothing_without_its_passphrase(archive: Path) -> None:
    raw = archive.read_bytes()

    assert "王建国".encode() not in raw
    assert b"households_household" not in raw
    assert archive.stat().st_mode & 0o077 == 0


def test_keys_stay_out(archive: Path, settings: Any, household: Household, tmp_path: Path) -> None:
    """Not even inside the encryption: the archive's database and files hold none of them."""
    opened = opened_archive(archive)

    for key in (*settings.SEAL_KEYS.values(), settings.DIGEST_KEY, settings.SECRET_KEY.encode()):
        assert key not in opened
        assert base64.b64encode(key) not in opened


def opened_archive(path: Path) -> bytes:
    with path.open("rb") as source:
        reader = ArchiveReader(source)
        return str(reader.manifest).encode() + b"".join(content.read() for _, content in reader.members())


def test_a_rehearsal_opens_all_and_leaves_nothing_behind(archive: Path, household: Household) -> None:
    told = run("backup", archive, verify=True)

    assert "演练通过" in told
    assert "文件 1 份全部打开" in told
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'nuanhu_rehearsal%'")
        assert cursor.fetchone() == (0,)
    assert Household.objects.get().name == "王建国"


def test_a_rehearsal_makes_the_backup_that_is_not_there(household: Household, tmp_path: Path) -> None:
    told = run("backup", tmp_path / "new.backup", verify=True)

    assert "已备份到" in told
    assert "演练通过" in told


def test_a_full_database_is_not_overwritten_by_mistake(archive: Path) -> None:
    with pytest.raises(CommandError, match="已有数据.*--replace"):
        run("restore", archive)


def test_with_replace_the_backup_takes_the_place_of_everything(archive: Path, household: Household) -> None:
    with acting(System.DEMO):
        Household.objects.update(name="后来改的")
        HouseholdFactory(village=household.village, name="后来的")

    told = run("restore", archive, replace=True)

    assert [one.name for one in Household.objects.all()] == ["王建国"]
    assert "原有附件移到了" in told


def spoil(archive: Path, place: int) -> None:
    raw = bytearray(archive.read_bytes())
    raw[place] ^= 1
    archive.write_bytes(raw)


@pytest.mark.parametrize("damage", ["changed", "cut"])
def test_a_spoilt_backup_changes_nothing(archive: Path, damage: str, settings: Any) -> None:
    with acting(System.DEMO):
        Household.objects.update(name="现在的")
    raw = archive.read_bytes()
    archive.write_bytes(raw[: len(raw) // 2] if damage == "cut" else raw[:-50] + b"x" + raw[-49:])

    with pytest.raises(CommandError, match="被改动、不完整"):
        run("restore", archive, replace=True)

    household = Household.objects.get()
    assert household.name == "现在的"
    with attachments_of(household)[0].file.open() as file:
        assert file.read() == JPEG
    with pytest.raises(CommandError, match="被改动、不完整"):
        run("backup", archive, verify=True)


def test_a_wrong_passphrase_is_told(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSPHRASE_NAME, "another passphrase")

    with pytest.raises(CommandError, match="口令或密钥不对"):
        run("backup", archive, verify=True)


def test_a_key_serves_as_well_as_a_passphrase(
    household: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSPHRASE_NAME)
    monkeypatch.setenv(KEY_NAME, base64.b64encode(secrets.token_bytes(32)).decode())

    assert "演练通过" in run("backup", tmp_path / "keyed", verify=True)

    monkeypatch.delenv(KEY_NAME)
    monkeypatch.setenv(PASSPHRASE_NAME, "correct horse battery")
    with pytest.raises(CommandError, match=f"须用环境变量 {KEY_NAME} 打开"):
        run("backup", tmp_path / "keyed", verify=True)


@pytest.mark.parametrize(
    ("passphrase", "key", "sentence"),
    [
        ("", "", "请用环境变量"),
        ("short", "", "太短"),
        ("correct horse battery", "x", "其中一个"),
        ("", "not base64", "应是 32 字节的 Base64"),
    ],
)
def test_weak_or_missing_keys_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str, key: str, sentence: str
) -> None:
    monkeypatch.setenv(PASSPHRASE_NAME, passphrase)
    monkeypatch.setenv(KEY_NAME, key)

    with pytest.raises(CommandError, match=sentence):
        run("backup", tmp_path / "none")

    assert list(tmp_path.glob("none*")) == []


def test_the_portals_keys_must_be_those_of_the_backup(archive: Path, settings: Any) -> None:
    settings.SEAL_KEYS = {"2": secrets.token_bytes(32)}

    with pytest.raises(CommandError, match="封存密钥 1"):
        run("restore", archive, replace=True)
    with pytest.raises(CommandError, match="封存密钥 1"):
        run("backup", archive, verify=True)


def test_a_rehearsal_finds_a_photo_that_was_spoilt_before_the_backup(
    household: Household, settings: Any, tmp_path: Path
) -> None:
    [photo] = attachments_of(household)
    spoil(Path(photo.file.path), -1)

    with pytest.raises(CommandError, match="附件打不开"):
        run("backup", tmp_path / "spoilt", verify=True)


def test_an_existing_file_is_not_overwritten(archive: Path) -> None:
    with pytest.raises(CommandError, match="已经存在"):
        run("backup", archive)


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(JPEG)

    with pytest.raises(CommandError, match="这不是暖户的备份文件"):
        run("restore", tmp_path / "photo", replace=True)


def test_a_portal_that_runs_is_not_restored_under_its_feet(archive: Path) -> None:
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT 1")

        with pytest.raises(CommandError, match="请先停止平台"):
            run("restore", archive, replace=True)


# Reported


def test_each_backup_and_rehearsal_leaves_a_row(household: Household, tmp_path: Path) -> None:
    run("backup", tmp_path / "nuanhu.backup", verify=True)

    rehearsal, made = BackupRun.objects.all()
    assert (made.what, rehearsal.what) == ("backup", "rehearsal")
    assert all(one.succeeded and one.size and one.rows and one.files == 1 for one in (made, rehearsal))


def test_one_that_fails_says_why_and_the_operations_page_shows_it(
    tmp_path: Path, post: MakePost, client_of: ClientOf
) -> None:
    with pytest.raises(CommandError):
        run("backup", tmp_path / "nowhere" / "nuanhu.backup")

    assert not BackupRun.objects.get().succeeded
    page = client_of(post(Role.SYSTEM_ADMIN)).get("/operations/").content.decode()
    assert "上次没有成功" in page
    assert "没有这个目录" in page


def test_every_night_one_is_made_and_so_many_are_kept(household: Household, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_DIR, settings.BACKUPS_KEPT = str(tmp_path), 2
    for name in ("nuanhu-20260101-013000.backup", "nuanhu-20260102-013000.backup", "其他.txt"):
        (tmp_path / name).write_bytes(b"")

    back_up()

    newest, before = kept()
    assert (newest.stat().st_size > 0, before.name) == (True, "nuanhu-20260102-013000.backup")
    assert (tmp_path / "其他.txt").exists()


def test_every_week_the_newest_is_rehearsed(household: Household, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    back_up()

    rehearse_newest()

    assert BackupRun.objects.filter(what="rehearsal", succeeded=True).count() == 1


def test_without_a_directory_the_clock_makes_none(db: None, settings: Any) -> None:
    settings.BACKUP_DIR = ""

    back_up()
    rehearse_newest()

    assert not BackupRun.objects.exists()


def test_of_one_that_fails_the_system_administrators_are_told(settings: Any, tmp_path: Path, post: MakePost) -> None:
    settings.BACKUP_DIR = str(tmp_path / "nowhere")
    administrator = post(Role.SYSTEM_ADMIN)

    with pytest.raises(BackupFailed):
        back_up()

    assert Notice.objects.get(user=administrator.user).title == "备份没有成功"
