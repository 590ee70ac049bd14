/* The C library as C programs call it. Usage: capi-test FOLDER-OF-FROZEN-CERTIFICATES */
#include "support.h"

#include <blockfold/verify.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* --- what is called --------------------------------------------------------------------------- */

static bf_status verify(bytes certificate, const void* theory, size_t theory_size,
                        const bf_options* options, bf_result** result) {
  return bf_verify(certificate.data, certificate.size, theory, theory_size, options, result);
}

static void expect(bf_result* result, bf_status status, const char* code) {
  CHECK(bf_result_status(result) == status);
  CHECK(strcmp(bf_result_code(result), code) == 0);
  CHECK((strlen(bf_result_message(result)) == 0) == (status == BF_VALID));
  if (strcmp(bf_result_code(result), code) != 0)
    fprintf(stderr, "  got %s: %s\n", bf_result_code(result), bf_result_message(result));
  bf_result_free(result);
}

static void test_valid(bytes certificate, bytes theory) {
  bf_result* result = NULL;
  CHECK(verify(certificate, theory.data, theory.size, NULL, &result) == BF_VALID);
  CHECK(strstr(bf_result_json(result), "\"status\": \"valid\"") != NULL);
  CHECK(strstr(bf_result_json(result), "\"certificate\": \"certificate\"") != NULL);
  CHECK(bf_result_json(result) == bf_result_json(result));
  CHECK(strncmp(bf_result_text(result, 0), "VALID: certificate for theory\n", 30) == 0);
  CHECK(strlen(bf_result_text(result, 1)) > strlen(bf_result_text(result, 0)));
  expect(result, BF_VALID, "");
  CHECK(verify(certificate, theory.data, theory.size, NULL, NULL) == BF_VALID);
}

/* Every byte changed, and every length: one verdict each, never a crash. */
static void test_damage(bytes certificate, bytes theory) {
  unsigned char* copy = malloc(certificate.size);
  const bytes damaged = {copy, certificate.size};
  for (size_t at = 0; at < certificate.size; at += 7) {
    memcpy(copy, certificate.data, certificate.size);
    copy[at] ^= (unsigned char)(1u << (at % 8));
    CHECK(verify(damaged, theory.data, theory.size, NULL, NULL) == BF_INVALID);
  }
  for (size_t size = 0; size < certificate.size; size += 97) {
    const bytes cut = {certificate.data, size};
    CHECK(verify(cut, theory.data, theory.size, NULL, NULL) == BF_INVALID);
  }
  free(copy);
}

static void test_garbage(bytes certificate, bytes theory) {
  bf_result* result = NULL;
  CHECK(bf_verify(NULL, 0, theory.data, theory.size, NULL, &result) == BF_INVALID);
  expect(result, BF_INVALID, "cert.magic");
  CHECK(verify(certificate, NULL, 0, NULL, &result) == BF_INVALID);
  expect(result, BF_INVALID, "statement.entries");
  CHECK(verify(certificate, certificate.data, certificate.size, NULL, &result) == BF_INVALID);
  CHECK(strstr(bf_result_json(result), "\"diagnostics\"") != NULL);
  CHECK(strstr(bf_result_text(result, 0), "error[theory.invalid]") != NULL);
  expect(result, BF_INVALID, "theory.invalid");
}

static void test_misuse(bytes certificate, bytes theory) {
  bf_result* result = NULL;
  CHECK(bf_verify(NULL, 1, theory.data, theory.size, NULL, &result) == BF_USAGE);
  expect(result, BF_USAGE, "usage.call");
  CHECK(verify(certificate, NULL, 1, NULL, &result) == BF_USAGE);
  expect(result, BF_USAGE, "usage.call");
  bf_options options;
  memset(&options, 0, sizeof options);
  CHECK(verify(certificate, theory.data, theory.size, &options, &result) == BF_USAGE);
  expect(result, BF_USAGE, "usage.call");
  options.size = sizeof options;
  options.file_count = 1;
  CHECK(verify(certificate, theory.data, theory.size, &options, &result) == BF_USAGE);
  expect(result, BF_USAGE, "usage.call");
  options.size = offsetof(bf_options, files); /* an older header, without files */
  CHECK(verify(certificate, theory.data, theory.size, &options, &result) == BF_VALID);
  expect(result, BF_VALID, "");
  /* What a call leaves if there is no memory for a result. */
  CHECK(bf_result_status(NULL) == BF_UNREADABLE);
  CHECK(strcmp(bf_result_code(NULL), "memory.exhausted") == 0);
  CHECK(strlen(bf_result_message(NULL)) > 0);
  CHECK(bf_result_json(NULL) == NULL && bf_result_text(NULL, 0) == NULL);
  CHECK(bf_result_errors(NULL) == NULL);
  bf_result_free(NULL);
}

