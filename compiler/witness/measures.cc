#include "compiler/witness/measures.h"

#include "compiler/ir/theory.h"

#include <algorithm>

namespace blockfold::witness {
namespace {

using ir::Block;
using ir::BlockKind;

/// A template's length as a linear function of its parameters' lengths.
struct LengthForm {
  std::uint64_t constants = 0;
  std::vector<std::uint32_t> occurrences; ///< parameter index, once per occurrence
};

LengthForm length_form(const ir::Template& statement) {
  LengthForm form;
  for (const ir::Item item : statement.items)
    if (item.is_parameter())
      form.occurrences.push_back(item.index());
    else
      ++form.constants;
  return form;
}

} // namespace

Measures measure(const ir::Theory& theory, const lower::Analysis& analysis,
                 const ir::Transcript& transcript) {
  Measures out;
  out.lengths.resize(transcript.blocks.size());
  out.times.resize(transcript.blocks.size());
  // A rule's circuit has its checks even if no block of it is left: each counts once.
  for (const lower::RuleFacts& rule : analysis.rules) {
    out.length_checks += rule.length_checked;
    out.order_checks += rule.order_checked;
    out.time_checks += rule.has_time;
  }
  std::vector<LengthForm> forms;
  for (const ir::Rule& rule : theory.rules)
    forms.push_back(length_form(theory.of(rule).conclusion));

  for (ir::BlockId id = 0; id < transcript.blocks.size(); ++id) {
    const Block& block = transcript.blocks[id];
    if (block.kind == BlockKind::Variable) {
      out.lengths[id] = 1;
      continue;
    }
    if (block.kind == BlockKind::Hypothesis) {
      const ir::Template& statement = *ir::template_of(theory, block);
      out.lengths[id] =
          analysis.typecodes[statement.typecode].has_variables ? statement.items.size() : 0;
      continue;
    }
    const lower::RuleFacts& rule = analysis.rules[block.subject];
    const auto premises = transcript.premises_of(block);
    const ir::TypecodeId typecode = theory.of(theory.rules[block.subject]).conclusion.typecode;
    if (analysis.typecodes[typecode].has_variables) {
      out.lengths[id] = forms[block.subject].constants;
      for (const std::uint32_t parameter : forms[block.subject].occurrences)
        out.lengths[id] += out.lengths[premises[parameter]];
    }
    for (std::size_t p = 0; p < premises.size(); ++p)
      if (rule.time_checked[p])
        out.times[id] = std::max(out.times[id], out.times[premises[p]] + 1);

    if (rule.length_checked) {
      ++out.length_checks;
      out.largest_length = std::max(out.largest_length, out.lengths[id]);
    }
    for (std::size_t p = 0; p < premises.size(); ++p)
      if (rule.time_checked[p]) {
        ++out.time_checks;
        out.largest_time_difference = std::max<std::uint64_t>(
            out.largest_time_difference, out.times[id] - out.times[premises[p]] - 1);
      }
    if (rule.order_checked) {
      ++out.order_checks;
      out.largest_order_difference = std::max<std::uint64_t>(
          out.largest_order_difference,
          ir::Theory::number(block.context) - theory.rules[block.subject].rank - 1);
    }
  }
  return out;
}

} // namespace blockfold::witness
