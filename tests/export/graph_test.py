"""Pictures of proofs: read with a parser of our own for the lines that we write, and by Graphviz."""

import re
import shutil
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from programs import THEORIES, ExportTest, run

_NODE = re.compile(r'^(\d+)\[label="((?:[^"\\]|\\.)*)" .*style="([a-z,]*)"\];$')
_EDGE = re.compile(r"^(\d+)->(\d+) ;$")


class Graph(ExportTest):
    """Blocks and what they rest on."""

    def draw(self, theory: Path, *options: str) -> str:
        return self.blockfold("export", theory, *options, "--format=dot", "-o", "-").decode()

    def parts(self, dot: str) -> tuple[dict[int, tuple[str, str]], list[tuple[int, int]]]:
        """Nodes with label and style, and edges from premises to what uses them."""
        nodes, edges = {}, []
        for line in dot.splitlines():
            if node := _NODE.match(line):
                nodes[int(node[1])] = (node[2], node[3])
            if edge := _EDGE.match(line):
                edges.append((int(edge[1]), int(edge[2])))
        return nodes, edges

    def blocks(self, theory: Path, *options: str) -> dict[int, list[int]]:
        """The premises of every block, as `blockfold blocks` prints them."""
        text = self.blockfold("blocks", theory, *options).decode()
        return {
            int(line[1]): [int(b) for b in re.findall(r"b(\d+)", line[2] or "")]
            for line in re.finditer(r"^b(\d+) = (?:var \S+ \S+|[^(\n]*?)(\(.*?\))? @", text, re.M)
        }

    def test_whole(self) -> None:
        theory, goals = THEORIES / "implication.mm", "--theorem=idd"
        expected = self.blocks(theory, goals)
        nodes, edges = self.parts(self.draw(theory, goals, "--max=0"))
        self.assertEqual(set(nodes), set(expected))
        self.assertEqual(
            sorted(edges), sorted((p, block) for block in expected for p in expected[block])
        )
        self.assertTrue(any("proves idd" in label for label, _ in nodes.values()))
        self.assertFalse(any("dashed" in style for _, style in nodes.values()))

    def test_limits(self) -> None:
        theory, goals = THEORIES / "implication.mm", "--theorem=idd"
        whole = self.blocks(theory, goals)
        nodes, _ = self.parts(self.draw(theory, goals, "--max=7"))
        self.assertEqual(len(nodes), 7)
        nodes, edges = self.parts(self.draw(theory, goals, "--depth=1"))
        for block, (_, style) in nodes.items():
            self.assertEqual("dashed" in style, any(p not in nodes for p in whole[block]))
        self.assertLess(len(nodes), len(whole))
        self.assertTrue(all(a in nodes and b in nodes for a, b in edges))
        nodes, edges = self.parts(self.draw(theory, goals, "--depth=0"))
        self.assertEqual(len(nodes), 2)  # two theorems are proved, each by its last block

    def test_of_a_certificate(self) -> None:
        theory, certificate = THEORIES / "hypotheses.mm", self.folder / "x.bfc"
        self.blockfold("prove", theory, "--all", "-q", "-o", certificate)
        drawn = self.blockfold(
            "export", certificate, "--theory", theory, "--format=dot", "-o", "-"
        ).decode()
        self.assertEqual(drawn, self.draw(theory, "--all"))

    @unittest.skipUnless(shutil.which("dot"), "Graphviz is not installed")
    def test_graphviz(self) -> None:
        """Symbols that mean something to Graphviz are drawn as they are."""
        theory = self.folder / "odd.mm"
        theory.write_text(
            '$c |- wff "\\ &amp; <b> \\N { $. $v x $. wx $f wff x $.\n'
            'w1 $a wff "\\ &amp; x <b> \\N { $. ax $a |- x $.\n'
            'th $p |- "\\ &amp; x <b> \\N { $= wx w1 ax $.\n'
        )
        for file, options in ((theory, ["--all"]), (THEORIES / "disjoint.mm", ["--all"])):
            source = self.draw(file, *options).encode()
            drawn = run(["dot", "-Tsvg"], input=source)
            self.assertEqual((drawn.returncode, drawn.stderr), (0, b""))
            svg = ElementTree.fromstring(drawn.stdout)
            texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
            nodes, _ = self.parts(source.decode())
            groups = svg.findall(".//{http://www.w3.org/2000/svg}g[@class='node']")
            self.assertEqual(len(groups), len(nodes))
            if file == theory:
                self.assertIn('|- "\\ &amp; x <b> \\N {', texts)
