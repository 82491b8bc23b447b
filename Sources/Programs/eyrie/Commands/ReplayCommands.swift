import CommandLineKit
import Configuration
import Foundation
import LogPort
import NodeAssembly
import Replay
import SQLiteLog
import StageRuntime

/// `eyrie replay`: repeats decisions from the log and compares them.
enum ReplayCommands {
    static let command = Command(
        "replay",
        summary: "repeat the decisions of a log and compare them",
        subcommands: [verify, decide]
    )

    private static let verify = Command(
        "verify",
        summary: "decide every alert twice, in two processes, and compare with what was decided live",
        discussion: """
            Reads the log beside its owner and writes nothing. Ends with exit code 1 when a digest differs.
            """
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let verification = ReplayVerification(log: log, stages: Parts.all.replayed)
        let ranges = try verification.partitions()
        let text = ranges.map(ReplayRange.write).joined(separator: ";")
        let runs = try (0..<2).map { _ in
            try Decider.run(["replay", "decide"] + CommonOptions.words(arguments) + [text])
        }
        var isEqual = runs[0] == runs[1]
        output.print(
            isEqual
                ? "two processes decided the same bytes"
                : "two processes decided different bytes: the stages are not deterministic, which is a bug in Eyrie"
        )
        for line in runs[0].split(separator: "\n") {
            guard let decided = DecidedTopic(line: line) else {
                throw CommandFailure("the deciding process printed '\(line)'")
            }
            guard let range = ranges.first(where: { $0.number == decided.partition }),
                let stage = Parts.all.replayed.firstIndex(where: { $0.wiring.output == decided.topic })
            else {
                throw CommandFailure("the deciding process printed unknown topic \(decided.topic)/\(decided.partition)")
            }
            let live = range.liveCounts[stage]
            let isSame = decided.digestAtLiveCount == range.liveDigests[stage]
            isEqual = isEqual && isSame
            output.print(
                "\(decided.topic)/\(decided.partition): "
                    + (range.isSplit && range.begins[stage] > 0
                        ? "from input offset \(range.begins[stage]) on, where its state was rebuilt: " : "")
                    + "\(live) live records "
                    + (isSame ? "equal" : "DIFFER from") + " the replay's, "
                    + "\(decided.count - min(decided.count, live)) not yet decided live, "
                    + "digest \(decided.digest.prefix(16))"
            )
        }
        for damage in try log.damage(in: nil) where damage.remedy == nil {
            output.print("\(damage); what was decided of it cannot be decided again")
        }
        output.print(isEqual ? "the replay equals what was decided live" : "the replay differs")
        return isEqual ? 0 : 1
    }

    private static let decide = Command(
        "decide",
        summary: "decide ranges of the alerts again and print digests",
        arguments: [Argument("ranges", help: "PARTITION:END:COUNT,COUNT,... for each partition, separated by ';'.")],
        isHidden: true
    ) { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        let ranges = try arguments.argument("ranges").split(separator: ";").map(ReplayRange.read)
        for decision in try ReplayVerification(log: log, stages: Parts.all.replayed).decide(ranges) {
            for topic in decision.topics {
                output.print(
                    DecidedTopic(
                        topic: topic.name,
                        partition: topic.partition,
                        count: topic.count,
                        digest: topic.digest,
                        digestAtLiveCount: topic.digestAtLiveCount ?? "-"
                    ).line
                )
            }
        }
        return 0
    }
}
