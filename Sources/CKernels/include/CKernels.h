// The C kernels of Concordance: one call per block, each with a Swift twin that tests compare it with.
#pragma once
#include "atomics.h"
#include "block.h"
#include "byte_classes.h"
#include "checksum.h"
#include "compare.h"
#include "guard.h"
#include "json.h"
#include "packing.h"
#include "scoring.h"
#include "shapes.h"
#include "tree.h"
#include "unicode_tables.h"
