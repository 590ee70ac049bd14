// --policy: verification that ends with a judgement of the axioms, in both programs.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

using namespace blockfold::e2e;

namespace {

/// Both verifying programs must agree; the outcome of one.
Outcome verify_by_both(const std::string& certificate, const std::string& theory,
                       const std::string& policy, bool json) {
  std::vector<std::string> small = {certificate, theory, "--policy", policy};
  std::vector<std::string> large = {"verify", certificate, "--theory", theory, "--policy", policy};
  if (json)
    for (auto* words : {&small, &large})
      words->push_back("--json");
  const Outcome outcome = run("blockfold-verify", small);
  const Outcome same = call(large);
  CHECK(outcome.exit == same.exit);
  CHECK(outcome.out == same.out);
  CHECK(outcome.err == same.err);
  return outcome;
}

/// A certificate of `idd`, whose axioms are wi, ax-1, ax-2, ax-mp, and its theory.
struct Example {
  Folder folder;
  std::string theory = folder.write("small.mm", kSmallTheory);
  std::string certificate = folder.path("idd.bfc");

  explicit Example(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"prove", theory, "-t", "idd", "-o", certificate, "-q"};
    words.insert(words.end(), more.begin(), more.end());
    REQUIRE(call(words).exit == 0);
  }

  std::string policy(const std::string& rules) const {
    return folder.write("my.policy", "policy 1\n" + rules);
  }
  Outcome verify(const std::string& path, bool json = false) const {
    return verify_by_both(certificate, theory, path, json);
  }
  Outcome judge(const std::string& rules) const { return verify(policy(rules)); }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kAll = "allow wi ax-*\nhoisted-syntax yes\n";

} // namespace

TEST_CASE("policy: what it accepts is valid, and says so") {
  const Example example;
  const Outcome outcome = example.judge(kAll);
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "VALID"));
  CHECK(contains(outcome.out, "Policy       accepted by "));
  CHECK(example.judge("allow ax-*\nallow-typecode wff\n").exit == 0);
  const auto json = example.verify(example.policy(kAll), true).json();
  CHECK(json["status"] == "valid");
  CHECK(json["policy"]["accepted"] == true);
  CHECK(json["policy"]["objections"].empty());
}

TEST_CASE("policy: an axiom outside of it is refused with a status of its own, and shown") {
  const Example example;
  const Outcome outcome = example.judge("allow wi ax-1 ax-mp\n");
  CHECK(outcome.exit == 4);
  CHECK(contains(outcome.out, "REFUSED"));
  CHECK_FALSE(contains(outcome.out, "VALID"));
  CHECK(contains(outcome.err, "policy: the axiom 'ax-2' is not allowed\n"));
  CHECK(contains(outcome.err, "    conclusion |- ( ( ph -> ( ps -> ch ) ) -> ( ( ph -> ps ) -> "
                              "( ph -> ch ) ) )\n"));
  CHECK(contains(outcome.err, "error[verify.policy]: the proof holds, but the policy "));
  CHECK(contains(outcome.err, "does not accept ax-2\n"));
  const auto json = example.verify(example.policy("allow wi ax-1 ax-mp\n"), true).json();
  CHECK(json["status"] == "refused");
  CHECK(json["exit_status"] == 4);
  CHECK(json["error"]["code"] == "verify.policy");
  REQUIRE(json["policy"]["objections"].size() == 1);
  const auto& objection = json["policy"]["objections"][0];
  CHECK(objection["reason"] == "axiom-not-allowed");
  CHECK(objection["label"] == "ax-2");
  CHECK(objection["statement"].back() ==
        "conclusion |- ( ( ph -> ( ps -> ch ) ) -> ( ( ph -> ps ) -> ( ph -> ch ) ) )");
}

TEST_CASE("policy: denied axioms, with the line that denies them") {
  const Example example;
  const Outcome outcome = example.judge("allow *\ndeny ax-[2-9]\n");
  CHECK(outcome.exit == 4);
  CHECK(contains(outcome.err, "the axiom 'ax-2' is denied by 'ax-[2-9]' ("));
  CHECK(contains(outcome.err, "my.policy:3)"));
}

