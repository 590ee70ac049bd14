// Layouts come from the prover and are hostile: each bad one is refused for its own reason.
#include "tests/soundness/samples.h"

#include "compiler/driver/verify.h"

namespace blockfold::soundness {
namespace {

using layout::Bounds;
using layout::Layout;

struct Laid {
  Scene scene = sample(4, true);
  Outcome honest = scene.run();
  Layout layout;
  Laid() {
    check_accepted(honest);
    const auto decoded = layout::decode(honest.certificate.layout);
    REQUIRE(decoded.ok());
    layout = *decoded;
    REQUIRE(layout::encode(layout) == honest.certificate.layout);
  }
  std::string verdict_of_bytes(const Bytes& bytes) const {
    cert::Certificate changed = honest.certificate;
    changed.layout = bytes;
    const auto result =
        driver::verify_certificate(scene.database(), cert::write_certificate(changed));
    return result ? std::string() : result.error().code;
  }
  template <class Change> std::string verdict_of(Change change) const {
    Layout changed = layout;
    change(changed);
    return verdict_of_bytes(layout::encode(changed));
  }
};

TEST_CASE("hostile ranges") {
  const Laid laid;
  CHECK(laid.verdict_of([](Layout&) {}) == "");
  CHECK(laid.verdict_of([](Layout& l) { l.range.order_limbs = 0; }) == "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range.time_limbs = 0; }) == "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range.table_bits = 0; }) == "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range = {}; }) == "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range.table_bits = Bounds::kTableBits + 1; }) ==
        "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range.table_bits = UINT32_MAX; }) == "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range.order_limbs = UINT32_MAX; }) == "layout.range");
  // 41 bits, in few and in many digits.
  CHECK(laid.verdict_of([](Layout& l) { l.range.table_bits = 1, l.range.length_limbs = 41; }) ==
        "layout.range");
  CHECK(laid.verdict_of([](Layout& l) { l.range.table_bits = 14, l.range.time_limbs = 3; }) ==
        "layout.range");
  // Larger ranges within the bounds are no forgery, but another circuit.
  CHECK(laid.verdict_of([](Layout& l) { l.range.table_bits += 1; }) == "verify.shape");
  CHECK(laid.verdict_of([](Layout& l) { l.range.order_limbs += 1; }) != "");
}

TEST_CASE("hostile kinds") {
  const Laid laid;
  CHECK(laid.verdict_of([](Layout& l) { l.kinds.clear(), l.copies.clear(); }) == "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[0].segments = 2; }) == "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[0].segments = 0; }) == "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { std::swap(l.kinds[0], l.kinds[1]); }) == "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].segments = 0; }) == "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].segments = Bounds::kSegments + 1; }) ==
        "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].log_width = Bounds::kLogWidth + 1; }) ==
        "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].log_width = UINT32_MAX; }) == "layout.kinds");
  CHECK(laid.verdict_of([](Layout& l) {
    l.kinds.resize(Bounds::kKinds + 1, l.kinds[1]);
    l.copies.resize(Bounds::kKinds + 1, l.copies[1]);
  }) == "layout.encoding");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].segments = 3; }) == "verify.shape");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].segments = 5; }) == "verify.shape");
  CHECK(laid.verdict_of([](Layout& l) { l.kinds[1].log_width += 1; }) == "verify.shape");
}

TEST_CASE("hostile copies") {
  const Laid laid;
  CHECK(laid.verdict_of([](Layout& l) { l.copies[0].pop_back(); }) == "layout.copies");
  CHECK(laid.verdict_of([](Layout& l) { l.copies[1].push_back(1); }) == "layout.copies");
  CHECK(laid.verdict_of([](Layout& l) { std::ranges::fill(l.copies[1], 0U); }) == "layout.copies");
  CHECK(laid.verdict_of([](Layout& l) { l.copies[0][0] = UINT32_MAX; }) == "layout.size");
  CHECK(laid.verdict_of([](Layout& l) { std::ranges::fill(l.copies[1], 1U << 25); }) ==
        "layout.size");
  CHECK(laid.verdict_of([](Layout& l) {
    l.kinds[1].segments = Bounds::kSegments;
    std::ranges::fill(l.copies[1], 1U << 17);
  }) == "layout.size");
  for (std::size_t chip = 0; chip < laid.layout.copies[0].size(); ++chip) {
    const std::string more = laid.verdict_of([&](Layout& l) { ++l.copies[0][chip]; });
    CHECK((more == "verify.shape" || more == "sumcheck.shape" || more == "verify.outer"));
  }
}

TEST_CASE("qed stands in kind 0 whatever the layout says") {
  // A layout that counts no copy of any rule: the conclusions are demanded all the same.
  const Laid laid;
  cert::Certificate empty = laid.honest.certificate;
  Layout changed = laid.layout;
  changed.kinds.resize(1);
  changed.copies.resize(1);
  std::ranges::fill(changed.copies[0], 0U);
  empty.layout = layout::encode(changed);
  const auto bound = driver::bind_statement(laid.scene.database(), empty, lower::Keep::Names);
  REQUIRE(bound.ok());
  std::size_t conclusions = 0;
  for (const cs::Placement& placement : bound->lowered.circuit.kinds[0].placements)
    if (bound->lowered.chips[placement.chip].role == lower::ChipRole::Qed)
      conclusions += placement.copies();
  CHECK(conclusions == 3);
  CHECK(bound->theory.contexts.size() == 3);
}

TEST_CASE("hostile dummies") {
  const Laid laid;
  CHECK(laid.verdict_of([](Layout& l) { l.dummies.pop_back(); }) == "layout.dummies");
  CHECK(laid.verdict_of([](Layout& l) { l.dummies.push_back(0); }) == "layout.dummies");
  CHECK(laid.verdict_of([](Layout& l) { l.dummies[0] = Bounds::kDummies + 1; }) ==
        "layout.dummies");
  CHECK(laid.verdict_of([](Layout& l) { l.dummies[0] = UINT32_MAX; }) == "layout.dummies");
  CHECK(laid.verdict_of([](Layout& l) { l.dummies[0] += 1; }) == "layout.copies");
}

TEST_CASE("every number has one encoding") {
  const Laid laid;
  const Bytes honest = laid.honest.certificate.layout;
  CHECK(laid.verdict_of_bytes({}) == "layout.encoding");
  for (std::size_t at = 0; at < honest.size(); ++at) {
    if (honest[at] >= 0x80)
      continue;
    Bytes longer = honest; // the same number with a group of zeros
    longer[at] |= 0x80;
    longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at) + 1, 0);
    CHECK(laid.verdict_of_bytes(longer) == "layout.encoding");
    CHECK(laid.verdict_of_bytes(
              Bytes(honest.begin(), honest.begin() + static_cast<std::ptrdiff_t>(at))) ==
          "layout.encoding");
  }
  Bytes trailing = honest;
  trailing.push_back(0);
  CHECK(laid.verdict_of_bytes(trailing) == "layout.encoding");
  Bytes huge; // a number of more than 64 bits
  while (huge.size() < 10)
    huge.push_back(0xff);
  huge.push_back(1);
  for (std::size_t i = 1; i < honest.size(); ++i)
    huge.push_back(honest[i]);
  CHECK(laid.verdict_of_bytes(huge) == "layout.encoding");
}

} // namespace
} // namespace blockfold::soundness
