#pragma once

#include "compiler/driver/statement.h"
#include "compiler/ir/theory_source.h"
#include "compiler/trace/trace.h"
#include "tools/verify/policy_flow.h"

#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

/// What theorems rest on, for people and machines.
namespace blockfold::tools {

struct ReportOptions {
  std::vector<std::string> definitions; ///< globs of labels
  std::vector<std::string> why;         ///< labels: how they come to be needed
  bool syntax = false;                  ///< list syntax, not only count it
  bool lemmas = false;                  ///< list lemmas
  bool full = false;                    ///< with the text of every axiom
  bool uses = false;                    ///< as JSON: with what each theorem applies
};

/// A trace with the texts of what it speaks of.
class AxiomsReport {
public:
  AxiomsReport(trace::Trace trace, const ir::TheorySource& source);
  AxiomsReport(AxiomsReport&&) = default;
  AxiomsReport(const AxiomsReport&) = delete; // entries refer to its parts

  const trace::Dependencies& dependencies() const { return trace_.dependencies; }
  const ir::Theory& theory() const { return theory_; }
  bool syntax_hoisted() const { return statement_.syntax_hoisted; }

  void render_text(const ReportOptions& options, llvm::raw_ostream& out) const;
  nlohmann::ordered_json to_json(const ReportOptions& options) const;
  /// A policy that accepts exactly this.
  std::string policy_template() const;

private:
  /// One node that certificates list.
  struct Entry {
    const trace::Node* node;
    const ir::Assertion* assertion;
    const driver::StatedAssertion* stated; ///< null for lemmas
  };
  std::vector<Entry> entries(trace::Group group) const;
  std::string names_of_goals() const;
  nlohmann::ordered_json group_to_json(trace::Group group) const;
  nlohmann::ordered_json uses_to_json() const;
  nlohmann::ordered_json why_to_json(const std::vector<std::string>& labels) const;

  trace::Trace trace_;
  ir::Theory theory_;
  driver::StatementText statement_;
  std::vector<Entry> entries_;
};

} // namespace blockfold::tools
