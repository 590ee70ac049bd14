// Writes the initializers of the generator table. Usage: make_generator_table FILE
#include <cinttypes>
#include <cstdio>

#include "runtime/pcs/generator_table.h"
#include "runtime/pcs/generators.h"

using namespace blockfold;

namespace {

void print_coordinate(std::FILE* file, const Fq& value) {
  for (const std::uint64_t limb : value.raw())
    std::fprintf(file, "0x%016" PRIx64 ",", limb);
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2)
    return 2;
  std::FILE* file = std::fopen(argv[1], "w");
  if (file == nullptr)
    return 1;
  for (const G1Affine& point : derive_generators(kPedersenDomain, 0, kGeneratorTableSize)) {
    std::fputs("{", file);
    print_coordinate(file, point.x);
    print_coordinate(file, point.y);
    std::fputs("},\n", file);
  }
  return std::fclose(file) == 0 ? 0 : 1;
}
