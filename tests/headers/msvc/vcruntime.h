/* The stand-in of src/Interop/generation/msvc, which comes next on the include path, deprecates nothing; MSVC does. */
#include_next <vcruntime.h>

#undef _CRT_DEPRECATE_TEXT
#define _CRT_DEPRECATE_TEXT(text) __declspec(deprecated(text))
