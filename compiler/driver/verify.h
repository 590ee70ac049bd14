#pragma once

#include "compiler/driver/bind.h"
#include "compiler/driver/bind_execution.h"
#include "compiler/driver/execution_statement.h"
#include "compiler/driver/statement.h"
#include "compiler/ir/theory_source.h"
#include "compiler/metamath/database.h"
#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

/// The whole way from a certificate and a theory file to a verdict: what `blockfold-verify` is.
namespace blockfold::driver {

/// A certificate that is valid for a theory, with what its circuit was made from.
struct VerifiedCertificate {
  BoundStatement bound;
  cert::Backend backend;
  std::size_t bytes = 0;

  Security security() const;
  /// What was proved. A brief one spells out the first goals only, see Detail.
  StatementText statement(Detail detail = Detail::Full) const {
    return describe(bound.theory, bound.lowered.analysis, security(), detail);
  }
};

/// Derives the circuit from the theory and verifies the proof. The theory file must have been read
/// without errors; its proofs do not matter.
///
/// Errors: those of cert::read_certificate, driver::bind_statement and verify::verify.
Result<VerifiedCertificate> verify_certificate(const ir::TheorySource& source,
                                               ByteView certificate);
Result<VerifiedCertificate> verify_certificate(const mm::Database& database, ByteView certificate);

/// A certificate that is valid for a block program: there are blocks of its rules that satisfy it,
/// and those of public rules are `bound.public_blocks`, no more and no fewer.
struct VerifiedExecution {
  BoundExecution bound;
  cert::Backend backend;
  std::array<std::uint8_t, 32> program_digest;
  std::size_t bytes = 0;

  /// The program must be the one that the certificate was verified for, here as below.
  Security security(const ir::BlockProgram& program) const;
  /// What was proved.
  ExecutionText statement(const ir::BlockProgram& program, Detail detail = Detail::Full) const {
    return describe_execution(program, bound.public_blocks, program_digest, security(program),
                              detail);
  }
};

/// Errors: those of cert::read_certificate, driver::bind_execution and verify::verify.
Result<VerifiedExecution> verify_execution(const ir::BlockProgram& program, ByteView certificate);

} // namespace blockfold::driver
