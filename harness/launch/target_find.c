/* What a request for a target means, before anything is started. */
#include "harness/launch/target_find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/launch/client_command.h"

static struct cs_profile *find_client(const struct cs_target_request *request, struct cs_choice *choice,
                                      struct cs_diagnostics *diagnostics)
{
    char *text = cs_client_profile(request->client, request->account, request->transport);
    char name[32];
    struct cs_profile *profile;

    cs_client_name(request->client, name, sizeof(name));
    profile = text == NULL ? NULL : cs_profile_parse(name, text, diagnostics);
    *choice = (struct cs_choice){.profile = profile};
    free(text);
    return profile;
}

struct cs_profile *cs_target_find(const char *folder, const struct cs_target_request *request, struct cs_choice *choice,
                                  struct cs_diagnostics *diagnostics)
{
    struct cs_wish wish = {
        .name = request->name, .layers = request->layers, .root = request->root, .auth = request->auth};

    if (request->client != NULL)
        return find_client(request, choice, diagnostics);
    return request->name == NULL ? NULL : cs_profile_find(folder, &wish, choice, diagnostics);
}

bool cs_target_look(const char *profiles, const struct cs_target_request *request, struct cs_target_kind *out)
{
    struct cs_diagnostics unread = {0};
    struct cs_choice choice;
    struct cs_profile *profile = cs_target_find(profiles, request, &choice, &unread);

    *out = (struct cs_target_kind){.runs_already = profile != NULL && cs_choice_get(&choice, "proxy") != NULL};
    if (profile != NULL) {
        (void)snprintf(out->role, sizeof(out->role), "%s", cs_choice_text(&choice, "role"));
        (void)snprintf(out->transport, sizeof(out->transport), "%s", cs_choice_text(&choice, "transport"));
    }
    cs_diagnostics_free(&unread);
    cs_profile_free(profile);
    return profile != NULL;
}

static bool is_of_transport(const struct cs_yaml_node *layer)
{
    return cs_yaml_get(layer, "transport") != NULL || cs_yaml_get(layer, "proxy_tls") != NULL;
}

static bool has_layer_of_transport(const struct cs_choice *choice)
{
    for (size_t i = 0; i < choice->layer_count; i++)
        if (is_of_transport(choice->layers[i]))
            return true;
    return false;
}

/* Whether |choice| stays one with the layer |name|. */
static bool takes(const struct cs_choice *choice, const char *name)
{
    struct cs_diagnostics unread = {0};
    struct cs_choice more = *choice;
    bool taken = cs_choice_add(&more, name, strlen(name), &unread);

    cs_diagnostics_free(&unread);
    return taken;
}

static char **layers_of_transport(const struct cs_choice *choice)
{
    const struct cs_yaml_node *layers = cs_profile_layers(choice->profile);
    char **names = calloc((layers == NULL ? 0 : layers->count) + 1, sizeof(*names));
    size_t count = 0;

    for (size_t i = 0; names != NULL && layers != NULL && i < layers->count; i++) {
        const struct cs_yaml_node *layer = layers->members[i];

        if (!is_of_transport(layer) || !takes(choice, layer->key))
            continue;
        names[count] = strdup(layer->key);
        if (names[count++] == NULL) {
            cs_words_free(names);
            return NULL;
        }
    }
    return names;
}

char **cs_target_transports(const char *profiles, const struct cs_target_request *request, bool *named)
{
    struct cs_diagnostics unread = {0};
    struct cs_choice choice;
    struct cs_profile *profile = cs_target_find(profiles, request, &choice, &unread);
    char **layers = NULL;

    *named = profile != NULL && has_layer_of_transport(&choice);
    if (profile != NULL && !*named)
        layers = layers_of_transport(&choice);
    cs_diagnostics_free(&unread);
    cs_profile_free(profile);
    return layers;
}
