// The C kernels of Concordance: one call per block, each with a Swift twin that tests compare it with.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "byte_classes.h"
#include "unicode_tables.h"
