/* What the C programs that test the C library share. */
#ifndef BLOCKFOLD_TESTS_CAPI_SUPPORT_H
#define BLOCKFOLD_TESTS_CAPI_SUPPORT_H

#include <stddef.h>
#include <stdio.h>

typedef struct {
  unsigned char* data;
  size_t size;
} bytes;

/* At most a megabyte, with room for a zero byte behind it; ends the program if there is no such
 * file. */
bytes read_file(const char* folder, const char* name);

/* Notes what does not hold. */
void check(int holds, const char* file, int line, const char* what);
#define CHECK(condition) check(condition, __FILE__, __LINE__, #condition)

/* Prints a line if all checks held; the exit status. */
int outcome(void);

#endif
