import CommandLineKit
import EventModel
import Foundation
import KafkaLog
import Lifecycle
import NodeAssembly
import StageRuntime
import Telemetry

/// The hidden command of the process that is measured: stages as `eyrie worker` runs them, and nothing else.
enum KafkaWorkerCommand {
    static let command = Command(
        "kafka-worker",
        summary: "run stages on a cluster, for the bench `kafka`",
        options: [
            .value("bootstrap", placeholder: "SERVERS", help: "The cluster.", isRequired: true),
            .value("prefix", placeholder: "TEXT", help: "Before every name.", isRequired: true),
            .value("interval", placeholder: "MS", kind: .integer(1...60_000), help: "Between commits.", default: "150"),
            .value("bytes", placeholder: "N", kind: .integer(1...1 << 30), help: "Most a commit.", default: "5242880"),
            .value("ordinal", placeholder: "N", kind: .integer(0...99), help: "Of this worker.", default: "0"),
            .repeated("property", placeholder: "NAME=VALUE", help: "A property of librdkafka."),
        ],
        arguments: [Argument("stages", count: .remaining(minimum: 1), help: "features, scoring.")],
        isHidden: true
    ) { arguments, output in
        try run(arguments, output)
    }

    private static func run(_ arguments: ParsedArguments, _ output: CommandOutput) throws -> Int32 {
        var settings = KafkaPlace.settings(arguments.text("bootstrap"), arguments.text("prefix"))
        for text in arguments.texts("property") {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw CommandFailure("--property \(text): NAME=VALUE is needed") }
            settings.properties.append(KafkaProperty(parts[0], parts[1]))
        }
        let log = try KafkaLog(settings)
        let surroundings = StageSurroundings(
            log: log,
            contents: ModelTopicContents(log: log, topic: Topics.models.name),
            commits: CommitSettings(
                intervalMilliseconds: arguments.integer("interval"),
                maxRecords: 20_000,
                maxBytes: arguments.integer("bytes")
            ),
            memberName: "bench-\(arguments.integer("ordinal"))",
            logger: settings.logger,
            meters: StageMeters(registry: MetricRegistry())
        )
        let names = Set(arguments.arguments("stages"))
        var services: [any Service] = []
        // The end of the pipeline first, so that what is decided finds its reader.
        if names.contains("scoring") {
            services.append(PipelineStages.scoring.makeService(in: surroundings, threads: 1))
        }
        if names.contains("features") {
            services.append(PipelineStages.features.makeService(in: surroundings, threads: 1))
        }
        services.append(Announcement(output) { "ready" })
        let group = ServiceGroup(services: services, stopBudget: .seconds(30), logger: settings.logger)
        let ending = try group.run()
        log.close()
        return ending.exitCode
    }
}
