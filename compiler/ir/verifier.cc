#include "compiler/ir/verifier.h"

#include "compiler/ir/codes.h"
#include "compiler/support/format.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallVector.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace blockfold::ir {
namespace {

/// The parameters that occur in a template, in the order of first occurrence.
std::vector<std::uint32_t> occurring(const Template& statement) {
  std::vector<std::uint32_t> found;
  for (const Item item : statement.items)
    if (item.is_parameter() && !llvm::is_contained(found, item.index()))
      found.push_back(item.index());
  return found;
}

// --- texts --------------------------------------------------------------------------------------

/// A template and what its parameters stand for: blocks, or a theorem's own variables.
struct TextSource {
  const Template* statement;
  llvm::ArrayRef<BlockId> blocks;
  const Assertion* owner; ///< if not null, parameters are its variables
};

TextSource source_of(const Theory& theory, const Transcript& transcript, const Block& block) {
  const Assertion* owner =
      block.kind == BlockKind::Hypothesis ? &theory.of(theory.contexts[block.context]) : nullptr;
  return {template_of(theory, block), transcript.premises_of(block), owner};
}

/// Reads a text from the left, as symbols and whole blocks; blocks may be opened or stepped over.
class TextCursor {
public:
  struct Piece {
    bool is_block;
    std::uint32_t value; ///< a block, or a symbol
    friend bool operator==(const Piece&, const Piece&) = default;
  };

  TextCursor(const Theory& theory, const Transcript& transcript, const TextSource& source)
      : theory_(theory), transcript_(transcript) {
    stack_.push_back({source, 0});
    settle();
  }

  bool at_end() const { return stack_.empty(); }

  Piece peek() const {
    const auto& [source, next] = stack_.back();
    const Item item = source.statement->items[next];
    if (!item.is_parameter())
      return {false, item.code()};
    if (source.owner != nullptr)
      return {false, source.owner->parameters[item.index()].code};
    const BlockId id = source.blocks[item.index()];
    const Block& block = transcript_.blocks[id];
    if (block.kind == BlockKind::Variable)
      return {false, theory_.variables[block.subject].code};
    return {true, id};
  }

  void step_over() {
    ++stack_.back().second;
    settle();
  }

  void open() {
    const BlockId id = peek().value;
    ++stack_.back().second;
    stack_.push_back({source_of(theory_, transcript_, transcript_.blocks[id]), 0});
    settle();
  }

private:
  void settle() {
    while (!stack_.empty() && stack_.back().second == stack_.back().first.statement->items.size())
      stack_.pop_back();
  }

  const Theory& theory_;
  const Transcript& transcript_;
  llvm::SmallVector<std::pair<TextSource, std::size_t>, 16> stack_;
};

/// What comparing two texts found.
struct Comparison {
  enum class Outcome : std::uint8_t { Equal, Different, TooLong } outcome;
  std::optional<SymbolCode> found, wanted; ///< where they differ; nothing at an end
};

/// Equal blocks are stepped over, and of two different ones the later is opened: it may be built
/// from the other, never the reverse.
Comparison compare(TextCursor found, TextCursor wanted) {
  constexpr std::uint32_t kMaxSteps = std::uint32_t{1} << 24;
  using Outcome = Comparison::Outcome;
  for (std::uint32_t step = 0; step < kMaxSteps; ++step) {
    if (found.at_end() && wanted.at_end())
      return {Outcome::Equal, {}, {}};
    TextCursor::Piece f{}, w{};
    if (!found.at_end())
      f = found.peek();
    if (!wanted.at_end())
      w = wanted.peek();
    if (f.is_block && (!w.is_block || f.value > w.value)) {
      found.open();
    } else if (w.is_block && (!f.is_block || w.value > f.value)) {
      wanted.open();
    } else if (found.at_end() || wanted.at_end() || f != w) {
      Comparison out{Outcome::Different, {}, {}};
      if (!found.at_end())
        out.found = f.value;
      if (!wanted.at_end())
        out.wanted = w.value;
      return out;
    } else {
      found.step_over();
      wanted.step_over();
    }
  }
  return {Outcome::TooLong, {}, {}};
}

// --- the verifier -------------------------------------------------------------------------------

class Verifier {
public:
  Verifier(const Theory& theory, const Transcript& transcript, DisjointBlocks disjoint,
           DiagnosticSink& sink)
      : theory_(theory), transcript_(transcript), disjoint_(disjoint), sink_(sink) {}

