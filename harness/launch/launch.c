#include "harness/launch/launch.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "harness/launch/expand.h"
#include "harness/launch/isolation.h"
#include "harness/launch/launch_files.h"
#include "harness/launch/port.h"
#include "harness/launch/remove.h"
#include "harness/launch/root.h"

#define AUTHORITY_FILE "authority.pem"

/* What of our own environment a target gets: where sanitizers and coverage of the embedded proxy put their reports. */
static const char *const inherited[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE"};

/* ---- variables ---- */

static bool is_list_of_ports(const char *name)
{
    return strncmp(name, "allowed-ports", strlen("allowed-ports")) == 0 || strcmp(name, "port-lines") == 0;
}

static bool look_up(void *context, const char *name, const char **value, size_t *length)
{
    struct cs_launch *launch = context;
    const struct cs_variable *variable = cs_variables_find(launch->variables, launch->variable_count, name);

    if (variable == NULL)
        return false;
    launch->names_ports = launch->names_ports || is_list_of_ports(name);
    *value = variable->value;
    *length = variable->length;
    return true;
}

static bool set(struct cs_launch *launch, const char *name, const char *value)
{
    return cs_variables_add(&launch->variables, &launch->variable_count, name, value, strlen(value));
}

static bool set_number(struct cs_launch *launch, const char *name, unsigned number)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", number);
    return set(launch, name, text);
}

static char *fill_in(struct cs_launch *launch, const char *text)
{
    struct cs_environment environment = {.lookup = look_up, .context = launch};
    char error[CS_TEMPLATE_ERROR_MAX];
    size_t offset;

    return cs_expand(text, &environment, error, &offset);
}

static bool set_value(const struct cs_yaml_node *member, void *context)
{
    char *filled = fill_in(context, member->text);
    bool done = filled != NULL && set(context, member->key, filled);

    free(filled);
    return done;
}

#define PORTS_MAX (1 + sizeof(((struct cs_policy *)0)->allowed_ports) / sizeof(uint16_t))

/* The ports that CONNECT may reach.  Returns how many. */
static size_t allowed_ports(const struct cs_policy *policy, unsigned ports[PORTS_MAX])
{
    size_t count = 0;

    ports[count++] = policy->origin_port;
    for (size_t i = 0; count < PORTS_MAX && policy->allowed_ports[i] != 0; i++)
        ports[count++] = policy->allowed_ports[i];
    return count;
}

/* All of them, |between| them. */
static bool set_list(struct cs_launch *launch, const char *name, const char *between, const unsigned *ports,
                     size_t count)
{
    char text[PORTS_MAX * 8] = "";
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u", i == 0 ? "" : between, ports[i]);
    return set(launch, name, text);
}

/* The one that a line is written for next. */
static bool set_allowed_port(struct cs_launch *launch, unsigned port)
{
    struct cs_variable *there = cs_variables_find(launch->variables, launch->variable_count, "allowed-port");
    char text[16];

    snprintf(text, sizeof(text), "%u", port);
    return there == NULL ? set(launch, "allowed-port", text) : cs_variable_replace(there, text, strlen(text));
}

/* `port_line`, once for each port, which is ${allowed-port} there. */
static bool set_lines(struct cs_launch *launch, const struct cs_choice *choice, const unsigned *ports, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool done = out != NULL;

    for (size_t i = 0; done && i < count; i++) {
        char *line = NULL;

        done =
            set_allowed_port(launch, ports[i]) && (line = fill_in(launch, cs_choice_text(choice, "port_line"))) != NULL;
        fprintf(out, "%s%s", line == NULL ? "" : line, i + 1 < count ? "\n" : "");
        free(line);
    }
    if (out != NULL)
        fclose(out);
    done = done && text != NULL && set(launch, "port-lines", text);
    free(text);
    return done;
}

static bool set_ports(struct cs_launch *launch, const struct cs_launch_options *options)
{
    unsigned ports[PORTS_MAX];
    size_t count = allowed_ports(options->policy, ports);

    return set_number(launch, "port", launch->port) && set_number(launch, "second-port", launch->second_port) &&
           set_number(launch, "origin-port", options->policy->origin_port) &&
           set_number(launch, "denied-port", options->policy->denied_port) &&
           set_list(launch, "allowed-ports", " ", ports, count) &&
           set_list(launch, "allowed-ports-list", ",", ports, count) &&
           set_list(launch, "allowed-ports-pattern", "|", ports, count) &&
           set_lines(launch, &options->choice, ports, count);
}

/* What its case gives a client, and what of that it has on disk. */
static bool set_given(struct cs_launch *launch, const struct cs_launch_options *options, char **error)
{
    char *path = NULL;
    bool done = true;

    for (size_t i = 0; done && i < options->variable_count; i++)
        done = cs_variables_add(&launch->variables, &launch->variable_count, options->variables[i].name,
                                options->variables[i].value, options->variables[i].length);
    if (!done || options->authority == NULL)
        return done;
    done = asprintf(&path, "%s/%s", launch->directory, AUTHORITY_FILE) >= 0 && set(launch, "ca-file", path) &&
           cs_launch_write_file(launch, AUTHORITY_FILE, options->authority, error);
    free(path);
    return done;
}

