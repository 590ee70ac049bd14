#include "compiler/policy/template.h"

#include "compiler/ir/block_rule_text.h"
#include "compiler/ir/printer.h"
#include "compiler/policy/judge.h"
#include "compiler/policy/statement_text.h"

#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <vector>

namespace blockfold::policy {
namespace {

using Assertions = std::vector<const ir::Assertion*>;

/// "|- ph & |- ( ph -> ps ) => |- ps", for people.
void print_in_one_line(llvm::raw_ostream& out, const ir::Theory& theory,
                       const ir::Assertion& assertion) {
  for (const ir::Template& essential : assertion.essentials) {
    ir::print_statement(out, theory, assertion, essential);
    out << (&essential == &assertion.essentials.back() ? " => " : " & ");
  }
  ir::print_statement(out, theory, assertion, assertion.conclusion);
}

void print_rules(llvm::raw_ostream& out, const ir::Theory& theory, const char* rule,
                 const Assertions& assertions) {
  std::size_t widest = 0;
  for (const ir::Assertion* assertion : assertions)
    widest = std::max(widest, assertion->label.size());
  for (const ir::Assertion* assertion : assertions) {
    out << rule << ' ' << assertion->label;
    out.indent(static_cast<unsigned>(widest - assertion->label.size() + 1))
        << to_string(statement_digest(theory, *assertion)) << "  # ";
    print_in_one_line(out, theory, *assertion);
    out << '\n';
  }
}

/// Takes those that belong to a section out of `rest`.
Assertions take(Assertions& rest, const Section& section) {
  const auto taken =
      std::stable_partition(rest.begin(), rest.end(), [&](const ir::Assertion* assertion) {
        return section.contains(*assertion);
      });
  Assertions out(rest.begin(), taken);
  rest.erase(rest.begin(), taken);
  return out;
}

Assertions of_role(const ir::Theory& theory, ir::Role role) {
  Assertions found;
  for (const ir::Assertion& assertion : theory.assertions)
    if (assertion.role == role)
      found.push_back(&assertion);
  return found;
}

} // namespace

std::string policy_template(const ir::Theory& theory, bool syntax_hoisted,
                            const std::string& subject, const std::vector<Section>& sections) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "# Accepts exactly what " << subject
      << " rests on, each statement pinned by its digest.\n"
         "# docs/auditing.md explains the format; without its digest a label is allowed whatever "
         "it says.\n"
         "policy 1\n";
  Assertions axioms = of_role(theory, ir::Role::Axiom);
  for (const Section& section : sections)
    if (const Assertions members = take(axioms, section); !members.empty()) {
      out << "\n# " << section.title << "\n";
      print_rules(out, theory, "allow", members);
    }
  if (!axioms.empty()) {
    out << "\n# Further axioms\n";
    print_rules(out, theory, "allow", axioms);
  }
  const Assertions assumed = of_role(theory, ir::Role::Assumed);
  out << "\n# Theorems that may be used without proof\n";
  if (assumed.empty())
    out << "assume none\n";
  print_rules(out, theory, "assume", assumed);
  out << "\n# Whether syntax axioms may stand after theorems that use them\n"
      << "hoisted-syntax " << (syntax_hoisted ? "yes" : "no") << '\n';
  return out.str();
}

std::string policy_template(const ir::BlockProgram& program, const ProgramDigest& digest,
                            const std::string& subject,
                            llvm::function_ref<bool(ir::BlockRuleIndex)> rests_on) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "# Accepts executions of exactly " << subject
      << ".\n# docs/auditing.md explains the format; without its digest a rule is allowed whatever "
         "it says.\npolicy 1\n\n# The program as a whole. Without this line the rules below are "
         "judged one by one.\nprogram "
      << program_text(digest) << '\n';
  struct Kind {
    const char* title;
    bool is_public, is_axiom;
  };
  for (const Kind& kind :
       {Kind{"Axioms: blocks that rest on no claim, and are not stated", false, true},
        Kind{"Public axioms, whose blocks the statement lists", true, true},
        Kind{"Rules", false, false}, Kind{"Public rules", true, false}}) {
    bool titled = false;
    for (ir::BlockRuleIndex i = 0; i < program.rules.size(); ++i) {
      const ir::BlockRule& rule = program.rules[i];
      if (!rests_on(i) || rule.is_public != kind.is_public || ir::is_axiom(rule) != kind.is_axiom)
        continue;
      out << (titled ? "" : "\n# ") << (titled ? "" : kind.title) << (titled ? "" : "\n")
          << "allow " << rule.name << ' ' << to_string(digest_of(ir::rule_text(program, rule)))
          << '\n';
      titled = true;
    }
  }
  return out.str();
}

} // namespace blockfold::policy
