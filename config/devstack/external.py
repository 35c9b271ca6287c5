"""Servers given by the environment: their addresses, and whether they answer and are fit."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from config.devstack.refusal import Refusal

OLDEST_POSTGRES = 15
REASONS = {
    "Connection refused": "连接被拒绝，服务没有启动或端口不对",
    "timeout expired": "连接超时",
    "timed out": "连接超时",
    "could not translate host name": "主机名无法解析",
    "Name or service not known": "主机名无法解析",
    "Temporary failure in name resolution": "主机名无法解析",
    "No such file or directory": "套接字文件不存在",
    "password authentication failed": "用户名或口令不对",
    "no password supplied": "没有给出口令",
    "invalid username-password": "用户名或口令不对",
    "Authentication required": "需要口令",
    "NOAUTH": "需要口令",
    "WRONGPASS": "用户名或口令不对",
    "does not exist": "数据库或用户不存在",
    "no pg_hba.conf entry": "服务器不允许从本机连接",
    "Network is unreachable": "网络不通",
    "No route to host": "网络不通",
}


def reason(error: Exception) -> str:
    """The cause in the reader's language; what is not known stays as the driver says it, on one line."""
    text = " ".join(str(error).split())
    return next((chinese for english, chinese in REASONS.items() if english in text), text)


def given_database() -> dict[str, str]:
    return {"DATABASE_URL": os.environ["DATABASE_URL"]}


def given_broker() -> dict[str, str]:
    """CACHE_URL is the broker's next database unless told: tasks and cached pages don't share one."""
    broker = os.environ["REDIS_URL"]
    return {"REDIS_URL": broker, "CACHE_URL": os.environ.get("CACHE_URL") or next_database(broker)}


def next_database(url: str) -> str:
    parts = urlsplit(url)
    number = parts.path.strip("/")
    if parts.scheme not in ("redis", "rediss") or (number and not number.isdigit()):
        raise Refusal("REDIS_URL 应形如 redis://主机:6379/0；用其他写法时请另外给出 CACHE_URL。")
    return urlunsplit(parts._replace(path=f"/{int(number or 0) + 1}"))


def without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or '本机'}{f':{parts.port}' if parts.port else ''}{parts.path}"


def check_database(url: str) -> None:
    """Reachable, new enough, UTF-8, and with an LC_CTYPE under which Chinese letters count as letters."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise Refusal("DATABASE_URL 应形如 postgresql://用户:口令@主机:5432/库名。")
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except (psycopg2.Error, ValueError, UnicodeError) as error:
        raise Refusal(f"连不上 DATABASE_URL 指定的数据库（{_named(url)}）：{reason(error)}。") from None
    try:
        _refuse_unfit(connection)
    finally:
        connection.close()


def _named(url: str) -> str:
    try:
        return without_password(url)
    except ValueError:
        return "地址写法有误"


def _refuse_unfit(connection: "psycopg2.extensions.connection") -> None:
    major = connection.server_version // 10000
    if major < OLDEST_POSTGRES:
        raise Refusal(f"数据库是 PostgreSQL {major}，需要 {OLDEST_POSTGRES} 或更高版本。")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
        )
        encoding, ctype = cursor.fetchone()
        if encoding != "UTF8":
            raise Refusal(f"数据库的编码是 {encoding}，须为 UTF8，请用 ENCODING 'UTF8' 重建。")
        if ctype in ("C", "POSIX"):
            raise Refusal(f"数据库的 LC_CTYPE 是 {ctype}，中文检索会静默落空，请用 LC_CTYPE 'C.UTF-8' 重建数据库。")
        _refuse_blind_trigrams(cursor)


def _refuse_blind_trigrams(cursor: "psycopg2.extensions.cursor") -> None:
    """The proof of what LC_CTYPE promises, once the extension is there."""
    cursor.execute("SELECT to_regproc('show_trgm')")
    if cursor.fetchone()[0] is None:
        return
    cursor.execute("SELECT cardinality(show_trgm('中华人民'))")
    if not cursor.fetchone()[0]:
        raise Refusal("数据库不能为中文建立检索（pg_trgm 得不到任何词），请用 LC_CTYPE 'C.UTF-8' 重建数据库。")


def check_broker(url: str) -> None:
    try:
        client = redis.Redis.from_url(redis_address(url), socket_connect_timeout=5, socket_timeout=5)
        client.ping()
        client.close()
    except (redis.RedisError, ValueError) as error:
        raise Refusal(f"连不上 REDIS_URL 指定的消息队列（{_named(url)}）：{reason(error)}。") from None


def redis_address(url: str) -> str:
    """Celery's name of a unix socket in the client's notation."""
    parts = urlsplit(url)
    return f"unix://{parts.path}" if parts.scheme == "redis+socket" else url
