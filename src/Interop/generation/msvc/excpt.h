/* Stands in for MSVC's excpt.h: windows.h includes it, the bindings take nothing from it. */
#pragma once

typedef enum _EXCEPTION_DISPOSITION { ExceptionContinueExecution, ExceptionContinueSearch, ExceptionNestedException,
    ExceptionCollidedUnwind } EXCEPTION_DISPOSITION;
