// Any bytes as a call of the C library: certificate, theory, policy, list and options, each true,
// changed or noise. Only true pairs are valid, and every answer is complete.
#include "tools/fuzz/fuzz.h"
#include "tools/fuzz/samples.h"
#include "tools/fuzz/seeds.h"

#include <blockfold/verify.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

using namespace blockfold;

namespace {

/// A true certificate, its theory, and a policy that accepts it.
struct Truth {
  std::string certificate, theory, policy = "policy 1\nallow *\nhoisted-syntax yes\n";
};

const Truth& truth() {
  static const Truth kept = [] {
    const fuzz::Sample sample = fuzz::sample(0);
    const Bytes bytes = fuzz::prove(sample, 1).bytes;
    return Truth{{bytes.begin(), bytes.end()}, sample.text};
  }();
  return kept;
}

/// Cuts the input into pieces. Before each stands a byte: 0 for the truth, else noise; odd for what
/// is between here and the next zero byte, even for changes of the truth at places that the piece
/// names.
class Pieces {
public:
  Pieces(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

  std::uint8_t byte() {
    if (left_.empty())
      return 0;
    const std::uint8_t first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }

  std::string piece(const std::string& true_text) {
    const std::uint8_t kind = byte();
    if (kind == 0)
      return true_text;
    const auto end = std::ranges::find(left_, 0);
    std::string text(left_.begin(), end);
    left_ = left_.subspan(std::min(text.size() + 1, left_.size()));
    return kind % 2 == 1 ? text : changed(true_text, text);
  }

private:
  static std::string changed(std::string text, const std::string& changes) {
    for (std::size_t i = 0; i + 2 < changes.size() && !text.empty(); i += 3) {
      const std::size_t place = (static_cast<unsigned char>(changes[i]) << 8 |
                                 static_cast<unsigned char>(changes[i + 1])) %
                                text.size();
      text[place] = changes[i + 2];
    }
    return text;
  }

  ByteView left_;
};

bf_file as_file(const char* name, const std::string& text) {
  return {name, text.data(), text.size()};
}

/// Everything that a result says is there, and says the same.
void check_result(bf_result* result, bf_status status) {
  FUZZ_CHECK(result != nullptr);
  FUZZ_CHECK(bf_result_status(result) == status);
  FUZZ_CHECK(status >= BF_VALID && status <= BF_REFUSED);
  const bool valid = status == BF_VALID;
  FUZZ_CHECK((bf_result_code(result)[0] == '\0') == valid);
  FUZZ_CHECK((bf_result_message(result)[0] == '\0') == valid);
  FUZZ_CHECK((bf_result_errors(result)[0] == '\0') == valid);
  const std::string brief = bf_result_text(result, 0), errors = bf_result_errors(result);
  FUZZ_CHECK(brief.ends_with(errors));
  FUZZ_CHECK(brief.starts_with("VALID: ") == valid);
  const auto json = nlohmann::json::parse(bf_result_json(result));
  FUZZ_CHECK(json["exit_status"] == static_cast<int>(status));
  FUZZ_CHECK((json["status"] == "valid") == valid);
  FUZZ_CHECK(valid || json["error"]["code"] == bf_result_code(result));
}

} // namespace

std::vector<Bytes> fuzz::seeds() {
  return {Bytes(6), {0, 0, 1, 'x', 0, 1, '*', 0, 0}, {2, 1, 1, 1, 0, 0, 0, 0, 7, 0}};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Pieces pieces(data, size);
  const std::string certificate = pieces.piece(truth().certificate);
  const std::string theory = pieces.piece(truth().theory);
  const std::string policy = pieces.piece(truth().policy), list = pieces.piece("*");
  const std::string name = pieces.piece("theory.mm");
  const bf_file rules = as_file(name.c_str(), policy);
  const bf_file files[] = {as_file(name.c_str(), theory), as_file("a", list), as_file("", policy)};
  const std::uint8_t use = pieces.byte();
  bf_options options{};
  options.size = sizeof options;
  options.theory_name = (use & 1) != 0 ? name.c_str() : nullptr;
  options.certificate_name = (use & 2) != 0 ? name.c_str() : nullptr;
  options.files = files;
  options.file_count = use >> 6;
  options.allowed_axioms = (use & 4) != 0 ? list.c_str() : nullptr;
  options.policy = (use & 8) != 0 ? &rules : nullptr;
  if ((use & 16) != 0) // an older header; the options end where they may
    options.size = offsetof(bf_options, theory_name);
  bf_result* result = nullptr;
  const bf_status status = bf_verify(certificate.data(), certificate.size(), theory.data(),
                                     theory.size(), (use & 32) != 0 ? nullptr : &options, &result);
  const std::unique_ptr<bf_result, decltype(&bf_result_free)> kept(result, bf_result_free);
  check_result(result, status);
  FUZZ_CHECK(status != BF_VALID || certificate == truth().certificate);
  return 0;
}