  bool run() {
    check_shapes();
    if (faults_ != 0)
      return false; // the tables cannot be walked safely
    for (BlockId id = 0; id < transcript_.blocks.size(); ++id)
      check_premises(id);
    if (faults_ != 0)
      return false; // texts are defined by premises of the right number and order
    for (BlockId id = 0; id < transcript_.blocks.size(); ++id)
      check_block(id);
    check_disjoint();
    for (ContextId id = 0; id < theory_.contexts.size(); ++id)
      check_qed(id);
    return faults_ == 0;
  }

private:
  using DisjointKey = std::pair<ContextId, std::pair<BlockId, BlockId>>;

  void fault(Code code, std::string message) {
    ++faults_;
    Diagnostic diagnostic;
    diagnostic.code = &info(code);
    diagnostic.message = std::move(message);
    sink_.add(std::move(diagnostic));
  }

  // --- names for messages -----------------------------------------------------------------------

  std::string symbol(std::optional<SymbolCode> code) const {
    return code ? "'" + theory_.symbol_names[*code] + "'" : std::string("the end");
  }
  const std::string& context_label(ContextId context) const {
    return theory_.of(theory_.contexts[context]).label;
  }
  std::string context_name(ContextId context) const {
    return context == kShared ? std::string("all contexts")
                              : fmt::format("the context of '{}'", context_label(context));
  }
  std::string name(BlockId id) const {
    const Block& block = transcript_.blocks[id];
    switch (block.kind) {
    case BlockKind::Variable:
      return fmt::format("block b{} (variable '{}')", id,
                         theory_.symbol_names[theory_.variables[block.subject].code]);
    case BlockKind::Hypothesis:
      return fmt::format("block b{} (hypothesis {} of '{}')", id, block.subject,
                         context_label(block.context));
    case BlockKind::Rule:
      break;
    }
    return fmt::format("block b{} (rule '{}')", id, rule_of(block).label);
  }

  const Assertion& rule_of(const Block& block) const {
    return theory_.of(theory_.rules[block.subject]);
  }

  // --- shapes -----------------------------------------------------------------------------------

  void check_shapes() {
    const std::size_t blocks = transcript_.blocks.size();
    const auto shape = [&](bool good, const std::string& what) {
      if (!good)
        fault(Code::BadShape, what + " refers to something that does not exist");
    };
    for (BlockId id = 0; id < blocks; ++id) {
      const Block& block = transcript_.blocks[id];
      shape(is_context(block.context) && has_subject(block) &&
                block.first_premise <= transcript_.premises.size() &&
                block.premise_count <= transcript_.premises.size() - block.first_premise,
            fmt::format("block b{}", id));
    }
    for (std::size_t i = 0; i < transcript_.disjoint.size(); ++i) {
      const ir::DisjointBlock& block = transcript_.disjoint[i];
      shape(is_context(block.context) && block.a < blocks && block.b < blocks,
            fmt::format("$d block d{}", i));
    }
    shape(std::ranges::all_of(transcript_.premises, [&](BlockId id) { return id < blocks; }),
          "a premise");
    shape(std::ranges::all_of(transcript_.qed, [&](BlockId id) { return id < blocks; }), "a qed");
    if (transcript_.qed.size() != theory_.contexts.size())
      fault(Code::BadShape, fmt::format("{} contexts have {} conclusions", theory_.contexts.size(),
                                        transcript_.qed.size()));
  }

  bool is_context(ContextId context) const {
    return context == kShared || context < theory_.contexts.size();
  }

  bool has_subject(const Block& block) const {
    switch (block.kind) {
    case BlockKind::Variable:
      return block.subject < theory_.variables.size();
    case BlockKind::Rule:
      return block.subject < theory_.rules.size();
    case BlockKind::Hypothesis:
      return block.context < theory_.contexts.size() &&
             block.subject < theory_.of(theory_.contexts[block.context]).essentials.size();
    }
    return false;
  }

  // --- premises ---------------------------------------------------------------------------------

