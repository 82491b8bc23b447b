import ChaosKit
import CommandLineKit
import Foundation

/// `eyrie-chaos`: rounds of faults against real processes and a real cluster, and a checker after each.
enum ChaosCommand {
    static let root = Command(
        "eyrie-chaos",
        summary: "run rounds of chaos against a cluster of three nodes",
        discussion: """
            Each round starts a bridge and workers on topics of its own, posts alerts, kills, stops and wakes processes \
            and brokers, disturbs connections, and then checks everything that is in the log. Seed and round decide the \
            schedule. The exit code is 1 when a property does not hold or a fault did not strike.
            """,
        options: [
            .value("rounds", placeholder: "N", kind: .integer(1...1_000_000), help: "Rounds to run.", default: "5"),
            .value(
                "seed",
                placeholder: "N",
                kind: .integer(0...Int.max),
                help: "Decides every schedule; a new one is drawn without it."
            ),
            .value(
                "first",
                placeholder: "N",
                kind: .integer(0...1_000_000),
                help: "The number of the first round; to run a round of a longer run again.",
                default: "0"
            ),
            .value(
                "minutes",
                placeholder: "N",
                kind: .number(0.1...100_000),
                help: "Begin no round after so many minutes."
            ),
            .value(
                "kafka",
                placeholder: "FILE",
                kind: .path,
                help: "The script that runs the cluster.",
                default: "../shared/kafka/kafka"
            ),
            .value(
                "base-port",
                placeholder: "PORT",
                kind: .integer(1024...65_000),
                help: "Start a cluster of its own on ports from here on; without it the one of KAFKA_TEST_DIR is used."
            ),
            .value(
                "program",
                placeholder: "FILE",
                kind: .path,
                help: "The eyrie to run; the one beside this program without it."
            ),
            .value("folder", placeholder: "DIR", kind: .path, help: "Where logs of processes go."),
            .flag("go-on", help: "Go on after a round that failed."),
            .flag("keep", help: "Keep topics and logs of good rounds, too."),
        ]
    ) { arguments, output in
        let seed = arguments.optionalInteger("seed").map { UInt64($0) } ?? UInt64.random(in: 1..<1_000_000_000)
        let folder = arguments.optionalText("folder") ?? "\(NSTemporaryDirectory())/eyrie-chaos-\(getpid())"
        let script = arguments.text("kafka")
        guard FileManager.default.isExecutableFile(atPath: script) else {
            throw ChaosFault("there is no \(script): --kafka names the script that runs the cluster")
        }
        let owned = try arguments.optionalInteger("base-port").map { port in
            try OwnCluster(script: script, folder: "\(folder)/kafka", basePort: port)
        }
        defer { owned?.stop() }
        let environment = ProcessInfo.processInfo.environment
        guard let place = owned?.folder ?? environment["KAFKA_TEST_DIR"] else {
            throw ChaosFault("KAFKA_TEST_DIR is not set: start a cluster of three nodes, or give --base-port")
        }
        let control = try ClusterControl(script: script, folder: place)
        let settings = RoundSettings(cluster: control, program: program(arguments), folder: folder)
        var run = ChaosRun(settings: settings, seed: seed) { output.print($0) }
        return try run.run(
            rounds: arguments.integer("first")..<arguments.integer("first") + arguments.integer("rounds"),
            within: arguments.optionalNumber("minutes").map { .seconds($0 * 60) },
            goesOn: arguments.flag("go-on"),
            keepsAll: arguments.flag("keep")
        ) ? 0 : 1
    }

    private static func program(_ arguments: ParsedArguments) -> String {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return arguments.optionalText("program") ?? own.deletingLastPathComponent().appendingPathComponent("eyrie").path
    }
}
