"""Prints the size of the WebAssembly module and its time for one certificate, in node and in Chromium.

    python3 tools/bench/bench_wasm.py FILE.mm [--runs=9] [-- options of blockfold prove, default --all]

Proves with build/release, verifies with build/wasm. Times are medians and least values. "first": a
new process or page, whose engine has not compiled the module yet; "next": the fifth verification in
it. "module": from handing over the two texts to the verdict, as `verify` reports it; "page": from
choosing the second file to the verdict on the screen, reading, drawing and all.
"""

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(_ROOT / "tests" / folder) for folder in ("wasm", "browser")]

from chromium import Browser, find_chromium  # noqa: E402
from toolchain import PACKAGE, PAGE  # noqa: E402

_BIN = _ROOT / "build" / "release" / "bin"
_REPEATS = 5

_NODE = """
import { readFileSync } from "node:fs";
const { verify } = await import(process.argv[1]);
const [certificate, theory] = process.argv.slice(2).map((path) => readFileSync(path));
const times = [];
for (let i = 0; i < %d; ++i) {
  const { valid, message, milliseconds } = await verify(certificate, theory, { text: false });
  if (!valid) throw new Error(message);
  times.push(milliseconds);
}
console.log(JSON.stringify(times));
""" % _REPEATS


def _program(certificate: Path, theory: Path) -> list[float]:
    """One run of blockfold-verify."""
    began = time.perf_counter()
    words = [_BIN / "blockfold-verify", certificate, theory]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return [1000 * (time.perf_counter() - began)]


def _node(certificate: Path, theory: Path) -> list[float]:
    """First and last verification in one process of node."""
    module = (PACKAGE / "index.js").as_uri()
    words = ["node", "--input-type=module", "-e", _NODE, module, certificate, theory]
    done = subprocess.run(words, check=True, capture_output=True)
    times = json.loads(done.stdout)
    return [times[0], times[-1]]


def _page(browser: Browser, certificate: Path, theory: Path) -> list[float]:
    """First and last verification in one page: within the module, and as the visitor sees it."""
    page = browser.open(PAGE.as_uri())
    time.sleep(0.5)  # a visitor chooses files after the page is there
    found = []
    page.choose_files("#theory-input", [theory])
    for _ in range(_REPEATS):
        page.evaluate("document.body.dataset.state = 'idle'")
        page.choose_files("#certificate-input", [certificate])
        page.wait_for("['valid', 'refused'].includes(document.body.dataset.state)")
        data = page.evaluate("({...document.body.dataset})")
        if data["state"] != "valid":
            raise RuntimeError(data["code"])
        found.append((float(data["milliseconds"]), float(data["elapsed"])))
    page.close()
    return [*found[0], *found[-1]]


def _columns(rows: list[list[float]]) -> list[str]:
    """The median of each column, and its least value: what a busy machine disturbs least."""
    columns = list(zip(*rows))
    return [f"{statistics.median(times):.1f} ms (least {min(times):.1f})" for times in columns]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("theory", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("prove", nargs="*", default=["--all"])
    arguments = parser.parse_args()
    module = (PACKAGE / "blockfold.wasm").read_bytes()
    packed = len(gzip.compress(module, 9, mtime=0))
    print(
        f"module    {len(module):,} bytes, {packed:,} with gzip -9; page {PAGE.stat().st_size:,} bytes"
    )
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder) / "certificate.bfc"
        words = [_BIN / "blockfold", "prove", arguments.theory, "-q", "-o", certificate]
        subprocess.run([*words, *arguments.prove], check=True)
        theory = arguments.theory.resolve()
        runs = range(arguments.runs)
        (program,) = _columns([_program(certificate, theory) for _ in runs])
        print(f"program   {program} for all of blockfold-verify")
        first, following = _columns([_node(certificate, theory) for _ in runs])
        print(f"node      module: first {first}, next {following}")
        if find_chromium():
            with Browser() as running:
                rows = _columns([_page(running, certificate, theory) for _ in runs])
            print(
                f"Chromium  module: first {rows[0]}, next {rows[2]};"
                f" page: first {rows[1]}, next {rows[3]}"
            )
        else:
            print("skipped: chromium is absent")


if __name__ == "__main__":
    main()
