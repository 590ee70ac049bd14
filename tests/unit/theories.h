#pragma once

#include "compiler/import/theory_import.h"
#include "compiler/metamath/reader.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

/// Small theories for tests, written as Metamath.
namespace blockfold::testing {

/// Propositional logic as far as modus ponens: lines that most tests begin with.
inline constexpr const char* kLogic =
    "$c |- wff ( ) -> $.\n"
    "$v p q r $.\n"
    "wp $f wff p $. wq $f wff q $. wr $f wff r $.\n"
    "wi $a wff ( p -> q ) $.\n"
    "ax1 $a |- ( p -> ( q -> p ) ) $.\n"
    "ax2 $a |- ( ( p -> ( q -> r ) ) -> ( ( p -> q ) -> ( p -> r ) ) ) $.\n"
    "${ mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $. mp $a |- q $. $}\n";

/// The identity ( p -> p ), proved as everywhere.
inline constexpr const char* kIdentity = "id $p |- ( p -> p ) $=\n"
                                         "  wp wp wp wi wi wp wp wi\n"
                                         "  wp wp ax1\n"
                                         "  wp wp wp wi wp wi wi wp wp wp wi wi wp wp wi wi\n"
                                         "  wp wp wp wi ax1\n"
                                         "  wp wp wp wi wp ax2\n"
                                         "  mp mp $.\n";

/// Modus ponens twice, with hypotheses.
inline constexpr const char* kTwice =
    "${ mp2.1 $e |- p $. mp2.2 $e |- q $. mp2.3 $e |- ( p -> ( q -> r ) ) $.\n"
    "mp2 $p |- r $= wq wr mp2.2 wp wq wr wi mp2.1 mp2.3 mp mp $. $}\n";

/// Quantifiers with $d, far enough to need every sort of $d block.
inline constexpr const char* kQuantifiers =
    "$c setvar A. $. $v x y $. vx $f setvar x $. vy $f setvar y $.\n"
    "wal $a wff A. x p $.\n"
    "${ $d x p $. ax5 $a |- ( p -> A. x p ) $. $}\n"
    "${ gen.1 $e |- p $. gen $a |- A. x p $. $}\n";

inline std::unique_ptr<mm::Database> read(const std::string& text) {
  DiagnosticSink sink;
  mm::ReadResult result = mm::read_database_text(text, "test.mm", sink, false);
  REQUIRE_MESSAGE(result.ok(), (sink.diagnostics().empty() ? std::string("unreadable")
                                                           : sink.diagnostics().front().message));
  return std::make_unique<mm::Database>(std::move(result.database));
}

/// The theory of all assertions: $a are axioms, $p lemmas, and the last $p is the goal. Proofs are
/// not looked at.
inline ir::Theory theory_of(const std::string& text) {
  const auto database = read(text);
  std::vector<import::Selected> selected;
  for (const mm::StatementId id : import::assertions_of(*database))
    selected.push_back({id, database->statement(id).kind == mm::StatementKind::Axiom
                                ? ir::Role::Axiom
                                : ir::Role::Lemma});
  for (std::size_t i = selected.size(); i-- > 0;)
    if (selected[i].role == ir::Role::Lemma) {
      selected[i].role = ir::Role::Goal;
      break;
    }
  return import::import_theory(*database, selected);
}

inline ir::TypecodeId typecode(const ir::Theory& theory, const std::string& name) {
  for (ir::TypecodeId id = 0; id < theory.typecodes.size(); ++id)
    if (theory.typecodes[id] == name)
      return id;
  REQUIRE_MESSAGE(false, name);
  return 0;
}

inline ir::RuleId rule(const ir::Theory& theory, const std::string& label) {
  for (ir::RuleId id = 0; id < theory.rules.size(); ++id)
    if (theory.of(theory.rules[id]).label == label)
      return id;
  REQUIRE_MESSAGE(false, label);
  return 0;
}

} // namespace blockfold::testing