  void check_premises(BlockId id) {
    const Block& block = transcript_.blocks[id];
    const auto premises = transcript_.premises_of(block);
    for (std::size_t p = 0; p < premises.size(); ++p)
      if (premises[p] >= id)
        fault(Code::LatePremise,
              fmt::format("{}: its premise {} is b{}, which does not come before it", name(id), p,
                          premises[p]));
    const std::size_t wanted = block.kind == BlockKind::Rule ? rule_of(block).parameters.size() +
                                                                   rule_of(block).essentials.size()
                                                             : 0;
    if (block.kind != BlockKind::Hypothesis && premises.size() != wanted)
      fault(Code::PremiseCount, fmt::format("{} has {} premises but its rule has {}", name(id),
                                            premises.size(), wanted));
    if (block.kind == BlockKind::Hypothesis && !premises.empty())
      check_leaves(id);
  }

  /// The leaves of a hypothesis: one for each variable of its text, or none at all.
  void check_leaves(BlockId id) {
    const Block& block = transcript_.blocks[id];
    const Assertion& owner = theory_.of(theory_.contexts[block.context]);
    const auto leaves = transcript_.premises_of(block);
    const std::vector<std::uint32_t> variables = occurring(owner.essentials[block.subject]);
    if (leaves.size() != variables.size())
      return fault(Code::PremiseCount, fmt::format("{} lists {} leaves for {} variables", name(id),
                                                   leaves.size(), variables.size()));
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const SymbolCode code = owner.parameters[variables[i]].code;
      const Block& leaf = transcript_.blocks[leaves[i]];
      if (leaf.kind != BlockKind::Variable || theory_.variables[leaf.subject].code != code)
        fault(Code::PremiseText, fmt::format("{}: its leaf {} is {} instead of variable {}",
                                             name(id), i, name(leaves[i]), symbol(code)));
    }
  }

  void check_block(BlockId id) {
    const Block& block = transcript_.blocks[id];
    for (const BlockId premise : transcript_.premises_of(block))
      check_context(id, premise);
    if (block.kind != BlockKind::Rule)
      return;
    check_rule_context(id);
    const Assertion& rule = rule_of(block);
    const auto premises = transcript_.premises_of(block);
    for (std::size_t p = 0; p < rule.parameters.size(); ++p)
      check_typecode(id, p, rule.parameters[p].typecode);
    for (std::size_t e = 0; e < rule.essentials.size(); ++e) {
      const std::size_t p = rule.parameters.size() + e;
      if (check_typecode(id, p, rule.essentials[e].typecode))
        check_text(fmt::format("{}: premise {} (b{})", name(id), p, premises[p]), Code::PremiseText,
                   premises[p], {&rule.essentials[e], premises, nullptr});
    }
  }

  void check_context(BlockId id, BlockId premise) {
    const ContextId own = transcript_.blocks[id].context,
                    other = transcript_.blocks[premise].context;
    if (other != kShared && other != own)
      fault(Code::WrongContext, fmt::format("{} belongs to {}, but its premise b{} to {}", name(id),
                                            context_name(own), premise, context_name(other)));
  }

  void check_rule_context(BlockId id) {
    const Block& block = transcript_.blocks[id];
    const Assertion& rule = rule_of(block);
    if (block.context == kShared) {
      if (is_proved(rule.role) || !rule.disjoint.empty())
        fault(Code::BadSharing, fmt::format("{} is shared, but '{}' is {}", name(id), rule.label,
                                            is_proved(rule.role) ? "proved here" : "bound by $d"));
      return;
    }
    const std::uint32_t rank = theory_.rules[block.subject].rank;
    if (Theory::number(block.context) <= rank)
      fault(Code::LemmaOrder,
            fmt::format("{} is applied in context {}, but may only be from context {} on", name(id),
                        Theory::number(block.context), rank + 1));
  }

  bool check_typecode(BlockId id, std::size_t premise, TypecodeId wanted) {
    const BlockId other = transcript_.premises_of(transcript_.blocks[id])[premise];
    const TypecodeId found = typecode_of(theory_, transcript_.blocks[other]);
    if (found != wanted)
      fault(Code::PremiseTypecode,
            fmt::format("{}: premise {} (b{}) has typecode '{}' instead of '{}'", name(id), premise,
                        other, theory_.typecodes[found], theory_.typecodes[wanted]));
    return found == wanted;
  }

