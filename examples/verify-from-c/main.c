/* Verifies a certificate with Blockfold's C library: verify-from-c X.bfc FILE.mm
 *
 * Exit status: that of blockfold-verify, which is the verdict's. */
#include <blockfold/verify.h>

#include <stdio.h>
#include <stdlib.h>

/* A whole file; NULL, after a line on standard error, if there is none or no room for it. */
static char* read_file(const char* path, size_t* size) {
  char* data = NULL;
  size_t room = 0, got;
  FILE* file = fopen(path, "rb");
  *size = 0;
  if (file == NULL) {
    perror(path);
    return NULL;
  }
  do {
    char* more;
    room = room == 0 ? 1 << 16 : 2 * room;
    more = realloc(data, room);
    if (more == NULL)
      break;
    data = more;
    got = fread(data + *size, 1, room - *size, file);
    *size += got;
  } while (*size == room);
  if (ferror(file) || *size == room) {
    fprintf(stderr, "%s: cannot be read\n", path);
    free(data);
    data = NULL;
  }
  fclose(file);
  return data;
}

static bf_status verify(const char* certificate_path, const char* theory_path) {
  bf_status status = BF_UNREADABLE;
  bf_result* result = NULL;
  bf_options options = {0};
  size_t certificate_size = 0, theory_size = 0;
  char* certificate = read_file(certificate_path, &certificate_size);
  char* theory = read_file(theory_path, &theory_size);
  options.size = sizeof options;
  options.certificate_name = certificate_path;
  options.theory_name = theory_path;
  if (certificate != NULL && theory != NULL) {
    status = bf_verify(certificate, certificate_size, theory, theory_size, &options, &result);
    const char* text = status == BF_VALID ? bf_result_text(result, 0) : NULL;
    if (text != NULL)
      fputs(text, stdout);
    else
      fprintf(stderr, "%s: %s\n", bf_result_code(result), bf_result_message(result));
  }
  bf_result_free(result);
  free(certificate);
  free(theory);
  return status;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s X.bfc FILE.mm   (Blockfold %s)\n", argv[0], bf_version());
    return BF_USAGE;
  }
  return (int)verify(argv[1], argv[2]);
}
