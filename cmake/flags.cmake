find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Werror -fdiagnostics-color=auto)
# GCC 12 to 14 see phantoms of these inside coroutine frames and inlined containers.
add_compile_options(-Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-dangling-reference
                    -Wno-mismatched-new-delete)
# Precompiled headers go with ccache only when they carry no time stamps.
add_compile_options(-fpch-preprocess)

if(LIFEGUARD_SANITIZE)
  # Not vptr: it opens a pipe to look at an object, and takes it for a wrong one when no descriptor is left.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
endif()

if(LIFEGUARD_HARDEN)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection)
  add_compile_definitions(_FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  add_link_options(-pie -Wl,-z,relro,-z,now -Wl,--as-needed)
endif()
