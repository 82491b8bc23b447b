import CommandLineKit
import Configuration
import FalcoBridge
import TopicPlanning

/// `eyrie topics render`: writes topics and rights for other tools; needs no cluster.
enum TopicsRenderCommands {
    static let command = Command(
        "render",
        summary: "write topics and rights for other tools",
        discussion: """
            Each role of Eyrie is a separate user with the least rights that it needs: bridge, each stage, vault, \
            reader (reads only), operator (gives orders), admin (applies topics).
            """,
        subcommands: [strimzi, sh]
    )

    private static let shared: [Option] =
        TopicsOptions.planning + [
            .value(
                "part",
                placeholder: "PART",
                kind: .choice(["all", "topics", "access"]),
                help: "What to write: topics, the rights of the roles (access), or all.",
                default: "all"
            ),
            .repeated("role", placeholder: "ROLE", help: "Only the rights of this role."),
            .repeated(
                "principal",
                placeholder: "ROLE=NAME",
                help: "The user of a role; default: eyrie-ROLE."
            ),
        ]

    private static let sh = Command(
        "sh",
        summary: "write a script that calls Kafka's own tools",
        discussion: "A principal's NAME may be a whole distinguished name, such as User:CN=bridge,O=example.",
        options: shared
    ) { arguments, output in
        let parts = try RenderedParts(arguments, CommonOptions.settings(arguments))
        output.write(ShellScript(topics: parts.topics, table: parts.table, principals: parts.principals).text)
        return 0
    }

    private static let strimzi = Command(
        "strimzi",
        summary: "write KafkaTopic and KafkaUser manifests for the Strimzi operator",
        options: shared + [
            .value(
                "kafka",
                placeholder: "NAME",
                help: "The name of the Kafka resource.",
                default: "kafka"
            ),
            .value("namespace", placeholder: "NAME", help: "The namespace of the objects."),
            .value(
                "authentication",
                placeholder: "KIND",
                kind: .choice(StrimziManifests.Authentication.allCases.map(\.rawValue)),
                help: "How users authenticate; scram-sha-512 needs librdkafka 2.6.1 on Kafka 4.",
                default: StrimziManifests.Authentication.tls.rawValue
            ),
        ]
    ) { arguments, output in
        let parts = try RenderedParts(arguments, CommonOptions.settings(arguments))
        for role in parts.table.roles {
            let name = parts.principals.name(of: role)
            guard StrimziManifests.isObjectName(name) else {
                throw UsageError(
                    command: arguments.commandWords.joined(separator: " "),
                    message: "--principal \(role.name)=\(name): Kubernetes does not accept this name for an object"
                )
            }
        }
        guard let authentication = StrimziManifests.Authentication(rawValue: arguments.text("authentication")) else {
            preconditionFailure("the option is one of the cases")
        }
        let manifests = StrimziManifests(
            topics: parts.topics,
            table: parts.table,
            principals: parts.principals,
            cluster: arguments.text("kafka"),
            namespace: arguments.optionalText("namespace"),
            authentication: authentication
        )
        output.write(manifests.text)
        return 0
    }
}
