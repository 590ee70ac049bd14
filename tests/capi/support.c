#include "support.h"

#include <stdlib.h>

static int failures = 0;

void check(int holds, const char* file, int line, const char* what) {
  if (holds)
    return;
  fprintf(stderr, "%s:%d: %s\n", file, line, what);
  ++failures;
}

int outcome(void) {
  if (failures == 0)
    puts("all checks hold");
  return failures == 0 ? 0 : 1;
}

bytes read_file(const char* folder, const char* name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  bytes out = {malloc(1 << 20), 0};
  out.size = fread(out.data, 1, (1 << 20) - 1, file);
  fclose(file);
  return out;
}
