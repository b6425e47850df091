#include "harness/cli/list_json.h"

#include <stdlib.h>

#include "harness/cli/items.h"
#include "harness/transport/transport.h"
#include "reports/fact_words.h"
#include "reports/json.h"

bool cs_list_cited(const struct cs_requirement *requirement, const struct cs_selection *selection)
{
    for (size_t i = 0; i < selection->count; i++)
        if (cs_case_cites(selection->items[i].source, requirement))
            return true;
    return false;
}

static json_t *words_of(char *const *words)
{
    size_t count = 0;

    while (words != NULL && words[count] != NULL)
        count++;
    return cs_json_list(words, count);
}

static json_t *transports(unsigned over)
{
    json_t *list = json_array();

    for (size_t i = 0; cs_transport_names[i] != NULL; i++)
        if ((over & 1u << i) != 0 && cs_transport_alpn(cs_transport_names[i]) != NULL &&
            json_array_append_new(list, json_string(cs_transport_names[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static char *const *catches_of(const struct cs_engine_item *item)
{
    const struct cs_case *source = item->source;
    char **own = item->value < 0 ? NULL : source->values[item->value].catches;

    return own != NULL ? own : source->catches;
}

static json_t *json_case(const struct cs_engine_item *item)
{
    const struct cs_case *source = item->source;
    char *id = cs_item_id(item);
    json_t *row = id == NULL
                      ? NULL
                      : json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s}", "id", id, "title",
                                  source->title, "level", cs_case_level_name(source->level), "role", source->role->name,
                                  "requirements", cs_json_list(source->requirement_ids, source->requirement_count),
                                  "needs", cs_json_list(source->needs, source->need_count), "over",
                                  transports(source->over), "tags", cs_json_list(source->tags, source->tag_count),
                                  "catches", words_of(catches_of(item)), "file", source->path);

    free(id);
    return row;
}

/* |list| under |key|; NULL, with |list| released, where it is not |whole|. */
static json_t *document(const char *key, json_t *list, bool whole)
{
    if (whole)
        return json_pack("{s:o}", key, list);
    json_decref(list);
    return NULL;
}

json_t *cs_list_json_cases(const struct cs_selection *selection)
{
    json_t *list = json_array();
    bool whole = list != NULL;

    for (size_t i = 0; whole && i < selection->count; i++)
        whole = json_array_append_new(list, json_case(&selection->items[i])) == 0;
    return document("cases", list, whole);
}

/* A family is named once: its members stand beside each other. */
static json_t *citing(const struct cs_requirement *requirement, const struct cs_selection *selection)
{
    const struct cs_case *last = NULL;
    json_t *list = json_array();
    bool whole = list != NULL;

    for (size_t i = 0; whole && i < selection->count; i++) {
        const struct cs_case *source = selection->items[i].source;

        if (source == last || !cs_case_cites(source, requirement))
            continue;
        whole = json_array_append_new(list, json_string(source->id)) == 0;
        last = source;
    }
    if (whole)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *json_requirement(const struct cs_requirement *requirement, const struct cs_selection *selection)
{
    json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "id", requirement->id, "role",
                            requirement->role, "level", requirement->level, "severity", requirement->severity,
                            "statement", requirement->statement, "source", requirement->source, "references",
                            cs_json_list(requirement->references, requirement->reference_count), "cases",
                            citing(requirement, selection));

    if (row == NULL || requirement->not_showable[0] == '\0' ||
        json_object_set_new(row, "not_showable", json_string(requirement->not_showable)) == 0)
        return row;
    json_decref(row);
    return NULL;
}

json_t *cs_list_json_requirements(const struct cs_catalogue *catalogue, const struct cs_selection *selection)
{
    json_t *list = json_array();
    bool whole = list != NULL;

    for (size_t i = 0; whole && i < catalogue->count; i++)
        whole = json_array_append_new(list, json_requirement(&catalogue->items[i], selection)) == 0;
    return document("requirements", list, whole);
}
