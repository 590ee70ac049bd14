#pragma once

#include "compiler/layout/layout.h"
#include "compiler/lower/chip/block_chips.h"
#include "runtime/cert/certificate.h"
#include "runtime/hash/transcript.h"

/// What prover and verifier of an execution do alike before the first challenge: from a block
/// program and the statement section of a certificate to the circuit, and to the transcript that is
/// bound to it. The counterpart of bind.h.
namespace blockfold::driver {

/// Symbols of a public text: a verifier makes room for as many field elements.
inline constexpr std::uint64_t kMostPublicSymbols = std::uint64_t{1} << 20;
static_assert(kMostPublicSymbols < std::uint64_t{1} << ir::kTextLengthBits);

struct BoundExecution {
  lower::PublicBlocks public_blocks;
  layout::Layout layout;
  lower::LoweredTheory lowered; ///< with its circuit placed
  std::array<std::uint8_t, 32> circuit_digest;
  Transcript transcript; ///< has absorbed statement, program and circuit
};

/// Rebuilds the circuit of a certificate from its program. Everything in the certificate is
/// hostile.
///
/// Errors: `statement.subject` (it is about theorems), `statement.program` (it was made for another
/// program), `statement.blocks` (public blocks are malformed or out of range), `statement.goal`
/// (there are none), `program.coefficients`, `program.tables`, `layout.*`.
Result<BoundExecution> bind_execution(const ir::BlockProgram& program,
                                      const cert::Certificate& certificate,
                                      lower::Keep keep = lower::Keep::Circuit);

/// Condenses all that a circuit is made from: relations, tables, and rules with their polynomials.
/// Names are part of it, because statements are printed with them.
std::array<std::uint8_t, 32> program_digest(const ir::BlockProgram& program);

/// The most blocks of a public rule without public parameters.
inline constexpr std::uint64_t kMostBareBlocks = std::uint64_t{1} << 16;

/// Bytes of the names of rules, parameters and symbols in public blocks: what is believed is
/// printed, and a symbol of a few bytes in a certificate may have a name of megabytes.
inline constexpr std::uint64_t kMostStatementBytes = std::uint64_t{1} << 26;

/// For each public rule, in order: the number of its blocks, then block after block the public
/// parameters: integers as numbers from the least of their type on, field elements as scalars,
/// texts as the number of their symbols and the code of each.
Bytes encode_public_blocks(const ir::BlockProgram& program, const lower::PublicBlocks& blocks);
/// Errors: `statement.blocks`.
Result<lower::PublicBlocks> decode_public_blocks(const ir::BlockProgram& program, ByteView bytes);

} // namespace blockfold::driver
