#pragma once

#include "compiler/lower/chip/chips.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

/// Chips and matrices as text, for people. Wires have their own names if the theory was lowered
/// with Keep::Names, else numbers.
namespace blockfold::lower {

/// What a chip stands for, such as `rule` or `hypotheses`.
llvm::StringRef role_name(ChipRole role);

/// A coefficient as a product, such as `-3*beta^5*r^2*fp("( ph")`; `1` for one.
std::string coefficient_text(const ir::Theory& theory, const cs::TextPool& texts,
                             const cs::Coefficient& coefficient);

/// A wire of a chip, such as `F0` or `addr`; the wire of ones is `1`.
std::string column_text(const cs::Chip& chip, cs::Column column);

/// A row as an equation. Rows about claims name the claim and its fields:
/// `(alpha - [stmt kappa=kappa0 tc=wff F=F0 addr=address0]) * h3 = m0`.
std::string row_text(const ir::Theory& theory, const cs::Circuit& circuit, const cs::Chip& chip,
                     const cs::Row& row);

/// Every chip of a theory with its wires and rows, then the totals.
void print_chips(llvm::raw_ostream& out, const ir::Theory& theory, const LoweredTheory& lowered);

/// The same as an array of objects.
nlohmann::ordered_json chips_json(const ir::Theory& theory, const LoweredTheory& lowered);

/// Whether every entry of the matrices is listed or only how many there are.
enum class Matrices : bool { Summary, Entries };

/// The constraint matrices A, B and C of one segment of every kind of a placed circuit, in
/// coordinate form: `A row column coefficient`. Entries of one row and column add up. Columns count
/// through the four parts of z: fixed, structure, text, bus.
void print_r1cs(llvm::raw_ostream& out, const ir::Theory& theory, const LoweredTheory& lowered,
                Matrices detail = Matrices::Entries);

/// The same as an array of kinds; each matrix is an array of entries [row, column, coefficient].
nlohmann::ordered_json r1cs_json(const ir::Theory& theory, const LoweredTheory& lowered);

} // namespace blockfold::lower
