"""Where the module and what it takes are."""

import shutil
from pathlib import Path

from chromium import find_chromium

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "wasm"
PACKAGE = BUILT / "npm"
PAGE = BUILT / "web" / "index.html"


def missing_for_build() -> list[str]:
    """What building the module and running it in node takes and this machine lacks."""
    programs = ["clang++-19", "wasm-ld-19", "llvm-ar-19", "node"]
    missing = [program for program in programs if shutil.which(program) is None]
    if not Path("/usr/lib/wasm32-wasi/libc.a").exists():
        missing.append("wasi-libc")
    if not Path("/usr/lib/llvm-19/lib/wasm32-wasi/libc++.a").exists():
        missing.append("libc++-19-dev-wasm32")
    return missing


def missing_for_page() -> list[str]:
    """What testing the page takes and this machine lacks."""
    return missing_for_build() + ([] if find_chromium() else ["chromium"])