  void check_text(const std::string& what, Code code, BlockId found, const TextSource& wanted) {
    const Block& block = transcript_.blocks[found];
    // A leaf has no template of its own: read it as the text of a single parameter.
    static const Template kSingle{0, {Item::parameter(0)}};
    const BlockId single[] = {found};
    const TextSource source = block.kind == BlockKind::Variable
                                  ? TextSource{&kSingle, single, nullptr}
                                  : source_of(theory_, transcript_, block);
    const Comparison result =
        compare(TextCursor(theory_, transcript_, source), TextCursor(theory_, transcript_, wanted));
    if (result.outcome == Comparison::Outcome::TooLong)
      fault(Code::TooLong, what + " has a text that is too long to be compared");
    if (result.outcome == Comparison::Outcome::Different)
      fault(code, fmt::format("{} has another text: {} stands where {} should", what,
                              symbol(result.found), symbol(result.wanted)));
  }

  // --- $d ---------------------------------------------------------------------------------------

  void check_disjoint() {
    collect_variables();
    if (disjoint_ == DisjointBlocks::Present)
      for (std::size_t i = 0; i < transcript_.disjoint.size(); ++i) {
        const ir::DisjointBlock& block = transcript_.disjoint[i];
        if (!known_.insert({block.context, {block.a, block.b}}).second)
          fault(Code::DisjointBlock, fmt::format("$d block d{} repeats another", i));
      }
    for (BlockId id = 0; id < transcript_.blocks.size(); ++id)
      if (transcript_.blocks[id].kind == BlockKind::Rule)
        check_conditions(id);
    if (disjoint_ == DisjointBlocks::Present)
      for (std::size_t i = 0; i < transcript_.disjoint.size(); ++i)
        check_disjoint_block(i);
  }

  /// The variables of every block's text, as sorted symbols.
  void collect_variables() {
    for (const Variable& variable : theory_.variables)
      if (variable.dummy)
        dummies_.insert(variable.code);
    for (ContextId id = 0; id < theory_.contexts.size(); ++id) {
      const Assertion& a = theory_.of(theory_.contexts[id]);
      for (const auto& [x, y] : a.disjoint) {
        declared_.insert({id, {a.parameters[x].code, a.parameters[y].code}});
        declared_.insert({id, {a.parameters[y].code, a.parameters[x].code}});
      }
    }
    variables_.resize(transcript_.blocks.size());
    for (BlockId id = 0; id < variables_.size(); ++id) {
      std::vector<SymbolCode>& own = variables_[id];
      add_variables(transcript_.blocks[id], own);
      std::ranges::sort(own);
      own.erase(std::unique(own.begin(), own.end()), own.end());
    }
  }

  void add_variables(const Block& block, std::vector<SymbolCode>& own) const {
    if (block.kind == BlockKind::Variable) {
      own.push_back(theory_.variables[block.subject].code);
      return;
    }
    const TextSource source = source_of(theory_, transcript_, block);
    for (const std::uint32_t parameter : occurring(*source.statement)) {
      if (source.owner != nullptr) {
        own.push_back(source.owner->parameters[parameter].code);
        continue;
      }
      const std::vector<SymbolCode>& part = variables_[source.blocks[parameter]];
      own.insert(own.end(), part.begin(), part.end());
    }
  }

  bool distinct(ContextId context, SymbolCode x, SymbolCode y) const {
    if (x == y)
      return false;
    return dummies_.contains(x) || dummies_.contains(y) || declared_.contains({context, {x, y}});
  }

  void check_conditions(BlockId id) {
    const Block& block = transcript_.blocks[id];
    const auto premises = transcript_.premises_of(block);
    for (const auto& [first, second] : rule_of(block).disjoint) {
      const BlockId a = premises[first], b = premises[second];
      for (const SymbolCode x : variables_[a])
        for (const SymbolCode y : variables_[b])
          if (!distinct(block.context, x, y))
            fault(Code::NotDisjoint,
                  fmt::format("{}: premises {} (b{}) and {} (b{}) need $d {} {}", name(id), first,
                              a, second, b, theory_.symbol_names[x], theory_.symbol_names[y]));
      if (disjoint_ == DisjointBlocks::Present && !known_.contains({block.context, {a, b}}))
        fault(Code::MissingDisjoint,
              fmt::format("{} demands that b{} and b{} are disjoint", name(id), a, b));
    }
  }