TEST_CASE("policy: an axiom that changed under its label") {
  // Who pins labels only would let the second theory prove anything.
  const Folder folder;
  const auto theory = [&](const std::string& axiom, const std::string& proof) {
    return "$c ( ) -> wff |- $. $v ph ps $. wph $f wff ph $. wps $f wff ps $.\n"
           "wi $a wff ( ph -> ps ) $.\nax $a |- " +
           axiom + " $.\nt $p |- ( ps -> ps ) $= " + proof + " $.\n";
  };
  const std::string honest = folder.write("honest.mm", theory("( ph -> ph )", "wps ax")),
                    false_one = folder.write("false.mm", theory("ph", "wps wps wi ax")),
                    policy = folder.path("t.policy"), certificate = folder.path("t.bfc");
  REQUIRE(call({"axioms", honest, "-t", "t", "--policy-template", policy}).exit == 0);
  write(policy, read(policy) + "allow wi\n"); // of which the second proof has need
  const auto verified = [&](const std::string& file) {
    REQUIRE(call({"prove", file, "-t", "t", "-o", certificate, "-q"}).exit == 0);
    return run("blockfold-verify", {certificate, file, "--policy", policy});
  };
  CHECK(verified(honest).exit == 0);
  const Outcome changed = verified(false_one);
  CHECK(changed.exit == 4);
  CHECK(contains(changed.err, "'ax' says something else than the statement that the policy pins"));
  CHECK(contains(changed.err, "    conclusion |- ph\n"));
  CHECK(contains(changed.err, "    pinned sha256:"));
  CHECK(contains(changed.err, ", found sha256:"));
  const auto json =
      run("blockfold-verify", {certificate, false_one, "--policy", policy, "--json"}).json();
  REQUIRE(json["policy"]["objections"].size() == 1);
  CHECK(json["policy"]["objections"][0]["reason"] == "statement-changed");
  CHECK(json["policy"]["objections"][0]["label"] == "ax");
}

TEST_CASE("policy: assumed theorems") {
  const Example example({"--assume", "id"});
  const Outcome outcome = example.judge("allow *\n");
  CHECK(outcome.exit == 4);
  CHECK(contains(outcome.err, "policy: the theorem 'id' is used without proof\n"));
  CHECK(contains(outcome.err, "    conclusion |- ( ph -> ph )\n"));
  CHECK(example.judge("allow * id\n").exit == 4);
  CHECK(example.judge("allow *\nassume none\n").exit == 4);
  CHECK(example.judge("allow *\nassume i?\n").exit == 0);
}

TEST_CASE("policy: hoisted syntax") {
  // wn stands after `early`, which does not use it, and before `late`, which does.
  const Folder folder;
  const std::string theory =
      folder.write("hoisted.mm", std::string(kSmallTheory) + "$c -. $. wn $a wff -. ph $.\n"
                                                             "late $p |- ( -. ps -> -. ps ) $= "
                                                             "wps wn id $.\n");
  const std::string certificate = folder.path("x.bfc");
  REQUIRE(call({"prove", theory, "-t", "late", "-o", certificate, "-q"}).exit == 0);
  const std::string no = folder.write("no", "policy 1\nallow *\nhoisted-syntax no\n"),
                    yes = folder.write("yes", "policy 1\nallow *\nhoisted-syntax yes\n");
  const Outcome refused = run("blockfold-verify", {certificate, theory, "--policy", no});
  CHECK(refused.exit == 4);
  CHECK(contains(refused.err, "hoisted-syntax yes"));
  CHECK(contains(refused.err, "does not accept hoisted syntax"));
  CHECK(run("blockfold-verify", {certificate, theory, "--policy", yes}).exit == 0);
}

TEST_CASE("policy: a bad file is answered with its places, before anything is verified") {
  const Example example;
  const std::string bad = example.folder.write("bad.policy", "policy 1\n  alow ax-1\nallow x[\n");
  const Outcome outcome = example.verify(bad);
  CHECK(outcome.exit == 2);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.err, "bad.policy:2:3: error[PL0003]: 'alow' is no rule of policies; did "
                              "you mean 'allow'?\n      alow ax-1\n      ^~~~\n"));
  CHECK(contains(outcome.err, "bad.policy:3:7: error[PL0005]"));
  CHECK(contains(outcome.err, "error[policy.invalid]"));
  const auto json = example.verify(bad, true).json();
  CHECK(json["error"]["code"] == "policy.invalid");
  CHECK(json["diagnostics"].size() == 2);
  CHECK(example.verify(example.folder.path("absent")).exit == 3);
  CHECK(example.verify(example.folder.write("empty", "")).exit == 2);
  CHECK(example.verify(example.certificate).exit == 2);
  CHECK(call({"explain", "PL0005"}).exit == 0);
}

