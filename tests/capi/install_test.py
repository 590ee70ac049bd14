"""The library as other programs find it: installed into a folder, the examples built against it.

`BLOCKFOLD_BUILD=build/release python3 tests/capi/install_test.py`; the library must have been built.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_BUILD = Path(os.environ.get("BLOCKFOLD_BUILD", _ROOT / "build" / "release"))
_FROZEN = _ROOT / "tests" / "data" / "certificates"
_HEADER = _ROOT / "tools" / "capi" / "include" / "blockfold" / "verify.h"
_STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def run(*words: object, **more: object) -> subprocess.CompletedProcess[str]:
    """A command with what it printed."""
    return subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, **more
    )


class Installed(unittest.TestCase):
    """One installed tree for all; it was moved after it was installed."""

    folder: Path
    prefix: Path

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        first = cls.folder / "first"
        done = run("cmake", "--install", _BUILD, "--component", "library", "--prefix", first)
        assert done.returncode == 0, done.stderr
        cls.prefix = first.rename(cls.folder / "moved")
        cls.library = next(cls.prefix.glob("lib*/**/libblockfold-verify.so")).parent

    def succeed(self, *words: object, **more: object) -> str:
        """A command that must end well; what it printed."""
        done = run(*words, **more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def verify(self, program: Path, *words: object) -> tuple[int, str, str]:
        """An example: its exit status and what it printed."""
        environment = {**os.environ, "LD_LIBRARY_PATH": str(self.library)}
        done = run(program, *words, env=environment)
        return done.returncode, done.stdout, done.stderr

    def accepts_and_refuses(self, program: Path) -> None:
        """What every example must do."""
        certificate, theory = _FROZEN / "implication.bfc", _FROZEN / "implication.mm"
        status, out, err = self.verify(program, certificate, theory)
        self.assertEqual((status, err), (0, ""))
        self.assertTrue(out.startswith(f"VALID: {certificate} for {theory}\n"), out)
        tampered = self.folder / "tampered.bfc"
        data = bytearray(certificate.read_bytes())
        data[-1] ^= 1
        tampered.write_bytes(data)
        status, out, err = self.verify(program, tampered, theory)
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, r"^ipa\.mismatch: ")
        status, _, err = self.verify(program, certificate, _FROZEN / "disjoint.mm")
        self.assertEqual(status, 1)
        self.assertRegex(err, r"^statement\.entries: ")
        self.assertEqual(self.verify(program, self.folder / "absent", theory)[0], 3)
        self.assertEqual(self.verify(program)[0], 2)

    def built_by_cmake(self, example: str) -> Path:
        """An example from the installed tree, built against it."""
        source = self.prefix / "share/doc/blockfold/examples" / example
        build = self.folder / f"build-{example}"
        prefix = f"-DCMAKE_PREFIX_PATH={self.prefix}"
        self.succeed("cmake", "-S", source, "-B", build, prefix, "-DCMAKE_BUILD_TYPE=Release")
        self.succeed("cmake", "--build", build)
        return build / example

    def test_the_c_example(self) -> None:
        self.accepts_and_refuses(self.built_by_cmake("verify-from-c"))

    def test_the_cpp_example_and_its_policy(self) -> None:
        program = self.built_by_cmake("verify-from-cpp")
        self.accepts_and_refuses(program)
        files = [_FROZEN / "implication.bfc", _FROZEN / "implication.mm"]
        policy = self.folder / "my.policy"
        policy.write_text("policy 1\nallow wi ax-*\nhoisted-syntax yes\n")
        status, out, err = self.verify(program, *files, policy)
        self.assertEqual((status, err), (0, ""))
        self.assertIn(f"Policy       accepted by {policy}\n", out)
        policy.write_text("policy 1\nallow wi ax-1 ax-mp\nhoisted-syntax yes\n")
        status, out, err = self.verify(program, *files, policy)
        self.assertEqual((status, out), (4, ""))
        self.assertRegex(err, r"^verify\.policy: .* does not accept ax-2\n$")

    def test_pkg_config(self) -> None:
        paths = {**os.environ, "PKG_CONFIG_PATH": str(self.library / "pkgconfig")}
        asked = ["pkg-config", "--cflags", "--libs", "blockfold-verify"]
        flags = self.succeed(*asked, env=paths).split()
        program = self.folder / "by-pkg-config"
        source = self.prefix / "share/doc/blockfold/examples/verify-from-c/main.c"
        self.succeed("cc", "-std=c99", *_STRICT, source, "-o", program, *flags)
        self.accepts_and_refuses(program)
        version = self.succeed("pkg-config", "--modversion", "blockfold-verify", env=paths)
        _, _, usage = self.verify(program)
        self.assertIn(f"Blockfold {version.strip()})", usage)

    def test_a_version_that_is_too_old_is_named(self) -> None:
        source = self.folder / "too-new"
        source.mkdir()
        (source / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.18)\nproject(x LANGUAGES C)\n"
            "find_package(Blockfold 99 REQUIRED)\n"
        )
        prefix = f"-DCMAKE_PREFIX_PATH={self.prefix}"
        done = run("cmake", "-S", source, "-B", self.folder / "build-too-new", prefix)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('requested version "99"', done.stderr)

    def test_the_headers_in_every_language(self) -> None:
        include = f"-I{self.prefix / 'include'}"
        use = "#include <blockfold/verify.h>\nint main() { return bf_version() == 0; }\n"
        dialects = [("c", "c99"), ("c", "c11"), ("c", "c17")]
        dialects += [("c++", "c++98"), ("c++", "c++11"), ("c++", "c++20")]
        for language, standard in dialects:
            with self.subTest(standard):
                words = ["-x", language, f"-std={standard}", include, "-fsyntax-only", "-"]
                text = use if language == "c++" else use.replace("main()", "main(void)")
                self.succeed("g++" if language == "c++" else "gcc", *_STRICT, *words, input=text)
        for standard in ("c++17", "c++20"):
            with self.subTest(f"verify.hpp, {standard}"):
                words = ["-x", "c++", f"-std={standard}", "-Wshadow", "-Wconversion", include]
                text = "#include <blockfold/verify.hpp>\n"
                self.succeed("g++", *_STRICT, *words, "-fsyntax-only", "-", input=text)

    def test_what_the_library_shows_and_takes(self) -> None:
        library = self.library / "libblockfold-verify.so"
        symbols = self.succeed("nm", "-D", "--defined-only", library)
        shown = {line.split()[2].split("@")[0] for line in symbols.splitlines()}
        declared = set(re.findall(r"\b(bf_\w+)\(", _HEADER.read_text().split("*/", 1)[1]))
        self.assertEqual({name for name in shown if not name.startswith("BLOCKFOLD_")}, declared)
        self.assertIn("BLOCKFOLD_VERIFY_0.1", shown)
        dynamic = self.succeed("readelf", "-d", library)
        self.assertIn("soname: [libblockfold-verify.so.0]", dynamic)
        self.assertNotIn("TEXTREL", dynamic)
        needed = re.findall(r"NEEDED.*\[(\w+)", dynamic)
        self.assertLessEqual(
            set(needed), {"libc", "libm", "libgcc_s", "libstdc", "libfmt", "libtinfo", "ld"}
        )


if __name__ == "__main__":
    if os.environ.get("BLOCKFOLD_SANITIZE"):
        print("skipped: programs without sanitizers cannot load a library with them")
        sys.exit(0)
    for tool in ("cmake", "pkg-config", "cc", "nm", "readelf"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is absent: run tools/setup.sh")
    unittest.main()
