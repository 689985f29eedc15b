# find_package(afunix) gives three targets:
#
#   afunix::afunix   <afunix.h>, and the DLL
#   afunix::posix    the same, and <sys/socket.h>, <sys/un.h>, <poll.h>... in front of the compiler's own headers
#   afunix::winsock  AF_UNIX for code that includes <winsock2.h>; link it in front of ws2_32
#
# The DLL must be found at run time: copy $<TARGET_FILE:afunix::afunix> beside the program.

get_filename_component(_afunix_root "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET afunix::afunix)
  add_library(afunix::afunix SHARED IMPORTED)
  set_target_properties(afunix::afunix PROPERTIES
    IMPORTED_LOCATION "${_afunix_root}/bin/afunix.dll"
    INTERFACE_INCLUDE_DIRECTORIES "${_afunix_root}/include")
  if(MINGW)
    set_target_properties(afunix::afunix PROPERTIES IMPORTED_IMPLIB "${_afunix_root}/lib/libafunix.dll.a")
  else() # also tells the DLL of a static C runtime
    set_target_properties(afunix::afunix PROPERTIES IMPORTED_IMPLIB "${_afunix_root}/lib/afunix.lib")
  endif()

  add_library(afunix::winsock SHARED IMPORTED)
  set_target_properties(afunix::winsock PROPERTIES
    IMPORTED_LOCATION "${_afunix_root}/bin/afunix.dll"
    IMPORTED_IMPLIB "${_afunix_root}/lib/afunixws.lib")

  add_library(afunix::posix INTERFACE IMPORTED)
  set_target_properties(afunix::posix PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${_afunix_root}/include/posix"
    INTERFACE_LINK_LIBRARIES afunix::afunix)
endif()

unset(_afunix_root)
