#pragma once

#include "compiler/driver/prove.h"
#include "compiler/driver/verify.h"
#include "tests/unit/theories.h"
#include "tools/report/report.h"

/// A small theory, proved and verified, and the page about it.
namespace blockfold::testing {

struct ReportExample {
  explicit ReportExample(const std::string& text) : database(read(text)) {
    import::ProofRequest request;
    for (const mm::StatementId id : import::assertions_of(*database))
      if (database->statement(id).kind == mm::StatementKind::Theorem)
        request.goals.push_back(id);
    DiagnosticSink sink;
    auto prepared = driver::prepare(*database, request, sink);
    REQUIRE(prepared.has_value());
    auto compiled = driver::compile(*database, std::move(*prepared), {});
    REQUIRE(compiled);
    auto proved = driver::prove(std::move(*compiled));
    REQUIRE(proved);
    certificate = std::move(proved->certificate);
    bytes = cert::write_certificate(certificate);
    auto valid = driver::verify_certificate(*database, bytes);
    REQUIRE(valid);
    verified.emplace(std::move(*valid));
    typesetting = report::Typesetting::of(*database);
  }

  std::string page(const std::string& certificate_name = "x.bfc",
                   const report::Profile* profile = nullptr) const {
    return report::render_report(
        {certificate_name, "theory.mm", bytes, certificate, *verified, typesetting, profile});
  }

  std::unique_ptr<mm::Database> database;
  cert::Certificate certificate;
  Bytes bytes;
  std::optional<driver::VerifiedCertificate> verified;
  report::Typesetting typesetting;
};

} // namespace blockfold::testing
