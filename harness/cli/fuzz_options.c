#include "harness/cli/fuzz_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"

static const char usage[] =
    "usage: connectspec fuzz [OPTIONS] --out DIR\n"
    "\n"
    "Fuzzes a proxy, an origin or a client: makes dialogues (heads, where they are cut, what goes through tunnels, how "
    "they\n"
    "end), judges each like a case, keeps what shows something new, and hands back ready cases of what is wrong.\n"
    "\n";

static const char usage_more[] =
    "\n"
    "The campaign\n"
    "  --out DIR                where it is kept; one that is there is gone on with\n"
    "  --minutes N              how long (without a bound: until Ctrl-C)\n"
    "  --seconds N              how long\n"
    "  --inputs N               no more than so many\n"
    "  --findings N             stop at so many findings\n"
    "  --jobs N                 dialogues at once, 1 to 1024 (default 64), never beyond the target's capacity\n"
    "  --rate N                 no more than so many dialogues a second\n"
    "  --seed N                 the same inputs once more\n"
    "  --corpus DIR             more to begin with: a message or a case a file\n"
    "  --made-only              none of the suite's own cases, only what is made\n"
    "  --json F                 the findings and the numbers (- for standard output)\n"
    "  --strict                 advice counts like a MUST\n"
    "  --quiet                  no status line\n"
    "\n"
    "Several targets\n"
    "  --differential A,B,...   each input goes to all of them, named by profile or HOST:PORT; what they disagree on "
    "is\n"
    "                           reported and kept in DIR/disagreements/, and says nothing of whose mistake it is: the\n"
    "                           exit status is 0 all the same, and 1 with --strict\n"
    "\n"
    "DIR/findings/NAME/ has case.yaml, which connectspec run --cases DIR/findings/NAME repeats; the transcript, a "
    "packet\n"
    "capture, and the bytes for printf and ncat.  DIR/unsteady/ has what did not come again each of ten times.\n"
    "\n"
    "Exit status: 0 nothing found, 1 findings that break a MUST, 2 usage, 3 trouble with the target, 130 and 143 a "
    "signal.\n";

enum {
    OPT_OUT = 1,
    OPT_DIFFERENTIAL,
    OPT_MINUTES,
    OPT_SECONDS,
    OPT_INPUTS,
    OPT_FINDINGS,
    OPT_JOBS,
    OPT_RATE,
    OPT_SEED,
    OPT_CORPUS,
    OPT_MADE_ONLY,
    OPT_JSON,
    OPT_STRICT,
    OPT_QUIET,
    OPT_HELP,
};

static const struct option options[] = {
    CS_TARGET_OPTIONS,
    {"out", required_argument, NULL, OPT_OUT},
    {"differential", required_argument, NULL, OPT_DIFFERENTIAL},
    {"minutes", required_argument, NULL, OPT_MINUTES},
    {"seconds", required_argument, NULL, OPT_SECONDS},
    {"inputs", required_argument, NULL, OPT_INPUTS},
    {"findings", required_argument, NULL, OPT_FINDINGS},
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"rate", required_argument, NULL, OPT_RATE},
    {"seed", required_argument, NULL, OPT_SEED},
    {"corpus", required_argument, NULL, OPT_CORPUS},
    {"made-only", no_argument, NULL, OPT_MADE_ONLY},
    {"json", required_argument, NULL, OPT_JSON},
    {"strict", no_argument, NULL, OPT_STRICT},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static int refuse(const char *what, const char *value)
{
    fprintf(stderr, "connectspec fuzz: %s '%s'\n", what, value);
    return CS_EXIT_USAGE;
}

static int take_number(const char *value, uint64_t most, uint64_t *out)
{
    char *end;
    unsigned long long number;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || number == 0 || number > most)
        return refuse("takes a number from 1 on, not", value);
    *out = number;
    return -1;
}

static int take_seconds(const char *value, double unit, double *out)
{
    char *end;
    double number = strtod(value, &end);

    if (end == value || *end != '\0' || !(number > 0) || number > 1e7)
        return refuse("takes a number of minutes or seconds, not", value);
    *out = number * unit;
    return -1;
}

static int take_jobs(const char *value, unsigned *out)
{
    uint64_t number = 0;
    int status = take_number(value, 1024, &number);

    *out = (unsigned)number;
    return status;
}

static int take_other(int key, char *value, struct cs_fuzz_options *out)
{
    if (cs_target_words_take(&out->words, key, value))
        return -1;
    if (key == OPT_HELP) {
        fputs(usage, stdout);
        fputs(cs_target_help, stdout);
        fputs(usage_more, stdout);
        return CS_EXIT_OK;
    }
    fputs("connectspec fuzz --help tells more\n", stderr);
    return CS_EXIT_USAGE;
}

static int take(int key, char *value, struct cs_fuzz_options *out)
{
    switch (key) {
    case OPT_MINUTES:
        return take_seconds(value, 60, &out->seconds);
    case OPT_SECONDS:
        return take_seconds(value, 1, &out->seconds);
    case OPT_INPUTS:
        return take_number(value, UINT64_MAX, &out->inputs);
    case OPT_FINDINGS:
        return take_number(value, UINT64_MAX, &out->findings);
    case OPT_JOBS:
        return take_jobs(value, &out->jobs);
    case OPT_RATE:
        return take_number(value, 1000000, &out->rate);
    case OPT_SEED:
        return take_number(value, INT64_MAX, &out->seed);
    case OPT_OUT:
        out->out = value;
        return -1;
    case OPT_DIFFERENTIAL:
        out->differential = value;
        return -1;
    case OPT_CORPUS:
        out->corpus = value;
        return -1;
    case OPT_JSON:
        out->json = value;
        return -1;
    case OPT_MADE_ONLY:
        out->made_only = true;
        return -1;
    case OPT_STRICT:
        out->strict = true;
        return -1;
    case OPT_QUIET:
        out->quiet = true;
        return -1;
    default:
        return take_other(key, value, out);
    }
}

int cs_fuzz_options_parse(int argc, char **argv, struct cs_fuzz_options *out)
{
    int status = -1;
    int key;

    *out = (struct cs_fuzz_options){.out = NULL};
    optind = 1;
    while (status < 0 && (key = getopt_long(argc, argv, "", options, NULL)) != -1)
        status = take(key, optarg, out);
    if (status >= 0)
        return status;
    if (optind < argc)
        return refuse("takes no operand such as", argv[optind]);
    if (out->out == NULL) {
        fputs("connectspec fuzz: --out DIR says where the campaign is kept\n", stderr);
        return CS_EXIT_USAGE;
    }
    if (out->differential == NULL)
        return cs_target_words_parse(&out->words, &out->target);
    if (out->made_only || out->corpus != NULL)
        fputs("connectspec fuzz: --differential takes neither --corpus nor --made-only: its inputs are always made\n",
              stderr);
    return out->made_only || out->corpus != NULL ? CS_EXIT_USAGE : -1;
}
