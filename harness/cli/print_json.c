#include "harness/cli/print_json.h"

#include <stdio.h>

bool cs_print_json(json_t *root)
{
    bool good = root != NULL && json_dumpf(root, stdout, JSON_INDENT(1)) == 0 && putchar('\n') == '\n';

    json_decref(root);
    if (!good)
        fputs("connectspec: the JSON could not be printed\n", stderr);
    return good;
}
