#include "harness/cli/target_words.h"

#include <getopt.h>
#include <string.h>

#include "harness/cli/run_values.h"

const char cs_target_help[] = "The target (none named: the embedded reference proxy), as for run\n"
                              "  --target NAME|FILE       start and stop this one\n"
                              "  --variant LAYER+...      with these layers of its profile\n"
                              "  --root DIR               start it inside that root file system\n"
                              "  --proxy HOST:PORT        one that already runs; https://HOST:PORT: over TLS\n"
                              "  --origin HOST:PORT       an origin server that already runs: it must refuse CONNECT\n"
                              "  --client COMMAND         a client, such as 'curl -sSkx {proxy-url} {url}'\n"
                              "  --ca FILE                certificates (PEM) that its own is checked against\n"
                              "  --insecure               its certificate is not checked\n"
                              "  --transport h1|h2|h3     what it speaks\n"
                              "  --origin-port N          a port that it lets CONNECT reach (default 18443)\n"
                              "  --denied-port N          a port that it must refuse\n"
                              "  --origin-address A[,B]    our address as a target on another machine sees it\n"
                              "  --auth SCHEME            what it asks for: basic or digest\n"
                              "  --proxy-user USER:PASS   the account to use\n"
                              "  --fault NAME             a mistake for the embedded proxy to make\n"
                              "  --isolate MODE           a network of its own: auto, always, never\n"
                              "  --deadline SECONDS       for one step\n";

bool cs_target_words_take(struct cs_target_words *words, int key, char *value)
{
    static const struct option options[] = {CS_TARGET_OPTIONS};
    static char names[sizeof(options) / sizeof(options[0])][32];
    int index = key - CS_TARGET_OPTION;

    if (index < 0 || (size_t)index >= sizeof(options) / sizeof(options[0]))
        return false;
    (void)snprintf(names[index], sizeof(names[index]), "--%s", options[index].name);
    cs_target_words_add(words, names[index]);
    if (value != NULL)
        cs_target_words_add(words, value);
    return true;
}

void cs_target_words_add(struct cs_target_words *words, const char *word)
{
    if (words->count == 0)
        words->words[words->count++] = (char *)"run";
    if (words->count < CS_TARGET_WORDS_MAX)
        words->words[words->count++] = (char *)word;
}

int cs_target_words_parse(struct cs_target_words *words, struct cs_run_options *out)
{
    int status;

    cs_target_words_add(words, "--"); /* also where there are none */
    words->words[words->count] = NULL;
    status = cs_run_options_parse(words->count, words->words, out);
    return status < 0 && out->all_transports ? cs_run_usage_error("only run takes --transport", "all") : status;
}
