# Declarations that the folders use. A folder's CMakeLists.txt is a list of
#   ph_module(name SRCS a.c b.c [HOSTED c.c] [DEFS x] LIBS base scale [WASM])
#                                             static library; WASM adds the freestanding pass, for all but HOSTED
#   ph_test(test_x.c LIBS x [ARGS ...] [TIMEOUT s])       unit test beside the code
#   ph_fuzz(fuzz_x.c LIBS x)                              libFuzzer target; replays fuzz/corpus/<name>/ as a test
#   ph_bench(bench_x.c LIBS x)                            joins `make bench`
#   ph_program(name SRCS main.c LIBS ...)                 installed program
set_property(GLOBAL PROPERTY PH_BENCHES "")
set_property(GLOBAL PROPERTY PH_PROGRAMS "")

set(PH_WASM_FLAGS --target=wasm32-unknown-unknown -mcpu=mvp -std=c17 -Os -ffreestanding
	-nostdlibinc -fno-builtin -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
	-ffile-prefix-map=${CMAKE_BINARY_DIR}/=build/ -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror -DPH_WASM=1 -DNDEBUG=1)

# A ccache that is told a base_dir hands relative paths to the compiler, and __FILE__ would differ.
set(PH_WASM_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
if(PH_WASM_LAUNCHER)
	set(PH_WASM_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR= ${PH_WASM_LAUNCHER})
endif()

# Compiles one source for wasm32 without any libc: an #include of a hosted
# header is an error, and size_t is 32 bits wide.
function(ph_wasm_object module src)
	file(RELATIVE_PATH rel ${CMAKE_SOURCE_DIR} ${src})
	set(obj ${CMAKE_BINARY_DIR}/wasm/${module}/${rel}.o)
	list(TRANSFORM ARGN PREPEND -D OUTPUT_VARIABLE defs)
	get_filename_component(dir ${obj} DIRECTORY)
	file(MAKE_DIRECTORY ${dir})
	add_custom_command(OUTPUT ${obj}
		COMMAND ${PH_WASM_LAUNCHER} ${WASM_CLANG} ${PH_WASM_FLAGS} ${defs} -I${CMAKE_SOURCE_DIR}/src
			-I${CMAKE_BINARY_DIR}/gen -MD -MF ${obj}.d -c ${src} -o ${obj}
		DEPENDS ${src} DEPFILE ${obj}.d VERBATIM
		COMMENT "wasm32 ${rel}")
	set(objs ${objs} ${obj} PARENT_SCOPE)
endfunction()

function(ph_module name)
	cmake_parse_arguments(M "WASM" "" "SRCS;HOSTED;DEFS;LIBS" ${ARGN})
	add_library(${name} STATIC ${M_SRCS} ${M_HOSTED})
	target_link_libraries(${name} PRIVATE ph_warnings PUBLIC ${M_LIBS})
	target_compile_definitions(${name} PRIVATE ${M_DEFS})
	if(M_WASM)
		set(objs "")
		foreach(src ${M_SRCS})
			ph_wasm_object(${name} ${CMAKE_CURRENT_SOURCE_DIR}/${src} ${M_DEFS})
		endforeach()
		add_custom_target(wasm_${name} ALL DEPENDS ${objs})
		set_property(GLOBAL APPEND PROPERTY PH_PROGRAMS wasm_${name})
		set_property(GLOBAL PROPERTY PH_WASM_OBJS_${name} "${objs}")
	endif()
endfunction()

function(ph_executable name src)
	add_executable(${name} ${src})
	target_link_libraries(${name} PRIVATE ph_warnings ${ARGN} base)
endfunction()

function(ph_test src)
	cmake_parse_arguments(T "" "TIMEOUT" "LIBS;ARGS" ${ARGN})
	get_filename_component(name ${src} NAME_WE)
	ph_executable(${name} ${src} ${T_LIBS})
	# Tests see the source tree, to read vectors and fixtures from it.
	target_compile_definitions(${name} PRIVATE PH_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
	set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
	add_test(NAME ${name} COMMAND ${name} ${T_ARGS})
	if(NOT T_TIMEOUT)
		set(T_TIMEOUT 120)
	endif()
	set_tests_properties(${name} PROPERTIES TIMEOUT ${T_TIMEOUT} LABELS unit)
endfunction()

# What `make fuzz` builds: nothing else is of use under that preset.
if(PH_LIBFUZZER)
	add_custom_target(fuzzers)
endif()

function(ph_fuzz src)
	cmake_parse_arguments(F "" "" "LIBS" ${ARGN})
	get_filename_component(name ${src} NAME_WE)
	if(PH_LIBFUZZER)
		ph_executable(${name} ${src} ${F_LIBS})
		target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
		target_link_options(${name} PRIVATE -fsanitize=fuzzer)
		add_dependencies(fuzzers ${name})
	else()
		add_executable(${name} ${src} ${CMAKE_SOURCE_DIR}/tools/fuzz_main.c)
		target_link_libraries(${name} PRIVATE ph_warnings ${F_LIBS} base)
		add_test(NAME ${name} COMMAND ${name} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${name})
		set_tests_properties(${name} PROPERTIES TIMEOUT 120 LABELS fuzz)
	endif()
	set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
endfunction()

function(ph_bench src)
	cmake_parse_arguments(B "" "" "LIBS" ${ARGN})
	get_filename_component(name ${src} NAME_WE)
	ph_executable(${name} ${src} ${B_LIBS})
	set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
	set_property(GLOBAL APPEND PROPERTY PH_BENCHES ${name})
endfunction()

function(ph_program name)
	cmake_parse_arguments(P "" "" "SRCS;LIBS" ${ARGN})
	add_executable(${name} ${P_SRCS})
	target_link_libraries(${name} PRIVATE ph_warnings ${P_LIBS} base)
	set_property(GLOBAL APPEND PROPERTY PH_PROGRAMS ${name})
endfunction()

# Called once at the end: whole-tree checks that are tests too.
function(ph_finish)
	add_test(NAME check_layers COMMAND ${Python3_EXECUTABLE}
		${CMAKE_SOURCE_DIR}/tools/check_layers.py ${CMAKE_SOURCE_DIR})
	add_test(NAME check_source COMMAND ${Python3_EXECUTABLE}
		${CMAKE_SOURCE_DIR}/tools/check_source.py ${CMAKE_SOURCE_DIR})
	set_tests_properties(check_layers check_source PROPERTIES LABELS check)
	# What `make run` needs, without tests: the programs and the freestanding pass.
	get_property(programs GLOBAL PROPERTY PH_PROGRAMS)
	add_custom_target(programs DEPENDS ${programs})
	get_property(benches GLOBAL PROPERTY PH_BENCHES)
	add_custom_target(benches DEPENDS ${benches})
endfunction()
