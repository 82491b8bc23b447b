import CommandLineKit
import Configuration
import NodeAssembly
import TopicPlanning

/// The topics, rights and user names that the options of `eyrie topics render` select.
struct RenderedParts {
    let topics: [TopicPlan.Item]
    let table: AccessTable
    let principals: AccessPrincipals

    init(_ arguments: ParsedArguments, _ configuration: EffectiveConfiguration) throws {
        let part = arguments.text("part")
        let planner = try TopicsOptions.planner(arguments, configuration)
        let whole = Self.table(
            of: try TopicsOptions.catalog(arguments),
            prefix: try TopicsOptions.prefix(arguments, configuration)
        )
        let known = whole.roles.map(\.name)
        func check(_ role: String, _ option: String) throws {
            guard known.contains(role) else {
                throw UsageError(
                    command: arguments.commandWords.joined(separator: " "),
                    message: "--\(option): there is no role '\(role)'; roles are \(known.joined(separator: ", "))"
                )
            }
        }
        let wanted = arguments.texts("role")
        for role in wanted {
            try check(role, "role")
        }
        var names: [String: String] = [:]
        for assignment in arguments.texts("principal") {
            let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageError(
                    command: arguments.commandWords.joined(separator: " "),
                    message: "--principal takes ROLE=NAME, not '\(assignment)'"
                )
            }
            try check(parts[0], "principal")
            names[parts[0]] = parts[1]
        }
        principals = AccessPrincipals(names)
        topics = part == "access" ? [] : planner.wanted
        for topic in topics where !topic.refusals.isEmpty {
            throw CommandFailure("\(topic.name): \(topic.refusals.joined(separator: "; "))")
        }
        table = whole.keeping { role in
            part != "topics" && (wanted.isEmpty || wanted.contains(role.name))
        }
    }

    /// The rights of this program's roles.
    static func table(of catalog: TopicCatalog, prefix: String) -> AccessTable {
        AccessTable(catalog: catalog, topology: Parts.all.topology, prefix: prefix)
    }
}
