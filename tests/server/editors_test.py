"""The extension for VS Code: its grammar against the language's parser, its start against the server.

tools/setup.sh --editors installs what this takes: vscode-textmate and vscode-oniguruma, which colour texts in the
editor, and vscode-languageclient, which talks to servers; and Neovim, which has a client of its own.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from client import BIN, ROOT, STDLIB, Client, tokens

EXTENSION = ROOT / "tools" / "editors" / "vscode"
MODULES = Path(os.environ.get("EDITOR_MODULES", ROOT / "build" / "npm" / "node_modules"))
HERE = Path(__file__).parent
_ABSENT = shutil.which("node") is None or not (MODULES / "vscode-textmate").is_dir() or not (MODULES / "vscode-languageclient").is_dir()
_HOW = "node or the editor's libraries are absent: tools/setup.sh --editors"
if _ABSENT:
    print(f"skipped: {_HOW}")

ODD = """//! Words of the language where they are none, and comments where they are none. 😀
module odd.words // a comment
import "other.blk"
/// Documentation of `sorts`.
sort wff setvar // a comment
claim |-
symbols ( ) -> rule // not a symbol
symbols https://x.org demand emit \\\\ /// *
symbols one \\
  two // a comment
sort class

unique relation rel(at: address, order t: u32, x: i16, b_c: field, d: bool)
linear relation lin(order t: u64)
table t = rows (0, 1) (0x1f, 3)
table u = xor(8)

rule text(`x.1`, y: wff) { // a comment
  distinct `x.1`, y
  premise |- ( y -> rule demand https://x.org // a comment
  premise |- one \\
    two
  conclude |- ( `x.1` )
}
public axiom first(free x: i16, hidden d: bool) {
  require x * x - 2 != 3 // a comment
  let ordered = x + 1
  let emitted: u32 = ordered
  emit rel(self, 0, x, emitted, d)
}
public rule second(at: address, t: u32, x: i16, f: field, d: bool) {
  demand rel(at, t, x, f, d)
  lookup u(t, t, 0)
}
"""


def kind_of(scopes: list[str]) -> str:
    """What the grammar takes a word for."""
    for scope in reversed(scopes):
        for prefix, kind in (
            ("comment.line", "comment"),
            ("keyword.control", "keyword"),
            ("storage.", "keyword"),
            ("variable.language.self", "keyword"),
            ("entity.name.function", "function"),
            ("entity.name.type", "declared"),
            ("support.type", "builtin"),
            ("constant.numeric", "number"),
            ("string.quoted", "string"),
            ("string.unquoted.text", "symbol"),
        ):
            if scope.startswith(prefix):
                return kind
    return "plain"


@unittest.skipIf(_ABSENT, _HOW)
class Grammar(unittest.TestCase):
    """Every word of a file has the scope that belongs to what it is for the parser."""

    def compare(self, paths: list[Path]) -> int:
        done = subprocess.run(
            ["node", HERE / "textmate.cjs", MODULES, EXTENSION / "blk.tmLanguage.json", *paths],
            capture_output=True,
            check=True,
            text=True,
        )
        words = 0
        with Client() as client:
            legend = client.capabilities["capabilities"]["semanticTokensProvider"]["legend"]
            for path, line in zip(paths, done.stdout.splitlines(), strict=True):
                client.open(path.as_uri(), path.read_text())
                words += self.compare_file(path, json.loads(line), tokens(client, path.as_uri(), path.read_text(), legend))
        return words

    def compare_file(self, path: Path, scoped: list, meant: list) -> int:
        claimed = {}  # what the grammar calls keywords and comments, by place
        for number, line in enumerate(scoped):
            for begin, end, scopes in line:
                if kind_of(scopes) in ("keyword", "comment") and end > begin:
                    claimed[number, begin] = (kind_of(scopes), end)
        for line, begin, word, kind, modifiers in meant:
            where = f"{path.name}:{line + 1}:{begin + 1}: {word}"
            length = len(word.encode("utf-16-le")) // 2
            kinds = {kind_of(scopes) for start, end, scopes in scoped[line] if start < begin + length and end > begin}
            self.assertEqual(kinds, {self.expected(kind, modifiers, word, kinds)}, where)
            if kind in ("keyword", "comment"):
                self.assertEqual(claimed.pop((line, begin), None), (kind, begin + length), where)
        self.assertEqual(claimed, {}, f"{path.name}: for the parser these are something else")
        return len(meant)

    @staticmethod
    def expected(kind: str, modifiers: list[str], word: str, found: set[str]) -> str:
        declared = "declaration" in modifiers
        if kind in ("keyword", "comment", "number", "string"):
            return kind
        if kind == "function":
            return "function"
        if kind in ("interface", "enum"):
            return "declared" if declared else "plain"
        if kind == "type" and "defaultLibrary" in modifiers:
            return "builtin"
        if word.startswith("`"):
            return "symbol" if found == {"symbol"} else "string"
        # Names of texts stand between symbols, or as types and variables of rules.
        return "symbol" if found == {"symbol"} else "plain"

    def test_the_standard_library(self) -> None:
        self.assertGreater(self.compare(sorted(STDLIB.glob("*.blk"))), 4000)

    def test_odd_words(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "odd.blk")
            path.write_text(ODD)
            Path(folder, "other.blk").write_text("sort other\n")
            self.assertGreater(self.compare([path]), 100)


@unittest.skipIf(_ABSENT, _HOW)
class Extension(unittest.TestCase):
    def test_it_starts_the_server(self) -> None:
        done = subprocess.run(
            ["node", HERE / "extension.cjs", MODULES, EXTENSION / "extension.js", BIN / "blockfold"],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_library_is_the_one_that_is_tested(self) -> None:
        wanted = json.loads((EXTENSION / "package.json").read_text())["dependencies"]["vscode-languageclient"]
        found = json.loads((MODULES / "vscode-languageclient" / "package.json").read_text())["version"]
        self.assertEqual(wanted, found)


@unittest.skipIf(shutil.which("nvim") is None, "neovim is absent: tools/setup.sh --editors")
class Neovim(unittest.TestCase):
    TEXT = """/// The number. 😀
relation count(order n: u32, x: field)
axiom start { emit count(0, 1) }
rule step(n: u32, x: field) {
  demand count(n, x)
  let next: u32 = n + 1
       emit cuont(next, x)
}
"""

    def test_its_own_client(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.blk").write_text(self.TEXT)
            done = subprocess.run(
                ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-c", f"luafile {HERE / 'neovim.lua'}"],
                cwd=folder,
                env={**os.environ, "PROGRAM": str(BIN / "blockfold"), "HOME": folder},
                capture_output=True,
                check=False,
                text=True,
                timeout=300,
            )
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(done.stdout.count(": yes"), 7)


class Files(unittest.TestCase):
    """What needs no library."""

    def test_what_the_manifest_names_is_there(self) -> None:
        manifest = json.loads((EXTENSION / "package.json").read_text())
        named = [manifest["main"]]
        named += [one["configuration"] for one in manifest["contributes"]["languages"]]
        named += [one["path"] for one in manifest["contributes"]["grammars"]]
        for name in named:
            self.assertTrue((EXTENSION / name).is_file(), name)
