// What the floor does with one alert: fields, row, forest.
#ifndef ALERTWORK_H
#define ALERTWORK_H

#include "CPipelineFloor.h"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace eyrie_floor_work {

/// A hash of short texts: a 64 x 64 to 128 bit product a word of eight bytes.
inline uint64_t hash_of(std::string_view text) {
    uint64_t hash = 0xA0761D6478BD642F;
    const char *at = text.data();
    size_t left = text.size();
    while (left > 0) {
        uint64_t word = 0;
        const size_t taken = left < 8 ? left : 8;
        std::memcpy(&word, at, taken);
        const auto product = static_cast<unsigned __int128>(hash ^ word) * 0xE7037ED1A0B428DBu;
        hash = static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
        at += taken;
        left -= taken;
    }
    return hash ^ text.size();
}

/// Finds out whether a key is one of the fields that are used, by length and last byte and then by its bytes.
class FieldTable {
public:
    FieldTable();

    /// The number of a field; -1 for a key that is not used.
    int find(std::string_view key) const {
        for (int index = first_[slot(key)]; index >= 0; index = next_[index]) {
            if (names_[index] == key) { return index; }
        }
        return -1;
    }

private:
    static size_t slot(std::string_view key) {
        return key.empty() ? 0 : (key.size() * 7 + static_cast<uint8_t>(key.back())) & 127;
    }

    std::vector<std::string_view> names_;
    std::array<int, 128> first_;
    std::vector<int> next_;
};

/// Parses alerts and turns the used fields of each into a row of small counts of its profile.
class AlertReader {
public:
    explicit AlertReader(size_t feature_count);

    /// Reads an alert; `row` gets `feature_count` values. Returns a hash of what was read, or 0 for no alert.
    uint64_t read(const uint8_t *bytes, size_t length, int32_t *row);

private:
    static constexpr size_t profiles = 1 << 14;

    size_t feature_count_;
    FieldTable fields_;
    simdjson::dom::parser parser_;
    std::vector<uint8_t> text_;
    std::vector<int32_t> counts_;
};

/// The forest, with four walks side by side and no branch in them.
class Forest {
public:
    explicit Forest(const eyrie_floor_forest &forest);

    /// The sum of the path lengths of a row.
    int32_t total(const int32_t *row) const;

private:
    size_t tree_count_;
    std::vector<eyrie_floor_split> splits_;
    std::vector<int32_t> leaves_;
};

}  // namespace eyrie_floor_work

#endif
