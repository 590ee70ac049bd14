#include "compiler/driver/prove.h"
#include "compiler/metamath/reader.h"
#include "compiler/support/render.h"
#include "runtime/verify/verify.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
