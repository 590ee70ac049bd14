// The Fiat-Shamir transcript: framing, order, and one pinned answer.
#include "runtime/hash/transcript.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace blockfold;

namespace {

ByteView bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

template <class Steps> std::array<std::uint8_t, 32> state_after(Steps steps) {
  Transcript transcript("test");
  steps(transcript);
  return transcript.state();
}

std::string hex(ByteView data) {
  std::string out;
  for (const std::uint8_t byte : data) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

} // namespace

TEST_CASE("no two sequences of calls absorb the same bytes") {
  std::set<std::array<std::uint8_t, 32>> states;
  std::size_t sequences = 0;
  const auto add = [&](auto steps) {
    states.insert(state_after(steps));
    ++sequences;
  };
  add([](Transcript&) {});
  add([](Transcript& t) { t.absorb_bytes("", bytes("")); });
  add([](Transcript& t) { t.absorb_bytes("", bytes("")), t.absorb_bytes("", bytes("")); });
  // A byte moved from the label to the content, or from one item to the next.
  add([](Transcript& t) { t.absorb_bytes("ab", bytes("c")); });
  add([](Transcript& t) { t.absorb_bytes("a", bytes("bc")); });
  add([](Transcript& t) { t.absorb_bytes("abc", bytes("")); });
  add([](Transcript& t) { t.absorb_bytes("", bytes("abc")); });
  add([](Transcript& t) { t.absorb_bytes("a", bytes("b")), t.absorb_bytes("a", bytes("c")); });
  add([](Transcript& t) { t.absorb_bytes("a", bytes("c")), t.absorb_bytes("a", bytes("b")); });
  add([](Transcript& t) { t.absorb_bytes("a", bytes("bc")), t.absorb_bytes("a", bytes("")); });
  add([](Transcript& t) { t.absorb_bytes("a", bytes("")), t.absorb_bytes("a", bytes("bc")); });
  // Challenges are steps too.
  add([](Transcript& t) { t.challenge("a"); });
  add([](Transcript& t) { t.challenge("b"); });
  add([](Transcript& t) { t.challenge("a"), t.challenge("a"); });
  add([](Transcript& t) { t.absorb_bytes("a", bytes("bc")), t.challenge("a"); });
  add([](Transcript& t) { t.challenge("a"), t.absorb_bytes("a", bytes("bc")); });
  CHECK(states.size() == sequences);
  CHECK(Transcript("a").state() != Transcript("b").state());
}

TEST_CASE("numbers and field elements are absorbed by value") {
  CHECK(state_after([](Transcript& t) { t.absorb_u64("n", 1); }) !=
        state_after([](Transcript& t) { t.absorb_u64("n", 256); }));
  const Fr values[] = {Fr::from_u64(1), Fr::from_u64(2)};
  const Fr turned[] = {values[1], values[0]};
  const auto together = state_after([&](Transcript& t) { t.absorb("x", values); });
  CHECK(together != state_after([&](Transcript& t) { t.absorb("x", turned); }));
  CHECK(together !=
        state_after([&](Transcript& t) { t.absorb("x", values[0]), t.absorb("x", values[1]); }));
  CHECK(state_after([&](Transcript& t) { t.absorb("x", values[0]); }) ==
        state_after([&](Transcript& t) { t.absorb("x", std::span(values, 1)); }));
  CHECK(state_after([](Transcript& t) { t.absorb("x", Fr::zero()); }) !=
        state_after([](Transcript& t) { t.absorb("x", std::span<const Fr>()); }));
}

TEST_CASE("challenges depend on everything before them, and on nothing else") {
  const auto draw = [](std::string_view before, std::string_view label) {
    Transcript transcript("test");
    transcript.absorb_bytes("x", bytes(before));
    return transcript.challenge(label);
  };
  CHECK(draw("1", "a") == draw("1", "a"));
  CHECK(draw("1", "a") != draw("2", "a"));
  CHECK(draw("1", "a") != draw("1", "b"));
  Transcript transcript("test");
  const Fr first = transcript.challenge("a");
  CHECK(transcript.challenge("a") != first);
}

TEST_CASE("a copy continues where the original stood") {
  Transcript original("test");
  original.absorb_u64("n", 7);
  Transcript copy = original;
  CHECK(copy.challenge("a") == original.challenge("a"));
}

TEST_CASE("known answer") {
  // Changing this means that every certificate made before becomes invalid.
  Transcript transcript("blockfold test");
  transcript.absorb_bytes("bytes", bytes("hello"));
  transcript.absorb_u64("number", 0x0123456789abcdef);
  transcript.absorb("scalar", -Fr::one());
  std::array<std::uint8_t, 32> challenge;
  transcript.challenge("challenge").to_bytes(challenge);
  CHECK(hex(challenge) == "0f6994b42f6244cbf9cf136cd3ee2d8808ea306e65aae3849801cc821201ea12");
  CHECK(hex(transcript.state()) ==
        "e9838ff45a9fe36ac0479b4f66b37ca0f85b08983e045bbd5f681ce616df6ba6");
}
