/* In place of shell_h3.c where the program is built without the libraries of HTTP/3. */
#include "harness/embedded/proxy/shell_h3.h"

int cs_shell_h3_start(struct cs_pairs *pairs, const char *address, uint16_t port, struct cs_shell_h3 **out)
{
    (void)pairs;
    (void)address;
    (void)port;
    *out = NULL;
    return UV_ENOTSUP;
}

void cs_shell_h3_stop(struct cs_shell_h3 *shell)
{
    (void)shell;
}

bool cs_shell_h3_is_open(const struct cs_shell_h3 *shell)
{
    (void)shell;
    return false;
}

void cs_shell_h3_free(struct cs_shell_h3 *shell)
{
    (void)shell;
}
