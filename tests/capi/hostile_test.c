/* The C library given what no program should give it: noise, nothing, sizes beyond all measure.
 * Usage: capi-hostile FOLDER-OF-FROZEN-CERTIFICATES */
#define _GNU_SOURCE
#include "support.h"

#include <blockfold/verify.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static unsigned state = 1;

static unsigned random_below(unsigned limit) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % limit;
}

static bf_options empty_options(void) {
  bf_options options;
  memset(&options, 0, sizeof options);
  options.size = sizeof options;
  return options;
}

/* A call whose verdict must be that status and code; all of its texts are read. */
static void expect_of(bytes certificate, bytes theory, const bf_options* options, bf_status status,
                      const char* code) {
  bf_result* result = NULL;
  const bf_status got =
      bf_verify(certificate.data, certificate.size, theory.data, theory.size, options, &result);
  CHECK(got == status && bf_result_status(result) == status);
  CHECK(strcmp(bf_result_code(result), code) == 0);
  if (strcmp(bf_result_code(result), code) != 0)
    fprintf(stderr, "  got %s: %s\n", bf_result_code(result), bf_result_message(result));
  CHECK(strlen(bf_result_json(result)) > 2 && strlen(bf_result_text(result, 1)) > 2);
  CHECK(strlen(bf_result_text(result, 0)) > 2);
  bf_result_free(result);
}

/* --- noise ------------------------------------------------------------------------------------ */

/* Bytes of an alphabet in which some of them mean something. */
static bytes noise(const char* words, unsigned longest) {
  const unsigned size = random_below(longest), letters = (unsigned)strlen(words);
  bytes out = {malloc(size + 1), size};
  for (unsigned i = 0; i < size; ++i)
    out.data[i] = (unsigned char)(random_below(4) == 0 ? random_below(256)
                                                       : (unsigned)words[random_below(letters)]);
  out.data[size] = '\0';
  return out;
}

static void test_noise(bytes certificate, bytes theory) {
  for (int i = 0; i < 3000; ++i) {
    const bytes text = noise("$acvfep{}[].()= |-\n xyz", 200);
    const bytes rules = noise("policy 1\nallow*deny?[]#\\ax-sha256:", 100);
    const bytes list = noise("ax-mp,*?[]\\# \n", 40);
    const bytes proof = noise("BFC\n\1\1BFL\n\2", 300);
    bf_options options = empty_options();
    const bf_file policy = {"noise", rules.data, rules.size};
    const bf_file included = {(const char*)list.data, text.data, text.size};
    if (random_below(2) == 0)
      options.policy = &policy;
    if (random_below(2) == 0)
      options.allowed_axioms = (const char*)list.data;
    options.files = &included;
    options.file_count = 1;
    options.theory_name = (const char*)list.data;
    bf_result* result = NULL;
    CHECK(bf_verify(proof.data, proof.size, theory.data, theory.size, &options, &result) != 0);
    CHECK(strlen(bf_result_code(result)) > 0 && strlen(bf_result_text(result, 1)) > 0);
    bf_result_free(result);
    CHECK(bf_verify(certificate.data, certificate.size, text.data, text.size, &options, NULL) != 0);
    CHECK(bf_verify(proof.data, proof.size, text.data, text.size, NULL, NULL) != 0);
    free(text.data);
    free(rules.data);
    free(list.data);
    free(proof.data);
  }
}

/* --- nothing ---------------------------------------------------------------------------------- */

/* Every combination of pointers that are there and sizes that are not zero. */
static void test_nulls(bytes certificate, bytes theory) {
  const bytes nothing = {NULL, 0}, empty = {(unsigned char*)"", 0}, lie = {NULL, 1};
  const bytes all[] = {certificate, nothing, empty, lie, {NULL, (size_t)-1}};
  for (size_t i = 0; i < 5; ++i)
    for (size_t j = 0; j < 5; ++j) {
      const bytes text = j == 0 ? theory : all[j];
      const int lies = i >= 3 || j >= 3;
      const bf_status expected = lies ? BF_USAGE : i == 0 && j == 0 ? BF_VALID : BF_INVALID;
      CHECK(bf_verify(all[i].data, all[i].size, text.data, text.size, NULL, NULL) == expected);
    }
  bf_options options = empty_options();
  bf_file file = {NULL, NULL, 0};
  options.policy = &file; /* empty, under no name */
  expect_of(certificate, theory, &options, BF_USAGE, "policy.invalid");
  file.size = 1;
  expect_of(certificate, theory, &options, BF_USAGE, "usage.call");
  options.policy = NULL;
  options.files = &file;
  options.file_count = 1;
  file.size = 0;
  expect_of(certificate, theory, &options, BF_USAGE, "usage.call");
  file.name = "";
  expect_of(certificate, theory, &options, BF_VALID, "");
  options.files = NULL;
  options.file_count = (size_t)-1;
  expect_of(certificate, theory, &options, BF_USAGE, "usage.call");
}

