/* connectspec parse: standard input through the reference parser, as one JSON object. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/parse_parts.h"

static const char usage[] =
    "usage: connectspec parse request|response|h2-head|h3-head|capsule|authority|host|challenge|credentials\n\n"
    "Feeds standard input, exact bytes, to the reference parser and prints one JSON object. request reads a\n"
    "message head; what follows the empty line is not looked at. response reads what answers a CONNECT: interim\n"
    "responses, the final head and, if anything follows that, its body, which then has to be whole. h2-head and\n"
    "h3-head read a decoded field section of HTTP/2 and HTTP/3, a line a field, `:method: CONNECT`. capsule reads\n"
    "one direction of a connect-udp tunnel up to its clean end: capsules, and in those of type 0 a Context ID and\n"
    "a payload; the first 1000 are listed. authority reads the target of CONNECT; host, challenge and credentials read "
    "the value\n"
    "of Host, Proxy-Authenticate and Proxy-Authorization.\n\n"
    "In a finding, sender_level (and level, its older name) is what the text asks of who sends such bytes;\n"
    "requirement_level and requirement_role are what the requirement asks of whom (connectspec explain ID).\n"
    "readings are what known lenient readers make of the bytes (their host is without the brackets that authority "
    "has).\n\n"
    "Exit status: 0 valid, 1 invalid or unfinished, 2 usage, or input larger than 16 MiB.\n";

#define INPUT_MAX ((size_t)16 << 20)

static const struct kind {
    const char *name;
    void (*run)(struct cs_parse *parse);
    bool is_value; /* of a field: it has no line ends */
} kinds[] = {
    {"request", cs_parse_request, false},
    {"response", cs_parse_response, false},
    {"authority", cs_parse_authority, true},
    {"h2-head", cs_parse_h2_head, false},
    {"h3-head", cs_parse_h3_head, false},
    {"capsule", cs_parse_capsule, false},
    {"host", cs_parse_host, true},
    {"challenge", cs_parse_challenge, true},
    {"credentials", cs_parse_credentials, true},
};

/* What the requirement asks of whoever it is for; the level is what the deviation is for the sender. */
static void put_requirement(struct cs_parse *parse, json_t *item, const char *id)
{
    const struct cs_requirement *requirement =
        parse->catalogue == NULL ? NULL : cs_catalogue_find(parse->catalogue, id);

    if (requirement == NULL)
        return;
    cs_parse_put(parse, item, "requirement_level", json_string(requirement->level));
    cs_parse_put(parse, item, "requirement_role", json_string(requirement->role));
}

/* Adds the findings of one level, so that those that make the input invalid come first. */
static void put_findings(struct cs_parse *parse, json_t *list, enum cs_level level)
{
    for (size_t i = 0; i < parse->findings.count; i++) {
        enum cs_code code = parse->findings.items[i].code;
        json_t *item;
        if (cs_code_level(code) != level)
            continue;
        item = json_object();
        cs_parse_put(parse, item, "code", json_string(cs_code_name(code)));
        cs_parse_put(parse, item, "offset", cs_parse_number_of(parse->findings.items[i].offset));
        cs_parse_put(parse, item, "requirement", json_string(cs_code_requirement(code)));
        cs_parse_put(parse, item, "level", json_string(level == CS_MUST ? "MUST" : "SHOULD"));
        cs_parse_put(parse, item, "sender_level", json_string(level == CS_MUST ? "MUST" : "SHOULD"));
        put_requirement(parse, item, cs_code_requirement(code));
        cs_parse_put(parse, item, "sentence", json_string(cs_code_sentence(code)));
        parse->failed |= json_array_append_new(list, item) != 0;
    }
}

/* Of a value, echo adds one that was not meant. */
static bool ends_in_newline(const struct cs_parse *parse)
{
    return parse->is_value && parse->length > 0 && parse->data[parse->length - 1] == '\n';
}

