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

static json_t *transports(unsigned over)
{
    json_t *list = json_array();

    for (size_t i = 0; cs_transport_names[i] != NULL; i++)
        if ((over & 1u << i) != 0 && cs_transport_alpn(cs_transport_names[i]) != NULL)
            cs_json_append(&list, json_string(cs_transport_names[i]));
    return list;
}

static json_t *json_case(const struct cs_engine_item *item)
{
    const struct cs_case *source = item->source;
    size_t count;
    char *const *catches = cs_item_catches(item, &count);
    char *id = cs_item_id(item);
    json_t *row = id == NULL
                      ? NULL
                      : json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "title",
                                  source->title, "level", cs_case_level_name(source->level), "role", source->role->name,
                                  "requirements", cs_json_list(source->requirement_ids, source->requirement_count),
                                  "needs", cs_json_list(source->needs, source->need_count), "over",
                                  transports(source->over), "tags", cs_json_list(source->tags, source->tag_count),
                                  "catches", cs_json_list(catches, count), "file", cs_json_text(source->path));

    free(id);
    return row;
}

json_t *cs_list_json_cases(const struct cs_selection *selection)
{
    json_t *list = json_array();

    for (size_t i = 0; i < selection->count; i++)
        cs_json_append(&list, json_case(&selection->items[i]));
    return json_pack("{s:o}", "cases", list);
}

/* A family is named once: its members stand beside each other. */
static json_t *citing(const struct cs_requirement *requirement, const struct cs_selection *selection)
{
    const struct cs_case *last = NULL;
    json_t *list = json_array();

    for (size_t i = 0; i < selection->count; i++) {
        const struct cs_case *source = selection->items[i].source;

        if (source == last || !cs_case_cites(source, requirement))
            continue;
        cs_json_append(&list, json_string(source->id));
        last = source;
    }
    return list;
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

    for (size_t i = 0; i < catalogue->count; i++)
        cs_json_append(&list, json_requirement(&catalogue->items[i], selection));
    return json_pack("{s:o}", "requirements", list);
}
