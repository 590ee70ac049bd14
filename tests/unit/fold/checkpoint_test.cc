#include "runtime/fold/checkpoint.h"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace blockfold;
using fold::FolderCheckpoint;
using fold::WorkUnit;
namespace fs = std::filesystem;

namespace {

using Points = std::vector<cert::EncodedPoint>;

class Folder {
public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "blockfold-checkpoint-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path_); }
  std::string checkpoint() const { return (path_ / "work").string(); }
  std::string log() const { return checkpoint() + "/commitments.log"; }

  std::string read() const {
    std::ostringstream text;
    text << std::ifstream(log(), std::ios::binary).rdbuf();
    return text.str();
  }
  void write(const std::string& text) const { std::ofstream(log(), std::ios::binary) << text; }

private:
  fs::path path_;
};

FolderCheckpoint::Identity identity(std::uint8_t seed) {
  FolderCheckpoint::Identity out;
  out.fill(seed);
  return out;
}

Points points(std::size_t count, std::uint8_t seed) {
  Points out(count);
  for (cert::EncodedPoint& point : out)
    point.fill(seed++);
  return out;
}

const WorkUnit kFirst = {0, 0, 0}, kSecond = {1, 0, 7}, kThird = {2, 3, 70000};

/// Three units of 1, 3 and 2 commitments.
void fill(const Folder& folder) {
  auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
  REQUIRE(checkpoint.ok());
  (*checkpoint)->store(kFirst, points(1, 10));
  (*checkpoint)->store(kSecond, points(3, 20));
  (*checkpoint)->store(kThird, points(2, 30));
  CHECK_FALSE((*checkpoint)->failure());
}

bool holds(FolderCheckpoint& checkpoint, const WorkUnit& unit, const Points& expected) {
  Points loaded(expected.size());
  return checkpoint.load(unit, loaded) && loaded == expected;
}

std::string error_of(const Folder& folder, std::uint8_t seed = 1) {
  const auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(seed));
  return checkpoint ? "" : checkpoint.error().code;
}

} // namespace

TEST_CASE("a checkpoint remembers what was stored") {
  const Folder folder;
  fill(folder);
  auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
  REQUIRE(checkpoint.ok());
  CHECK((*checkpoint)->found() == 3);
  CHECK(holds(**checkpoint, kFirst, points(1, 10)));
  CHECK(holds(**checkpoint, kSecond, points(3, 20)));
  CHECK(holds(**checkpoint, kThird, points(2, 30)));
  CHECK((*checkpoint)->reused() == 3);
  CHECK_FALSE(holds(**checkpoint, {2, 3, 70001}, points(2, 30)));
  CHECK_FALSE(holds(**checkpoint, kThird, points(3, 30))); // of another size
}

TEST_CASE("a log may end anywhere") {
  const Folder folder;
  fill(folder);
  const std::string whole = folder.read();
  const std::size_t header = 72, ends[] = {header, header + 80, header + 80 + 144, whole.size()};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    INFO("size ", size);
    folder.write(whole.substr(0, size));
    std::size_t records = 0;
    while (records < 3 && ends[records + 1] <= size)
      ++records;
    {
      auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
      REQUIRE(checkpoint.ok());
      REQUIRE((*checkpoint)->found() == records);
      (*checkpoint)->store({9, 9, 9}, points(1, 99));
    }
    auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
    REQUIRE(checkpoint.ok());
    REQUIRE((*checkpoint)->found() == records + 1);
  }
}

TEST_CASE("what never reached the disk reads as zeros, and costs the records it was in") {
  const Folder folder;
  fill(folder);
  const std::string log = folder.read();
  constexpr std::size_t kHeader = 72, kRecord1 = 16 + 32 + 32;
  for (const std::size_t kept : {kHeader, kHeader + kRecord1, kHeader + kRecord1 + 20}) {
    folder.write(log.substr(0, kept) + std::string(log.size() - kept + 4096, '\0'));
    const auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
    REQUIRE(checkpoint.ok());
    CHECK((*checkpoint)->found() == (kept > kHeader ? 1U : 0U));
    CHECK(folder.read().size() == (kept > kHeader ? kHeader + kRecord1 : kHeader));
  }
}

TEST_CASE("a log of any size is read as far as a log can go") {
  const Folder folder;
  fill(folder);
  const std::size_t size = folder.read().size();
  constexpr std::uintmax_t kHole = std::uintmax_t{8} << 30; // takes no room on the disk
  fs::resize_file(folder.log(), kHole);
  {
    const auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
    REQUIRE(checkpoint.ok());
    CHECK((*checkpoint)->found() == 3);
  }
  CHECK(fs::file_size(folder.log()) == size);
  fs::resize_file(folder.log(), 0);
  fs::resize_file(folder.log(), kHole);
  CHECK(error_of(folder) == "checkpoint.damaged");
}

TEST_CASE("a damaged record is not believed, nor what follows it") {
  const Folder folder;
  fill(folder);
  const std::string whole = folder.read();
  for (std::size_t at = 72; at < whole.size(); ++at) {
    INFO("byte ", at);
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    folder.write(damaged);
    auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
    REQUIRE(checkpoint.ok());
    CHECK((*checkpoint)->found() == (at < 72 + 80 ? 0U : at < 72 + 224 ? 1U : 2U));
  }
}

TEST_CASE("a checkpoint of something else is refused and left alone") {
  const Folder folder;
  fill(folder);
  const std::string whole = folder.read();
  CHECK(error_of(folder, 2) == "checkpoint.other");
  for (std::size_t at = 0; at < 72; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    folder.write(damaged);
    CHECK(error_of(folder) == "checkpoint.damaged");
    CHECK(folder.read() == damaged);
  }
  folder.write("notes");
  CHECK(error_of(folder) == "checkpoint.damaged");
}

TEST_CASE("one prover at a time") {
  const Folder folder;
  {
    const auto first = FolderCheckpoint::open(folder.checkpoint(), identity(1));
    REQUIRE(first.ok());
    CHECK(error_of(folder) == "checkpoint.busy");
  }
  CHECK(error_of(folder) == "");
}

TEST_CASE("folders that cannot be used") {
  const Folder folder;
  CHECK(FolderCheckpoint::open(folder.checkpoint() + "/a/b", identity(1)).error().code ==
        "checkpoint.folder");
  std::ofstream(folder.checkpoint()) << "a file";
  CHECK(error_of(folder) == "checkpoint.folder");
}

TEST_CASE("a full disk loses a record and nothing else") {
  const Folder folder;
  fill(folder);
  const std::string before = folder.read();
  rlimit unlimited{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &unlimited) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN); // NOLINT
  {
    auto checkpoint = FolderCheckpoint::open(folder.checkpoint(), identity(1));
    REQUIRE(checkpoint.ok());
    rlimit limited = unlimited;
    limited.rlim_cur = before.size() + 100;
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limited) == 0);
    (*checkpoint)->store({5, 5, 5}, points(10, 1));
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &unlimited) == 0);
    REQUIRE((*checkpoint)->failure());
    CHECK((*checkpoint)->failure()->code == "checkpoint.folder");
  }
  std::signal(SIGXFSZ, handler);
  CHECK(folder.read() == before);
}
