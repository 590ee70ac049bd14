#include "compiler/import/proof_import.h"

#include "compiler/import/text_hash.h"
#include "compiler/lower/chip/analysis.h"
#include "compiler/metamath/proof.h"
#include "runtime/base/check.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>

#include <algorithm>
#include <map>

namespace blockfold::import {
namespace {

using mm::StatementId;
using mm::StatementKind;

// --- 1. what is needed --------------------------------------------------------------------------

/// The closure of the goals under citation, and the checked proofs of everything in it.
class Closure {
public:
  Closure(const mm::Database& database, const ProofRequest& request, DiagnosticSink& sink)
      : database_(database), request_(request), sink_(sink), needed_(database.statements().size()),
        goal_(needed_.size()), traces_(needed_.size()) {
    for (const mm::Statement& statement : database.statements())
      if (statement.kind == StatementKind::Floating)
        has_variables_.insert({statement.typecode(), true});
  }

  /// Citations only ever point back, so one pass from the last statement to the first sees each
  /// theorem after all that cite it.
  bool collect() {
    for (const StatementId goal : request_.goals)
      needed_[goal] = goal_[goal] = true;
    mm::ProofChecker checker(database_);
    bool valid = true;
    for (StatementId id = static_cast<StatementId>(needed_.size()); id-- > 0;) {
      if (!needed_[id] || !is_proved_here(id))
        continue;
      auto trace = std::make_unique<mm::ProofTrace>();
      if (checker.check(id, sink_, trace.get()) != mm::ProofResult::Valid) {
        valid = false;
        continue;
      }
      for (const mm::ProofTrace::Step& step : trace->steps)
        needed_[step.statement] = true;
      for (const mm::ProofTrace::Step& step : trace->steps)
        if (database_.statement(step.statement).is_assertion() && !is_inlined(step.statement))
          cited_.insert({step.statement, true});
      traces_[id] = std::move(trace);
    }
    return valid;
  }

  /// A $p that is not assumed: goals are never assumed.
  bool is_proved_here(StatementId id) const {
    const mm::Statement& statement = database_.statement(id);
    return statement.kind == StatementKind::Theorem &&
           (goal_[id] || !request_.assumed || !request_.assumed(statement));
  }

  /// Proved syntax is expanded where it is used, down to the syntax axioms.
  bool is_inlined(StatementId id) const {
    return is_proved_here(id) && has_variables_.count(database_.statement(id).typecode()) != 0;
  }

  std::vector<Selected> selected() const {
    std::vector<Selected> out;
    for (StatementId id = 0; id < needed_.size(); ++id) {
      const mm::Statement& statement = database_.statement(id);
      const bool cited = cited_.count(id) != 0;
      if (!statement.is_assertion() || (!cited && !goal_[id]))
        continue;
      if (statement.kind == StatementKind::Axiom)
        out.push_back({id, ir::Role::Axiom});
      else if (goal_[id])
        out.push_back({id, cited ? ir::Role::CitedGoal : ir::Role::Goal});
      else
        out.push_back({id, is_proved_here(id) ? ir::Role::Lemma : ir::Role::Assumed});
    }
    return out;
  }

  const mm::ProofTrace& trace(StatementId id) const { return *traces_[id]; }
  std::size_t applications() const {
    std::size_t count = 0;
    for (const auto& trace : traces_)
      if (trace)
        count +=
            static_cast<std::size_t>(std::ranges::count_if(trace->steps, [&](const auto& step) {
              return database_.statement(step.statement).is_assertion();
            }));
    return count;
  }

private:
  const mm::Database& database_;
  const ProofRequest& request_;
  DiagnosticSink& sink_;
  std::vector<bool> needed_, goal_;
  std::vector<std::unique_ptr<mm::ProofTrace>> traces_;
  llvm::DenseMap<StatementId, bool> cited_;
  llvm::DenseMap<mm::SymbolId, bool> has_variables_;
};

// --- 2. blocks without repetition ---------------------------------------------------------------

/// The claim that a block makes, for finding another block that makes it already.
struct Claim {
  ir::ContextId context;
  ir::TypecodeId typecode;
  std::uint64_t first, second; ///< of the text's hash
  friend bool operator==(const Claim&, const Claim&) = default;
};

struct ClaimInfo {
  static Claim getEmptyKey() { return {UINT32_MAX, UINT32_MAX, 0, 0}; }
  static Claim getTombstoneKey() { return {UINT32_MAX - 1, UINT32_MAX, 0, 0}; }
  static unsigned getHashValue(const Claim& claim) {
    return static_cast<unsigned>(llvm::hash_combine(claim.context, claim.typecode, claim.first));
  }
  static bool isEqual(const Claim& a, const Claim& b) { return a == b; }
};

class TranscriptBuilder {
public:
  TranscriptBuilder(const mm::Database& database, const Closure& closure, ImportedProof& out,
                    const lower::Analysis& analysis)
      : database_(database), closure_(closure), out_(out), analysis_(analysis),
        rule_of_(database.statements().size(), UINT32_MAX), dummies_(out.theory.typecodes.size()) {
    std::uint32_t rule = 0;
    for (const Selected& entry : out.selected)
      if (ir::is_rule(entry.role))
        rule_of_[entry.statement] = rule++;
    for (ir::TypecodeId type = 0; type < out.theory.typecodes.size(); ++type)
      typecode_of_[*database.find_symbol(out.theory.typecodes[type])] = type;
    for (std::uint32_t i = 0; i < out.theory.variables.size(); ++i)
      if (!out.theory.variables[i].dummy)
        variable_of_code_[out.theory.variables[i].code] = i;
    compile_templates();
  }

