// What the certificate of an execution says, and what it rests on.
#include "compiler/ir/block_rule_text.h"
#include "tools/common/progress.h"
#include "tools/report/assertion.h"
#include "tools/report/block_math.h"
#include "tools/report/page.h"

#include <fmt/format.h>
#include <llvm/ADT/StringExtras.h>

#include <algorithm>
#include <map>

namespace blockfold::report {
namespace {

using driver::StatedBlock;
using ir::BlockRule;

/// Blocks of one rule up to this many are formulas; more are a table.
constexpr std::size_t kFormulas = 4;
/// Lists of at most so many rules are open from the start.
constexpr std::size_t kOpenRules = 24;
/// Titles are no longer.
constexpr std::size_t kTitle = 40;

/// Of a text; a page is no place for megabytes of one. `blockfold verify` prints all of it.
constexpr std::size_t kTextBytes = 20'000;

driver::ExecutionText statement_of(const ExecutionInput& input) {
  driver::ExecutionText out = input.verified.statement(input.program, driver::Detail::Full);
  for (StatedBlock& block : out.blocks)
    for (StatedBlock::Argument& argument : block.arguments)
      if (argument.value.size() > kTextBytes)
        argument.value =
            fmt::format("{} ... ({} characters in all)", argument.value.substr(0, kTextBytes),
                        tools::format_count(argument.value.size()));
  return out;
}

std::string count_of(std::size_t count, llvm::StringRef one, llvm::StringRef many) {
  return tools::format_count(count) + " " + plural(count, one, many).str();
}

/// The first paragraph of what the file says of something, in one line; words in backquotes lose
/// them.
std::string doc_of(const ExecutionInput& input, llvm::StringRef name) {
  const auto found = input.docs.find(name);
  if (found == input.docs.end())
    return "";
  llvm::StringRef text = found->second;
  text = text.trim().take_front(text.trim().find("\n\n"));
  text = text.take_front(text.find("```"));
  std::string line;
  for (const char c : text)
    if (c == '\n')
      line += ' ';
    else if (c != '`')
      line += c;
  constexpr std::size_t kMost = 300;
  return line.size() <= kMost ? line : line.substr(0, kMost) + "...";
}

// --- blocks -------------------------------------------------------------------------------------

std::vector<Fields> formulas_of(const BlockRule& rule, llvm::ArrayRef<StatedBlock> blocks) {
  std::vector<Fields> list;
  for (const StatedBlock& block : blocks)
    list.push_back(Fields().html("formula", block_formula(rule, block)));
  return list;
}

Fields head_of(const StatedBlock& block) {
  std::vector<Fields> names;
  for (const StatedBlock::Argument& argument : block.arguments)
    names.push_back(Fields().text("name", shortened(argument.name)));
  return Fields().list("names", names);
}

/// Rows for as many blocks as there is room for.
Html rows_of(llvm::ArrayRef<StatedBlock> blocks, Budget& budget, std::size_t& shown) {
  Html rows;
  for (shown = 0; shown < blocks.size(); ++shown) {
    std::vector<Fields> values;
    for (const StatedBlock::Argument& argument : blocks[shown].arguments)
      values.push_back(Fields().text("value", argument.value));
    const Html row = render("block_row.html", Fields().list("values", values));
    if (!budget.spend(row.size()))
      break;
    rows += row;
  }
  return rows;
}

/// "y, z": what a public rule does not state.
std::string hidden_of(const BlockRule& rule) {
  std::vector<std::string> names;
  for (ir::VariableIndex i = 0; i < rule.parameters; ++i)
    if (!rule.variables[i].is_public)
      names.push_back(shortened(rule.variables[i].name));
  return llvm::join(names, ", ");
}

Html block_card(const ExecutionInput& input, const BlockRule& rule,
                llvm::ArrayRef<StatedBlock> blocks, Budget& budget) {
  Fields fields;
  fields.text("name", shortened(rule.name)).text("kind", ir::kind_of(rule));
  fields.text("doc", doc_of(input, rule.name)).flag("has_doc", input.docs.count(rule.name) != 0);
  const bool table = blocks.size() > kFormulas && !blocks.front().arguments.empty();
  std::size_t shown = std::min(blocks.size(), kFormulas);
  fields.flag("table", table);
  if (table) {
    fields.html("rows", rows_of(blocks, budget, shown));
    fields.html("head", render("block_head.html", head_of(blocks.front())));
  } else {
    fields.list("formulas", formulas_of(rule, blocks.take_front(shown)));
  }
  fields.count("count", blocks.size()).flag("has_more", shown < blocks.size());
  fields.count("more", blocks.size() - shown);
  const std::string hidden = hidden_of(rule);
  fields.text("hidden", hidden).flag("has_hidden", !hidden.empty());
  fields.flag("claims", !rule.claims.empty());
  fields.html("formula", rule_formula(input.program, rule));
  return render("block_card.html", fields);
}

// --- rules --------------------------------------------------------------------------------------

Html rule_row(const ExecutionInput& input, const BlockRule& rule) {
  std::vector<Fields> conditions;
  for (const Html& condition : rule_conditions(input.program, rule))
    conditions.push_back(Fields().html("condition", condition).flag("first", conditions.empty()));
  const std::string doc = doc_of(input, rule.name);
  Fields fields;
  fields.text("name", shortened(rule.name)).flag("public", rule.is_public);
  fields.html("formula", rule_formula(input.program, rule));
  fields.list("conditions", conditions).flag("has_conditions", !conditions.empty());
  fields.text("doc", doc).flag("has_doc", !doc.empty());
  return render("rule_row.html", fields);
}

Html rule_list(const ExecutionInput& input, const std::vector<const BlockRule*>& rules,
               llvm::StringRef one, llvm::StringRef many, Budget& budget) {
  Listing listing;
  for (const BlockRule* rule : rules) {
    const Html row = rule_row(input, *rule);
    if (!budget.spend(row.size()))
      break;
    listing.rows += row;
    ++listing.shown;
  }
  listing.left_out = rules.size() - listing.shown;
  return rules.empty()
             ? Html()
             : render_listing(listing, plural(rules.size(), one, many), rules.size() <= kOpenRules);
}

/// How many rules make claims of a relation, and how many rest on them.
struct Uses {
  std::size_t made = 0, needed = 0;
};
Uses uses_of(const ir::BlockProgram& program, ir::RelationIndex relation) {
  Uses uses;
  for (const BlockRule& rule : program.rules) {
    const auto uses_it = [&](bool emits) {
      return std::ranges::any_of(rule.claims, [&](const ir::BlockClaim& claim) {
        return claim.relation == relation && (claim.kind == ir::BlockClaim::Kind::Emit) == emits;
      });
    };
    uses.made += uses_it(true) ? 1 : 0;
    uses.needed += uses_it(false) ? 1 : 0;
  }
  return uses;
}

Html relation_list(const ExecutionInput& input, bool linear, Budget& budget) {
  const ir::BlockProgram& program = input.program;
  Listing listing;
  std::size_t count = 0;
  for (ir::RelationIndex i = 0; i < program.relations.size(); ++i) {
    if (program.relations[i].linear != linear)
      continue;
    ++count;
    const Uses uses = uses_of(program, i);
    const std::string doc = doc_of(input, program.relations[i].name);
    const Html row =
        render("relation_row.html",
               Fields()
                   .html("formula", relation_formula(program, program.relations[i]))
                   .text("made", count_of(uses.made, "rule makes it", "rules make it"))
                   .text("needed", count_of(uses.needed, linear ? "takes it" : "rests on it",
                                            linear ? "take it" : "rest on it"))
                   .text("doc", doc)
                   .flag("has_doc", !doc.empty()));
    if (count != listing.shown + 1 || !budget.spend(row.size()))
      continue;
    listing.rows += row;
    ++listing.shown;
  }
  listing.left_out = count - listing.shown;
  const llvm::StringRef what =
      linear ? plural(count, "linear relation: each claim is made and taken exactly once",
                      "linear relations: each claim is made and taken exactly once")
             : plural(count, "relation: a claim that is made may be used any number of times",
                      "relations: a claim that is made may be used any number of times");
  return count == 0 ? Html() : render_listing(listing, what, count <= kOpenRules);
}

Html table_list(const ir::BlockProgram& program, Budget& budget) {
  constexpr std::size_t kText = 200;
  Listing listing;
  for (const ir::Table& table : program.tables) {
    std::string text = ir::to_text(table);
    if (text.size() > kText)
      text = text.substr(0, kText) + " ...";
    const Html row = render("table_row.html", Fields()
                                                  .text("name", shortened(table.name))
                                                  .text("text", text)
                                                  .count("rows", table.row_count()));
    if (!budget.spend(row.size()))
      break;
    listing.rows += row;
    ++listing.shown;
  }
  listing.left_out = program.tables.size() - listing.shown;
  return program.tables.empty()
             ? Html()
             : render_listing(listing,
                              plural(program.tables.size(), "table, whose rows the verifier knows",
                                     "tables, whose rows the verifier knows"),
                              true);
}

// --- the head -----------------------------------------------------------------------------------

std::vector<Fields> figures_of(const ExecutionInput& input, std::size_t blocks) {
  const auto& rules = input.program.rules;
  const auto axioms = static_cast<std::size_t>(std::ranges::count_if(rules, ir::is_axiom));
  std::vector<Fields> figures;
  if (input.run != nullptr)
    figures.push_back(figure(tools::format_count(input.run->steps), "steps"));
  figures.push_back(
      figure(tools::format_count(blocks), plural(blocks, "public block", "public blocks")));
  figures.push_back(
      figure(tools::format_count(rules.size()), plural(rules.size(), "rule", "rules")));
  figures.push_back(
      figure(tools::format_count(axioms), plural(axioms, "of them an axiom", "of them axioms")));
  figures.push_back(figure(
      tools::format_count(constraints_of(input.verified.bound.lowered.circuit)), "constraints"));
  figures.push_back(figure(tools::format_size(input.bytes.size()), "certificate"));
  return figures;
}

void put_title(const ExecutionInput& input, const driver::ExecutionText& statement,
               Verdict& verdict) {
  if (input.run != nullptr) {
    verdict.title = input.theory_name;
    verdict.is_name = true;
    verdict.does =
        fmt::format("{} after {}, as certified",
                    input.run->failed ? "fails a requirement" : "ends in the state below",
                    count_of(input.run->steps, "step", "steps"));
    return;
  }
  const std::string only =
      statement.block_count == 1 ? driver::to_text(statement.blocks.front()) : "";
  verdict.is_name = !only.empty() && only.size() <= kTitle;
  verdict.title = verdict.is_name ? only : count_of(statement.block_count, "block", "blocks");
  verdict.does = statement.block_count == 1 ? "holds by the rules of" : "hold by the rules of";
  verdict.theory = input.theory_name;
}

} // namespace

Html verdict_section(const ExecutionInput& input) {
  const driver::ExecutionText statement = statement_of(input);
  Verdict verdict;
  put_title(input, statement, verdict);
  verdict.certificate = input.certificate_name;
  verdict.figures = figures_of(input, statement.block_count);
  verdict.digests = {
      {"SHA-256 of the certificate", sha256(input.bytes)},
      {"Digest of the program: its relations, tables and rules", statement.program_digest},
      {"Digest of the shape of its circuit",
       llvm::toHex(input.verified.bound.circuit_digest, true)}};
  return render_verdict(verdict);
}

Html blocks_section(const ExecutionInput& input, const Limits& limits) {
  const driver::ExecutionText statement = statement_of(input);
  std::map<std::string, std::vector<StatedBlock>> by_rule;
  for (const StatedBlock& block : statement.blocks)
    by_rule[block.rule].push_back(block);
  Budget budget(limits.blocks);
  Html cards;
  for (const BlockRule& rule : input.program.rules)
    if (const auto found = by_rule.find(rule.name); found != by_rule.end())
      cards += block_card(input, rule, found->second, budget);
  Fields fields;
  fields.html("cards", cards).flag("one", statement.block_count == 1);
  fields.count("count", statement.block_count).flag("run", input.run != nullptr);
  return render("blocks.html", fields);
}

Html rules_section(const ExecutionInput& input, const Limits& limits) {
  std::vector<const BlockRule*> axioms, others;
  std::size_t unused = 0;
  for (ir::BlockRuleIndex i = 0; i < input.program.rules.size(); ++i) {
    const BlockRule& rule = input.program.rules[i];
    if (rule.is_public && input.verified.bound.public_blocks[i].count == 0)
      ++unused; // the statement would list its blocks
    else
      (ir::is_axiom(rule) ? axioms : others).push_back(&rule);
  }
  Budget budget(limits.rules);
  Fields fields;
  fields.count("count", axioms.size() + others.size()).count("axiom_count", axioms.size());
  fields.flag("no_axiom", axioms.empty()).flag("one_axiom", axioms.size() == 1);
  fields.count("unused", unused).flag("has_unused", unused != 0).flag("one_unused", unused == 1);
  fields.flag("run", input.run != nullptr).text("theory", input.theory_name);
  fields.html("axioms", rule_list(input, axioms, "axiom, a rule whose blocks rest on no claim",
                                  "axioms, rules whose blocks rest on no claim", budget));
  fields.html("rules", rule_list(input, others, "rule whose blocks rest on claims of others",
                                 "rules whose blocks rest on claims of others", budget));
  fields.html("linear", relation_list(input, true, budget));
  fields.html("relations", relation_list(input, false, budget));
  fields.html("tables", table_list(input.program, budget));
  return render("rules.html", fields);
}

} // namespace blockfold::report
