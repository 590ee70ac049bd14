#pragma once

#include "compiler/driver/statement.h"
#include "compiler/ir/theory_source.h"
#include "compiler/metamath/database.h"
#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

/// The whole way from a certificate and a theory file to a verdict: what `blockfold-verify` is.
namespace blockfold::driver {

/// The statement of a certificate that is valid for a theory.
struct VerifiedStatement {
  StatementText statement;
  std::size_t certificate_bytes = 0;
};

/// Derives the circuit from the theory, verifies the proof and says what was proved. The theory
/// file must have been read without errors; its proofs do not matter.
///
/// Errors: those of cert::read_certificate, driver::bind_statement and verify::verify.
Result<VerifiedStatement> verify_certificate(const ir::TheorySource& source, ByteView certificate);
Result<VerifiedStatement> verify_certificate(const mm::Database& database, ByteView certificate);

} // namespace blockfold::driver
