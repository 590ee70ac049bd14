#include "compiler/driver/transcript_proof.h"

#include "compiler/ir/codes.h"
#include "compiler/ir/outline.h"
#include "compiler/ir/parser.h"
#include "compiler/ir/verifier.h"
#include "compiler/passes/add_hypotheses.h"
#include "compiler/passes/disjoint.h"
#include "compiler/passes/drop_unused.h"
#include "compiler/passes/merge_equal.h"
#include "compiler/passes/share_syntax.h"
#include "compiler/support/format.h"
#include "compiler/support/names.h"

#include <llvm/ADT/STLExtras.h>

namespace blockfold::driver {
namespace {

class ProofReader {
public:
  ProofReader(const ir::TheorySource& source, const SourceFile& text, DiagnosticSink& sink)
      : source_(source), text_(text), sink_(sink), errors_before_(sink.error_count()),
        outline_(ir::read_outline(text)) {}

  std::optional<import::ImportedProof> run() {
    const std::vector<ir::ChosenAssertion> chosen = choose();
    if (failed())
      return std::nullopt;
    import::ImportedProof out;
    out.theory = source_.build(chosen);
    out.theory_digest = import::theory_digest(out.theory);
    add_dummies(out);
    auto transcript = ir::parse_transcript(text_, out.theory, sink_);
    if (!transcript)
      return std::nullopt;
    out.transcript = std::move(*transcript);
    out.applications =
        static_cast<std::size_t>(llvm::count_if(out.transcript.blocks, [](const ir::Block& block) {
          return block.kind == ir::BlockKind::Rule;
        }));
    return complete(out) ? std::optional(std::move(out)) : std::nullopt;
  }

private:
  bool failed() const { return sink_.error_count() != errors_before_; }

  /// `where` must be a piece of the text.
  void fail(ir::Code code, llvm::StringRef where, std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = &ir::info(code);
    diagnostic.where =
        SourceRange(text_, static_cast<std::uint32_t>(where.data() - text_.text().data()),
                    static_cast<std::uint32_t>(where.size()));
    diagnostic.message = std::move(message);
    sink_.add(std::move(diagnostic));
  }

  // --- which assertions, in which roles ---------------------------------------------------------

  std::vector<ir::ChosenAssertion> choose() {
    llvm::StringMap<std::uint32_t> ordinals;
    for (std::uint32_t i = 0; i < source_.assertion_count(); ++i)
      ordinals.try_emplace(source_.label(i), i);
    llvm::DenseMap<std::uint32_t, ir::Role> roles;
    for (const auto& context : outline_.contexts)
      if (const auto ordinal = find_theorem(ordinals, context.label))
        if (!roles.try_emplace(*ordinal, role_of(context)).second)
          fail(ir::Code::RepeatedTheorem, context.label,
               fmt::format("{} has two contexts", quoted(context.label)));
    for (const llvm::StringRef label : outline_.assumed)
      if (const auto ordinal = find_theorem(ordinals, label))
        if (!roles.try_emplace(*ordinal, ir::Role::Assumed).second)
          fail(ir::Code::RepeatedTheorem, label,
               fmt::format("{} is assumed twice, or proved as well", quoted(label)));
    choose_applied(ordinals, roles);
    if (outline_.contexts.empty() && !failed())
      fail(ir::Code::QedCount, text_.text().take_back(0), "the transcript proves nothing");

    std::vector<ir::ChosenAssertion> chosen;
    for (const auto& [ordinal, role] : roles)
      chosen.push_back({ordinal, role});
    llvm::sort(chosen, [](const auto& a, const auto& b) { return a.ordinal < b.ordinal; });
    return chosen;
  }