static const char *denied_addresses(const struct cs_policy *policy)
{
    return policy->denied_address[0] != '\0' ? policy->denied_address : CS_DENIED_ADDRESSES;
}

static bool set_variables(struct cs_launch *launch, const struct cs_launch_options *options, char **error)
{
    const struct cs_choice *choice = &options->choice;

    return set(launch, "dir", launch->directory) &&
           set(launch, "denied-addresses", denied_addresses(options->policy)) &&
           set(launch, "user", cs_choice_text(choice, "user")) &&
           set(launch, "password", cs_choice_text(choice, "password")) && set(launch, "program", launch->program) &&
           set(launch, "folder", launch->folder) && set(launch, "self", options->self) &&
           set(launch, "built", options->built == NULL ? "" : options->built) && set(launch, "name", launch->unique) &&
           set(launch, "parent", options->policy->parent) && set(launch, "backend", options->policy->backend) &&
           set(launch, "names", cs_isolation_is_inside() ? "system" : "hosts") && set_ports(launch, options) &&
           set_given(launch, options, error) && cs_choice_each(choice, "values", set_value, launch);
}

/* ---- command, environment, leftovers ---- */

/* A list that ends with NULL. */
struct words {
    struct cs_launch *launch;
    char ***list;
    size_t count;
};

/* Takes |word| over. */
static bool add_word(struct words *words, char *word)
{
    char **grown = word == NULL ? NULL : realloc(*words->list, (words->count + 2) * sizeof(*grown));

    if (grown == NULL) {
        free(word);
        return false;
    }
    *words->list = grown;
    grown[words->count++] = word;
    grown[words->count] = NULL;
    return true;
}

static bool fill_argument(const struct cs_yaml_node *word, void *context)
{
    struct words *words = context;

    return add_word(words, fill_in(words->launch, word->text));
}

static bool fill_arguments(struct cs_launch *launch, const struct cs_launch_options *options)
{
    struct words words = {.launch = launch, .list = &launch->arguments};
    const struct cs_choice *choice = &options->choice;

    if (!cs_choice_each(choice, options->builds ? "build" : "command", fill_argument, &words))
        return false;
    return options->fault == NULL || (add_word(&words, strdup(cs_choice_text(choice, "fault_option"))) &&
                                      add_word(&words, strdup(options->fault)));
}

static bool add_environment(struct words *words, const char *name, const char *value)
{
    char *line = NULL;

    return asprintf(&line, "%s=%s", name, value) >= 0 && add_word(words, line);
}

static bool fill_environment_member(const struct cs_yaml_node *member, void *context)
{
    struct words *words = context;
    char *filled = fill_in(words->launch, member->text);
    bool done = filled != NULL && add_environment(words, member->key, filled);

    free(filled);
    return done;
}

static bool fill_environment(struct cs_launch *launch, const struct cs_choice *choice)
{
    struct words environment = {.launch = launch, .list = &launch->environment};
    const char *path = choice->root == NULL ? getenv("PATH") : CS_ROOT_PATH;

    if (!cs_choice_each(choice, "environment", fill_environment_member, &environment) ||
        !add_environment(&environment, "PATH", path == NULL ? "/usr/sbin:/usr/bin:/sbin:/bin" : path) ||
        !add_environment(&environment, "LC_ALL", "C") || !add_environment(&environment, "HOME", launch->directory) ||
        !add_environment(&environment, "TMPDIR", launch->directory))
        return false;
    for (size_t i = 0; i < sizeof(inherited) / sizeof(inherited[0]); i++)
        if (getenv(inherited[i]) != NULL && !add_environment(&environment, inherited[i], getenv(inherited[i])))
            return false;
    return true;
}

/* "/FOLDER/PREFIX*", which the profile's check has seen to. */
static bool fill_leftover(const struct cs_yaml_node *item, void *context)
{
    struct cs_launch *launch = context;
    struct cs_leftover *grown = realloc(launch->leftovers, (launch->leftover_count + 1) * sizeof(*grown));
    char *path = grown == NULL ? NULL : fill_in(launch, item->text);
    char *slash = path == NULL ? NULL : strrchr(path, '/');

    if (grown != NULL)
        launch->leftovers = grown;
    if (slash == NULL)
        return false;
    slash[strlen(slash) - 1] = '\0';
    *slash = '\0';
    grown[launch->leftover_count++] = (struct cs_leftover){.directory = path, .prefix = strdup(slash + 1)};
    return grown[launch->leftover_count - 1].prefix != NULL;
}

/* ---- all of it ---- */

char *cs_launch_missing(const struct cs_choice *choice)
{
    char *how = cs_choice_install(choice);
    char *text = cs_launch_trouble("%s is not installed%s%s", cs_choice_text(choice, "title"),
                                   how == NULL || how[0] == '\0' ? "" : ": ", how == NULL ? "" : how);

    free(how);
    return text;
}

