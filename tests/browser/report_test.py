"""Pages of `blockfold report` in headless Chromium: quiet, without network, on phone and desk, light and dark.

    BLOCKFOLD_BIN=build/release/bin python3 tests/browser/report_test.py [--pictures DIR]
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from chromium import Browser, find_chromium

BIN = pathlib.Path(os.environ.get("BLOCKFOLD_BIN", "build/release/bin"))
DATABASES = pathlib.Path("/usr/share/metamath/databases")
SHARED = pathlib.Path(__file__).resolve().parents[2].parent / "shared/data/metamath/pi2"
STDLIB = pathlib.Path(__file__).resolve().parents[2] / "stdlib"
SLICES = SHARED.parent / "matching-logic/transfer-sliced-top"
SKIPPED = 77
PHONE, DESK = 390, 1180
pictures = None

# Symbols that try to be mark-up, and a typesetting that helps them.
HOSTILE = """
$c |- wff ( ) -> <script>window.hit=1</script> <img/src=x/onerror=window.hit=1> "onmouseover="window.hit=1 $.
$v p q r $. wp $f wff p $. wq $f wff q $. wr $f wff r $.
$( $t althtmldef "->" as ' &rarr; '; althtmldef "p" as "<script>window.hit=1</script>";
      althtmldef "q" as "&lt;script&gt;"; althtmldef "|-" as "<img src=http://127.0.0.1:9/x>"; $)
wi $a wff ( p -> q ) $.
wx $a wff <script>window.hit=1</script> <img/src=x/onerror=window.hit=1> $.
wy $a wff "onmouseover="window.hit=1 $.
ax1 $a |- ( p -> ( q -> p ) ) $.
ax2 $a |- ( ( p -> ( q -> r ) ) -> ( ( p -> q ) -> ( p -> r ) ) ) $.
${ m1 $e |- p $. m2 $e |- ( p -> q ) $. mp $a |- q $. $}
long $p |- ( p -> ( "onmouseover="window.hit=1 -> p ) ) $= wp wy ax1 $.
${ e1 $e |- p $. e2 $e |- ( p -> <script>window.hit=1</script> <img/src=x/onerror=window.hit=1> ) $.
   evil $p |- <script>window.hit=1</script> <img/src=x/onerror=window.hit=1> $= wp wx e1 e2 mp $.
   twice $p |- <script>window.hit=1</script> <img/src=x/onerror=window.hit=1> $= wp e1 e2 evil $. $}
