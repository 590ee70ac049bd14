#include "runtime/poly/sumcheck.h"

#include <algorithm>

namespace blockfold {

Fr evaluate_round(const RoundMessage& message, const Fr& claim, const Fr& x) {
  // claim = g(0) + g(1) = 2 c0 + c1 + c2 + ... + cd
  Fr linear = claim - message[0].doubled();
  for (std::size_t i = 1; i < message.size(); ++i)
    linear -= message[i];
  Fr value;
  for (std::size_t i = message.size(); i-- > 1;)
    value = (value + message[i]) * x;
  return ((value + linear) * x) + message[0];
}

Fr bind_round(const RoundMessage& message, Transcript& transcript, std::string_view label) {
  transcript.absorb(label, message);
  return transcript.challenge(label);
}

Result<SumcheckResult> verify_sumcheck(const Fr& claim, std::span<const RoundMessage> rounds,
                                       unsigned variables, unsigned degree, Transcript& transcript,
                                       std::string_view label) {
  const bool shaped =
      rounds.size() == variables &&
      std::ranges::all_of(rounds, [&](const RoundMessage& m) { return m.size() == degree; });
  if (!shaped)
    return Error{"sumcheck.shape",
                 std::string(label) + ": wrong number or degree of round messages"};
  SumcheckResult result{std::vector<Fr>(variables), claim};
  for (unsigned i = 0; i < variables; ++i) {
    const Fr x = bind_round(rounds[i], transcript, label);
    result.claim = evaluate_round(rounds[i], result.claim, x);
    result.point[variables - 1 - i] = x;
  }
  return result;
}

} // namespace blockfold
