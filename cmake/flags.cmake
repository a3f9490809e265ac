# Compiler and linker flags, one place for both compilers.
option(PH_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(PH_TSAN "ThreadSanitizer, for the tests of os/workers and of what runs on it" OFF)
option(PH_LIBFUZZER "link fuzz targets with libFuzzer (clang)" OFF)
option(PH_TIDY "run clang-tidy with each compilation" OFF)
option(PH_FAULTS "compile in --crash-at points (never in release)" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_FLAGS_DEBUG "-O1 -g")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")

add_library(ph_warnings INTERFACE)
target_compile_options(ph_warnings INTERFACE
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wundef -Wvla -Walloca
	-Wpointer-arith -Wwrite-strings -Wswitch-enum -Wimplicit-fallthrough -Wformat=2
	-Wdouble-promotion -Wfloat-conversion -Wdate-time -Werror)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
	target_compile_options(ph_warnings INTERFACE
		-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wformat-signedness
		-Wcast-align=strict)
	if(NOT PH_SANITIZE)
		# ASan's redzones make both of these report frames nobody wrote.
		target_compile_options(ph_warnings INTERFACE
			-Wnull-dereference -Wframe-larger-than=8192)
	endif()
else()
	target_compile_options(ph_warnings INTERFACE
		-Wcomma -Wconditional-uninitialized -Wassign-enum -Wunreachable-code-aggressive
		-Wmissing-variable-declarations)
endif()

add_compile_definitions(_GNU_SOURCE)
add_compile_options(-fno-common -fno-strict-aliasing -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
	-ffile-prefix-map=${CMAKE_BINARY_DIR}/=build/)
if(PH_FAULTS)
	add_compile_definitions(PH_FAULTS=1)
endif()
if(PH_SANITIZE)
	# Without -fno-strict-overflow: it would silence the signed overflow check.
	add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=address,undefined)
endif()
if(PH_TSAN)
	add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
	add_link_options(-fsanitize=thread)
endif()
if(PH_LIBFUZZER)
	# The libraries report their coverage too, or the fuzzer sees only its own file.
	add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
	add_compile_definitions(NDEBUG)
	add_compile_options(-U_FORTIFY_SOURCE -fstack-protector-strong
		-fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero
		-fno-strict-overflow -fno-delete-null-pointer-checks -fvisibility=hidden -fPIE)
	add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code)
	if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
		add_compile_options(-D_FORTIFY_SOURCE=3 -fzero-call-used-regs=used-gpr)
	else()
		add_compile_options(-D_FORTIFY_SOURCE=2)
	endif()
endif()
if(PH_TIDY)
	set(CMAKE_C_CLANG_TIDY clang-tidy-14)
endif()
