import CommandLineKit
import Foundation

/// The bridge: its doors beside peers, its spool, and long runs.
enum BridgeBench {
    static let bench = Bench(
        "bridge",
        summary: "the bridge's doors beside nginx, kcat and rsyslog; its spool, a soak, an outage",
        discussion: """
            http, many, tls: a real `eyrie bridge` under wrk with 64 and 900 keep-alive connections, every body \
            another, and nginx with one worker that answers 200 to the same requests. Alerts are durable on disk \
            before 200: in the bridge's spool, which is an embedded log, with an unreachable Kafka. Each alert in the \
            log is counted afterwards. file-embedded: `eyrie import` of a generated file. The goal for memory is 100 \
            MB. spool fills 1 GiB, starts the bridge again on it, and with --kafka drains it. file-kafka needs \
            --kafka: `eyrie import` to a cluster beside `kcat -P` and rsyslog with omkafka, of the same file. Only \
            when asked for by --only: soak at a fixed rate (of `eyrie bridge` with --kafka, of `eyrie up` without), \
            and outage, which needs --kafka, --away and --back. Peers that are not installed are reported and skipped.
            """,
        defaultRecords: 300_000,
        minimumRecords: 1_000
    ) { run in
        let plan = try BridgePlan(run: run, servers: environmentServers)
        return try measure(plan, BridgePlan.Part.allCases.filter { !$0.isLong })
    }

    static let command = Command(
        bench.name,
        summary: bench.summary,
        discussion: bench.discussion,
        options: [
            .repeated(
                "only",
                placeholder: "PART",
                kind: .choice(BridgePlan.Part.allCases.map(\.rawValue)),
                help: "Measure only this part."
            ),
            .value("kafka", placeholder: "SERVERS", help: "A running cluster; by default EYRIE_TEST_KAFKA."),
            .value(
                "alerts",
                placeholder: "N",
                kind: .integer(bench.minimumRecords...100_000_000),
                help: "Alerts of a file.",
                default: "\(bench.defaultRecords)"
            ),
            .value(
                "seconds",
                placeholder: "N",
                kind: .integer(1...600),
                help: "Length of each load over HTTP.",
                default: "8"
            ),
            .value("repeats", placeholder: "N", kind: .integer(1...20), help: "Repeats of short parts.", default: "3"),
            .value(
                "spool-mib",
                placeholder: "N",
                kind: .integer(1...4_000),
                help: "Mebibytes that the part spool fills.",
                default: "1024"
            ),
            .value(
                "minutes",
                placeholder: "N",
                kind: .number(0.1...100_000),
                help: "Length of the soak (45) or of the outage (10)."
            ),
            .value(
                "rate",
                placeholder: "N",
                kind: .integer(10...100_000),
                help: "Alerts a second in soak and outage.",
                default: "2000"
            ),
            .value("away", placeholder: "COMMAND", help: "Shell command that takes the brokers away."),
            .value("back", placeholder: "COMMAND", help: "Shell command that brings them back."),
            .flag("json", help: "Print one JSON object instead of a table."),
        ]
    ) { arguments, output in
        let run = BenchRun(name: bench.name, records: arguments.integer("alerts")) { output.report($0) }
        var plan = try BridgePlan(run: run, servers: arguments.optionalText("kafka") ?? environmentServers)
        plan.seconds = arguments.integer("seconds")
        plan.repeats = arguments.integer("repeats")
        plan.spoolMebibytes = arguments.integer("spool-mib")
        plan.minutes = arguments.optionalNumber("minutes")
        plan.rate = arguments.integer("rate")
        plan.away = arguments.optionalText("away")
        plan.back = arguments.optionalText("back")
        let only = Set(arguments.texts("only"))
        let parts = BridgePlan.Part.allCases.filter { only.isEmpty ? !$0.isLong : only.contains($0.rawValue) }
        let report = BenchReport(
            bench: bench.name,
            machine: Machine.description,
            result: try measure(plan, parts)
        )
        output.print(arguments.flag("json") ? report.json : report.table)
        return 0
    }

    private static var environmentServers: String? {
        ProcessInfo.processInfo.environment["EYRIE_TEST_KAFKA"]
    }

    private static func measure(_ plan: BridgePlan, _ parts: [BridgePlan.Part]) throws -> BenchResult {
        var result = BenchResult()
        for part in parts {
            plan.progress("part \(part.rawValue)")
            let measured = try measure(plan, part)
            result.figures += measured.figures
            result.peers += measured.peers
        }
        return result
    }

    private static func measure(_ plan: BridgePlan, _ part: BridgePlan.Part) throws -> BenchResult {
        switch part {
        case .http: try BridgeLoads(plan).besideNginx()
        case .many: try BridgeLoads(plan).manyConnections()
        case .tls: try BridgeLoads(plan).overTLS()
        case .fileKafka: try FileToKafka(plan).measure()
        case .fileEmbedded: try FileToEmbedded(plan).measure()
        case .spool: try SpoolMemory(plan).measure()
        case .soak: try BridgeSoak(plan).measure()
        case .outage: try BridgeOutage(plan).measure()
        }
    }
}
