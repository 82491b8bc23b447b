#include "CJSONText.h"

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

// The tape's layout has been the same since simdjson 0.1; FacesTests walks every kind of word, so that a release
// that changes it fails there and not in production.
static_assert(simdjson::SIMDJSON_VERSION_MAJOR == 3, "the layout of the tape was not checked for this simdjson");

struct eyrie_json_parser {
    eyrie_json_parser(size_t length, size_t depth) noexcept : max_length(length), max_depth(depth) {}

    simdjson::dom::parser parser;
    size_t max_length;
    size_t max_depth;
    std::unique_ptr<uint8_t[]> text;
    size_t text_capacity = 0;
};

namespace {

eyrie_json_status status_of(simdjson::error_code code) noexcept {
    switch (code) {
    case simdjson::SUCCESS: return EYRIE_JSON_OK;
    case simdjson::EMPTY: return EYRIE_JSON_EMPTY;
    case simdjson::UTF8_ERROR: return EYRIE_JSON_INVALID_UTF8;
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE: return EYRIE_JSON_NUMBER;
    case simdjson::CAPACITY: return EYRIE_JSON_TOO_LARGE;
    case simdjson::DEPTH_ERROR: return EYRIE_JSON_TOO_DEEP;
    case simdjson::MEMALLOC: return EYRIE_JSON_NO_MEMORY;
    default: return EYRIE_JSON_MALFORMED;
    }
}

/// Makes room for a text of this length with simdjson's padding behind it; false when there is no memory.
bool reserve(eyrie_json_parser *parser, size_t length) noexcept {
    if (parser->text && length <= parser->text_capacity) { return true; }
    size_t capacity = parser->text_capacity < 4096 ? 4096 : parser->text_capacity;
    while (capacity < length) { capacity *= 2; }
    if (parser->parser.allocate(capacity, parser->max_depth) != simdjson::SUCCESS) { return false; }
    if (parser->parser.doc.allocate(capacity) != simdjson::SUCCESS) { return false; }
    parser->text.reset(new (std::nothrow) uint8_t[capacity + simdjson::SIMDJSON_PADDING]);
    parser->text_capacity = parser->text ? capacity : 0;
    return parser->text != nullptr;
}

/// Whether simdjson's padding can be read behind a text: it looks at it and is not moved by what stands there.
///
/// Memory is readable by whole pages, and no page is smaller than this. The same check stands in simdjson's
/// doc/performance.md, "Free Padding".
bool has_padding(const void *text, size_t length) noexcept {
    constexpr uintptr_t page = 4096;
    return length > 0 && (reinterpret_cast<uintptr_t>(text) + length - 1) % page + simdjson::SIMDJSON_PADDING < page;
}

}  // namespace

eyrie_json_parser *eyrie_json_create(size_t max_length, size_t max_depth) {
    return new (std::nothrow) eyrie_json_parser(max_length, max_depth);
}

void eyrie_json_destroy(eyrie_json_parser *parser) { delete parser; }

eyrie_json_status eyrie_json_parse(
    eyrie_json_parser *parser, const void *text, size_t length, int may_borrow, eyrie_json_document *document,
    const char **message) {
    if (length > parser->max_length) {
        *message = "the document is longer than the parser's limit";
        return EYRIE_JSON_TOO_LARGE;
    }
    if (!reserve(parser, length)) {
        *message = "no memory for the document";
        return EYRIE_JSON_NO_MEMORY;
    }
    auto padded = static_cast<const uint8_t *>(text);
    if (!may_borrow || !has_padding(text, length)) {
        if (length > 0) { std::memcpy(parser->text.get(), text, length); }
        std::memset(parser->text.get() + length, 0, simdjson::SIMDJSON_PADDING);
        padded = parser->text.get();
    }
    auto result = parser->parser.parse(padded, length, false);
    if (simdjson::error_code code = result.error()) {
        *message = simdjson::error_message(code);
        return status_of(code);
    }
    document->tape = parser->parser.doc.tape.get();
    document->strings = parser->parser.doc.string_buf.get();
    document->text = padded;
    document->text_length = length;
    return EYRIE_JSON_OK;
}
