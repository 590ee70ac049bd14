// The functions of blockfold/verify.h: nothing but translation and the guarantee that nothing is
// thrown.
#include "blockfold/verify.h"

#include "tools/capi/verification.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

using namespace blockfold;
using namespace blockfold::tools;

struct bf_result {
  Verification verification;
  std::optional<std::string> json, brief, full;
};

namespace {

constexpr const char* kNoMemoryCode = "memory.exhausted";
constexpr const char* kNoMemory = "out of memory";

#if defined(__cpp_exceptions)
/// Memory that runs out is the only thing that is thrown.
template <class Work, class Value> auto unless_out_of_memory(Work work, Value otherwise) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return otherwise;
  } catch (const std::length_error&) { // a container could not even be that long
    return otherwise;
  }
}
#else
/// The whole module stops when memory runs out; whoever called it throws it away.
template <class Work, class Value> auto unless_out_of_memory(Work work, Value) {
  return work();
}
#endif

std::string_view view(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

/// The members that the caller's version of the header has.
bf_options known_options(const bf_options* options) {
  bf_options known{};
  if (options != nullptr)
    std::memcpy(&known, options, std::min(options->size, sizeof known));
  return known;
}

/// Why a call makes no sense; nothing if it does.
const char* misuse(const void* certificate, std::size_t certificate_size, const void* theory,
                   std::size_t theory_size, const bf_options* options, const bf_options& known) {
  if (certificate == nullptr && certificate_size != 0)
    return "the certificate is NULL, but has a size";
  if (theory == nullptr && theory_size != 0)
    return "the theory is NULL, but has a size";
  if (options != nullptr && options->size < sizeof options->size)
    return "bf_options::size must be sizeof(bf_options)";
  if (known.files == nullptr && known.file_count != 0)
    return "bf_options::files is NULL, but has a count";
  for (std::size_t i = 0; i < known.file_count; ++i)
    if (known.files[i].name == nullptr || (known.files[i].data == nullptr && known.files[i].size))
      return "a file of bf_options::files has no name or no text";
  return nullptr;
}

Verification verify(ByteView certificate, std::string_view theory, const bf_options& options) {
  std::vector<mm::MemoryFile> files;
  for (std::size_t i = 0; i < options.file_count; ++i) {
    const bf_file& file = options.files[i];
    files.push_back({file.name, view(file.data, file.size)});
  }
  VerifiedFiles names = {options.certificate_name != nullptr ? options.certificate_name
                                                             : "certificate",
                         options.theory_name != nullptr ? options.theory_name : "theory"};
  return Verification::of(certificate, theory, std::move(names), files);
}

bf_status status_of(const Verification& verification) {
  return static_cast<bf_status>(status(verification.status()));
}

/// Writes a text once.
template <class Write> const char* kept(std::optional<std::string>& text, Write write) {
  return unless_out_of_memory(
      [&]() -> const char* {
        if (!text)
          text = write();
        return text->c_str();
      },
      static_cast<const char*>(nullptr));
}

} // namespace

bf_status bf_verify(const void* certificate, size_t certificate_size, const void* theory,
                    size_t theory_size, const bf_options* options, bf_result** result) {
  bf_result* made = nullptr;
  const bf_status status = unless_out_of_memory(
      [&] {
        const bf_options known = known_options(options);
        const char* const wrong =
            misuse(certificate, certificate_size, theory, theory_size, options, known);
        Verification verification =
            wrong != nullptr
                ? Verification::failure(ExitStatus::Usage, {"usage.call", wrong})
                : verify({static_cast<const std::uint8_t*>(certificate), certificate_size},
                         view(theory, theory_size), known);
        const bf_status found = status_of(verification);
        if (result != nullptr)
          made = new bf_result{std::move(verification), {}, {}, {}};
        return found;
      },
      BF_UNREADABLE);
  if (result != nullptr)
    *result = made;
  return status;
}

void bf_result_free(bf_result* result) {
  delete result;
}

bf_status bf_result_status(const bf_result* result) {
  return result != nullptr ? status_of(result->verification) : BF_UNREADABLE;
}

const char* bf_result_code(const bf_result* result) {
  return result != nullptr ? result->verification.error().code.c_str() : kNoMemoryCode;
}

const char* bf_result_message(const bf_result* result) {
  return result != nullptr ? result->verification.error().message.c_str() : kNoMemory;
}

const char* bf_result_json(bf_result* result) {
  if (result == nullptr)
    return nullptr;
  return kept(result->json, [&] { return result->verification.json(); });
}

const char* bf_result_text(bf_result* result, int full) {
  if (result == nullptr)
    return nullptr;
  const auto detail = full != 0 ? driver::Detail::Full : driver::Detail::Brief;
  return kept(full != 0 ? result->full : result->brief,
              [&] { return result->verification.text(detail); });
}

const char* bf_version(void) {
  return BLOCKFOLD_VERSION;
}
