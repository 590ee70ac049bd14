#include "compiler/imp/arithmetic_proof.h"

#include <llvm/ADT/StringExtras.h>

namespace blockfold::imp {

// --- transcripts --------------------------------------------------------------------------------

TranscriptWriter::BlockName TranscriptWriter::put(std::string block) {
  const auto [entry, inserted] = known_.try_emplace(block, next_);
  if (inserted)
    lines_ += "b" + std::to_string(next_++) + " = " + block + "\n";
  return "b" + std::to_string(entry->second);
}

TranscriptWriter::BlockName TranscriptWriter::shared(llvm::StringRef rule,
                                                     llvm::ArrayRef<BlockName> premises) {
  return put(rule.str() + "(" + llvm::join(premises, ", ") + ") @ *");
}

TranscriptWriter::BlockName TranscriptWriter::own(llvm::StringRef rule,
                                                  llvm::ArrayRef<BlockName> premises) {
  return put(rule.str() + "(" + llvm::join(premises, ", ") + ") @ " + context_);
}

TranscriptWriter::BlockName TranscriptWriter::variable(llvm::StringRef sort, llvm::StringRef name) {
  return put("var " + sort.str() + " " + name.str() + " @ *");
}

// --- positive numbers, digit by digit
// -----------------------------------------------------------

using BlockName = ArithmeticProofs::BlockName;

BlockName ArithmeticProofs::positive(Positive value) {
  if (value == 1)
    return out_.shared("one");
  return out_.shared(value % 2 == 0 ? "even" : "odd", positive(value / 2));
}

BlockName ArithmeticProofs::next(Positive value) {
  if (value == 1)
    return out_.own("next_one");
  const Positive half = value / 2;
  if (value % 2 == 0)
    return out_.own("next_even", positive(half));
  return out_.own("next_odd", {positive(half), positive(half + 1), next(half)});
}

BlockName ArithmeticProofs::plus(Positive a, Positive b) {
  if (a == 1)
    return out_.own("one_plus", {positive(b), positive(b + 1), next(b)});
  if (b == 1)
    return out_.own("plus_one", {positive(a), positive(a + 1), next(a)});
  const Positive p = a / 2, q = b / 2;
  const BlockName rest = plus(p, q);
  if (a % 2 == 1 && b % 2 == 1)
    return out_.own("plus_11", {positive(p), positive(q), positive(p + q), positive(p + q + 1),
                                rest, next(p + q)});
  const char* const rule = a % 2 == 1 ? "plus_10" : b % 2 == 1 ? "plus_01" : "plus_00";
  return out_.own(rule, {positive(p), positive(q), positive(p + q), rest});
}

BlockName ArithmeticProofs::times(Positive a, Positive b) {
  if (b == 1)
    return out_.own("times_one", positive(a));
  const Positive half = b / 2, rest = a * half;
  const BlockName before = times(a, half);
  if (b % 2 == 0)
    return out_.own("times_even", {positive(a), positive(half), positive(rest), before});
  return out_.own("times_odd", {positive(a), positive(half), positive(rest), positive(a * b),
                                before, plus(2 * rest, a)});
}

// --- integers -----------------------------------------------------------------------------------

BlockName ArithmeticProofs::numeral(Integer value) {
  if (value == 0)
    return out_.shared("zero");
  return out_.shared(value < 0 ? "negative" : "positive", positive(size(value)));
}

std::string ArithmeticProofs::numeral_text(Integer value) {
  if (value == 0)
    return "0";
  std::string digits;
  for (Positive rest = size(value); rest != 0; rest /= 2)
    digits.insert(0, rest % 2 == 1 ? "1 " : "0 ");
  digits.pop_back();
  return value < 0 ? "- " + digits : digits;
}

std::optional<BlockName> ArithmeticProofs::sum(Integer a, Integer b) {
  Integer result = 0;
  if (__builtin_add_overflow(a, b, &result))
    return std::nullopt;
  if (b == 0)
    return out_.own("plus_zero", numeral(a));
  if (a == 0)
    return out_.own("zero_plus", numeral(b));
  const Positive x = size(a), y = size(b);
  if (result == 0)
    return out_.own(a > 0 ? "plus_opposite" : "opposite_plus", positive(x));
  if (a > 0 && b > 0)
    return plus(x, y);
  // Each says p + q = r of positive numbers.
  const auto from = [&](const char* rule, Positive p, Positive q) {
    return out_.own(rule, {positive(p), positive(q), positive(p + q), plus(p, q)});
  };
  if (a < 0 && b < 0)
    return from("minus_minus", x, y);
  if (a > 0)
    return x > y ? from("larger_minus", x - y, y) : from("smaller_minus", y - x, x);
  return y > x ? from("minus_larger", y - x, x) : from("minus_smaller", x - y, y);
}

std::optional<BlockName> ArithmeticProofs::product(Integer a, Integer b) {
  Integer result = 0;
  if (__builtin_mul_overflow(a, b, &result))
    return std::nullopt;
  if (b == 0)
    return out_.own("times_zero", numeral(a));
  if (a == 0)
    return out_.own("zero_times", numeral(b));
  const Positive x = size(a), y = size(b);
  const BlockName sizes = times(x, y);
  if (a > 0 && b > 0)
    return sizes;
  const char* const rule = a < 0 && b < 0 ? "minus_times_minus"
                           : a < 0        ? "minus_times"
                                          : "times_minus";
  return out_.own(rule, {positive(x), positive(y), positive(x * y), sizes});
}

std::optional<BlockName> ArithmeticProofs::less(Integer a, Integer b) {
  if (a >= b)
    return std::nullopt;
  const Positive x = size(a), y = size(b);
  const auto between = [&](Positive smaller, Positive larger) {
    return out_.own("less", {positive(larger - smaller), positive(smaller), positive(larger),
                             plus(larger - smaller, smaller)});
  };
  if (a > 0)
    return between(x, y);
  if (a == 0)
    return out_.own("zero_less", positive(y));
  if (b > 0)
    return out_.own("minus_less", {positive(x), positive(y)});
  if (b == 0)
    return out_.own("minus_less_zero", positive(x));
  return out_.own("less_minus", {positive(y), positive(x), between(y, x)});
}

} // namespace blockfold::imp
