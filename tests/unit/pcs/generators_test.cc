#include <bit>
#include <doctest/doctest.h>

#include <set>

#include "runtime/pcs/generator_table.h"
#include "runtime/pcs/generators.h"
#include "runtime/pcs/pedersen.h"

using namespace blockfold;

TEST_CASE("the compiled-in generators are those of the hash") {
  const std::vector<G1Affine> expected = derive_generators(kPedersenDomain, 0, kGeneratorTableSize);
  CHECK(pedersen_key(std::countr_zero(kGeneratorTableSize)).generators == expected);
}

TEST_CASE("generators are distinct points of the curve") {
  std::set<CompressedG1> seen;
  for (const G1Affine& point : pedersen_key(11).generators) {
    CHECK(point.is_valid());
    CHECK_FALSE(point.is_identity());
    CHECK(seen.insert(compress(point)).second);
    CHECK(seen.insert(compress(-point)).second);
  }
  CHECK(seen.insert(compress(pedersen_key(11).u)).second);
}

TEST_CASE("a derivation does not depend on where it starts") {
  const std::vector<G1Affine> whole = derive_generators("test", 0, 20);
  CHECK(derive_generators("test", 5, 3) ==
        std::vector<G1Affine>(whole.begin() + 5, whole.begin() + 8));
  CHECK(derive_generators("test", 0, 0).empty());
  CHECK(derive_generators("tesu", 0, 20)[0] != whole[0]);
}

TEST_CASE("narrow keys are prefixes of wide ones") {
  const PedersenKey& wide = pedersen_key(12);
  CHECK(wide.width() == 4096);
  CHECK(wide.generators[4095] == derive_generators(kPedersenDomain, 4095, 1)[0]);
  for (const unsigned log_width : {0u, 1u, 9u, 11u}) {
    const PedersenKey& key = pedersen_key(log_width);
    REQUIRE(key.width() == std::size_t{1} << log_width);
    CHECK(std::equal(key.generators.begin(), key.generators.end(), wide.generators.begin()));
    CHECK(key.u == wide.u);
  }
}
