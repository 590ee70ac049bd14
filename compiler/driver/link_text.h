#pragma once

#include "compiler/driver/link.h"
#include "compiler/driver/statement.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

/// What a link is made of, in words: its parts, and who proves what for whom. What it says as a
/// whole is a StatementText.
namespace blockfold::driver {

struct DischargedText {
  std::string label;
  bool assumed;   ///< an assumed theorem; else an axiom
  std::size_t by; ///< the part that proves it, from 0
};

struct LinkPartText {
  std::string theory;        ///< the name of the part
  std::string theory_digest; ///< in hexadecimal
  std::size_t bytes = 0;
  std::vector<std::string> goals;
  std::size_t axioms = 0, assumed = 0, lemmas = 0; ///< as its certificate lists them
  std::vector<DischargedText> discharged;
};

struct LinkText {
  std::vector<LinkPartText> parts;
  std::vector<std::string> goals; ///< of the link
  /// What remains, and the parts that rest on it, from 0.
  struct RemainingText {
    std::string label;
    bool assumed;
    std::vector<std::size_t> parts;
  };
  std::vector<RemainingText> remaining;
  /// How many of those are listed only by parts for other theories than those of the goals.
  std::size_t remaining_elsewhere = 0;
  std::vector<std::string> discharged; ///< what some part takes for granted and another proves
};

LinkText describe_link(llvm::ArrayRef<LinkPart> parts, const Linking& linking,
                       llvm::ArrayRef<Place> goals);

/// Brief: how many certificates, theories and discharged statements. Full: each part too.
void render_text(const LinkText& link, Detail detail, llvm::raw_ostream& out);

/// What linking found out: the goals, what was discharged and what remains, by label. Brief: cuts
/// long lists, but not that of assumed theorems.
void render_report(const LinkText& link, Detail detail, llvm::raw_ostream& out);

/// An object with parts, goals (labels), remaining (label, role, parts).
nlohmann::ordered_json to_json(const LinkText& link);

} // namespace blockfold::driver
