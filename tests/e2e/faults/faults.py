#!/usr/bin/env python3
"""Faults: the real programs, killed, starved, cut off and shut out.

  faults.py --programs build/release/bin                 what CTest runs
  faults.py --programs build/release/bin --kills 200     the long run; --seed N for others
  faults.py --programs build/release/bin -k Disk         some of it

Whatever happens, a program ends with an exit status of its own, a named error says what is wrong, and a
certificate is there whole, or as it was before, or not at all. Tests that need root or a tmpfs of their
own say so and are skipped where they have none. Nothing here asserts a time.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

DEBIAN = "/usr/share/metamath/databases"
HEAD = """$c ( ) -> wff |- $. $v p q r $. wp $f wff p $. wq $f wff q $. wr $f wff r $.
wn $a wff ( p ) $. wi $a wff ( p -> q ) $. ax-1 $a |- ( p -> ( q -> p ) ) $.
"""
SUM = os.path.join(os.path.dirname(__file__), "../../../stdlib/imp/sum.imp")
OPTIONS = None       # what the command line says
NOBODY = 65534


def program(name="blockfold"):
    return os.path.join(OPTIONS.programs, name)


def needs_root(test):
    return unittest.skipUnless(os.geteuid() == 0, "needs root")(test)


def theory(name="hol.mm"):
    path = os.path.join(DEBIAN, name)
    if not os.path.exists(path):
        raise unittest.SkipTest(f"{path} is absent")
    return path


def limits(**values):
    """A preexec function: limits of the process, by their names in `resource`."""
    def apply():
        for name, value in values.items():
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (value, hard))
    return apply


class Faults(unittest.TestCase):
    """A folder for each test, and the programs."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="blockfold-faults-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.random = random.Random(f"{OPTIONS.seed}/{self.id()}")

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, name, text):
        with open(self.path(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()

    def run_program(self, *words, name="blockfold", **options):
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL,
                   "check": False, "timeout": 300, **options}
        return subprocess.run([program(name), *words], **options)

    def skip_unless_another_user_may_run_it(self):
        """A checkout may lie in a folder that is its owner's alone."""
        try:
            runs = self.run_program("--version", user=NOBODY).returncode == 0
        except PermissionError:
            runs = False
        if not runs or not os.access(theory(), os.R_OK):
            self.skipTest("the program cannot be run by another user")

    def prove_words(self, output, path=None, *more):
        return ["prove", path or theory(), "--all", "-o", output, *more]

    def certificate(self, path=None):
        """The bytes that a proof has when nothing is in its way."""
        output = self.path("whole.bfc")
        done = self.run_program(*self.prove_words(output, path), "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        data = self.read(output)
        os.remove(output)
        return data

    def assert_refused(self, done, code, *says):
        """A named error with status 3, as JSON."""
        self.assertEqual(done.returncode, 3, (done.stdout, done.stderr))
        error = json.loads(done.stdout)["error"]
        self.assertEqual(error["code"], code)
        for word in says:
            self.assertIn(word, error["message"])

    def assert_named(self, done, codes=("memory.exhausted", "threads.exhausted")):
        self.assertEqual(done.returncode, 3, (done.returncode, done.stderr))
        self.assertTrue(any(code.encode() in done.stdout + done.stderr for code in codes), done.stderr)


class Killed(Faults):
    """SIGKILL at any moment."""

    def timed(self, words):
        begin = time.monotonic()
        done = self.run_program(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return time.monotonic() - begin

    def kill_during(self, words, seconds):
        """True if the program was faster."""
        with subprocess.Popen([program(), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(self.random.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                process.kill()
            return process.wait() == 0

    def kill_while_resuming(self, words):
        """The bytes are those of a proof that was left alone; the log may be killed as often as one likes."""
        output, work = self.path("x.bfc"), self.path("work")
        words = [*words, "-o", output, "-q"]
        self.timed(words)
        whole = self.read(output)
        os.remove(output)
        words += ["--resume", work]
        seconds = self.timed(words)
        kills, finished = 0, 0
        shutil.rmtree(work)
        os.remove(output)
        while kills < OPTIONS.kills:
            if not self.kill_during(words, 1.1 * seconds):
                kills += 1
                self.assertIn(os.path.exists(output) and self.read(output), (False, whole))
                if self.random.randrange(4):
                    continue  # killed again before it is done
                self.assertEqual(self.run_program(*words).returncode, 0)
            finished += 1
            self.assertEqual(self.read(output), whole)
            shutil.rmtree(work)
            os.remove(output)
        self.assertEqual(self.run_program(*words).returncode, 0)
        self.assertEqual(self.read(output), whole)
        print(f"killed {kills} times in {words[0]} while it could be resumed, finished {finished + 1} times, "
              "always the same bytes")

    def kill_while_replacing(self, words):
        """An older certificate stays, or the new one is there whole."""
        words = [*words, "-o", self.path("x.bfc"), "-q"]
        seconds = self.timed(words)
        whole = self.read(self.path("x.bfc"))
        for _ in range(OPTIONS.kills):
            self.file("x.bfc", "older")
            finished = self.kill_during(words, 1.1 * seconds)
            self.assertIn(self.read(self.path("x.bfc")), (whole,) if finished else (whole, b"older"))
            self.assertTrue(all(name == "x.bfc" or name.startswith(".x.bfc.") for name in os.listdir(self.folder)))
            for name in os.listdir(self.folder):
                os.remove(self.path(name))

    def test_resume(self):
        self.kill_while_resuming(["prove", theory("ql.mm" if OPTIONS.kills > 50 else "hol.mm"), "--all"])

    def test_resume_of_a_run(self):
        self.kill_while_resuming(["run", SUM, "--input", "n=20000" if OPTIONS.kills > 50 else "n=2000"])

    def test_plain(self):
        self.kill_while_replacing(["prove", theory(), "--all"])

    def test_plain_run(self):
        self.kill_while_replacing(["run", SUM, "--input", "n=2000"])


class Disk(Faults):
    """Where a certificate cannot go."""

    def prove_json(self, output, *more, **options):
        return self.run_program(*self.prove_words(output, None, "--json", *more), **options)

    def mount(self, options):
        point = self.path("disk")
        os.mkdir(point)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", point], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"no tmpfs can be mounted: {done.stderr.decode().strip()}")
        self.addCleanup(subprocess.run, ["umount", point], check=False)
        return point

    def fill(self, folder, left):
        """All room but `left` bytes."""
        filler = os.path.join(folder, "filler")
        if os.path.exists(filler):
            os.remove(filler)
        status = os.statvfs(folder)
        with open(filler, "wb") as file:
            file.write(bytes(max(0, status.f_bavail * status.f_frsize - left)))

    @needs_root
    def test_full(self):
        disk = self.mount("size=256k")
        output = os.path.join(disk, "x.bfc")
        with open(output, "wb") as file:
            file.write(b"older")
        for left in (0, 4096, 8192):
            self.fill(disk, left)
            self.assert_refused(self.prove_json(output), "file.write", "No space left", "make room")
            self.assertEqual(sorted(os.listdir(disk)), ["filler", "x.bfc"])
            self.assertEqual(self.read(output), b"older")
        os.remove(os.path.join(disk, "filler"))
        self.assertEqual(self.prove_json(output).returncode, 0)
        self.assertEqual(self.read(output), self.certificate())

    @needs_root
    def test_full_checkpoint(self):
        """What cannot be remembered is no reason to stop; a warning says so."""
        database, output = theory("ql.mm"), self.path("x.bfc")
        words = self.prove_words(output, database, "--json", "--resume")
        self.assertEqual(self.run_program(*words, self.path("work")).returncode, 0)
        whole, size = self.read(output), os.path.getsize(self.path("work/commitments.log"))
        disk = self.mount("size=256k")
        work = os.path.join(disk, "work")
        for pages in (0, 1, 2):
            self.assertGreater(size, pages * 4096)
            self.fill(disk, pages * 4096)
            done = self.run_program(*words, work)
            if pages == 0:  # not even the beginning of a log: said before the work
                self.assert_refused(done, "checkpoint.folder", "No space left")
            else:
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn(b"warning[checkpoint.folder]", done.stderr)
                self.assertEqual(self.read(output), whole)
            os.remove(os.path.join(disk, "filler"))
            done = self.run_program(*words, work)
            self.assertEqual((done.returncode, self.read(output)), (0, whole))
            self.assertEqual(json.loads(done.stdout)["resumed_units"] > 0, pages > 0)
            shutil.rmtree(work)

    @needs_root
    def test_read_only(self):
        disk = self.mount("size=256k")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        self.assert_refused(self.prove_json(os.path.join(disk, "x.bfc")), "file.write", "Read-only", "folder")
        self.assert_refused(self.prove_json(self.path("x.bfc"), "--resume", os.path.join(disk, "work")),
                            "checkpoint.folder", "Read-only")

    @needs_root
    def test_no_permission(self):
        home = self.path("home")
        os.mkdir(home, 0o755)
        os.chmod(self.folder, 0o755)
        self.skip_unless_another_user_may_run_it()
        for output in (os.path.join(home, "x.bfc"), "/proc/x.bfc"):
            done = self.prove_json(output, user=NOBODY)
            self.assertEqual(json.loads(done.stdout)["error"]["code"], "file.write")
        secret = self.file("secret.mm", HEAD)
        os.chmod(secret, 0o600)
        done = self.run_program("check", secret, "--json", user=NOBODY)
        self.assertEqual((done.returncode, json.loads(done.stdout)["verdict"]), (3, "unreadable"))
        done = self.run_program("verify", secret, "--theory", theory(), "--json", user=NOBODY)
        self.assert_refused(done, "file.read", "Permission denied")

    def test_limit_on_file_size(self):
        """A limit, where an error does not take root: the signal that comes with it is not deadly."""
        output = self.file("x.bfc", "older")
        for size in (0, 1, 1024, 8192):
            done = self.prove_json(output, preexec_fn=limits(RLIMIT_FSIZE=size), stderr=subprocess.DEVNULL)
            self.assert_refused(done, "file.write", "File too large", "ulimit -f")
            self.assertEqual(os.listdir(self.folder), ["x.bfc"])
            self.assertEqual(self.read(output), b"older")
        self.assertEqual(self.prove_json(output, preexec_fn=limits(RLIMIT_FSIZE=1 << 20)).returncode, 0)

    def test_no_folder(self):
        done = self.prove_json(self.path("absent/x.bfc"))
        self.assert_refused(done, "file.write", "No such file", "make the folder")
        done = self.prove_json(self.path("x.bfc"), "--resume", self.path("absent/work"))
        self.assert_refused(done, "checkpoint.folder", "No such file")
        self.assertEqual(os.listdir(self.folder), [])

    def test_full_output(self):
        certificate = self.file("x.bfc", self.certificate())
        with open("/dev/full", "wb") as full:
            for words in (["check", theory()], ["check", theory(), "--json"], ["inspect", certificate],
                          ["verify", certificate, "--theory", theory()], ["blocks", theory(), "--all"],
                          ["prove", theory(), "--all", "-o", "-"], ["--help"]):
                done = self.run_program(*words, stdout=full)
                self.assertEqual(done.returncode, 3, words)
                self.assertIn(b"error[output]", done.stderr)
                done = self.run_program(*words, stdout=full, stderr=full)
                self.assertEqual(done.returncode, 3, words)
            done = self.run_program(certificate, theory(), name="blockfold-verify", stdout=full)
            self.assertEqual(done.returncode, 3)
            done = self.run_program("check", "absent.mm", stderr=full)
            self.assertEqual(done.returncode, 3)
            done = self.run_program(*self.prove_words(self.path("y.bfc")), "--progress=plain", stderr=full)
            self.assertEqual(done.returncode, 0)
            self.assertEqual(self.read(self.path("y.bfc")), self.read(certificate))


class Memory(Faults):
    """Too little of it, in every amount."""

    def test_address_space(self):
        certificate = self.file("x.bfc", self.certificate())
        output = self.file("y.bfc", "older")
        verdicts = {"prove": [], "check": [], "verify": []}
        sizes = [int((10 << 20) * 12 ** self.random.random()) for _ in range(OPTIONS.kills)]
        for size in sizes:
            limit = limits(RLIMIT_AS=size)
            for words, name in ((self.prove_words(output, None, "-q"), "blockfold"),
                                (["check", theory(), "--json"], "blockfold"),
                                ([certificate, theory()], "blockfold-verify")):
                done = self.run_program(*words, name=name, preexec_fn=limit)
                if done.returncode == 127:  # the loader's: there was no room for the program itself
                    continue
                if done.returncode == -signal.SIGABRT and b"Fatal glibc error" in done.stderr:
                    print("the C library gave up by itself:", done.stderr.decode(errors="replace").strip())
                    continue
                verdicts[words[0] if name == "blockfold" else "verify"].append(done.returncode)
                if done.returncode != 0:
                    self.assert_named(done)
                elif words[0] == "prove":
                    self.assertEqual(self.read(output), self.read(certificate))
                    self.file("y.bfc", "older")
                self.assertEqual(self.read(output), b"older")
                self.assertEqual(sorted(os.listdir(self.folder)), ["x.bfc", "y.bfc"])
        print("limited address space:", ", ".join(
            f"{name} {codes.count(0)} done, {codes.count(3)} refused" for name, codes in verdicts.items()))

    def test_memory_limit(self):
        done = self.run_program(*self.prove_words(self.path("x.bfc"), None, "--json", "--memory-limit=1M"))
        self.assertEqual(done.returncode, 2)
        error = json.loads(done.stdout)["error"]
        self.assertEqual(error["code"], "memory.limit")
        self.assertRegex(error["message"], r"needs about \d+ MB")
        for megabytes in (8, 10, 15, 20, 30, 50):
            done = self.run_program(*self.prove_words(self.path("x.bfc"), None, f"--memory-limit={megabytes}M", "-q"))
            if done.returncode == 3:
                self.assert_named(done)
            else:
                self.assertIn(done.returncode, (0, 2), done.stderr)

    @needs_root
    def test_no_threads(self):
        """A user who may start no further process or thread."""
        self.skip_unless_another_user_may_run_it()
        for words in (["check", theory("ql.mm")], ["prove", theory(), "--all", "-o", "-"]):
            # Limited by the shell, which is root's: the user's own processes count once it is left.
            line = ["setpriv", "--reuid", str(NOBODY), "--clear-groups", program(), *words]
            done = subprocess.run(line, capture_output=True, check=False, preexec_fn=limits(RLIMIT_NPROC=1))
            if done.returncode != 0:
                self.assert_named(done, ("threads.exhausted",))
            line[5:] = [*words, "--threads=1"]
            done = subprocess.run(line, capture_output=True, check=False, preexec_fn=limits(RLIMIT_NPROC=1))
            self.assertEqual(done.returncode, 0, done.stderr)


class Together(Faults):
    """Several provers at one place."""

    def start(self, *more):
        return subprocess.Popen([program(), *self.prove_words(self.path("x.bfc")), "--json", *more],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def test_one_output(self):
        whole = self.certificate()
        provers = [self.start() for _ in range(4)]
        for prover in provers:
            prover.communicate()
            self.assertEqual(prover.returncode, 0)
        self.assertEqual(os.listdir(self.folder), ["x.bfc"])
        self.assertEqual(self.read(self.path("x.bfc")), whole)

    def test_one_checkpoint(self):
        whole = self.certificate()
        provers = [self.start("--resume", self.path("work")) for _ in range(4)]
        done = 0
        for prover in provers:
            answer = json.loads(prover.communicate()[0])
            done += prover.returncode == 0
            if prover.returncode != 0:
                self.assertEqual((prover.returncode, answer["error"]["code"]), (3, "checkpoint.busy"))
        self.assertGreaterEqual(done, 1)
        self.assertEqual(self.read(self.path("x.bfc")), whole)
        self.assertEqual(self.run_program(*self.prove_words(self.path("x.bfc")), "--resume", self.path("work"),
                                          "-q").returncode, 0)
        self.assertEqual(self.read(self.path("x.bfc")), whole)


class Streams(Faults):
    """Pipes, and standard streams that are not there."""

    def test_pipes(self):
        whole = self.certificate()
        done = self.run_program("prove", theory(), "--all", "-o", "-")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, whole, b""))
        for name, words in (("blockfold", ["verify", "-", "--theory", theory()]), ("blockfold", ["inspect", "-"]),
                            ("blockfold-verify", ["-", theory()]), ("blockfold-verify", ["/dev/stdin", theory()])):
            done = self.run_program(*words, name=name, input=whole, stdin=None)
            self.assertEqual(done.returncode, 0, done.stderr)
            done = self.run_program(*words, name=name, input=whole[:-1], stdin=None)
            self.assertEqual(done.returncode, 1, words)
        database = self.read(theory())
        self.assertEqual(self.run_program("check", "/dev/stdin", input=database, stdin=None).returncode, 0)
        with open("/dev/zero", "rb") as endless:
            done = self.run_program("verify", "-", "--theory", theory(), "--json", stdin=endless)
            self.assert_refused(done, "file.size")
        done = self.run_program("prove", theory(), "--all", "-o", "-", "--json")
        self.assertEqual(done.returncode, 2)
        self.assert_refused(self.run_program(*self.prove_words("/dev/stdout"), "--json"), "file.write", "-o -")

    def closed(self, streams):
        def close():
            for stream in streams:
                os.close(stream)
        return close

    def test_closed(self):
        """No file takes the number of a closed stream, so no message gets into a file."""
        whole = self.certificate()
        certificate = self.file("x.bfc", whole)
        for mask in range(8):
            streams = [stream for stream in range(3) if mask >> stream & 1]
            options = {"preexec_fn": self.closed(streams), "stdout": None, "stderr": None} if streams else {}
            if 1 not in streams:
                options["stdout"] = subprocess.DEVNULL
            if 2 not in streams:
                options["stderr"] = subprocess.DEVNULL
            expected = 3 if 1 in streams else 0
            work, output = self.path(f"work{mask}"), self.path(f"{mask}.bfc")
            words = self.prove_words(output, None, "--progress=plain", "--resume", work)
            self.assertEqual(self.run_program(*words, **options).returncode, expected, streams)
            self.assertEqual(self.read(output), whole)
            done = self.run_program(*self.prove_words(output, None, "--json", "--resume", work))
            self.assertGreater(json.loads(done.stdout)["resumed_units"], 0)
            for line in (["check", theory()], ["verify", certificate, "--theory", theory()]):
                self.assertEqual(self.run_program(*line, **options).returncode, expected, (streams, line))
            done = self.run_program(certificate, theory(), name="blockfold-verify", **options)
            self.assertEqual(done.returncode, expected, streams)

    def test_reader_that_leaves(self):
        """`blockfold blocks | head -1` ends quietly."""
        with subprocess.Popen([program(), "blocks", theory(), "--all"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertIn(process.wait(), (0, -signal.SIGPIPE))
        done = subprocess.run(["bash", "-c", f"set -o pipefail; '{program()}' blocks '{theory()}' --all | head -1"],
                              capture_output=True, check=False)
        self.assertEqual(done.stderr, b"")
        self.assertIn(done.returncode, (0, 141))


class Signals(Faults):
    """Those that ask politely."""

    def test_stopped(self):
        whole = self.certificate()
        words = self.prove_words(self.path("x.bfc"), None, "-q")
        begin = time.monotonic()
        self.run_program(*words)
        seconds = time.monotonic() - begin
        for i in range(OPTIONS.kills):
            self.file("x.bfc", "older")
            number = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[i % 3]
            with subprocess.Popen([program(), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                try:
                    process.wait(self.random.uniform(0.005, 1.1 * seconds))
                except subprocess.TimeoutExpired:
                    process.send_signal(number)
                out, err = process.communicate()
            if process.returncode == -number:
                continue  # the program had not yet begun
            self.assertIn(process.returncode, (0, 128 + number))
            self.assertEqual(os.listdir(self.folder), ["x.bfc"])
            if process.returncode != 0:
                self.assertEqual((out, err), (b"", b"stopped\n"))
            self.assertIn(self.read(self.path("x.bfc")),
                          (whole,) if process.returncode == 0 else (whole, b"older"))

    def test_ignored(self):
        """As under nohup."""
        with subprocess.Popen([program(), *self.prove_words(self.path("x.bfc"), theory("ql.mm")), "-q"],
                              preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as process:
            time.sleep(0.05)
            process.send_signal(signal.SIGHUP)
            self.assertEqual(process.wait(), 0)


class Surroundings(Faults):
    """Languages, clocks, environments."""

    def test_environment(self):
        whole = self.certificate()
        for variables in ({}, {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}, {"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "xx"},
                          {"TZ": "Antarctica/Troll"}, {"TZ": ":/dev/zero"}, {"TMPDIR": "/absent", "HOME": "/absent"},
                          {"COLUMNS": "-1", "TERM": "\x1b[31m"}):
            words = self.prove_words(self.path("x.bfc"), None, "--json")
            done = self.run_program(*words, env=variables)
            self.assertEqual(done.returncode, 0, variables)
            self.assertEqual(self.read(self.path("x.bfc")), whole)
            self.assertIsInstance(json.loads(done.stdout)["seconds"]["total"], float)
            self.assertEqual(self.run_program(self.path("x.bfc"), theory(), name="blockfold-verify",
                                              env=variables).returncode, 0)

    def test_odd_times_of_files(self):
        database = self.file("x.mm", self.read(theory()))
        for seconds in (0, 1 << 31, 1 << 33):
            os.utime(database, (seconds, seconds))
            self.assertEqual(self.run_program("check", database).returncode, 0)

    def test_database_that_shrinks(self):
        """Somebody saves it while it is read: an answer about one text or the other, or about half of it."""
        text = self.read(theory("set.mm"))
        for _ in range(4):
            database = self.file("x.mm", text)
            with subprocess.Popen([program(), "check", database, "--theorem=id"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as process:
                time.sleep(self.random.uniform(0, 0.2))
                os.truncate(database, self.random.randrange(len(text)))
                out, err = process.communicate()
            self.assertIn(process.returncode, (0, 1), err)
            self.assertIn(b"x.mm: ", out)

    def test_output_that_is_the_database(self):
        database = self.file("x.mm", self.read(theory("demo0.mm")))
        os.symlink("x.mm", self.path("link"))
        for name in ("x.mm", "link", "../" + os.path.basename(self.folder) + "/x.mm"):
            done = self.run_program(*self.prove_words(self.path(name), database, "--json"))
            self.assertEqual((done.returncode, json.loads(done.stdout)["error"]["code"]), (2, "usage.output"))
        self.assertEqual(self.read(database), self.read(theory("demo0.mm")))

    def test_folder_that_is_gone(self):
        gone = self.path("gone")
        os.mkdir(gone)
        line = f"cd '{gone}' && rmdir '{gone}' && '{program()}' prove '{theory()}' --all -o x.bfc --json"
        done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
        self.assert_refused(done, "file.write", "No such file")
        line = line.replace("-o x.bfc", f"-o '{self.path('x.bfc')}'")
        os.mkdir(gone)
        self.assertEqual(subprocess.run(["bash", "-c", line], capture_output=True, check=False).returncode, 0)

    def test_odd_names(self):
        whole = self.certificate()
        for name in ("-x.bfc", "a b.bfc", "ü\n.bfc", "x" * 255):
            database = self.file("t.mm", self.read(theory()))
            done = self.run_program("prove", database, "--all", f"--output=./{name}", "--json", cwd=self.folder)
            if len(name) > 200:  # a temporary name beside it would be too long
                self.assert_refused(done, "file.write", "too long")
            else:
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertEqual(self.read(self.path(name)), whole)


class Deep(Faults):
    """Nesting, stacks and words of any size, in 256 KB of stack."""

    def check(self, body, verdict, *words):
        path = self.file("deep.mm", HEAD + body)
        done = self.run_program("check", path, "--json", *words,
                                preexec_fn=limits(RLIMIT_STACK=256 << 10))
        self.assertEqual(json.loads(done.stdout)["verdict"], verdict, done.stdout[:500])
        return path

    def test_blocks(self):
        many = 100000
        self.check("${ " * many + "$} " * many, "valid")
        self.check("${ " * many, "invalid")
        self.check("$} " * many, "invalid")
        self.check("".join(f"${{ h{i} $e wff p $. " for i in range(many)) + "$} " * many, "valid")

    def test_stacks(self):
        many = 1000000
        self.check("t $p wff p $= " + "wp " * many + "$.", "invalid")
        self.check("t $p wff ( p ) $= " + "wp wn " * many + "$.", "invalid")
        self.check("t $p wff ( p ) $= " + "? " * many + "$.", "invalid")
        self.check("t $p wff ( p ) $= ( wn ) " + "A" * many + " $.", "invalid")
        self.check("t $p wff ( p ) $= ( wn ) AB" + "AZ" * many + " $.", "invalid")
        self.check("t $p wff ( p ) $= " + "wn " * many + "$.", "invalid")

    def test_words(self):
        many = 1000000
        self.check("t $p wff " + "( " * many + "p" + " )" * many + " $= wp $.", "invalid")
        self.check("t $p wff ( p ) $= " + "( " * many + ") $.", "invalid")
        self.check("t $p wff " + "x" * many + " $= wp $.", "invalid")
        self.check("l" * many + " $p wff ( p ) $= wp wn $.", "valid")
        self.check("t $p wff ( p ) $= " + "l" * many + " $.", "invalid")
        self.check("t $p wff ( p ) $= ( " + "l " * many + ") A $.", "invalid")
        self.check("t $p wff ( p ) $= ( wn ) " + "Y" * many + "A $.", "invalid")
        self.check("$( " + "x" * many + " $) " * 1 + "t $p wff ( p ) $= wp wn $." + " " * many, "valid")
        self.check("$c " + " ".join(f"c{i}" for i in range(many // 10)) + " $.", "valid")

    def test_deep_terms_are_proved(self):
        """Nested as deep as many real terms are long, with every stage of the prover behind it."""
        many = 5000
        for body in ("t $p wff " + "( " * many + "p" + " )" * many + " $= wp " + "wn " * many + "$.",
                     "t $p wff " + "( p -> " * many + "p" + " )" * many + " $= " + "wp " * (many + 1) + "wi " * many + "$.",
                     "${ " * many + "t $p wff ( p ) $= wp wn $. " + "$} " * many):
            path = self.check(body, "valid")
            stack = {"preexec_fn": limits(RLIMIT_STACK=256 << 10)}
            output = self.path("x.bfc")
            self.assertEqual(self.run_program("prove", path, "--all", "-o", output, "-q", **stack).returncode, 0)
            self.assertEqual(self.run_program(output, path, name="blockfold-verify", **stack).returncode, 0)
            for command in ("blocks", "compile", "estimate"):
                self.assertEqual(self.run_program(command, path, "--all", **stack).returncode, 0, command)


@unittest.skipUnless(shutil.which("valgrind"), "valgrind is absent")
class Memcheck(Faults):
    """No use of memory that is not theirs or has no value; with the portable kernels, as valgrind has no AVX-512."""

    def check(self, expected, *words, name="blockfold"):
        line = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
                "--show-leak-kinds=definite", program(name), *words]
        done = subprocess.run(line, capture_output=True, check=False)
        self.assertEqual(done.returncode, expected, done.stderr.decode(errors="replace")[-3000:])

    def test_memcheck(self):
        database = theory("demo0.mm")
        certificate, again = self.file("x.bfc", self.certificate(database)), self.path("again.bfc")
        self.check(0, certificate, database, name="blockfold-verify")
        whole = self.read(certificate)
        for at in self.random.sample(range(len(whole)), 2):
            broken = self.file("broken.bfc", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
            self.check(1, broken, database, "--json", name="blockfold-verify")
        self.check(1, self.file("cut.bfc", whole[:self.random.randrange(len(whole))]), database,
                   name="blockfold-verify")
        self.check(0, *self.prove_words(again, database, "-q"))
        self.assertEqual(self.read(again), whole)
        self.check(1, "check", self.file("wrong.mm", self.read(database).replace(b"tt a1", b"a1 tt")), "--json")


class Printing(unittest.TextTestResult):
    """Skipped tests say why, whatever the verbosity."""

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"skipped: {test.id()}: {reason}")


def main():
    global OPTIONS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", required=True, help="the folder of blockfold and blockfold-verify")
    parser.add_argument("--kills", type=int, default=12, help="how often each random fault is tried")
    parser.add_argument("--seed", type=int, default=1)
    OPTIONS, rest = parser.parse_known_args()
    OPTIONS.programs = os.path.abspath(OPTIONS.programs)
    runner = unittest.TextTestRunner(resultclass=Printing, verbosity=1)
    unittest.main(argv=[sys.argv[0], *rest], testRunner=runner)


if __name__ == "__main__":
    main()
