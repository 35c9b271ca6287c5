"""Secrets and sealing keys: made once and kept with the data, or given by the environment and looked at hard."""

import base64
import binascii
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from config.devstack.refusal import Refusal

KEY_BYTES = 32
SECRET_LENGTH = 50
ADVICE = "可用 python3 -c 'import secrets,base64;print(base64.b64encode(secrets.token_bytes({})).decode())' 生成一个"
EXAMPLES = (
    "changeme",
    "change-me",
    "example",
    "insecure",
    "secret-key",
    "placeholder",
    "your-",
    "password",
    "xxxx",
    "0123456789",
)


def new_secret_key() -> str:
    return secrets.token_urlsafe(48)


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def new_seal_keys() -> str:
    return f"1:{new_key()}"


MAKERS = {"PORTAL_SECRET_KEY": new_secret_key, "PORTAL_SEAL_KEYS": new_seal_keys, "PORTAL_DIGEST_KEY": new_key}


def throwaway_secrets() -> dict[str, str]:
    """For tests: new each time, kept nowhere."""
    return {name: make() for name, make in MAKERS.items()}


def kept_secrets(directory: Path) -> dict[str, str]:
    """Those of the environment where given, else those kept in the directory, made now if this is the first run."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = {name: os.environ.get(name) or _read_or_make(directory / name, make) for name, make in MAKERS.items()}
    refuse_weak(found)
    return found


def _read_or_make(path: Path, make: Callable[[], str]) -> str:
    if path.exists():
        return path.read_text().strip()
    value = make()
    building = path.with_suffix(".building")
    building.unlink(missing_ok=True)
    descriptor = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(descriptor)
    building.rename(path)
    return value


def given_secrets() -> dict[str, str]:
    """Those of the environment; refuses missing and weak ones, as the data outlive this machine."""
    found = {name: os.environ.get(name, "").strip() for name in MAKERS}
    if missing := [name for name, value in found.items() if not value]:
        raise Refusal(
            f"使用外部数据库时，密钥须由环境变量给出，缺少：{'、'.join(missing)}；{ADVICE.format(KEY_BYTES)}。"
        )
    refuse_weak(found)
    return found


def refuse_weak(found: dict[str, str]) -> None:
    _refuse_weak_secret_key(found["PORTAL_SECRET_KEY"])
    _refuse_weak_key("PORTAL_DIGEST_KEY", found["PORTAL_DIGEST_KEY"])
    numbers = set()
    for entry in found["PORTAL_SEAL_KEYS"].split(","):
        number, separator, key = entry.strip().partition(":")
        if not separator or not number.isalnum() or number in numbers:
            raise Refusal("PORTAL_SEAL_KEYS 须写成“编号:密钥”，多个以逗号分隔，编号不得重复，第一个为现用。")
        numbers.add(number)
        _refuse_weak_key("PORTAL_SEAL_KEYS", key)


def _refuse_weak_secret_key(value: str) -> None:
    if len(value) < SECRET_LENGTH or len(set(value)) < 12 or any(example in value.lower() for example in EXAMPLES):
        raise Refusal(
            f"PORTAL_SECRET_KEY 太弱：至少 {SECRET_LENGTH} 个随机字符，不得用示例值或重复字符；{ADVICE.format(48)}。"
        )


def _refuse_weak_key(name: str, value: str) -> None:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(f"{name} 不是 base64 写法；{ADVICE.format(KEY_BYTES)}。") from None
    steps = {(after - before) % 256 for before, after in zip(key, key[1:], strict=False)}
    if len(key) != KEY_BYTES or len(set(key)) < 12 or len(steps) == 1 or key.isascii() and key.decode().isprintable():
        raise Refusal(f"{name} 太弱：须为 {KEY_BYTES} 个随机字节，不得用示例值或重复字符；{ADVICE.format(KEY_BYTES)}。")
