#include "tools/report/profile.h"

#include <doctest/doctest.h>

using blockfold::report::read_profile;

TEST_CASE("profile: read back what prove has written") {
  const auto profile = read_profile(R"({"threads": 2, "wall_seconds": 1.5, "cpu_seconds": 2,
    "peak_memory_bytes": 4000, "by_name": [{"name": "check", "wall_seconds": 1, "cpu_seconds": 1.5}],
    "spans": [{"name": "check", "start_seconds": 0, "wall_seconds": 1, "cpu_seconds": 1.5}]})");
  REQUIRE(profile);
  CHECK(profile->threads == 2);
  CHECK(profile->peak_memory == 4000);
  REQUIRE(profile->phases.size() == 1);
  CHECK(profile->phases[0].cpu == 1.5);
  REQUIRE(profile->spans.size() == 1);
  CHECK(profile->spans[0].wall == 1);
}

TEST_CASE("profile: anything else is refused") {
  const auto with = [](const char* by_name, const char* spans) {
    return std::string(R"({"threads": 2, "wall_seconds": 1, "peak_memory_bytes": 1, "by_name": )") +
           by_name + ", \"spans\": " + spans + "}";
  };
  CHECK(read_profile(with("[]", "[]")));
  for (const std::string& text :
       {std::string(""), std::string("[]"), std::string("{}"), std::string("{\"threads\": 2"),
        std::string(R"({"threads": -1, "wall_seconds": 1, "peak_memory_bytes": 1, "by_name": [],
                       "spans": []})"),
        with("[1]", "[]"), with("[]", "[1]"), with("{}", "[]"), with("[]", "3"),
        with(R"([{"name": 3, "wall_seconds": 1, "cpu_seconds": 1}])", "[]"),
        with(R"([{"name": "a", "wall_seconds": -1, "cpu_seconds": 1}])", "[]"),
        with(R"([{"name": "a", "wall_seconds": 1e300, "cpu_seconds": 1}])", "[]"),
        with("[]", R"([{"name": "a", "start_seconds": "x", "wall_seconds": 1}])")}) {
    INFO(text);
    const auto profile = read_profile(text);
    REQUIRE_FALSE(profile);
    CHECK(profile.error().code == "profile.format");
  }
}
