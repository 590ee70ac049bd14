"""The page in a headless Chromium, from a disk as it is handed out.

BLOCKFOLD_SCREENSHOTS=FOLDER keeps pictures of it for people to look at.
"""

import json
import os
import random
import tempfile
import threading
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chromium import Browser, Page
from programs import FROZEN, ROOT, prove
from toolchain import PACKAGE, PAGE

_EXECUTION = ROOT.parent / "shared/data/metamath/pi2/9.erc20transfer_success.mm"


class VerifyPage(unittest.TestCase):
    """Everything a visitor may do with it."""

    browser: Browser
    page: Page

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.browser = cls.enterClassContext(Browser())

    def setUp(self) -> None:
        self.page = self.browser.open(PAGE.as_uri())

    def tearDown(self) -> None:
        self.assertEqual(self.page.problems, [])
        self.assertEqual(self.page.requests, [])

    def state(self) -> tuple[str, str]:
        """The verdict, and the code of the error."""
        self.page.wait_for("['valid', 'refused'].includes(document.body.dataset.state)")
        data = self.page.evaluate("({...document.body.dataset})")
        return data["state"], data["code"]

    def text(self, selector: str) -> str:
        return self.page.evaluate(f"document.querySelector('{selector}').innerText")

    def keep(self, name: str) -> None:
        """A picture for people."""
        if folder := os.environ.get("BLOCKFOLD_SCREENSHOTS"):
            self.page.screenshot(Path(folder) / f"{name}.png")

    def choose(self, certificate: Path, theory: Path) -> None:
        self.page.choose_files("#theory-input", [theory])
        self.page.choose_files("#certificate-input", [certificate])

    def noise(self, size: int) -> Path:
        path = self.folder / f"noise{size}.bfc"
        path.write_bytes(random.Random(size).randbytes(size))
        return path

    def test_a_valid_certificate(self) -> None:
        self.keep("empty")
        self.choose(FROZEN / "implication.bfc", FROZEN / "implication.mm")
        self.assertEqual(self.state(), ("valid", ""))
        self.assertIn("Valid", self.text("#verdict"))
        self.assertIn("( ps -> ( ph -> ph ) )", self.text("#result"))
        self.assertIn("proved from 4 axioms", self.text("#verdict"))
        self.page.evaluate("[...document.querySelectorAll('button.chip')].at(2).click()")
        self.keep("valid")
        self.page.use_scheme(dark=True)
        self.keep("valid-dark")
        self.page.resize(390, 844, mobile=True)
        self.keep("valid-phone")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        self.assertFalse(self.page.evaluate(wide))

    def test_an_axiom_opens_and_closes(self) -> None:
        self.choose(FROZEN / "implication.bfc", FROZEN / "implication.mm")
        self.state()
        chip = "[...document.querySelectorAll('button.chip')].find((x) => x.innerText === 'ax-mp')"
        self.page.evaluate(f"{chip}.click()")
        self.assertIn("( ph -> ps )", self.text(".shown"))
        self.page.evaluate(f"{chip}.click()")
        self.assertFalse(self.page.evaluate("document.querySelector('.shown') !== null"))

    def test_files_that_are_dropped(self) -> None:
        self.page.drop_files("#certificate-zone", [FROZEN / "disjoint.bfc"])
        self.page.drop_files("#theory-zone", [FROZEN / "disjoint.mm"])
        self.assertEqual(self.state(), ("valid", ""))
        # Both at once, anywhere: told apart by what is in them.
        self.page.drop_files("h1", [FROZEN / "implication.mm", FROZEN / "implication.bfc"])
        self.page.wait_for("document.querySelector('#theory-name').innerText === 'implication.mm'")
        self.page.wait_for("document.querySelector('#verdict')?.innerText.includes('implication.bfc')")
        self.assertEqual(self.state(), ("valid", ""))

    def test_garbage_is_named_and_the_page_stays_usable(self) -> None:
        for size in (0, 3, 100000):
            self.choose(self.noise(size), FROZEN / "implication.mm")
            self.assertEqual(self.state(), ("refused", "cert.magic"))
            self.assertIn("not a Blockfold certificate", self.text("#verdict"))
        self.keep("garbage")
        self.page.choose_files("#theory-input", [self.noise(5000)])
        self.assertEqual(self.state(), ("refused", "theory.invalid"))
        self.assertIn("noise5000.bfc:1:", self.text("#result"))
        self.keep("garbage-theory")
        self.page.drop_files("#theory-zone", [self.folder])  # a folder
        self.page.wait_for("document.body.dataset.code !== 'theory.invalid'")
        self.assertEqual(self.state()[0], "refused")
        self.choose(FROZEN / "implication.bfc", FROZEN / "implication.mm")
        self.page.wait_for("document.body.dataset.state === 'valid'")

    def test_a_module_that_does_not_work_gives_no_verdict(self) -> None:
        # As if the file had been damaged on its way.
        broken = self.folder / "broken.html"
        text = PAGE.read_text(encoding="utf-8")
        start = text.index('id="module">') + len('id="module">')
        broken.write_text(text[:start] + text[start + 4000 :], encoding="utf-8")
        self.page = self.browser.open(broken.as_uri())
        self.choose(FROZEN / "implication.bfc", FROZEN / "implication.mm")
        self.assertEqual(self.state(), ("refused", "module.load"))
        self.assertIn("No verdict", self.text("#verdict h2"))

    def test_the_page_cannot_reach_the_network(self) -> None:
        attempt = "fetch('https://localhost/').then(() => 'reached', () => 'refused')"
        self.assertEqual(self.page.evaluate(attempt), "refused")
        self.assertGreater(len(self.page.problems), 0)
        for problem in self.page.problems:
            self.assertIn("Content Security Policy", problem)
        self.page.problems.clear()

    def test_a_certificate_of_another_theory(self) -> None:
        self.choose(FROZEN / "implication.bfc", FROZEN / "hypotheses.mm")
        state, code = self.state()
        self.assertEqual(state, "refused")
        self.assertTrue(code.startswith("statement."), code)

    def test_included_files(self) -> None:
        text = (FROZEN / "implication.mm").read_text()
        half = text.index("ax-2")
        parts = {
            "whole.mm": "$[ parts/first.mm $] $[ parts/first.mm $]",
            "first.mm": text[:half] + "$[ second.mm $]",
            "second.mm": text[half:],
        }
        for name, part in parts.items():
            (self.folder / name).write_text(part)
        self.page.choose_files("#theory-input", (self.folder / name for name in reversed(parts)))
        self.page.choose_files("#certificate-input", [FROZEN / "implication.bfc"])
        self.assertEqual(self.state(), ("valid", ""))
        self.assertEqual(self.text("#theory-name"), "whole.mm")
        self.page.choose_files("#theory-input", [self.folder / "whole.mm"])
        self.page.wait_for("document.body.dataset.code === 'theory.unreadable'")

    def test_an_assumption_stands_out(self) -> None:
        certificate = self.folder / "assumed.bfc"
        prove(FROZEN / "implication.mm", certificate, ["--theorem=idd", "--assume=id"])
        self.choose(certificate, FROZEN / "implication.mm")
        self.assertEqual(self.state(), ("valid", ""))
        self.assertIn("Valid under assumptions", self.text("#verdict h2"))
        self.assertIn("granted 1 theorem without proof", self.text("#verdict"))
        self.assertIn("Assumed without proof", self.text(".card.care"))
        self.keep("assumed")

    def test_a_policy_refuses_and_accepts(self) -> None:
        policy = self.folder / "my.policy"
        policy.write_text("# mine\npolicy 1\nallow wi ax-*\ndeny ax-2 # not this\nhoisted-syntax yes\n")
        # All three at once, anywhere: told apart by what is in them.
        self.page.drop_files("h1", [policy, FROZEN / "implication.mm", FROZEN / "implication.bfc"])
        self.assertEqual(self.state(), ("refused", "verify.policy"))
        self.assertEqual(self.text("#verdict h2"), "Refused by the policy")
        self.assertIn("the axiom 'ax-2' is denied by 'ax-2'", self.text("#result"))
        self.assertIn("my.policy:4", self.text("#result"))
        self.assertIn("( ps -> ( ph -> ph ) )", self.text("#result"))
        self.keep("policy")
        self.page.resize(390, 844, mobile=True)
        self.keep("policy-phone")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        self.assertFalse(self.page.evaluate(wide))
        policy.write_text("policy 1\nallow wi ax-*\nhoisted-syntax yes\n")
        self.page.choose_files("#policy-input", [policy])
        self.page.wait_for("document.body.dataset.state === 'valid'")
        self.assertIn("accepted by the policy my.policy", self.text("#verdict"))
        policy.write_text("policy 1\nalow wi\n")
        self.page.choose_files("#policy-input", [policy])
        self.page.wait_for("document.body.dataset.code === 'policy.invalid'")
        self.assertIn("What is wrong with the policy", self.text("#result"))
        self.assertIn("did you mean 'allow'?", self.text("#result"))
        self.page.evaluate("document.querySelector('#no-policy').click()")
        self.page.wait_for("document.body.dataset.state === 'valid'")
        self.assertEqual(self.text("#policy-name"), "None")

    def test_certificates_for_other_programs_are_called_by_their_names(self) -> None:
        cases = {b"BFC\n\x02": "statement.subject", b"BFL\n": "link.unsupported"}
        self.page.choose_files("#theory-input", [FROZEN / "implication.mm"])
        for data, code in cases.items():
            path = self.folder / f"{code}.bfc"
            path.write_bytes(data)
            self.page.drop_files("h1", [path])
            self.page.wait_for(f"document.body.dataset.code === '{code}'")
            self.assertIn("This page verifies certificates", self.text("#verdict"))

    def test_a_long_verification_can_be_cancelled(self) -> None:
        theory = self.folder / "long.mm"
        theory.write_text("$c a |- $.\n" + "".join(f"x{i} $a |- a $.\n" for i in range(400000)))
        self.choose(FROZEN / "implication.bfc", theory)
        self.page.wait_for("document.body.dataset.state === 'working'")
        self.page.evaluate("document.querySelector('#cancel').click()")
        self.assertEqual(self.page.evaluate("document.body.dataset.state"), "idle")
        self.choose(FROZEN / "implication.bfc", FROZEN / "implication.mm")
        self.page.wait_for("document.body.dataset.state === 'valid'")

    @unittest.skipUnless(_EXECUTION.exists(), f"{_EXECUTION} is absent")
    def test_a_real_execution_proof(self) -> None:
        certificate = self.folder / "execution.bfc"
        prove(_EXECUTION, certificate, ["--all"])
        self.choose(certificate, _EXECUTION)
        self.assertEqual(self.state(), ("valid", ""))
        self.assertIn("358", self.text("#verdict"))
        self.keep("execution")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served to this machine."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


class PackageInAPage(unittest.TestCase):
    """The package as a module of somebody else's page."""

    def test_a_served_page_imports_it(self) -> None:
        certificate = list((FROZEN / "implication.bfc").read_bytes())
        theory = (FROZEN / "implication.mm").read_text()
        call = (
            "import('./index.js').then(({ verify }) => Promise.all(["
            f"verify(new Uint8Array({certificate}), {json.dumps(theory)}), verify('x', 'y')]))"
            ".then((results) => results.map(({ status, code }) => [status, code]))"
        )
        with _served(PACKAGE) as address, Browser() as browser:
            page = browser.open(address + "package.json")
            self.assertEqual(page.evaluate(call), [[0, ""], [1, "theory.invalid"]])
