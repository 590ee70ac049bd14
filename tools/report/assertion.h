#pragma once

#include "tools/report/math.h"

#include <span>

/// Axioms and theorems on the page, each list within a number of bytes.
namespace blockfold::report {

/// Bytes that may still be spent on a list.
class Budget {
public:
  explicit Budget(std::size_t bytes) : left_(bytes) {}
  /// Whether something of this size may be added; then it is spent.
  bool spend(std::size_t bytes) {
    if (bytes > left_) {
      left_ = 0; // lists end at the first that does not fit: no gaps
      return false;
    }
    left_ -= bytes;
    return true;
  }

private:
  std::size_t left_;
};

/// In full: hypotheses above a line, conclusion, variables, $d conditions, words of the file.
Html assertion_card(const MathWriter& math, const ir::Assertion& assertion,
                    std::size_t max_symbols);
/// In a row: label, hypotheses and conclusion, and perhaps a word about it.
Html assertion_row(const MathWriter& math, const ir::Assertion& assertion,
                   llvm::StringRef note = "");

/// Assertions as rows, then those that the budget has no room for as labels, then their number.
struct Listing {
  Html rows, labels;
  std::size_t shown = 0, labelled = 0, left_out = 0;
};
Listing list_assertions(const MathWriter& math, std::span<const ir::Assertion* const> assertions,
                        std::size_t row_bytes, std::size_t label_bytes);
/// The same of several theories, each assertion with the writer of its own.
struct Shown {
  const MathWriter* math;
  const ir::Assertion* assertion;
};
Listing list_assertions(std::span<const Shown> assertions, std::size_t row_bytes,
                        std::size_t label_bytes);
/// Only labels.
Listing list_labels(std::span<const ir::Assertion* const> assertions, std::size_t label_bytes);
/// The listing as part of a page; a long one is folded in.
Html render_listing(const Listing& listing, llvm::StringRef what, bool open);

} // namespace blockfold::report
