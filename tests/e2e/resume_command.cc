// prove --resume, and being stopped: whatever happens, the bytes are the same and nothing is left.
#include "tests/e2e/program.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <random>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace blockfold::e2e;

namespace {

/// A proof that takes about a second: ql.mm if there is one, else a small theory.
struct Work {
  Folder folder;
  std::string theory = debian_database("ql.mm");
  std::string checkpoint = folder.path("work"), output = folder.path("x.bfc");
  std::string whole; ///< the certificate of an uninterrupted proof

  Work() {
    if (theory.empty())
      theory = folder.write("small.mm", kSmallTheory + std::string("$( $)"));
    const std::string path = folder.path("whole.bfc");
    REQUIRE(call({"prove", theory, "-t", goal(), "-o", path, "-q"}).exit == 0);
    whole = read(path);
  }
  std::string goal() const { return theory.ends_with("ql.mm") ? "*" : "id*"; }

  std::string line() const {
    return fmt::format("'{}' prove '{}' -t '{}' -o '{}' --resume '{}' --json",
                       binary("blockfold").string(), theory, goal(), output, checkpoint);
  }
  /// Runs it to the end, or sends a signal after some seconds.
  Outcome run() const { return shell(line()); }
  Outcome run_and_send(const std::string& signal, double seconds) const {
    return shell(fmt::format("timeout --preserve-status -s {} {:.3f} {}", signal, seconds, line()));
  }
  std::string log() const { return checkpoint + "/commitments.log"; }
};

} // namespace

TEST_CASE("resume: killed again and again, the certificate has the same bytes") {
  const Work work;
  std::mt19937 random(7);
  std::size_t remembered = 0;
  for (unsigned kill = 0; kill < 10; ++kill) {
    const double seconds = std::uniform_real_distribution(0.02, 0.6)(random);
    work.run_and_send("KILL", seconds);
    const std::size_t size = read(work.log()).size();
    CHECK(size >= remembered); // finished work is never lost
    remembered = size;
  }
  const Outcome outcome = work.run();
  REQUIRE(outcome.exit == 0);
  CHECK(read(work.output) == work.whole);
  CHECK((remembered <= 72 || outcome.json()["resumed_units"] > 0));
}

TEST_CASE("resume: a finished proof is taken over whole") {
  const Work work;
  REQUIRE(work.run().exit == 0);
  CHECK(read(work.output) == work.whole);
  const std::string log = read(work.log());
  const Outcome again = work.run();
  CHECK(again.json()["resumed_units"] > 0);
  CHECK(read(work.output) == work.whole);
  CHECK(read(work.log()) == log);
}

TEST_CASE("resume: a damaged log costs work, not correctness") {
  const Work work;
  REQUIRE(work.run().exit == 0);
  const std::string log = read(work.log());
  for (const std::size_t part : {5, 2, 1}) {
    std::string damaged = log;
    damaged[log.size() - log.size() / part / 2] ^= 4;
    write(work.log(), damaged.substr(0, damaged.size() - part));
    CHECK(work.run().exit == 0);
    CHECK(read(work.output) == work.whole);
    CHECK(read(work.log()).size() == log.size()); // in any order
  }
}

TEST_CASE("resume: the folder of another proof is refused") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto prove = [&](const std::string& goal) {
    return call({"prove", theory, "-t", goal, "-o", folder.path("x.bfc"), "--json", "--resume",
                 folder.path("work")});
  };
  REQUIRE(prove("id").exit == 0);
  const std::string certificate = read(folder.path("x.bfc"));
  const Outcome other = prove("idd");
  CHECK(other.exit == 3);
  CHECK(other.json()["error"]["code"] == "checkpoint.other");
  CHECK(read(folder.path("x.bfc")) == certificate);
  CHECK(prove("id").exit == 0);
  folder.write("file", "");
  CHECK(call({"prove", theory, "-t", "id", "-o", folder.path("x.bfc"), "--resume",
              folder.path("file")})
            .exit == 3);
  CHECK(call({"prove", theory, "-t", "id", "-o", folder.path("x.bfc"), "--resume="}).exit == 2);
}

TEST_CASE("resume: one prover at a time") {
  const Folder folder;
  const std::string theory = folder.write("small.mm", kSmallTheory);
  const auto prove = [&] {
    return call({"prove", theory, "-t", "id", "-o", folder.path("x.bfc"), "--json", "--resume",
                 folder.path("work")});
  };
  REQUIRE(prove().exit == 0);
  const int lock = ::open(folder.path("work/lock").c_str(), O_RDWR);
  REQUIRE(lock >= 0);
  REQUIRE(::flock(lock, LOCK_EX) == 0);
  CHECK(prove().json()["error"]["code"] == "checkpoint.busy");
  ::close(lock);
  CHECK(prove().exit == 0);
}

TEST_CASE("stopped by a signal: at once, with its status, and nothing is left behind") {
  const Work work;
  const std::vector<std::string> before = work.folder.names();
  for (const auto& [signal, status] :
       {std::pair("INT", 130), std::pair("TERM", 143), std::pair("HUP", 129)}) {
    INFO("SIG", signal);
    const Outcome outcome = work.run_and_send(signal, 0.1);
    if (outcome.exit == 0) // it was faster
      continue;
    CHECK(outcome.exit == status);
    CHECK(outcome.err.find("stopped") != std::string::npos);
    CHECK(outcome.out.empty());
    std::vector<std::string> names = work.folder.names();
    std::erase(names, "work");
    CHECK(names == before);
  }
  CHECK(work.run().exit == 0);
  CHECK(read(work.output) == work.whole);
}