/* The theory in two parts, the first one included. */
static void test_includes(bytes certificate, bytes theory) {
  const char* const whole = "$[ parts/first.mm $] $[ parts/../second.mm $] $[ ./second.mm $]\n";
  theory.data[theory.size] = '\0';
  const size_t half = (size_t)(strstr((char*)theory.data, "\nax-2") - (char*)theory.data);
  const bf_file files[] = {{"second.mm", theory.data + half, theory.size - half},
                           {"parts/first.mm", theory.data, half}};
  bf_options options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.theory_name = "folder/whole.mm";
  options.certificate_name = "proof.bfc";
  options.files = files;
  options.file_count = 2;
  bf_result* result = NULL;
  CHECK(verify(certificate, whole, strlen(whole), &options, &result) == BF_VALID);
  CHECK(strstr(bf_result_text(result, 0), "proof.bfc for folder/whole.mm") != NULL);
  expect(result, BF_VALID, "");
  options.file_count = 1;
  CHECK(verify(certificate, whole, strlen(whole), &options, &result) == BF_UNREADABLE);
  CHECK(strstr(bf_result_text(result, 0), "'folder/parts/first.mm' cannot be read") != NULL);
  expect(result, BF_UNREADABLE, "theory.unreadable");
  CHECK(verify(certificate, whole, strlen(whole), NULL, &result) == BF_UNREADABLE);
  expect(result, BF_UNREADABLE, "theory.unreadable");
}

/* --- what is accepted ------------------------------------------------------------------------- */

static bf_options options_with(const char* allowed, const bf_file* policy) {
  bf_options options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  options.allowed_axioms = allowed;
  options.policy = policy;
  return options;
}

/* Lists of axioms: what they cover is accepted, what not is named. */
static void test_allowed_axioms(bytes certificate, bytes theory) {
  const char* const enough[] = {"wi,ax-*", " wi ax-1, ax-2\n\tax-mp", "*", "# all\nwi ax-?,ax-mp"};
  const char* const too_few[] = {"wi,ax-1,ax-mp", "", "# all: *", "WI,AX-*"};
  bf_result* result = NULL;
  for (size_t i = 0; i < sizeof enough / sizeof *enough; ++i) {
    const bf_options options = options_with(enough[i], NULL);
    CHECK(verify(certificate, theory.data, theory.size, &options, &result) == BF_VALID);
    expect(result, BF_VALID, "");
  }
  for (size_t i = 0; i < sizeof too_few / sizeof *too_few; ++i) {
    const bf_options options = options_with(too_few[i], NULL);
    CHECK(verify(certificate, theory.data, theory.size, &options, &result) == BF_INVALID);
    CHECK(strstr(bf_result_message(result), "ax-2") != NULL);
    CHECK(strncmp(bf_result_text(result, 0), "REFUSED: ", 9) == 0);
    CHECK(strstr(bf_result_json(result), "\"status\": \"refused\"") != NULL);
    expect(result, BF_INVALID, "verify.axioms");
  }
  const bf_options malformed = options_with("wi,[", NULL);
  CHECK(verify(certificate, theory.data, theory.size, &malformed, &result) == BF_USAGE);
  expect(result, BF_USAGE, "usage.allow-axioms");
}

