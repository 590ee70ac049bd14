#pragma once

#include "compiler/ir/theory.h"
#include "compiler/lower/chip/analysis.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <utility>
#include <vector>

/// What a certificate says, in the words of its theory. Everything here is read off the structures
/// that the circuit was made from, so what is printed is what was proved.
namespace blockfold::driver {

/// An axiom or theorem as text.
struct StatedAssertion {
  std::string label;
  std::string typecode;               ///< the first symbol of the conclusion
  bool syntax = false;                ///< some variable has that typecode
  std::vector<std::string> variables; ///< with their typecodes: "wff ph"
  std::vector<std::string> hypotheses;
  std::string conclusion;
  std::vector<std::pair<std::string, std::string>> disjoint; ///< the $d that the statement demands
};

/// What a valid certificate rests on besides the axioms.
struct Security {
  std::string backend;    ///< the proof system
  std::string commitment; ///< the commitment scheme and its set-up
  std::string assumption; ///< what must be hard
  std::string hash;       ///< of the Fiat-Shamir transform
  unsigned bits = 0;      ///< the best known attack costs about 2^bits group operations
  /// Without breaking that assumption, each hash query succeeds with probability at most
  /// 2^-statistical_bits, for the circuit at hand: see security.h.
  unsigned statistical_bits = 0;
};

/// The whole statement of a certificate.
struct StatementText {
  std::vector<StatedAssertion> goals; ///< in a brief text, only the first
  std::size_t goal_count = 0;
  std::vector<StatedAssertion> axioms;  ///< the proofs may rest on these and no others
  std::vector<StatedAssertion> assumed; ///< theorems used without proof
  std::vector<std::string> lemmas;      ///< labels of the theorems proved along the way
  /// Shared syntax may stand after a goal that uses it.
  bool syntax_hoisted = false;
  Security security;
};

/// How much of a long statement is spelled out. Brief: the first few goals, of axioms only label,
/// typecode and syntax. Assumed theorems are whole in both.
enum class Detail { Brief, Full };
/// As many goals a brief text spells out.
inline constexpr std::size_t kBriefGoals = 10;

/// An assertion in words; brief: its label, typecode and syntax only.
StatedAssertion state(const ir::Theory& theory, const lower::Analysis& analysis,
                      const ir::Assertion& assertion, Detail detail);

StatementText describe(const ir::Theory& theory, const lower::Analysis& analysis, Security security,
                       Detail detail);

/// For people. Brief prints the first goals and axioms and says how many more there are.
void render_text(const StatementText& statement, Detail detail, llvm::raw_ostream& out);

/// The pieces of that text: words, wrapped and aligned behind a title; and one assertion.
void render_words(llvm::StringRef title, llvm::ArrayRef<std::string> words, llvm::raw_ostream& out);
void render_text(llvm::StringRef title, const StatedAssertion& stated, llvm::raw_ostream& out);

/// An object with label, typecode, syntax, conclusion, hypotheses, variables and disjoint.
nlohmann::ordered_json to_json(const StatedAssertion& stated);

/// An object with goals, axioms, assumed, lemmas, syntax_hoisted and security; of a full text.
nlohmann::ordered_json to_json(const StatementText& statement);

} // namespace blockfold::driver
