#pragma once

#include "compiler/ir/polynomial.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

#include <cstdint>
#include <optional>
#include <string>

/// Writing transcripts, and what stdlib/numerals.blk proves about numbers.
namespace blockfold::imp {

/// The lines of a transcript; equal blocks are written once.
class TranscriptWriter {
public:
  using BlockName = std::string; ///< "b12"

  /// `context` is where blocks about this proof stand; blocks are numbered from `first` on.
  TranscriptWriter(std::string context, std::uint64_t first)
      : context_(std::move(context)), next_(first) {}

  /// An application of a rule, in all contexts: of those that form texts.
  BlockName shared(llvm::StringRef rule, llvm::ArrayRef<BlockName> premises = {});
  /// An application of a rule in the proof's own context.
  BlockName own(llvm::StringRef rule, llvm::ArrayRef<BlockName> premises = {});
  BlockName variable(llvm::StringRef sort, llvm::StringRef name);

  const std::string& lines() const { return lines_; }

private:
  BlockName put(std::string block);

  std::string context_, lines_;
  std::uint64_t next_;
  llvm::StringMap<std::uint64_t> known_;
};

/// Derives sums, products and comparisons of integers below 2^127.
class ArithmeticProofs {
public:
  using Integer = ir::WideInteger;
  using BlockName = TranscriptWriter::BlockName;

  explicit ArithmeticProofs(TranscriptWriter& out) : out_(out) {}

  /// The numeral of an integer, and its text.
  BlockName numeral(Integer value);
  static std::string numeral_text(Integer value);

  /// `#arith a + b = c` for the c that it is; nothing if that does not fit.
  std::optional<BlockName> sum(Integer a, Integer b);
  /// `#arith a * b = c`
  std::optional<BlockName> product(Integer a, Integer b);
  /// `#arith a < b`, if it is so.
  std::optional<BlockName> less(Integer a, Integer b);

private:
  __extension__ using Positive = unsigned __int128;
  static Positive size(Integer value) {
    return value < 0 ? 0 - static_cast<Positive>(value) : static_cast<Positive>(value);
  }
  BlockName positive(Positive value);
  BlockName next(Positive value);
  BlockName plus(Positive a, Positive b);
  BlockName times(Positive a, Positive b);

  TranscriptWriter& out_;
};

} // namespace blockfold::imp
