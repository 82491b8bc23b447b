extension TopicPlan {
    /// The plan for people: what `apply` does to each topic, and a last line that counts.
    package var text: String {
        var lines: [String] = []
        for item in items where !item.isSilent {
            lines.append("\(item.mark) \(item.headline)")
            for change in item.changes {
                switch change {
                case .create(_, _, let settings):
                    lines += settings.map { "    \($0.name) = \($0.value)" }
                case .grow(let from, let to):
                    lines.append("    partitions: \(from) -> \(to)")
                case .set(let name, let from, let to):
                    lines.append("    \(name): \(from ?? "unset") -> \(to)")
                }
            }
            lines += item.refusals.map { "    refused: \($0)" }
            lines += item.beyond.map { "    not changed: \($0)" }
            lines += item.notes.map { "    note: \($0)" }
        }
        lines += strangers.map { "  \($0)\n    note: not in the folder; left alone" }
        return (lines + [summary]).map { $0 + "\n" }.joined()
    }

    /// How many topics of each kind there are, in one line.
    package var summary: String {
        var created = 0
        var changed = 0
        var refused = 0
        var beyond = 0
        var agreeing = 0
        for item in items {
            if !item.refusals.isEmpty {
                refused += 1
            } else if case .create = item.changes.first {
                created += 1
            } else if !item.changes.isEmpty {
                changed += 1
            } else if !item.beyond.isEmpty {
                beyond += 1
            } else {
                agreeing += 1
            }
        }
        let parts = [
            (created, "to create"), (changed, "to change"), (beyond, "to move with other tools"), (refused, "refused"),
            (agreeing, "as they should be"),
        ]
        return "\(items.count) topics: "
            + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// What differs, line by line as `diff -u` shows it: `-` is the cluster's, `+` is the folder's.
    package var differences: String {
        var lines: [String] = []
        for item in items {
            let differing = item.differingLines
            guard !differing.isEmpty else { continue }
            lines.append("@@ \(item.name) @@")
            lines += differing
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension TopicPlan.Item {
    /// Whether there is nothing to say about the topic.
    fileprivate var isSilent: Bool {
        changes.isEmpty && refusals.isEmpty && beyond.isEmpty && notes.isEmpty
    }

    /// `!` refused, `+` made, `~` changed, `?` other tools, else a space.
    fileprivate var mark: String {
        guard refusals.isEmpty else { return "!" }
        if case .create = changes.first {
            return "+"
        }
        return changes.isEmpty ? beyond.isEmpty ? " " : "?" : "~"
    }

    fileprivate var headline: String {
        if case .create(let partitions, let replication, _) = changes.first {
            return "\(name): create with \(Self.count(partitions, "partition")), replication \(replication)"
        }
        return name
    }

    fileprivate var differingLines: [String] {
        var lines: [String] = []
        for change in changes {
            switch change {
            case .create(let partitions, let replication, let settings):
                lines += ["+partitions: \(partitions)", "+replication: \(replication)"]
                lines += settings.map { "+\($0.name): \($0.value)" }
            case .grow(let from, let to):
                lines += ["-partitions: \(from)", "+partitions: \(to)"]
            case .set(let name, let from, let to):
                if let from {
                    lines.append("-\(name): \(from)")
                }
                lines.append("+\(name): \(to)")
            }
        }
        return lines + (refusals + beyond).map { "!\($0)" }
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
