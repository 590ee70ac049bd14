#include "tools/bench/machine.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

namespace blockfold::bench {
namespace {

/// The value of the first line "key : value" of a file under /proc.
std::string proc_value(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key))
      continue;
    const std::size_t value = line.find_first_not_of(" \t", line.find(':') + 1);
    return value == std::string::npos ? "" : line.substr(value);
  }
  return "";
}

/// The commit of the sources, with "-dirty" if they were changed since.
std::string commit() {
  const std::unique_ptr<FILE, int (*)(FILE*)> git(
      ::popen("git -C '" BLOCKFOLD_SOURCE_DIR "' describe --always --dirty --abbrev=12 2>/dev/null",
              "r"),
      ::pclose);
  char line[128] = "";
  if (!git || std::fgets(line, sizeof line, git.get()) == nullptr)
    return "";
  std::string text = line;
  return text.substr(0, text.find('\n'));
}

} // namespace

nlohmann::ordered_json machine() {
  nlohmann::ordered_json json = {{"cpu", proc_value("/proc/cpuinfo", "model name")},
                                 {"cores", std::thread::hardware_concurrency()},
                                 {"memory", proc_value("/proc/meminfo", "MemTotal")}};
  if (const std::string id = commit(); !id.empty())
    json["commit"] = id;
  return json;
}

} // namespace blockfold::bench
