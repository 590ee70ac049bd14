"""What the server says about rule files."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from client import BIN, ROOT, STDLIB, Client, place, position, span, tokens

LOGIC = """//! Smileys 😀 are comments.
module logic

/// Formulas.
sort wff
claim |-
symbols ( ) ->

/// The number of something. 😀
relation count(order n: u32, x: field)
linear relation ticket(order n: u32)
table byte = range(8)

rule wi(ph, ps: wff) {
  conclude wff ( ph -> ps )
}
/// From ph and its implication, ps.
rule mp(ph, ps: wff) {
  premise |- ph
  premise |- ( ph -> ps )
  conclude |- ps
}

/* */
"""
LOGIC = LOGIC.replace("/* */\n", "")
FIELDS = """/// The beginning. 𝔸
axiom start {
  emit count(0, 1)
  emit ticket(0)
}
/// One more.
rule step(n: u32, x: field) {
  // 😀😀
  demand count(n, x)
  consume ticket(n)
  lookup byte(n)
  let next: u32 = n + 1
  emit count(next, x + n)
  emit ticket(next)
}
public rule result(x: field, hidden n: u32) {
  demand count(n, x)
}
"""
TEXT = LOGIC + FIELDS
URI = "file:///nowhere/logic.blk"


class Server(unittest.TestCase):
    """One client for each test."""

    def setUp(self) -> None:
        self.client = Client()
        self.addCleanup(self.client.__exit__)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name: str, text: str) -> str:
        """A file on disk, and its URI."""
        path = Path(self.folder.name) / name
        path.write_text(text)
        return path.as_uri()

    def opened(self, text: str = TEXT, uri: str = URI) -> list[dict]:
        self.client.open(uri, text)
        return self.client.diagnostics(uri)


class Diagnostics(Server):
    def test_a_good_file_has_none(self) -> None:
        self.assertEqual(self.opened(), [])

    def test_the_same_as_on_the_command_line(self) -> None:
        """For the wrong example of every code of the language."""
        definitions = (ROOT / "compiler" / "rules" / "codes.def").read_text()
        codes = sorted(set(re.findall(r'"(BF\d{4})"', definitions)))
        self.assertGreater(len(codes), 40)
        compared = 0
        for code in codes:
            done = subprocess.run(
                [BIN / "blockfold", "explain", code, "--json"], capture_output=True, check=True, text=True
            )
            wrong = json.loads(done.stdout)["wrong"]
            if not wrong:
                continue
            uri = self.write("rules.blk", wrong)
            path = Path(self.folder.name) / "rules.blk"
            checked = subprocess.run(
                [BIN / "blockfold", "rules", "check", path, "--diagnostics=json"],
                capture_output=True,
                check=False,
                text=True,
            )
            expected = json.loads(checked.stdout)["diagnostics"]
            found = [one for one in self.opened(wrong, uri)]
            own = [one for one in expected if one["file"] == str(path)]
            self.assertEqual([one["code"] for one in found], [one["code"] for one in own], code)
            for mine, theirs in zip(found, own):
                self.assertTrue(mine["message"].startswith(theirs["message"]), mine)
                self.assertIn(theirs["next_step"], mine["message"])
                self.assertEqual(mine["severity"], {"error": 1, "warning": 2}[theirs["severity"]])
                self.assertEqual(mine["source"], "blockfold")
                self.assertEqual(mine["codeDescription"], {"href": f"blockfold-explain:{theirs['code']}.md"})
                if "line" in theirs and wrong.isascii():
                    start = position((theirs["line"] - 1, theirs["column"] - 1))
                    self.assertEqual(mine["range"]["start"], start, code)
            self.client.close(uri)
            self.assertEqual(self.client.diagnostics(uri), [])
            compared += 1
        self.assertGreater(compared, 30)

    def test_positions_count_utf_16(self) -> None:
        wrong = TEXT.replace("emit ticket(next)", "emit ticket(nxt) // 😀")
        (one,) = self.opened(wrong)
        self.assertEqual(one["range"], span(wrong, "nxt"))
        self.client.change(URI, {"text": "/// `𝔸` 𝔸𝔸\nrelation r(x: feld) // 😀\n"})
        (one,) = self.client.diagnostics(URI)
        self.assertEqual(one["code"], "BF1102")
        self.assertEqual(one["range"], {"start": position((1, 14)), "end": position((1, 18))})
        self.client.change(URI, {"text": "relation r(x: `𝔸` 𝔸𝔸 feld)\n"})
        found = self.client.diagnostics(URI)
        self.assertTrue(found)
        for one in found:
            self.assertLessEqual(one["range"]["end"]["character"], 27)

    def test_related_places(self) -> None:
        wrong = TEXT + "relation count(x: field)\n"
        (one,) = self.opened(wrong)
        self.assertEqual(one["code"], "BF1106")
        (related,) = one["relatedInformation"]
        self.assertEqual(related["location"], {"uri": URI, "range": span(wrong, "count")})

    def test_changes_in_place(self) -> None:
        self.opened()
        where = span(TEXT, "emit ticket(next)")
        self.client.change(URI, {"range": where, "text": "emit tickt(next)"})
        (one,) = self.client.diagnostics(URI)
        self.assertIn("did you mean 'ticket'?", one["message"])
        # Several changes of one message apply one after the other.
        wrong = TEXT.replace("emit ticket(next)", "emit tickt(next)")
        line, character = place(wrong, "tickt(next)")
        self.client.change(
            URI,
            {"range": {"start": position((line, character)), "end": position((line, character + 5))}, "text": ""},
            {"range": {"start": position((line, character)), "end": position((line, character))}, "text": "ticket"},
        )
        self.assertEqual(self.client.diagnostics(URI), [])
        # After characters that are two units of UTF-16, and at the end of a line that is beyond it.
        line, _ = place(TEXT, "// 😀😀")
        self.client.change(
            URI, {"range": {"start": position((line, 9999)), "end": position((line, 9999))}, "text": "\n  emit\n"}
        )
        (one,) = self.client.diagnostics(URI)
        self.assertEqual(one["range"]["start"]["line"], line + 3)

    def test_buffers_override_files(self) -> None:
        self.write("base.blk", "relation base(x: field)\n")
        base = (Path(self.folder.name) / "base.blk").as_uri()
        main = self.write("main.blk", "not read")
        text = 'import "base.blk"\naxiom a {\n  emit base(1)\n}\n'
        self.assertEqual(self.opened(text, main), [])
        # The imported file in the editor is another one than on disk, and was not saved.
        self.client.open(base, "relation base(x: field, y: field)\n")
        (one,) = self.client.diagnostics(main)
        self.assertEqual(one["code"], "BF1301")
        self.client.close(base)
        self.assertEqual(self.client.diagnostics(main), [])
        # On disk, and an editor that saw it.
        self.write("base.blk", "relation other(x: field)\n")
        self.client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": base, "type": 2}]})
        (one,) = self.client.diagnostics(main)
        self.assertEqual(one["code"], "BF1103")

    def test_mistakes_of_imported_files(self) -> None:
        base = self.write("base.blk", "relation base(x: feld)\n")
        main = self.write("main.blk", "")
        self.client.open(main, 'import "base.blk"\n')
        found = {}
        while main not in found or base not in found:
            message = self.client.receive()
            found[message["params"]["uri"]] = message["params"]["diagnostics"]
        self.assertEqual(found[main], [])
        self.assertEqual([one["code"] for one in found[base]], ["BF1102"])
        # They go with the last file that imports it.
        self.client.close(main)
        self.assertEqual(self.client.diagnostics(base), [])

    def test_imports_that_are_missing(self) -> None:
        (one,) = self.opened('import "absent.blk"\n')
        self.assertEqual(one["code"], "BF1107")
        self.assertEqual(one["range"], span('import "absent.blk"\n', '"absent.blk"'))
        (one,) = self.opened('import "absent.blk"\n', "untitled:Untitled-1")
        self.assertIn("not saved yet", one["message"])


class Names(Server):
    """Hover, definition, references, highlights and the outline."""

    def hover(self, part: str, nth: int = 0, inside: int = 0, text: str = TEXT, uri: str = URI) -> str | None:
        found = self.client.at("hover", uri, *place(text, part, nth, inside))
        return found and found["contents"]["value"]

    def test_hover(self) -> None:
        self.opened()
        relation = self.hover("count", 1)
        self.assertIn("```blk\nrelation count(order n: u32, x: field)\n```", relation)
        self.assertIn("The number of something. 😀", relation)
        self.assertIn("Emitted by `start`, `step`. Demanded by `step`, `result`.", relation)
        self.assertIn("Consumed by `step`.", self.hover("ticket", 1))
        rule = self.hover("mp(")
        self.assertIn("rule mp(ph, ps: wff) {\n  premise |- ph\n", rule)
        self.assertIn("From ph and its implication, ps.", rule)
        self.assertIn("```blk\nsort wff\n```\n\nFormulas.", self.hover("wff", 1))
        self.assertIn("claim |-", self.hover("|-", 1))
        self.assertIn("symbols ->", self.hover("->", 2))
        self.assertIn("table byte = range(8)", self.hover("byte", 1))
        self.assertIn("```blk\nhidden n: u32\n```\n\nan argument of `result`", self.hover("n, x)\n}"))
        self.assertIn("ps: wff", self.hover("ps )", 1))
        self.assertIn("let next: u32 = n + 1", self.hover("next", 1))
        self.assertIn("order n: u32", self.hover("n: u32"))
        self.assertIsNone(self.hover("demand"))
        self.assertIsNone(self.hover("Smileys"))
        # At the end of a name, too, and with the range of the name.
        line, character = place(TEXT, "count(0, 1)")
        found = self.client.at("hover", URI, line, character + 5)
        self.assertEqual(found["range"], span(TEXT, "count", 1))

    def test_hover_explains_codes(self) -> None:
        wrong = TEXT.replace("  emit count(next, x + n)", "  emit count(next, x + n + y)")
        self.opened(wrong)
        text = self.hover("y)", text=wrong)
        self.assertIn("**BF11", text)
        self.assertIn("What to do: ", text)
        self.assertIn("Right:\n```blk\n", text)

    def test_definition(self) -> None:
        self.opened()
        for part, nth, declared in (
            ("count(n", 0, "count"),
            ("ticket(next)", 0, "ticket"),
            ("byte(n)", 0, "byte"),
            ("wff (", 0, "wff"),
            ("|- (", 0, "|-"),
            ("-> ps )", 1, "->"),
        ):
            found = self.client.at("definition", URI, *place(TEXT, part, nth))
            self.assertEqual(found, {"uri": URI, "range": span(TEXT, declared)}, part)
        found = self.client.at("definition", URI, *place(TEXT, "n)\n  lookup"))
        self.assertEqual(found["range"], span(TEXT, "n", TEXT[: TEXT.index("n: u32, x: field) {")].count("n")))
        self.assertIsNone(self.client.at("definition", URI, 0, 0))

    def test_references(self) -> None:
        base = self.write("base.blk", "/// Base.\nrelation base(x: field)\n")
        text = 'import "base.blk"\naxiom a {\n  emit base(1)\n}\npublic rule b {\n  demand base(1)\n}\n'
        main = self.write("main.blk", text)
        other = self.write("other.blk", text)
        self.opened(text, main)
        context = {"includeDeclaration": True}
        found = self.client.at("references", main, *place(text, "base(1)"), context=context)
        lines = sorted((one["uri"], one["range"]["start"]["line"]) for one in found)
        self.assertEqual(lines, [(base, 1), (main, 2), (main, 5)])
        # From another file, with another open; each place once.
        self.client.open(other, text)
        self.client.open(base, Path(self.folder.name, "base.blk").read_text())
        found = self.client.at("references", base, 1, 10, context={"includeDeclaration": False})
        lines = sorted((one["uri"], one["range"]["start"]["line"]) for one in found)
        self.assertEqual(lines, [(main, 2), (main, 5), (other, 2), (other, 5)])
        definition = self.client.at("definition", main, *place(text, "base(1)"))
        self.assertEqual((definition["uri"], definition["range"]["start"]), (base, position((1, 9))))

    def test_highlights(self) -> None:
        self.opened()
        found = self.client.at("documentHighlight", URI, *place(TEXT, "count"))
        self.assertEqual([one["range"] for one in found], [span(TEXT, "count", nth) for nth in range(5)])
        # Variables of another rule are others.
        found = self.client.at("documentHighlight", URI, *place(TEXT, "ph, ps"))
        self.assertEqual({one["range"]["start"]["line"] for one in found}, {13, 14})

    def test_outline(self) -> None:
        self.opened()
        found = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
        names = ["wff", "|-", "(", ")", "->", "count", "ticket", "byte", "wi", "mp", "start", "step", "result"]
        self.assertEqual([one["name"] for one in found], names)
        by_name = {one["name"]: one for one in found}
        self.assertEqual(by_name["step"]["detail"], "rule step(n: u32, x: field)")
        self.assertEqual(by_name["count"]["selectionRange"], span(TEXT, "count"))
        for one in found:
            outer, inner = one["range"], one["selectionRange"]
            key = lambda at: (at["line"], at["character"])
            self.assertLessEqual(key(outer["start"]), key(inner["start"]))
            self.assertLessEqual(key(inner["end"]), key(outer["end"]))

    def test_names_while_a_file_is_broken(self) -> None:
        """Half a line was typed: names are still known, and their places carried over."""
        self.opened()
        line, _ = place(TEXT, "  lookup byte")
        at = position((line, 0))
        self.client.change(URI, {"range": {"start": at, "end": at}, "text": "  emit \n  demand cou\n"})
        broken = TEXT.replace("  lookup byte", "  emit \n  demand cou\n  lookup byte")
        self.assertTrue(self.client.diagnostics(URI))
        self.assertIn("relation count", self.hover("count(next", text=broken))
        found = self.client.at("definition", URI, *place(broken, "next, x"))
        self.assertEqual(found["range"], span(broken, "next"))
        outline = self.client.request("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
        self.assertEqual(outline[-1]["selectionRange"], span(broken, "result"))
        self.assertIsNone(self.hover("cou\n", text=broken))


class Tokens(Server):
    def test_what_each_word_is(self) -> None:
        text = "/// 😀\nrelation r(order n: u32) // 😀\nrule s(a: u32) {\n  demand r(a)\n  let b: u32 = a + 1 /* no */\n}\n"
        text = text.replace(" /* no */", "")
        self.opened(text)
        legend = self.client.capabilities["capabilities"]["semanticTokensProvider"]["legend"]
        found = [(word, kind, *modifiers) for _, _, word, kind, modifiers in tokens(self.client, URI, text, legend)]
        new = "declaration"
        self.assertEqual(
            found,
            [
                ("/// 😀", "comment"), ("relation", "keyword"), ("r", "interface", new), ("order", "keyword"),
                ("n", "property", new), ("u32", "type", "defaultLibrary"), ("// 😀", "comment"),
                ("rule", "keyword"), ("s", "function", new), ("a", "parameter", new),
                ("u32", "type", "defaultLibrary"), ("demand", "keyword"), ("r", "interface"), ("a", "parameter"),
                ("let", "keyword"), ("b", "variable", new), ("u32", "type", "defaultLibrary"),
                ("a", "parameter"), ("1", "number"),
            ],
        )
        self.client.change(URI, {"text": "relation"})
        document = {"textDocument": {"uri": URI}}
        self.assertIsNone(self.client.request("textDocument/semanticTokens/full", document))


class Formatting(Server):
    def formatted(self, text: str) -> str | None:
        """The text after the edits that the server asks for."""
        edits = self.client.request("textDocument/formatting", {"textDocument": {"uri": URI}, "options": {}})
        if edits is None:
            return None
        self.assertLessEqual(len(edits), 1)
        for edit in edits:
            lines = text.split("\n")
            offset = lambda at: sum(len(line) + 1 for line in lines[: at["line"]]) + at["character"]
            begin, end = (offset(edit["range"][which]) for which in ("start", "end"))
            text = text[:begin] + edit["newText"] + text[end:]
        return text

    def test_as_on_the_command_line(self) -> None:
        for path in sorted(STDLIB.glob("*.blk")):
            text = path.read_text()
            for ugly in (text, text.replace("  demand", "     demand"), text.replace(" {\n", "   {\n\n\n"), "\n\n" + text):
                self.opened(ugly)
                done = subprocess.run(
                    [BIN / "blockfold", "rules", "fmt", "/dev/stdin"],
                    input=ugly.encode(),
                    capture_output=True,
                    check=True,
                )
                self.assertEqual(self.formatted(ugly), done.stdout.decode(), path)

    def test_nothing_to_do_and_nothing_possible(self) -> None:
        self.opened("relation r(x: field)\n")
        self.assertEqual(
            self.client.request("textDocument/formatting", {"textDocument": {"uri": URI}, "options": {}}), []
        )
        self.opened("relation r(x: field\n")
        self.assertIsNone(self.formatted(""))

    def test_one_line_is_one_edit(self) -> None:
        ugly = TEXT.replace("  consume ticket", " consume  ticket")
        self.opened(ugly)
        (edit,) = self.client.request("textDocument/formatting", {"textDocument": {"uri": URI}, "options": {}})
        line, _ = place(ugly, "consume ")
        self.assertEqual(edit["range"], {"start": position((line, 0)), "end": position((line + 1, 0))})


class Completion(Server):
    def offered(self, before: str, after: str = "") -> dict[str, dict]:
        """What is offered at the end of `before`, by label; the file was whole once."""
        self.opened()
        self.client.change(URI, {"text": before + after})
        line, character = before.count("\n"), len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2
        found = self.client.at("completion", URI, line, character)
        self.assertFalse(found["isIncomplete"])
        for item in found["items"]:
            self.assertEqual(item["textEdit"]["range"]["end"], position((line, character)))
        return {item["label"]: item for item in found["items"]}

    def test_places(self) -> None:
        head = TEXT[: TEXT.index("  demand count(n, x)\n  consume")]
        rest = TEXT[TEXT.index("  consume ticket") :]
        statements = {"premise", "conclude", "distinct", "demand", "consume", "emit", "lookup", "require", "let"}
        self.assertEqual(set(self.offered(head + "  de", "\n" + rest)), statements)
        self.assertEqual(set(self.offered(head + "  demand co", "\n" + rest)), {"count"})
        self.assertEqual(set(self.offered(head + "  consume ", "\n" + rest)), {"ticket"})
        self.assertEqual(set(self.offered(head + "  emit ", "\n" + rest)), {"count", "ticket"})
        self.assertEqual(set(self.offered(head + "  lookup ", "\n" + rest)), {"byte"})
        self.assertEqual(set(self.offered(head + "  let y = n\n  emit count(", "\n" + rest)), {"n", "x", "y", "self"})
        self.assertEqual(set(self.offered(head + "  let y: ", "\n" + rest)) & {"u32", "field", "wff"}, {"u32", "field", "wff"})
        self.assertEqual(self.offered(head + "  let ", "\n" + rest), {})
        self.assertEqual(self.offered(head + "  // de", "\n" + rest), {})
        self.assertIn("relation", self.offered(TEXT + "re"))
        self.assertEqual(set(self.offered(TEXT + "public ")), {"rule", "axiom", "theorem"})
        self.assertEqual(set(self.offered(TEXT + "rule r(")), {"hidden", "free"})
        self.assertEqual(set(self.offered(TEXT + "unique relation r(")), {"order"})
        self.assertEqual(self.offered(TEXT + "symbols "), {})
        text = TEXT + "rule r(a: wff) {\n  premise "
        self.assertEqual(set(self.offered(text)), {"wff", "|-"})
        self.assertEqual(set(self.offered(text + "|- ( a -")), {"a", "(", ")", "->"})

    def test_items_say_what_they_are(self) -> None:
        item = self.offered(TEXT + "rule r {\n  emit co")["count"]
        self.assertEqual(item["detail"], "relation count(order n: u32, x: field)")
        self.assertIn("The number of something.", item["documentation"]["value"])
        self.assertEqual(item["textEdit"]["newText"], "count")
        self.assertEqual(item["textEdit"]["range"]["start"]["character"], 7)

    def test_every_keyword_is_offered_somewhere(self) -> None:
        lexer = (ROOT / "grammars" / "BlockRulesLexer.g4").read_text()
        keywords = set(re.findall(r"^[A-Z]+ *: '([a-z]+)'", lexer, re.MULTILINE))
        offered = set()
        for before in ("", "public ", "linear ", "table t = ", "relation r(", "rule r(", "rule r {\n  ", "rule r {\n  emit r("):
            offered |= set(self.offered(TEXT + before))
        self.assertLessEqual(keywords, offered)

    def test_names_of_imports_only(self) -> None:
        self.write("base.blk", "relation base(x: field)\n")
        hidden = self.write("hidden.blk", "relation hidden_one(x: field)\n")
        text = 'import "base.blk"\nrelation own(x: field)\naxiom a {\n  emit '
        main = self.write("main.blk", "")
        self.client.open(hidden, "relation hidden_one(x: field)\n")
        self.client.open(main, text + "own(1)\n}\n")
        found = self.client.at("completion", main, 3, 7)
        self.assertEqual({item["label"] for item in found["items"]}, {"base", "own"})


class Explanations(Server):
    def test_the_request_behind_the_link(self) -> None:
        text = self.client.request("blockfold/explain", {"code": "BF1404"})["text"]
        self.assertTrue(text.startswith("**BF1404**: "))
        self.assertEqual(self.client.error("blockfold/explain", {"code": "BF9999"})["code"], -32602)
        self.assertEqual(self.client.error("blockfold/explain", {})["code"], -32602)
