/* A target under AFL++: persistent mode, test cases in shared memory, many messages a run (fuzz/pack.h).  With files
 * or folders named it runs those instead.  The macros of AFL++ need this file to be compiled with few warnings. */
#include <stdlib.h>
#include <unistd.h>

#include "fuzz/replay.h"

__AFL_FUZZ_INIT();

int main(int argc, char **argv)
{
    const uint8_t *input;

    if (argc > 1)
        return cs_replay(argv + 1, argc - 1) ? 0 : 1;
    __AFL_INIT();
    input = __AFL_FUZZ_TESTCASE_BUF;
    while (__AFL_LOOP(100000)) {
        int size = __AFL_FUZZ_TESTCASE_LEN;

        if (!cs_replay_input(input, (size_t)size))
            abort();
    }
    return 0;
}
