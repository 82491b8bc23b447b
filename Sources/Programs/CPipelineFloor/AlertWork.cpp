#include "AlertWork.h"

namespace eyrie_floor_work {

FieldTable::FieldTable()
    : names_{
          "proc.name", "proc.pname", "proc.cmdline", "proc.exepath", "proc.tty", "proc.is_exe_upper_layer",
          "proc.is_exe_from_memfd", "user.name", "user.uid", "fd.name", "fd.directory", "fd.rip", "fd.rport", "fd.sip",
          "fd.sport", "fs.path.name", "container.id", "container.name", "container.image", "container.image.repository",
          "container.image.tag", "container.image.digest", "k8s.ns.name", "k8s.pod.name", "k8s.deployment.name",
          "k8smeta.ns.name", "k8smeta.pod.name", "evt.arg.flags", "evt.time"} {
    first_.fill(-1);
    next_.resize(names_.size(), -1);
    for (size_t index = 0; index < names_.size(); index++) {
        next_[index] = first_[slot(names_[index])];
        first_[slot(names_[index])] = static_cast<int>(index);
    }
}

AlertReader::AlertReader(size_t feature_count) : feature_count_(feature_count), counts_(profiles * feature_count) {
    text_.resize(4096 + simdjson::SIMDJSON_PADDING);
}

uint64_t AlertReader::read(const uint8_t *bytes, size_t length, int32_t *row) {
    if (length + simdjson::SIMDJSON_PADDING > text_.size()) { text_.resize(2 * length + simdjson::SIMDJSON_PADDING); }
    std::memcpy(text_.data(), bytes, length);
    std::memset(text_.data() + length, 0, simdjson::SIMDJSON_PADDING);
    simdjson::dom::object alert;
    if (parser_.parse(text_.data(), length, false).get(alert)) { return 0; }

    uint64_t hashes[32];
    size_t count = 0;
    uint64_t profile = 0;
    const auto note = [&](std::string_view text) {
        if (count < 32) { hashes[count++] = hash_of(text); }
    };
    for (const auto member : alert) {
        std::string_view text;
        simdjson::dom::array tags;
        simdjson::dom::object values;
        if (member.key == "output_fields" && !member.value.get(values)) {
            for (const auto value : values) {
                const int field = fields_.find(value.key);
                if (field < 0) { continue; }
                int64_t number;
                if (!value.value.get(text)) {
                    note(text);
                } else if (!value.value.get(number) && count < 32) {
                    hashes[count++] = static_cast<uint64_t>(number) * 0x8EBC6AF09C88C6E3u;
                }
                if (field == 19 || field == 22) { profile ^= hashes[count - 1]; }
            }
        } else if (member.key == "tags" && !member.value.get(tags)) {
            for (const auto tag : tags) {
                if (!tag.get(text)) { note(text); }
            }
        } else if (member.key != "output" && !member.value.get(text)) {
            note(text);
        }
    }
    int32_t *counts = counts_.data() + (profile % profiles) * feature_count_;
    uint64_t sum = 1;
    for (size_t index = 0; index < count; index++) {
        int32_t &value = counts[hashes[index] % feature_count_];
        value += 64 - (value >> 6);
        sum ^= hashes[index];
    }
    std::memcpy(row, counts, feature_count_ * sizeof(int32_t));
    return sum | 1;
}

Forest::Forest(const eyrie_floor_forest &forest)
    : tree_count_(forest.tree_count), splits_(forest.splits, forest.splits + forest.tree_count * 255),
      leaves_(forest.leaves, forest.leaves + forest.tree_count * 256) {}

namespace {

template <int side_by_side>
int32_t walk(const int32_t *row, const eyrie_floor_split *splits, const int32_t *leaves) {
    uint32_t place[side_by_side] = {};
    int32_t outside = 0;
    for (int level = 0; level < 8; level++) {
        for (int tree = 0; tree < side_by_side; tree++) {
            const eyrie_floor_split split = splits[tree * 255 + place[tree]];
            const int32_t value = row[split.feature];
            const int32_t low = static_cast<int32_t>(static_cast<uint32_t>(split.threshold) - (split.reach >> 1));
            outside += static_cast<uint32_t>(value) - static_cast<uint32_t>(low) > split.reach;
            place[tree] = 2 * place[tree] + 1 + (value > split.threshold);
        }
    }
    int32_t sum = 0;
    for (int tree = 0; tree < side_by_side; tree++) { sum += leaves[tree * 256 + place[tree] - 255]; }
    return sum - outside * 65536;
}

}  // namespace

int32_t Forest::total(const int32_t *row) const {
    int32_t total = 0;
    size_t tree = 0;
    for (; tree + 4 <= tree_count_; tree += 4) {
        total += walk<4>(row, splits_.data() + tree * 255, leaves_.data() + tree * 256);
    }
    for (; tree < tree_count_; tree++) {
        total += walk<1>(row, splits_.data() + tree * 255, leaves_.data() + tree * 256);
    }
    return total;
}

}  // namespace eyrie_floor_work