  std::optional<SymbolCode> leaf_symbol(BlockId id) const {
    const Block& block = transcript_.blocks[id];
    if (block.kind != BlockKind::Variable)
      return std::nullopt;
    return theory_.variables[block.subject].code;
  }

  void check_disjoint_block(std::size_t index) {
    const ir::DisjointBlock& block = transcript_.disjoint[index];
    const auto bad = [&](const std::string& why) {
      fault(Code::DisjointBlock,
            fmt::format("$d block d{} of b{} and b{}: {}", index, block.a, block.b, why));
    };
    if (block.reason == DisjointReason::Left || block.reason == DisjointReason::Right)
      return check_parts(block, bad);
    const auto x = leaf_symbol(block.a), y = leaf_symbol(block.b);
    if (!x || !y)
      return bad("both must be variables");
    const bool holds =
        block.reason == DisjointReason::Declared
            ? declared_.contains({block.context, {*x, *y}})
            : *x != *y && dummies_.contains(block.reason == DisjointReason::Dummy ? *x : *y);
    if (!holds)
      bad(block.reason == DisjointReason::Declared
              ? fmt::format("{} has no $d {} {}", context_name(block.context),
                            theory_.symbol_names[*x], theory_.symbol_names[*y])
              : fmt::format("{} and {} are no dummy and another variable", symbol(x), symbol(y)));
  }

  template <class Bad> void check_parts(const ir::DisjointBlock& block, Bad bad) {
    const bool left = block.reason == DisjointReason::Left;
    const Block& whole = transcript_.blocks[left ? block.a : block.b];
    if (whole.kind == BlockKind::Variable)
      return bad("a variable has no parts");
    const TextSource source = source_of(theory_, transcript_, whole);
    const std::vector<std::uint32_t> parameters = occurring(*source.statement);
    if (whole.kind == BlockKind::Hypothesis && source.blocks.size() != parameters.size())
      return bad("the hypothesis does not list its leaves");
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const BlockId part = source.blocks[source.owner != nullptr ? i : parameters[i]];
      const BlockId a = left ? part : block.a, b = left ? block.b : part;
      if (!known_.contains({block.context, {a, b}}))
        bad(fmt::format("there is no $d block of b{} and b{}", a, b));
    }
  }

  // --- conclusions ------------------------------------------------------------------------------

  void check_qed(ContextId id) {
    const BlockId found = transcript_.qed[id];
    const Block& block = transcript_.blocks[found];
    const Assertion& a = theory_.of(theory_.contexts[id]);
    if (block.context != kShared && block.context != id)
      return fault(Code::WrongQed, fmt::format("qed of '{}': b{} belongs to {}", a.label, found,
                                               context_name(block.context)));
    const TypecodeId typecode = typecode_of(theory_, block);
    if (typecode != a.conclusion.typecode)
      return fault(Code::WrongQed, fmt::format("qed of '{}': b{} has typecode '{}' instead of '{}'",
                                               a.label, found, theory_.typecodes[typecode],
                                               theory_.typecodes[a.conclusion.typecode]));
    check_text(fmt::format("qed of '{}': b{}", a.label, found), Code::WrongQed, found,
               {&a.conclusion, {}, &a});
  }

  const Theory& theory_;
  const Transcript& transcript_;
  DisjointBlocks disjoint_;
  DiagnosticSink& sink_;
  std::size_t faults_ = 0;
  std::vector<std::vector<SymbolCode>> variables_; ///< per block
  llvm::DenseSet<SymbolCode> dummies_;
  llvm::DenseSet<std::pair<ContextId, std::pair<SymbolCode, SymbolCode>>> declared_;
  llvm::DenseSet<DisjointKey> known_;
};

} // namespace

bool verify_transcript(const Theory& theory, const Transcript& transcript, DisjointBlocks disjoint,
                       DiagnosticSink& sink) {
  return Verifier(theory, transcript, disjoint, sink).run();
}

} // namespace blockfold::ir
