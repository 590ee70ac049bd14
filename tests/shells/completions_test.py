"""What bash, zsh and fish offer with the scripts of `blockfold completions`."""

import os
import pty
import re
import select
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_BIN = Path(os.environ.get("BLOCKFOLD_BIN", _ROOT / "build" / "release" / "bin"))
_VALUES = (
    ("compile x.mm --emit=", {"chips", "layout", "r1cs"}),
    ("prove x.mm --progress=", {"auto", "plain", "json", "none"}),
    ("export x.mm --challenges=", {"constants", "public"}),
    ("rules ", {"check", "fmt", "doc", "test", "server"}),
    ("completions ", {"bash", "zsh", "fish"}),
)
"""Command lines, and all that may follow."""


def run(words: list[str], **options: object) -> str:
    """Standard output of a program that must succeed and be silent otherwise."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{words}: {done.returncode}: {done.stderr}")
    return done.stdout


def blockfold(*words: str) -> str:
    return run([str(_BIN / "blockfold"), *words])


def commands() -> set[str]:
    """As the program lists them."""
    overview = blockfold("--help").split("Commands:\n")[1].split("\n\n")[0]
    return {line.split()[0] for line in overview.splitlines()}


def options(command: str) -> set[str]:
    """As a command's help lists them."""
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", blockfold(command, "--help"), re.M))


class Completions:
    """What holds in every shell. `offered` completes a command line that begins with `blockfold`."""

    shell: str

    def setUp(self) -> None:
        if shutil.which(self.shell) is None:
            self.skipTest(f"{self.shell} is not installed")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.script = self.folder / "script"
        self.script.write_text(blockfold("completions", self.shell))
        self.work = self.folder / "work"
        (self.work / "sub folder").mkdir(parents=True)
        (self.work / "a b.mm").touch()

    def offered(self, line: str) -> set[str]:
        raise NotImplementedError

    def test_commands(self) -> None:
        self.assertEqual(self.offered(""), commands() | {"help"})
        self.assertEqual(self.offered("help ") - {"help"}, commands())
        self.assertEqual(self.offered("ver"), {"verify"})

    def test_options(self) -> None:
        for command in commands():
            with self.subTest(command=command):
                listed = options(command)
                self.assertIn("--help", listed)
                self.assertEqual({w.rstrip("=") for w in self.offered(f"{command} --")}, listed)

    def test_values(self) -> None:
        for line, words in _VALUES:
            with self.subTest(line=line):
                found = {word.split("=")[-1] for word in self.offered(line)}
                self.assertEqual(found, words)
        # Numbers are for people to choose; zsh offers the option itself once more.
        self.assertLessEqual(self.offered("prove x.mm --threads="), {"--threads"})

    def test_files(self) -> None:
        """With white space in their names; folders only where only they make sense."""
        entries = {w.rstrip("/") for w in self.offered("check ")}
        self.assertEqual(entries, {"a b.mm", "sub folder"})
        folders = {w.split("=")[-1].rstrip("/") for w in self.offered("prove x --resume=")}
        self.assertEqual(folders, {"sub folder"})


class Bash(Completions, unittest.TestCase):
    """bash gives a function the words and takes an array from it."""

    shell = "bash"

    def offered(self, line: str) -> set[str]:
        words = re.split(r" |(=)", f"blockfold {line}")
        words = [word for word in words[:-1] if word] + [words[-1]]
        if words[-1] == "" and words[-2] == "=":
            words.pop()  # what bash does: the cursor is on '='
        program = (
            'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _blockfold; '
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        out = run(["bash", "-uc", program, "bash", str(self.script), *words], cwd=self.work)
        found = {word for word in out.splitlines() if word}
        return found - {"--help", "--version"} if not line else found


class Fish(Completions, unittest.TestCase):
    """fish prints what it would offer."""

    shell = "fish"

    def offered(self, line: str) -> set[str]:
        out = run(
            ["fish", "--no-config", "-c", 'source $argv[1]; complete -C "blockfold $argv[2]"',
             str(self.script), line],
            cwd=self.work,
            env={**os.environ, "HOME": str(self.folder)},
        )
        words = {word.split("\t")[0].replace("\\ ", " ") for word in out.splitlines()}
        return {w for w in words if not re.fullmatch(r"-\w", w)}


class Zsh(Completions, unittest.TestCase):
    """zsh completes on a terminal only: it gets one, and a stand-in for `compadd` writes down what
    it is given."""

    shell = "zsh"
    _PREPARE = r"""
autoload -Uz compinit && compinit -u -D
source $SCRIPT
compadd() {
  local -a found
  builtin compadd -O found "$@"
  print -rl -- $found >> $OFFERS
  builtin compadd "$@"
}
zstyle ':completion:*' list-prompt ''
LISTMAX=0
done-widget() { print -r -- END >> $OFFERS; BUFFER= ; zle redisplay }
zle -N done-widget
bindkey '^G' done-widget
print READY > $OFFERS
"""

    def offered(self, line: str) -> set[str]:
        offers = self.folder / "offers"
        offers.unlink(missing_ok=True)
        (self.folder / ".zshrc").write_text(self._PREPARE)
        environment = {**os.environ, "ZDOTDIR": str(self.folder), "SCRIPT": str(self.script)}
        environment |= {"OFFERS": str(offers), "TERM": "dumb", "HOME": str(self.folder)}
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.work)
            os.execvpe("zsh", ["zsh", "-d", "-i"], environment)
        try:
            self.wait_for(terminal, offers, "READY")
            os.write(terminal, f"blockfold {line}\t\x07".encode())
            self.wait_for(terminal, offers, "END")
        finally:
            os.close(terminal)
            os.kill(process, 9)
            os.waitpid(process, 0)
        found = set(offers.read_text().replace("\\ ", " ").splitlines()) - {"READY", "END", ""}
        return {w for w in found if not re.fullmatch(r"-\w", w)}

    def wait_for(self, terminal: int, offers: Path, word: str) -> None:
        """Reads on until the file has the word: a terminal that nobody reads blocks."""
        for _ in range(1200):
            if select.select([terminal], [], [], 0.05)[0]:
                os.read(terminal, 1 << 16)
            if offers.exists() and word in offers.read_text().splitlines():
                return
        self.fail("zsh did not answer")


class Command(unittest.TestCase):
    """The command itself."""

    def test_unknown_shell(self) -> None:
        done = subprocess.run(
            [_BIN / "blockfold", "completions", "csh"], capture_output=True, check=False
        )
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"bash, zsh and fish", done.stderr)


if __name__ == "__main__":
    program = unittest.main(exit=False)
    for test, reason in program.result.skipped:
        print(f"skipped: {test.id()}: {reason}")
    raise SystemExit(not program.result.wasSuccessful())