  void run() {
    ir::ContextId context = 0;
    for (const Selected& entry : out_.selected)
      if (ir::is_proved(entry.role))
        add_context(context++, entry.statement);
  }

  /// Dummies per typecode that were used at once.
  std::vector<std::uint32_t> dummies() const { return dummies_; }

  /// Until their number is known, dummy i of typecode t is variable kDummyBase + (i, t).
  static constexpr std::uint32_t kDummyBase = std::uint32_t{1} << 31;
  std::uint32_t provisional_dummy(ir::TypecodeId type, std::uint32_t index) const {
    return kDummyBase + index * static_cast<std::uint32_t>(dummies_.size()) + type;
  }
  ir::TypecodeId dummy_typecode(std::uint32_t variable) const {
    return (variable - kDummyBase) % static_cast<std::uint32_t>(dummies_.size());
  }

private:
  /// What a proof's own variables and hypotheses stand for while it is replayed.
  struct Frame {
    StatementId theorem;
    bool inlined;
    llvm::DenseMap<StatementId, ir::BlockId> bindings{}; ///< mandatory hypotheses, if inlined
  };

  /// A template as alternating hashes of constant runs and parameters.
  struct HashedTemplate {
    std::vector<std::pair<TextHash, std::uint32_t>> parts; ///< a run, then a parameter
    TextHash tail;
  };

  HashedTemplate compile(const ir::Template& statement) const {
    HashedTemplate out;
    TextHash run;
    for (const ir::Item item : statement.items) {
      if (item.is_parameter()) {
        out.parts.emplace_back(run, item.index());
        run = {};
      } else {
        run.append(TextHash::symbol(item.code()));
      }
    }
    out.tail = run;
    return out;
  }

  void compile_templates() {
    for (const ir::Rule& rule : out_.theory.rules)
      templates_.push_back(compile(out_.theory.of(rule).conclusion));
  }

  TextHash instantiate(const HashedTemplate& compiled,
                       llvm::ArrayRef<ir::BlockId> parameters) const {
    TextHash text;
    for (const auto& [run, parameter] : compiled.parts) {
      text.append(run);
      text.append(texts_[parameters[parameter]]);
    }
    text.append(compiled.tail);
    return text;
  }

  ir::ContextId context_of(ir::TypecodeId type) const {
    return analysis_.typecodes[type].shared ? ir::kShared : context_;
  }

  ir::BlockId new_block(ir::BlockKind kind, ir::ContextId context, std::uint32_t subject,
                        llvm::ArrayRef<ir::BlockId> premises, const TextHash& text) {
    ir::Transcript& transcript = out_.transcript;
    transcript.blocks.push_back({kind, context, subject,
                                 static_cast<std::uint32_t>(transcript.premises.size()),
                                 static_cast<std::uint32_t>(premises.size())});
    transcript.premises.insert(transcript.premises.end(), premises.begin(), premises.end());
    texts_.push_back(text);
    return static_cast<ir::BlockId>(transcript.blocks.size() - 1);
  }

  /// The block that already makes this claim, or a new one.
  ir::BlockId claim(ir::TypecodeId type, const TextHash& text, ir::BlockKind kind,
                    std::uint32_t subject, llvm::ArrayRef<ir::BlockId> premises) {
    const ir::ContextId context = context_of(type);
    const auto [entry, inserted] =
        claims_.try_emplace(Claim{context, type, text.first(), text.second()}, 0);
    if (inserted)
      entry->second = new_block(kind, context, subject, premises, text);
    return entry->second;
  }

