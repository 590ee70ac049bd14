#pragma once

#include "runtime/base/bytes.h"
#include "runtime/cert/certificate.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// A certificate field by field, in the order and under the names of docs/certificate-format.md.
namespace blockfold::driver {

struct CertificateField {
  std::string name;  ///< such as "proof: kind 1: fold round 0: coefficient of X^2"
  std::string value; ///< for people
  Bytes bytes;
  std::size_t offset; ///< in the file
};

/// All fields. Their bytes together are the file.
std::vector<CertificateField> fields_of(const cert::Certificate& certificate);

/// Where two certificates part.
struct FieldDifference {
  std::string name;
  std::size_t offset;        ///< of the field
  std::string first, second; ///< values; empty where a certificate has no such field
};

/// The first field in which they differ, if there is one. Counts come before what they count, so
/// everything before it is the same in both.
std::optional<FieldDifference> first_difference(const cert::Certificate& first,
                                                const cert::Certificate& second);

} // namespace blockfold::driver
