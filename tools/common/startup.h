#pragma once

/// What every program sees to before it begins, so that a poor or hostile surrounding is answered
/// with a named error and never with a crash or a damaged file.
namespace blockfold::tools {

/// - Closed standard streams are filled with ones that fail (input, output) or swallow (errors):
///   else the next file to be opened would take their number, and messages would go into it.
/// - A file that outgrows the limit on file sizes is an error (EFBIG), no deadly signal.
/// - When memory or threads run out, in whatever thread, the program removes its temporary file,
///   says so (`memory.exhausted`, `threads.exhausted`; as JSON if "--json" is among the arguments)
///   and ends with ExitStatus::Unreadable.
///
/// Needs no memory itself: to be called first of all.
void prepare_process(int argc, const char* const* argv);

/// Says what ran out and ends the program; needs no memory. For main functions that catch
/// std::bad_alloc.
[[noreturn]] void end_without_memory();

} // namespace blockfold::tools
