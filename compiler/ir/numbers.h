#pragma once

#include "compiler/ir/block_program.h"
#include "runtime/field/bn254.h"

#include <llvm/ADT/StringRef.h>

#include <optional>
#include <string>

/// Numbers as executions write them: decimal or, after 0x, hexadecimal; a '-' may stand before.
namespace blockfold::ir {

/// Nothing if the text is no number, or its magnitude is not below the field's order.
std::optional<Fr> parse_element(llvm::StringRef text);

/// The number as a block's word: two's complement. Nothing if the text is no number, or the type,
/// which must be one of integers, does not hold it.
std::optional<std::uint64_t> parse_word(llvm::StringRef text, const BlockType& type);

/// "u32", "i8", "bool", "field", "address", "text"
std::string type_name(const BlockType& type);
/// The same, but a text has the name of its sort in the program.
std::string type_name(const BlockProgram& program, const BlockType& type);
/// "u8 holds 0 to 255"
std::string type_range(const BlockType& type);

} // namespace blockfold::ir
