/* What the options of `run` take. */
#include "harness/cli/run_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/authority.h"
#include "harness/cli/command.h"
#include "reports/version.h"

int cs_run_usage_error(const char *message, const char *value)
{
    fprintf(stderr, "connectspec run: %s '%s'; connectspec run --help tells more\n", message, value);
    return CS_EXIT_USAGE;
}

int cs_run_print_ca(const char *value, struct cs_run_options *out)
{
    (void)value;
    (void)out;
    return cs_authority_print() ? CS_EXIT_OK : CS_EXIT_USAGE;
}

static bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    char *rest = NULL;

    errno = 0;
    *out = strtoull(text, &rest, 10);
    return errno == 0 && text[0] >= '0' && text[0] <= '9' && *rest == '\0' && *out >= least && *out <= most;
}

static int take_port(const char *value, uint16_t *out)
{
    uint64_t number;

    if (!parse_number(value, 1, 65535, &number))
        return cs_run_usage_error("a port is a number from 1 to 65535, not", value);
    *out = (uint16_t)number;
    return -1;
}

int cs_run_take_origin_port(const char *value, struct cs_run_options *out)
{
    return take_port(value, &out->target.origin_port);
}

int cs_run_take_denied_port(const char *value, struct cs_run_options *out)
{
    return take_port(value, &out->target.denied_port);
}

int cs_run_take_allowed_port(const char *value, struct cs_run_options *out)
{
    uint16_t *place = out->target.allowed_ports;

    for (size_t i = 0; i < CS_TARGET_PORTS_MAX; i++, place++)
        if (*place == 0)
            return take_port(value, place);
    return cs_run_usage_error("--allowed-port can be given 15 times, no more for", value);
}

int cs_run_take_repeat(const char *value, struct cs_run_options *out)
{
    uint64_t number;

    if (!parse_number(value, 1, CS_REPEAT_MAX, &number))
        return cs_run_usage_error("--repeat takes a number from 1 to 1000, not", value);
    out->repeat = (unsigned)number;
    return -1;
}

int cs_run_take_jobs(const char *value, struct cs_run_options *out)
{
    uint64_t number;

    if (!parse_number(value, 1, 1024, &number))
        return cs_run_usage_error("--jobs takes a number from 1 to 1024, not", value);
    out->jobs = (unsigned)number;
    return -1;
}

int cs_run_take_seed(const char *value, struct cs_run_options *out)
{
    return parse_number(value, 0, UINT64_MAX, &out->selection.seed)
               ? -1
               : cs_run_usage_error("--seed takes a number, not", value);
}

int cs_run_take_deadline(const char *value, struct cs_run_options *out)
{
    char *rest = NULL;

    out->deadline = strtod(value, &rest);
    return rest != value && *rest == '\0' && out->deadline >= 0.01 && out->deadline <= 3600
               ? -1
               : cs_run_usage_error("--deadline takes seconds, not", value);
}

static bool one_of(const char *value, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(value, words[i]) == 0)
            return true;
    return false;
}

int cs_run_take_level(const char *value, struct cs_run_options *out)
{
    static const char *const levels[] = {"must", "should", "all", NULL};

    if (!one_of(value, levels))
        return cs_run_usage_error("--level takes must, should or all, not", value);
    out->selection.level = value;
    return -1;
}

int cs_run_take_auth(const char *value, struct cs_run_options *out)
{
    static const char *const schemes[] = {"basic", "digest", "none", NULL};

    if (!one_of(value, schemes))
        return cs_run_usage_error("--auth takes basic, digest or none, not", value);
    out->target.auth = value;
    return -1;
}

int cs_run_take_color(const char *value, struct cs_run_options *out)
{
    static const char *const modes[] = {"auto", "always", "never", NULL};

    if (!one_of(value, modes))
        return cs_run_usage_error("--color takes auto, always or never, not", value);
    if (strcmp(value, "auto") != 0)
        out->color = strcmp(value, "always") == 0;
    return -1;
}

int cs_run_take_isolate(const char *value, struct cs_run_options *out)
{
    return cs_isolation_parse(value, &out->isolation)
               ? -1
               : cs_run_usage_error("--isolate takes auto, always or never, not", value);
}

int cs_run_take_since(const char *value, struct cs_run_options *out)
{
    out->selection.since = value;
    return cs_version_valid(value) ? -1 : cs_run_usage_error("--since takes a version such as 1.4.0, not", value);
}

int cs_run_take_origin(const char *value, struct cs_run_options *out)
{
    out->proxy = value;
    out->role = "origin";
    return -1;
}

/* The value may be a password, and is not said again. */
static int take_account(const char *name, const char *value, struct cs_run_options *out)
{
    if (strchr(value, ':') == NULL) {
        fprintf(stderr, "connectspec run: %s takes USER:PASSWORD, and this has no colon\n", name);
        return CS_EXIT_USAGE;
    }
    out->proxy_user = value;
    return -1;
}

int cs_run_take_proxy_user(const char *value, struct cs_run_options *out)
{
    return take_account("--proxy-user", value, out);
}

int cs_run_take_environment(struct cs_run_options *out)
{
    const char *value = getenv("CONNECTSPEC_PROXY_USER");

    if (out->proxy == NULL || out->proxy_user != NULL || value == NULL || value[0] == '\0')
        return -1;
    return take_account("CONNECTSPEC_PROXY_USER", value, out);
}
