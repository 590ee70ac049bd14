/* Blockfold's verifier as a C library: a certificate and a theory in memory go in, a verdict comes
 * out.
 *
 *     bf_result* result;
 *     if (bf_verify(certificate, certificate_size, theory, theory_size, NULL, &result) == BF_VALID)
 *       puts(bf_result_text(result, 0));
 *     else
 *       fprintf(stderr, "%s: %s\n", bf_result_code(result), bf_result_message(result));
 *     bf_result_free(result);
 *
 * A valid certificate says that its goals follow from its axioms. Whether these are the goals and
 * axioms that you care about is yours to see: read what it says, or give a policy.
 *
 * No file is read, nothing is printed, no thread is started, no signal and no locale is touched.
 * No C++ exception leaves a function. Whatever the bytes are, the process goes on; only a broken
 * invariant of the verifier itself, or memory that runs out within LLVM's containers, ends it (the
 * WebAssembly module, which exports the same functions: it traps, and the caller takes a new
 * instance).
 *
 * Threads: any number of calls may run at the same time, on any threads, also with the same inputs;
 * no call is seen by another. A bf_result belongs to one thread at a time: even to read its
 * texts writes into it.
 *
 * Binary interface: libblockfold-verify.so.0 only ever gains functions, and members at the end of
 * bf_options. A program runs with every later library of that name; with an older one, options that
 * it does not know are refused as BF_USAGE unless they are zero. C99 or later, C++98 or later.
 */
#ifndef BLOCKFOLD_VERIFY_H
#define BLOCKFOLD_VERIFY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The functions that programs may call; the library has no other symbols. */
#if defined(__GNUC__)
#define BF_API __attribute__((visibility("default")))
#else
#define BF_API
#endif

/* The verdict; the numbers are the exit statuses of blockfold-verify. Later versions may have more
 * of them: only 0 means that all is well. */
typedef enum bf_status {
  BF_VALID = 0,      /* the certificate holds for the theory, and nothing that you gave objects */
  BF_INVALID = 1,    /* it does not, or one of the two is malformed, or it holds but rests on what
                      * `allowed_axioms` does not cover ("verify.axioms") */
  BF_USAGE = 2,      /* the call makes no sense, or asks for what this library does not do */
  BF_UNREADABLE = 3, /* an included file is missing, a text is too large, or memory has run out */
  BF_REFUSED = 4     /* it holds, but the policy does not accept what it rests on */
} bf_status;

/* A text with a name. */
typedef struct bf_file {
  const char* name;
  const void* data;
  size_t size;
} bf_file;

/* All members but `size` may be zero: memset it, then set `size`. */
typedef struct bf_options {
  size_t size;                  /* sizeof(bf_options): later versions add members at the end */
  const char* certificate_name; /* how texts call the certificate; NULL: "certificate" */
  const char* theory_name;      /* how texts call the theory; NULL: "theory" */
  const bf_file* files;       /* what the theory may include with $[ name $]: names are relative */
  size_t file_count;          /* to the theory, such as "parts/logic.mm" */
  const char* allowed_axioms; /* labels and globs with commas or white space between, as for
                               * --allow-axioms; NULL: any, "": none */
  const bf_file* policy;      /* a policy file, as for --policy; NULL: none */
} bf_options;

/* What a call found out. */
typedef struct bf_result bf_result;

/* Verifies a certificate for a theory, the text of a Metamath database. Its proofs are not looked
 * at. `options` may be NULL, and so may either text if its size is 0. `*result` is set in every
 * case: to NULL if there was no memory for it, which all functions below take. `result` itself may
 * be NULL. Nothing that was handed over is kept.
 *
 * Certificates of executions and linked ones are for the program `blockfold`: the errors
 * "statement.subject" and "link.unsupported" say so. */
BF_API bf_status bf_verify(const void* certificate, size_t certificate_size, const void* theory,
                           size_t theory_size, const bf_options* options, bf_result** result);
BF_API void bf_result_free(bf_result* result);

/* The texts below end with a zero byte, are UTF-8 and live as long as the result. */

BF_API bf_status bf_result_status(const bf_result* result);
/* The code of the error, such as "verify.bus"; empty if there is none. Codes are stable. */
BF_API const char* bf_result_code(const bf_result* result);
/* One sentence for people, without a final stop; empty if there is no error. */
BF_API const char* bf_result_message(const bf_result* result);
/* The object that `blockfold-verify --json` prints. NULL if memory has run out. */
BF_API const char* bf_result_json(bf_result* result);
/* What blockfold-verify prints for people: the statement, or the errors. Long lists are cut unless
 * `full` is not 0. NULL if memory has run out. */
BF_API const char* bf_result_text(bf_result* result, int full);
/* The end of that text that it prints on standard error: what is wrong, and where; empty for a
 * valid certificate. NULL if memory has run out. */
BF_API const char* bf_result_errors(bf_result* result);

/* The version of the library, such as "0.1.0". */
BF_API const char* bf_version(void);

#ifdef __cplusplus
}
#endif

#endif
