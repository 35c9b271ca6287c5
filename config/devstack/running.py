"""`./portal run`: from servers to the first page, then watching until told to stop."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

from config.devstack import places, processes, sharing, stack
from config.devstack.refusal import Refusal
from config.devstack.supervisor import Program, Supervisor
from config.devstack.terminal import NEWS, accounts_table, say

# The path without its query: searches for names and numbers must not stand in a log.
ACCESS_LOG = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
WILDCARDS = ("0.0.0.0", "::", "")
SETTINGS_REFUSE = "暖户无法启动："
FIRST_PAGE_TRIES, FIRST_PAGE_SECONDS = 20, 3


def run(arguments: list[str]) -> None:
    chosen = _parse(arguments)
    begun = time.monotonic()
    stack.drop_libpq_variables()
    data = places.make_data_directory()
    fixed = stack.fixed_environment(data) | {"DJANGO_SETTINGS_MODULE": _settings_module()}
    register = sharing.Register(data)
    servers = stack.Stack(data)
    address = _address(chosen.host, chosen.port)
    _listen_to_signals()
    _clear_the_way(register)
    with contextlib.ExitStack() as leaving:
        listener = leaving.enter_context(_listen(chosen.host, chosen.port))
        leaving.enter_context(_alone(register, servers, address))
        env = dict(os.environ) | fixed | servers.addresses() | _allowed_hosts(chosen.host)
        sharing.check(servers.addresses(), servers)
        _prepare(env, data)
        supervisor = Supervisor(servers, _programs(listener, data), env, places.ROOT)
        supervisor.changed = lambda pids: register.write(servers.addresses(), pids, address)
        leaving.callback(_say_and_stop, supervisor)
        supervisor.start()
        _wait_until_it_answers(address, supervisor)
        _announce(address, data, time.monotonic() - begun)
        supervisor.watch()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./portal run", description="安装并启动暖户", add_help=True)
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只供本机访问（127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    return parser.parse_args(arguments)


def _settings_module() -> str:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings")


def _listen_to_signals() -> None:
    """All end the launcher as Ctrl-C does; a second one during the farewell is not needed and not heard."""

    signs = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to live on
        signs.append(signal.SIGHUP)

    def interrupt(*_: object) -> None:
        for sign in signs:
            signal.signal(sign, signal.SIG_IGN)
        raise KeyboardInterrupt

    for sign in signs:
        signal.signal(sign, interrupt)


def _clear_the_way(register: sharing.Register) -> None:
    """Before we listen: the port may be held by another run, which is told so, or by what a killed one left."""
    with register.gate():
        state = register.running()
        _refuse_a_second(state)
        if not state:
            sharing.end_leftovers(register)


def _refuse_a_second(state: sharing.State) -> None:
    if state and state["web"]:
        raise Refusal(f"已在运行：{state['web']}（进程 {state['processes']['owner'][0]}）。")


@contextlib.contextmanager
def _alone(register: sharing.Register, servers: stack.Stack, address: str) -> Iterator[None]:
    """The only one that runs on this data directory; waits for a `manage` that brought its own servers."""
    told = False
    while not _took_over(register, servers, address):
        if not told:
            say("另一个管理命令正在使用内置数据库，等它结束后再启动……")
            told = True
        time.sleep(0.3)
    try:
        yield
    finally:
        with register.gate():
            servers.stop()
            register.clear()


def _took_over(register: sharing.Register, servers: stack.Stack, address: str) -> bool:
    with register.gate(), contextlib.ExitStack() as on_failure:
        state = register.running()
        _refuse_a_second(state)
        if state:
            return False
        on_failure.callback(servers.stop)
        sharing.start(register, servers, address)
        on_failure.pop_all()
        return True


def _listen(host: str, port: int) -> socket.socket:
    """Bound here and handed to the web server, so that the address stays ours while that starts anew."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OverflowError:
        raise Refusal(f"端口 {port} 不存在，应在 1 到 65535 之间。") from None
    except PermissionError:
        raise Refusal(f"没有权限使用端口 {port}，请换一个大于 1023 的端口：./portal run --port 8000。") from None
    except socket.gaierror:
        raise Refusal(f"监听地址 {host} 无法解析，请检查 --host。") from None
    except OSError as error:
        if error.errno == 98 or "in use" in str(error):
            raise Refusal(f"端口 {port} 已被占用，请换一个：./portal run --port {port + 1}。") from None
        raise Refusal(f"不能在 {host} 上监听（{error.strerror}），请检查 --host。") from None