TEST_CASE("policy: it does not make a false certificate valid, and --allow-axioms still counts") {
  const Example example;
  const std::string all = example.policy(kAll);
  const Outcome both = call({"verify", example.certificate, "--theory", example.theory, "--policy",
                             all, "--allow-axioms", "wi"});
  CHECK(both.exit == 1);
  CHECK(contains(both.err, "error[verify.axioms]"));
  std::string bytes = read(example.certificate);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  write(example.certificate, bytes);
  CHECK(example.verify(all).exit == 1);
}

TEST_CASE("policy: 'axioms' judges before anything is proved") {
  const Example example;
  const auto axioms = [&](const std::string& rules) {
    return call({"axioms", example.theory, "-t", "idd", "--policy", example.policy(rules)});
  };
  CHECK(axioms(kAll).exit == 0);
  const Outcome refused = axioms("allow wi ax-[12]\n");
  CHECK(refused.exit == 4);
  CHECK(contains(refused.err, "policy: the axiom 'ax-mp' is not allowed"));
  CHECK(contains(refused.err, "error[verify.policy]"));
}

TEST_CASE("policy: a template accepts its theorem and no more") {
  const Example example;
  const Outcome printed = call({"axioms", example.theory, "-t", "id", "--policy-template=-"});
  CHECK(printed.exit == 0);
  CHECK(printed.out.starts_with("# Accepts exactly what id rests on"));
  const std::string policy = example.folder.write("id.policy", printed.out);
  CHECK(example.verify(policy).exit == 0); // idd rests on the same
  std::string less = printed.out;
  less.insert(less.find("allow ax-2"), "# ");
  const Outcome refused = example.verify(example.folder.write("less.policy", less));
  CHECK(refused.exit == 4);
  CHECK(contains(refused.err, "the axiom 'ax-2' is not allowed"));
}

// --- links and executions -----------------------------------------------------------------------

namespace {

/// `idd`, with `id` assumed in one certificate and proved in another, linked.
struct LinkExample {
  Folder folder;
  std::string theory = folder.write("small.mm", kSmallTheory), link = folder.path("c.bfc");

  explicit LinkExample(const std::string& assumed = "id") {
    const std::string a = folder.path("a.bfc"), b = folder.path("b.bfc");
    REQUIRE(call({"prove", theory, "-t", "idd", "--assume", assumed, "-o", a, "-q"}).exit == 0);
    REQUIRE(call({"prove", theory, "-t", "id", "-o", b, "-q"}).exit == 0);
    REQUIRE(call({"link", a, b, "--theory", theory, "-o", link}).exit == 0);
  }
  Outcome judge(const std::string& rules, bool json = false) const {
    return verify_by_both(link, theory, folder.write("my.policy", "policy 1\n" + rules), json);
  }
};

const std::string kStdlib = std::string(BLOCKFOLD_SOURCE_DIR) + "/stdlib/";

} // namespace

TEST_CASE("policy: of a link, what remains is judged") {
  const LinkExample example;
  // `id` is assumed by a part, but proved by the other: it needs no leave.
  const Outcome accepted = example.judge(std::string(kAll) + "assume none\n");
  CHECK(accepted.exit == 0);
  CHECK(contains(accepted.out, "Policy       accepted by "));
  const Outcome refused = example.judge("allow wi ax-1 ax-mp\nhoisted-syntax yes\n");
  CHECK(refused.exit == 4);
  CHECK(contains(refused.out, "REFUSED"));
  CHECK(contains(refused.err, "policy: the axiom 'ax-2' is not allowed\n"));
  CHECK(contains(refused.err, "    conclusion |- ( ( ph -> ( ps -> ch ) )"));
  const auto json = example.judge("allow *\ndeny ax-mp\nhoisted-syntax yes\n", true).json();
  CHECK(json["status"] == "refused");
  CHECK(json["exit_status"] == 4);
  CHECK(json["link"]["parts"].size() == 2);
  REQUIRE(json["policy"]["objections"].size() == 1);
  CHECK(json["policy"]["objections"][0]["reason"] == "axiom-denied");
  CHECK(json["policy"]["objections"][0]["label"] == "ax-mp");
  CHECK(example.judge("alow x\n").exit == 2);
}