static void judge(bytes certificate, bytes theory, const char* rules, bf_status status,
                  const char* code) {
  bf_result* result = NULL;
  const bf_file policy = {"my.policy", rules, strlen(rules)};
  const bf_options options = options_with(NULL, &policy);
  CHECK(verify(certificate, theory.data, theory.size, &options, &result) == status);
  CHECK((strstr(bf_result_json(result), "\"policy\": {") != NULL) == (status != BF_USAGE));
  CHECK(strstr(bf_result_text(result, 0), "my.policy") != NULL);
  expect(result, status, code);
}

static void test_policy(bytes certificate, bytes theory) {
  judge(certificate, theory, "policy 1\nallow wi ax-*\nhoisted-syntax yes\n", BF_VALID, "");
  judge(certificate, theory, "policy 1\nallow wi ax-*\ndeny ax-2\n", BF_REFUSED, "verify.policy");
  judge(certificate, theory, "policy 1\n", BF_REFUSED, "verify.policy");
  judge(certificate, theory, "policy 2\n", BF_USAGE, "policy.invalid");
  judge(certificate, theory, "", BF_USAGE, "policy.invalid");
  /* A certificate that does not hold is not judged. */
  certificate.size -= 1;
  const bf_file policy = {NULL, "policy 1\n", 9};
  const bf_options options = options_with("", &policy);
  CHECK(verify(certificate, theory.data, theory.size, &options, NULL) == BF_INVALID);
}

/* What only the programs verify is called by its name, whatever the theory is. */
static void test_left_to_programs(bytes theory) {
  const bytes execution = {(unsigned char*)"BFC\n\2", 5}, linked = {(unsigned char*)"BFL\n", 4};
  bf_options options = options_with(NULL, NULL);
  bf_result* result = NULL;
  CHECK(verify(execution, "rule", 4, NULL, &result) == BF_INVALID);
  CHECK(strstr(bf_result_message(result), "'blockfold verify X.bfc --theory=") != NULL);
  expect(result, BF_INVALID, "statement.subject");
  CHECK(verify(linked, theory.data, theory.size, NULL, &result) == BF_USAGE);
  CHECK(strstr(bf_result_message(result), "'blockfold-verify X.bfc FILE.mm --theory") != NULL);
  expect(result, BF_USAGE, "link.unsupported");
  options.theory_name = "logic.blk";
  CHECK(verify(theory, "rule", 4, &options, &result) == BF_USAGE);
  expect(result, BF_USAGE, "theory.rules");
}

/* --- threads ---------------------------------------------------------------------------------- */

typedef struct {
  bytes certificate, theory;
} job;

static void* verify_often(void* data) {
  const job* work = data;
  size_t valid = 0;
  for (int i = 0; i < 20; ++i)
    valid +=
        verify(work->certificate, work->theory.data, work->theory.size, NULL, NULL) == BF_VALID;
  return valid == 20 ? data : NULL;
}

static void test_threads(bytes certificate, bytes theory) {
  enum { kThreads = 8 };
  pthread_t threads[kThreads];
  job work = {certificate, theory};
  for (int i = 0; i < kThreads; ++i)
    CHECK(pthread_create(&threads[i], NULL, verify_often, &work) == 0);
  for (int i = 0; i < kThreads; ++i) {
    void* done = NULL;
    CHECK(pthread_join(threads[i], &done) == 0);
    CHECK(done == &work);
  }
}

int main(int argc, char** argv) {
  if (argc != 2)
    return 2;
  const bytes certificate = read_file(argv[1], "implication.bfc");
  const bytes theory = read_file(argv[1], "implication.mm");
  test_threads(certificate, theory); /* first, so that they race for what is made once */
  test_valid(certificate, theory);
  test_damage(certificate, theory);
  test_garbage(certificate, theory);
  test_misuse(certificate, theory);
  test_includes(certificate, theory);
  test_allowed_axioms(certificate, theory);
  test_policy(certificate, theory);
  test_left_to_programs(theory);
  CHECK(strchr(bf_version(), '.') != NULL);
  free(certificate.data);
  free(theory.data);
  return outcome();
}
