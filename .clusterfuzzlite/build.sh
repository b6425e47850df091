#!/bin/bash
exec "$SRC/connectspec/fuzz/oss-fuzz/build.sh"
