#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace blockfold {

/// The domain of the Pedersen generators G_0, G_1, ... and that of the inner-product generator U.
inline constexpr std::string_view kPedersenDomain = "blockfold.bn254.pedersen.v1";
inline constexpr std::string_view kInnerProductDomain = "blockfold.bn254.inner-product.v1";

/// How many Pedersen generators are compiled in, so that starting up need not hash to the curve: 64
/// bytes each. Small programs have fewer and derive what they need beyond.
#ifndef BLOCKFOLD_GENERATOR_TABLE_SIZE
#define BLOCKFOLD_GENERATOR_TABLE_SIZE 32768
#endif
inline constexpr std::size_t kGeneratorTableSize = BLOCKFOLD_GENERATOR_TABLE_SIZE;

/// x and y in Montgomery form, eight words a generator. Written by make_generator_table at build
/// time; a test derives all of it again.
std::span<const std::array<std::uint64_t, 8>, kGeneratorTableSize> generator_table();

} // namespace blockfold
