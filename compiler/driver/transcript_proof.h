#pragma once

#include "compiler/import/proof_import.h"
#include "compiler/ir/theory_source.h"
#include "compiler/support/source_file.h"

#include <optional>

/// Proofs that are written as transcripts (.bmt), by any program.
namespace blockfold::driver {

/// Reads a transcript for the theory file that it is about and makes it ready for `compile`. What
/// it proves, assumes and applies decides the theory. Every block is checked; syntax is shared and
/// `$d` blocks are added if the text has none. Reports what is wrong, and then returns nothing.
std::optional<import::ImportedProof> read_proof(const ir::TheorySource& source,
                                                const SourceFile& transcript, DiagnosticSink& sink);

} // namespace blockfold::driver