/* The document.  NULL without memory. */
static json_t *describe(struct cs_parse *parse)
{
    json_t *root = json_object();
    json_t *findings = json_array();
    bool valid = !parse->findings.invalid;

    put_findings(parse, findings, CS_MUST);
    put_findings(parse, findings, CS_SHOULD);
    cs_parse_put(parse, root, "valid", json_boolean(valid));
    if (!valid) {
        json_t *first = json_array_get(findings, 0);
        cs_parse_put(parse, root, "error", json_incref(json_object_get(first, "code")));
        cs_parse_put(parse, root, "offset", json_incref(json_object_get(first, "offset")));
        cs_parse_put(parse, root, "requirement", json_incref(json_object_get(first, "requirement")));
    } else {
        parse->failed |= json_object_update(root, parse->parts) != 0;
    }
    cs_parse_put(parse, root, "findings", findings);
    if (!valid && ends_in_newline(parse))
        cs_parse_put(parse, root, "hint", json_string("the input ends in a newline, which counts: printf writes none"));
    parse->failed |= json_object_update(root, parse->readings) != 0;
    if (!parse->failed)
        return root;
    json_decref(root);
    return NULL;
}

/* All of standard input; false, with a line on stderr, when there is too much of it. */
static bool read_input(struct cs_parse *parse)
{
    parse->data = malloc(INPUT_MAX + 1);
    if (parse->data == NULL) {
        fputs("connectspec parse: out of memory\n", stderr);
        return false;
    }
    parse->length = fread(parse->data, 1, INPUT_MAX + 1, stdin);
    if (ferror(stdin) || parse->length > INPUT_MAX) {
        fputs("connectspec parse: standard input cannot be read, or is larger than 16 MiB\n", stderr);
        return false;
    }
    return true;
}

static int print_parse(struct cs_parse *parse)
{
    json_t *root = describe(parse);
    int written = root == NULL ? -1 : json_dumpf(root, stdout, JSON_COMPACT);

    json_decref(root);
    if (written != 0 || putchar('\n') == EOF || fflush(stdout) != 0) {
        fputs("connectspec parse: the result cannot be written\n", stderr);
        return CS_EXIT_USAGE;
    }
    return parse->findings.invalid ? CS_EXIT_NONCONFORMANT : CS_EXIT_OK;
}

/* Where it is to be had: without it, findings lack what it says. */
static struct cs_catalogue *load_catalogue(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_catalogue *catalogue = NULL;
    char *cases = cs_home_cases();
    char *path = NULL;

    if (cases != NULL && asprintf(&path, "%s/requirements.yaml", cases) >= 0) {
        catalogue = cs_catalogue_load(path, &diagnostics);
        free(path);
    }
    cs_diagnostics_free(&diagnostics);
    free(cases);
    return catalogue;
}

static int run(const struct kind *kind)
{
    struct cs_parse parse = {.parts = json_object(), .readings = json_object(), .is_value = kind->is_value};
    int status = CS_EXIT_USAGE;

    cs_findings_init(&parse.findings);
    parse.catalogue = load_catalogue();
    cs_parse_put(&parse, parse.readings, "readings", json_array());
    if (read_input(&parse)) {
        kind->run(&parse);
        status = print_parse(&parse);
    }
    cs_catalogue_free(parse.catalogue);
    json_decref(parse.parts);
    json_decref(parse.readings);
    free(parse.data);
    return status;
}

static void say_no_kind(const char *name)
{
    const char *names[sizeof(kinds) / sizeof(kinds[0]) + 1] = {NULL};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        names[i] = kinds[i].name;
    cs_say_unknown("parse", "nothing is called", name, names, "connectspec parse --help lists the kinds");
}

int cs_cmd_parse(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(usage, stdout);
        return CS_EXIT_OK;
    }
    for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(argv[1], kinds[i].name) == 0)
            return run(&kinds[i]);
    if (argc == 2)
        say_no_kind(argv[1]);
    else
        fputs(usage, stderr);
    return CS_EXIT_USAGE;
}