/* Options of headers that are older, newer, or none at all. */
static void test_sizes_of_options(bytes certificate, bytes theory) {
  union {
    bf_options options;
    unsigned char bytes[8192];
  } room;
  memset(&room, 0, sizeof room);
  for (size_t size = 0; size <= sizeof room; size += size < 128 ? 1 : 1009) {
    const int sensible = size >= sizeof(size_t) && size <= 4096;
    room.options.size = size;
    CHECK(bf_verify(certificate.data, certificate.size, theory.data, theory.size, &room.options,
                    NULL) == (sensible ? BF_VALID : BF_USAGE));
  }
  room.options.size = (size_t)-1;
  expect_of(certificate, theory, &room.options, BF_USAGE, "usage.call");
  /* A member that this library does not know might be a policy: it is not to be ignored. */
  room.options.size = sizeof(bf_options) + 8;
  room.bytes[sizeof(bf_options) + 7] = 1;
  expect_of(certificate, theory, &room.options, BF_USAGE, "usage.call");
  room.options.size = sizeof(bf_options);
  expect_of(certificate, theory, &room.options, BF_VALID, "");
}

/* --- too much --------------------------------------------------------------------------------- */

/* Five gigabytes that take no memory: all zero, never written. */
static void test_huge(bytes certificate, bytes theory) {
  bytes huge = {NULL, (size_t)5 << 30};
  void* const memory =
      mmap(NULL, huge.size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    puts("skipped: five gigabytes of addresses cannot be had");
    return;
  }
  huge.data = memory;
  expect_of(huge, theory, NULL, BF_UNREADABLE, "file.size");
  expect_of(certificate, huge, NULL, BF_UNREADABLE, "theory.unreadable");
  bf_options options = empty_options();
  const bf_file file = {"huge", huge.data, huge.size};
  options.policy = &file;
  expect_of(certificate, theory, &options, BF_UNREADABLE, "file.size");
  options.policy = NULL;
  options.files = &file;
  options.file_count = 1;
  expect_of(certificate, theory, &options, BF_VALID, ""); /* nobody includes it */
  const bytes includes = {(unsigned char*)"$[ huge $]", 10};
  expect_of(certificate, includes, &options, BF_UNREADABLE, "theory.unreadable");
  /* The largest certificate that is read at all. */
  const bytes large = {huge.data, (size_t)1 << 28};
  expect_of(large, theory, NULL, BF_INVALID, "cert.magic");
  munmap(memory, (size_t)5 << 30);
}

/* A million labels, a pattern that is all stars, names of a megabyte. */
static void test_long_lists(bytes certificate, bytes theory) {
  const size_t size = 4 << 20;
  char* const text = malloc(size + 1);
  bf_options options = empty_options();
  for (size_t i = 0; i < size; ++i)
    text[i] = "ab, "[i % 4];
  text[size] = '\0';
  options.allowed_axioms = text;
  expect_of(certificate, theory, &options, BF_INVALID, "verify.axioms");
  memset(text, '*', size);
  expect_of(certificate, theory, &options, BF_VALID, "");
  memset(text, '[', size);
  expect_of(certificate, theory, &options, BF_USAGE, "usage.allow-axioms");
  options.allowed_axioms = NULL;
  text[1 << 20] = '\0';
  options.certificate_name = text;
  options.theory_name = text;
  expect_of(certificate, theory, &options, BF_VALID, "");
  options.certificate_name = options.theory_name = "\xff\xfe\n\t\"\\\x7f";
  expect_of(certificate, theory, &options, BF_VALID, "");
  free(text);
}

int main(int argc, char** argv) {
  if (argc != 2)
    return 2;
  const bytes certificate = read_file(argv[1], "implication.bfc");
  const bytes theory = read_file(argv[1], "implication.mm");
  test_noise(certificate, theory);
  test_nulls(certificate, theory);
  test_sizes_of_options(certificate, theory);
  test_huge(certificate, theory);
  test_long_lists(certificate, theory);
  free(certificate.data);
  free(theory.data);
  return outcome();
}
