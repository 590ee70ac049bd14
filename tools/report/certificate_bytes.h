#pragma once

#include "runtime/cert/certificate.h"

#include <cstdint>
#include <vector>

/// Where the bytes of a certificate go.
namespace blockfold::report {

enum class Part : std::uint8_t {
  Header,
  Entries,
  Layout,
  Structure,
  Text,
  Bus,
  SumChecks,
  Openings
};

struct PartSize {
  Part part;
  std::size_t bytes;
};

/// All parts in the order of `Part`; they add up to the size of the file.
std::vector<PartSize> certificate_parts(const cert::Certificate& certificate);

} // namespace blockfold::report
