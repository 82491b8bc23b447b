import CommandLineKit

/// The command tree: one command a bench, the list of them, and the demo.
enum BenchCommands {
    /// Benches with options of their own.
    private static let ownCommands = [BridgeBench.command, KafkaBench.command]

    /// Every bench, in the order in which `list` shows them and `all` runs them.
    static let benches: [Bench] = [
        ParseBench.bench, FeaturesBench.bench, ForestBench.bench, LogBench.bench, PipelineBench.bench,
        LatencyBench.bench, ReadyBench.bench, HTTPBench.bench, BridgeBench.bench, KafkaBench.bench,
    ]

    static let root = Command(
        "eyrie-bench",
        summary: "measures every promised figure of Eyrie, each beside a peer",
        discussion: """
            A bench makes its own seeded input, repeats, and reports medians. Progress goes to standard error. The \
            exit code is 0 if everything was measured, whether or not goals were met; the result shows that.
            """,
        subcommands: [list, all]
            + benches.filter { bench in !ownCommands.contains { $0.name == bench.name } }.map(command)
            + ownCommands + [DemoCommand.command, WarmUp.command, DoorsCommand.command, KafkaWorkerCommand.command]
    )

    private static let list = Command("list", summary: "list the benches") { _, output in
        for bench in benches {
            output.print("\(bench.name)\t\(bench.summary)")
        }
        return 0
    }

    private static let all = Command(
        "all",
        summary: "run every bench, one after the other",
        options: [json]
    ) { arguments, output in
        for bench in benches {
            try run(bench, records: bench.defaultRecords, json: arguments.flag("json"), output)
        }
        return 0
    }

    private static let json = Option.flag("json", help: "Print one JSON object per bench instead of a table.")

    private static func command(of bench: Bench) -> Command {
        Command(
            bench.name,
            summary: bench.summary,
            discussion: bench.discussion,
            options: [
                .value(
                    "records",
                    placeholder: "N",
                    kind: .integer(bench.minimumRecords...1_000_000_000),
                    help: "Size of the input; the goals are meant for the default.",
                    default: "\(bench.defaultRecords)"
                ),
                json,
            ]
        ) { arguments, output in
            try run(bench, records: arguments.integer("records"), json: arguments.flag("json"), output)
            return 0
        }
    }

    private static func run(_ bench: Bench, records: Int, json: Bool, _ output: CommandOutput) throws {
        let run = BenchRun(name: bench.name, records: records) { output.report($0) }
        let result = try bench.measure(run)
        let report = BenchReport(bench: bench.name, machine: Machine.description, result: result)
        output.print(json ? report.json : report.table)
    }
}
