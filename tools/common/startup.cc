#include "tools/common/startup.h"

#include "tools/common/exit_status.h"
#include "tools/common/interrupt.h"

#include <llvm/Support/ErrorHandling.h>

#include <atomic>
#include <csignal>
#include <exception>
#include <initializer_list>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace blockfold::tools {
namespace {

/// What is said in the end; there before it is needed.
struct LastWords {
  std::string_view code, message;
};
constexpr LastWords kNoMemory = {
    "memory.exhausted",
    "out of memory; nothing was written; raise the limit (--memory-limit, ulimit -v) or do less at "
    "a time: 'blockfold estimate' foretells what a proof takes"};
constexpr LastWords kNoThreads = {"threads.exhausted",
                                  "no thread can be started; nothing was written; use --threads=1, "
                                  "or raise the limit (ulimit -u, ulimit -v)"};

std::atomic<bool> g_json = false;
std::atomic_flag g_ending = ATOMIC_FLAG_INIT;

void say(int stream, std::initializer_list<std::string_view> pieces) {
  for (const std::string_view piece : pieces)
    if (::write(stream, piece.data(), piece.size()) < 0)
      return; // nobody listens
}

[[noreturn]] void end_with(const LastWords& words) {
  while (g_ending.test_and_set()) // another thread is at it and ends this one too
    ::pause();
  remove_unfinished_file();
  if (g_json)
    say(STDOUT_FILENO,
        {"{\n  \"status\": \"error\",\n  \"exit_status\": 3,\n  \"error\": {\n    \"code\": \"",
         words.code, "\",\n    \"message\": \"", words.message, "\"\n  }\n}\n"});
  else
    say(STDERR_FILENO, {"error[", words.code, "]: ", words.message, "\n"});
  ::_exit(status(ExitStatus::Unreadable));
}

/// A library that finds no memory on one thread may abort while another thread is saying so.
void abort_unless_ending(int signal) {
  while (g_ending.test())
    ::pause();
  std::signal(signal, SIG_DFL);
  std::raise(signal); // when this handler returns
}

/// LLVM's containers do not ask the new handler.
void llvm_out_of_memory(void* /*data*/, const char* /*reason*/, bool /*crash_report*/) {
  end_without_memory();
}

/// What threads cannot pass on: a thread that could not be started, or memory that ran out where
/// nothing may be thrown. All else is a mistake in the program, and its core file shows where.
void end_by_terminate() {
  if (const std::exception_ptr current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::bad_alloc&) {
      end_without_memory();
    } catch (const std::system_error& error) {
      if (error.code() == std::errc::resource_unavailable_try_again)
        end_with(kNoThreads);
      say(STDERR_FILENO, {error.what(), "\n"});
    } catch (const std::exception& error) { // oneTBB reports with words only
      if (std::string_view(error.what()).find("pthread_create") != std::string_view::npos)
        end_with(kNoThreads);
      say(STDERR_FILENO, {error.what(), "\n"});
    } catch (...) {
      say(STDERR_FILENO, {"an unknown exception\n"});
    }
  }
  std::abort();
}

/// Opens /dev/null in place of a closed stream, in a way that lets its use fail, but for errors.
void fill_closed_streams() {
  for (const auto& [stream, flags] :
       {std::pair(STDIN_FILENO, O_WRONLY), std::pair(STDOUT_FILENO, O_RDONLY),
        std::pair(STDERR_FILENO, O_WRONLY)})
    if (::fcntl(stream, F_GETFD) < 0 && ::open("/dev/null", flags) != stream)
      ::_exit(status(ExitStatus::Unreadable)); // the lowest free number is this one
}

} // namespace

void end_without_memory() {
  end_with(kNoMemory);
}

void prepare_process(int argc, const char* const* argv) {
  fill_closed_streams();
  for (int i = 1; i < argc; ++i)
    g_json = g_json || std::string_view(argv[i]) == "--json";
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGABRT, abort_unless_ending);
  std::set_new_handler(end_without_memory);
  std::set_terminate(end_by_terminate);
  llvm::install_bad_alloc_error_handler(llvm_out_of_memory);
}

} // namespace blockfold::tools
