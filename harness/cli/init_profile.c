#include "harness/cli/init_profile.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/launch/profile.h"
#include "reports/fact.h"

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static bool is_interpreter(const char *program)
{
    static const char *const names[] = {"python", "pypy", "node", "ruby", "perl", "php", "java", "bash", "dash", "sh"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t length = strlen(names[i]);

        if (strncmp(program, names[i], length) == 0 && !isalpha((unsigned char)program[length]))
            return true;
    }
    return false;
}

/* What people call it, |*length| bytes: its program, or the script where that is an interpreter. */
static const char *what_it_is(const struct cs_owner *owner, size_t *length)
{
    const char *program = last_part(owner->program);
    const char *dot;

    *length = strlen(program);
    if (!is_interpreter(program))
        return program;
    for (size_t i = 1; i < owner->count; i++) {
        const char *script = last_part(owner->words[i]);

        if (owner->words[i][0] == '-' || script[0] == '\0')
            continue;
        dot = strrchr(script, '.');
        *length = dot == NULL || dot == script ? strlen(script) : (size_t)(dot - script);
        return script;
    }
    return program;
}

void cs_init_name(const struct cs_owner *owner, char name[CS_INIT_NAME_MAX])
{
    size_t size = 0, length = 0;
    const char *called = owner == NULL ? "" : what_it_is(owner, &size);

    for (const char *at = called; at < called + size && length + 1 < CS_INIT_NAME_MAX; at++)
        if (isalnum((unsigned char)*at))
            name[length++] = (char)tolower((unsigned char)*at);
        else if (length > 0 && name[length - 1] != '-')
            name[length++] = '-';
    while (length > 0 && name[length - 1] == '-')
        length--;
    name[length] = '\0';
    if (length == 0)
        (void)snprintf(name, CS_INIT_NAME_MAX, "my-proxy");
}

/* Text between single quotes of YAML. */
static void put(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        fputs(text[i] == '\'' ? "''" : (char[]){text[i], '\0'}, out);
}

static void put_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    put(out, text, strlen(text));
    fputc('\'', out);
}

/* The variable that stands for the |length| digits at |text|, or NULL. */
static const char *variable_for(const char *text, size_t length, const struct cs_init_facts *facts)
{
    unsigned long number = length > 5 ? 0 : strtoul(text, NULL, 10);

    if (number == facts->port)
        return "${port}";
    return number == facts->policy->origin_port ? "${origin-port}" : NULL;
}

/* A word of the command line.  Returns whether the proxy's port stood in it. */
static bool put_word(FILE *out, const char *word, const struct cs_init_facts *facts)
{
    bool named = false;

    while (*word != '\0') {
        size_t length = strspn(word, "0123456789");
        const char *variable = length == 0 ? NULL : variable_for(word, length, facts);

        if (variable != NULL)
            fputs(variable, out);
        else if (strncmp(word, "${", 2) == 0)
            fputc('$', out); /* $${ stands for ${ */
        named = named || (variable != NULL && strcmp(variable, "${port}") == 0);
        if (length == 0)
            length = 1;
        if (variable == NULL)
            put(out, word, length);
        word += length;
    }
    return named;
}

static bool is_file(const char *folder, const char *word)
{
    char path[PATH_MAX];
    struct stat status;

    return word[0] != '/' && word[0] != '-' &&
           snprintf(path, sizeof(path), "%s/%s", folder, word) < (int)sizeof(path) && stat(path, &status) == 0 &&
           S_ISREG(status.st_mode);
}

