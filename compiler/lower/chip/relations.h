#pragma once

#include <cstdint>

/// The claims that travel on the bus (PROTOCOL, section 4). A claim is the tuple
/// tag + sum_j beta^j field_j; every relation, and every arity of `node`, has a tag of its own, and
/// an omitted field is zero in its own place.
namespace blockfold::lower {

enum class Relation : std::uint32_t {
  Statement = 1,   ///< (kappa, typecode, t, L, F, R, address)
  Variable = 2,    ///< (address, symbol)
  Dummy = 3,       ///< (address, symbol): the symbol occurs in no statement of the theory
  Disjoint = 4,    ///< (kappa, address, address)
  Declared = 5,    ///< (kappa, symbol, symbol)
  Range = 6,       ///< (value)
  Node = 16,       ///< 16 + n: (address, n addresses)
  Block = 1 << 24, ///< + n: relation n of a block program, then its tables: (argument, ...)
};

/// Places of the fields of a statement; also the powers of beta that weigh them.
enum StatementField : std::uint32_t {
  kContextField = 1,
  kTypecodeField = 2,
  kTimeField = 3,
  kLengthField = 4,
  kTextField = 5,
  kPowField = 6,
  kAddressField = 7,
};

} // namespace blockfold::lower
