// Included before the one file that writes JSON: no object has a number with a point, and
// nlohmann's writer of those is four kilobytes. (fmt leaves out its own by definitions, see
// libraries.cmake.)
#pragma once

#include <nlohmann/json.hpp>

NLOHMANN_JSON_NAMESPACE_BEGIN
namespace detail {

template <> inline char* to_chars<double>(char* /*first*/, const char* /*last*/, double /*value*/) {
  __builtin_trap();
}

} // namespace detail
NLOHMANN_JSON_NAMESPACE_END
