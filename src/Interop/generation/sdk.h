/* Every SDK header that the bindings are taken from, in the one order that works. */
#define WIN32_NO_STATUS   /* winnt.h has a few STATUS_ codes with another type; ntstatus.h has them all */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <mstcpip.h>
#include <afunix.h>
#include <windows.h>
#include <sddl.h>
#include <accctrl.h>
#include <aclapi.h>
#include <winternl.h>
#include <psapi.h>
#include <iphlpapi.h>
#define _NTDEF_           /* winternl.h has UNICODE_STRING and its kin: ntsecapi.h must not repeat them */
typedef NTSTATUS *PNTSTATUS;
#include <ntsecapi.h>
#undef _NTDEF_
#undef WIN32_NO_STATUS
#include <ntstatus.h>