  void add_context(ir::ContextId context, StatementId theorem) {
    context_ = context;
    dummy_of_.clear();
    expanded_.clear();
    dummies_here_.assign(dummies_.size(), 0);
    bind_mandatory_variables(theorem);
    add_hypotheses(theorem);
    const ir::BlockId conclusion = replay(Frame{theorem, false});
    out_.transcript.qed.push_back(conclusion);
    for (std::size_t type = 0; type < dummies_.size(); ++type)
      dummies_[type] = std::max(dummies_[type], dummies_here_[type]);
  }

  void bind_mandatory_variables(StatementId theorem) {
    mandatory_.clear();
    const ir::Assertion& assertion = out_.theory.of(out_.theory.contexts[context_]);
    std::size_t parameter = 0;
    for (const StatementId id : database_.statement(theorem).frame->hypotheses)
      if (const mm::Statement& statement = database_.statement(id);
          statement.kind == StatementKind::Floating)
        mandatory_[statement.variable()] =
            variable_of_code_.lookup(assertion.parameters[parameter++].code);
  }

  ir::BlockId replay(const Frame& frame) {
    const mm::ProofTrace& trace = closure_.trace(frame.theorem);
    llvm::SmallVector<ir::BlockId, 64> blocks;
    llvm::SmallVector<ir::BlockId, 8> premises;
    for (const mm::ProofTrace::Step& step : trace.steps) {
      const mm::Statement& statement = database_.statement(step.statement);
      if (const auto bound = frame.bindings.find(step.statement); bound != frame.bindings.end()) {
        blocks.push_back(bound->second);
      } else if (statement.kind == StatementKind::Floating) {
        blocks.push_back(variable(frame, statement));
      } else if (statement.kind == StatementKind::Essential) {
        blocks.push_back(hypotheses_.lookup(step.statement));
      } else {
        premises.clear();
        const auto ids = llvm::ArrayRef<std::uint32_t>(trace.premises)
                             .slice(step.first_premise, step.premise_count);
        for (const std::uint32_t id : ids)
          premises.push_back(blocks[id]);
        blocks.push_back(apply(step.statement, premises));
      }
    }
    return blocks.back();
  }

  ir::BlockId apply(StatementId id, llvm::ArrayRef<ir::BlockId> premises) {
    const mm::Statement& statement = database_.statement(id);
    if (closure_.is_inlined(id))
      return expand(id, premises);
    // Metamath mixes $f and $e in the order of the text; blocks have parameters first.
    llvm::SmallVector<ir::BlockId, 8> ordered;
    for (const StatementKind kind : {StatementKind::Floating, StatementKind::Essential})
      for (std::size_t i = 0; i < premises.size(); ++i)
        if (database_.statement(statement.frame->hypotheses[i]).kind == kind)
          ordered.push_back(premises[i]);
    const ir::RuleId rule = rule_of_[id];
    const ir::Assertion& assertion = out_.theory.of(out_.theory.rules[rule]);
    return claim(assertion.conclusion.typecode, instantiate(templates_[rule], ordered),
                 ir::BlockKind::Rule, rule, ordered);
  }

  /// Expansions are remembered: a chain of theorems that each use the one before twice would
  /// otherwise take exponential time.
  ir::BlockId expand(StatementId id, llvm::ArrayRef<ir::BlockId> premises) {
    const auto [entry, inserted] = expanded_.try_emplace({id, premises.vec()}, 0);
    if (!inserted)
      return entry->second;
    Frame frame{id, true};
    const llvm::ArrayRef<StatementId> hypotheses = database_.statement(id).frame->hypotheses;
    for (std::size_t i = 0; i < premises.size(); ++i)
      frame.bindings[hypotheses[i]] = premises[i];
    return entry->second = replay(frame); // entries of a std::map stay where they are
  }

  ir::BlockId leaf(std::uint32_t variable, ir::TypecodeId type) {
    // Codes of dummies are not known yet; any distinct numbers do for hashing.
    const std::uint32_t code =
        variable >= kDummyBase ? variable : out_.theory.variables[variable].code;
    return claim(type, TextHash::symbol(code), ir::BlockKind::Variable, variable, {});
  }

  ir::BlockId variable(const Frame& frame, const mm::Statement& floating) {
    const mm::SymbolId symbol = floating.variable();
    const ir::TypecodeId type = typecode_of_.lookup(floating.typecode());
    if (!frame.inlined)
      if (const auto index = mandatory_.find(symbol); index != mandatory_.end())
        return leaf(index->second, type);
    const auto [entry, inserted] = dummy_of_.try_emplace({frame.theorem, symbol}, 0);
    if (inserted)
      entry->second = provisional_dummy(type, dummies_here_[type]++);
    return leaf(entry->second, type);
  }

