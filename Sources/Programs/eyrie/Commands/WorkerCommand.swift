import CommandLineKit
import Configuration
import LogPort
import NodeAssembly
import StageRuntime

/// `eyrie worker`: some stages, on Kafka, as many processes as there is work for.
enum WorkerCommand {
    static let command = Command(
        "worker",
        summary: "run stages of the pipeline on a log on Kafka",
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
                kind: .choice(PipelineStages.all.map(\.wiring.name)),
                count: .remaining(minimum: 1),
                help: "\(PipelineStages.all.map(\.wiring.name).joined(separator: ", "))."
            )
        ]
    ) { arguments, _ in
        let configuration = try CommonOptions.settings(
            arguments,
            short: [
                ("threads", EyrieSettings.threads.declaration.path),
                ("name", EyrieSettings.workerName.declaration.path),
            ]
        )
        try NodeCommand.requireKafka(configuration, "eyrie worker")
        let wanted = arguments.arguments("stage")
        return try NodeCommand(
            name: "eyrie worker",
            configuration: configuration,
            parts: NodeParts(stages: PipelineStages.all.filter { wanted.contains($0.wiring.name) })
        ).run()
    }
}
