#!/usr/bin/env python3
"""Compares `blockfold check` with an independent checker on thousands of mutated databases.

  mutants.py --blockfold build/release/bin/blockfold --count 10000 --seed 1 --json mutants.json
  mutants.py --blockfold build/release/bin/blockfold --only set --count 3000 --from 2875
  mutants.py --blockfold build/release/bin/blockfold --quick

For each mutant the verdicts (valid, invalid, incomplete), the theorems with wrong and with incomplete
proofs, and whether the text outside of proofs is in order must be the same. `blockfold prove` must refuse
every invalid or incomplete mutant it is tried on, and certificates of valid ones must verify. Exit status:
0 all equal, 1 a difference, 2 wrong usage.
"""

import argparse
import collections
import json
import multiprocessing
import os
import random as random_module
import subprocess
import sys
import tempfile
import time

import metamath
import mutations

DEBIAN = "/usr/share/metamath/databases"
SHARED = os.path.normpath(os.path.join(os.path.dirname(__file__), "../../../../shared/data/metamath/pi2"))
PI2 = ("9.erc20transfer_success", "45.erc20transfer_success_tm_0_6", "hol_cbvf", "hol_idi", "hol_wov")
BATCH = 25            # proof mutants in one text of a large database
PREFIX_BYTES = 1500000
LARGE = 10000000      # bytes: batches and prefixes
REREAD = 2000000      # bytes: in larger texts only mutations that leave the rest of the text alone
OTHER_SECONDS = 10   # after which `metamath` is taken to hang
EMPTY_PROOF = "MM0116"  # the one code below MM03 that is found in a proof


class Plan:
    """A database with what to do to it."""

    def __init__(self, name, path, share, prove_every, certify_every, compare_every=1):
        self.name, self.path, self.share = name, path, share
        self.prove_every, self.certify_every = prove_every, certify_every
        self.compare_every = compare_every  # with the program metamath; 0: never


def long_plans():
    plans = [Plan("ql", f"{DEBIAN}/ql.mm", 0.35, 1, 40, 4), Plan("hol", f"{DEBIAN}/hol.mm", 0.25, 1, 1)]
    plans += [Plan("pi2/" + name, f"{SHARED}/{name}.mm", 0.1 / len(PI2), 1, 4) for name in PI2]
    return plans + [Plan("set", f"{DEBIAN}/set.mm", 0.3, 10, 40, 0)]


def quick_plans():
    return [Plan(name, f"{DEBIAN}/{name}.mm", share, 4, certify) for name, share, certify in
            (("hol", 0.45, 12), ("ql", 0.25, 60), ("demo0", 0.2, 3), ("big-unifier", 0.05, 3), ("miu", 0.05, 3))]