static bool find_program(struct cs_launch *launch, const struct cs_launch_options *options, char **error)
{
    launch->program = cs_choice_program(&options->choice, options->self);
    if (launch->program == NULL)
        *error = cs_launch_missing(&options->choice);
    return launch->program != NULL;
}

static bool find_user(struct cs_launch *launch, const struct cs_choice *choice, char **error)
{
    const char *user = cs_choice_text(choice, "run_as");
    const struct passwd *entry;

    if (user[0] == '\0' || geteuid() != 0)
        return true;
    if (choice->root != NULL) {
        launch->drop = cs_root_user(choice->root, user, &launch->uid, &launch->gid);
    } else if ((entry = getpwnam(user)) != NULL) {
        launch->drop = true;
        launch->uid = entry->pw_uid;
        launch->gid = entry->pw_gid;
    }
    if (!launch->drop) {
        *error = cs_launch_trouble("there is no user '%s' to run %s as", user, cs_choice_text(choice, "title"));
        return false;
    }
    return true;
}

static bool pick_unique(struct cs_launch *launch)
{
    unsigned char noise[8];

    if (getrandom(noise, sizeof(noise), 0) != (ssize_t)sizeof(noise))
        return false;
    return asprintf(&launch->unique, "cs%02x%02x%02x%02x%02x%02x%02x%02x", noise[0], noise[1], noise[2], noise[3],
                    noise[4], noise[5], noise[6], noise[7]) >= 0;
}

static bool pick_ports(struct cs_launch *launch)
{
    launch->port = cs_port_free();
    do
        launch->second_port = cs_port_free();
    while (launch->second_port != 0 && launch->second_port == launch->port);
    return launch->port != 0 && launch->second_port != 0;
}

bool cs_launch_prepare(struct cs_launch *launch, const struct cs_launch_options *options, char **error)
{
    struct cs_environment environment = {.lookup = look_up, .context = launch};
    const struct cs_choice *choice = &options->choice;

    *launch = (struct cs_launch){
        .log = -1, .folder = cs_choice_folder(choice), .self = options->self, .built = options->built};
    *error = NULL;
    if (pick_ports(launch) && launch->folder != NULL && find_program(launch, options, error) &&
        find_user(launch, choice, error) && pick_unique(launch) && cs_launch_make_directory(launch, choice, error) &&
        (options->certify == NULL || !options->policy->proxy_tls ||
         cs_launch_write_certificates(launch, options, error)) &&
        set_variables(launch, options, error) && cs_launch_write_files(launch, choice, &environment, error) &&
        fill_arguments(launch, options) && fill_environment(launch, choice) &&
        cs_choice_each(choice, "leftovers", fill_leftover, launch))
        return true;
    if (*error == NULL)
        *error = cs_launch_trouble(launch->second_port == 0 ? "no free port" : "no memory");
    if (launch->directory != NULL)
        cs_remove_tree(launch->directory);
    cs_launch_free(launch);
    return false;
}

char *cs_launch_input(struct cs_launch *launch, const struct cs_choice *choice)
{
    const struct cs_yaml_node *input = cs_choice_get(choice, "input");

    return input == NULL ? NULL : fill_in(launch, input->text);
}

int cs_launch_start(const struct cs_launch *launch, const struct cs_choice *choice, const struct cs_launch_pipes *pipes,
                    struct cs_supervisor *guard)
{
    const char *const shared[] = {launch->directory, launch->folder, launch->self, launch->built, NULL};
    struct cs_supervisor_order order = {
        .root = choice->root,
        .shared = shared,
        .arguments = launch->arguments,
        .environment = launch->environment,
        .directory = launch->directory,
        .log = pipes == NULL ? launch->log : pipes->errors,
        .piped = pipes != NULL,
        .input = pipes == NULL ? -1 : pipes->input,
        .output = pipes == NULL ? -1 : pipes->output,
        .drop = launch->drop,
        .uid = launch->uid,
        .gid = launch->gid,
        .descriptors = cs_choice_number(choice, "descriptors", 0),
        .kill_at_once = pipes != NULL || strcmp(cs_choice_text(choice, "stop"), "kill") == 0,
        .leftover_count = launch->leftover_count,
        .leftovers = launch->leftovers,
    };
    int status = cs_supervisor_start(&order, guard);

    if (status != 0)
        cs_remove_tree(launch->directory);
    return status;
}

void cs_launch_free(struct cs_launch *launch)
{
    cs_variables_free(launch->variables, launch->variable_count);
    for (size_t i = 0; i < launch->leftover_count; i++) {
        free(launch->leftovers[i].directory);
        free(launch->leftovers[i].prefix);
    }
    if (launch->log >= 0)
        close(launch->log);
    cs_words_free(launch->arguments);
    cs_words_free(launch->environment);
    free(launch->leftovers);
    free(launch->unique);
    free(launch->directory);
    free(launch->folder);
    free(launch->program);
    *launch = (struct cs_launch){.log = -1};
}
