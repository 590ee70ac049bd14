/* Blockfold's verifier as a C library: a certificate and a theory in memory go in, a verdict comes
 * out.
 *
 * No file is read, nothing is printed, no thread is started. Calls may run at the same time on any
 * threads. No C++ exception leaves a function. Whatever the bytes are, the process goes on; only a
 * broken invariant of the verifier itself, or memory that runs out within LLVM's containers, ends it
 * (the module: it traps, and the caller takes a new instance). The module exports the same functions.
 *
 *     bf_result* result;
 *     if (bf_verify(certificate, certificate_size, theory, theory_size, NULL, &result) == BF_VALID)
 *       puts(bf_result_text(result, 0));
 *     else
 *       fprintf(stderr, "%s: %s\n", bf_result_code(result), bf_result_message(result));
 *     bf_result_free(result);
 *
 * A valid certificate says that its goals follow from its axioms. Whether these are the goals and
 * axioms that you care about is yours to see: read what it says.
 */
#ifndef BLOCKFOLD_VERIFY_H
#define BLOCKFOLD_VERIFY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The verdict; the numbers are the exit statuses of blockfold-verify. */
typedef enum bf_status {
  BF_VALID = 0,     /* the certificate holds for the theory */
  BF_INVALID = 1,   /* it does not, or one of the two is malformed */
  BF_USAGE = 2,     /* the call makes no sense */
  BF_UNREADABLE = 3 /* an included file is missing, or memory has run out */
} bf_status;

/* A file that the theory includes with $[ name $]. */
typedef struct bf_file {
  const char* name; /* relative to the theory, such as "parts/logic.mm" */
  const void* data;
  size_t size;
} bf_file;

/* All members but `size` may be zero: memset it, then set `size`. */
typedef struct bf_options {
  size_t size;                  /* sizeof(bf_options): later versions add members at the end */
  const char* certificate_name; /* how texts call the certificate; NULL: "certificate" */
  const char* theory_name;      /* how texts call the theory; NULL: "theory" */
  const bf_file* files;         /* what the theory may include */
  size_t file_count;
} bf_options;

/* What a call found out. Belongs to one thread at a time. */
typedef struct bf_result bf_result;

/* Verifies a certificate for a theory, the text of a Metamath database. Its proofs are not looked
 * at. `options` may be NULL, and so may either text if its size is 0. `*result` is set in every
 * case: to NULL if there was no memory for it, which all functions below take. `result` itself may
 * be NULL. Nothing that was handed over is kept. */
bf_status bf_verify(const void* certificate, size_t certificate_size, const void* theory,
                    size_t theory_size, const bf_options* options, bf_result** result);
void bf_result_free(bf_result* result);

/* The texts below end with a zero byte, are UTF-8 and live as long as the result. */

bf_status bf_result_status(const bf_result* result);
/* The code of the error, such as "verify.bus"; empty if there is none. Codes are stable. */
const char* bf_result_code(const bf_result* result);
/* One sentence for people, without a final stop; empty if there is no error. */
const char* bf_result_message(const bf_result* result);
/* The object that `blockfold-verify --json` prints. NULL if memory has run out. */
const char* bf_result_json(bf_result* result);
/* What blockfold-verify prints for people: the statement, or the errors. Long lists are cut unless
 * `full` is not 0. NULL if memory has run out. */
const char* bf_result_text(bf_result* result, int full);

/* The version of the library, such as "0.1.0". */
const char* bf_version(void);

#ifdef __cplusplus
}
#endif

#endif