class Programs:
    """The programs under test, in a folder for their files."""

    def __init__(self, blockfold, folder, metamath_program):
        self.blockfold, self.folder, self.metamath = blockfold, folder, metamath_program

    def path(self, name):
        return os.path.join(self.folder, f"{os.getpid()}.{name}")

    def write(self, text):
        path = self.path("mm")
        with open(path, "w", encoding="latin-1", newline="") as file:
            file.write(text)
        return path

    def run(self, *arguments):
        return subprocess.run([self.blockfold, *arguments], capture_output=True, text=True, check=False,
                              errors="replace")

    def check(self, path):
        done = self.run("check", path, "--json", "--threads=1")
        try:
            report = json.loads(done.stdout)
        except json.JSONDecodeError:
            return {"verdict": f"exit {done.returncode}: {done.stderr[:200]}"}
        if report["exit_status"] != done.returncode:
            report["verdict"] += f", but exit {done.returncode}"
        return report

    def prove(self, path, goals):
        """The exit status, and that of the verifier if there is a certificate."""
        output = self.path("bfc")
        done = self.run("prove", path, *goals, "-o", output, "-q")
        verified = None
        if os.path.exists(output):
            verified = self.run("verify", output, "--theory", path).returncode
            os.remove(output)
        return done.returncode, verified, done.stderr

    def other_verdict(self, path):
        """What the C program `metamath` says. Its exit status means nothing."""
        try:
            done = subprocess.run([self.metamath, f'read "{os.path.basename(path)}"', "verify proof *", "exit"],
                                  capture_output=True, text=True, cwd=os.path.dirname(path), check=False,
                                  errors="replace", timeout=OTHER_SECONDS, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return "no answer"
        if done.returncode < 0:
            return "crash"
        if "?Error" in done.stdout:
            return metamath.INVALID
        return metamath.INCOMPLETE if "were not proved" in done.stdout else metamath.VALID


def differences(judged, report):
    """What is not the same, as text; empty if all is."""
    found = []
    if report["verdict"] != judged.verdict:
        found.append(f"verdict {report['verdict']}, expected {judged.verdict}")
    if "counts" not in report:
        return found
    outside = sorted({d["code"] for d in report["diagnostics"] if d["code"] < "MM03" and d["code"] != EMPTY_PROOF})
    if bool(outside) != bool(judged.why):
        found.append(f"errors outside of proofs {outside}, expected {judged.why or 'none'}")
    if judged.why or outside:
        return found
    for kind, expected in (("invalid", judged.invalid), ("incomplete", judged.incomplete)):
        if report["counts"][kind] != len(expected):
            found.append(f"{report['counts'][kind]} {kind}, expected {len(expected)}")
    if report["suppressed"] == 0:
        for severity, expected in (("error", judged.invalid), ("warning", judged.incomplete)):
            labels = {d["label"] for d in report["diagnostics"] if d["severity"] == severity}
            if labels != set(expected):
                found.append(f"{severity}s in {sorted(labels ^ set(expected))[:5]}")
    return found


class Mutant:
    def __init__(self, kind, edits, judged):
        self.kind, self.edits, self.judged = kind, edits, judged


class Target:
    """One text, whole or a prefix, whose mutants are judged."""

    def __init__(self, text, kinds):
        self.database = metamath.Database(text)
        wrong = {v for v in self.database.check_all().values() if v != metamath.VALID}
        if wrong:
            raise ValueError("the database itself is not valid")
        self.source = mutations.Source(self.database)
        self.small = len(text) < REREAD
        self.kinds = kinds

    def mutant(self, random):
        """Tries until a mutation falls on a place that has what it changes."""
        while True:
            kind = random.choice(self.kinds)
            edits = mutations.MUTATIONS[kind](self.source, random)
            if edits is None:
                continue
            try:
                return Mutant(kind, edits, self.database.judge(edits, self.small))
            except metamath.TooFar:
                continue


class Campaign:
    """The mutants of one database. Each depends on the seed and its own number only."""

    def __init__(self, plan, seed, programs, compare):
        self.plan, self.seed, self.programs, self.compare = plan, seed, programs, compare
        with open(plan.path, encoding="latin-1", newline="") as file:
            text = file.read()
        every = list(mutations.MUTATIONS)
        if len(text) < LARGE:
            self.targets, self.batched = [Target(text, every)], None
        else:
            statements = [k for k in every if k not in mutations.PROOF_MUTATIONS]
            pieces, size = [], 0
            for piece in metamath.chunks(text):
                pieces.append(piece)
                size += len(piece)
                if size > PREFIX_BYTES:
                    break
            whole = Target(text, statements)
            self.targets = [Target("".join(pieces), every)] * 3 + [whole]
            self.batched = whole

    def random(self, number):
        return random_module.Random(f"{self.seed}/{self.plan.name}/{number}")

    def run(self, numbers):
        """Judges mutants number `numbers`: all in one text where that is possible."""
        if self.batched is not None and numbers[0] // BATCH % 2 == 0:
            return self.run_batch(numbers)
        return [self.run_one(number) for number in numbers]

    def run_one(self, number):
        random = self.random(number)
        target = random.choice(self.targets)
        mutant = target.mutant(random)
        path = self.programs.write(target.database.text(mutant.edits))
        found = differences(mutant.judged, self.programs.check(path))
        outcome = self.outcome(number, mutant, found)
        self.certify(number, mutant, path, random, outcome)
        if self.compare and number % self.compare == 0:
            outcome["metamath"] = self.programs.other_verdict(path)
        return self.finish(outcome, target, mutant)

    def outcome(self, number, mutant, found):
        return {"database": self.plan.name, "number": number, "kind": mutant.kind,
                "verdict": mutant.judged.verdict, "outside": bool(mutant.judged.why), "differences": found}

    def finish(self, outcome, target, mutant):
        if outcome["differences"]:
            outcome["text"] = target.database.text(mutant.edits) if target.small else \
                "".join(text for _, _, text in mutant.edits)
        return outcome

    def certify(self, number, mutant, path, random, outcome):
        """`prove` refuses what is not valid; what it proves verifies."""
        judged = mutant.judged
        valid = judged.verdict == metamath.VALID
        if number % (self.plan.certify_every if valid else self.plan.prove_every):
            return
        doubtful = sorted(judged.invalid or judged.incomplete)
        goals = ["-t", random.choice(doubtful)] if doubtful and not judged.why else ["--all"]
        if valid and self.batched is not None:
            goals = ["-t", self.some_theorem(mutant, random)]
        status, verified, message = self.programs.prove(path, goals)
        if valid:
            outcome["certified"] = True
            if status != 0 or verified != 0:
                outcome["differences"].append(f"prove {goals}: exit {status}, verify {verified}: {message[:300]}")
        else:
            outcome["refused"] = True
            if status != 1 or verified is not None:
                outcome["differences"].append(f"prove {goals} of an invalid text: exit {status}, "
                                              f"verify {verified}: {message[:300]}")

    @staticmethod
    def some_theorem(mutant, random):
        for _, _, text in mutant.edits:
            chunk = mutations.Chunk(text)
            theorems = [chunk.word(s.label) for s in chunk.of("$p")]
            if theorems:
                return random.choice(theorems)
        return "id"

    def run_batch(self, numbers):
        """Mutants of different proofs, all in one text."""
        target, mutants, taken = self.batched, [], set()
        for number in numbers:
            random = self.random(number)
            while True:
                kind = random.choice(mutations.PROOF_MUTATIONS)
                edits = mutations.MUTATIONS[kind](target.source, random)
                if edits is None or edits[0][0] in taken:
                    continue
                try:
                    judged = target.database.judge(edits, False)
                except metamath.TooFar:
                    continue
                if not judged.why:
                    break
            taken.add(edits[0][0])
            mutants.append(Mutant(kind, edits, judged))
        edits = [edit for mutant in mutants for edit in mutant.edits]
        path = self.programs.write(target.database.text(edits))
        report = self.programs.check(path)
        together = differences(target.database.judge(edits), report)
        outcomes = []
        for number, mutant in zip(numbers, mutants):
            found = self.differences_in_batch(mutant, report) if together else []
            outcomes.append(self.finish(self.outcome(number, mutant, found), target, mutant))
        if together and not any(o["differences"] for o in outcomes):
            outcomes[0]["differences"] = together
        # By itself: among the others may be a lemma that it needs.
        path = self.programs.write(target.database.text(mutants[0].edits))
        self.certify(numbers[0] // BATCH // 2 * self.plan.prove_every, mutants[0], path,
                     self.random(numbers[0]), outcomes[0])
        return outcomes

    @staticmethod
    def differences_in_batch(mutant, report):
        """Whether the theorems of one mutant got the verdict that they should have."""
        found = []
        chunk = mutations.Chunk(mutant.edits[0][2])
        for severity, expected in (("error", mutant.judged.invalid), ("warning", mutant.judged.incomplete)):
            labels = {d["label"] for d in report.get("diagnostics", ()) if d["severity"] == severity}
            own = {chunk.word(s.label) for s in chunk.of("$p")}
            if labels & own != set(expected):
                found.append(f"{severity}s in {sorted((labels & own) ^ set(expected))}")
        return found


# --- many of them ----------------------------------------------------------------------------------

CAMPAIGN = None  # of this process; workers are forked from it


def work(numbers):
    return CAMPAIGN.run(numbers)


def run_campaign(first, count, jobs):
    """Mutants number `first` to `count` - 1; `first` begins a batch."""
    groups = [range(at, min(at + BATCH, count)) for at in range(first, count, BATCH)]
    if jobs == 1:
        results = map(work, groups)
        return [outcome for group in results for outcome in group]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return [outcome for group in pool.imap(work, groups) for outcome in group]


def shares(plans, count):
    """How many mutants of each database; together `count`."""
    total = sum(plan.share for plan in plans)
    numbers = [int(count * plan.share / total) for plan in plans]
    numbers[0] += count - sum(numbers)
    return numbers


def print_table(outcomes):
    table = collections.Counter((o["database"], o["kind"], o["verdict"]) for o in outcomes)
    wrong = collections.Counter((o["database"], o["kind"]) for o in outcomes if o["differences"])
    verdicts = (metamath.VALID, metamath.INVALID, metamath.INCOMPLETE)
    line = "{:<38} {:<11} {:>7} {:>8} {:>11} {:>10}"
    print(line.format("database", "mutation", *verdicts, "different"))
    for database, kind in sorted({key[:2] for key in table}):
        print(line.format(database, kind, *(table[database, kind, v] for v in verdicts), wrong[database, kind]))
    print(line.format("all", "", *(sum(n for key, n in table.items() if key[2] == v) for v in verdicts),
                      sum(wrong.values())))


def print_other(outcomes):
    compared = [o for o in outcomes if "metamath" in o]
    if not compared:
        return
    table = collections.Counter((o["kind"], o["verdict"], o["metamath"]) for o in compared
                                if o["verdict"] != o["metamath"])
    print(f"\nthe program metamath agrees on {len(compared) - sum(table.values())} of {len(compared)}; else:")
    for (kind, verdict, other), number in sorted(table.items()):
        print(f"  {kind:<11} {verdict:<10} here, {other:<10} there: {number}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blockfold", required=True, help="the program")
    parser.add_argument("--count", type=int, default=10000, help="mutants in all (default: 10000)")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="N",
                        help=f"leave out the first N mutants of each database; a multiple of {BATCH}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes; the mutants are the same for any number")
    parser.add_argument("--json", metavar="FILE", help="write every outcome")
    parser.add_argument("--quick", action="store_true", help="small databases only")
    parser.add_argument("--only", metavar="NAME", action="append", help="only such databases (ql, hol, pi2/..., set)")
    parser.add_argument("--metamath", metavar="PROGRAM", help="ask this program too; its answers are only counted")
    arguments = parser.parse_args()
    if arguments.first < 0 or arguments.first % BATCH:
        parser.error(f"--from takes a multiple of {BATCH}: mutants of a large database share texts")
    return arguments


