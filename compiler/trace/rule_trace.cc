#include "compiler/trace/rule_trace.h"

#include "compiler/ir/block_rule_text.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/GraphWriter.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <deque>

namespace blockfold::trace {
namespace {

bool rests_on(const ir::BlockRule& rule, ir::RelationIndex relation) {
  return llvm::any_of(rule.claims, [&](const ir::BlockClaim& claim) {
    return claim.relation == relation && claim.kind != ir::BlockClaim::Kind::Emit;
  });
}

bool makes(const ir::BlockRule& rule, ir::RelationIndex relation) {
  return llvm::any_of(rule.claims, [&](const ir::BlockClaim& claim) {
    return claim.relation == relation && claim.kind == ir::BlockClaim::Kind::Emit;
  });
}

/// Breadth first, so distances are shortest.
class Tracer {
public:
  Tracer(const ir::BlockProgram& program, llvm::function_ref<bool(ir::BlockRuleIndex)> present)
      : program_(program), present_(present) {
    trace_.rules.resize(program.rules.size());
    trace_.relations.resize(program.relations.size());
    trace_.tables.resize(program.tables.size());
    makers_.resize(program.relations.size());
    for (ir::BlockRuleIndex rule = 0; rule < program.rules.size(); ++rule)
      for (const ir::BlockClaim& claim : program.rules[rule].claims)
        if (claim.kind == ir::BlockClaim::Kind::Emit)
          makers_[claim.relation].push_back(rule);
  }

  RuleTrace run(std::vector<ir::BlockRuleIndex> goals) {
    trace_.goals = std::move(goals);
    for (const ir::BlockRuleIndex goal : trace_.goals)
      visit(goal, 0);
    while (!pending_.empty()) {
      const ir::BlockRuleIndex rule = pending_.front();
      pending_.pop_front();
      expand(rule);
    }
    return std::move(trace_);
  }

private:
  void visit(ir::BlockRuleIndex rule, std::uint32_t distance) {
    if (trace_.rules[rule] || !present_(rule))
      return;
    trace_.rules[rule] = distance;
    pending_.push_back(rule);
  }

  void expand(ir::BlockRuleIndex index) {
    const ir::BlockRule& rule = program_.rules[index];
    const std::uint32_t distance = *trace_.rules[index];
    for (const ir::BlockLookup& lookup : rule.lookups)
      trace_.tables[lookup.table] = true;
    for (const ir::BlockClaim& claim : rule.claims) {
      if (claim.kind == ir::BlockClaim::Kind::Emit || trace_.relations[claim.relation])
        continue;
      trace_.relations[claim.relation] = distance;
      for (const ir::BlockRuleIndex maker : makers_[claim.relation])
        visit(maker, distance + 1);
    }
  }

  const ir::BlockProgram& program_;
  llvm::function_ref<bool(ir::BlockRuleIndex)> present_;
  RuleTrace trace_;
  std::vector<std::vector<ir::BlockRuleIndex>> makers_; ///< by relation
  std::deque<ir::BlockRuleIndex> pending_;
};

/// A rule one step nearer to a goal, and the relation by which it rests on this one.
std::optional<std::pair<ir::BlockRuleIndex, ir::RelationIndex>>
step_towards_goal(const ir::BlockProgram& program, const RuleTrace& trace,
                  ir::BlockRuleIndex rule) {
  for (ir::BlockRuleIndex nearer = 0; nearer < program.rules.size(); ++nearer) {
    if (!trace.rules[nearer] || *trace.rules[nearer] + 1 != *trace.rules[rule])
      continue;
    for (ir::RelationIndex relation = 0; relation < program.relations.size(); ++relation)
      if (makes(program.rules[rule], relation) && rests_on(program.rules[nearer], relation))
        return std::pair(nearer, relation);
  }
  return std::nullopt;
}

// --- the picture --------------------------------------------------------------------------------

class Drawing {
public:
  Drawing(const ir::BlockProgram& program, const RuleTrace& trace, std::uint32_t depth)
      : program_(program), trace_(trace), depth_(depth), out_(text_) {}