def _allowed_hosts(host: str) -> dict[str, str]:
    """Names under which the portal is reached; PORTAL_HOSTS where it is given."""
    if os.environ.get("PORTAL_HOSTS"):
        return {}
    names = ["127.0.0.1", "localhost", "[::1]"]
    names += [socket.gethostname(), *_own_addresses()] if host in WILDCARDS else [f"[{host}]" if ":" in host else host]
    return {"PORTAL_HOSTS": ",".join(dict.fromkeys(names))}


def _own_addresses() -> list[str]:
    """The address from which this machine would reach others; nothing is sent."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return [probe.getsockname()[0]]
    return []


def _prepare(env: dict[str, str], data: Path) -> None:
    log = data / "log" / "prepare.log"
    preparing = processes.start(
        [sys.executable, "-m", "config.devstack.preparing"], log=subprocess.PIPE, env=env, cwd=places.ROOT
    )
    try:
        last = _listen_while_preparing(preparing.stdout, log)
        preparing.wait()
    finally:
        processes.stop(preparing)
    if preparing.returncode:
        raise Refusal(
            last.removeprefix(SETTINGS_REFUSE)
            if last.startswith(SETTINGS_REFUSE)
            else f"迁移、静态文件或演示区没有准备好，原因见 {log}。"
        )


def _listen_while_preparing(output: Iterable[bytes], log: Path) -> str:
    """Everything into the log, the news of a first run to the terminal; returns the last line."""
    last = ""
    with open(log, "wb") as file:
        for line in output:
            file.write(line)
            last = line.decode(errors="replace").strip()
            if last.startswith(NEWS):
                say(last)
    return last


def web_command(listener: socket.socket) -> list[str]:
    """Inherits the listener; the settings are those of the environment."""
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}"]
    web += ["--workers", "2", "--preload", "--timeout", "120", "--graceful-timeout", "10", "--no-control-socket"]
    return [*web, "--access-logfile", "-", "--access-logformat", ACCESS_LOG]


def _programs(listener: socket.socket, data: Path) -> list[Program]:
    python = [sys.executable, "-m"]
    worker = ["celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = ["celery", "-A", "config", "beat", "--loglevel", "INFO", "--pidfile", ""]
    beat += ["--schedule", str(data / "run" / "beat-schedule")]
    # QUIT after TERM: Celery then hands its unfinished task back to the queue at once.
    return [
        Program("web", web_command(listener), [(signal.SIGTERM, 15)], pass_fds=[listener.fileno()]),
        Program("worker", python + worker, [(signal.SIGTERM, 15), (signal.SIGQUIT, 5)]),
        Program("beat", python + beat, [(signal.SIGTERM, 5)]),
    ]


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def _wait_until_it_answers(address: str, supervisor: Supervisor) -> None:
    """The listener takes the request before the web server runs; an error page is an answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(FIRST_PAGE_TRIES):
        try:
            opener.open(address, timeout=FIRST_PAGE_SECONDS).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if supervisor.has_lost("web"):
                break
    raise Refusal(f"网页服务没有启动，原因见 {supervisor.stack.data / 'log' / 'web.log'} 的末尾。")


def _announce(address: str, data: Path, seconds: float) -> None:
    say(f"\n暖户已启动（{seconds:.1f} 秒）：{address}")
    if table := accounts_table(data / "demo_accounts.json"):
        say(f"\n演示账号（只在演示区有效）：\n{table}")
    say(f"\n记录在 {data / 'log'}，按 Ctrl-C 停止。")


def _say_and_stop(supervisor: Supervisor) -> None:
    say("\n正在停止……")
    supervisor.stop()
