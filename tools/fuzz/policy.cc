// Any text as a policy. What the parser takes is judged; lines that must change the judgement do,
// and those that must not do not.
#include "compiler/policy/judge.h"
#include "compiler/policy/parser.h"
#include "compiler/policy/template.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/input.h"
#include "tools/fuzz/samples.h"
#include "tools/fuzz/seeds.h"

#include <algorithm>

using namespace blockfold;

namespace {

/// A theory with $d conditions.
const ir::Theory& theory() {
  static const import::ImportedProof kept = fuzz::prepared(fuzz::sample(2));
  return kept.theory;
}

std::optional<policy::Policy> parse(const std::string& text, DiagnosticSink& sink) {
  const auto file = SourceFile::from_text(text, "text");
  return policy::parse_policy(*file, sink);
}

/// A program with rules that anyone may use, and one that is public.
const ir::BlockProgram& program() {
  static const ir::BlockProgram kept = [] {
    ir::BlockProgram out;
    out.relations = {{"r", false, {{"x", {}}}}};
    const ir::BlockVariable x{"x", {}, ir::BlockVariable::Origin::Parameter, false, false, {}};
    const auto claim = [](ir::BlockClaim::Kind kind) {
      return ir::BlockClaim{kind, 0, {ir::Polynomial::variable(0)}};
    };
    out.rules = {{"ax-1", false, 1, {x}, {claim(ir::BlockClaim::Kind::Emit)}, {}, {}},
                 {"step", false, 1, {x}, {claim(ir::BlockClaim::Kind::Demand)}, {}, {}}};
    return out;
  }();
  return kept;
}

/// The same of each rule of an execution.
std::vector<bool> refused_rules(const std::string& text) {
  DiagnosticSink sink;
  const auto parsed = parse(text, sink);
  FUZZ_CHECK(parsed.has_value());
  std::vector<bool> out(program().rules.size());
  const auto all = [](ir::BlockRuleIndex) { return true; };
  for (const policy::Objection& objection : policy::judge(*parsed, program(), {}, all))
    if (const auto rule = program().find_rule(objection.label))
      out[*rule] = true;
  return out;
}

/// What must be so of an execution.
void check_rules(const std::string& text) {
  const std::string digest(64, '0'); // the one that refused_rules says
  const std::vector<bool> before = refused_rules(text);
  const std::vector<bool> denied = refused_rules(text + "\ndeny *\n");
  const std::vector<bool> allowed = refused_rules(text + "\nallow *\n");
  const std::vector<bool> named = refused_rules(text + "\nprogram keccak256:" + digest + "\n");
  for (std::size_t i = 0; i < before.size(); ++i) {
    FUZZ_CHECK(denied[i]);
    FUZZ_CHECK(before[i] || (!allowed[i] && !named[i]));
  }
  FUZZ_CHECK(refused_rules(text + "\nallow-typecode r\n") == before);
}

/// The verdict on each assertion: whether there is an objection to it.
std::vector<bool> refused(const std::string& text) {
  DiagnosticSink sink;
  const auto parsed = parse(text, sink);
  FUZZ_CHECK(parsed.has_value());
  std::vector<bool> out(theory().assertions.size());
  for (const policy::Objection& objection : policy::judge(*parsed, theory(), false))
    out[static_cast<std::size_t>(objection.assertion - theory().assertions.data())] = true;
  return out;
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  const std::string pinned = policy::policy_template(theory(), true, "x", {});
  const std::string by_hand = "policy 1\nallow ax-[1-3] df-* # some\nallow-typecode wff class\n"
                              "deny *ac\nassume none\nhoisted-syntax no\n";
  const auto all = [](ir::BlockRuleIndex) { return true; };
  const std::string rules = policy::policy_template(program(), {}, "x", all);
  return {Bytes(pinned.begin(), pinned.end()), Bytes(by_hand.begin(), by_hand.end()),
          Bytes(rules.begin(), rules.end())};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::as_text(data, size).str();
  DiagnosticSink sink(20);
  const bool valid = parse(text, sink).has_value();
  FUZZ_CHECK(valid == !sink.has_errors());
  if (!valid)
    return 0;
  check_rules(text);
  const std::vector<bool> before = refused(text);
  FUZZ_CHECK(refused(text + "\nprogram keccak256:" + std::string(64, '0') + "\n") == before);
  FUZZ_CHECK(refused(text + "\n# nothing\n") == before);
  const std::vector<bool> denied = refused(text + "\ndeny *\n");
  const std::vector<bool> allowed = refused(text + "\nallow *\n");
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (theory().assertions[i].role == ir::Role::Axiom) {
      FUZZ_CHECK(denied[i]);
      FUZZ_CHECK(before[i] || !allowed[i]); // what was accepted still is
    } else {
      FUZZ_CHECK(denied[i] == before[i] && allowed[i] == before[i]);
    }
  }
  return 0;
}
