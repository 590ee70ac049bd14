// What a proof costs: estimate, --memory-limit, --profile, and too little of what it takes.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

using namespace blockfold::e2e;

namespace {

/// A theory for which the numbers are worth looking at: hol.mm if there is one.
std::string some_theory(const Folder& folder) {
  const std::string real = debian_database("hol.mm");
  if (!real.empty())
    return real;
  std::string text = kSmallTheory;
  return folder.write("small.mm", text.substr(0, text.find("todo $p")));
}

/// A sanitizer's own memory is several times the program's.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;
#else
constexpr bool kMemoryIsOurs = true;
#endif

} // namespace

TEST_CASE("estimate: counts and certificate size are exact, memory is not too little") {
  const Folder folder;
  const std::string theory = some_theory(folder);
  for (const std::vector<std::string>& goals :
       {std::vector<std::string>{"--all"}, std::vector<std::string>{"-t", "i*"}}) {
    std::vector<std::string> words = {"estimate", theory, "--json"};
    words.insert(words.end(), goals.begin(), goals.end());
    const auto predicted = call(words).json();
    REQUIRE(predicted.is_object());
    words[0] = "prove";
    words.insert(words.end(), {"-o", folder.path("x.bfc")});
    const auto real = call(words).json();
    REQUIRE(real.is_object());
    for (const char* count :
         {"proof_steps", "blocks", "constraints", "small_values", "full_values"}) {
      INFO(count);
      CHECK(predicted["counts"][count] == real["counts"][count]);
    }
    CHECK(predicted["certificate_bytes"] == read(folder.path("x.bfc")).size());
    const double needed = predicted["peak_memory_bytes"], used = real["peak_memory_bytes"];
    CHECK((!kMemoryIsOurs || needed > 0.9 * used));
    CHECK(needed < 1.5 * used + 32e6);
    CHECK(predicted["seconds"]["total"] > 0);
  }
}

TEST_CASE("estimate: as text, and its mistakes") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const Outcome outcome = call({"estimate", theory, "-t", "idd"});
  CHECK(outcome.exit == 0);
  for (const char* part : {"blocks", "constraints", "Time", "Memory", "Certificate"})
    CHECK(outcome.out.find(part) != std::string::npos);
  CHECK(call({"estimate", theory}).exit == 2);
  CHECK(call({"estimate", theory, "-t", "idx"}).exit == 2);
  CHECK(call({"estimate", theory, "-t", "todo"}).exit == 1);
  CHECK(call({"estimate", folder.path("no.mm"), "--all"}).exit == 3);
}

TEST_CASE("memory: a limit is refused up front or kept") {
  const Folder folder;
  const std::string theory = some_theory(folder);
  const auto prove = [&](const std::string& limit) {
    return call(
        {"prove", theory, "--all", "-o", folder.path("x.bfc"), "--json", "--memory-limit", limit});
  };
  const Outcome refused = prove("1M");
  CHECK(refused.exit == 2);
  CHECK(refused.json()["error"]["code"] == "memory.limit");
  const std::string message = refused.json()["error"]["message"];
  CHECK(message.find("needs about") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path("x.bfc")));
  const Outcome kept = prove("1.5GiB");
  CHECK(kept.exit == 0);
  CHECK(kept.json()["peak_memory_bytes"] < 1.5 * (1 << 30));
  for (const char* wrong : {"", "much", "-1G", "4X", "1e400", "0"}) {
    INFO(wrong);
    CHECK(prove(wrong).exit == 2);
  }
}

TEST_CASE("memory: running out of it is an error like any other") {
  const Folder folder;
  const std::string theory = some_theory(folder);
  // Enough to start, too little to prove; a process that cannot even start says so by itself.
  bool seen = false;
  for (const unsigned kilobytes : {20000, 30000, 40000, 60000}) {
    const Outcome outcome = shell(
        fmt::format("ulimit -d {}; '{}' prove '{}' --all -o '{}' --threads=1 --memory-limit=8G",
                    kilobytes, binary("blockfold").string(), theory, folder.path("x.bfc")));
    seen |= outcome.err.find("memory.exhausted") != std::string::npos && outcome.exit == 3;
    CHECK((outcome.exit == 0) == std::filesystem::exists(folder.path("x.bfc")));
    std::filesystem::remove(folder.path("x.bfc"));
  }
  WARN(seen);
}

TEST_CASE("profile: numbers and a picture") {
  const Folder folder;
  const std::string theory = some_theory(folder);
  const std::string profile = folder.path("p.json");
  REQUIRE(call({"prove", theory, "--all", "-o", folder.path("x.bfc"), "-q", "--profile", profile})
              .exit == 0);
  const auto json = nlohmann::json::parse(read(profile), nullptr, false);
  REQUIRE(json.is_object());
  double sum = 0, end = 0;
  std::size_t counted = 0;
  for (const auto& span : json["spans"]) {
    CHECK(span["start_seconds"] >= end - 1e-6);
    end = span["start_seconds"].get<double>() + span["wall_seconds"].get<double>();
    sum += span["wall_seconds"].get<double>();
    CHECK(span["memory_bytes"] > 0);
    counted += span.contains("elements_per_second");
  }
  CHECK(counted > 8);
  CHECK(sum <= json["wall_seconds"].get<double>() + 1e-6);
  CHECK(sum > 0.7 * json["wall_seconds"].get<double>()); // little is left out
  const std::string picture = read(folder.path("p.svg"));
  CHECK(picture.starts_with("<svg "));
  CHECK(picture.ends_with("</svg>\n"));
  CHECK(picture.find("prefers-color-scheme: dark") != std::string::npos);
  CHECK(picture.find("commit text") != std::string::npos);
  CHECK(call({"prove", theory, "--all", "-o", folder.path("x.bfc"), "--profile",
              folder.path("no/p.json")})
            .exit == 3);
}

TEST_CASE("disk: a file that does not fit leaves nothing behind") {
  const Folder folder;
  const std::string theory = some_theory(folder);
  const std::string output = folder.write("x.bfc", "older");
  // A limit on the size of files stands for a full disk, which only root could arrange.
  const Outcome outcome =
      shell(fmt::format("trap '' XFSZ; ulimit -f 1; '{}' prove '{}' --all -o '{}'",
                        binary("blockfold").string(), theory, output));
  CHECK(outcome.exit == 3);
  CHECK(outcome.err.find("error[file.write]: cannot write") != std::string::npos);
  CHECK(read(output) == "older");
  std::vector<std::string> names = folder.names();
  std::erase(names, "small.mm");
  CHECK(names == std::vector<std::string>{"x.bfc"});
}

TEST_CASE("disk: a tiny file system that is full") {
  const Folder folder;
  const std::string theory = some_theory(folder);
  std::filesystem::create_directory(folder.path("tiny"));
  const std::string mount = fmt::format(
      "mount -t tmpfs -o size=8k none '{}' 2>/dev/null || exit 77; ", folder.path("tiny"));
  const std::string prove = fmt::format(
      "'{}' prove '{}' --all -o '{}/x.bfc'; code=$?; ls -A '{}'; umount '{}'; exit $code",
      binary("blockfold").string(), theory, folder.path("tiny"), folder.path("tiny"),
      folder.path("tiny"));
  const Outcome outcome = shell(mount + prove);
  if (outcome.exit == 77 || !theory.ends_with("hol.mm")) {
    MESSAGE("skipped: cannot mount a file system here");
    return;
  }
  CHECK(outcome.exit == 3);
  CHECK(outcome.err.find("No space left on device") != std::string::npos);
  CHECK(outcome.out.empty());
}
