#include "compiler/driver/verify.h"

#include "compiler/driver/security.h"
#include "compiler/import/theory_import.h"
#include "runtime/verify/verify.h"

namespace blockfold::driver {

Security VerifiedCertificate::security() const {
  return security_of(backend,
                     total_weight(error_terms(security_numbers(bound.theory, bound.lowered))));
}

Security VerifiedExecution::security(const ir::BlockProgram& program) const {
  return security_of(backend, total_weight(error_terms(security_numbers(program, bound.lowered))));
}

Result<VerifiedCertificate> verify_certificate(const mm::Database& database, ByteView certificate) {
  return verify_certificate(import::MetamathSource(database), certificate);
}

Result<VerifiedCertificate> verify_certificate(const ir::TheorySource& source,
                                               ByteView certificate) {
  // 1. Read the certificate; from here on every size in it is bounded.
  const auto read = cert::read_certificate(certificate);
  if (!read)
    return read.error();
  // 2. Derive the circuit from the theory, never from the certificate; bind the transcript to both.
  auto bound = bind_statement(source, *read);
  if (!bound)
    return bound.error();
  // 3. Verify that some witness satisfies that circuit.
  if (Status valid = verify::verify(bound->lowered.circuit, read->proof, bound->transcript); !valid)
    return valid.error();
  // What the circuit states is read off what it was made from.
  return VerifiedCertificate{std::move(*bound), read->backend, certificate.size()};
}

Result<VerifiedExecution> verify_execution(const ir::BlockProgram& program, ByteView certificate) {
  const auto read = cert::read_certificate(certificate);
  if (!read)
    return read.error();
  auto bound = bind_execution(program, *read);
  if (!bound)
    return bound.error();
  if (Status valid = verify::verify(bound->lowered.circuit, read->proof, bound->transcript); !valid)
    return valid.error();
  return VerifiedExecution{std::move(*bound), read->backend, read->theory_digest,
                           certificate.size()};
}

} // namespace blockfold::driver
