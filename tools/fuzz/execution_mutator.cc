#include "tools/fuzz/execution_mutator.h"

#include "compiler/witness/block_witness.h"
#include "runtime/cert/certificate.h"
#include "runtime/fold/prover.h"
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/repair.h"
#include "tools/fuzz/tampering.h"

#include <utility>

namespace blockfold::fuzz {
namespace {

using Codes = std::vector<ir::SymbolCode>;

/// A symbol more, less, or other; the text turned around; the text of another place.
Codes changed_text(Random& random, Codes codes, std::size_t symbols, Codes other) {
  const auto symbol = [&] { return static_cast<ir::SymbolCode>(1 + random.below(symbols - 1)); };
  const auto at = codes.begin() + static_cast<std::ptrdiff_t>(random.below(codes.size() + 1));
  switch (random.below(5)) {
  case 0:
    codes.insert(at, symbol());
    return codes;
  case 1:
    if (at != codes.end())
      codes.erase(at);
    return codes;
  case 2:
    if (at != codes.end())
      *at = symbol();
    return codes;
  case 3:
    return {codes.rbegin(), codes.rend()};
  default:
    return other;
  }
}

/// Changes public blocks as whoever writes down a statement may.
class BlockChange {
public:
  BlockChange(Random& random, const ir::BlockProgram& program, lower::PublicBlocks blocks)
      : random_(random), program_(program), blocks_(std::move(blocks)) {}

  lower::PublicBlocks run() {
    std::vector<ir::BlockRuleIndex> stated;
    for (ir::BlockRuleIndex i = 0; i < blocks_.size(); ++i)
      if (blocks_[i].count != 0)
        stated.push_back(i);
    const ir::BlockRuleIndex rule = random_.of(stated);
    switch (random_.below(8)) {
    case 0:
      resize(rule, true);
      break;
    case 1:
      resize(rule, false);
      break;
    default:
      change_value(rule);
    }
    return std::move(blocks_);
  }

private:
  /// The last block once more, or not at all.
  void resize(ir::BlockRuleIndex rule, bool more) {
    ir::RuleBlocks& of = blocks_[rule];
    const auto change = [&](auto& columns) {
      for (auto& column : columns)
        if (!column.empty() && more)
          column.push_back(column.back());
        else if (!column.empty())
          column.pop_back();
    };
    change(of.words);
    change(of.elements);
    of.count = more ? of.count + 1 : of.count - 1;
  }

  void change_value(ir::BlockRuleIndex rule) {
    ir::RuleBlocks& of = blocks_[rule];
    std::vector<ir::VariableIndex> places;
    for (ir::VariableIndex i = 0; i < program_.rules[rule].parameters; ++i)
      if (program_.rules[rule].variables[i].is_public)
        places.push_back(i);
    if (places.empty())
      return resize(rule, true);
    const ir::VariableIndex place = random_.of(places);
    const std::size_t block = random_.below(of.count), other = random_.below(of.count);
    if (random_.one_in(6)) { // an argument of one block for that of another
      if (!of.words[place].empty())
        std::swap(of.words[place][block], of.words[place][other]);
      else
        std::swap(of.elements[place][block], of.elements[place][other]);
    } else if (program_.rules[rule].variables[place].type.is_text()) {
      std::uint64_t& id = of.words[place][block];
      const std::size_t any = random_.below(blocks_.texts.size());
      id = blocks_.texts.add(changed_text(random_, codes(id), program_.symbols.size(), codes(any)));
    } else if (!of.words[place].empty()) {
      of.words[place][block] ^= 1;
    } else {
      of.elements[place][block] += Fr::one();
    }
  }

  Codes codes(std::uint64_t id) const {
    return blocks_.texts[static_cast<ir::TextTable::Id>(id)].vec();
  }

  Random& random_;
  const ir::BlockProgram& program_;
  lower::PublicBlocks blocks_;
};

cert::Certificate restated(Random& random, const ProvenExecution& from) {
  cert::Certificate out = from.compiled.certificate;
  const auto blocks = BlockChange(random, from.program, from.compiled.bound.public_blocks).run();
  out.public_blocks = driver::encode_public_blocks(from.program, blocks);
  return out;
}

/// The true blocks in a circuit that states others, or changed ones in their own.
cert::Proof reproved(Random& random, const ProvenExecution& from,
                     const driver::BoundExecution& bound, bool same_statement) {
  const witness::Occupancy occupancy = witness::occupy(bound.lowered, from.execution);
  auto source = witness::make_witness(from.program, bound.lowered, from.execution, occupancy);
  FUZZ_CHECK(source.ok());
  const cs::Circuit& circuit = bound.lowered.circuit;
  Transcript transcript = bound.transcript;
  const fold::Tamper tamper = same_statement ? tamper_somewhere(random, circuit) : fold::Tamper();
  return fold::prove(circuit, **source, transcript, {}, tamper);
}

} // namespace

std::string_view name(ExecutionMutation mutation) {
  switch (mutation) {
  case ExecutionMutation::Stated:
    return "execution stated";
  case ExecutionMutation::Restated:
    return "execution restated";
  case ExecutionMutation::Reproved:
    break;
  }
  return "execution reproved";
}

Bytes ExecutionMutator::mutant(Random& random, std::size_t base, ExecutionMutation mutation) const {
  const ProvenExecution& from = proven_[base];
  cert::Certificate out = restated(random, from);
  out.proof = from.proof;
  if (mutation == ExecutionMutation::Reproved && random.one_in(2))
    out.public_blocks = from.compiled.certificate.public_blocks;
  const bool same_statement = out.public_blocks == from.compiled.certificate.public_blocks;
  const auto bound = driver::bind_execution(from.program, out, lower::Keep::Meanings);
  if (!bound.ok() || mutation == ExecutionMutation::Stated)
    return cert::write_certificate(out);
  const bool same_size = [&] {
    for (std::size_t i = 0; i < bound->public_blocks.size(); ++i)
      if (bound->public_blocks[i].count != from.compiled.bound.public_blocks[i].count)
        return false;
    return true;
  }();
  if (mutation == ExecutionMutation::Restated)
    out.proof = repaired(bound->lowered.circuit, bound->transcript, std::move(out.proof));
  else if (same_size) { // there is a true block for every copy
    const std::scoped_lock lock(proving_);
    out.proof = reproved(random, from, *bound, same_statement);
  }
  return cert::write_certificate(out);
}

} // namespace blockfold::fuzz