TEST_CASE("policy: of a link, an assumption that nobody proves is still one") {
  // A slice has the lemma as a $a: what is left of it must be allowed as an axiom.
  const Folder folder;
  std::string text = kSmallTheory;
  const std::size_t at = text.find("id $p"), end = text.find("$=", at);
  text.replace(at, 5, "id $a");
  text.erase(end, text.find("$.", end) - end);
  const std::string slice = folder.write("slice.mm", text), a = folder.path("a.bfc");
  const std::string link = folder.path("link.bfc");
  REQUIRE(call({"prove", slice, "-t", "idd", "-o", a, "-q"}).exit == 0);
  REQUIRE(call({"link", a, "--theory", slice, "-o", link}).exit == 0);
  const std::string policy = folder.write("my.policy", std::string("policy 1\n") + kAll);
  const Outcome refused = run("blockfold-verify", {link, slice, "--policy", policy});
  CHECK(refused.exit == 4);
  CHECK(contains(refused.err, "the axiom 'id' is not allowed"));
}

TEST_CASE("policy: of an execution, its rules or its program are judged") {
  const Folder folder;
  const std::string rules = kStdlib + "fibonacci.blk", certificate = folder.path("fib.bfc");
  REQUIRE(call({"prove", rules, kStdlib + "fibonacci.bmt", "-o", certificate, "-q"}).exit == 0);
  const auto judged = [&](const std::string& lines, const char* more = "--full") {
    return call({"verify", certificate, "--theory", rules, "--policy",
                 folder.write("my.policy", "policy 1\n" + lines), more});
  };
  const auto plain = call({"verify", certificate, "--theory", rules, "--json"}).json();
  const std::string digest = plain["program_digest"];
  CHECK(judged("program keccak256:" + digest + "\n").exit == 0);
  CHECK(judged("allow start step result\n").exit == 0);
  const Outcome refused = judged("allow start result\n");
  CHECK(refused.exit == 4);
  CHECK(contains(refused.out, "REFUSED: "));
  CHECK_FALSE(contains(refused.out, "VALID"));
  CHECK(contains(refused.err, "policy: the rule 'step' is not allowed\n    rule step\n"));
  CHECK(contains(refused.err, "    demand fib(n, x, y)\n"));
  CHECK(contains(refused.err, "error[verify.policy]: the execution is as stated, but the policy"));
  const auto json = judged("program keccak256:" + std::string(64, 'a') + "\n", "--json").json();
  CHECK(json["status"] == "refused");
  CHECK(json["error"]["code"] == "verify.policy");
  CHECK(json["policy"]["objections"][0]["reason"] == "program-not-allowed");
  CHECK(json["policy"]["objections"][0]["label"] == "keccak256:" + digest);
  CHECK(json["policy"]["objections"].size() == 4);
  // A bad file is an error before anything is verified; what does not hold stays invalid.
  CHECK(judged("program fibonacci.blk\n").exit == 2);
  std::string bytes = read(certificate);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  write(certificate, bytes);
  CHECK(judged("allow *\n").exit == 1);
}

TEST_CASE("policy: of a run, by its program") {
  const Folder folder;
  const std::string program = kStdlib + "imp/gcd.imp", certificate = folder.path("gcd.bfc");
  REQUIRE(call({"run", program, "-ia=12", "-ib=8", "-o", certificate, "-q"}).exit == 0);
  const auto judged = [&](const std::string& lines) {
    return call({"verify", certificate, "--theory", program, "--policy",
                 folder.write("my.policy", "policy 1\n" + lines), "--json"});
  };
  const std::string digest = judged("allow *\n").json()["program_digest"];
  CHECK(judged("program keccak256:" + digest + "\n").exit == 0);
  const Outcome refused = judged("program keccak256:" + digest + "\ndeny step0*\n");
  CHECK(refused.exit == 4);
  CHECK(refused.json()["outputs"]["a"] == 4);
  CHECK(refused.json()["policy"]["objections"][0]["reason"] == "rule-denied");
  CHECK(call({"verify", certificate, "--theory", program, "--allow-axioms=x"}).exit == 2);
}
