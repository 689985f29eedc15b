# The helpers that MSVC's code generator calls by name, for the link on Linux. x64 Windows calling convention.
    .intel_syntax noprefix
    .text

# __chkstk: rax is the size of a large stack frame to come. The stack grows by one guard page at a time, so each page on the
# way down is read once, in order. Every register is kept.
    .globl __chkstk
__chkstk:
    push r10
    push r11
    lea r10, [rsp + 24]             # the caller's stack pointer
    mov r11, r10
    sub r11, rax                    # where the frame will end
.Lnext_page:
    sub r10, 0x1000
    cmp r10, r11
    jb .Llast_page
    test byte ptr [r10], al
    jmp .Lnext_page
.Llast_page:
    test byte ptr [r11], al
    pop r11
    pop r10
    ret

# __security_check_cookie: rcx is the cookie that the function kept; anything else means an overrun: fail fast at once.
    .globl __security_check_cookie
__security_check_cookie:
    cmp rcx, qword ptr [rip + __security_cookie]
    jne .Loverrun
    ret
.Loverrun:
    mov ecx, 2                      # FAST_FAIL_STACK_COOKIE_CHECK_FAILURE
    int 0x29

# __report_rangecheckfailure: an array index out of range.
    .globl __report_rangecheckfailure
__report_rangecheckfailure:
    mov ecx, 8                      # FAST_FAIL_RANGE_CHECK_FAILURE
    int 0x29

# __GSHandlerCheck: the exception handler of guarded functions that have no handler of their own: go on searching.
    .globl __GSHandlerCheck
__GSHandlerCheck:
    mov eax, 1                      # ExceptionContinueSearch
    ret

# Control Flow Guard calls through these pointers. The image is not marked as guarded, so the loader leaves them alone:
# dispatch goes where it was told, check returns.
dispatch:
    jmp rax
check:
    ret

    .data
    .globl __guard_dispatch_icall_fptr
__guard_dispatch_icall_fptr:
    .quad dispatch
    .globl __guard_check_icall_fptr
__guard_check_icall_fptr:
    .quad check
