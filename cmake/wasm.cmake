# The wasm blobs: ph_blob(phala-x LIBS module ... SRCS glue.c ... [DEFS x]) links the
# freestanding objects of the modules, and SRCS compiled with DEFS, to wasm/phala-x.wasm in the
# build folder, and compresses it to phala-x.compact.wasm, the form that goes under `:code`.
# TEST leaves it out of `make wasm`.
# The same sources give the same bytes in every folder.
find_program(WASM_LD wasm-ld-19)
find_program(ZSTD zstd)
if(NOT WASM_LD OR NOT ZSTD)
	message(FATAL_ERROR "wasm-ld-19 or zstd is missing: ${PH_SETUP_HINT}")
endif()

# The stack comes first, so that too deep a call traps instead of writing over the statics.
set(PH_WASM_LINK --no-entry --export=__heap_base --strip-all --gc-sections --stack-first
	-z stack-size=1048576 --fatal-warnings)

add_custom_target(wasm)

function(ph_blob name)
	cmake_parse_arguments(B "TEST" "" "LIBS;SRCS;DEFS" ${ARGN})
	set(objs "")
	foreach(src ${B_SRCS})
		ph_wasm_object(${name} ${CMAKE_CURRENT_SOURCE_DIR}/${src} ${B_DEFS})
	endforeach()
	foreach(lib ${B_LIBS})
		get_property(lib_objs GLOBAL PROPERTY PH_WASM_OBJS_${lib})
		list(APPEND objs ${lib_objs})
	endforeach()
	set(blob ${CMAKE_BINARY_DIR}/wasm/${name}.wasm)
	set(compact ${CMAKE_BINARY_DIR}/wasm/${name}.compact.wasm)
	add_custom_command(OUTPUT ${blob} COMMAND ${WASM_LD} ${PH_WASM_LINK} ${objs} -o ${blob}
		DEPENDS ${objs} VERBATIM COMMENT "wasm blob ${name}")
	add_custom_command(OUTPUT ${compact}
		COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/compact_wasm.py ${ZSTD} ${blob} ${compact}
		DEPENDS ${blob} ${CMAKE_SOURCE_DIR}/tools/compact_wasm.py VERBATIM
		COMMENT "wasm blob ${name}, compressed")
	add_custom_target(${name} ALL DEPENDS ${blob} ${compact})
	if(NOT B_TEST)
		add_dependencies(wasm ${name})
		set_property(GLOBAL APPEND PROPERTY PH_PROGRAMS ${name})
	endif()
endfunction()

# ph_blob_library(lib phala-x blob.c): a library that carries the compressed blob.
function(ph_blob_library lib name src)
	set(compact ${CMAKE_BINARY_DIR}/wasm/${name}.compact.wasm)
	add_library(${lib} STATIC ${src})
	target_link_libraries(${lib} PRIVATE ph_warnings)
	target_compile_definitions(${lib} PRIVATE PH_BLOB_FILE="${compact}")
	# The assembler reads the file, which no compiler's list of includes shows.
	set_property(SOURCE ${src} APPEND PROPERTY OBJECT_DEPENDS ${compact})
	add_dependencies(${lib} ${name})
endfunction()