def present(plans):
    found = []
    for plan in plans:
        if os.path.exists(plan.path):
            found.append(plan)
        else:
            print(f"skipped: {plan.path} is absent")
    return found


def main():
    global CAMPAIGN
    arguments = parse_arguments()
    plans = quick_plans() if arguments.quick else long_plans()
    plans = present([p for p in plans if not arguments.only or p.name in arguments.only])
    if not plans:
        return 0 if not arguments.only else 2
    outcomes = []
    scratch = "/dev/shm" if os.path.isdir("/dev/shm") else None
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="blockfold-mutants-", dir=scratch) as folder:
        programs = Programs(os.path.abspath(arguments.blockfold), folder, arguments.metamath)
        for plan, count in zip(plans, shares(plans, arguments.count)):
            CAMPAIGN = Campaign(plan, arguments.seed, programs, arguments.metamath and plan.compare_every)
            done = run_campaign(arguments.first, count, arguments.jobs)
            outcomes += done
            print(f"{plan.name}: {len(done)} judged, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print_table(outcomes)
    print_other(outcomes)
    wrong = [o for o in outcomes if o["differences"]]
    for outcome in wrong[:20]:
        print(f"\nDIFFERENT {outcome['database']} number {outcome['number']} ({outcome['kind']}): "
              + "; ".join(outcome["differences"]))
    refused, certified = (sum(key in o for o in outcomes) for key in ("refused", "certified"))
    print(f"\n{len(outcomes) - len(wrong)} of {len(outcomes)} verdicts equal (seed {arguments.seed}); prove refused "
          f"{refused} that are not valid, {certified} valid ones were proved and verified; "
          f"{time.monotonic() - started:.0f} s")
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"seed": arguments.seed, "count": len(outcomes), "different": len(wrong),
                       "outcomes": outcomes}, file, indent=1)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