  /// Axioms are listed if they are applied; theorems must be listed already.
  void choose_applied(const llvm::StringMap<std::uint32_t>& ordinals,
                      llvm::DenseMap<std::uint32_t, ir::Role>& roles) {
    std::vector<llvm::StringRef> labels;
    for (const auto& entry : outline_.applied)
      labels.push_back(entry.second);
    llvm::sort(labels, [](llvm::StringRef a, llvm::StringRef b) { return a.data() < b.data(); });
    for (const llvm::StringRef label : labels) {
      const auto found = ordinals.find(label);
      if (found == ordinals.end())
        fail_unknown(ordinals, label, false);
      else if (source_.is_axiom(found->second))
        roles.try_emplace(found->second, ir::Role::Axiom);
      else if (roles.count(found->second) == 0)
        fail(ir::Code::UnprovedTheorem, label,
             fmt::format("{} is applied, but neither proved nor assumed", quoted(label)));
    }
  }

  ir::Role role_of(const ir::TranscriptOutline::Context& context) const {
    if (context.lemma)
      return ir::Role::Lemma;
    return outline_.applied.count(context.label) != 0 ? ir::Role::CitedGoal : ir::Role::Goal;
  }

  std::optional<std::uint32_t> find_theorem(const llvm::StringMap<std::uint32_t>& ordinals,
                                            llvm::StringRef label) {
    const auto found = ordinals.find(label);
    if (found != ordinals.end() && !source_.is_axiom(found->second))
      return found->second;
    if (found != ordinals.end()) {
      fail(ir::Code::UnknownName, label,
           fmt::format("{} is an axiom of the theory: it is neither proved nor assumed",
                       quoted(label)));
      return std::nullopt;
    }
    fail_unknown(ordinals, label, true);
    return std::nullopt;
  }

  void fail_unknown(const llvm::StringMap<std::uint32_t>& ordinals, llvm::StringRef label,
                    bool theorem) {
    NearMatches near(label, 1);
    for (const auto& entry : ordinals)
      if (!theorem || !source_.is_axiom(entry.second))
        near.offer(entry.first());
    const auto best = near.best();
    fail(ir::Code::UnknownName, label,
         fmt::format("the theory has no {} {}{}", theorem ? "theorem" : "rule", quoted(label),
                     best.empty() ? std::string()
                                  : fmt::format("; did you mean {}?", quoted(best.front()))));
  }

  // --- the rest of the theory and of the transcript ---------------------------------------------

  void add_dummies(import::ImportedProof& out) const {
    const std::vector<bool> has_variables = import::typecodes_with_variables(out.theory);
    out.dummies.resize(out.theory.typecodes.size());
    for (std::size_t type = 0; type < out.dummies.size(); ++type)
      if (has_variables[type])
        out.dummies[type] = outline_.dummies.lookup(out.theory.typecodes[type]);
    import::add_dummies(out.theory, out.dummies);
  }

  /// Checks the blocks as they were written, then makes them what the circuits expect.
  bool complete(import::ImportedProof& out) {
    const bool has_disjoint = !out.transcript.disjoint.empty();
    if (!ir::verify_transcript(
            out.theory, out.transcript,
            has_disjoint ? ir::DisjointBlocks::Present : ir::DisjointBlocks::Absent, sink_))
      return false;
    out.transcript.disjoint.clear(); // made anew for the blocks that are left
    const lower::Analysis analysis = lower::analyze(out.theory);
    ir::BlockId block = 0;
    if (!passes::share_syntax(out.theory, analysis, out.transcript, &block)) {
      fail(ir::Code::BadSharing, text_.text().take_back(0),
           fmt::format("block b{} is shared between contexts, but its typecode is not: write the "
                       "context after '@'",
                       block));
      return false;
    }
    passes::add_hypotheses(out.theory, analysis, out.transcript);
    passes::merge_equal(out.transcript);
    passes::drop_unused(out.transcript);
    passes::add_disjoint_blocks(out.theory, analysis, out.transcript);
    return ir::verify_transcript(out.theory, out.transcript, ir::DisjointBlocks::Present, sink_);
  }

  const ir::TheorySource& source_;
  const SourceFile& text_;
  DiagnosticSink& sink_;
  std::size_t errors_before_;
  ir::TranscriptOutline outline_;
};

} // namespace

std::optional<import::ImportedProof>
read_proof(const ir::TheorySource& source, const SourceFile& transcript, DiagnosticSink& sink) {
  return ProofReader(source, transcript, sink).run();
}

} // namespace blockfold::driver
