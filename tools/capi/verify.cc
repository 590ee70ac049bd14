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
  std::optional<std::string> json, brief, full, errors;
};

namespace {

constexpr const char* kNoMemoryCode = "memory.exhausted";
constexpr const char* kNoMemory = "out of memory";
/// No version of bf_options will ever be larger.
constexpr std::size_t kMostOptions = 4096;

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

std::string_view view(const bf_file& file) {
  return {static_cast<const char*>(file.data), file.size};
}

/// The members that the caller's version of the header has.
bf_options known_options(const bf_options* options) {
  bf_options known{};
  if (options != nullptr)
    std::memcpy(&known, options, std::min(options->size, sizeof known));
  return known;
}

/// Whether members that only a later version of the header has are set. To ignore them would be to
/// ignore a policy.
bool asks_for_more(const bf_options* options) {
  if (options == nullptr || options->size <= sizeof *options)
    return false;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(options);
  return std::any_of(bytes + sizeof *options, bytes + options->size,
                     [](unsigned char byte) { return byte != 0; });
}

bool incomplete(const bf_file& file) {
  return file.data == nullptr && file.size != 0;
}

/// Why a call makes no sense; nothing if it does.
const char* misuse(const bf_file& certificate, const bf_file& theory, const bf_options* options,
                   const bf_options& known) {
  if (incomplete(certificate))
    return "the certificate is NULL, but has a size";
  if (incomplete(theory))
    return "the theory is NULL, but has a size";
  if (options != nullptr && (options->size < sizeof options->size || options->size > kMostOptions))
    return "bf_options::size must be sizeof(bf_options)";
  if (asks_for_more(options))
    return "bf_options has members that this version of the library does not know; take a later "
           "one";
  if (known.files == nullptr && known.file_count != 0)
    return "bf_options::files is NULL, but has a count";
  for (std::size_t i = 0; i < known.file_count; ++i)
    if (known.files[i].name == nullptr || incomplete(known.files[i]))
      return "a file of bf_options::files has no name or no text";
  if (known.policy != nullptr && incomplete(*known.policy))
    return "bf_options::policy has no text";
  return nullptr;
}

const char* name_or(const char* name, const char* otherwise) {
  return name != nullptr ? name : otherwise;
}

Verification verify(const bf_file& certificate, const bf_file& theory, const bf_options& options) {
  std::vector<mm::MemoryFile> files;
  for (std::size_t i = 0; i < options.file_count; ++i) {
    const bf_file& file = options.files[i];
    files.push_back({file.name, view(file)});
  }
  VerificationTask task = {
      {static_cast<const std::uint8_t*>(certificate.data), certificate.size},
      view(theory),
      {name_or(options.certificate_name, "certificate"), name_or(options.theory_name, "theory")},
      files,
      {},
      {}};
  if (options.allowed_axioms != nullptr)
    task.allowed_axioms = options.allowed_axioms;
  if (options.policy != nullptr)
    task.policy = {name_or(options.policy->name, "policy"), view(*options.policy)};
  return Verification::of(task);
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
        const bf_file proof = {nullptr, certificate, certificate_size};
        const bf_file text = {nullptr, theory, theory_size};
        const char* const wrong = misuse(proof, text, options, known);
        Verification verification =
            wrong != nullptr ? Verification::failure(ExitStatus::Usage, {"usage.call", wrong})
                             : verify(proof, text, known);
        const bf_status found = status_of(verification);
        if (result != nullptr)
          made = new bf_result{std::move(verification), {}, {}, {}, {}};
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

const char* bf_result_errors(bf_result* result) {
  if (result == nullptr)
    return nullptr;
  return kept(result->errors, [&] { return result->verification.errors(); });
}

const char* bf_version(void) {
  return BLOCKFOLD_VERSION;
}
