/// Blockfold's verifier for C++17: blockfold/verify.h with values instead of pointers. Nothing but
/// inline functions; what the library needs at run time is the C interface.
///
///     const blockfold::Verdict verdict = blockfold::verify(certificate, theory);
///     if (verdict)
///       std::cout << verdict.text();
///     else
///       std::cerr << verdict.code() << ": " << verdict.message() << '\n';
///
/// Calls may run at the same time on any threads; a Verdict belongs to one thread at a time.
#ifndef BLOCKFOLD_VERIFY_HPP
#define BLOCKFOLD_VERIFY_HPP

#include <blockfold/verify.h>

#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace blockfold {

/// A text with a name; it is not copied, and must outlive the call that it is given to.
struct File {
  std::string name;
  std::string_view text;
};

/// What a certificate is held against, and under which names it is shown.
struct VerifyOptions {
  std::string certificate_name = "certificate";
  std::string theory_name = "theory";
  std::vector<File> files;                   ///< what the theory includes with $[ name $]
  std::optional<std::string> allowed_axioms; ///< labels and globs, as for --allow-axioms
  std::optional<File> policy;                ///< a policy file, as for --policy
};

/// What a verification found out: like a std::expected, true if the certificate is valid and
/// nothing objects to what it rests on, otherwise an error with a code.
class Verdict {
public:
  /// Takes over what bf_verify made. Throws std::bad_alloc for NULL.
  explicit Verdict(bf_result* result) : result_(result) {
    if (result_ == nullptr)
      throw std::bad_alloc();
  }

  bool valid() const noexcept { return status() == BF_VALID; }
  explicit operator bool() const noexcept { return valid(); }
  bf_status status() const noexcept { return bf_result_status(result_.get()); }
  /// The code of the error, such as "verify.bus"; empty if there is none.
  std::string_view code() const noexcept { return bf_result_code(result_.get()); }
  /// One sentence for people, without a final stop; empty if there is no error.
  std::string_view message() const noexcept { return bf_result_message(result_.get()); }

  /// What blockfold-verify prints for people. As json, it lives as long as the verdict.
  std::string_view text(bool full = false) const {
    return checked(bf_result_text(result_.get(), full ? 1 : 0));
  }
  /// The end of that text: what is wrong, and where; empty for a valid certificate.
  std::string_view errors() const { return checked(bf_result_errors(result_.get())); }
  /// The object that `blockfold-verify --json` prints.
  std::string_view json() const { return checked(bf_result_json(result_.get())); }

private:
  struct Free {
    void operator()(bf_result* result) const noexcept { bf_result_free(result); }
  };

  static std::string_view checked(const char* text) {
    if (text == nullptr)
      throw std::bad_alloc();
    return text;
  }

  std::unique_ptr<bf_result, Free> result_;
};

namespace detail {

inline bf_file as_c(const File& file) {
  return {file.name.c_str(), file.text.data(), file.text.size()};
}

} // namespace detail

/// Verifies a certificate for a theory, the text of a Metamath database. Whatever the two are, the
/// answer is a Verdict; only memory that runs out is thrown, as std::bad_alloc.
inline Verdict verify(std::string_view certificate, std::string_view theory,
                      const VerifyOptions& options = {}) {
  std::vector<bf_file> files;
  for (const File& file : options.files)
    files.push_back(detail::as_c(file));
  const bf_file policy = options.policy ? detail::as_c(*options.policy) : bf_file{};
  bf_options c_options{};
  c_options.size = sizeof c_options;
  c_options.certificate_name = options.certificate_name.c_str();
  c_options.theory_name = options.theory_name.c_str();
  c_options.files = files.data();
  c_options.file_count = files.size();
  c_options.allowed_axioms = options.allowed_axioms ? options.allowed_axioms->c_str() : nullptr;
  c_options.policy = options.policy ? &policy : nullptr;
  bf_result* result = nullptr;
  bf_verify(certificate.data(), certificate.size(), theory.data(), theory.size(), &c_options,
            &result);
  return Verdict(result);
}

} // namespace blockfold

#endif
