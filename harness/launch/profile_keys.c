#include "harness/launch/profile_keys.h"

#include <string.h>

#include "harness/launch/profile.h"
#include "reports/fact_words.h"

static const char *const stop_ways[] = {"term", "kill", NULL};
static const char *const isolate_ways[] = {"optional", "required", NULL};

/* TEXT(key, form): as it is; FILLED(key, form): may hold placeholders; PEOPLE(key, form): says nothing to us;
 * NUMBER(key, least, most); PORTS(key); WORD(key, words) */
#define KEY_LIST(TEXT, FILLED, PEOPLE, NUMBER, PORTS, WORD)                                                            \
    TEXT("name", CS_FORM_TEXT)                                                                                         \
    PEOPLE("title", CS_FORM_TEXT)                                                                                      \
    WORD("role", cs_role_names)                                                                                        \
    WORD("transport", cs_transport_names)                                                                              \
    WORD("inner", cs_inner_names)                                                                                      \
    TEXT("page", CS_FORM_TEXT)                                                                                         \
    TEXT("verifies", CS_FORM_FLAG)                                                                                     \
    TEXT("origin_secrets", CS_FORM_FLAG)                                                                               \
    TEXT("packages", CS_FORM_WORDS)                                                                                    \
    PEOPLE("install", CS_FORM_TEXT)                                                                                    \
    TEXT("program", CS_FORM_WORDS)                                                                                     \
    FILLED("version", CS_FORM_WORDS)                                                                                   \
    TEXT("version_after", CS_FORM_TEXT)                                                                                \
    TEXT("modules", CS_FORM_WORDS)                                                                                     \
    TEXT("needs_files", CS_FORM_WORDS)                                                                                 \
    TEXT("root", CS_FORM_TEXT)                                                                                         \
    WORD("isolate", isolate_ways)                                                                                      \
    TEXT("run_as", CS_FORM_TEXT)                                                                                       \
    TEXT("directories", CS_FORM_WORDS)                                                                                 \
    TEXT("files", CS_FORM_MAP)                                                                                         \
    FILLED("values", CS_FORM_MAP)                                                                                      \
    FILLED("environment", CS_FORM_MAP)                                                                                 \
    FILLED("command", CS_FORM_WORDS)                                                                                   \
    FILLED("build", CS_FORM_WORDS)                                                                                     \
    FILLED("input", CS_FORM_TEXT)                                                                                      \
    TEXT("success", CS_FORM_SUCCESS)                                                                                   \
    TEXT("proxy", CS_FORM_TEXT)                                                                                        \
    TEXT("origin_addresses", CS_FORM_TEXT)                                                                             \
    TEXT("fault_option", CS_FORM_TEXT)                                                                                 \
    WORD("auth", cs_auth_names)                                                                                        \
    TEXT("user", CS_FORM_TEXT)                                                                                         \
    TEXT("password", CS_FORM_TEXT)                                                                                     \
    NUMBER("origin_port", 1, 65535)                                                                                    \
    PORTS("allowed_ports")                                                                                             \
    FILLED("port_line", CS_FORM_TEXT)                                                                                  \
    NUMBER("denied_port", 1, 65535)                                                                                    \
    TEXT("denies_ports", CS_FORM_FLAG)                                                                                 \
    TEXT("denies_addresses", CS_FORM_FLAG)                                                                             \
    TEXT("denied_address", CS_FORM_TEXT)                                                                               \
    TEXT("denies_names", CS_FORM_FLAG)                                                                                 \
    TEXT("local_names", CS_FORM_FLAG)                                                                                  \
    TEXT("ipv6", CS_FORM_FLAG)                                                                                         \
    TEXT("forwards", CS_FORM_FLAG)                                                                                     \
    TEXT("parent", CS_FORM_FLAG)                                                                                       \
    TEXT("backend", CS_FORM_FLAG)                                                                                      \
    TEXT("proxy_tls", CS_FORM_FLAG)                                                                                    \
    TEXT("extended_connect", CS_FORM_FLAG)                                                                             \
    TEXT("datagrams", CS_FORM_FLAG)                                                                                    \
    TEXT("udp", CS_FORM_FLAG)                                                                                          \
    NUMBER("head_seconds", 1, CS_HEAD_SECONDS_MAX)                                                                     \
    NUMBER("capacity", 1, 1024)                                                                                        \
    NUMBER("descriptors", 64, 1048576)                                                                                 \
    NUMBER("ready_within", 1, 300)                                                                                     \
    WORD("stop", stop_ways)                                                                                            \
    FILLED("leftovers", CS_FORM_WORDS)                                                                                 \
    PEOPLE("notes", CS_FORM_TEXT)                                                                                      \
    PEOPLE("gives", CS_FORM_WORDS)                                                                                     \
    TEXT("with", CS_FORM_LAYERS)                                                                                       \
    TEXT("variants", CS_FORM_LAYERS)

#define TEXT_ROW(key, form)          {key, form, false, false, 0, 0, NULL},
#define FILLED_ROW(key, form)        {key, form, true, false, 0, 0, NULL},
#define PEOPLE_ROW(key, form)        {key, form, false, true, 0, 0, NULL},
#define NUMBER_ROW(key, least, most) {key, CS_FORM_NUMBER, false, false, least, most, NULL},
#define PORTS_ROW(key)               {key, CS_FORM_NUMBERS, false, false, 1, 65535, NULL},
#define WORD_ROW(key, words)         {key, CS_FORM_WORD, false, false, 0, 0, words},

static const struct cs_profile_key rows[] = {
    KEY_LIST(TEXT_ROW, FILLED_ROW, PEOPLE_ROW, NUMBER_ROW, PORTS_ROW, WORD_ROW)};

#define KEY2(key, more)        key,
#define KEY3(key, least, most) key,
#define KEY1(key)              key,

static const char *const keys[] = {KEY_LIST(KEY2, KEY2, KEY2, KEY3, KEY1, KEY2) NULL};

static const char *const not_in_layers[] = {"name", "with", "variants", NULL};

/* Lists that a layer may add to, as they are written then. */
static const char *const additions[] = {"packages+",  "modules+", "needs_files+", "directories+", "command+",
                                        "leftovers+", NULL};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static bool among(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

const struct cs_profile_key *cs_profile_key_find(const char *key, bool *adds)
{
    size_t length = strlen(key);

    *adds = among(key, additions);
    length -= *adds ? 1 : 0;
    for (size_t i = 0; i < ROWS; i++)
        if (strlen(rows[i].key) == length && strncmp(rows[i].key, key, length) == 0)
            return &rows[i];
    return NULL;
}

const char *const *cs_profile_keys(void)
{
    return keys;
}

const char *const *cs_profile_layer_keys(void)
{
    static const char *list[ROWS + sizeof(additions) / sizeof(additions[0])];
    size_t count = 0;

    for (size_t i = 0; i < ROWS; i++)
        if (!among(keys[i], not_in_layers))
            list[count++] = keys[i];
    for (size_t i = 0; additions[i] != NULL; i++)
        list[count++] = additions[i];
    list[count] = NULL;
    return list;
}
