// Proves all theorems of a small database with a layout that our planner would never choose, but
// that verifiers must accept: odd-layout FILE.mm SEED X.bfc. Both verifiers are then asked.
#include "compiler/driver/prove.h"
#include "compiler/metamath/reader.h"
#include "compiler/witness/occupancy.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

using namespace blockfold;

namespace {

/// Numbers from a seed, the same on every machine.
class Random {
public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  /// From `least` to `most`.
  std::uint32_t operator()(std::uint32_t least, std::uint32_t most) {
    return least + engine_() % (most - least + 1);
  }

private:
  std::mt19937 engine_;
};

std::uint32_t digits_for(std::uint32_t bits, std::uint32_t table_bits) {
  return (bits + table_bits - 1) / table_bits;
}

/// Another size of digits, and at times one more of them than needed.
lower::RangeParameters odd_ranges(const lower::RangeParameters& planned, Random& random) {
  const std::uint32_t bits = random(1, 6);
  const auto digits = [&](std::uint32_t limbs) {
    return digits_for(limbs * planned.table_bits, bits) + random(0, 1);
  };
  return {bits, digits(planned.length_limbs), digits(planned.time_limbs),
          digits(planned.order_limbs)};
}

/// Up to four kinds of any shape that together have room for `blocks[c]` copies of each chip. A
/// copy must have a block that it can repeat, so chips without any get none.
void odd_kinds(layout::Layout& layout, const std::vector<std::uint32_t>& blocks, Random& random) {
  const std::size_t kinds = random(1, layout::Bounds::kKinds);
  layout.kinds.assign(kinds, {});
  layout.copies.assign(kinds, std::vector<std::uint32_t>(blocks.size()));
  for (std::size_t k = kinds; k-- > 0;) {
    layout.kinds[k] = {k == 0 ? 1 : random(1, 9), random(0, 9)};
    for (std::size_t chip = 0; chip < blocks.size(); ++chip)
      if (blocks[chip] != 0)
        layout.copies[k][chip] = random(k == kinds - 1 ? 1 : 0, 2);
  }
  for (std::size_t chip = 0; chip < blocks.size(); ++chip) {
    std::uint32_t room = 0;
    for (std::size_t k = 1; k < kinds; ++k)
      room += layout.kinds[k].segments * layout.copies[k][chip];
    if (room < blocks[chip])
      layout.copies[0][chip] += blocks[chip] - room;
  }
  // A kind must hold something.
  const auto used = static_cast<std::size_t>(
      std::ranges::find_if(blocks, [](std::uint32_t n) { return n != 0; }) - blocks.begin());
  for (std::vector<std::uint32_t>& copies : layout.copies)
    copies[used] = std::max(copies[used], 1U);
}

std::vector<std::uint32_t> counted_blocks(const driver::Compiled& compiled) {
  const witness::Occupancy occupancy =
      witness::occupy(compiled.bound.theory, compiled.bound.lowered, compiled.proof.transcript);
  std::vector<std::uint32_t> blocks;
  for (std::size_t chip = 0; chip < occupancy.size(); ++chip)
    if (compiled.bound.lowered.chips[chip].fixed_copies == 0)
      blocks.push_back(static_cast<std::uint32_t>(occupancy[chip].size()));
  return blocks;
}

Result<Bytes> prove_oddly(const mm::Database& database, std::uint32_t seed) {
  std::vector<mm::StatementId> goals;
  for (mm::StatementId id = 0; id < database.statements().size(); ++id)
    if (database.statement(id).kind == mm::StatementKind::Theorem)
      goals.push_back(id);
  DiagnosticSink sink;
  auto proof = driver::prepare(database, {std::move(goals), {}}, sink);
  if (!proof)
    return Error{"odd.proof", "the database has an invalid proof"};
  auto compiled = driver::compile(database, std::move(*proof), {});
  if (!compiled)
    return compiled.error();
  Random random(seed);
  compiled->layout.range = odd_ranges(compiled->layout.range, random);
  odd_kinds(compiled->layout, counted_blocks(*compiled), random);
  compiled->certificate.layout = layout::encode(compiled->layout);
  auto bound = driver::bind_statement(database, compiled->certificate, lower::Keep::Meanings);
  if (!bound)
    return bound.error();
  compiled->bound = std::move(*bound);
  auto proved = driver::prove(*compiled);
  if (!proved)
    return proved.error();
  return cert::write_certificate(proved->certificate);
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: odd-layout FILE.mm SEED X.bfc\n", stderr);
    return 2;
  }
  DiagnosticSink sink;
  const mm::ReadResult read = mm::read_database(argv[1], sink);
  if (!read.ok()) {
    std::fprintf(stderr, "%s is no valid database\n", argv[1]);
    return 1;
  }
  const auto seed = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
  const auto bytes = prove_oddly(read.database, seed);
  if (!bytes) {
    std::fprintf(stderr, "error[%s]: %s\n", bytes.error().code.c_str(),
                 bytes.error().message.c_str());
    return 1;
  }
  std::ofstream out(argv[3], std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes->data()),
            static_cast<std::streamsize>(bytes->size()));
  return out.good() ? 0 : 3;
}
