import CommandLineKit
import Configuration
import LogPort
import NodeAssembly
import Outlets
import StageRuntime

/// `eyrie worker`: runs some stages on Kafka, in as many processes as needed.
enum WorkerCommand {
    static let command = Command(
        "worker",
        summary: "run stages of the pipeline, or the webhook, on a log on Kafka",
        discussion: """
            Joins the group of each given stage and decides the partitions assigned to it; start more workers, here or \
            on other machines, to share them. A worker without a partition stands by. Every alert is decided exactly \
            once even if processes die.

            Each thread is a member called NAME-0, NAME-1, ... of each stage's group. NAME must be unique and stay the \
            same across restarts (such as the pod name of a StatefulSet): a worker that starts replaces the earlier \
            one of the same name, so that a hanging one can never write again. The replaced worker exits with code 3; \
            do not restart it.
            """,
        options: [
            .value(
                "threads",
                placeholder: "N",
                kind: .integer(1...64),
                help: "Workers of each stage in this process, short for worker.threads."
            ),
            .value("name", placeholder: "NAME", help: "Unique name of this process; default: the host's name."),
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
                "eyrie worker webhook: webhook.destinations is empty; set it"
            )
        }
        return try NodeCommand(
            name: "eyrie worker",
            configuration: configuration,
            isWanted: { $0.kind == .probe || $0.kind == .service || wanted.contains($0.name) }
        ).run()
    }
}
