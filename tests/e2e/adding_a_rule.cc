// docs/adding-a-rule.md, step by step, as a new user would go through it.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace blockfold::e2e;

namespace {

struct Block {
  std::string kind, text;
};

/// The fenced blocks of a page.
std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> blocks;
  std::istringstream in(page);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside)
        blocks.push_back({line.substr(3), {}});
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

} // namespace

TEST_CASE("every step of the guide does what it says") {
  const Folder folder;
  const auto blocks = blocks_of(read(std::string(BLOCKFOLD_SOURCE_DIR) + "/docs/adding-a-rule.md"));
  std::vector<std::string> rule_files = {"even.blk", "forgotten.blk", "power.blk", "open.blk"};
  std::vector<std::string> transcripts = {"even.bmt", "power.bmt"};
  std::size_t commands = 0, lines = 0;
  for (const Block& block : blocks) {
    if (block.kind == "blk") {
      REQUIRE_FALSE(rule_files.empty());
      folder.write(rule_files.front(), block.text);
      rule_files.erase(rule_files.begin());
    } else if (block.kind == "bmt") {
      REQUIRE_FALSE(transcripts.empty());
      folder.write(transcripts.front(), block.text);
      transcripts.erase(transcripts.begin());
    } else {
      REQUIRE(block.kind == "console");
      std::string output;
      std::istringstream in(block.text);
      for (std::string line; std::getline(in, line);) {
        CAPTURE(line);
        if (line.starts_with("$ ")) {
          const Outcome outcome =
              shell("cd '" + folder.path("") + "' && PATH='" +
                    binary("blockfold").parent_path().string() + "':\"$PATH\" " + line.substr(2));
          output = outcome.out + outcome.err;
          ++commands;
        } else {
          CHECK(("\n" + output).find("\n" + line) != std::string::npos);
          ++lines;
        }
      }
    }
  }
  CHECK(commands == 15);
  CHECK(lines == 27);
}
