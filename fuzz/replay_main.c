/* Runs corpora through one fuzz target: as ordinary tests, with any compiler. */
#include <stdio.h>
#include <string.h>

#include "fuzz/replay.h"

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "--unpack") == 0)
        return cs_replay_unpack(argv + 3, argc - 3, argv[2]) ? 0 : 1;
    if (argc > 1 && argv[1][0] != '-')
        return cs_replay(argv + 1, argc - 1) ? 0 : 1;
    fprintf(stderr,
            "usage: %s FILE|FOLDER...\n"
            "       %s --unpack OUT FILE|FOLDER...   the messages of AFL++'s packs, one a file\n",
            argv[0], argv[0]);
    return 2;
}
