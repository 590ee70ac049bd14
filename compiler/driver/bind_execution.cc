#include "compiler/driver/bind_execution.h"

#include "runtime/base/codec.h"
#include "runtime/hash/keccak.h"

#include <algorithm>
#include <optional>

namespace blockfold::driver {
namespace {

using ir::BlockRule;
using ir::BlockType;
using ir::BlockVariable;

// --- digest -------------------------------------------------------------------------------------

class ProgramWriter {
public:
  Bytes write(const ir::BlockProgram& program) {
    list(program.relations, [&](const ir::Relation& r) { write(r); });
    list(program.tables, [&](const ir::Table& t) { write(t); });
    list(program.rules, [&](const BlockRule& r) { write(r); });
    if (program.has_texts()) {
      list(program.sorts, [&](const std::string& sort) { write(sort); });
      list(program.symbols, [&](const std::string& symbol) { write(symbol); });
    }
    return out_.take();
  }

private:
  template <class Items, class Write> void list(const Items& items, const Write& write_item) {
    out_.number(items.size());
    for (const auto& item : items)
      write_item(item);
  }
  void write(const std::string& text) {
    out_.sized({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  template <class Enum> void write_enum(Enum value) { out_.byte(static_cast<std::uint8_t>(value)); }

  void write(const BlockType& type) {
    write_enum(type.kind);
    out_.number(type.bits);
    out_.byte(type.is_signed ? 1 : 0);
    if (type.is_text())
      out_.number(type.sort);
  }
  void write(const ir::Relation& relation) {
    write(relation.name);
    out_.byte(relation.linear ? 1 : 0);
    list(relation.arguments, [&](const ir::Relation::Argument& argument) {
      write(argument.name);
      write(argument.type);
    });
  }
  void write(const ir::Table& table) {
    write(table.name);
    write_enum(table.kind);
    out_.number(table.bits);
    list(table.rows, [&](const std::vector<std::uint64_t>& row) {
      list(row, [&](std::uint64_t value) { out_.number(value); });
    });
  }

  /// Zigzag: small numbers of either sign are short.
  void write_signed(std::int64_t value) {
    out_.number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
  }
  void write(const ir::Polynomial& polynomial) {
    list(polynomial.terms(), [&](const ir::Monomial& term) {
      write_signed(term.coefficient);
      list(term.variables, [&](ir::VariableIndex variable) { out_.number(variable); });
    });
  }
  void write(const std::vector<ir::Polynomial>& values) {
    list(values, [&](const ir::Polynomial& value) { write(value); });
  }

  void write(const BlockVariable& variable) {
    write(variable.name);
    write(variable.type);
    write_enum(variable.origin);
    out_.byte(variable.is_public ? 1 : 0);
    out_.byte(variable.range_checked ? 1 : 0);
    write(variable.definition);
    if (variable.type.is_text())
      list(variable.text, [&](ir::Item item) {
        out_.number(item.is_parameter() ? 2 * std::uint64_t{item.index()} + 1
                                        : 2 * std::uint64_t{item.code()});
      });
  }
  void write(const BlockRule& rule) {
    write(rule.name);
    out_.byte(rule.is_public ? 1 : 0);
    out_.number(rule.parameters);
    list(rule.variables, [&](const BlockVariable& variable) { write(variable); });
    list(rule.claims, [&](const ir::BlockClaim& claim) {
      write_enum(claim.kind);
      out_.number(claim.relation);
      write(claim.values);
    });
    list(rule.lookups, [&](const ir::BlockLookup& lookup) {
      out_.number(lookup.table);
      write(lookup.values);
    });
    list(rule.constraints, [&](const ir::BlockConstraint& constraint) {
      write_enum(constraint.kind);
      out_.number(constraint.bits);
      write(constraint.value);
    });
  }

  ByteWriter out_;
};

// --- public blocks ------------------------------------------------------------------------------

/// Calls `visit(index, type)` for every public parameter of a rule.
template <class Visit> void each_public(const BlockRule& rule, const Visit& visit) {
  for (ir::VariableIndex i = 0; i < rule.parameters; ++i)
    if (rule.variables[i].is_public)
      visit(i, rule.variables[i].type);
}

std::uint64_t most(unsigned bits) {
  return bits == 64 ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
}

class PublicBlocksReader {
public:
  PublicBlocksReader(const ir::BlockProgram& program, ByteView bytes)
      : program_(program), in_(bytes), out_(program.rules.size()) {}

  /// Nothing if the bytes are no public blocks of the program.
  std::optional<lower::PublicBlocks> run() {
    for (ir::BlockRuleIndex index = 0; index < program_.rules.size(); ++index)
      if (program_.rules[index].is_public)
        read_blocks(program_.rules[index], out_[index]);
    if (in_.failed() || !in_.at_end())
      return std::nullopt;
    return std::move(out_);
  }

private:
  void read_blocks(const BlockRule& rule, ir::RuleBlocks& blocks) {
    blocks.words.resize(rule.parameters);
    blocks.elements.resize(rule.parameters);
    bool has_parameters = false;
    std::uint64_t names = rule.name.size();
    each_public(rule, [&](ir::VariableIndex i, const BlockType&) {
      has_parameters = true;
      names += rule.variables[i].name.size();
    });
    // A public parameter takes a byte at least; without one, a few bytes could stand for more
    // blocks than anyone can print.
    const std::uint64_t limit = has_parameters ? in_.remaining() : kMostBareBlocks;
    blocks.count =
        static_cast<std::uint32_t>(in_.number(std::min<std::uint64_t>(limit, UINT32_MAX)));
    take_room(blocks.count * names);
    for (std::uint32_t block = 0; has_parameters && block < blocks.count && !in_.failed(); ++block)
      each_public(rule, [&](ir::VariableIndex i, const BlockType& type) {
        if (type.is_integer())
          blocks.words[i].push_back(in_.number(most(type.bits)) +
                                    static_cast<std::uint64_t>(type.low()));
        else if (type.is_text())
          blocks.words[i].push_back(read_text());
        else
          blocks.elements[i].push_back(read_scalar());
      });
  }

  Fr read_scalar() {
    const ByteView bytes = in_.raw(32);
    if (in_.failed())
      return {};
    const auto value = Fr::from_bytes(bytes.first<32>());
    if (!value)
      in_.fail();
    return value.value_or(Fr::zero());
  }

  /// The number of a text: every symbol takes a byte at least.
  ir::TextTable::Id read_text() {
    std::vector<ir::SymbolCode> codes(
        in_.number(std::min<std::uint64_t>(in_.remaining(), kMostPublicSymbols)));
    for (ir::SymbolCode& code : codes) {
      code = static_cast<ir::SymbolCode>(in_.number(program_.symbols.size() - 1));
      if (code == 0)
        in_.fail();
      take_room(program_.symbols[code].size() + 1);
    }
    return out_.texts.add(codes);
  }

  /// Of what a statement takes up where it is written out.
  void take_room(std::uint64_t bytes) {
    if (bytes > room_)
      in_.fail();
    room_ -= std::min(bytes, room_);
  }

  const ir::BlockProgram& program_;
  ByteReader in_;
  lower::PublicBlocks out_;
  std::uint64_t room_ = kMostStatementBytes;
};

void write_text(ByteWriter& out, llvm::ArrayRef<ir::SymbolCode> codes) {
  out.number(codes.size());
  for (const ir::SymbolCode code : codes)
    out.number(code);
}

bool states_something(const lower::PublicBlocks& blocks) {
  return std::ranges::any_of(blocks, [](const ir::RuleBlocks& of) { return of.count != 0; });
}

Status check_layout(const ir::BlockProgram& program, const layout::Layout& chosen) {
  if (Status bounds = layout::check_bounds(chosen, 0); !bounds)
    return bounds.error();
  const lower::RangeParameters table_only{chosen.range.table_bits, 0, 0, 0};
  const bool has_table = chosen.range.table_bits != 0;
  if (chosen.range != table_only || !lower::is_table_size(chosen.range.table_bits) ||
      has_table != lower::needs_ranges(program))
    return Error{"layout.range", "the layout's range table is not one that the program can have"};
  return success();
}

} // namespace

std::array<std::uint8_t, 32> program_digest(const ir::BlockProgram& program) {
  return keccak256(ProgramWriter().write(program));
}

Bytes encode_public_blocks(const ir::BlockProgram& program, const lower::PublicBlocks& blocks) {
  ByteWriter out;
  for (ir::BlockRuleIndex index = 0; index < program.rules.size(); ++index) {
    const BlockRule& rule = program.rules[index];
    if (!rule.is_public)
      continue;
    const ir::RuleBlocks& of = blocks[index];
    out.number(of.count);
    for (std::uint32_t block = 0; block < of.count; ++block)
      each_public(rule, [&](ir::VariableIndex i, const BlockType& type) {
        if (type.is_integer())
          return out.number(of.words[i][block] - static_cast<std::uint64_t>(type.low()));
        if (type.is_text())
          return write_text(out, blocks.texts[static_cast<ir::TextTable::Id>(of.words[i][block])]);
        std::array<std::uint8_t, 32> scalar;
        of.elements[i][block].to_bytes(scalar);
        out.raw(scalar);
      });
  }
  return out.take();
}

Result<lower::PublicBlocks> decode_public_blocks(const ir::BlockProgram& program, ByteView bytes) {
  auto blocks = PublicBlocksReader(program, bytes).run();
  if (!blocks)
    return Error{"statement.blocks",
                 "the certificate's public blocks are malformed, not of this program, have a text "
                 "of more than 2^20 symbols, are more than 65536 of a rule without public "
                 "arguments, or take up more than 2^26 bytes where they are written out"};
  return std::move(*blocks);
}

Result<BoundExecution> bind_execution(const ir::BlockProgram& program,
                                      const cert::Certificate& certificate, lower::Keep keep) {
  if (certificate.subject != cert::Subject::Execution)
    return Error{"statement.subject", "the certificate is about theorems, not about an execution"};
  if (program_digest(program) != certificate.theory_digest)
    return Error{"statement.program",
                 "the rule file differs from the one the certificate was made for"};
  auto public_blocks = decode_public_blocks(program, certificate.public_blocks);
  if (!public_blocks)
    return public_blocks.error();
  if (!states_something(*public_blocks))
    return Error{"statement.goal", "the certificate has no public block, so it says nothing"};

  auto chosen = layout::decode(certificate.layout, program.rules.size());
  if (!chosen)
    return chosen.error();
  if (Status checked = check_layout(program, *chosen); !checked)
    return checked.error();
  auto lowered = lower::lower_program(program, *public_blocks, chosen->range.table_bits, keep);
  if (!lowered)
    return lowered.error();
  if (Status placed = layout::place_chips(*lowered, *chosen); !placed)
    return placed.error();

  Transcript transcript("blockfold 1 folded R1CS, BN254, IPA");
  const auto digest = layout::circuit_digest(lowered->circuit);
  transcript.absorb_bytes("statement", cert::write_statement(certificate));
  transcript.absorb_bytes("circuit", digest);
  return BoundExecution{std::move(*public_blocks), std::move(*chosen), std::move(*lowered), digest,
                        std::move(transcript)};
}

} // namespace blockfold::driver
