#pragma once

#include "compiler/export/constraints.h"
#include "runtime/base/result.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/Support/raw_ostream.h>

/// The files of circom and snarkjs: .r1cs version 1 (iden3/r1csfile) and .wtns version 2, over
/// BN254's scalar field.
namespace blockfold::exports {

/// Both formats count wires and constraints with 32 bits. Error: `export.size`.
Status check_iden3_sizes(const System::Sizes& sizes);

/// The system; no public outputs, and label i is wire i. Goes through the constraints twice, since
/// the format has sizes before contents, and holds one at a time.
void write_r1cs(llvm::raw_ostream& out, const System& system);

/// The values of all wires, by number.
void write_wtns(llvm::raw_ostream& out, llvm::ArrayRef<Fr> values);

} // namespace blockfold::exports
