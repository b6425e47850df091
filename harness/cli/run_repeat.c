/* The command that repeats a run. */
#include <stdio.h>
#include <string.h>

#include "harness/cli/run_values.h"

static void add(struct cs_run_options *out, const char *text)
{
    size_t used = strlen(out->command);

    (void)snprintf(out->command + used, sizeof(out->command) - used, "%s", text);
}

/* A word that a shell reads as |value|. */
static void add_word(struct cs_run_options *out, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@+=%";

    if (value[strspn(value, plain)] == '\0') {
        add(out, value);
        return;
    }
    add(out, "'");
    for (; *value != '\0'; value++)
        add(out, *value == '\'' ? "'\\''" : (char[]){*value, '\0'});
    add(out, "'");
}

/* An option; |value| NULL: it was not given, "": it takes none. */
static void append(struct cs_run_options *out, const char *option, const char *value)
{
    if (value == NULL)
        return;
    add(out, out->command[0] == '\0' ? "--" : " --");
    add(out, option);
    if (value[0] == '\0')
        return;
    add(out, " ");
    add_word(out, value);
}

static void append_port(struct cs_run_options *out, const char *option, uint16_t port)
{
    char number[8];

    (void)snprintf(number, sizeof(number), "%u", port);
    append(out, option, port == 0 ? NULL : number);
}

void cs_run_compose_command(struct cs_run_options *out)
{
    append(out, "target", out->target.name);
    append(out, "client", out->target.client);
    append(out, "variant", out->target.layers);
    append(out, "root", out->target.root);
    append(out, out->role == NULL ? "proxy" : out->role, out->proxy);
    append(out, "ca", out->ca);
    append(out, "insecure", out->insecure ? "" : NULL);
    append(out, "transport", out->transport);
    append(out, "fault", out->target.fault);
    append(out, "auth", out->target.auth);
    append(out, "proxy-user", out->proxy_user == NULL ? NULL : "USER:PASSWORD");
    append(out, "origin-address", out->target.origin_addresses);
    append(out, "cases", out->cases);
    append_port(out, "origin-port", out->target.origin_port);
    append_port(out, "denied-port", out->target.denied_port);
    for (const uint16_t *port = out->target.allowed_ports; *port != 0; port++)
        append_port(out, "allowed-port", *port);
    append(out, "has", out->has);
    append(out, "parent", out->parent);
    append(out, "denied-address", out->denied);
    append(out, "isolate", out->isolation == CS_ISOLATE_AUTO ? NULL : cs_isolation_word(out->isolation));
}
