#pragma once

#include "compiler/driver/prove.h"
#include "compiler/metamath/database.h"
#include "runtime/base/bytes.h"

#include <memory>
#include <string>
#include <vector>

/// Small theories with true proofs, and valid certificates of them: what structured targets start
/// from. Everything is made when the program starts, so no change of a format leaves stale files.
namespace blockfold::fuzz {

/// A theory whose proofs are valid. Ends the program otherwise.
struct Sample {
  std::string name;
  std::string text;
  std::unique_ptr<mm::Database> database;
  std::vector<mm::StatementId> goals;
};

/// Modus ponens and the identity; lemmas used by a second goal; every sort of $d block, dummy
/// variables among them; the first one with another symbol, whose circuit has the same shape.
std::vector<Sample> samples();
/// One of them, by its place in that list.
Sample sample(std::size_t index);

/// The proof of a sample's goals, ready for lowering.
import::ImportedProof prepared(const Sample& sample);

/// A certificate that verifies, with as many segments in the repeated kind.
struct Proven {
  Bytes bytes;
  cert::Certificate certificate;
  driver::BoundStatement bound; ///< what a verifier derives for it
  ir::Transcript blocks;        ///< what it proves
};
Proven prove(const Sample& sample, std::uint32_t segments);

} // namespace blockfold::fuzz
