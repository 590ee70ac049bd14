#include "compiler/export/iden3.h"

#include <llvm/Support/EndianStream.h>

namespace blockfold::exports {
namespace {

constexpr std::uint32_t kFieldBytes = 32;

enum class R1csSection : std::uint32_t { Header = 1, Constraints = 2, Labels = 3 };
enum class WtnsSection : std::uint32_t { Header = 1, Values = 2 };

class Writer {
public:
  explicit Writer(llvm::raw_ostream& out) : out_(out), numbers_(out, llvm::support::little) {}

  void begin_file(llvm::StringRef magic, std::uint32_t version, std::uint32_t sections) {
    out_ << magic;
    u32(version);
    u32(sections);
  }
  template <class Section> void begin_section(Section section, std::uint64_t bytes) {
    u32(static_cast<std::uint32_t>(section));
    u64(bytes);
  }
  void u32(std::uint64_t value) { numbers_.write(static_cast<std::uint32_t>(value)); }
  void u64(std::uint64_t value) { numbers_.write(value); }
  void limbs(const Limbs& value) {
    for (const std::uint64_t limb : value)
      u64(limb);
  }
  void form(const LinearForm& form) {
    u32(form.size());
    for (const WireTerm& term : form) {
      u32(term.wire);
      limbs(term.coefficient.to_limbs());
    }
  }

private:
  llvm::raw_ostream& out_;
  llvm::support::endian::Writer numbers_;
};

std::uint64_t constraint_bytes(const System& system) {
  std::uint64_t bytes = 0;
  system.for_each([&](const Constraint& constraint) {
    for (const LinearForm& form : constraint.forms)
      bytes += 4 + form.size() * (4 + kFieldBytes);
  });
  return bytes;
}

} // namespace

Status check_iden3_sizes(const System::Sizes& sizes) {
  if (sizes.wires <= UINT32_MAX && sizes.constraints <= UINT32_MAX)
    return success();
  return Error{"export.size", "the circuit has " + std::to_string(sizes.wires) + " wires and " +
                                  std::to_string(sizes.constraints) +
                                  " constraints; the format counts below 2^32: export fewer "
                                  "theorems at once"};
}

void write_r1cs(llvm::raw_ostream& out, const System& system) {
  const System::Sizes sizes = system.sizes();
  Writer writer(out);
  writer.begin_file("r1cs", 1, 3);
  constexpr std::uint64_t kHeaderBytes = 4 + kFieldBytes + 4 * 4 + 8 + 4;
  writer.begin_section(R1csSection::Header, kHeaderBytes);
  writer.u32(kFieldBytes);
  writer.limbs(Fr::modulus());
  writer.u32(sizes.wires);
  writer.u32(0); // public outputs
  writer.u32(sizes.public_inputs);
  writer.u32(sizes.private_inputs);
  writer.u64(sizes.wires); // labels
  writer.u32(sizes.constraints);

  writer.begin_section(R1csSection::Constraints, constraint_bytes(system));
  system.for_each([&](const Constraint& constraint) {
    for (const LinearForm& form : constraint.forms)
      writer.form(form);
  });

  writer.begin_section(R1csSection::Labels, sizes.wires * 8);
  for (std::uint64_t label = 0; label < sizes.wires; ++label)
    writer.u64(label);
}

void write_wtns(llvm::raw_ostream& out, llvm::ArrayRef<Fr> values) {
  Writer writer(out);
  writer.begin_file("wtns", 2, 2);
  writer.begin_section(WtnsSection::Header, 4 + kFieldBytes + 4);
  writer.u32(kFieldBytes);
  writer.limbs(Fr::modulus());
  writer.u32(values.size());
  writer.begin_section(WtnsSection::Values, values.size() * std::uint64_t{kFieldBytes});
  for (const Fr& value : values)
    writer.limbs(value.to_limbs());
}

} // namespace blockfold::exports
