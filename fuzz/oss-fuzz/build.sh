#!/bin/bash
# What OSS-Fuzz and ClusterFuzzLite run: $SRC/connectspec to fuzz targets in $OUT, each with its seeds, dictionary and
# options.  Takes $CC $CXX $CFLAGS $CXXFLAGS $LIB_FUZZING_ENGINE from them, and builds in $WORK.
set -euo pipefail

source=$SRC/connectspec
build=$WORK/connectspec

# The machines that run the targets have none of our libraries: those come along, beside the targets.
cmake -S "$source" -B "$build" -G Ninja -DBUILD_TESTING=OFF -DCONNECTSPEC_WERROR=OFF \
    -DCONNECTSPEC_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" -DCMAKE_BUILD_RPATH="\$ORIGIN/lib" -DCMAKE_BUILD_WITH_INSTALL_RPATH=OFF
cmake --build "$build" --target fuzzers

mkdir -p "$OUT/lib"
for program in "$build"/fuzz/fuzz_*; do
    if [ ! -x "$program" ] || [ ! -f "$program" ]; then continue; fi
    name=$(basename "$program")
    target=${name#fuzz_}
    cp "$program" "$OUT/"
    ldd "$program" | sed -nE 's/^\s*(lib(crypto|http_parser|jansson|uv|xml2|yaml|icu[a-z]*|lzma|z)[-.].*) => (\S+) .*/\3/p' |
        xargs -r cp -nLt "$OUT/lib"
    cp "$source/fuzz/$target.dict" "$OUT/$name.dict"
    (cd "$source/corpus/$target" && find . -type f | cmake -E tar cf "$OUT/${name}_seed_corpus.zip" --format=zip --files-from=/dev/stdin)
    printf '[libfuzzer]\nmax_len = 65536\ndict = %s.dict\ntimeout = 10\nrss_limit_mb = 2048\n' "$name" >"$OUT/$name.options"
done
