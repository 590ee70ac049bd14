"""`python3 bundle.py MODULE.wasm OUT.html`: the page as one file, which works from a disk too.

Style, scripts and the module are put into index.html. Its policy lets run exactly these scripts and
styles, named by their hashes, and forbids every connection.
"""

import base64
import hashlib
import re
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_SAMPLE = _HERE.parents[1] / "tests" / "data" / "certificates" / "implication"
"""A certificate and its theory, with which the page tests itself."""


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _source(text: str) -> str:
    """`sha256-...` of an inline script or style, as a policy names it."""
    return "'sha256-" + _base64(hashlib.sha256(text.encode()).digest()) + "'"


def _script(path: Path) -> str:
    """A script that can stand in a page."""
    text = path.read_text(encoding="utf-8")
    if "</script" in text or "<!--" in text:
        raise ValueError(f"{path} would end its script element")
    return text


def bundle(module: bytes) -> str:
    """The text of the page."""
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    page = _script(_HERE / "page.js")
    verifier = _script(_HERE.parent / "npm" / "verifier.js")
    worker = re.sub(r"^export ", "", verifier, flags=re.MULTILINE) + _script(_HERE / "worker.js")
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_source(page)} 'wasm-unsafe-eval'",
            f"style-src {_source(style)}",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    parts = {
        "POLICY": policy,
        "STYLE": style,
        "PAGE": page,
        "WORKER": worker,
        "MODULE": _base64(module),
        "CERTIFICATE": _base64(_SAMPLE.with_suffix(".bfc").read_bytes()),
        "THEORY": _base64(_SAMPLE.with_suffix(".mm").read_bytes()),
    }
    text = (_HERE / "index.html").read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda match: parts[match[1]], text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Path(sys.argv[2]).write_text(bundle(Path(sys.argv[1]).read_bytes()), encoding="utf-8")
