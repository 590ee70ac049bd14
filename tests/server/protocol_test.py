"""The order of things that the protocol prescribes, and every way to break it."""

import subprocess
import unittest

from client import BIN, WAIT, Client, frame

URI = "file:///nowhere/a.blk"
METHODS = ("hover", "definition", "references", "documentHighlight", "documentSymbol", "formatting", "completion", "semanticTokens/full")
PARSE, REQUEST, METHOD, PARAMS, NOT_INITIALIZED = -32700, -32600, -32601, -32602, -32002


class Life(unittest.TestCase):
    def test_shutdown_and_exit(self) -> None:
        with Client() as client:
            self.assertEqual(client.shutdown(), 0)
            self.assertIsNone(client.receive())
            self.assertEqual(client.process.stderr.read(), b"")

    def test_exit_without_shutdown(self) -> None:
        for initialize in (False, True):
            with Client(initialize) as client:
                client.notify("exit", None)
                self.assertEqual(client.process.wait(timeout=WAIT), 1)

    def test_the_end_of_the_input(self) -> None:
        """Without `exit`, with and without `shutdown`."""
        for shutdown in (False, True):
            with Client() as client:
                if shutdown:
                    client.request("shutdown", None)
                client.process.stdin.close()
                self.assertEqual(client.process.wait(timeout=WAIT), 1)

    def test_nobody_listens(self) -> None:
        process = subprocess.Popen([BIN / "blockfold", "rules", "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with process:
            process.stdout.close()
            process.stdin.write(frame({"jsonrpc": "2.0", "id": 1, "method": "initialize"}))
            process.stdin.flush()
            self.assertEqual(process.wait(timeout=WAIT), 1)

    def test_before_initialize(self) -> None:
        with Client(initialize=False) as client:
            self.assertEqual(client.error("textDocument/hover", {})["code"], NOT_INITIALIZED)
            self.assertEqual(client.error("shutdown", None)["code"], NOT_INITIALIZED)
            client.open(URI, "nonsense")  # dropped, as the protocol says
            self.assertIn("capabilities", client.request("initialize", {}))
            self.assertEqual(client.error("textDocument/documentSymbol", {"textDocument": {"uri": URI}})["code"], PARAMS)

    def test_initialize_once(self) -> None:
        with Client() as client:
            error = client.error("initialize", {})
            self.assertEqual((error["code"], error["data"]["code"]), (REQUEST, "server.request"))

    def test_after_shutdown(self) -> None:
        with Client() as client:
            client.request("shutdown", None)
            client.open(URI, "nonsense")
            for method in ("shutdown", "initialize", "textDocument/hover", "x"):
                self.assertEqual(client.error(method, {})["code"], REQUEST)
            client.notify("exit", None)
            self.assertEqual(client.process.wait(timeout=WAIT), 0)

    def test_capabilities(self) -> None:
        with Client() as client:
            found = client.capabilities
            self.assertEqual(found["serverInfo"]["name"], "blockfold rules server")
            self.assertEqual(found["capabilities"]["positionEncoding"], "utf-16")
            self.assertEqual(found["capabilities"]["textDocumentSync"]["change"], 2)

    def test_files_are_watched_where_the_client_can(self) -> None:
        watching = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
        with Client(initialize=False) as client:
            client.request("initialize", {"capabilities": watching})
            client.notify("initialized", {})
            asked = client.receive()
            self.assertEqual(asked["method"], "client/registerCapability")
            (one,) = asked["params"]["registrations"]
            self.assertEqual(one["method"], "workspace/didChangeWatchedFiles")
            self.assertEqual(one["registerOptions"], {"watchers": [{"globPattern": "**/*.blk"}]})
            client.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
            self.assertEqual(client.shutdown(), 0)
        for other in ({}, {"workspace": 5}, {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": "yes"}}}):
            with Client(initialize=False) as client:
                client.request("initialize", {"capabilities": other})
                client.notify("initialized", {})
                self.assertEqual(client.shutdown(), 0)
                self.assertIsNone(client.receive())

    def test_usage(self) -> None:
        def run(*words: str) -> subprocess.CompletedProcess:
            return subprocess.run([BIN / "blockfold", "rules", *words], input=b"", capture_output=True, check=False)

        self.assertEqual(run("server").returncode, 1)  # the input ends without `exit`
        self.assertEqual(run("server", "x.blk").returncode, 2)
        self.assertIn(b"takes no file", run("server", "x.blk").stderr)
        for action in ("check", "fmt", "doc", "test"):
            self.assertEqual(run(action).returncode, 2)
            self.assertIn(b"needs FILE.blk", run(action).stderr)
        self.assertIn(b"did you mean 'server'?", run("serve").stderr)


class Requests(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Client()
        self.addCleanup(self.client.__exit__)

    def error_of(self, message: object) -> dict:
        self.client.send(message)
        response = self.client.receive()
        self.assertEqual(response["jsonrpc"], "2.0")
        self.assertTrue(response["error"]["message"])
        return response

    def test_unknown_methods(self) -> None:
        error = self.client.error("textDocument/rename", {})
        self.assertEqual((error["code"], error["data"]["code"]), (METHOD, "server.method"))
        self.assertIn("'textDocument/rename'", error["message"])
        self.client.notify("$/cancelRequest", {"id": 1})
        self.client.notify("no/such", {})
        self.assertEqual(self.client.error("$/no/such", {})["code"], METHOD)

    def test_bad_json(self) -> None:
        for body in (b"", b"{", b"nonsense", b'{"jsonrpc": "2.0",}', b"\xff\xfe", b'"\\ud800', b"[" * 100000, b'{"a":' * 50000):
            response = self.error_of(body)
            self.assertEqual((response["id"], response["error"]["code"]), (None, PARSE))
        self.assertEqual(self.client.shutdown(), 0)

    def test_json_that_is_no_message(self) -> None:
        for message, answered in (
            (1, None),
            ("x", None),
            (None, None),
            ([], None),
            ([{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}], None),
            ({}, None),
            ({"id": 7, "method": "shutdown"}, 7),
            ({"jsonrpc": "1.0", "id": 8, "method": "shutdown"}, 8),
            ({"jsonrpc": 2.0, "id": 9, "method": "shutdown"}, 9),
            ({"jsonrpc": "2.0", "id": 10}, 10),
            ({"jsonrpc": "2.0", "id": 11, "method": 5}, 11),
            ({"jsonrpc": "2.0", "id": "twelve", "method": "shutdown", "params": 1}, "twelve"),
            ({"jsonrpc": "2.0", "id": [1], "method": "shutdown"}, None),
            ({"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}, None),
            ({"jsonrpc": "2.0", "id": None, "method": "shutdown"}, None),
        ):
            response = self.error_of(message)
            self.assertEqual((response["id"], response["error"]["code"]), (answered, REQUEST), message)
        self.client.send({"jsonrpc": "2.0", "id": 99, "result": None})  # a response to nothing
        self.client.send({"jsonrpc": "2.0", "id": "text", "method": "blockfold/explain", "params": {"code": "BF1001"}})
        self.assertEqual(self.client.receive()["id"], "text")

    def test_wrong_parameters_of_requests(self) -> None:
        self.client.open(URI, "relation r(x: field)\n")
        self.assertEqual(self.client.receive()["method"], "textDocument/publishDiagnostics")
        here = {"line": 0, "character": 0}
        wrong = [
            ({}, "params.textDocument.uri"),
            ([], "params.textDocument.uri"),
            ({"textDocument": 5}, "params.textDocument.uri"),
            ({"textDocument": {"uri": 5}}, "params.textDocument.uri"),
            ({"textDocument": {"uri": "file:///other.blk"}, "position": here}, "'file:///other.blk' is not open"),
        ]
        places = [
            None,
            5,
            {},
            {"line": 0},
            {"line": -1, "character": 0},
            {"line": 0, "character": -1},
            {"line": 0.5, "character": 0},
            {"line": "0", "character": 0},
        ]
        document = {"uri": URI}
        for method in METHODS:
            for params, why in wrong:
                error = self.client.error(f"textDocument/{method}", params)
                self.assertEqual(error["code"], PARAMS)
                self.assertIn(why, error["message"])
            for place in places:
                params = {"textDocument": document, "position": place}
                if method in ("documentSymbol", "formatting", "semanticTokens/full"):
                    self.client.request(f"textDocument/{method}", params)
                else:
                    error = self.client.error(f"textDocument/{method}", params)
                    self.assertEqual(error["code"], PARAMS)
                    self.assertIn("'params.position'", error["message"])
            # Places beyond the text are its end.
            for line, character in ((10**6, 0), (0, 10**6), (2**31, 2**31), (2**63, 2**64 - 1)):
                place = {"line": line, "character": character}
                self.client.request(f"textDocument/{method}", {"textDocument": document, "position": place})

    def test_wrong_notifications_are_logged(self) -> None:
        self.client.open(URI, "relation r(x: field)\n")
        self.assertEqual(self.client.receive()["method"], "textDocument/publishDiagnostics")
        for method, params in (
            ("didOpen", {}),
            ("didOpen", {"textDocument": {"uri": URI}}),
            ("didOpen", {"textDocument": {"uri": URI, "text": 5}}),
            ("didClose", {"textDocument": {"uri": "file:///other.blk"}}),
            ("didChange", {"textDocument": {"uri": "file:///other.blk"}, "contentChanges": []}),
            ("didChange", {"textDocument": {"uri": URI}}),
            ("didChange", {"textDocument": {"uri": URI}, "contentChanges": [5]}),
            ("didChange", {"textDocument": {"uri": URI}, "contentChanges": [{"range": {}, "text": ""}]}),
            ("didChange", {"textDocument": {"uri": URI}, "contentChanges": [{"range": 5, "text": ""}]}),
        ):
            self.client.notify(f"textDocument/{method}", params)
            while (message := self.client.receive())["method"] != "window/logMessage":
                pass
            self.assertTrue(message["params"]["message"].startswith(f"textDocument/{method}: "), message)
            self.assertEqual(message["params"]["type"], 1)
        # The text is still what it was.
        hover = self.client.at("hover", URI, 0, 10)
        self.assertIn("relation r", hover["contents"]["value"])

    def test_ranges_that_are_odd(self) -> None:
        self.client.open(URI, "relation r(x: field)\n")
        far, start = {"line": 10**9, "character": 10**9}, {"line": 0, "character": 0}
        change = {"range": {"start": far, "end": start}, "text": "// backwards\n"}
        self.client.change(URI, change)
        self.client.change(URI, {"range": {"start": start, "end": far}, "text": "relation q(x: field)\n"})
        hover = self.client.at("hover", URI, 0, 9)
        self.assertIn("relation q", hover["contents"]["value"])