/* Its absolute path, without the detours of its name. */
static bool put_file(FILE *out, const struct cs_owner *owner, const char *word)
{
    char path[PATH_MAX], whole[PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s/%s", owner->folder, word);
    if (realpath(path, whole) == NULL)
        (void)snprintf(whole, sizeof(whole), "%s", path);
    put(out, whole, strlen(whole));
    return false;
}

static void put_known_command(FILE *out, const struct cs_init_facts *facts)
{
    const struct cs_owner *owner = facts->owner;
    bool named = false;

    fputs("program: [", out);
    put_quoted(out, owner->program);
    fputs("]\n# It has to stay in the foreground and to listen on 127.0.0.1:${port}.\ncommand:\n  - ${program}\n", out);
    for (size_t i = 1; i < owner->count; i++) {
        fputs("  - '", out);
        named = (is_file(owner->folder, owner->words[i]) ? put_file(out, owner, owner->words[i])
                                                         : put_word(out, owner->words[i], facts)) ||
                named;
        fputs("'\n", out);
    }
    if (!named)
        fputs("# No argument names the port.  Put a copy of the proxy's configuration beside this file, with ${port} "
              "and\n"
              "# ${origin-port} in it, pass ${dir}/proxy.conf above, and say:\n"
              "# files: {proxy.conf: proxy.conf}\n",
              out);
}

/* A shape to be filled in. */
static void put_unknown_command(FILE *out)
{
    fputs("# How it was started could not be seen: put its program and its arguments here.  It has to stay in the\n"
          "# foreground and to listen on 127.0.0.1:${port}.\n"
          "program: [my-proxy]\n"
          "command:\n"
          "  - ${program}\n"
          "  - --listen\n"
          "  - 127.0.0.1:${port}\n",
          out);
}

/* One that connectspec does not start. */
static void put_place(FILE *out, const struct cs_init_facts *facts)
{
    fprintf(
        out,
        "# It runs already, on another machine, and these are addresses of ours that it can reach.  Of four none of\n"
        "# the cases has too few.\nproxy: %s\norigin_addresses: %s\n",
        facts->place, facts->policy->origin_addresses);
}

/* What it was said to be able to, by --has and the like. */
static void put_abilities(FILE *out, const struct cs_policy *policy)
{
    for (size_t i = 0; i < cs_fact_count; i++) {
        const struct cs_fact *fact = &cs_facts[i];

        if (fact->type == CS_FACT_FLAG && fact->need != NULL && fact->profile != NULL &&
            strcmp(fact->profile, "denies_ports") != 0 && cs_fact_is_set(fact, policy))
            fprintf(out, "%s: true\n", fact->profile);
    }
    if (policy->head_seconds > 0 && policy->head_seconds <= CS_HEAD_SECONDS_MAX)
        fprintf(out, "head_seconds: %u\n", policy->head_seconds);
    if (policy->denied_address[0] != '\0')
        fprintf(out, "denied_address: %s\n", policy->denied_address);
}

static void put_policy(FILE *out, const struct cs_init_facts *facts)
{
    const struct cs_policy *policy = facts->policy;

    if (policy->origin_port != CS_TARGET_ORIGIN_PORT)
        fprintf(out, "# The port that it lets CONNECT reach.\norigin_port: %u\n", policy->origin_port);
    if (policy->denies_ports)
        fprintf(out, "# A port that it was told to refuse.\ndenied_port: %u\n", policy->denied_port);
    else
        fputs("# Once it is told to refuse ${denied-port}, this goes, and cases of that policy count.\ndenies_ports: "
              "false\n",
              out);
    put_abilities(out, policy);
    if (strcmp(policy->auth, "none") == 0)
        return;
    fprintf(out, "# The account is written down here: better one that serves no other purpose.\nauth: %s\nuser: ",
            policy->auth);
    put_quoted(out, policy->user);
    fputs("\npassword: ", out);
    put_quoted(out, policy->password);
    fputc('\n', out);
}

void cs_init_profile(FILE *out, const char *name, const struct cs_init_facts *facts)
{
    fprintf(out,
            "# How connectspec %s %s.  A first version by `connectspec init`; the manual\n"
            "# connectspec-profile(5) explains every key.  %s\n"
            "# What fails in them joins the known failures by\n"
            "#   connectspec run --target ./%s.yaml --json result.json\n"
            "#   connectspec expect result.json --update %s.known\n"
            "name: %s\ntitle: %s\n",
            facts->place != NULL ? "reaches what listens at" : "starts what listened at", facts->proxy,
            facts->place != NULL ? "What its policy is, and what it can do beside CONNECT,\n"
                                   "# said here, makes it meet more cases (denied_port, ipv6, forwards ...)."
                                 : "Started by connectspec, the proxy meets more\n# cases than one that already runs.",
            name, name, name, name);
    if (facts->place != NULL)
        put_place(out, facts);
    else if (facts->owner != NULL)
        put_known_command(out, facts);
    else
        put_unknown_command(out);
    put_policy(out, facts);
    if (facts->place == NULL)
        fputs(
            "# May be switched on: ipv6 (it reaches IPv6 destinations), capacity (how many cases at once), run_as (its "
            "user).\n",
            out);
}
