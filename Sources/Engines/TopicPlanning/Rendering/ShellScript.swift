/// The commands of Kafka's own tools that make a cluster agree with the folder and give each role its rights.
///
/// The script may be run again: topics that are there are left, properties and rights are set again. It never removes.
package struct ShellScript: Sendable {
    private let topics: [TopicPlan.Item]
    private let table: AccessTable
    private let principals: AccessPrincipals

    /// Prepares a script.
    ///
    /// - Parameters:
    ///   - topics: What a new cluster would get; empty leaves the topics out.
    ///   - table: The rights; without roles they are omitted.
    ///   - principals: What the roles are called.
    package init(topics: [TopicPlan.Item], table: AccessTable, principals: AccessPrincipals) {
        self.topics = topics
        self.table = table
        self.principals = principals
    }

    /// The script, for a POSIX shell.
    package var text: String {
        (Self.head + topicLines + settingLines + accessLines).map { $0 + "\n" }.joined()
    }

    private static let head = [
        "#!/bin/sh",
        "# Made by `eyrie topics render sh`; needs the tools in Kafka's bin folder on the PATH.",
        "# BOOTSTRAP is host:port of a broker; CONFIG, when set, is a file of client properties of an administrator.",
        "set -eu",
        ": \"${BOOTSTRAP:?set it to host:port of a broker}\"",
        "run() { tool=$1; shift; \"$tool\" --bootstrap-server \"$BOOTSTRAP\" ${CONFIG:+--command-config \"$CONFIG\"} \"$@\"; }",
    ]

    private var topicLines: [String] {
        var lines: [String] = []
        for item in topics {
            guard case .create(let partitions, let replication, let settings) = item.changes.first else { continue }
            let configs = settings.map { " --config \(Self.quoted("\($0.name)=\($0.value)"))" }.joined()
            lines.append(
                "run kafka-topics.sh --create --if-not-exists --topic \(Self.quoted(item.name))"
                    + " --partitions \(partitions) --replication-factor \(replication)\(configs)"
            )
        }
        return lines.isEmpty ? [] : ["", "# Topics; one that is there keeps its partitions."] + lines
    }

    private var settingLines: [String] {
        var lines: [String] = []
        for item in topics {
            guard case .create(_, _, let settings) = item.changes.first, !settings.isEmpty else { continue }
            // A value with a comma has to be in brackets for this tool.
            let list = settings.map { "\($0.name)=\($0.value.contains(",") ? "[\($0.value)]" : $0.value)" }
            lines.append(
                "run kafka-configs.sh --alter --entity-type topics --entity-name \(Self.quoted(item.name))"
                    + " --add-config \(Self.quoted(list.joined(separator: ",")))"
            )
        }
        return lines.isEmpty ? [] : ["", "# Properties of topics that were there before."] + lines
    }

    private var accessLines: [String] {
        table.roles.flatMap { role -> [String] in
            ["", "# \(role.name): \(role.purpose)."] + commands(of: role)
        }
    }

    /// One command for all resources with the same operations.
    private func commands(of role: AccessRole) -> [String] {
        var groups: [[AccessRule]] = []
        for rule in role.rules {
            let index = groups.firstIndex { group in
                group[0].operations == rule.operations && group[0].isPrefix == rule.isPrefix
            }
            if let index {
                groups[index].append(rule)
            } else {
                groups.append([rule])
            }
        }
        return groups.map { group in
            var words = ["run kafka-acls.sh --add --allow-principal", Self.quoted(principals.principal(of: role))]
            words += group[0].operations.flatMap { ["--operation", $0.rawValue] }
            if group[0].isPrefix {
                words.append("--resource-pattern-type prefixed")
            }
            for rule in group {
                words.append(rule.resource == .cluster ? "--cluster" : "--\(rule.resource.rawValue)")
                if rule.resource != .cluster {
                    words.append(Self.quoted(rule.name))
                }
            }
            return words.joined(separator: " ")
        }
    }

    /// A word of a POSIX shell: as it is when nothing in it means something to the shell, else in single quotes.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                let character = Unicode.Scalar(byte)
                return byte < 128
                    && (character.properties.isAlphabetic || ("0"..."9").contains(character)
                        || "._-=:,/@%+".unicodeScalars.contains(character))
            }
        return isPlain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
    }
}