"""

# Words of a rule file go into the page.
HOSTILE_RULES = """//! <script>window.hit=1</script>
module evil
/// <script>window.hit=1</script> <img src=x onerror=window.hit=1> `code` {{{style}}}
relation seen(x: field)
/// <b onmouseover=window.hit=1>a rule</b>
public axiom given(x: field) {
  emit seen(x)
}
rule looks(x: field) {
  demand seen(x)
}
"""

# The contrast of each piece of text that is seen with what is behind it (WCAG 2.2, 1.4.3): the worst ones.
CONTRAST = """(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = rgba(getComputedStyle(element).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const poor = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("svg, script, .skip") || !element.checkVisibility()) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.set(element.tagName + "." + element.className, ratio);
  }
  return [...poor];
})()"""

# Elements that stick out of the page, but for what scrolls by itself.
OVERFLOW = """[...document.querySelectorAll("body *")]
  .filter((e) => !e.closest(".scroll, pre, svg, .skip") && e.getBoundingClientRect().right > innerWidth + 0.5)
  .map((e) => e.tagName + "." + e.className)"""

# Pictures that say nothing and are not hidden from those who listen.
SILENT = """[...document.querySelectorAll("svg")]
  .filter((e) => e.getAttribute("aria-hidden") !== "true" && !(e.getAttribute("role") === "img" && e.getAttribute("aria-label")))
  .length"""

UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true; })"


def blockfold(*arguments):
    subprocess.run([BIN / "blockfold", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.browser = cls.enterClassContext(Browser())
        hostile = cls.folder / "hostile.mm"
        hostile.write_text(HOSTILE)
        cls.pages = {"hostile": cls.make("hostile", hostile, "--all")}
        cls.try_database("hol", DATABASES / "hol.mm", "--all")
        cls.try_database("2p2e4", DATABASES / "set.mm", "--theorem=2p2e4")
        cls.try_database("erc20", SHARED / "9.erc20transfer_success.mm", "--all")
        cls.make_executions()
        cls.make_links()

    @classmethod
    def try_database(cls, name, database, *goals):
        if database.exists():
            cls.pages[name] = cls.make(name, database, *goals)
        else:
            print(f"skipped: {database} is absent")

    @classmethod
    def make(cls, name, database, *goals):
        certificate, profile, page = (cls.folder / f"{name}.{end}" for end in ("bfc", "json", "html"))
        blockfold("prove", database, *goals, "-o", certificate, "--profile", profile, "--quiet")
        blockfold("report", certificate, "--theory", database, "--profile", profile, "-o", page)
        return page.as_uri()

    @classmethod
    def make_executions(cls):
        """Two runs, of which one fails, and the executions of two rule files."""
        runs = {"sort": ["a=[3,1,2,9,7,5,0,0,1,1,1,4,4,4,4,-2]"], "transfer": ["balance=[100,20,0,7]", "sender=1", "receiver=2", "amount=21"]}
        for name, inputs in runs.items():
            program = STDLIB / f"imp/{name}.imp"
            certificate, page = (cls.folder / f"{name}.{end}" for end in ("bfc", "html"))
            blockfold("run", program, *(f"--input={value}" for value in inputs), "-o", certificate, "--quiet")
            blockfold("report", certificate, "--theory", program, "-o", page)
            cls.pages[name] = page.as_uri()
        for name in ("fibonacci", "imp"):
            rules = STDLIB / f"{name}.blk"
            cls.pages[f"{name}-rules"] = cls.make(f"{name}-rules", rules, STDLIB / f"{name}.bmt")
        rules, blocks = cls.folder / "evil.blk", cls.folder / "evil.bmt"
        rules.write_text(HOSTILE_RULES)
        blocks.write_text("blockfold execution 1\n\ngiven(1)\n")
        cls.pages["evil-rules"] = cls.make("evil-rules", rules, blocks)

    @classmethod
    def make_links(cls):
        """Two parts of one file, and the slices of an execution."""
        hostile, parts = cls.folder / "hostile.mm", []
        for goal, *more in (("twice", "--assume=evil"), ("evil",)):
            parts.append(cls.folder / f"{goal}.bfc")
            blockfold("prove", hostile, f"--theorem={goal}", *more, "-o", parts[-1], "--quiet")
        cls.link("two", parts, hostile)
        if not SLICES.exists():
            print(f"skipped: {SLICES} is absent")
            return
        slices = []
        for theory in sorted(SLICES.glob("*.mm")):
            slices.append(cls.folder / f"{theory.stem}.bfc")
            blockfold("prove", theory, f"--theorem={theory.stem}", "-o", slices[-1], "--quiet")
        cls.link("slices", slices, SLICES, "--goal=goal")

    @classmethod
    def link(cls, name, parts, theory, *more):
        linked, page = (cls.folder / f"{name}-linked.{end}" for end in ("bfc", "html"))
        blockfold("link", *parts, f"--theory={theory}", *more, "-o", linked)
        blockfold("report", linked, f"--theory={theory}", "-o", page)
        cls.pages[f"{name}-linked"] = page.as_uri()

    def views(self):
        for name, url in self.pages.items():
            for width in (PHONE, DESK):
                for dark in (False, True):
                    page = self.browser.open(url, width=width, dark=dark)
                    yield f"{name}-{width}-{'dark' if dark else 'light'}", page
                    page.close()

    def test_quiet_and_within_the_screen(self):
        for name, page in self.views():
            with self.subTest(name):
                if pictures:
                    page.screenshot(str(pictures / f"{name}.png"))
                width = page.evaluate("innerWidth")
                self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), width)
                page.evaluate(UNFOLD)
                self.assertEqual(page.evaluate(OVERFLOW), [])
                self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), width)
                self.assertEqual(page.problems, [])
                self.assertEqual(page.requests, [])

    def test_everyone_can_read_it(self):
        for name, page in self.views():
            with self.subTest(name):
                page.evaluate(UNFOLD)
                self.assertEqual(page.evaluate(CONTRAST), [])
                self.assertEqual(page.evaluate(SILENT), 0)
                levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map((h) => Number(h.tagName[1]))")
                self.assertEqual(levels.count(1), 1)
                self.assertTrue(all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels)
                self.assertTrue(page.evaluate("document.documentElement.lang && document.title"))

    def test_nothing_of_a_theory_runs(self):
        for name in ("hostile", "two-linked", "evil-rules"):
            with self.subTest(name):
                page = self.browser.open(self.pages[name])
                self.check_harmless(page)
                text = page.evaluate("document.querySelector('main').textContent")
                self.assertIn("<script>window.hit=1</script>", text)
                page.close()

    def check_harmless(self, page):
        page.evaluate(UNFOLD)
        page.evaluate("document.querySelectorAll('*').forEach((e) => e.dispatchEvent(new Event('mouseover')))")
        self.assertEqual(page.evaluate("typeof window.hit"), "undefined")
        self.assertEqual(page.evaluate("document.querySelectorAll('script').length"), 1)
        self.assertEqual(page.evaluate("document.querySelectorAll('img, iframe, object, embed, form').length"), 0)
        handlers = "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/.test(a.name)).length"
        self.assertEqual(page.evaluate(handlers), 0)

    def test_a_run_shows_its_state_and_where_it_fails(self):
        page = self.browser.open(self.pages["sort"])
        cells = "[...document.querySelectorAll('.states article')].map((a) => [...a.querySelectorAll('.cells li')].map((c) => Number(c.lastChild.data)))"
        before, after = page.evaluate(cells)
        self.assertEqual(after, sorted(before))
        self.assertEqual(page.evaluate("document.querySelectorAll('.program .failed').length"), 0)
        page.close()
        page = self.browser.open(self.pages["transfer"])
        self.assertEqual(page.evaluate("document.querySelector('.program .failed').textContent"), "require balance[sender] >= amount;")
        source = (STDLIB / "imp/transfer.imp").read_text().rstrip().split("\n")
        self.assertEqual(page.evaluate("[...document.querySelectorAll('.program li')].map((line) => line.textContent)"), source)
        page.close()

    def test_the_navigation_leads_somewhere(self):
        for name, url in self.pages.items():
            with self.subTest(name):
                page = self.browser.open(url)
                lost = "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1)).filter((id) => !document.getElementById(id))"
                self.assertEqual(page.evaluate(lost), [])
                doubled = "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i); })()"
                self.assertEqual(page.evaluate(doubled), [])
                page.close()

    def test_arcs_lead_down_to_who_proves(self):
        page = self.browser.open(self.pages["two-linked"])
        names = page.evaluate("[...document.querySelectorAll('.links text')].map((t) => t.textContent)")
        self.assertEqual(names, ["twice", "evil"])
        counts = page.evaluate("[...document.querySelectorAll('.links g')].map((g) => g.querySelectorAll('.edge').length)")
        self.assertEqual(counts, [1, 0])
        page.close()

    def test_policy_stops_what_is_not_the_pages_own(self):
        page = self.browser.open(self.pages["hostile"])
        page.evaluate("""(() => {
          const script = document.createElement("script");
          script.textContent = "window.hit = 1";
          document.body.append(script);
          const image = new Image();
          image.src = "http://127.0.0.1:9/x.png";
          document.body.append(image);
        })()""")
        page.wait_for("true")
        self.assertEqual(page.evaluate("typeof window.hit"), "undefined")
        self.assertTrue(any("Content Security Policy" in problem for problem in page.problems), page.problems)
        page.close()

    def test_table_sorts_by_its_heads(self):
        page = self.browser.open(self.pages["hostile"])
        column = "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[{}].dataset.key ?? row.cells[{}].textContent)"
        click = "document.querySelectorAll('thead button')[{}].click()"
        direction = "document.querySelectorAll('thead th')[{}].getAttribute('aria-sort')"
        numbers = [int(value) for value in page.evaluate(column.format(5, 5))]
        self.assertGreater(len(numbers), 5)
        self.assertEqual(numbers, sorted(numbers, reverse=True))
        page.evaluate(click.format(2))
        copies = [int(value) for value in page.evaluate(column.format(2, 2))]
        self.assertEqual(copies, sorted(copies, reverse=True))
        self.assertEqual(page.evaluate(direction.format(2)), "descending")
        self.assertIsNone(page.evaluate(direction.format(5)))
        page.evaluate(click.format(2))
        self.assertEqual([int(value) for value in page.evaluate(column.format(2, 2))], sorted(copies))
        page.evaluate(click.format(0))
        self.assertEqual(page.evaluate(direction.format(0)), "ascending")
        self.assertEqual(len(page.evaluate(column.format(0, 0))), len(numbers))
        self.assertEqual(page.problems, [])
        page.close()

    def test_prints_with_everything_unfolded(self):
        page = self.browser.open(self.pages["hostile"])
        closed = page.evaluate("document.querySelectorAll('details:not([open])').length")
        self.assertGreater(closed, 0)
        page.evaluate("addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('details:not([open])').length; })")
        paper = self.folder / "page.pdf"
        page.pdf(str(paper))
        self.assertEqual(paper.read_bytes()[:5], b"%PDF-")
        self.assertEqual(page.evaluate("window.printed"), 0)
        self.assertEqual(page.evaluate("document.querySelectorAll('details:not([open])').length"), closed)
        page.close()

    def test_these_tests_notice(self):
        bad = self.folder / "bad.html"
        bad.write_text("<!doctype html><title>x</title><style>p{color:#888;background:#999}</style><p>pale</p><svg></svg>"
                       "<div style='width:2000px'>wide</div><img src='http://127.0.0.1:9/x.png'>"
                       "<script>console.error('told'); undefined_name</script>")
        page = self.browser.open(bad.as_uri())
        self.assertTrue(any("told" in problem for problem in page.problems))
        self.assertTrue(any("undefined_name" in problem for problem in page.problems))
        self.assertEqual(page.requests, ["http://127.0.0.1:9/x.png"])
        self.assertEqual(len(page.evaluate(CONTRAST)), 1)
        self.assertEqual(page.evaluate(SILENT), 1)
        self.assertNotEqual(page.evaluate(OVERFLOW), [])
        page.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=pathlib.Path, help="keep screenshots there")
    options, rest = parser.parse_known_args()
    pictures = options.pictures
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    if find_chromium() is None:
        print("skipped: no Chromium is installed; tools/setup.sh --browser installs one")
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *rest])