  /// One block per hypothesis, used or not: those that $d may reach into must have their leaves.
  void add_hypotheses(StatementId theorem) {
    hypotheses_.clear();
    const ir::Assertion& assertion = out_.theory.of(out_.theory.contexts[context_]);
    for (const StatementId id : database_.statement(theorem).frame->hypotheses)
      if (database_.statement(id).kind == StatementKind::Essential)
        hypotheses_[id] = new_hypothesis(assertion, static_cast<std::uint32_t>(hypotheses_.size()));
  }

  ir::BlockId new_hypothesis(const ir::Assertion& assertion, std::uint32_t index) {
    const ir::Template& statement = assertion.essentials[index];
    TextHash text;
    for (const ir::Item item : statement.items)
      text.append(TextHash::symbol(item.is_parameter() ? assertion.parameters[item.index()].code
                                                       : item.code()));
    llvm::SmallVector<ir::BlockId, 4> leaves;
    if (analysis_.typecodes[statement.typecode].has_nodes)
      for (const std::uint32_t parameter : lower::occurring_parameters(statement))
        leaves.push_back(leaf(variable_of_code_.lookup(assertion.parameters[parameter].code),
                              assertion.parameters[parameter].typecode));
    const ir::BlockId id =
        new_block(ir::BlockKind::Hypothesis, context_of(statement.typecode), index, leaves, text);
    claims_.try_emplace(
        Claim{context_of(statement.typecode), statement.typecode, text.first(), text.second()}, id);
    return id;
  }

  const mm::Database& database_;
  const Closure& closure_;
  ImportedProof& out_;
  const lower::Analysis& analysis_;
  std::vector<std::uint32_t> rule_of_;
  llvm::DenseMap<mm::SymbolId, ir::TypecodeId> typecode_of_;
  llvm::DenseMap<ir::SymbolCode, std::uint32_t> variable_of_code_;
  std::vector<HashedTemplate> templates_;
  std::vector<TextHash> texts_; ///< per block
  llvm::DenseMap<Claim, ir::BlockId, ClaimInfo> claims_;
  llvm::DenseMap<mm::SymbolId, std::uint32_t> mandatory_; ///< of the context: its leaves
  llvm::DenseMap<StatementId, ir::BlockId> hypotheses_;   ///< of the context
  llvm::DenseMap<std::pair<StatementId, mm::SymbolId>, std::uint32_t> dummy_of_;
  std::map<std::pair<StatementId, std::vector<ir::BlockId>>, ir::BlockId>
      expanded_; ///< in the context
  std::vector<std::uint32_t> dummies_, dummies_here_;
  ir::ContextId context_ = 0;
};

} // namespace

std::optional<ImportedProof> import_proof(const mm::Database& database, const ProofRequest& request,
                                          DiagnosticSink& sink) {
  Closure closure(database, request, sink);
  if (!closure.collect())
    return std::nullopt;

  ImportedProof out;
  out.selected = closure.selected();
  out.applications = closure.applications();
  out.theory = import_theory(database, out.selected);
  out.theory_digest = theory_digest(out.theory);

  const lower::Analysis analysis = lower::analyze(out.theory);
  TranscriptBuilder builder(database, closure, out, analysis);
  builder.run();
  out.dummies = builder.dummies();
  // A dummy that no rule can take is an argument that an expanded theorem ignores: its leaf is
  // unused.
  const std::vector<bool> has_variables = typecodes_with_variables(out.theory);
  for (ir::TypecodeId type = 0; type < has_variables.size(); ++type)
    out.dummies[type] *= has_variables[type] ? 1 : 0;

  std::vector<std::uint32_t> first(out.dummies.size());
  std::uint32_t next = static_cast<std::uint32_t>(out.theory.variables.size());
  for (std::size_t type = 0; type < first.size(); ++type) {
    first[type] = next;
    next += out.dummies[type];
  }
  add_dummies(out.theory, out.dummies);
  for (ir::Block& block : out.transcript.blocks)
    if (block.kind == ir::BlockKind::Variable && block.subject >= TranscriptBuilder::kDummyBase) {
      const ir::TypecodeId type = builder.dummy_typecode(block.subject);
      block.subject = first[type] + (block.subject - TranscriptBuilder::kDummyBase) /
                                        static_cast<std::uint32_t>(first.size());
    }
  return out;
}

} // namespace blockfold::import
