// Certificates of real proofs: every file that proves something gets one that verifies and says so.
#include "compiler/driver/prove.h"
#include "compiler/driver/verify.h"
#include "compiler/metamath/reader.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

using namespace blockfold;

namespace {

namespace fs = std::filesystem;

const fs::path kData = fs::path(BLOCKFOLD_SOURCE_DIR) / ".." / "shared" / "data" / "metamath";
const fs::path kDebian = "/usr/share/metamath/databases";

/// Says so when a test has nothing to work on.
bool skipped(const fs::path& path) {
  if (fs::exists(path))
    return false;
  std::printf("skipped: %s is absent\n", path.c_str());
  return true;
}

std::vector<mm::StatementId> theorems(const mm::Database& database) {
  std::vector<mm::StatementId> ids;
  for (mm::StatementId id = 0; id < database.statements().size(); ++id)
    if (database.statement(id).kind == mm::StatementKind::Theorem)
      ids.push_back(id);
  return ids;
}

/// Proves the goals, writes, reads and verifies the certificate. Returns its size, 0 on failure.
std::size_t certify(const mm::Database& database, std::vector<mm::StatementId> goals,
                    std::size_t* lemmas = nullptr) {
  DiagnosticSink sink;
  auto proof = driver::prepare(database, {std::move(goals), {}}, sink);
  REQUIRE(proof);
  auto compiled = driver::compile(database, std::move(*proof), {});
  REQUIRE_MESSAGE(compiled.ok(), compiled.error().message);
  auto proved = driver::prove(*compiled);
  REQUIRE_MESSAGE(proved.ok(), proved.error().message);
  const Bytes bytes = cert::write_certificate(proved->certificate);
  const auto verified = driver::verify_certificate(database, bytes);
  CHECK_MESSAGE(verified.ok(), verified.error().message);
  if (lemmas != nullptr)
    *lemmas = proved->lemmas;
  return verified.ok() ? bytes.size() : 0;
}

void certify_file(const fs::path& path) {
  CAPTURE(path.string());
  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database(path.string(), sink);
  REQUIRE(read.ok());
  CHECK(certify(read.database, theorems(read.database)) != 0);
}

void certify_folder(const fs::path& folder) {
  if (skipped(folder))
    return;
  std::size_t certified = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".mm" || entry.path().filename() == "simple-broken.mm")
      continue;
    certify_file(entry.path());
    ++certified;
  }
  CHECK(certified > 0);
}

} // namespace

TEST_CASE("checked executions: every theorem of pi2 has a certificate") {
  certify_folder(kData / "pi2");
}

TEST_CASE("every valid file of pi2-theory has a certificate of all its theorems") {
  certify_folder(kData / "pi2-theory");
}

TEST_CASE("slices of an execution proof have certificates") {
  certify_folder(kData / "matching-logic" / "transfer-sliced-top");
}

TEST_CASE("whole databases have certificates") {
  for (const char* name : {"demo0.mm", "miu.mm", "big-unifier.mm", "hol.mm", "ql.mm"})
    if (!skipped(kDebian / name))
      certify_file(kDebian / name);
}

TEST_CASE("certificates of the execution proof and of hol.mm have at most 20 kB") {
  for (const fs::path& path : {kData / "pi2" / "9.erc20transfer_success.mm", kDebian / "hol.mm"}) {
    if (skipped(path))
      continue;
    DiagnosticSink sink;
    const mm::ReadResult read = mm::read_database(path.string(), sink);
    REQUIRE(read.ok());
    CHECK(certify(read.database, theorems(read.database)) <= 20'000);
  }
}

TEST_CASE("theorems of set.mm have certificates, with all their lemmas") {
  const fs::path path = kDebian / "set.mm";
  if (skipped(path))
    return;
  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database(path.string(), sink);
  REQUIRE(read.ok());
  for (const char* label : {"2p2e4", "id", "exmid", "mp2", "syl"}) {
    CAPTURE(label);
    CHECK(certify(read.database, {*read.database.find(label)}) != 0);
  }
  std::size_t lemmas = 0;
  CHECK(certify(read.database, {*read.database.find("sqrt2irr")}, &lemmas) != 0);
  CHECK(lemmas > 1000);
}