  std::string run() {
    out_ << "digraph G {\nbgcolor=\"transparent\";\n"
            "node [style=filled, fontname=\"sans-serif\", fontcolor=\"#000000\"];\n"
            "edge [color=\"#888888\", arrowsize=0.6];\n";
    for (ir::BlockRuleIndex i = 0; i < program_.rules.size(); ++i)
      if (shows_rule(i))
        draw_rule(i);
    for (ir::RelationIndex i = 0; i < program_.relations.size(); ++i)
      if (shows_relation(i))
        draw_relation(i);
    out_ << "}\n";
    return out_.str();
  }

private:
  bool shows_rule(ir::BlockRuleIndex rule) const {
    return trace_.rules[rule] && *trace_.rules[rule] <= depth_;
  }
  /// Between two rules that are shown.
  bool shows_relation(ir::RelationIndex relation) const {
    return trace_.relations[relation] && *trace_.relations[relation] < depth_;
  }

  const char* style_of(ir::BlockRuleIndex index) const {
    const ir::BlockRule& rule = program_.rules[index];
    if (ir::is_axiom(rule))
      return rule.is_public ? R"(shape=box, peripheries=2, fillcolor="#ff9d8a", color="#8c1c04")"
                            : R"(shape=box, fillcolor="#ff9d8a", color="#8c1c04")";
    return rule.is_public ? R"(shape=doubleoctagon, fillcolor="#ffd866", color="#7a5c00")"
                          : R"(shape=ellipse, fillcolor="#ffffff", color="#333333")";
  }

  void draw_rule(ir::BlockRuleIndex index) {
    const ir::BlockRule& rule = program_.rules[index];
    const std::string name = llvm::DOT::EscapeString(rule.name);
    bool cut = false;
    for (ir::RelationIndex relation = 0; relation < program_.relations.size(); ++relation)
      if (rests_on(rule, relation)) {
        if (shows_relation(relation))
          out_ << 'r' << index << " -> c" << relation << ";\n";
        else
          cut = true;
      }
    out_ << 'r' << index << " [label=\"" << name << "\", tooltip=\"" << name << ", "
         << ir::kind_of(rule) << (cut ? "; rests on more than is shown" : "") << "\", "
         << style_of(index) << (cut ? ", style=\"filled,dashed\"" : "") << "];\n";
  }

  void draw_relation(ir::RelationIndex index) {
    const ir::Relation& relation = program_.relations[index];
    out_ << 'c' << index << " [label=\"" << llvm::DOT::EscapeString(relation.name)
         << "\", tooltip=\"" << llvm::DOT::EscapeString(ir::to_text(program_, relation))
         << (relation.linear ? ", linear" : "")
         << "\", shape=plain, style=\"\", fontcolor=\"#777777\", fontsize=10];\n";
    for (ir::BlockRuleIndex rule = 0; rule < program_.rules.size(); ++rule)
      if (shows_rule(rule) && makes(program_.rules[rule], index))
        out_ << 'c' << index << " -> r" << rule << ";\n";
  }

  const ir::BlockProgram& program_;
  const RuleTrace& trace_;
  std::uint32_t depth_;
  std::string text_;
  llvm::raw_string_ostream out_;
};

} // namespace

RuleTrace trace_rules(const ir::BlockProgram& program, std::vector<ir::BlockRuleIndex> goals,
                      llvm::function_ref<bool(ir::BlockRuleIndex)> present) {
  return Tracer(program, present).run(std::move(goals));
}

std::vector<std::string> chain_to(const ir::BlockProgram& program, const RuleTrace& trace,
                                  ir::BlockRuleIndex rule) {
  std::vector<std::string> chain;
  if (!trace.rules[rule])
    return chain;
  chain.push_back(program.rules[rule].name);
  while (const auto step = step_towards_goal(program, trace, rule)) {
    chain.push_back(program.relations[step->second].name);
    chain.push_back(program.rules[step->first].name);
    rule = step->first;
  }
  std::ranges::reverse(chain);
  return chain;
}

std::string to_dot(const ir::BlockProgram& program, const RuleTrace& trace, std::uint32_t depth) {
  return Drawing(program, trace, depth).run();
}

} // namespace blockfold::trace
