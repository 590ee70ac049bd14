#pragma once

#include "compiler/driver/statement.h"
#include "compiler/lower/chip/block_chips.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <array>
#include <string>
#include <vector>

/// What a certificate of an execution says: the counterpart of statement.h. Everything here is read
/// off the structures that the circuit was made from, so what is printed is what was proved.
namespace blockfold::driver {

/// A block of a public rule with its public arguments.
struct StatedBlock {
  struct Argument {
    std::string name;
    /// Decimal; of large field elements "0x..."; of texts their symbols with blanks between.
    std::string value;
    enum class Kind : std::uint8_t { Integer, Element, Text };
    Kind kind;
  };
  std::string rule;
  std::vector<Argument> arguments;
};

/// The whole statement: there are blocks of the rules that agree on their claims, and those of
/// public rules are these, no more and no fewer.
struct ExecutionText {
  std::vector<StatedBlock> blocks; ///< in a brief text, only the first
  std::size_t block_count = 0;
  std::vector<std::string> rules; ///< that blocks which are not listed may use
  std::string program_digest;     ///< in hexadecimal
  Security security;
};

/// `digest` is that of the program, see program_digest.
ExecutionText describe_execution(const ir::BlockProgram& program,
                                 const lower::PublicBlocks& public_blocks,
                                 const std::array<std::uint8_t, 32>& digest, Security security,
                                 Detail detail);

/// "result(n = 10, x = 55, f = `( p -> q )`)"
std::string to_text(const StatedBlock& block);

/// For people. Brief prints the first blocks and says how many more there are.
void render_text(const ExecutionText& statement, Detail detail, llvm::raw_ostream& out);

/// An object with program_digest, public_blocks, rules and security; of a full text. Integers are
/// numbers, field elements and texts strings.
nlohmann::ordered_json to_json(const ExecutionText& statement);

} // namespace blockfold::driver
