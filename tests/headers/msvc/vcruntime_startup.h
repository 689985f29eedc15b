/* Stands in for MSVC's vcruntime_startup.h, which no SDK package carries: the one type that process.h needs. */
#pragma once
typedef enum _crt_argv_mode { _crt_argv_no_arguments, _crt_argv_unexpanded_arguments, _crt_argv_expanded_arguments } _crt_argv_mode;
