import CommandLineKit
import Configuration
import LogPort
import NodeAssembly
import Outlets
import StageRuntime

/// `eyrie worker`: some stages, on Kafka, as many processes as there is work for.
enum WorkerCommand {
    static let command = Command(
        "worker",
        summary: "run stages of the pipeline, or the webhook, on a log on Kafka",
        discussion: """
            Joins the group of each stage named and decides the partitions that it is given; start more workers, here \
            or on other machines, to share them. A worker without a partition stands by. Every alert is decided \
            exactly once whatever dies.

            Each thread is a member called NAME-0, NAME-1, ... of each stage's group. NAME has to differ between \
            processes and stay the same when one is started again (the name of a StatefulSet's pod, a number of your \
            own): a worker that starts takes the place of whoever had its name, so that a twin that hangs can never \
            write again. The one that was replaced ends with exit code 3; do not start that one again.
            """,
        options: [
            .value(
                "threads",
                placeholder: "N",
                kind: .integer(1...64),
                help: "Workers of each stage in this process, short for worker.threads."
            ),
            .value("name", placeholder: "NAME", help: "This process among the workers; default: the host's name."),
        ],
        arguments: [
            Argument(
                "stage",
                kind: .choice(Parts.all.workerNames),
                count: .remaining(minimum: 1),
                help: "\(Parts.all.workerNames.joined(separator: ", "))."
            )
        ]
    ) { arguments, _ in
        let configuration = try CommonOptions.settings(
            arguments,
            short: [
                ("threads", WorkerSettings().$threads.path),
                ("name", WorkerSettings().$name.path),
            ]
        )
        try NodeCommand.requireKafka(configuration, "eyrie worker")
        let wanted = arguments.arguments("stage")
        if wanted.contains(WebhookEffect.name), WebhookKeys(configuration).destinations.isEmpty {
            throw CommandFailure(
                "eyrie worker webhook: webhook.destinations is empty, so there is nobody to tell; set it"
            )
        }
        return try NodeCommand(
            name: "eyrie worker",
            configuration: configuration,
            isWanted: { $0.kind == .probe || $0.kind == .service || wanted.contains($0.name) }
        ).run()
    }
}
