"""Headers of every sort, and random traffic: an answer by name or none, and never a crash."""

import json
import random
import unittest

from client import STDLIB, WAIT, Client, frame

SHUTDOWN = frame({"jsonrpc": "2.0", "id": "last", "method": "shutdown"})
EXIT = frame({"jsonrpc": "2.0", "method": "exit"})


class Headers(unittest.TestCase):
    def answers(self, data: bytes) -> list[dict]:
        """What is answered to the bytes and a good request after them, which must be understood."""
        with Client() as client:
            client.send_bytes(data + SHUTDOWN)
            found = []
            while (message := client.receive()) is not None and message.get("id") != "last":
                found.append(message)
            self.assertIsNotNone(message, data[:100])
            self.assertIn("result", message)
            client.send_bytes(EXIT)
            self.assertEqual(client.process.wait(timeout=WAIT), 0)
            return found

    def refused(self, data: bytes, why: str) -> None:
        found = self.answers(data)
        self.assertTrue(found, data[:100])
        self.assertEqual(found[0]["error"]["code"], -32700)
        self.assertIn(why, found[0]["error"]["message"])
        self.assertIsNone(found[0]["id"])

    def test_malformed(self) -> None:
        for data, why in (
            (b"nonsense\r\n\r\n", "has no colon"),
            (b"Content-Length: x\r\n\r\n", "is no number"),
            (b"Content-Length: -5\r\n\r\n", "is no number"),
            (b"Content-Length: 0x10\r\n\r\n", "is no number"),
            (b"Content-Length:\r\n\r\n", "is no number"),
            (b"Content-Length: 99999999999999999999999\r\n\r\n", "is too large"),
            (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "two different"),
            (b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n", "no Content-Length"),
            (b"Content-Type: text; charset=latin1\r\nContent-Length: 2\r\n\r\n{}", "charset"),
            (b"A: " + b"b" * 5000 + b"\r\n\r\n", "longer than 4096 bytes"),
            (b"A: b\r\n" * 1000 + b"\r\n", "longer than 4096 bytes"),
            (b"x" * 10**6, "longer than 4096 bytes"),
            (b"\x00\xff\r\n\r\n", "has no colon"),
        ):
            self.refused(data, why)

    def test_unusual_and_right(self) -> None:
        body = b'{"jsonrpc": "2.0", "id": 5, "method": "no/such"}'
        for header in (
            b"content-length: %d\r\n\r\n",
            b"CONTENT-LENGTH:%d\r\n\r\n",
            b"Content-Length: \t %d \t\r\n\r\n",
            b"Content-Length: %d\n\n",
            b"Content-Length: 000%d\r\n\r\n",
            b"Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: %d\r\n\r\n",
            b'Content-Type: a/b; charset="UTF-8"\r\nContent-Length: %d\r\n\r\n',
            b"X-Other: 1:2\r\nContent-Length: %d\r\n\r\n",
            b"\r\n\r\nContent-Length: %d\r\n\r\n",
        ):
            found = self.answers(header % len(body) + body)
            self.assertEqual([message["id"] for message in found], [5], header)

    def test_a_message_that_is_too_large(self) -> None:
        size = (64 << 20) + 1
        self.refused(b"Content-Length: %d\r\n\r\n" % size + b" " * size, "is too large, at most 67108864")
        # One that never comes takes neither memory nor an answer to wait for.
        with Client() as client:
            client.send_bytes(b"Content-Length: 9999999999999999999\r\n\r\n{}")
            self.assertIn("is too large", client.receive()["error"]["message"])
            client.process.stdin.close()
            self.assertEqual(client.process.wait(timeout=WAIT), 1)

    def test_a_message_that_is_nested_too_deep(self) -> None:
        def request(params: bytes) -> bytes:
            return b'{"jsonrpc": "2.0", "id": 1, "method": "no/such", "params": %s}' % params

        with Client() as client:
            for bracket, end in ((b"[", b"]"), (b'{"a": [', b"]}")):
                # Closed or not, and whatever would be wrong behind it.
                for text in (bracket * 10**6, bracket * 10**6 + end * 10**6):
                    client.send_bytes(frame(request(text)))
                    error = client.receive()["error"]
                    self.assertEqual(error["code"], -32700)
                    self.assertIn("nested more than 64 deep", error["message"])
            client.send_bytes(frame(request(b"[" * 60 + b"]" * 60)))
            self.assertEqual(client.receive()["error"]["code"], -32601)
            self.assertEqual(client.shutdown(), 0)

    def test_the_stream_ends_anywhere(self) -> None:
        whole = frame({"jsonrpc": "2.0", "id": 1, "method": "no/such"})
        for end in (1, 5, 16, 17, 20, 21, 22, len(whole) - 1):
            with Client() as client:
                client.send_bytes(whole[:end])
                client.process.stdin.close()
                self.assertIn("the stream ends inside", client.receive()["error"]["message"])
                self.assertIsNone(client.receive())
                self.assertEqual(client.process.wait(timeout=WAIT), 1)

    def test_byte_by_byte(self) -> None:
        with Client() as client:
            for byte in frame({"jsonrpc": "2.0", "id": 1, "method": "no/such"}):
                client.send_bytes(bytes([byte]))
            self.assertEqual(client.receive()["id"], 1)


class Random(unittest.TestCase):
    """From a seed, so that what fails can be repeated."""

    def test_typing(self) -> None:
        """Random edits of good files, with questions between them: the server knows the same text."""
        random_ = random.Random(5)
        pieces = ["{", "}", "(", ")", "demand ", "emit r(", "rule ", "\n", "//", "😀", "é", "`", '"', "\\\n", "import ", "\t", "\r", "=="]
        for path in ("fibonacci.blk", "propositional.blk", "imp.blk"):
            text = (STDLIB / path).read_text()
            uri = f"file:///nowhere/{path}"
            with Client() as client:
                client.open(uri, text)
                for _ in range(60):
                    lines = text.split("\n")
                    spot = lambda: self.spot(random_, lines)
                    (start, begin), (end, stop) = sorted((spot(), spot()), key=lambda pair: pair[1])
                    if random_.random() < 0.8:
                        end, stop = start, begin
                    piece = random_.choice(pieces) if random_.random() < 0.8 else ""
                    client.change(uri, {"range": {"start": start, "end": end}, "text": piece})
                    text = text[:begin] + piece + text[stop:]
                    if "\r" in text:
                        # Another end of a line than split knows; still an edit.
                        text = text.replace("\r", " ")
                        client.change(uri, {"text": text})
                    for method in ("hover", "definition", "completion", "documentHighlight", "references"):
                        position, _ = spot()
                        client.at(method, uri, position["line"], position["character"])
                    document = {"textDocument": {"uri": uri}}
                    client.request("textDocument/documentSymbol", document)
                    client.request("textDocument/formatting", document)
                # The server's text is ours: it has the same mistakes as when sent whole.
                before = self.last_diagnostics(client, uri)
                client.change(uri, {"text": text})
                after = self.last_diagnostics(client, uri)
                self.assertEqual(before, after)
                self.assertEqual(client.shutdown(), 0)

    @staticmethod
    def spot(random_: random.Random, lines: list[str]) -> tuple[dict, int]:
        """A random place between characters: as a position, and in the text."""
        line = random_.randrange(len(lines))
        index = random_.randint(0, len(lines[line]))
        character = len(lines[line][:index].encode("utf-16-le")) // 2
        return {"line": line, "character": character}, sum(len(one) + 1 for one in lines[:line]) + index

    @staticmethod
    def last_diagnostics(client: Client, uri: str) -> list[dict]:
        client.notifications.clear()
        client.notify("workspace/didChangeWatchedFiles", {"changes": []})
        found = client.diagnostics(uri)
        return found

    def test_messages(self) -> None:
        """Random JSON of the protocol's shape: each request has one answer."""
        random_ = random.Random(7)
        words = ["textDocument", "uri", "position", "line", "character", "contentChanges", "range", "start", "end", "text", "code"]
        methods = ["textDocument/hover", "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose",
                   "textDocument/completion", "textDocument/formatting", "textDocument/documentSymbol",
                   "textDocument/references", "blockfold/explain", "workspace/didChangeWatchedFiles", "x"]
        scalars = [None, True, 0, -1, 1.5, 2**70, "", "file:///a.blk", "relation r(x: field)\n", "BF1001", "\ud83d\ude00"]

        def value(depth: int) -> object:
            kind = random_.random()
            if depth == 0 or kind < 0.4:
                return random_.choice(scalars)
            if kind < 0.85:
                return {random_.choice(words): value(depth - 1) for _ in range(random_.randrange(5))}
            return [value(depth - 1) for _ in range(random_.randrange(3))]

        with Client() as client:
            asked = set()
            for number in range(1500):
                message = {"jsonrpc": "2.0", "method": random_.choice(methods), "params": value(4)}
                if random_.random() < 0.7:
                    message["id"] = number
                    asked.add(number)
                client.send(message)
            client.send({"jsonrpc": "2.0", "id": "end", "method": "shutdown"})
            answered = []
            while (message := client.receive()).get("id") != "end":
                if message.get("id") is not None:
                    answered.append(message["id"])
                elif "method" not in message:  # a notification whose parameters are none
                    self.assertEqual(message["error"]["code"], -32600)
            self.assertEqual(sorted(answered), sorted(asked))
            client.notify("exit", None)
            self.assertEqual(client.process.wait(timeout=WAIT), 0)

    def test_bytes(self) -> None:
        """Good traffic with bytes changed: whatever happens, the server ends by itself and says 0 or 1."""
        random_ = random.Random(11)
        text = (STDLIB / "fibonacci.blk").read_text()
        document = {"uri": "file:///a.blk", "languageId": "blk", "version": 1, "text": text}
        good = [
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}},
            {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}},
            {"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover",
             "params": {"textDocument": {"uri": "file:///a.blk"}, "position": {"line": 5, "character": 9}}},
            {"jsonrpc": "2.0", "id": 3, "method": "shutdown"},
            {"jsonrpc": "2.0", "method": "exit"},
        ]
        stream = b"".join(map(frame, good))
        for _ in range(60):
            data = bytearray(stream)
            for _ in range(random_.randint(1, 6)):
                at = random_.randrange(len(data))
                if random_.random() < 0.3:
                    del data[at : at + random_.randint(1, 40)]
                else:
                    data[at] = random_.randrange(256)
            with Client(initialize=False) as client:
                client.send_bytes(bytes(data))
                client.process.stdin.close()
                self.assertIn(client.process.wait(timeout=WAIT), (0, 1), bytes(data))
                self.assertEqual(client.process.stderr.read(), b"")
                while (message := client.receive()) is not None:
                    self.assertEqual(message["jsonrpc"], "2.0", json.dumps(message))
