#include "harness/cli/sentences.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/print_json.h"
#include "harness/cli/wrap.h"
#include "reports/json.h"

/* The number of bytes printed. */
static int print_words(char *const *words, size_t count)
{
    int width = 0;

    for (size_t i = 0; i < count; i++)
        width += printf("%s%s", i > 0 ? ", " : "", words[i]);
    return width;
}

static void print_sentence(const struct cs_sentence *sentence)
{
    int width = printf("RFC %s %s/%s", sentence->rfc, sentence->section, sentence->ordinal);

    printf("%*s", width < 22 ? 24 - width : 2, "");
    width = print_words(sentence->keywords, sentence->keyword_count);
    printf("%*s", width < 16 ? 18 - width : 2, "");
    print_words(sentence->requirements, sentence->requirement_count);
    puts(sentence->reason);
}

void cs_sentences_print(const struct cs_sentences *sentences)
{
    size_t gave = 0;

    for (size_t i = 0; i < sentences->count; i++) {
        print_sentence(&sentences->items[i]);
        gave += sentences->items[i].requirement_count > 0 ? 1 : 0;
    }
    puts("\nWhy a sentence gave no requirement");
    for (size_t i = 0; i < sentences->reason_count; i++) {
        char lead[64];

        snprintf(lead, sizeof(lead), "  %s: ", sentences->reasons[i].code);
        cs_print_wrapped(lead, 4, sentences->reasons[i].meaning);
    }
    printf("\n%zu of %zu sentences gave requirements, %zu have a reason why not\n", gave, sentences->count,
           sentences->count - gave);
}

static json_t *json_sentence(const struct cs_sentence *sentence)
{
    json_t *row = json_pack("{s:s, s:s, s:i, s:o}", "rfc", sentence->rfc, "section", sentence->section, "sentence",
                            (int)strtol(sentence->ordinal, NULL, 10), "keywords",
                            cs_json_list(sentence->keywords, sentence->keyword_count));

    if (sentence->reason[0] != '\0')
        json_object_set_new(row, "reason", json_string(sentence->reason));
    else
        json_object_set_new(row, "requirements", cs_json_list(sentence->requirements, sentence->requirement_count));
    return row;
}

bool cs_sentences_print_json(const struct cs_sentences *sentences)
{
    json_t *reasons = json_object(), *list = json_array();
    json_t *root = json_pack("{s:o, s:o}", "reasons", reasons, "sentences", list);
    bool good = root != NULL;

    for (size_t i = 0; good && i < sentences->reason_count; i++)
        good =
            json_object_set_new(reasons, sentences->reasons[i].code, json_string(sentences->reasons[i].meaning)) == 0;
    for (size_t i = 0; good && i < sentences->count; i++)
        good = json_array_append_new(list, json_sentence(&sentences->items[i])) == 0;
    if (good)
        return cs_print_json(root);
    json_decref(root);
    return cs_print_json(NULL);
}

void cs_sentences_print_of(const struct cs_sentences *sentences, const struct cs_requirement *requirement)
{
    const char *comma = "\nSentences: ";

    for (size_t i = 0; i < sentences->count; i++) {
        const struct cs_sentence *sentence = &sentences->items[i];

        if (!cs_sentence_gave(sentence, requirement->id))
            continue;
        printf("%sRFC %s, section %s, no. %s (", comma, sentence->rfc, sentence->section, sentence->ordinal);
        print_words(sentence->keywords, sentence->keyword_count);
        putchar(')');
        comma = "; ";
    }
    if (comma[0] == ';')
        putchar('\n');
    else if (strcmp(requirement->basis, "derived") == 0)
        puts("\nSentences: none with a keyword; derived from a definition or a grammar");
    else if (strcmp(requirement->basis, "none") == 0)
        puts("\nSentences: none; advice or common practice");
    else
        puts("\nSentences: its document is not among those that are counted sentence by sentence");
}
