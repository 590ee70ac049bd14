#include "tools/report/assertion.h"

#include <algorithm>

namespace blockfold::report {
namespace {

/// Statements in rows are cut here; the words of the file say all.
constexpr std::size_t kRowSymbols = 160;

/// Longer conclusions are set in smaller type.
constexpr std::size_t kLongStatement = 120;
/// More hypotheses, variables or pairs than these are not spelled out.
constexpr std::size_t kMostListed = 200;

/// The hypotheses that are spelled out.
llvm::ArrayRef<ir::Template> shown_hypotheses(const ir::Assertion& assertion) {
  return llvm::ArrayRef(assertion.essentials)
      .take_front(std::min(assertion.essentials.size(), kMostListed));
}

std::vector<Fields> hypotheses_of(const MathWriter& math, const ir::Assertion& assertion,
                                  std::size_t max_symbols) {
  std::vector<Fields> list;
  for (const ir::Template& essential : shown_hypotheses(assertion)) {
    Fields hypothesis;
    hypothesis.html("statement", math.statement(assertion, essential, max_symbols));
    hypothesis.flag("first", list.empty());
    list.push_back(std::move(hypothesis));
  }
  return list;
}

/// Pairs of variables that no substitution may make share a variable; cut where a theorem has
/// thousands.
std::vector<Fields> pairs_of(const MathWriter& math, const ir::Assertion& assertion,
                             std::size_t most) {
  std::vector<Fields> list;
  const std::size_t shown = std::min(assertion.disjoint.size(), most);
  for (const auto& [first, second] : llvm::ArrayRef(assertion.disjoint).take_front(shown)) {
    Fields pair;
    pair.html("left", math.variable(assertion.parameters[first]));
    pair.html("right", math.variable(assertion.parameters[second]));
    pair.flag("first", list.empty());
    list.push_back(std::move(pair));
  }
  return list;
}

/// Variables by typecode, in order of their first.
std::vector<Fields> variables_of(const MathWriter& math, const ir::Assertion& assertion) {
  std::vector<ir::TypecodeId> typecodes;
  for (const ir::Parameter& parameter : assertion.parameters)
    if (std::ranges::find(typecodes, parameter.typecode) == typecodes.end())
      typecodes.push_back(parameter.typecode);
  std::vector<Fields> groups;
  for (const ir::TypecodeId typecode : typecodes) {
    std::vector<Fields> names;
    for (const ir::Parameter& parameter : assertion.parameters)
      if (parameter.typecode == typecode && names.size() < kMostListed)
        names.push_back(
            Fields().html("name", math.variable(parameter)).flag("first", names.empty()));
    groups.push_back(Fields()
                         .html("typecode", math.typecode(typecode))
                         .list("names", names)
                         .flag("first", groups.empty()));
  }
  return groups;
}

std::vector<Fields> source_of(const MathWriter& math, const ir::Assertion& assertion,
                              std::size_t max_symbols) {
  std::vector<Fields> lines;
  for (const ir::Template& essential : shown_hypotheses(assertion))
    lines.push_back(Fields()
                        .text("keyword", "$e")
                        .text("words", math.source(assertion, essential, max_symbols)));
  lines.push_back(Fields()
                      .text("keyword", assertion.role == ir::Role::Axiom ? "$a" : "$p")
                      .text("words", math.source(assertion, assertion.conclusion, max_symbols)));
  return lines;
}

std::vector<Shown> shown_by(const MathWriter* math,
                            std::span<const ir::Assertion* const> assertions) {
  std::vector<Shown> shown;
  for (const ir::Assertion* assertion : assertions)
    shown.push_back({math, assertion});
  return shown;
}

Html label_of(const ir::Assertion& assertion) {
  return render("label.html", Fields().text("label", shortened(assertion.label)));
}

void add_labels(std::span<const Shown> assertions, std::size_t bytes, Listing& listing) {
  Budget budget(bytes);
  for (const Shown& shown : assertions.subspan(listing.shown)) {
    const Html label = label_of(*shown.assertion);
    if (!budget.spend(label.size()))
      break;
    listing.labels += label;
    ++listing.labelled;
  }
  listing.left_out = assertions.size() - listing.shown - listing.labelled;
}

} // namespace

Html assertion_card(const MathWriter& math, const ir::Assertion& assertion,
                    std::size_t max_symbols) {
  Fields fields;
  fields.text("label", shortened(assertion.label));
  fields.list("hypotheses", hypotheses_of(math, assertion, max_symbols));
  fields.flag("has_hypotheses", !assertion.essentials.empty());
  fields.flag("hypotheses_cut", assertion.essentials.size() > kMostListed);
  fields.count("hypothesis_count", assertion.essentials.size());
  fields.html("conclusion", math.statement(assertion, assertion.conclusion, max_symbols));
  fields.list("variables", variables_of(math, assertion));
  fields.flag("has_variables", !assertion.parameters.empty());
  fields.list("pairs", pairs_of(math, assertion, kMostListed));
  fields.flag("has_pairs", !assertion.disjoint.empty());
  fields.flag("pairs_cut", assertion.disjoint.size() > kMostListed);
  fields.count("pair_count", assertion.disjoint.size());
  fields.list("source", source_of(math, assertion, max_symbols));
  fields.flag("typeset", math.typeset());
  fields.flag("long", assertion.conclusion.items.size() > kLongStatement);
  return render("card.html", fields);
}

Html assertion_row(const MathWriter& math, const ir::Assertion& assertion, llvm::StringRef note) {
  Fields fields;
  fields.text("note", note).flag("has_note", !note.empty());
  fields.text("label", shortened(assertion.label));
  fields.list("hypotheses", hypotheses_of(math, assertion, kRowSymbols));
  fields.flag("has_hypotheses", !assertion.essentials.empty());
  fields.flag("hypotheses_cut", assertion.essentials.size() > kMostListed);
  fields.html("conclusion", math.statement(assertion, assertion.conclusion, kRowSymbols));
  constexpr std::size_t kPairs = 12;
  fields.list("pairs", pairs_of(math, assertion, kPairs));
  fields.flag("has_pairs", !assertion.disjoint.empty());
  fields.flag("pairs_cut", assertion.disjoint.size() > kPairs);
  return render("row.html", fields);
}

Listing list_assertions(std::span<const Shown> assertions, std::size_t row_bytes,
                        std::size_t label_bytes) {
  Listing listing;
  Budget budget(row_bytes);
  for (const auto& [math, assertion] : assertions) {
    const Html row = assertion_row(*math, *assertion);
    if (!budget.spend(row.size()))
      break;
    listing.rows += row;
    ++listing.shown;
  }
  add_labels(assertions, label_bytes, listing);
  return listing;
}

Listing list_assertions(const MathWriter& math, std::span<const ir::Assertion* const> assertions,
                        std::size_t row_bytes, std::size_t label_bytes) {
  return list_assertions(shown_by(&math, assertions), row_bytes, label_bytes);
}

Listing list_labels(std::span<const ir::Assertion* const> assertions, std::size_t label_bytes) {
  Listing listing;
  add_labels(shown_by(nullptr, assertions), label_bytes, listing);
  return listing;
}

Html render_listing(const Listing& listing, llvm::StringRef what, bool open) {
  Fields fields;
  fields.text("what", what);
  fields.flag("open", open);
  fields.count("count", listing.shown + listing.labelled + listing.left_out);
  fields.html("rows", listing.rows).flag("has_rows", listing.shown != 0);
  fields.html("labels", listing.labels).flag("has_labels", listing.labelled != 0);
  fields.count("labelled", listing.labelled);
  fields.flag("has_more", listing.left_out != 0).count("more", listing.left_out);
  fields.flag("continues", listing.shown != 0);
  return render("listing.html", fields);
}

} // namespace blockfold::report
