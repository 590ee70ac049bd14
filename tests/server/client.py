"""A client of `blockfold rules server`: the real program over pipes, with the standard library."""

import json
import os
import queue
import subprocess
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("BLOCKFOLD_BIN", ROOT / "build" / "release" / "bin"))
STDLIB = ROOT / "stdlib"
WAIT = 60  # seconds until a server counts as stuck


def frame(message: object) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class Client:
    """Starts a server; everything that it sends comes out of `receive`, in order."""

    def __init__(self, initialize: bool = True) -> None:
        self.process = subprocess.Popen(
            [str(BIN / "blockfold"), "rules", "server", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._messages: queue.Queue = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._next_id = 0
        self.notifications: list[dict] = []
        if initialize:
            self.capabilities = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
            self.notify("initialized", {})

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass

    def _read(self) -> None:
        stream = self.process.stdout
        try:
            while line := stream.readline():
                assert line.startswith(b"Content-Length: "), line
                assert stream.readline() == b"\r\n"
                self._messages.put(json.loads(stream.read(int(line.split()[1]))))
        except ValueError:
            pass  # closed at the end of a test
        self._messages.put(None)

    def send_bytes(self, data: bytes) -> None:
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def send(self, message: object) -> None:
        self.send_bytes(frame(message))

    def receive(self) -> dict | None:
        """The next message, or None once the server has closed its output."""
        return self._messages.get(timeout=WAIT)

    def notify(self, method: str, params: object) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: object) -> dict:
        """The whole response; notifications before it are kept."""
        self._next_id += 1
        self.send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        while (message := self.receive()) is not None:
            if "method" not in message:
                assert message["id"] == self._next_id, message
                return message
            self.notifications.append(message)
        raise AssertionError("the server has ended")

    def request(self, method: str, params: object) -> object:
        response = self.ask(method, params)
        assert "error" not in response, response
        return response["result"]

    def error(self, method: str, params: object) -> dict:
        response = self.ask(method, params)
        assert "result" not in response, response
        return response["error"]

    # --- files ---

    def open(self, uri: str, text: str) -> None:
        document = {"uri": uri, "languageId": "blk", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, *changes: dict) -> None:
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": 2}, "contentChanges": list(changes)},
        )

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, uri: str) -> list[dict]:
        """Those that are published next for a file."""
        while (message := self.receive()) is not None:
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]["diagnostics"]
            assert "id" not in message, message
        raise AssertionError("the server has ended")

    def at(self, method: str, uri: str, line: int, character: int, **more: object) -> object:
        position = {"line": line, "character": character}
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": position, **more})

    def shutdown(self) -> int:
        """Ends as the protocol says; returns the exit status."""
        assert self.request("shutdown", None) is None
        self.notify("exit", None)
        return self.process.wait(timeout=WAIT)


def place(text: str, part: str, nth: int = 0, inside: int = 0) -> tuple[int, int]:
    """Line and UTF-16 character of the nth occurrence of a part of a text."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(part, at + 1)
    at += inside
    line = text.count("\n", 0, at)
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return line, len(before.encode("utf-16-le")) // 2


def position(pair: tuple[int, int]) -> dict:
    return {"line": pair[0], "character": pair[1]}


def span(text: str, part: str, nth: int = 0) -> dict:
    """The range of the nth occurrence."""
    return {"start": position(place(text, part, nth)), "end": position(place(text, part, nth, len(part)))}


def tokens(client: Client, uri: str, text: str, legend: dict) -> list[tuple[int, int, str, str, list[str]]]:
    """What the server says of each word: line, UTF-16 character, the word, its kind and modifiers."""
    data = client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})["data"]
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    line = character = 0
    found = []
    for at in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[at : at + 5]
        line, character = line + down, right + (0 if down else character)
        word = lines[line][2 * character : 2 * (character + length)].decode("utf-16-le")
        names = [name for bit, name in enumerate(legend["tokenModifiers"]) if modifiers >> bit & 1]
        found.append((line, character, word, legend["tokenTypes"][kind], names))
    return found
