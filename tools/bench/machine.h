#pragma once

#include <nlohmann/json_fwd.hpp>

/// Where and from what a figure was measured: no figure goes without it.
namespace blockfold::bench {

/// An object with cpu, cores, memory_kb and, if the sources are a git checkout, commit.
nlohmann::ordered_json machine();

} // namespace blockfold::bench
