/* tools/tidy.h - what clang-tidy's analyzer can't see from one file: fail() returns false */
#include "base/error.h"

#define fail(...)           ((void)fail(__VA_ARGS__), false)
#define fail_hint(...)      ((void)fail_hint(__VA_ARGS__), false)
#define fail_at(...)        ((void)fail_at(__VA_ARGS__), false)
#define fail_statement(...) ((void)fail_statement(__VA_ARGS__), false)
#define fail_object(...)    ((void)fail_object(__VA_ARGS__), false)
